"""A hundred thousand deadlines of one midnight: records go before them, and no card comes out otherwise."""

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from rules.dossier import Dossier, restore
from rules.lane import Lane, Record
from rules.schedule import Schedule
from tests.core.city import City, city_of
from tests.core.test_lane import ACCEPTED, HOUR, T0, cards, event, feed, lane

CASES = 90
MIDNIGHT = 1_768_233_600_000  # 2026-01-13T00:00+08:00, when the promise of ACCEPTED is exceeded


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return city_of(tmp_path_factory.mktemp("city"), CASES, seed=5)


def in_order(city: City) -> dict[str, bytes]:
    store: dict[str, bytes] = {}
    one = Lane(city.court, store, keeps_all=True)
    for record in city.records:
        one.take(record)
    one.advance(city.until)
    one.end_turn()
    return store


def overtaking(city: City, seed: int) -> dict[str, bytes]:
    """Due moments are fired a few at a time, between records that went before them; now and then it is restored."""
    dice, store = random.Random(seed), dict[str, bytes]()
    one = Lane(city.court, store, keeps_all=True)
    for record in city.records:
        if dice.random() < 0.1:
            one.advance(record.stamp, limit=dice.randrange(3))
        one.take(record, overtake=True)
        if dice.random() < 0.002:
            one.end_turn()
            one = Lane(city.court, store, clock=one.clock, keeps_all=True)
            one.restore()
    while one.advance(city.until, limit=(most := dice.randrange(1, 4))) == most:
        assert one.settled_until < city.until
    assert one.settled_until == city.until
    one.end_turn()
    return store


def matters(store: dict[str, bytes]) -> Iterator[tuple[str, object]]:
    """All that was found of each case, the moments of issue and of every ticket's deadline included."""
    for subject, record in sorted(store.items()):
        dossier: Dossier = restore(record)
        yield subject, (dossier.cards, dossier.tickets, dossier.rated, dossier.leads, dossier.wakes)


@pytest.mark.parametrize("seed", range(3))
def test_records_that_overtake_due_moments_of_other_cases_change_nothing_not_even_when_a_card_was_issued(
    city: City, seed: int
) -> None:
    expected = dict(matters(in_order(city)))

    assert sum(len(found[0]) for found in expected.values() if isinstance(found, tuple)) > 20
    assert dict(matters(overtaking(city, seed))) == expected


def test_a_record_never_overtakes_a_due_moment_of_its_own_case() -> None:
    one = lane()
    feed(one, ACCEPTED)
    one.advance(MIDNIGHT - 1)
    one.end_turn()
    left = event(2, "stage_entered", 8 * 24 * 60, stage_code="x")
    one.take(Record("case-events", -1, 8, None, left, MIDNIGHT + HOUR), overtake=True)

    issued = [(card["rule_id"], card["issued_at"]) for card in cards(one.end_turn())]
    assert ("T-04", "2026-01-13T00:00:00.000+08:00") in issued


def test_what_was_overtaken_is_still_due_and_so_the_lane_is_not_settled_up_to_its_clock() -> None:
    one = lane()
    feed(one, ACCEPTED)
    one.advance(MIDNIGHT - 1)
    other = event(1, "accepted", item_code="430100-0001").replace(b"430100-2026-000123", b"other")
    one.take(Record("case-events", -1, 8, None, other, MIDNIGHT + HOUR), overtake=True)

    assert (one.clock, one.settled_until) == (MIDNIGHT + HOUR, MIDNIGHT - 1)
    one.advance(one.clock)
    assert one.settled_until == one.clock
    assert one.end_turn().fired[MIDNIGHT] == 1


def test_due_moments_are_judged_as_of_their_own_instant_however_late_they_are_fired() -> None:
    on_time, late = lane(), lane()
    for one in (on_time, late):
        feed(one, ACCEPTED)
    on_time.advance(MIDNIGHT)
    other = event(1, "accepted", item_code="430100-0001").replace(b"430100-2026-000123", b"other")
    late.take(Record("case-events", -1, 8, None, other, MIDNIGHT + HOUR), overtake=True)
    late.advance(late.clock)

    of_case = [card for card in cards(late.end_turn()) if card["case_no"] != "other"]
    assert of_case == cards(on_time.end_turn())


def test_many_subjects_of_one_instant_are_popped_a_few_at_a_time_in_order_each_once() -> None:
    schedule = Schedule()
    names = [f"case {number}" for number in range(10)]
    for name in names:
        schedule.put(name, 7)
    schedule.put("case 1", 9)
    schedule.put("case 8", None)

    popped: list[str] = []
    while (due := schedule.pop(7, 3)) is not None:
        assert len(due[1]) <= 3
        popped += due[1]

    assert popped == [name for name in names if name not in {"case 1", "case 8"}]
    assert schedule.pop(9) == (9, ["case 1"])


def test_a_backlog_is_judged_a_few_cases_at_a_time_each_once() -> None:
    one = lane(clock=T0 + 9 * HOUR)
    for number in range(5):
        feed(one, ACCEPTED.replace(b"430100-2026-000123", b"case %d" % number))
    waited = [one.backlog]
    while not one.judge_backlog(2):
        waited.append(one.backlog)

    assert waited == [5, 3, 1]
    assert one.backlog == 0
    assert list(islice(one.end_turn().states, 9)) == [f"case {number}" for number in range(5)]
