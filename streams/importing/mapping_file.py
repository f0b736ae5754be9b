"""Reads a mapping file; every mistake in it is told at once, with its line and column."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path as FilePath
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from streams.exits import Misuse
from streams.importing.mapping import Mapping
from streams.mistakes import Mistakes, decode_utf8, quoted
from streams.toml_positions import Path, Place, key_positions, nearest


class MappingText(NamedTuple):
    """A mapping with what is needed to show a place in it."""

    label: str
    mapping: Mapping
    places: dict[Path, Place]


def shipped_mappings() -> list[str]:
    """The names of the mappings that come with the program."""
    folder = files("streams") / "mappings"
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def read_mapping(name: str) -> MappingText:
    """Read a mapping by path, or a shipped one by name. Raises Misuse with all mistakes of its form."""
    label, content = _content(name)
    mistakes = Mistakes()
    text = decode_utf8(label, content, mistakes)
    mistakes.stop_if_any()
    raw = _parsed(label, text or "", mistakes)
    mistakes.stop_if_any()
    places = key_positions(text or "")
    try:
        return MappingText(label, Mapping.model_validate(raw), places)
    except ValidationError as error:
        for detail in error.errors():
            mistakes.add(label, *nearest(places, tuple(detail["loc"])), *_found_and_expected(detail))
    raise Misuse(mistakes.lines())


def _content(name: str) -> tuple[str, bytes]:
    path = FilePath(name)
    if path.is_file():
        return name, path.read_bytes()
    if name in shipped_mappings():
        return f"{name}.toml", (files("streams") / "mappings" / f"{name}.toml").read_bytes()
    raise Misuse(f"found no mapping {name}, expected a file or one of: {', '.join(shipped_mappings())}")


def _parsed(label: str, text: str, mistakes: Mistakes) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(at.group(1)), int(at.group(2))) if at else (text.count("\n") + 1, 1)
        mistakes.add(label, line, column, re.sub(r" \(at .*\)$", "", str(error)), "TOML")
        return {}


def _found_and_expected(detail: ErrorDetails) -> tuple[str, str]:
    last = str(detail["loc"][-1]) if detail["loc"] else "it"
    if detail["type"] == "missing":
        return f"no {last}", f"the key {last}"
    if detail["type"] == "extra_forbidden":
        return f"unknown key {last}", "a key of docs/import.md"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return quoted(str(detail["input"])), message
