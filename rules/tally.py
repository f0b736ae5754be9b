"""Counting names that others choose: as many as they like, so not all of them are kept."""

from collections import Counter
from collections.abc import Mapping

NAMES_KEPT = 1_000
"""Distinct names of unknown fields that are counted each; whoever sends them chooses how many there are."""

NAME_LENGTH = 200
OTHER_NAMES = "…"
"""Counts the names over NAMES_KEPT. No name of a field is like it: they begin with a slash."""


def count_names(counts: Counter[str], more: Mapping[str, int]) -> None:
    """Add `more` to `counts`, which never has more than NAMES_KEPT names and OTHER_NAMES."""
    for name, number in more.items():
        kept = name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH] + "…"
        full = kept not in counts and len(counts) >= NAMES_KEPT
        counts[OTHER_NAMES if full else kept] += number
