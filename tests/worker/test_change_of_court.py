"""A lane between two courts: cases that wait to be judged anew are never judged by what the court before found."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rules.court import Court
from rules.lane import Lane, Record
from rules.privacy import Border
from streams.calendar_source import built_in_calendar, overlaid
from streams.mistakes import Mistakes
from streams.notices import read_notices
from streams.rulebook_folder import load_rulebook
from tests.worker.office import BEGUN, accepted, notice, rulebook

HOUR_MS = 3_600_000
CAUSE = "日历 / calendar"


class Between:
    """A lane with one case whose limit ends at `due_at`, and a court (`later`) to whose calendar it ends later."""

    def __init__(self, folder: Path) -> None:
        book = load_rulebook(rulebook(folder, "1", date(2020, 1, 1), 5)).rulebook
        path = notice(folder / "notice.json", range(-50, 5))
        (given,) = read_notices({"notice": path.read_bytes()}, Mistakes())
        plain = built_in_calendar()
        self.store: dict[str, bytes] = {}
        self.lane = Lane(Court([book], plain, Border()), self.store)
        self.later = Court([book], overlaid(plain, [given]), Border())
        self.due_at = _midnight(plain.add_working(BEGUN.toordinal(), 5) + 1)
        self.take(accepted(1, BEGUN), _midnight(BEGUN.toordinal()) + 10 * HOUR_MS)
        self.lane.end_turn()

    def take(self, event: dict[str, Any], stamp: int) -> None:
        """Take an event that happened and was recorded at this moment (ms)."""
        event["recordedtime"] = event["time"] = datetime.fromtimestamp(stamp / 1000, UTC).isoformat()
        self.lane.take(Record("case-events", -1, 1, None, json.dumps(event).encode(), stamp))

    def cards(self) -> list[dict[str, Any]]:
        """The revisions of T-04 cards of the turn that ends now."""
        outputs = [
            json.loads(each.value)["data"] for each in self.lane.end_turn().outputs if each.topic == "cards"
        ]
        return [card for card in outputs if card["rule_id"] == "T-04"]


def _midnight(day: int) -> int:
    return (day - date(1970, 1, 1).toordinal()) * 24 * HOUR_MS - 8 * HOUR_MS


@pytest.fixture
def between(tmp_path: Path) -> Between:
    return Between(tmp_path)


def test_without_a_change_the_limit_is_over_at_its_midnight(between: Between) -> None:
    between.lane.advance(between.due_at - 1)
    assert between.cards() == []
    between.lane.advance(between.due_at)
    assert [card["state"] for card in between.cards()] == ["issued"]


def test_a_moment_due_before_the_case_is_judged_anew_makes_no_card_by_the_old_calendar(
    between: Between,
) -> None:
    assert between.lane.change_court(between.later, CAUSE) == 1
    between.lane.advance(between.due_at)

    assert between.cards() == []
    assert between.lane.rechecks == 0


def test_an_event_before_the_case_is_judged_anew_has_it_judged_as_a_whole_and_both_are_the_reason(
    between: Between,
) -> None:
    between.lane.advance(between.due_at)
    between.lane.end_turn()
    between.lane.change_court(between.later, CAUSE)
    fee = {"type": "case.fee_charged", "id": "e-2", "data": {"fee_code": "F", "amount": 1}}
    between.take(accepted(1, BEGUN) | fee, between.due_at + HOUR_MS)

    (card,) = between.cards()
    assert card["state"] == "withdrawn"
    assert CAUSE in card["reason"]
    assert "case.fee_charged approval/430100 e-2" in card["reason"]


def test_a_lane_restored_in_between_judges_anew_what_was_left(between: Between) -> None:
    between.lane.advance(between.due_at)
    between.lane.end_turn()
    between.lane = Lane(between.later, between.store, clock=between.due_at)
    between.lane.restore()

    assert between.lane.rechecks == 1
    assert between.lane.recheck(1) is True
    assert [card["state"] for card in between.cards()] == ["withdrawn"]
    again = Lane(between.later, between.store, clock=between.due_at)
    again.restore()
    assert again.rechecks == 0
