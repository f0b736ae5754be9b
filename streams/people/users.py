"""The local users: a JSON file (LIANGPAI_USERS) of staff ids and argon2id hashes.

It says who may sign in, never what they may do: roles and units stand in the staff register of the rulebook.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from streams.exits import Misuse
from streams.people.files import Signature, locked, refuse_if_open_to_others, signature, write_whole


class User(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person who may sign in. `since` (ms UTC): sessions opened before it are over."""

    staff_id: str
    password_hash: str
    active: bool = True
    must_change: bool = False
    since: int = 0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    users: list[User]


class Users:
    """The users in a file; read again when the file has changed, so that several processes agree."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._seen: Signature | None = None
        self._users: dict[str, User] = {}

    def get(self, staff_id: str) -> User | None:
        """The user of this staff id. Raises Misuse where the file is broken or open to others."""
        return self._current().get(staff_id)

    def all(self) -> list[User]:
        """Everybody, by staff id; raises as `get`."""
        return [user for _, user in sorted(self._current().items())]

    def put(self, staff_id: str, change: Callable[[User | None], User]) -> User:
        """Replace the user by what `change` makes of the one that stands there. What it raises changes nothing."""
        with locked(self.file):
            users = dict(self._current())
            made = change(users.get(staff_id))
            users[staff_id] = made
            ordered = [user for _, user in sorted(users.items())]
            write_whole(self.file, msgspec.json.format(msgspec.json.encode(_File(ordered)), indent=1) + b"\n")
        return made

    def _current(self) -> dict[str, User]:
        found = signature(self.file)
        if found != self._seen:
            self._users = {} if found is None else _read(self.file)
            self._seen = found
        return self._users


def _read(file: Path) -> dict[str, User]:
    refuse_if_open_to_others(file)
    try:
        users = msgspec.json.decode(file.read_bytes(), type=_File).users
    except (msgspec.DecodeError, OSError, UnicodeDecodeError) as error:
        raise Misuse(
            f"{file}: found no file of users ({error}), expected one as `liangpai users add` writes it."
        ) from error
    return {user.staff_id: user for user in users}
