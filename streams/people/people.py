"""All about the people of a deployment, put together: identities, sessions, users and the register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from rules.rulebook import Rulebook
from streams.exits import Misuse
from streams.people.local import LocalIdentity
from streams.people.oidc import OidcIdentity
from streams.people.oidc_settings import read_settings
from streams.people.passwords import Cost, Passwords
from streams.people.register import Colleague, Register
from streams.people.sessions import HOURS, Kind, Session, Sessions
from streams.people.users import User, Users
from streams.privacy import Key

LOCAL, OIDC = "local", "oidc"


class PeopleSettings(NamedTuple):
    """What a deployment says of its people. `users`: the file of local users; `oidc`: settings of a provider, if any.

    `origin`: this server as browsers name it (https://city.example), where a proxy hides that; `secure` cookies go over
    https only.
    """

    users: Path
    oidc: Path | None = None
    hours: float = HOURS
    secure: bool = True
    origin: str | None = None
    cost: Cost = Cost()


class SignedIn(NamedTuple):
    """Who asks, by which session, and what the register says of them today (None: nothing)."""

    session: Session
    colleague: Colleague | None
    must_change: bool

    @property
    def staff_id(self) -> str:
        """Whose session it is."""
        return self.session.staff_id


@dataclass(frozen=True)
class People:
    """Who may come in. `oidc` None: nobody does by another system."""

    settings: PeopleSettings
    users: Users
    passwords: Passwords
    local: LocalIdentity
    oidc: OidcIdentity | None
    sessions: Sessions
    register: Register
    clock: Callable[[], int]

    def signed_in(self, text: str, kind: Kind) -> SignedIn | None:
        """Who sends this text; None where its session is not ours, over, ended, or no longer the person's."""
        session = self.sessions.read(text, kind)
        if session is None:
            return None
        user = self.users.get(session.staff_id)
        if not _still_good(user, session):
            return None
        must_change = user is not None and user.must_change and session.way == LOCAL
        return SignedIn(session, self.register.colleague(session.staff_id), must_change)

    def set_password(self, staff_id: str, password: str) -> User:
        """Take the person's own new password, and end all sessions they had. Slow: call it from a thread."""
        hashed, now = self.passwords.hashed(password), self.clock()

        def change(user: User | None) -> User:
            if user is None:
                raise Misuse(f"there is no user {staff_id}.")
            return msgspec.structs.replace(user, password_hash=hashed, must_change=False, since=now)

        return self.users.put(staff_id, change)


def people_of(
    settings: PeopleSettings, key: Key, rulebooks: Callable[[], Sequence[Rulebook]], clock: Callable[[], int]
) -> People:
    """The people of a deployment; `rulebooks` gives the versions published, `clock` ms UTC. Raises Misuse."""
    users, passwords = Users(settings.users), Passwords(settings.cost)
    users.all()
    oidc = None
    if settings.oidc is not None:
        oidc = OidcIdentity(read_settings(settings.oidc), key.secret_for("oidc"), clock)
    ended = settings.users.with_name(f"{settings.users.name}.ended")
    sessions = Sessions(key.secret_for("sessions"), ended, clock, settings.hours)
    local = LocalIdentity(users, passwords)
    return People(settings, users, passwords, local, oidc, sessions, Register(rulebooks, clock), clock)


def _still_good(user: User | None, session: Session) -> bool:
    """A local session needs its user; whoever is disabled here is so for every way of signing in."""
    if user is None:
        return session.way == OIDC
    return user.active and user.since <= session.opened
