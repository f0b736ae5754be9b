"""Reads a rulebook folder or workbook (contracts 3), reports every mistake at once, and hands plain values
over.
"""

from pathlib import Path

from streams.rulebook_folder.load import (
    LoadedRulebook,
    LoadedRulebooks,
    hash_files,
    in_order,
    load_files,
    load_rulebook,
    load_rulebooks,
)

__all__ = [
    "DEFAULT_RULEBOOK",
    "LoadedRulebook",
    "LoadedRulebooks",
    "hash_files",
    "in_order",
    "load_files",
    "load_rulebook",
    "load_rulebooks",
    "shipped_or_path",
    "shipped_rulebook",
]

SHIPPED = Path(__file__).parent.parent / "rulebooks"
DEFAULT_RULEBOOK = "promise-legal"


def shipped_rulebook(name: str = DEFAULT_RULEBOOK) -> Path:
    """The folder of a rulebook that ships with the program."""
    return SHIPPED / name


def shipped_or_path(text: str) -> Path:
    """The folder of the shipped rulebook of this name, unless there is something at that path; else the path."""
    shipped = Path(text).name == text and not Path(text).exists() and shipped_rulebook(text).is_dir()
    return shipped_rulebook(text) if shipped else Path(text)
