"""What may enter the state: instants that have a date everywhere, numbers that have a place (contracts 1).

A number of a hundred digits or an instant in the year 1 is well-formed JSON, and would stop the lane when the dossier
is written. So it is refused at the border, where it makes one dead letter.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from rules.events import Data
from rules.registry import DATA_OF
from rules.strictness import Rejected

FIRST_YEAR, LAST_YEAR = 1900, 9000
"""No business happened before, and no calendar reaches beyond."""

_pack = msgspec.msgpack.Encoder().encode


def refuse_unstorable(data: Data, path: str) -> None:
    """Raise Rejected `bad_time` for an instant out of all calendars, `wrong_value` for a number too large to keep."""
    for name in _TIMED.get(type(data), ()):
        for place, instant in _instants(getattr(data, name), f"{path}/{name}"):
            if not within(instant):
                raise Rejected("bad_time", place)
    try:
        _pack(data)
    except (OverflowError, ValueError):
        raise Rejected("wrong_value", _culprit(data, path)) from None


def within(instant: datetime) -> bool:
    """Whether an instant lies in the years that are dealt with."""
    return FIRST_YEAR <= instant.year <= LAST_YEAR


def _instants(value: Any, path: str) -> Iterator[tuple[str, datetime]]:
    if isinstance(value, datetime):
        yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _instants(getattr(each, "promised_at", None), f"{path}/{index}/promised_at")


def _culprit(data: Data, path: str) -> str:
    for name in data.__struct_fields__:
        try:
            _pack(getattr(data, name))
        except (OverflowError, ValueError):
            return f"{path}/{name}"
    return path


def _timed_fields(data: type[Data]) -> tuple[str, ...]:
    hints = {field.name: str(field.type) for field in msgspec.structs.fields(data)}
    return tuple(name for name, hint in hints.items() if "datetime" in hint or "MaterialLine" in hint)


_TIMED = {data: fields for data in DATA_OF.values() if (fields := _timed_fields(data))}

INSTANTS = frozenset({"promised_at"}.union(*_TIMED.values()) - {"materials"})
"""The names of the fields of data that hold instants."""
