"""All of it on this machine, as `liangpai up` starts it, with two late cases and a card that waits for confirmation."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from sinks.asking import header_of, token_of
from streams.people.users import Users
from tests.house.project import BIN, run
from tests.people.place import user
from tests.sinks.running import until

USERS = ("u06", "u09", "u90", "u91")
CASES = ("430100-2026-000001", "430100-2026-000002")


class City(NamedTuple):
    """What is up: where the console is, and where the archive answers whoever has its token."""

    console: str
    query: str
    token: str | None

    def rows(self, query: str, **parameters: str) -> list[dict[str, Any]]:
        """Rows of a named query; none while the archive does not answer."""
        answer = httpx.get(
            f"{self.query}/{query}", params=parameters, headers=header_of(self.token), timeout=30
        )
        return list(answer.json()["rows"]) if answer.status_code == 200 else []

    def card(self, subject: str, rule_id: str) -> dict[str, Any]:
        """The case's card of that rule."""
        rows = self.rows("cards_of_case", subject=subject)
        return next(row for row in rows if row["rule_id"] == rule_id)


@contextmanager
def city(home: Path) -> Iterator[City]:
    """Start it, let people in, send the events, and wait until they are judged and archived."""
    process = subprocess.Popen(
        [BIN / "liangpai", "up", "--home", home, "--workers", "1"],
        cwd=home.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        said = _said(process)
        sink = re.search(r"^sink +(http://[0-9.:]+)/metrics", said, re.MULTILINE)
        assert sink, said
        found = City(_address(said, "console/"), f"{sink[1]}/query", token_of(home / "archive.token"))
        for staff_id in USERS:
            _let_in(said, staff_id)
        _send(said, home / "events.jsonl")
        until(lambda: len(_judged(found)) == 4, "two red cards and two that wait")
        yield found
    finally:
        process.terminate()
        process.communicate(timeout=90)


def _judged(found: City) -> list[str]:
    rows = [row for subject in CASES for row in found.rows("cards_of_case", subject=subject)]
    return [row["card_id"] for row in rows if row["rule_id"] in ("T-05", "P-08")]


def _said(process: "subprocess.Popen[str]") -> str:
    """What it says up to its last line, after which it stays up."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "liangpai explain" in line:
            return said
    raise AssertionError(said)


def _address(said: str, path: str) -> str:
    found = re.search(rf"http://[0-9.:]+/{path}", said)
    assert found, said
    return found.group()


def _let_in(said: str, staff_id: str) -> None:
    line = next(line for line in said.splitlines() if line.startswith("liangpai users add"))
    made = user(staff_id)
    Users(Path(shlex.split(line)[-1])).put(staff_id, lambda _: made)


def _send(said: str, file: Path) -> None:
    file.write_text("\n".join(json.dumps(event, ensure_ascii=False) for event in _events()), encoding="utf-8")
    line = next(line for line in said.splitlines() if line.startswith("liangpai send"))
    words = [str(file) if word == "FILE" else word for word in shlex.split(line)[1:]]
    done = run(BIN / "liangpai", *words)
    assert done.returncode == 0, done.stderr


def _events() -> Iterator[dict[str, Any]]:
    """The acceptances of 40 days ago, recorded now, and a card by hand on each case."""
    now = datetime.now(UTC)
    for number, subject in enumerate(CASES):
        said = {"item_code": "430100-0001", "voucher_no": "SL-1", "staff_id": "u04", "dept_code": "430100-ZJ"}
        yield _event(f"a-{number}", "case.accepted", subject, now - timedelta(days=40), now, said)
        issue = {
            "actor_id": "u90", "rule_id": "P-08", "colour": "yellow", "reason": "巡查发现指南以外的材料",
            "dept_code": "430100-ZJ", "staff_id": "u04", "found_by": "patrol",
            "evidence": ["photo.jpg#sha256:" + "0" * 64],
        }  # fmt: skip
        yield _event(f"m-{number}", "desk.card_issue_manual", subject, now, now, issue)


def _event(
    event_id: str, kind: str, subject: str, at: datetime, recorded: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": event_id, "source": "approval/430100", "type": kind, "subject": subject,
        "time": at.isoformat(), "recordedtime": recorded.isoformat(), "data": data,
    }  # fmt: skip
