"""Rows that give no valid event, written as events that every reader refuses: dead letters where the events go."""

from typing import Any, NamedTuple

import msgspec

from rules.decode import decode
from rules.privacy import Border
from rules.strictness import Rejected
from streams.importing.mapping import Mapping, Value
from streams.importing.mapping_check import columns_of_value
from streams.importing.recipes import Recipe
from streams.importing.rows import Reject, Row, RowProblem
from streams.importing.times import NoTime
from streams.importing.values import Line
from streams.importing.vocabulary import Kind, fields_of

_encode = msgspec.json.Encoder().encode


class Refusal(NamedTuple):
    """The line of an event that no reader takes."""

    line: bytes


def refusal(recipe: Recipe, line: Line) -> Refusal | None:
    """The event this row would have been; what could not be read stands in it as in the row, never as a value.

    None where the row is no problem of this rule.
    """
    named = Line(line.row, {**line.texts, "rule": recipe.rule.name})
    data, unread = _data(recipe, named)
    event = {**_envelope(recipe, named), "data": data}
    if _is_refused(raw := _encode(event)):
        return Refusal(raw)
    event["data"] = {**data, **{name: {"unread": text} for name, text in unread.items()}}
    return Refusal(raw) if _is_refused(raw := _encode(event)) else None


def bare_refusal(mapping: Mapping, reject: Reject) -> Refusal:
    """For a row that could not even be read: an event of no subject, whose id says where the row stands."""
    kind = [*mapping.row, *mapping.case][0].type
    event = {
        "specversion": "1.0",
        "id": _place(reject.file, reject.row),
        "source": mapping.source,
        "type": kind,
    }
    return Refusal(_encode({**event, "data": {}}))


def _place(file: str, row: int) -> str:
    return f"{file}:{row}"


def _envelope(recipe: Recipe, line: Line) -> dict[str, str]:
    event = {
        "specversion": "1.0",
        "id": _id(recipe, line.row, line),
        "source": recipe.kitchen.mapping.source,
        "type": recipe.rule.type,
        "subject": line.texts["subject"],
        **_moment(recipe, line, "time", recipe.time),
    }
    return (
        event if recipe.recorded is None else event | _moment(recipe, line, "recordedtime", recipe.recorded)
    )


def _id(recipe: Recipe, row: Row, line: Line) -> str:
    try:
        return recipe.id.fill(line.texts)
    except KeyError:
        return _place(row.file, row.number)


def _moment(recipe: Recipe, line: Line, attribute: str, column: str) -> dict[str, str]:
    """The attribute as an instant, else as the text that stands there; without a text nothing."""
    text = line.texts.get(column)
    if text is None:
        return {}
    times = recipe.kitchen.times
    try:
        return {attribute: times.text(times.read(text))}
    except NoTime:
        return {attribute: text}


def _data(recipe: Recipe, line: Line) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data fields, and those among them that could not be read."""
    data: dict[str, Any] = {}
    unread: dict[str, Any] = {}
    for name, fill in recipe.fills:
        try:
            value = fill(line)
        except RowProblem:
            value = unread[name] = _as_it_stands(recipe, name, line)
        if value is not None:
            data[name] = recipe.guarded(name, value)
    return data, unread


def _as_it_stands(recipe: Recipe, name: str, line: Line) -> object:
    """What the row says, a whole number as one, so that the reason is its value and not its type."""
    value = recipe.rule.data[name]
    columns = columns_of_value(value) if isinstance(value, Value) else []
    text = " ".join(filter(None, (line.texts.get(column) for column in columns)))
    if not text:
        return None
    whole = fields_of(recipe.rule.type)[name].kind is Kind.WHOLE and text.isdecimal() and len(text) <= 15
    return int(text) if whole else recipe.guarded(name, text)


def _is_refused(raw: bytes) -> bool:
    try:
        decode(raw, Border(), _LAST)
    except Rejected:
        return True
    return False


_LAST = 253_402_300_799_000
"""The last instant of year 9999: with it no time is too far ahead, so what is refused is refused always."""
