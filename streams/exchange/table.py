"""A mapping for a table of case states, checked and made ready."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.privacy import Border
from streams.exchange.states import STATES
from streams.exits import Misuse
from streams.importing.lines import LineReader
from streams.importing.mapping import Mapping, StateTable
from streams.importing.mapping_check import Finding, check_columns, check_mapping, stop_at
from streams.importing.mapping_file import MappingText
from streams.importing.recipes import Kitchen, Recipe
from streams.mistakes import quoted

ENTERED, BEFORE, ORDER, MARK, TAKEN = (
    "state.entered",
    "state.before",
    "state.order",
    "state.mark",
    "snapshot.time",
)
MADE = (ENTERED, BEFORE, ORDER, MARK, TAKEN)
"""Columns that comparing adds to a row: the state entered and the one before, the entered one with two digits,
what tells this change from others of the case, and the snapshot's time."""

EVENT_ID = "{subject}/{state.order}/{state.mark}/{rule}"
"""The default id: the two digits bring states entered at one moment into the order of their codes."""

_WAY = re.compile(r"(new|\d+)-(\d+)")


class StatesTable(NamedTuple):
    """What comparing needs of a mapping. `own_times`: the columns that hold times of events."""

    text: MappingText
    form: StateTable
    lines: LineReader
    kitchen: Kitchen
    recipes: Sequence[Recipe]
    own_times: frozenset[str]

    @property
    def updated(self) -> str:
        """The column that says when a row last changed."""
        return self.text.mapping.time

    def check_columns(self, file: str, columns: Sequence[str]) -> None:
        """Raise Misuse where the table lacks a column that is read and not called optional."""
        check_columns(self.text, file, [*columns, *MADE])

    def taken_at(self, name: str) -> datetime | None:
        """When a file of this name was taken; None where its name does not say it by the pattern."""
        if self.form.taken is None:
            return None
        try:
            local = datetime.strptime(name, self.form.taken)  # noqa: DTZ007 (the zone is put on below)
        except ValueError:
            return None
        zone = ZoneInfo(self.text.mapping.zone)
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def states_table(text: MappingText, border: Border) -> StatesTable:
    """The mapping made ready. Raises Misuse with every mistake, before anything is read."""
    form = text.mapping.snapshot
    if form is None:
        raise Misuse(f"{text.label}: found no [snapshot], expected one that names the column of the state")
    stop_at(text, _mistakes(text, form))
    mapping = _prepared(text.mapping)
    text = text._replace(mapping=mapping)
    check_mapping(text, has_key=border.pseudonym is not None)
    kitchen = Kitchen.of(mapping, border)
    recipes = [Recipe(rule, kitchen) for rule in mapping.row]
    own_times = frozenset(rule.time for rule in mapping.row if rule.time is not None)
    return StatesTable(text, form, LineReader(mapping), kitchen, recipes, own_times)


def _prepared(mapping: Mapping) -> Mapping:
    """Every rule with an id and the snapshot's time as the time recorded; times of ours are readable beside theirs."""
    rows = [rule.model_copy(update={"id": rule.id or EVENT_ID, "recorded": TAKEN}) for rule in mapping.row]
    formats = [*mapping.time_formats, *(["iso"] if "iso" not in mapping.time_formats else [])]
    return mapping.model_copy(update={"row": rows, "recorded": None, "time_formats": formats})


def _mistakes(text: MappingText, form: StateTable) -> Iterator[Finding]:
    if text.mapping.case:
        yield ("case",), "[[case]]", "only [[row]]: a snapshot has one row a case"
    if form.codes is not None:
        yield from _codes(text.mapping, form.codes)
    if form.taken is not None and "%" not in form.taken:
        yield (
            ("snapshot", "taken"),
            quoted(form.taken),
            "a file name with a time such as cases-%Y%m%d%H%M%S.csv",
        )
    for way, states in form.ways.items():
        yield from _way(way, states)


def _codes(mapping: Mapping, table: str) -> Iterator[Finding]:
    if table not in mapping.codes:
        yield ("snapshot", "codes"), quoted(table), f"a table [codes.{table}] in this file"
        return
    for word, code in mapping.codes[table].items():
        if code not in STATES or isinstance(code, bool):
            yield ("codes", table, word), quoted(str(code)), "a state, 0 to 11 or 20 to 24"


def _way(way: str, states: Sequence[int]) -> Iterator[Finding]:
    place = ("snapshot", "ways", way)
    named = _WAY.fullmatch(way)
    if named is None or any(int(code) not in STATES for code in named.groups() if code != "new"):
        yield place, quoted(way), 'two states such as "6-1", or "new-6"'
    elif not set(states) <= STATES.keys():
        yield place, str(states), "states, 0 to 11 or 20 to 24"
