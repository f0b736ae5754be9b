"""Reads a rulebook folder or workbook (contracts 3), reports every mistake at once, and hands plain values
over.
"""

from streams.rulebook_folder.load import (
    LoadedRulebook,
    LoadedRulebooks,
    hash_files,
    in_order,
    load_files,
    load_rulebook,
    load_rulebooks,
)
from streams.rulebook_folder.shipped import (
    DEFAULT_RULEBOOK,
    shipped_names,
    shipped_or_path,
    shipped_rulebook,
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
    "shipped_names",
    "shipped_or_path",
    "shipped_rulebook",
]
