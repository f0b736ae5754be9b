"""`liangpai serve` as a process on topics of its own, and a client that says what it sends and what it was answered."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from streams.intake.source_orders import NewSource, add_source
from streams.intake.sources_file import load_sources, save_sources
from streams.people.passwords import Passwords
from streams.people.users import User, Users
from streams.privacy import Key
from streams.rulebook_folder import shipped_rulebook
from streams.rulebook_topic import publish_if_empty
from streams.services.process import free_address
from streams.topics import create
from tests.people.place import CHEAP, PASSWORD
from tests.worker import load

PARTITIONS = 2
LATE_CASE = "430100-2026-009001"
"""Accepted three months ago and still open: the one case that the worker of these tests has a card of."""

PATIENCE_SECONDS = 60.0
_HASHED = Passwords(CHEAP).hashed(PASSWORD)

STRUCTURED = {"Content-Type": "application/cloudevents+json"}
BATCHED = {"Content-Type": "application/cloudevents-batch+json"}
JSON = {"Content-Type": "application/json"}


class Answer(NamedTuple):
    """What came back: status, decoded body, headers with names in small letters."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(reason, pointer) of each fault that a problem names."""
        return [(error["reason"], error["pointer"]) for error in self.body["errors"]]


class Place:
    """Topics, key, the shipped rulebook, sources and users; the door is opened with `open`.

    Sources: `full` (everything), `narrow` (case.* of departments ZJ-*), `zhejiang` (the other projectType, own
    channels), `slow` (one event a second, two at once), `old` (its token has expired), `reader` (feeds only).
    Users: u90, u06, u05, u04.
    """

    def __init__(self, bootstrap: str, prefix: str, folder: Path) -> None:
        self.bootstrap, self.prefix, self.folder = bootstrap, prefix, folder
        create(bootstrap, prefix, PARTITIONS)
        self.key = Key.make(folder / "key")
        self.sources, self.users = folder / "sources.toml", folder / "users.json"
        asyncio.run(publish_if_empty(bootstrap, prefix, shipped_rulebook()))
        self.tokens = {
            "full": self._add("full"),
            "narrow": self._add("narrow", types=("case.*",), departments=("ZJ-*",)),
            "zhejiang": self._add("zhejiang", project_type="zhejiang"),
            "slow": self._add("slow", rate=1, burst=2),
            "old": self._add("old"),
            "reader": self._add("reader", feeds=("discipline", "heads*")),
        }
        self._let_expire("old")
        for staff_id in ("u90", "u06", "u05", "u04"):
            made = User(staff_id=staff_id, password_hash=_HASHED)
            Users(self.users).put(staff_id, lambda _, made=made: made)  # type: ignore[misc]
        self.http = free_address()
        self.url = f"http://{self.http}"
        self.process: subprocess.Popen[bytes] | None = None

    def _add(
        self,
        name: str,
        types: tuple[str, ...] = (),
        departments: tuple[str, ...] = (),
        rate: float = 100_000,
        burst: float = 1_000_000,
        project_type: str = "beijing",
        feeds: tuple[str, ...] = (),
    ) -> str:
        order = NewSource(name, f"city/{name}", types, departments, rate, burst, project_type, 30, feeds)
        return add_source(self.sources, order)

    def _let_expire(self, name: str) -> None:
        sources = load_sources(self.sources)
        source = sources.named(name)
        ended = [token.model_copy(update={"expires": datetime.now(UTC)}) for token in source.tokens]
        save_sources(self.sources, sources.with_source(name, source.with_tokens(ended)))

    def open(self) -> "Place":
        """Start the process and wait until it takes events."""
        words = ["serve", "--kafka-bootstrap", self.bootstrap, "--prefix", self.prefix, "--http", self.http]
        words += ["--key-file", str(self.folder / "key"), "--sources", str(self.sources)]
        words += ["--users", str(self.users), "--cookies-over-http", "--argon2", "1,8,1"]
        with (self.folder / "serve.log").open("ab") as out:
            program = "from streams.cli import main; main()"
            self.process = subprocess.Popen([sys.executable, "-c", program, *words], stdout=out, stderr=out)
        ends = time.monotonic() + PATIENCE_SECONDS
        while self.status_of("/readyz") != 200:
            assert self.process.poll() is None, self.log
            assert time.monotonic() < ends, self.log
            time.sleep(0.05)
        return self

    @property
    def log(self) -> str:
        """What the process has said."""
        return (self.folder / "serve.log").read_text()

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def status_of(self, path: str) -> int:
        """The status of an address; 0 where nobody answers."""
        try:
            return httpx.get(self.url + path, timeout=5).status_code
        except httpx.TransportError:
            return 0

    def post(
        self,
        path: str,
        body: object,
        headers: Mapping[str, str] = JSON,
        *,
        source: str | None = "full",
        token: str | None = None,
    ) -> Answer:
        """POST as a source; `body` bytes as they are, anything else as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        carried = token or (self.tokens[source] if source else None)
        signed = {"Authorization": f"Bearer {carried}"} if carried else {}
        return answer_of(httpx.post(self.url + path, content=raw, headers={**headers, **signed}, timeout=30))

    def get(self, path: str, source: str = "full") -> Answer:
        """GET as a source."""
        signed = {"Authorization": f"Bearer {self.tokens[source]}"}
        return answer_of(httpx.get(self.url + path, headers=signed, timeout=30))

    def values(self, topic: str) -> list[bytes]:
        """The values on a topic."""
        return [value for _, value in self.records(topic) if value is not None]

    def records(self, topic: str) -> list[tuple[bytes | None, bytes | None]]:
        """Key and value of every record on a topic, those of a partition in order."""
        found = asyncio.run(load.read_all(self.bootstrap, self.prefix + topic, partitions=PARTITIONS))
        return [(record.key, record.value) for record in found]

    def written(self, topic: str, subject: str) -> list[dict[str, Any]]:
        """The events of a subject on a topic."""
        return [event for event in map(json.loads, self.values(topic)) if event["subject"] == subject]


def answer_of(response: httpx.Response) -> Answer:
    """An answer, its body decoded where it is JSON."""
    is_json = "json" in response.headers.get("content-type", "")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, response.json() if is_json else response.text, headers)


def event(number: object, *, source: str = "full", subject: str = "c-1", **data: Any) -> dict[str, Any]:
    """An acceptance that may be sent, of its own id."""
    return {
        "specversion": "1.0", "id": f"e-{number}", "source": f"city/{source}", "type": "case.accepted",
        "subject": subject, "time": "2026-01-05T10:00:00+08:00", "recordedtime": "2026-01-05T10:00:02+08:00",
        "data": {"item_code": "0001", "dept_code": "ZJ-1", "staff_id": "u17"} | data,
    }  # fmt: skip


def rating(case: str, **more: Any) -> dict[str, Any]:
    """A rating as terminals send it; `None` leaves a field out."""
    said = {
        "projectNo": case, "serviceNumber": "1", "assessNumber": "1", "satisfaction": "1", "pf": "4",
        "assessTime": "2026-01-05 10:00:00", "proDepartCode": "ZJ-1",
    }  # fmt: skip
    return {name: value for name, value in (said | more).items() if value is not None}


def token_of(place: Place, staff_id: str) -> str:
    """A bearer token for a program of this person."""
    said = {"staff_id": staff_id, "password": PASSWORD, "token": True}
    answer = httpx.post(place.url + "/login", json=said, timeout=30)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def act(place: Place, staff_id: str, action: dict[str, Any]) -> Answer:
    """Act as a person."""
    return place.post("/actions", action, token=token_of(place, staff_id))


def asked_until_decided(place: Place, staff_id: str, answer: Answer) -> Answer:
    """The outcome: of the answer itself, or of the address it named."""
    signed = {"Authorization": f"Bearer {token_of(place, staff_id)}"}
    ends = time.monotonic() + 60
    while answer.status == 202:
        assert time.monotonic() < ends, place.log
        address = answer.headers["location"]
        answer = answer_of(httpx.get(place.url + address, headers=signed, timeout=30))
    return answer
