"""What is wrong in a well-formed mapping: unknown events, fields, codes, zones, columns a log lacks."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules.privacy import PSEUDONYM_FIELDS
from rules.registry import DATA_OF
from streams.exits import Misuse
from streams.importing.mapping import CaseRule, Constant, Rule, Value
from streams.importing.mapping_file import MappingText
from streams.importing.templates import OWN_NAMES, Template
from streams.importing.times import NAMED_FORMATS
from streams.importing.vocabulary import fields_of, misfit
from streams.mistakes import Mistakes, quoted
from streams.toml_positions import Path, nearest

Finding = tuple[Path, str, str]
"""Where in the mapping, what was found, what was expected."""


def check_mapping(text: MappingText, *, has_key: bool) -> None:
    """Raise Misuse with every mistake of meaning; `has_key` says whether personal fields can be hashed."""
    stop_at(
        text,
        [
            *_whole_file(text),
            *(finding for path, rule in rules_of(text) for finding in _rule(text, path, rule)),
        ],
    )
    personal = sorted(
        {field for _, rule in rules_of(text) for field in rule.data if field in PSEUDONYM_FIELDS}
    )
    if personal and not has_key:
        raise Misuse(
            f"{text.label}: found personal fields ({', '.join(personal)}) and no deployment key, expected "
            "--key-file or LIANGPAI_KEY_FILE: they are written only as keyed hashes"
        )


def check_columns(text: MappingText, file: str, columns: Sequence[str]) -> None:
    """Raise Misuse if a log with these columns lacks one that is read and not called optional."""
    known = {*columns, *text.mapping.optional_columns}
    expected = f"a column of {file}: {', '.join(filter(None, columns))}"
    stop_at(text, [(path, quoted(name), expected) for path, name in columns_read(text) if name not in known])


def rules_of(text: MappingText) -> list[tuple[Path, Rule]]:
    """All rules with their paths, those of rows first."""
    rows: list[tuple[Path, Rule]] = [(("row", at), rule) for at, rule in enumerate(text.mapping.row)]
    return rows + [(("case", at), rule) for at, rule in enumerate(text.mapping.case)]


def columns_read(text: MappingText) -> Iterator[tuple[Path, str]]:
    """Every column the mapping names, with the place that names it."""
    mapping = text.mapping
    yield from ((("subject",), name) for name in Template(mapping.subject).columns())
    yield ("time",), mapping.time
    if mapping.recorded is not None:
        yield ("recorded",), mapping.recorded
    if mapping.snapshot is not None:
        named = (("state", mapping.snapshot.state), ("sequence", mapping.snapshot.sequence))
        yield from ((("snapshot", key), name) for key, name in named if name is not None)
    for path, rule in rules_of(text):
        yield from _columns_of_rule(path, rule)


def _columns_of_rule(path: Path, rule: Rule) -> Iterator[tuple[Path, str]]:
    yield from (((*path, "when", at), condition.column) for at, condition in enumerate(rule.when))
    yield from (((*path, "id"), name) for name in Template(rule.id or "").columns())
    yield from (
        ((*path, key), name) for key in ("time", "recorded") if (name := getattr(rule, key)) is not None
    )
    for field, value in rule.data.items():
        if isinstance(value, Value):
            yield from (((*path, "data", field), name) for name in columns_of_value(value))


def columns_of_value(value: Value) -> list[str]:
    """The columns a data field is filled from."""
    if value.column is not None:
        return [value.column]
    return value.days_between or Template(value.text or "").columns()


def stop_at(text: MappingText, findings: Iterable[Finding]) -> None:
    """Raise Misuse with all findings, each with its place; nothing where there is none."""
    mistakes = Mistakes()
    for path, found, expected in findings:
        mistakes.add(text.label, *nearest(text.places, path), found, expected)
    mistakes.stop_if_any()


def _whole_file(text: MappingText) -> Iterator[Finding]:
    mapping = text.mapping
    if not (mapping.row or mapping.case):
        yield (), "no rule", "at least one [[row]] or [[case]]"
    yield from _zone_and_encoding(text)
    for at, form in enumerate(mapping.time_formats):
        if form not in NAMED_FORMATS and "%" not in form:
            yield (
                ("time_formats", at),
                quoted(form),
                f"{', '.join(NAMED_FORMATS)} or a pattern such as %d.%m.%Y %H:%M",
            )
    yield from _template(("subject",), mapping.subject, own=False)
    seen: set[str] = set()
    for path, rule in rules_of(text):
        if rule.name in seen:
            yield (*path, "name"), f"{quoted(rule.name)} again", "a name of its own for each rule"
        seen.add(rule.name)


def _zone_and_encoding(text: MappingText) -> Iterator[Finding]:
    try:
        ZoneInfo(text.mapping.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ("zone",), quoted(text.mapping.zone), "an IANA time zone such as Asia/Shanghai"
    try:
        codecs.lookup(text.mapping.file.encoding)
    except LookupError:
        yield ("file", "encoding"), quoted(text.mapping.file.encoding), "an encoding such as utf-8 or gb18030"


def _template(path: Path, text: str, *, own: bool) -> Iterator[Finding]:
    try:
        names = Template(text).names
    except ValueError as error:
        yield path, f"{quoted(text)} ({error})", "text with {column} placeholders"
        return
    if not names:
        yield (
            path,
            f"{quoted(text)} without a placeholder",
            "text that differs from row to row, with {column}",
        )
    if not own and set(names) & set(OWN_NAMES):
        yield path, quoted(text), f"no {' or '.join(OWN_NAMES)} here"


def _rule(text: MappingText, path: Path, rule: Rule) -> Iterator[Finding]:
    for at, condition in enumerate(rule.when):
        if condition.matches is not None and (problem := _pattern_problem(condition.matches)):
            yield (
                (*path, "when", at, "matches"),
                f"{quoted(condition.matches)} ({problem})",
                "a regular expression",
            )
    if rule.id is not None:
        yield from _template((*path, "id"), rule.id, own=True)
        if isinstance(rule, CaseRule) and "{row_in_case}" in rule.id:
            yield (*path, "id"), quoted(rule.id), "no {row_in_case}, so that the id stays when the log grows"
    if rule.type not in DATA_OF:
        yield (*path, "type"), quoted(rule.type), "an event type of the contracts such as case.accepted"
        return
    for name, field in fields_of(rule.type).items():
        if field.required and name not in rule.data:
            yield (*path, "data"), f"no {name}", f"it in data, because {rule.type} requires it"
    for name, value in rule.data.items():
        yield from _field(text, rule.type, (*path, "data", name), value)


def _pattern_problem(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return None


def _field(text: MappingText, event_type: str, path: Path, value: Value | Constant) -> Iterator[Finding]:
    name = str(path[-1])
    field = fields_of(event_type).get(name)
    if field is None:
        yield path, quoted(name), f"a field of {event_type}: {', '.join(fields_of(event_type))}"
        return
    if isinstance(value, Constant):
        if problem := misfit(field, value.value):
            yield path, quoted(str(value.value)), f"a value {name} can have ({problem})"
        return
    if value.default is not None and (problem := misfit(field, value.default)):
        yield (*path, "default"), quoted(str(value.default)), f"a value {name} can have ({problem})"
    if value.text is not None:
        yield from _template((*path, "text"), value.text, own=True)
    if value.codes is not None:
        yield from _codes(text, path, value.codes, event_type)


def _codes(text: MappingText, path: Path, table: str, event_type: str) -> Iterator[Finding]:
    name = str(path[-1])
    if table not in text.mapping.codes:
        yield (*path, "codes"), quoted(table), f"a table [codes.{table}] in this file"
        return
    for word, code in text.mapping.codes[table].items():
        if problem := misfit(fields_of(event_type)[name], code):
            yield ("codes", table, word), quoted(str(code)), f"a value {name} can have ({problem})"
