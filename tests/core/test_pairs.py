"""Pairs: an end closes the earliest open begin of its code (contracts 2.14)."""

import json

from hypothesis import given
from hypothesis import strategies as st

from rules.court import Court
from rules.dossier import restore
from rules.lane import Lane, Record
from rules.privacy import Border
from tests.core.test_lane import SHIPPED, T0, event

MOVES = st.lists(st.tuples(st.booleans(), st.sampled_from("AB"), st.integers(0, 20)), max_size=14)


def visits_by_hand(moves: list[tuple[int, str, bool, str]]) -> set[tuple[str, str | None]]:
    """(entry, leave) by ids: walk in order of time and id, keep what is open in a list."""
    open_ones: list[tuple[str, str]] = []
    pairs: set[tuple[str, str | None]] = set()
    for _, name, enters, code in sorted(moves):
        if enters:
            open_ones.append((code, name))
        else:
            first = next((each for each in open_ones if each[0] == code), None)
            if first is not None:
                open_ones.remove(first)
                pairs.add((first[1], name))
    return pairs | {(name, None) for _, name in open_ones}


@given(MOVES)
def test_a_leave_closes_the_earliest_open_entry_of_its_stage(moves: list[tuple[bool, str, int]]) -> None:
    store: dict[str, bytes] = {}
    court = Court([SHIPPED.rulebook], SHIPPED.calendar, Border())
    lane = Lane(court, store)
    named = []
    for number, (enters, code, minute) in enumerate(moves):
        kind = "stage_entered" if enters else "stage_left"
        value = event(number, kind, minute, stage_code=code)
        named.append((minute, str(json.loads(value)["id"]), enters, code))
        lane.take(Record("case-events", -1, number, None, value, T0 + 3_600_000))
    lane.end_turn()
    for record in store.values():
        view, _ = court.view(restore(record), T0 + 3_600_000)
        assert view is not None
        found = {(entered.id, left.id if left else None) for entered, left in view.visits}
        assert found == visits_by_hand(named)
