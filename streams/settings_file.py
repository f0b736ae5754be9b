"""The file of settings that LIANGPAI_SETTINGS names: NAME=value a line, as systemd and compose read them too."""

from collections.abc import Iterator, MutableMapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from sinks.settings import NAMES, Settings, WrongSettings, sentence
from streams.exits import Misuse

FILE = "LIANGPAI_SETTINGS"
"""Names the file; itself no setting that a file can hold."""


class Said(NamedTuple):
    """A line of the file."""

    line: int
    name: str
    value: str


def take_settings(env: MutableMapping[str, str]) -> Settings:
    """Put what the file says where the environment says nothing, and check all settings before anything starts.

    Raises Misuse with everything that is wrong, each with the place to change it.
    """
    file = Path(env[FILE]) if env.get(FILE) else None
    said = {each.name: each for each in _read(file)} if file else {}
    taken = {name: each for name, each in said.items() if not env.get(name)}
    env.update({name: each.value for name, each in taken.items()})
    try:
        return Settings.read(env)
    except WrongSettings as error:
        lines = [
            sentence(each, f"it stands at {file}:{taken[each.name].line}" if each.name in taken else "")
            for each in error.wrong
        ]
        raise Misuse(lines) from error


def _read(file: Path) -> list[Said]:
    """What a file says. Raises Misuse, one line for each that cannot be one, or cannot be read at all."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Misuse(f"{file}: {error.strerror}; expected the file of settings that {FILE} names.") from error
    except UnicodeDecodeError as error:
        raise Misuse(f"{file}: found bytes that are no UTF-8, expected NAME=value lines.") from error
    said = list(_lines(text))
    wrong = [f"{file}:{each.line}: {fault}" for each in said if (fault := _fault(each))]
    names = [each.name for each in said]
    wrong += [
        f"{file}:{each.line}: found {each.name} a second time, expected it once"
        for number, each in enumerate(said)
        if each.name in names[:number]
    ]
    if wrong:
        raise Misuse(wrong)
    return said


def _lines(text: str) -> Iterator[Said]:
    for number, line in enumerate(text.splitlines(), 1):
        if (stripped := line.strip()) and not stripped.startswith("#"):
            name, sign, value = stripped.partition("=")
            yield Said(number, name.strip() if sign else stripped, _bare(value.strip()) if sign else "\0")


def _bare(value: str) -> str:
    """Without the quotes around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _fault(said: Said) -> str | None:
    if said.value == "\0":
        return f"found {said.name[:80]!r}, expected NAME=value"
    if said.name in NAMES:
        return None
    near = get_close_matches(said.name, NAMES, 1)
    return f"found {said.name!r}, expected a setting of docs/settings.md" + (f" ({near[0]}?)" if near else "")
