"""Random walks of states, looked at at random times, with restarts and deaths between: each change is told once."""

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.exchange.states import NEW, STATES, entered
from streams.exchange.turns import Turns
from tests.exchange.tables import Event, Exchange

CASES = ("c1", "c2", "c3")
DATES = (None, "2026-01-04", "2026-01-05", "2026-01-06T10:00:00+08:00")
LIFE = (0, 9, 10, 3, 1, 4, 5, 6)
"""A case with everything; any later state is known from any earlier one, but pre-review (10) after a supplement."""


class Put(NamedTuple):
    case: str
    state: int
    updated: str | None


class Delete(NamedTuple):
    case: str


class Look(NamedTuple):
    """A snapshot; `death` is how far it comes before the process dies."""

    death: str


cases = st.sampled_from(CASES)
states = st.one_of(
    st.sampled_from(sorted(STATES)), st.sampled_from((3, 9, 20, 21))
)  # there and back are ways
deaths = st.sampled_from(("none", "none", "none", "after", "before the memory", "before the name"))
steps = st.one_of(
    st.builds(Put, cases, states, st.sampled_from(DATES)),
    st.builds(Put, cases, states, st.sampled_from(DATES)),
    st.builds(Delete, cases),
    st.builds(Look, deaths),
    st.builds(Look, deaths),
)


class Watcher:
    """Looks at an exchange, and dies on the way as it is told."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.turns: Turns = exchange.resume()
        self.told: list[str] = []

    def look(self, death: str) -> bool:
        """Take a snapshot; whether it counts."""
        old = self._memory()
        turn = self.exchange.look(self.turns)
        if death in {"before the memory", "before the name"} and turn.events is not None:
            turn.events.rename(turn.events.with_name(f".{turn.events.name}"))
        if death == "before the memory":
            self._forget(old)
        else:
            self.told += [reject.found for reject in turn.found.rejects]
        if death != "none":
            self.turns = self.exchange.resume()
        return death != "before the memory"

    def _memory(self) -> bytes | None:
        path = self.exchange.file.path
        return path.read_bytes() if path.exists() else None

    def _forget(self, old: bytes | None) -> None:
        if old is None:
            self.exchange.file.path.unlink()
        else:
            self.exchange.file.path.write_bytes(old)


def visible_changes(walk: Sequence[Put | Delete | Look]) -> list[tuple[str, int, int]]:
    """Case, state before and state after of every change that a snapshot that counts could see."""
    now: dict[str, int] = {}
    seen: dict[str, int] = {}
    changes = []
    for step in walk:
        if isinstance(step, Put):
            now[step.case] = step.state
        elif isinstance(step, Delete):
            now.pop(step.case, None)
        elif step.death != "before the memory":
            found = {case: (seen.get(case, NEW), state) for case, state in now.items()}
            changes += [(case, *pair) for case, pair in found.items() if pair[0] != pair[1]]
            seen |= now
    return changes


@settings(max_examples=80, deadline=None)
@given(st.lists(steps, max_size=40))
def test_every_change_a_snapshot_shows_gives_one_event_or_one_answer(
    walk: list[Put | Delete | Look],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        exchange = Exchange(Path(folder))
        # Who starts with an empty table knows of everything later when it was.
        watcher = Watcher(exchange)
        watcher.look("none")
        for step in walk:
            match step:
                case Put(case, state, updated):
                    exchange.put(case, state, updated)
                case Delete(case):
                    exchange.delete(case)
                case Look(death):
                    watcher.look(death)

        events = exchange.events()
        raw = exchange.raw_events()
    changes = visible_changes(walk)
    known = [change for change in changes if entered(change[1], change[2], {}) is not None]
    shown = [each for each in events if each.entered == each.shown]
    assert sorted(shown) == sorted(Event(case, str(after), str(after)) for case, _, after in known)
    unknown = [found for found in watcher.told if " after " in found]
    assert len(unknown) == len(changes) - len(known)
    assert len({each["id"] for each in raw}) == len(raw)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(range(len(LIFE))), min_size=1, unique=True).map(sorted), st.data())
def test_what_no_snapshot_showed_but_must_have_been_is_told_once_in_its_order(
    places: list[int], data: st.DataObject
) -> None:
    seen = [LIFE[place] for place in places]
    with tempfile.TemporaryDirectory() as folder:
        exchange = Exchange(Path(folder))
        watcher = Watcher(exchange)
        watcher.look("none")
        for state in seen:
            exchange.put("c1", state)
            while not watcher.look(data.draw(deaths)):
                pass  # it died before it remembered; the next look sees the same

        told = [int(each.entered) for each in exchange.events()]
        raw = exchange.raw_events()
    expected = [state for before, after in pairwise([NEW, *seen]) for state in _path(before, after, seen)]
    assert told == expected
    assert watcher.told == []
    assert [each["time"] for each in raw] == sorted(each["time"] for each in raw)


def _path(before: int, after: int, seen: Sequence[int]) -> list[int]:
    """By the law of the matter: nothing is decided unaccepted, nor closed undecided, nor reviewed unsubmitted."""
    must = {10: [9], 4: [1], 5: [1, 4], 6: [1, 4]}.get(after, [])
    if after == 6 and before == 5:
        must = []
    if after == 10 and before == 9:
        must = []
    earlier = seen[: seen.index(after)]
    return [state for state in must if not _passed(state, earlier)] + [after]


def _passed(state: int, earlier: Sequence[int]) -> bool:
    """Whether it was told before, because it was shown or something shown needed it."""
    needs = {9: {9, 10}, 1: {1, 4, 5, 6}, 4: {4, 5, 6}}
    return bool(needs[state] & set(earlier))
