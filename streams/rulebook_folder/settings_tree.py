"""Takes settings out of the head's tree one by one, with a mistake for each that is not what it should be."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder.kinds import parse_date
from streams.rulebook_folder.raw import RawHead

Key = tuple[str, ...]


class Settings:
    """The head's tree and where each key stands."""

    def __init__(self, head: RawHead, mistakes: Mistakes) -> None:
        self.head = head
        self.mistakes = mistakes

    def at(self, key: Key) -> Any:
        """The value of a dotted key; None where it is absent."""
        branch: Any = self.head.tree
        for part in key:
            if not isinstance(branch, Mapping) or part not in branch:
                return None
            branch = branch[part]
        return branch

    def wrong(self, key: Key, found: str, expected: str) -> None:
        """Report a key where it stands, or where the nearest key above it does."""
        place = next((self.head.places[part] for part in _upwards(key) if part in self.head.places), (1, 1))
        self.mistakes.add(self.head.label, *place, found, expected)

    def wrong_value(self, key: Key, value: object, expected: str) -> None:
        """Report the value of a key."""
        self.wrong(key, f"{'.'.join(key)} {shown(value)}", expected)

    def table(self, key: Key) -> Mapping[str, Any]:
        """A table; empty where it is absent or no table."""
        value = self.at(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong_value(key, value, "a table")
            return {}
        return value

    def text(self, key: Key, default: str | None = None) -> str:
        """A text that is not empty; a mistake where it is absent and has no default."""
        value = self.at(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.wrong(key, f"no {'.'.join(key)}", "a text")
        elif not isinstance(value, str) or not value.strip():
            self.wrong_value(key, value, "a text")
        else:
            return value.strip()
        return ""

    def flag(self, key: Key, default: bool) -> bool:
        """True or false."""
        value = self.at(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong_value(key, value, "true or false")
        return default

    def whole(self, key: Key, default: int, minimum: int, maximum: int, unit: str = "") -> int:
        """A whole number in a range; `unit` is what it counts, for the mistake."""
        value = self.at(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum:
            return value
        what = f"a whole number of {unit}" if unit else "a whole number"
        self.wrong_value(key, value, f"{what} from {minimum} to {maximum}")
        return default

    def choice(self, key: Key, default: str, choices: Iterable[str]) -> str:
        """One of some words."""
        value = self.at(key)
        if value is None:
            return default
        allowed = list(choices)
        if isinstance(value, str) and value in allowed:
            return value
        self.wrong_value(key, value, "one of " + ", ".join(allowed))
        return default

    def texts(self, key: Key) -> tuple[str, ...] | None:
        """A list of texts; None where it is absent."""
        value = self.at(key)
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value):
            return tuple(each.strip() for each in value)
        self.wrong_value(key, value, "a list of texts")
        return None

    def day(self, key: Key) -> int | None:
        """A date as text or as TOML's own, as an ordinal; None where it is absent."""
        value = self.at(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.toordinal()
        if isinstance(value, str):
            try:
                return parse_date(value.strip())
            except ValueError:
                value = str(value)
        if value is not None:
            self.wrong_value(key, value, "a date YYYY-MM-DD")
        return None


def shown(value: object) -> str:
    """A value as TOML would write it, more or less, for one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value) if value else '""'
    if isinstance(value, Mapping):
        return "a table"
    return quoted(str(value)).strip('"')


def _upwards(key: Key) -> Iterable[Key]:
    return (key[:length] for length in range(len(key), 0, -1))
