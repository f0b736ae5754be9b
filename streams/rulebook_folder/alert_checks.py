"""What can be wrong with the tables about alerts beyond their cells: matchers nobody knows, receivers nobody reaches,
routes that are dead, double or lead nowhere, and anything that could send to discipline inspection what nobody
confirmed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rules.alerts import AlertKind
from rules.routes import DEPARTMENT, DISCIPLINE
from rules.routing import names_rule
from rules.rule_table import RULES
from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder.alert_build import settled
from streams.rulebook_folder.tables import Entry, Table

Tables = Mapping[str, Table]

MATCHERS = ("kinds", "stages", "colours", "rules", "depts", "regions", "items")
CODES = (
    ("depts", "units", "dept_code"),
    ("regions", "regions", "region_code"),
    ("items", "items", "item_code"),
)
"""A list of codes, and the table and column in which each must stand, where the folder has that table."""
STRICT = ("receivers", "routes", "silences", "outages", "sources")
"""Tables in which a column that nobody knows is a mistake: it would be a condition that nobody keeps."""


def check_alerts(tables: Tables, mistakes: Mistakes) -> None:
    """Everything that can be wrong with receivers, routes, silences and outages."""
    for name in STRICT:
        if name in tables:
            _unknown_columns(tables[name], mistakes)
    for name in ("routes", "silences"):
        if name in tables:
            _known(tables[name], tables, mistakes)
    if "receivers" in tables:
        _receivers(tables["receivers"], tables.get("routes"), mistakes)
    if "routes" in tables:
        _Tree(tables["routes"], tables, mistakes).check()
    if "outages" in tables:
        _outages(tables["outages"], mistakes)


def _wrong(table: Table, entry: Entry, column: str, found: str, expected: str, mistakes: Mistakes) -> None:
    mistakes.add(table.label, entry.line, table.column(column), found, expected)


def _unknown_columns(table: Table, mistakes: Mistakes) -> None:
    known = ", ".join(column.name for column in table.spec.columns)
    for name, number in table.unknown.items():
        mistakes.add(table.label, table.header_line, number, f"column {quoted(name)}", f"one of {known}")


def _known(table: Table, tables: Tables, mistakes: Mistakes) -> None:
    """Rules, receivers, departments, regions and items that are not there."""
    receivers = _column(tables.get("receivers"), "receiver")
    for entry in table.entries:
        for rule in entry.values.get("rules") or ():
            if not any(names_rule(rule, rule_id) for rule_id in RULES):
                expected = "the id of a rule such as T-04, or its beginning and *, such as T-*"
                _wrong(table, entry, "rules", f"rule {quoted(rule)}", expected, mistakes)
        for name in entry.values.get("receivers") or ():
            if name not in receivers:
                found = f"receiver {quoted(name)}"
                _wrong(table, entry, "receivers", found, "a row with it in receivers", mistakes)
        for column, target, code in CODES:
            there = _column(tables[target], code) if target in tables else None
            for value in entry.values.get(column) or ():
                if there is not None and value not in there:
                    found = f"{code} {quoted(value)}"
                    _wrong(table, entry, column, found, f"a row with it in {target}", mistakes)


def _column(table: Table | None, column: str) -> set[Any]:
    return {entry.values.get(column) for entry in table.entries} if table is not None else set()


def _receivers(table: Table, routes: Table | None, mistakes: Mistakes) -> None:
    units = {entry.values.get("receiver"): entry.values.get("unit") for entry in table.entries}
    sent_to = {
        name for entry in (routes.entries if routes else ()) for name in entry.values.get("receivers") or ()
    }
    reached = _with_those_above(sent_to, table)
    for entry in table.entries:
        name, unit = entry.values.get("receiver"), entry.values.get("unit")
        if unit == DEPARTMENT and entry.values.get("dept_code"):
            found = f"dept_code {quoted(entry['dept_code'])} of the department in question"
            _wrong(
                table,
                entry,
                "dept_code",
                found,
                "none: it is whichever department a matter is about",
                mistakes,
            )
        if unit not in (DEPARTMENT, None) and "dept_code" in entry.values and not entry["dept_code"]:
            expected = "the unit whose people acknowledge"
            _wrong(table, entry, "dept_code", f"no dept_code of {quoted(str(name))}", expected, mistakes)
        if units.get(entry.values.get("above")) == DISCIPLINE:
            expected = (
                "a receiver of another unit: only what a person confirmed goes to discipline inspection"
            )
            _wrong(table, entry, "above", f"above {quoted(entry['above'])}", expected, mistakes)
        if name is not None and name not in reached:
            expected = "a route to it, or a receiver that has it above"
            _wrong(
                table, entry, "receiver", f"receiver {quoted(name)} that nothing reaches", expected, mistakes
            )


def _with_those_above(names: set[str], table: Table) -> set[str]:
    above = {entry.values.get("receiver"): entry.values.get("above") for entry in table.entries}
    reached: set[str] = set()
    for name in names:
        step: str | None = name
        while step is not None and step not in reached:
            reached.add(step)
            step = above.get(step)
    return reached


def _outages(table: Table, mistakes: Mistakes) -> None:
    for entry in table.entries:
        span = entry.key(("starts_at", "ends_at"))
        if span is not None and span[1] <= span[0]:
            _wrong(
                table, entry, "ends_at", "an end not after the start", "an instant after starts_at", mistakes
            )


class _Tree:
    """The routes as a tree, looked at from the top down."""

    def __init__(self, table: Table, tables: Tables, mistakes: Mistakes) -> None:
        self.table, self.mistakes = table, mistakes
        self.units = {
            entry.values.get("receiver"): entry.values.get("unit")
            for entry in (tables["receivers"].entries if "receivers" in tables else ())
        }
        self.parents = {
            entry.values.get("region_code"): entry.values.get("parent")
            for entry in (tables["regions"].entries if "regions" in tables else ())
        }
        self.below: dict[str | None, list[Entry]] = {}
        for entry in table.entries:
            if all(column in entry.values for column in (*MATCHERS, "route", "parent")):
                self.below.setdefault(entry["parent"], []).append(entry)

    def check(self) -> None:
        """Walk the tree; rows in a circle are told elsewhere and not met here."""
        self._level(None, {}, ())

    def _level(self, parent: str | None, above: Mapping[str, Any], path: Sequence[Entry]) -> None:
        rows = self.below.get(parent, [])
        for place, entry in enumerate(rows):
            said = settled(entry, above)
            self._dead(entry, rows[:place], path)
            self._delivery(entry, said, path)
            self._level(entry["route"], said, (*path, entry))

    def _dead(self, entry: Entry, earlier: Iterable[Entry], path: Sequence[Entry]) -> None:
        """A row that can never match, and one that says again what another says."""
        for other in earlier:
            if not self._covers(other, entry):
                continue
            found, by = f"route {quoted(entry['route'])}", f"{quoted(other['route'])} (line {other.line})"
            if not other.values.get("go_on"):
                self._wrong(
                    entry, "route", f"{found}, dead: {by} before it takes all of it", "a row before it"
                )
            elif set(entry.values.get("receivers") or ()) <= set(other.values.get("receivers") or ()):
                expected = "receivers that the other does not send to"
                self._wrong(entry, "route", f"{found}, which overlaps {by}", expected)
            return
        for over in path:
            for column in MATCHERS:
                if column != "regions" and not self._meet(column, over, entry):
                    found = f"route {quoted(entry['route'])}, dead: its {column} are none of {quoted(over['route'])}"
                    self._wrong(entry, column, found, f"some of line {over.line}")

    def _delivery(self, entry: Entry, said: Mapping[str, Any], path: Sequence[Entry]) -> None:
        receivers = said["receivers"] or ()
        if not receivers and entry["route"] not in self.below:
            self._wrong(
                entry, "receivers", f"route {quoted(entry['route'])} to nobody", "receivers, or rows below"
            )
        for name in receivers:
            confirmed = any(set(each["kinds"]) == {AlertKind.REFERRAL} for each in (*path, entry))
            if self.units.get(name) == DISCIPLINE and not confirmed:
                expected = f"kinds {AlertKind.REFERRAL} alone: it gets only what a person confirmed"
                self._wrong(entry, "kinds", f"receiver {quoted(name)} of discipline inspection", expected)

    def _covers(self, other: Entry, entry: Entry) -> bool:
        """Whether all that the row takes, the other takes too."""
        return all(self._within(column, entry[column], other[column]) for column in MATCHERS)

    def _within(self, column: str, values: Iterable[str], others: Iterable[str]) -> bool:
        wide, narrow = set(others), set(values)
        if not wide:
            return True
        if not narrow:
            return False
        if column == "rules":
            return all(any(names_rule(pattern, rule) for pattern in wide) for rule in narrow)
        if column == "regions":
            return all(not wide.isdisjoint(self._region_and_parents(code)) for code in narrow)
        return narrow <= wide

    def _meet(self, column: str, over: Entry, entry: Entry) -> bool:
        wide, narrow = set(over[column]), set(entry[column])
        if not wide or not narrow:
            return True
        if column == "rules":
            return any(
                names_rule(first, rule_id) and names_rule(second, rule_id)
                for rule_id in RULES
                for first in wide
                for second in narrow
            )
        return not wide.isdisjoint(narrow)

    def _region_and_parents(self, code: str) -> Iterator[str]:
        seen: set[str] = set()
        step: str | None = code
        while step is not None and step not in seen:
            seen.add(step)
            yield step
            step = self.parents.get(step)

    def _wrong(self, entry: Entry, column: str, found: str, expected: str) -> None:
        _wrong(self.table, entry, column, found, expected, self.mistakes)
