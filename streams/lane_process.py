"""A lane that judges files: here, or in a process of its own. Both take a turn of records and give what it made."""

import multiprocessing
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from rules.court import Court
from rules.lane import Lane, Record, Turn
from rules.outputs import Output
from streams.case_store import SpillingStore
from streams.exits import Unavailable

DUE_AT_ONCE = 5_000
"""Due moments fired before what they made is put away."""

NAMES_KEPT = 1_000
"""Distinct names of unknown fields that are counted each; whoever sends them chooses how many there are."""

NAME_LENGTH = 200
OTHER_NAMES = "…"
"""Counts the names over NAMES_KEPT. No name of a field is like it: they begin with a slash."""


class Made(NamedTuple):
    """What a lane made of a turn."""

    outputs: list[Output]
    outcomes: Counter[str]
    unknown_fields: Counter[str]
    cards: Counter[tuple[str, str, str]]


class FileLane(Protocol):
    """Takes turns of records and gives what came of them; a context, ended when the files are."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def give(self, records: list[Record], now: int) -> None:
        """Hand over a turn: the records in order, then the clock goes on to `now` (ms)."""

    def made(self) -> Made:
        """What came of the turn given last."""


def file_lane(court: Court, *, alone: bool) -> FileLane:
    """A lane here where it is the only one, else one in a process of its own."""
    return LaneHere(court) if alone else LaneOfItsOwn(court)


class LaneHere:
    """A lane in this process, its settled dossiers in a scratch folder."""

    def __init__(self, court: Court) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="liangpai-check-")
        self._store = SpillingStore(Path(self._scratch.name))
        self._lane = Lane(court, self._store)
        self._turn: tuple[list[Record], int] = ([], 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._scratch.cleanup()

    def give(self, records: list[Record], now: int) -> None:
        """Keep the turn until its outcome is asked for."""
        self._turn = records, now

    def made(self) -> Made:
        """Judge the turn given last. Raises Unavailable where the scratch folder has no room."""
        try:
            return self._judged()
        except sqlite3.Error as error:
            raise Unavailable(
                f"no room for settled cases in {tempfile.gettempdir()} ({error}); free some, or name another "
                "folder as TMPDIR."
            ) from None

    def _judged(self) -> Made:
        records, now = self._turn
        for record in records:
            self._lane.take(record)
        made: list[Turn] = []
        while not self._lane.advance(now, limit=DUE_AT_ONCE):
            made.append(self._end_turn())
        made.append(self._end_turn())
        return _together(made)

    def _end_turn(self) -> Turn:
        turn = self._lane.end_turn()
        for subject in turn.settled:
            self._store.settle(subject)
        return turn


def count_names(counts: Counter[str], more: Mapping[str, int]) -> None:
    """Add `more` to `counts`, which never has more than NAMES_KEPT names and OTHER_NAMES."""
    for name, number in more.items():
        kept = name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH] + "…"
        full = kept not in counts and len(counts) >= NAMES_KEPT
        counts[OTHER_NAMES if full else kept] += number


def _together(turns: list[Turn]) -> Made:
    """What several turns of the lane made, as one."""
    made = Made([], Counter(), Counter(), Counter())
    for turn in turns:
        made.outputs.extend(turn.outputs)
        made.outcomes.update(turn.outcomes)
        count_names(made.unknown_fields, turn.unknown_fields)
        made.cards.update(turn.cards)
    return made


class LaneOfItsOwn:
    """A lane in a process of its own, which ends with the context or with us."""

    def __init__(self, court: Court) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._here, there = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(there, court), daemon=True)
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._here.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def give(self, records: list[Record], now: int) -> None:
        """Hand over a turn; it is judged while we go on."""
        self._here.send(([tuple(record) for record in records], now))

    def made(self) -> Made:
        """What came of the turn given last; waits for it. Raises what it raised, RuntimeError where it died."""
        try:
            answer = self._here.recv()
        except EOFError:
            self._process.join()
            code = self._process.exitcode
            raise RuntimeError(f"a judging process ended by itself (exit code {code})") from None
        if isinstance(answer, str):
            raise Unavailable(answer)
        outputs, *counts = answer
        return Made([Output(*each) for each in outputs], *counts)


def _serve(there: Connection, court: Court) -> None:
    """Judge turn after turn until the other side closes."""
    with LaneHere(court) as lane:
        while True:
            try:
                records, now = there.recv()
            except (EOFError, KeyboardInterrupt):
                return
            lane.give([Record(*each) for each in records], now)
            try:
                made = lane.made()
            except Unavailable as stop:
                there.send(str(stop))
                return
            there.send(([tuple(each) for each in made.outputs], *made[1:]))
