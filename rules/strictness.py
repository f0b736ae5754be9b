"""What the fast parser does not see: duplicate keys, unknown fields, NUL and lone surrogates, depth.

`msgspec` drops unknown keys and accepts double ones silently. So the decoder counts keys, and only where the count
says doubt is the record parsed again here, exactly and slowly.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_type_hints

import msgspec

from rules.events import Data

MAX_DEPTH = 64


class Rejected(Exception):
    """A record that cannot be taken: `reason` from the listed set, `path` a JSON pointer ("" = the whole)."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{reason} at {path or '/'}")
        self.reason = reason
        self.path = path


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it was written, double keys and all."""


def parse_exactly(raw: bytes) -> _Pairs:
    """The object as written; raises Rejected for what is not JSON, not an object, or has a double key or bad text."""
    try:
        value = json.loads(raw, object_pairs_hook=_Pairs, parse_constant=_not_json)
    except (ValueError, RecursionError):
        raise Rejected("not_json") from None
    if not isinstance(value, _Pairs):
        raise Rejected("not_object")
    for path, text in _texts(value, ""):
        if not _clean(text):
            raise Rejected("bad_text", path)
    _refuse_double_keys(value, "")
    return value


def unknown_fields(pairs: _Pairs, envelope: Iterable[str], data_type: type[Data] | None) -> tuple[str, ...]:
    """JSON pointers of the fields nobody listed, list positions left out: their names are what is counted."""
    known = set(envelope)
    found = [f"/{key}" for key, _ in pairs if key not in known]
    if data_type is not None:
        data = dict(pairs).get("data")
        if isinstance(data, _Pairs):
            found += _unknown_inside(data, data_type, "/data")
    return tuple(found)


def depth_of(raw: bytes) -> int:
    """How deep arrays and objects nest, brackets inside texts not counted."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")


def _not_json(constant: str) -> Any:
    raise ValueError(constant)


def _clean(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, _Pairs):
        for key, inner in value:
            yield path, key
            yield from _texts(inner, f"{path}/{_escaped(key)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}/{index}")


def _refuse_double_keys(value: Any, path: str) -> None:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, inner in value:
            here = f"{path}/{_escaped(key)}"
            if key in seen:
                raise Rejected("duplicate_key", here)
            seen.add(key)
            _refuse_double_keys(inner, here)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_double_keys(inner, f"{path}/{index}")


def _unknown_inside(pairs: _Pairs, struct: type[msgspec.Struct], path: str) -> Iterator[str]:
    inner = _struct_lists(struct)
    for key, value in pairs:
        if key not in struct.__struct_fields__:
            yield f"{path}/{_escaped(key)}"
        elif key in inner and isinstance(value, list):
            for each in value:
                if isinstance(each, _Pairs):
                    yield from _unknown_inside(each, inner[key], f"{path}/{key}")


def _struct_lists(struct: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """The fields of a struct that hold lists of structs, e.g. materials."""
    found = {}
    for name, hint in get_type_hints(struct).items():
        for part in (hint, *get_args(hint)):
            for element in get_args(part):
                if isinstance(element, type) and issubclass(element, msgspec.Struct):
                    found[name] = element
    return found


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
