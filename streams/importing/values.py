"""How a data field is filled from a row: each field of a mapping becomes one function, made once."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from streams.importing.mapping import Constant, Scalar, Value
from streams.importing.mapping_check import columns_of_value
from streams.importing.rows import Row, RowProblem
from streams.importing.templates import Template
from streams.importing.times import NoTime, TimeReader
from streams.importing.vocabulary import Field, Kind
from streams.mistakes import quoted

YES = frozenset({"true", "t", "yes", "y", "1", "是", "有"})
NO = frozenset({"false", "f", "no", "n", "0", "否", "无"})


class Line(NamedTuple):
    """A row on its way: its texts by column (blank ones left out), and the placeholders."""

    row: Row
    texts: Mapping[str, str]


Fill = Callable[[Line], object]
"""Gives the field's value, None where it is absent. Raises RowProblem."""


def filler(
    value: Value | Constant, field: Field, codes: Mapping[str, Mapping[str, Scalar]], times: TimeReader
) -> Fill:
    """The function that fills one field."""
    if isinstance(value, Constant):
        constant = value.value
        return lambda _line: constant
    if value.days_between is not None:
        return _days_between(value.days_between, times)
    origin = _text_of_template(value.text) if value.text is not None else _text_of_column(value.column or "")
    table = codes[value.codes] if value.codes is not None else None
    column = ", ".join(columns_of_value(value))
    return _converted(origin, column, table=table, value=value, field=field, times=times)


def _text_of_column(column: str) -> Callable[[Line], str]:
    return lambda line: line.texts.get(column, "")


def _text_of_template(text: str) -> Callable[[Line], str]:
    """A text none of whose placeholders may be blank; if one is, the whole is."""
    template = Template(text)

    def fill(line: Line) -> str:
        try:
            return template.fill(line.texts)
        except KeyError:
            return ""

    return fill


def _converted(
    origin: Callable[[Line], str],
    column: str,
    *,
    table: Mapping[str, Scalar] | None,
    value: Value,
    field: Field,
    times: TimeReader,
) -> Fill:
    def fill(line: Line) -> object:
        text = origin(line)
        if not text:
            return _blank(value, field, column)
        if table is None:
            return _read(text, column, field.kind, value.separator, times)
        if text in table:
            return table[text]
        if value.default is not None:
            return value.default
        raise RowProblem(column, quoted(text), f"a word of [codes.{value.codes}]")

    return fill


def _blank(value: Value, field: Field, column: str) -> object:
    if value.default is None and field.required:
        raise RowProblem(column, "nothing", "a value, because the event requires one")
    return value.default


def _days_between(columns: list[str], times: TimeReader) -> Fill:
    first, second = columns

    def day(line: Line, column: str) -> int:
        return moment(line, column, times).toordinal()

    def fill(line: Line) -> object:
        if first not in line.texts or second not in line.texts:
            return None
        return day(line, second) - day(line, first)

    return fill


def moment(line: Line, column: str, times: TimeReader) -> datetime:
    """The instant in a column, in the mapping's zone. Raises RowProblem if there is none."""
    try:
        return times.read(line.texts.get(column))
    except NoTime as error:
        raise RowProblem(column, quoted(line.texts.get(column, "")), str(error)) from None


def _read(text: str, column: str, kind: Kind, separator: str, times: TimeReader) -> object:
    try:
        return _READ[kind](text, separator, times)
    except NoTime as error:
        raise RowProblem(column, quoted(text), str(error)) from None
    except (ValueError, OverflowError, RecursionError):
        raise RowProblem(column, quoted(text), f"a {kind.value}") from None


def _whole(text: str) -> int:
    number = float(text) if not text.lstrip("+-").isdecimal() else int(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _flag(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise ValueError(text)
    return word in YES


def _flag_or_text(text: str) -> bool | str:
    return _flag(text) if text.casefold() in YES | NO else text


def _texts(text: str, separator: str) -> list[str]:
    if text.startswith("["):
        listed = json.loads(text)
        return [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in listed]
    return [part for part in (piece.strip() for piece in text.split(separator)) if part]


_READ: Mapping[Kind, Callable[[str, str, TimeReader], object]] = {
    Kind.TEXT: lambda text, _separator, _times: text,
    Kind.WHOLE: lambda text, _separator, _times: _whole(text),
    Kind.NUMBER: lambda text, _separator, _times: _number(text),
    Kind.FLAG: lambda text, _separator, _times: _flag(text),
    Kind.FLAG_OR_TEXT: lambda text, _separator, _times: _flag_or_text(text),
    Kind.TIME: lambda text, _separator, times: times.text(times.read(text)),
    Kind.TEXTS: lambda text, separator, _times: _texts(text, separator),
    Kind.JSON: lambda text, _separator, _times: json.loads(text),
}
