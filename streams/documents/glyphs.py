"""Characters the font of the notices does not have: named and written by their code, never an empty box."""

import unicodedata
from collections.abc import Iterator
from typing import Any

LAID_OUT = frozenset("\n\t ")
"""Characters without a shape that make room."""


def missing_from(text: str, known: frozenset[int]) -> list[str]:
    """The characters of a text that the font lacks, each once, in order of appearance."""
    return list(dict.fromkeys(each for each in text if ord(each) not in known and each not in LAID_OUT))


def written_out(value: Any, known: frozenset[int]) -> Any:
    """The value with each character that the font lacks as its code, such as 〔U+20BB7〕; lists and tables too."""
    if isinstance(value, str):
        return "".join(
            each if ord(each) in known or each in LAID_OUT else f"〔{code_of(each)}〕" for each in value
        )
    if isinstance(value, list):
        return [written_out(each, known) for each in value]
    if isinstance(value, dict):
        return {name: written_out(each, known) for name, each in value.items()}
    return value


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a value, through lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_of(each)


def named(character: str) -> str:
    """A character by code and name: `U+1F600 GRINNING FACE`."""
    return f"{code_of(character)} {unicodedata.name(character, 'without a name')}"


def code_of(character: str) -> str:
    """The code point as people write it."""
    return f"U+{ord(character):04X}"
