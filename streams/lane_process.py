"""What judges files, a share of the cases each: here, or in a process of its own. Both take a turn of records and give
what came of it.
"""

import multiprocessing
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

from rules.court import Court
from rules.lane import HOUR_MS, Lane, Record, Turn
from rules.outputs import Output
from rules.tally import count_names
from streams.case_store import SpillingStore
from streams.exits import Stop, Unavailable, how_ended

DUE_AT_ONCE = 5_000
"""Due moments fired before what they made is put away."""


class Made(NamedTuple):
    """What a lane made of a turn."""

    outputs: list[Output]
    outcomes: Counter[str]
    unknown_fields: Counter[str]
    cards: Counter[tuple[str, str, str]]
    tickets: Counter[tuple[str, str]]


class Share(Protocol):
    """What judges a share of the cases: one lane, or several side by side."""

    def judge(self, records: list[Record], now: int) -> Made:
        """Take the records in order, then let the clock go on to `now` (ms)."""

    def close(self) -> None:
        """Let go of what it holds."""


class Died(Stop):
    """A judging process ended by itself, with this exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"a judging process ended by itself ({how_ended(code)}): see what it printed, and whether there is memory "
            "enough; --jobs 1 judges without further processes."
        )


class FileLane(Protocol):
    """Hands turns of records to a share and gives what came of them; a context, ended when the files are."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def give(self, records: list[Record], now: int) -> None:
        """Hand over a turn: the records in order, then the clock goes on to `now` (ms)."""

    def made(self) -> Made:
        """What came of the turn given last."""

    def ask(self, question: str) -> None:
        """Ask what the share's method of this name answers."""

    def answer(self) -> Any:
        """The answer to what was asked last."""


def file_lane(make: Callable[[], Share], *, alone: bool) -> FileLane:
    """A share here where it is the only one, else in a process of its own; `make` can be pickled."""
    return ShareHere(make()) if alone else ShareOfItsOwn(make)


class ShareHere:
    """A share in this process; works when it is asked for the outcome."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self._turn: tuple[list[Record], int] = ([], 0)
        self._question = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._share.close()

    def give(self, records: list[Record], now: int) -> None:
        """Keep the turn until its outcome is asked for."""
        self._turn = records, now

    def made(self) -> Made:
        """Judge the turn given last."""
        return self._share.judge(*self._turn)

    def ask(self, question: str) -> None:
        """Keep the question until its answer is asked for."""
        self._question = question

    def answer(self) -> Any:
        """Answer the question asked last."""
        return getattr(self._share, self._question)()


class LaneAlone:
    """One lane, its settled dossiers in a scratch folder; `store` has the dossiers of all cases."""

    def __init__(self, court: Court, *, keeps_all: bool = False) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="liangpai-check-")
        self.store = SpillingStore(Path(self._scratch.name))
        self._lane = Lane(court, self.store, keeps_all=keeps_all)

    def close(self) -> None:
        """Let go of the scratch folder."""
        self.store.close()
        self._scratch.cleanup()

    def judge(self, records: list[Record], now: int) -> Made:
        """Take the records in order, then the clock goes on. Raises Unavailable where the scratch folder is full."""
        try:
            return self._judged(records, now)
        except sqlite3.Error as error:
            raise Unavailable(
                f"no room for settled cases in {tempfile.gettempdir()} ({error}); free some, or name another "
                "folder as TMPDIR."
            ) from None

    def _judged(self, records: list[Record], now: int) -> Made:
        for record in records:
            self._lane.take(record)
        made = [self._end_turn()]
        while (due := self._lane.next_due()) is not None and due <= now:
            # by the hour, so that a case says where it stands at the same moments whatever lies in its lane beside it
            made += self._advanced(min(now, due - due % HOUR_MS + HOUR_MS - 1))
        self._lane.advance(now)
        return _together(made)

    def _advanced(self, until: int) -> list[Turn]:
        made: list[Turn] = []
        while self._lane.advance(until, limit=DUE_AT_ONCE) == DUE_AT_ONCE:
            made.append(self._end_turn())
        return [*made, self._end_turn()]

    def _end_turn(self) -> Turn:
        turn = self._lane.end_turn()
        for subject in turn.settled:
            self.store.settle(subject)
        return turn


def _together(turns: list[Turn]) -> Made:
    """What several turns of the lane made, as one."""
    made = Made([], Counter(), Counter(), Counter(), Counter())
    for turn in turns:
        made.outputs.extend(turn.outputs)
        made.outcomes.update(turn.outcomes)
        count_names(made.unknown_fields, turn.unknown_fields)
        made.cards.update(turn.cards)
        made.tickets.update(turn.tickets)
    return made


class ShareOfItsOwn:
    """A share in a process of its own, which ends with the context or with us.

    Every call raises Died where the process has ended by itself.
    """

    def __init__(self, make: Callable[[], Share]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._here, there = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        there.close()
        # Not as an argument of the process: of those `start` waits for ever if the process dies before it reads them.
        self._send(make)

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
        self._send(([tuple(record) for record in records], now))

    def made(self) -> Made:
        """What came of the turn given last; waits for it. Raises what it raised."""
        outputs, *counts = self.answer()
        return Made([Output(*each) for each in outputs], *counts)

    def ask(self, question: str) -> None:
        """Ask; it is answered while we go on."""
        self._send(question)

    def answer(self) -> Any:
        """What came back; waits for it. Raises what it raised."""
        try:
            answer = self._here.recv()
        except (EOFError, OSError):
            raise self._died() from None
        if isinstance(answer, str):
            raise Unavailable(answer)
        return answer

    def _send(self, given: object) -> None:
        try:
            self._here.send(given)
        except OSError:
            raise self._died() from None

    def _died(self) -> Died:
        self._process.join()
        return Died(self._process.exitcode or 0)


def _serve(there: Connection) -> None:
    """Make the share, judge turn after turn, and answer what is asked, until the other side closes."""
    make = _received(there)
    if make is None:
        return
    with closing(make()) as share:
        while (given := _received(there)) is not None:
            try:
                there.send(_done(share, given))
            except Unavailable as stop:
                there.send(str(stop))
                return


def _received(there: Connection) -> Any:
    """What came next; None where the other side has closed."""
    try:
        return there.recv()
    except (EOFError, KeyboardInterrupt):
        return None


def _done(share: Share, given: Any) -> Any:
    if isinstance(given, str):
        return getattr(share, given)()
    records, now = given
    made = share.judge([Record(*each) for each in records], now)
    return [tuple(each) for each in made.outputs], *made[1:]
