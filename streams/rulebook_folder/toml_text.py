"""Writes settings as TOML, for what was read from a workbook."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def toml_of(tree: Mapping[str, Any]) -> str:
    """The tree as a TOML document: plain settings first, then a section for each table, in order."""
    return "\n".join(_sections((), tree)).lstrip("\n") + "\n"


def toml_value(value: object) -> str:
    """A value as it stands after `=`; lists and tables inside one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            pairs = (f"{_key(key)} = {toml_value(inner)}" for key, inner in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
        case list():
            return f"[{', '.join(map(toml_value, value))}]"
        case _:
            return repr(value)


def _sections(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    if path and (plain or not tables):
        yield f"\n[{'.'.join(map(_key, path))}]"
    yield from (f"{_key(key)} = {toml_value(value)}" for key, value in plain.items())
    for key, inner in tables.items():
        yield from _sections((*path, key), inner)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else toml_value(name)
