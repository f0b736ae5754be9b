"""Rows that give no valid event, where the mapping asks for dead letters: each arrives as one, with its reason."""

from pathlib import Path

import pytest

from rules.decode import decode
from rules.privacy import Border
from rules.strictness import Rejected
from tests.importing.importing import Outcome, csv_log, run_import

MAPPING = """
source = "ratings/kiosk"
subject = "service:{number}"
zone = "Asia/Shanghai"
time = "at"
dead_letters = true

[codes.level]
"good" = 5
"bad" = 1

[[row]]
name = "rating"
type = "rating.submitted"
id = "{number}"
[row.data]
service_number = { column = "number" }
assess_number = 1
level = { column = "score", codes = "level" }
channel = { column = "channel" }
text = { column = "text" }
"""
STAMP = 1_800_000_000_000


def letters(folder: Path) -> list[tuple[str, str]]:
    """Reason and path of every line of the events that is refused."""
    found = []
    for line in (folder / "events.jsonl").read_bytes().splitlines():
        try:
            decode(line, Border(), STAMP)
        except Rejected as rejected:
            found.append((str(rejected.reason), rejected.path))
    return found


def imported(folder: Path, *rows: str, mapping: str = MAPPING) -> Outcome:
    return run_import(folder, mapping, csv_log(folder, "number,at,score,channel,text", *rows))


@pytest.mark.parametrize(
    ("row", "reason", "path"),
    [
        ("1,2026-01-05T10:00:00,7,9,", "wrong_value", "/data/level"),
        ("1,2026-01-05T10:00:00,splendid,9,", "wrong_type", "/data/level"),
        ("1,2026-01-05T10:00:00,,9,", "missing_field", "/data/level"),
        ("1,2026-01-05T10:00:00,good,11,", "wrong_value", "/data/channel"),
        ("1,2026-01-05T10:00:00,good,many,", "wrong_type", "/data/channel"),
        ("1,yesterday,good,9,", "bad_time", "/time"),
        ("1,,good,9,", "missing_field", "/time"),
        (",2026-01-05T10:00:00,good,9,", "missing_field", "/subject"),
        ("1,2026-01-05T10:00:00,good,9,text,more", "missing_field", "/subject"),
    ],
)
def test_each_row_is_refused_for_what_is_wrong_in_it(
    tmp_path: Path, row: str, reason: str, path: str
) -> None:
    outcome = imported(tmp_path, "0,2026-01-05T10:00:00,bad,9,", row)

    assert letters(tmp_path) == [(reason, path)]
    assert len(outcome.events) == 2
    assert (outcome.summary.events, outcome.summary.rejected, outcome.summary.dead_letters) == (1, 1, 1)


def test_a_row_that_cannot_be_read_is_known_by_its_place(tmp_path: Path) -> None:
    outcome = imported(tmp_path, ",2026-01-05T10:00:00,good,9,", ",2026-01-05T10:00:00,bad,9,")

    assert [event["id"] for event in outcome.events] == ["log.csv:2", "log.csv:3"]


def test_a_dead_letter_shows_no_more_of_a_person_than_an_event(tmp_path: Path) -> None:
    outcome = imported(tmp_path, "1,2026-01-05T10:00:00,7,9,call 13812345678")

    assert "13812345678" not in (tmp_path / "events.jsonl").read_text(encoding="utf-8")
    assert outcome.events[0]["data"]["text"].startswith("call ")


def test_a_dead_letter_holds_identifiers_as_hashes_only(tmp_path: Path) -> None:
    mapping = MAPPING + 'phone_hash = { column = "text" }\n'
    log = csv_log(tmp_path, "number,at,score,channel,text", "1,2026-01-05T10:00:00,7,9,13812345678")

    outcome = run_import(tmp_path, mapping, log, pseudonym=lambda text: f"hash of {len(text)}")

    assert outcome.events[0]["data"]["phone_hash"] == "hash of 11"
    assert "13812345678" not in (tmp_path / "events.jsonl").read_text(encoding="utf-8")


def test_without_asking_a_rejected_row_is_in_the_report_alone(tmp_path: Path) -> None:
    outcome = imported(
        tmp_path, "1,2026-01-05T10:00:00,7,9,", mapping=MAPPING.replace("dead_letters = true", "")
    )

    assert outcome.events == []
    assert (outcome.summary.rejected, outcome.summary.dead_letters) == (1, 0)
