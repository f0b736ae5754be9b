"""What a mapping may fill: the fields of each event type and how a cell's text is read for them."""

from enum import Enum
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import msgspec
from msgspec import inspect

from rules.registry import DATA_OF


class Kind(Enum):
    """How a cell is read for a field."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "yes or no"
    FLAG_OR_TEXT = "yes, no or text"
    TIME = "time"
    TEXTS = "list of texts"
    JSON = "JSON"


class Field(NamedTuple):
    """One field of an event's data; `hint` is its full type, for checking constants."""

    kind: Kind
    required: bool
    hint: Any


NEVER_IN_FILES = frozenset({"contact"})
"""A way to reach a person is sealed on its way to Kafka; a file of events would hold it in clear."""


@cache
def fields_of(event_type: str) -> dict[str, Field]:
    """The data fields of a known event type, by name."""
    data = DATA_OF[event_type]
    info = inspect.type_info(data)
    assert isinstance(info, inspect.StructType)  # noqa: S101 (data classes are structs)
    hints = get_type_hints(data, include_extras=True)
    return {
        f.name: Field(_kind(f.type), f.required, hints[f.name])
        for f in info.fields
        if f.name not in NEVER_IN_FILES
    }


def misfit(field: Field, value: object) -> str | None:
    """Why a constant cannot stand in this field, in the words of the type check; None if it can."""
    try:
        msgspec.convert(value, field.hint)
    except msgspec.ValidationError as error:
        return str(error)
    return None


def _kind(info: inspect.Type) -> Kind:
    members = info.types if isinstance(info, inspect.UnionType) else (info,)
    types = {type(member) for member in members} - {inspect.NoneType}
    if types == {inspect.ListType}:
        return Kind.TEXTS if _holds_texts(members) else Kind.JSON
    return _KINDS.get(frozenset(types), Kind.JSON)


def _holds_texts(members: tuple[inspect.Type, ...]) -> bool:
    (items,) = (member.item_type for member in members if isinstance(member, inspect.ListType))
    return _kind(items) is Kind.TEXT


_KINDS = {
    frozenset({inspect.StrType}): Kind.TEXT,
    frozenset({inspect.LiteralType}): Kind.TEXT,
    frozenset({inspect.StrType, inspect.IntType}): Kind.TEXT,
    frozenset({inspect.IntType}): Kind.WHOLE,
    frozenset({inspect.FloatType}): Kind.NUMBER,
    frozenset({inspect.IntType, inspect.FloatType}): Kind.NUMBER,
    frozenset({inspect.BoolType}): Kind.FLAG,
    frozenset({inspect.BoolType, inspect.StrType}): Kind.FLAG_OR_TEXT,
    frozenset({inspect.DateTimeType}): Kind.TIME,
}
