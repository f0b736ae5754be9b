"""Where its state was lost a lane reads everything anew: what it tells again counts from 1, what is new counts on."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest

from rules.court import Court
from rules.decode import milliseconds
from rules.lane import Lane, Record
from rules.on_record import OnRecord, Told
from rules.outputs import Output
from tests.core.city import city_of
from tests.desk.office import CASE, Bench
from tests.rules.writing import at

CASES = 300
COUNTED = {
    "cards": "card_id", "tickets": "ticket_id", "leads": "lead_id", "alerts": "alert_id", "ratings": "rating_id",
    "case-states": "case_no",
}  # fmt: skip
"""Topics whose records count their revisions → what names the thing."""


class Revision(NamedTuple):
    """One record on a topic."""

    topic: str
    id: str
    revision: int
    subject: str
    stamp: int
    data: dict[str, Any]


class Life(NamedTuple):
    """What the lane told before it lost its state, and what it tells when it reads everything anew, and more."""

    before: list[Revision]
    told: dict[str, Told]
    anew: list[Revision]


def revisions(outputs: Iterable[Output]) -> Iterator[Revision]:
    for output in outputs:
        if output.topic in COUNTED:
            said = json.loads(output.value)
            name = f"{output.topic} {said['data'][COUNTED[output.topic]]}"
            yield Revision(
                output.topic, name, said["data"]["revision"], said["subject"], output.stamp, said["data"]
            )


def live(court: Court, records: list[Record]) -> list[Output]:
    """Every ninth record comes late, some by hours, as they do where sources were away."""
    dice, one, outputs = random.Random(3), Lane(court, {}, keeps_all=True), list[Output]()
    order = [(place + (dice.randrange(80) if place % 9 == 0 else 0), place) for place in range(len(records))]
    for count, (_, place) in enumerate(sorted(order)):
        one.take(records[place])
        if count % 100 == 99:
            one.judge_backlog()
            outputs += one.end_turn().outputs
    one.judge_backlog()
    return outputs + one.end_turn().outputs


def told_of(before: list[Revision]) -> dict[str, Told]:
    told: dict[str, Told] = {}
    for each in before:
        known = told.get(each.subject, Told(0, 0))
        told[each.subject] = Told(max(known.revision, each.revision), max(known.stamp, each.stamp))
    return told


def outcomes_of(outputs: list[Output]) -> dict[tuple[str, str], tuple[str, str]]:
    said = [json.loads(each.value)["data"] for each in outputs if each.topic == "action-outcomes"]
    return {
        (each["action_source"], each["action_id"]): (each["outcome"], each["reason"] or "") for each in said
    }


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    court, records, until = city_of(tmp_path_factory.mktemp("city"), CASES, seed=7)
    outputs = live(court, records[: len(records) * 2 // 3])
    before = list(revisions(outputs))
    told = told_of(before)
    store: dict[str, bytes] = {}
    one = Lane(court, store, keeps_all=True, on_record=OnRecord(outcomes_of(outputs), told))
    anew = []
    for count, record in enumerate(records):
        one.take(record)
        if count % 100 == 99:
            anew += one.end_turn().outputs
            if count == len(records) // 2:  # nothing is on record of what was read by now, but in the state
                one = Lane(court, store, keeps_all=True, clock=one.clock, on_record=OnRecord(told=told))
                one.restore()
    one.advance(until)
    return Life(before, told, [*revisions(anew), *revisions(one.end_turn().outputs)])


def test_what_is_told_again_counts_from_one(life: Life) -> None:
    again: dict[str, list[int]] = {}
    for each in life.anew:
        if each.subject in life.told and each.stamp <= life.told[each.subject].stamp:
            again.setdefault(each.id, []).append(each.revision)

    assert len(again) > CASES
    assert all(numbers == [*range(1, len(numbers) + 1)] for numbers in again.values())


def test_what_is_new_has_a_larger_revision_than_all_that_was_told_before(life: Life) -> None:
    new = [each for each in life.anew if each.stamp > life.told.get(each.subject, Told(0, 0)).stamp]

    for each in new:
        told = life.told.get(each.subject)
        assert told is None or each.revision > told.revision, each
    counted_on = Counter(each.topic for each in new if each.subject in life.told)
    assert counted_on.keys() >= {"cards", "tickets", "alerts", "ratings", "case-states"}


def test_a_card_withdrawn_after_the_loss_has_the_largest_revision_of_its_id() -> None:
    told = Told(9, milliseconds(at("2018-10-26 09:00")))
    bench = Bench(on_record=OnRecord(told={CASE: told})).accepted().wait("2018-10-26 09:00")
    assert (bench.card()["state"], bench.card()["revision"]) == ("issued", 1)

    decided = {"result": "approved", "staff_id": "window"}
    bench.event("case.decided", "2018-10-20 10:00", "2018-10-26 09:01", **decided)

    assert (bench.card()["state"], bench.card()["revision"]) == ("withdrawn", 10)
