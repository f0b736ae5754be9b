"""A deployment's people on a folder: users with cheap hashes, sessions, the register of a shipped rulebook."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rules.rulebook import Rulebook
from streams.people.passwords import Cost, Passwords
from streams.people.people import People, PeopleSettings, people_of
from streams.people.users import User
from streams.privacy import Key
from streams.rulebook_folder import load_rulebook, shipped_rulebook

CHEAP = Cost(1, 8, 1)
SECRET = b"a deployment's key of 32 bytes or more"
PASSWORD = "马上就办 2026"  # noqa: S105 - of people who do not exist
_HASHED = Passwords(CHEAP).hashed(PASSWORD)


def user(staff_id: str, *, active: bool = True, must_change: bool = False) -> User:
    """A user with the password all of them have here."""
    return User(staff_id=staff_id, password_hash=_HASHED, active=active, must_change=must_change)


@dataclass
class Clock:
    """Now in ms, moved by hand."""

    now: int = field(default_factory=lambda: int(time.time() * 1000))

    def __call__(self) -> int:
        return self.now


def people(
    folder: Path, clock: Clock, *, rulebooks: Sequence[Rulebook] | None = None, **more: object
) -> People:
    """Users u90 (supervisor), u06 (leader), u04 (must change), gone (disabled), stranger (not in the register)."""
    settings = PeopleSettings(folder / "users.json", cost=CHEAP, secure=False, **more)  # type: ignore[arg-type]
    books = [load_rulebook(shipped_rulebook()).rulebook] if rulebooks is None else rulebooks
    made = people_of(settings, Key.of(SECRET), lambda: books, clock)
    known = [
        user("u90"),
        user("u06"),
        user("u04", must_change=True),
        user("gone", active=False),
        user("stranger"),
    ]
    for each in known:
        made.users.put(each.staff_id, lambda _, each=each: each)  # type: ignore[misc]
    return made
