"""Reads TOML and finds where each key stands in the text, so that mistakes can name line and column."""

import re
import tomllib
from collections.abc import Iterator

from streams.mistakes import Mistakes, Place, decode_utf8
from streams.rulebook_folder.raw import RawHead

BARE_OR_QUOTED = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
DOTTED = rf"{BARE_OR_QUOTED}(?:\s*\.\s*{BARE_OR_QUOTED})*"
TABLE_LINE = re.compile(rf"\s*\[\[?\s*({DOTTED})\s*\]\]?")
KEY_LINE = re.compile(rf"\s*({DOTTED})\s*=")
INLINE_KEY = re.compile(rf"[{{,]\s*({BARE_OR_QUOTED})\s*=")
PART = re.compile(BARE_OR_QUOTED)
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
    return RawHead(label, tree, dict(reversed(list(_places(text)))))


def _place_of(error: str, text: str) -> Place:
    match = PLACE_IN_ERROR.search(error)
    if match:
        return int(match[1]), int(match[2])
    lines = text.splitlines() or [""]
    return len(lines), len(lines[-1]) + 1


def _places(text: str) -> Iterator[tuple[tuple[str, ...], Place]]:
    """(dotted key, its line and column); of several of one key the first is meant."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if match := TABLE_LINE.match(line):
            table = _parts(match[1])
            yield from _spread((), match, number)
        elif match := KEY_LINE.match(line):
            yield from _spread(table, match, number)
            key = table + _parts(match[1])
            for inner in INLINE_KEY.finditer(line, match.end()):
                yield (*key, *_parts(inner[1])), (number, inner.start(1) + 1)


def _spread(
    table: tuple[str, ...], match: re.Match[str], number: int
) -> Iterator[tuple[tuple[str, ...], Place]]:
    """The key itself and the tables a dotted key names on the way."""
    key = table
    for part in PART.finditer(match[1]):
        key = (*key, part[0].strip("\"'"))
        yield key, (number, match.start(1) + part.start() + 1)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in PART.findall(dotted))
