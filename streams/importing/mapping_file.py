"""Reads a mapping file; every mistake in it is told at once, with its line and column."""

from importlib.resources import files
from pathlib import Path as FilePath
from typing import NamedTuple

from streams.exits import Misuse
from streams.importing.mapping import Mapping
from streams.toml_models import model_of
from streams.toml_positions import Path, Place


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
    return MappingText(label, *model_of(label, content, Mapping, "docs/import.md"))


def _content(name: str) -> tuple[str, bytes]:
    path = FilePath(name)
    if path.is_file():
        return name, path.read_bytes()
    if name in shipped_mappings():
        return f"{name}.toml", (files("streams") / "mappings" / f"{name}.toml").read_bytes()
    raise Misuse(f"found no mapping {name}, expected a file or one of: {', '.join(shipped_mappings())}")
