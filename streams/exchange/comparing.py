"""One snapshot against what is known from those before: which states each case entered, as events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from streams.exchange.states import NEW, STATES, entered, known_after, state_name
from streams.exchange.table import BEFORE, ENTERED, MARK, ORDER, TAKEN, StatesTable
from streams.importing.recipes import Recipe
from streams.importing.rows import Reject, Row, RowProblem
from streams.importing.values import Line, moment
from streams.mistakes import quoted


class Known(msgspec.Struct, array_like=True):
    """What is remembered of a case: its state, and for each state entered the marks it had, each with how often.

    `gone`: the last snapshot had no row of it.
    """

    state: int
    marks: dict[int, dict[str, int]] = {}
    gone: bool = False


Cases = dict[str, Known]
"""Cases by their number."""


class Change(NamedTuple):
    """One case in another state than before."""

    line: Line
    before: int
    after: int
    known: Known


@dataclass(slots=True)
class Found:
    """What a snapshot said. `cases` are those of which something new is known, as they are now.

    `undated` counts events left out because a first snapshot does not say when they were.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    vanished: int = 0
    undated: int = 0
    cases: Cases = field(default_factory=dict)
    events: list[bytes] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def compare(
    table: StatesTable, cases: Cases, rows: Iterable[Row | Reject], taken: datetime, *, first: bool = False
) -> Found:
    """What the snapshot says beyond `cases`, which stay as they are, and the events between.

    `taken` is when the snapshot was made, an instant. `first`: there was none before, so nobody knows when cases came
    into their states, but where the row says it. A row that gives no valid event leaves its case as it was.
    """
    comparison = _Comparison(table, cases, taken, first)
    for row in rows:
        comparison.take(row)
    comparison.miss()
    return comparison.found


class _Comparison:
    def __init__(self, table: StatesTable, cases: Cases, taken: datetime, first: bool) -> None:
        self.table = table
        self.cases = cases
        self.first = first
        self.taken = table.kitchen.times.text(taken)
        self.seen: set[str] = set()
        self.file = ""
        self.found = Found()

    def take(self, row: Row | Reject) -> None:
        """Consider one row."""
        self.found.rows += 1
        self.file = row.file
        if isinstance(row, Reject):
            self.found.rejects.append(row)
            return
        try:
            self._line(self.table.lines.line(row))
        except RowProblem as problem:
            self.found.rejects.append(problem.at(row))

    def miss(self) -> None:
        """Tell of the cases that have no row any more, once each; they stay known."""
        for subject, known in self.cases.items():
            if subject not in self.seen and not known.gone:
                self.found.cases[subject] = replace(known, gone=True)
                self.found.vanished += 1
                expected = f"its row, as before in state {_named(known.state)}"
                self.found.rejects.append(
                    Reject(self.file, 0, "", f"case {quoted(subject)} no more", expected)
                )

    def _line(self, line: Line) -> None:
        subject = line.texts["subject"]
        if subject in self.seen:
            raise RowProblem("", f"case {quoted(subject)} a second time", "one row a case; the first counts")
        self.seen.add(subject)
        after = state_of(self.table, line)
        known = self.cases.get(subject) or Known(NEW)
        if after != known.state:
            self.found.cases[subject] = self._changed(Change(line, known.state, after, known))
            self._count(known)
        elif known.gone:
            self.found.cases[subject] = replace(known, gone=False)

    def _count(self, known: Known) -> None:
        if known.state == NEW:
            self.found.new += 1
        else:
            self.found.changed += 1

    def _changed(self, change: Change) -> Known:
        """The case in its new state, with the events of the states entered found.

        Raises RowProblem, having done nothing, where one of them is not valid.
        """
        path = entered(change.before, change.after, self.table.form.ways)
        if path is None:
            self.found.rejects.append(_unknown_way(self.table, change).at(change.line.row))
            return Known(change.after, change.known.marks)
        marks = dict(change.known.marks)
        events: list[bytes] = []
        for place, state in enumerate(path):
            implied = place < len(path) - 1
            if implied and state in marks:
                continue
            mark = self._mark(change.line)
            marks[state] = _marked(mark, marks.get(state, {}))
            before = path[place - 1] if place else change.before
            events += self._events(change.line, _added(state, before, mark, marks[state][mark]), implied)
        self.found.events += events
        return Known(change.after, marks)

    def _events(self, line: Line, added: dict[str, str], implied: bool) -> Iterator[bytes]:
        base = line.texts.get(self.table.updated, self.taken)
        fallen_back = dict.fromkeys((self.table.updated, *self.table.own_times), base)
        entering = Line(line.row, {**fallen_back, **line.texts, **added, TAKEN: self.taken})
        for recipe in self.table.recipes:
            if not recipe.fits(entering):
                continue
            if self.first and not _is_dated(recipe, line, self.table.updated, implied):
                self.found.undated += 1
                continue
            yield recipe.make(entering).line

    def _mark(self, line: Line) -> str:
        """What tells this change from others: the row's sequence, else its time, else the snapshot's."""
        sequence = self.table.form.sequence
        if sequence is not None and sequence in line.texts:
            return line.texts[sequence]
        if self.table.updated not in line.texts:
            return self.taken
        return self.table.kitchen.times.text(moment(line, self.table.updated, self.table.kitchen.times))


def state_of(table: StatesTable, line: Line) -> int:
    """The state in the row. Raises RowProblem where it is none."""
    text = line.texts.get(table.form.state, "")
    words = None if table.form.codes is None else table.text.mapping.codes[table.form.codes]
    code = text if words is None else str(words.get(text, ""))
    if code.isdecimal() and len(code) < 3 and (state := int(code)) in STATES:
        return state
    expected = "a state, 0 to 11 or 20 to 24" if words is None else f"a word of [codes.{table.form.codes}]"
    raise RowProblem(table.form.state, quoted(text) if text else "nothing", expected)


def _added(state: int, before: int, mark: str, times: int) -> dict[str, str]:
    return {
        ENTERED: str(state),
        BEFORE: state_name(before),
        ORDER: f"{state:02d}",
        MARK: mark if times == 1 else f"{mark}~{times}",
    }


def _marked(mark: str, had: Mapping[str, int]) -> dict[str, int]:
    """The marks with one more: two changes into a state that have the same, as on one day, need two ids."""
    return {**had, mark: had.get(mark, 0) + 1}


def _is_dated(recipe: Recipe, line: Line, updated: str, implied: bool) -> bool:
    """Whether the row itself says when this was; its last change tells nothing of the states passed before."""
    return recipe.rule.time in line.texts or (not implied and updated in line.texts)


def _unknown_way(table: StatesTable, change: Change) -> RowProblem:
    after = " or ".join(map(str, known_after(change.before))) or "none"
    return RowProblem(
        table.form.state,
        f"state {_named(change.after)} after {_named(change.before)}",
        f"a known way from there ({after}), or one in [snapshot.ways]; no event was made",
    )


def _named(state: int) -> str:
    return f"{state} {STATES[state][0]}" if state in STATES else state_name(state)
