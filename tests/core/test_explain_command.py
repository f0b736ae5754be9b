"""`liangpai explain`: what an office shows when a card is disputed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.core.test_check_command import run
from tests.core.test_decode import GOOD
from tests.core.test_lane import ACCEPTED, event

CASE = GOOD["subject"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A case that was decided eleven working days late, among others; and its cards as `check` found them."""
    folder = tmp_path_factory.mktemp("explain")
    others = [ACCEPTED.replace(b"000123", b"%06d" % number) for number in range(50)]
    late = event(2, "decided", 60 * 24 * 28, result="approved", staff_id="u1")
    (folder / "events.jsonl").write_bytes(b"\n".join([*others, ACCEPTED, late]))
    done = run("check", folder / "events.jsonl", "--out", folder / "out.jsonl")
    assert done.returncode == 0, done.stderr
    return {"events": folder / "events.jsonl", "out": folder / "out.jsonl"}


def card_id(files: dict[str, Path], rule_id: str) -> str:
    for line in files["out"].read_text().splitlines():
        body: dict[str, Any] = json.loads(line)
        card = body["data"]
        if body["type"].startswith("card.") and (card["rule_id"], card["case_no"]) == (rule_id, CASE):
            return str(card["card_id"])
    raise AssertionError(rule_id)


def explained(files: dict[str, Path], name: str, *options: str) -> str:
    done = run("explain", name, "--events", files["events"], *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_card_is_explained_from_files_in_the_language_asked_for(files: dict[str, Path]) -> None:
    name = card_id(files, "T-05")

    assert "红牌（已发出）：T-05 超法定期限" in explained(files, name)
    assert "Red card (issued): T-05 Legal limit exceeded" in explained(files, name, "--lang", "en")


def test_a_case_is_explained_with_the_verdict_of_every_rule(files: dict[str, Path]) -> None:
    text = explained(files, CASE, "--lang", "en")

    assert f"Case {CASE}" in text
    for name in (
        "Promise limit exceeded",
        "Legal limit exceeded",
        "Delivery overdue",
        "Recorded after the fact",
    ):
        assert name in text
    for verdict in (
        "pending until",
        "violated since",
        "satisfied",
        "the rulebook has switched this rule off",
    ):
        assert verdict in text


def test_json_has_each_days_reason_in_both_languages(files: dict[str, Path]) -> None:
    told: dict[str, Any] = json.loads(explained(files, card_id(files, "T-04"), "--json"))

    verdicts = {each["rule_id"]: each for each in told["verdicts"]}
    assert (verdicts["T-04"]["status"], verdicts["T-04"]["due_date"]) == ("violated", "2026-01-12")
    assert verdicts["T-04"]["days"][-1] == {
        "date": "2026-01-12",
        "number": 5,
        "what": "counted",
        "zh": "工作日；到期日",
        "en": "working day; due date",
    }
    assert told["summary"]["promise_due_date"] == "2026-01-12"
    assert told["card"]["card_id"] == told["card_id"]


def test_as_seen_earlier_the_card_is_not_there_yet(files: dict[str, Path]) -> None:
    done = run(
        "explain", card_id(files, "T-05"), "--events", files["events"], "--until", "2026-01-12T00:00:00+08:00"
    )

    assert done.returncode == 2
    assert "found neither a case nor a card" in done.stderr


def test_a_name_that_is_neither_case_nor_card_ends_with_2(files: dict[str, Path]) -> None:
    done = run("explain", "nobody", "--events", files["events"])

    assert (done.returncode, done.stdout) == (2, "")
    assert "nobody: found neither a case nor a card" in done.stderr
