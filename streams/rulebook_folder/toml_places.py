"""Reads TOML and finds where each key stands in the text, so that mistakes can name line and column."""

import re
import tomllib

from streams.mistakes import Mistakes, Place, decode_utf8
from streams.rulebook_folder.raw import RawHead
from streams.toml_positions import Path, key_positions

PLACE_IN_ERROR = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(label: str, content: bytes, mistakes: Mistakes) -> RawHead | None:
    """The tree and the places of its keys; None, and a mistake, if it is no TOML."""
    text = decode_utf8(label, content, mistakes)
    if text is None:
        return None
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, column = _place_of(str(error), text)
        reason = PLACE_IN_ERROR.sub("", str(error)).strip()
        mistakes.add(label, line, column, f"no TOML ({reason})", "TOML 1.0")
        return None
    return RawHead(label, tree, _keys(key_positions(text)))


def _keys(places: dict[Path, Place]) -> dict[tuple[str, ...], Place]:
    """The places of named keys; what stands inside an array is told by the array."""
    return {
        tuple(str(step) for step in path): place
        for path, place in places.items()
        if not any(isinstance(step, int) for step in path)
    }


def _place_of(error: str, text: str) -> Place:
    match = PLACE_IN_ERROR.search(error)
    if match:
        return int(match[1]), int(match[2])
    lines = text.splitlines() or [""]
    return len(lines), len(lines[-1]) + 1
