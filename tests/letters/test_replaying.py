"""Replaying dead letters: what a fix made good is taken once, what would be refused again is not sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules.court import Court
from rules.lane import Lane, Record
from streams.dead_letters import Letter, Wanted, letter_of
from streams.partitions import partition_of
from streams.privacy import Key
from streams.replaying import marks, plan_replay
from streams.sending import Letter as Sent
from tests.core.test_closed_cases import record
from tests.desk.office import CASE, office
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at

ACCEPTED = record(1, "case.accepted", "2018-10-15 10:00", item_code="I", voucher_no="v", staff_id="window")
T0 = milliseconds(at("2018-10-15 10:00"))
HOME = partition_of(CASE, 12)
DAY = 86_400_000


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return Key.make(tmp_path / "key")


class Deployment:
    """A lane as the worker has it, and the dead letters it wrote."""

    def __init__(self, key: Key) -> None:
        self.key = key
        court = Court([office(keep_closed_days=90)], ANNOUNCED.real(), key.border())
        self.lane = Lane(court, {}, partition_of=lambda each: partition_of(each, 12))
        self.outcomes: dict[str, int] = {}
        self.letters: list[Letter] = []
        self.archived: dict[str, str] = {}
        self.cards: dict[str, int] = {}
        self._offset = 0

    def take(self, value: bytes | None, key: bytes = CASE.encode(), stamp: int = T0) -> None:
        self._offset += 1
        self.lane.take(Record("case-events", HOME, self._offset, key, value, stamp))
        self.read()

    def read(self) -> None:
        turn = self.lane.end_turn()
        self.outcomes = turn.outcomes
        for output in turn.outputs:
            data: dict[str, Any] = json.loads(output.value)["data"]
            if output.topic == "dead-letters":
                self.letters.append(letter_of(output.value, output.stamp, HOME))
            elif output.topic == "archived-cases":
                self.archived[output.key] = data["dossier"]
            elif output.topic == "cards":
                assert data["revision"] == self.cards.get(data["card_id"], 0) + 1
                self.cards[data["card_id"]] = data["revision"]

    def receive(self, sent: list[Sent]) -> list[dict[str, int]]:
        outcomes = []
        for each in sent:
            self.take(each.value, (each.subject or "").encode(), self.lane.clock + 1)
            outcomes.append(self.outcomes)
        return outcomes


def test_a_record_with_a_wrong_key_is_taken_when_it_is_replayed_and_once_only(key: Key) -> None:
    there = Deployment(key)
    there.take(ACCEPTED, key=b"another")
    plan = plan_replay(there.letters, key, None)

    assert [(each.topic, each.subject, each.value) for each in plan.records] == [
        ("case-events", CASE, ACCEPTED)
    ]
    assert there.receive([*plan.records, *plan.records]) == [{"applied": 1}, {"duplicate": 1}]


def test_what_would_be_refused_again_is_counted_and_not_sent(key: Key) -> None:
    there = Deployment(key)
    there.take(ACCEPTED)
    conflicting = ACCEPTED.replace(b'"v"', b'"w"')
    for value in (b"{", b"nonsense", None, conflicting):
        there.take(value)

    plan = plan_replay(there.letters, key, None)

    assert (plan.records, plan.letters) == ([], [])
    assert plan.refused == {"not_json": 2, "conflicting_duplicate": 1}
    assert plan.empty == 1


def test_personal_data_is_hashed_before_it_is_written_again(key: Key) -> None:
    there = Deployment(key)
    body = json.loads(ACCEPTED)
    person = json.dumps(
        {**body, "data": {**body["data"], "applicant_name": "张三", "staff_id": "u"}}
    ).encode()
    there.take(person, key=b"another")

    (record,) = plan_replay(there.letters, key, None).records

    assert "张三" not in record.value.decode()


def test_an_event_that_does_not_say_when_it_was_recorded_keeps_the_stamp_of_its_record(key: Key) -> None:
    there = Deployment(key)
    silent = {name: value for name, value in json.loads(ACCEPTED).items() if name != "recordedtime"}
    there.take(json.dumps(silent).encode(), key=b"another", stamp=T0 + 7)
    there.take(ACCEPTED, key=b"another", stamp=T0 + 9)

    assert [each.stamp for each in plan_replay(there.letters, key, None).records] == [T0 + 7, T0]


def closed(there: Deployment) -> None:
    """A case that is closed, and has left."""
    there.take(ACCEPTED)
    decided = record(2, "case.decided", "2018-10-17 09:00", result="approved", staff_id="window")
    delivered = record(3, "case.delivered", "2018-10-17 09:30", way="window")
    for value in (decided, delivered, record(4, "case.closed", "2018-10-17 10:00", kind="normal")):
        there.take(value, stamp=T0 + 2 * DAY)
    there.lane.advance(T0 + 100 * DAY)
    there.read()
    assert there.archived


LATE = [record(number, "case.public_notice", "2018-10-17 11:00") for number in (5, 6)]


def test_a_case_that_left_comes_back_before_its_late_event_and_nothing_counts_twice(key: Key) -> None:
    there = Deployment(key)
    closed(there)
    for late in LATE:
        there.take(late, stamp=there.lane.clock)
    assert there.outcomes == {"dead_lettered:case_archived": 1}

    without = plan_replay(there.letters, key, None)
    plan = plan_replay(there.letters, key, there.archived.get)

    assert (without.records, without.away) == ([], 2)
    assert len(plan.records) == 3
    assert plan.brought_back == {CASE}
    assert there.receive(plan.records) == [{"applied": 1}] * 3
    assert there.receive(plan.records) == [{"duplicate": 1}] * 3


def test_a_case_of_which_the_archive_keeps_nothing_is_named(key: Key) -> None:
    there = Deployment(key)
    closed(there)
    there.take(LATE[0], stamp=there.lane.clock)

    plan = plan_replay(there.letters, key, lambda _: None)

    assert (plan.records, plan.lost) == ([], {CASE})


def test_the_mark_of_a_replay_is_the_same_letter_and_says_when(key: Key) -> None:
    there = Deployment(key)
    there.take(ACCEPTED, key=b"another")
    (letter,) = there.letters
    (mark,) = marks([letter])

    again = letter_of(mark.value, mark.stamp, HOME)

    assert again.told.replayed_at
    assert (again.id, again.at, again.told.original) == (letter.id, letter.at, letter.told.original)
    assert mark.partition == HOME


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (Wanted(), True),
        (Wanted(source="s"), True),
        (Wanted(source=""), False),
        (Wanted(reason="wrong_key"), True),
        (Wanted(reason="not_json"), False),
        (Wanted(subject="another"), True),
        (Wanted(since=T0), True),
        (Wanted(since=T0 + 1), False),
        (Wanted(until=T0), False),
        (Wanted(until=T0 + 1), True),
        (Wanted(ids=frozenset(["x"])), False),
    ],
)
def test_letters_are_chosen_by_what_stands_on_them(wanted: Wanted, taken: bool, key: Key) -> None:
    there = Deployment(key)
    there.take(ACCEPTED, key=b"another")

    assert wanted.takes(there.letters[0]) is taken
