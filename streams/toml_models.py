"""A TOML file read as a model; every mistake in it is told at once, with its line and column."""

import re
import tomllib
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from streams.mistakes import Mistakes, decode_utf8, quoted
from streams.toml_positions import Path, Place, key_positions, nearest

Model = TypeVar("Model", bound=BaseModel)


class Read(NamedTuple):
    """The keys of a file by their places, beside what they say."""

    places: dict[Path, Place]
    raw: dict[str, object]


def model_of(label: str, content: bytes, model: type[Model], manual: str) -> tuple[Model, dict[Path, Place]]:
    """The model and where each key stands. `manual` names the page that lists the keys.

    Raises Misuse with all mistakes of form, as FILE:LINE:COLUMN.
    """
    mistakes = Mistakes()
    read = _read(label, content, mistakes)
    mistakes.stop_if_any()
    try:
        return model.model_validate(read.raw), read.places
    except ValidationError as error:
        for detail in error.errors():
            place = nearest(read.places, tuple(detail["loc"]))
            mistakes.add(label, *place, *_found_and_expected(detail, manual))
    mistakes.stop_if_any()
    raise AssertionError("a model is refused for a reason")


def _read(label: str, content: bytes, mistakes: Mistakes) -> Read:
    text = decode_utf8(label, content, mistakes) or ""
    try:
        raw = tomllib.loads(text)
        return Read(key_positions(text), raw)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(at.group(1)), int(at.group(2))) if at else (text.count("\n") + 1, 1)
        mistakes.add(label, line, column, re.sub(r" \(at .*\)$", "", str(error)), "TOML")
        return Read({}, {})


def _found_and_expected(detail: ErrorDetails, manual: str) -> tuple[str, str]:
    last = str(detail["loc"][-1]) if detail["loc"] else "it"
    if detail["type"] == "missing":
        return f"no {last}", f"the key {last}"
    if detail["type"] == "extra_forbidden":
        return f"unknown key {last}", f"a key of {manual}"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return quoted(str(detail["input"])), message
