"""A rule of a mapping made ready: tests a row, and turns it into the bytes of one valid event."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from rules.decode import decode, milliseconds
from rules.privacy import PSEUDONYM_FIELDS, TEXT_FIELDS, Border, mask
from rules.strictness import Rejected
from streams.importing.mapping import CaseRule, Condition, Rule, Value
from streams.importing.mapping import Mapping as MappingFile
from streams.importing.mapping_check import columns_of_value
from streams.importing.rows import RowProblem, text_of
from streams.importing.templates import Template
from streams.importing.times import TimeReader
from streams.importing.values import Fill, Line, filler, moment
from streams.importing.vocabulary import fields_of
from streams.mistakes import quoted

ROW_ID = "{subject}/{row_in_case}/{rule}"
CASE_ID = "{subject}/{rule}"

_encode = msgspec.json.Encoder().encode


class Made(NamedTuple):
    """One event: its identity within the source, and its line."""

    id: str
    line: bytes


class Kitchen(NamedTuple):
    """What all rules of one mapping share; the border lends the keyed hash, if there is a deployment key."""

    mapping: MappingFile
    times: TimeReader
    border: Border

    @classmethod
    def of(cls, mapping: MappingFile, border: Border) -> "Kitchen":
        return cls(mapping, TimeReader(ZoneInfo(mapping.zone), tuple(mapping.time_formats)), border)


class Recipe:
    """One rule of the mapping, compiled."""

    def __init__(self, rule: Rule, kitchen: Kitchen) -> None:
        mapping = kitchen.mapping
        self.rule = rule
        self.at = rule.at if isinstance(rule, CaseRule) else None
        self.kitchen = kitchen
        self.tests = [_test(condition) for condition in rule.when]
        self.id = Template(rule.id or (CASE_ID if self.at else ROW_ID))
        self.subject_columns = Template(mapping.subject).columns()
        self.time = rule.time or mapping.time
        self.recorded = rule.recorded or mapping.recorded
        fields = fields_of(rule.type)
        self.fills: list[tuple[str, Fill]] = [
            (name, filler(value, fields[name], mapping.codes, kitchen.times))
            for name, value in rule.data.items()
        ]

    def fits(self, line: Line) -> bool:
        """Whether every condition holds for the row."""
        return all(test(line.texts) for test in self.tests)

    def make(self, line: Line) -> Made:
        """The event of this row. Raises RowProblem where the row does not give a valid one."""
        named = Line(line.row, {**line.texts, "rule": self.rule.name})
        times = self.kitchen.times
        stamp = time = moment(named, self.time, times)
        event: dict[str, object] = {
            "specversion": "1.0",
            "id": filled(self.id, named.texts),
            "source": self.kitchen.mapping.source,
            "type": self.rule.type,
            "subject": named.texts["subject"],
            "time": times.text(time),
        }
        if self.recorded is not None and self.recorded in named.texts:
            stamp = moment(named, self.recorded, times)
            event["recordedtime"] = times.text(stamp)
        event["data"] = self._data(named)
        raw: bytes = _encode(event)
        self._prove(raw, named, milliseconds(stamp))
        return Made(str(event["id"]), raw)

    def _data(self, line: Line) -> dict[str, object]:
        data: dict[str, object] = {}
        for name, fill in self.fills:
            value = fill(line)
            if value is not None:
                data[name] = self.guarded(name, value)
        return data

    def guarded(self, name: str, value: object) -> object:
        """Citizens' identifiers as keyed hashes, numbers in texts starred: nothing in clear."""
        if name in PSEUDONYM_FIELDS and self.kitchen.border.pseudonym is not None:
            return self.kitchen.border.pseudonym(str(value))
        return mask(value) if name in TEXT_FIELDS and isinstance(value, str) else value

    def _prove(self, raw: bytes, line: Line, stamp: int) -> None:
        """The reader of events has the last word; what it refuses is a problem of the row."""
        try:
            decode(raw, Border(), stamp)
        except Rejected as rejected:
            columns = self._columns_behind(rejected.path)
            expected = f"what {self.rule.type} takes ({rejected})"
            raise RowProblem(", ".join(columns), _seen(line, columns, rejected.path), expected) from None

    def _columns_behind(self, path: str) -> list[str]:
        """The columns that filled the place a JSON pointer names."""
        part, _, field = path.removeprefix("/").partition("/")
        if part == "data":
            value = self.rule.data.get(field.partition("/")[0])
            return columns_of_value(value) if isinstance(value, Value) else []
        if part == "id":
            return self.id.columns() + (self.subject_columns if "subject" in self.id.names else [])
        if part == "subject":
            return self.subject_columns
        return [self.recorded] if part == "recordedtime" and self.recorded else [self.time]


def filled(template: Template, texts: Mapping[str, str]) -> str:
    """The template's text. Raises RowProblem naming a blank placeholder."""
    try:
        return template.fill(texts)
    except KeyError as error:
        raise RowProblem(
            str(error.args[0]), "nothing", "a value, because an id or case number needs it"
        ) from None


def _seen(line: Line, columns: list[str], path: str) -> str:
    """What stood in the columns at fault; not shown where it may be personal."""
    if path.rpartition("/")[2] in PSEUDONYM_FIELDS | TEXT_FIELDS:
        return "a text (not shown)"
    return ", ".join(quoted(line.texts.get(name, "")) for name in columns) or "a constant of the mapping"


def _test(condition: Condition) -> Callable[[Mapping[str, str]], bool]:
    column = condition.column
    if condition.blank is not None:
        blank = condition.blank
        return lambda texts: (column not in texts) == blank
    if condition.matches is not None:
        pattern = re.compile(condition.matches)
        return lambda texts: column in texts and pattern.fullmatch(texts[column]) is not None
    accepted = condition.one_of if condition.one_of is not None else [condition.equals]
    words = frozenset(text_of(word) for word in accepted)
    return lambda texts: texts.get(column, "") in words
