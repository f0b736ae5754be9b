"""JSON logs: one array of objects, or one object a line; members of members become columns `outer.inner`."""

import json
from collections.abc import Iterator
from io import TextIOWrapper

from streams.exits import Misuse
from streams.importing.rows import Cell, Reject, Row, Table

CHUNK = 1 << 20
LONGEST = 16 << 20  # characters one object may have


def json_table(text: TextIOWrapper, name: str) -> Table:
    """Open a JSON log; a row is found by line, in an array by ordinal. Misuse, when read: broken array."""
    head, line = _first_character(text)
    rows = _array(text, name) if head == "[" else _lines(text, name, head, line)
    return Table(columns=None, rows=rows)


def _first_character(text: TextIOWrapper) -> tuple[str, int]:
    """The first character that is not blank, and its line."""
    line = 1
    while (character := text.read(1)) and (character.isspace() or character == "\ufeff"):
        line += character == "\n"
    return character, line


def _lines(text: TextIOWrapper, name: str, head: str, number: int) -> Iterator[Row | Reject]:
    while line := head + text.readline(LONGEST):
        head = ""
        if len(line) >= LONGEST and not line.endswith("\n"):
            _drop_rest(text)
            yield Reject(
                name, number, "", "a line that does not end", f"objects of up to {LONGEST} characters"
            )
        elif line.strip():
            yield _parsed(name, number, line)
        number += 1


def _drop_rest(text: TextIOWrapper) -> None:
    while (rest := text.readline(LONGEST)) and not rest.endswith("\n"):
        pass


def _parsed(name: str, number: int, line: str) -> Row | Reject:
    try:
        return _row(name, number, json.loads(line))
    except (ValueError, RecursionError) as error:
        return Reject(name, number, "", f"text that is not JSON ({error})", "one JSON object a line")


def _row(name: str, number: int, value: object) -> Row | Reject:
    if not isinstance(value, dict):
        return Reject(name, number, "", type(value).__name__, "a JSON object")
    cells: dict[str, Cell] = {}
    _flatten(value, "", cells)
    return Row(name, number, cells)


def _flatten(members: dict[str, object], prefix: str, cells: dict[str, Cell]) -> None:
    for key, value in members.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", cells)
        elif isinstance(value, list):
            cells[prefix + key] = json.dumps(value, ensure_ascii=False)
        elif value is None or isinstance(value, (str, int, float, bool)):
            cells[prefix + key] = value


def _array(text: TextIOWrapper, name: str) -> Iterator[Row | Reject]:
    """Objects of an array one by one; the buffer holds what is not parsed yet."""
    decoder, buffer, number = json.JSONDecoder(), "", 0
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(buffer)
            whole = end < len(buffer)  # a number at the very end may go on in the next chunk
        except (ValueError, RecursionError):
            whole = False
        if whole:
            number += 1
            yield _row(name, number, value)
            buffer = buffer[end:]
            continue
        more = text.read(CHUNK)
        if not more or len(buffer) > LONGEST:
            raise Misuse(
                f"{name}: found {_quote(buffer)} after object {number} of the array, expected JSON up to ]"
            )
        buffer += more


def _quote(buffer: str) -> str:
    return repr(buffer[:40]) if buffer else "the end of the file"
