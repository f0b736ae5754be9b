"""Identity by staff id and password, from the file of users."""

import asyncio
import time
from collections.abc import Callable, Mapping

import msgspec

from streams.exits import Unavailable
from streams.people.identity import NotProven, Proven
from streams.people.lockout import Lockout
from streams.people.passwords import Passwords
from streams.people.users import User, Users

WRONG = "wrong_staff_id_or_password"
LOCKED = "too_many_tries"
_AT_ONCE, _MOST_WAITING = 2, 32


class LocalIdentity:
    """Given `staff_id` and `password`. Unknown, disabled and mistaken people get the same answer in the same time."""

    def __init__(
        self, users: Users, passwords: Passwords, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._users, self._passwords, self._clock = users, passwords, clock
        self._lockout = Lockout()
        self._room, self._waiting = asyncio.Semaphore(_AT_ONCE), 0

    async def prove(self, given: Mapping[str, str]) -> Proven:
        """Raises NotProven: wrong, or too many wrong ones; Unavailable where too many wait to be checked."""
        staff_id, password = given.get("staff_id", ""), given.get("password", "")
        user = self._users.get(staff_id)
        wait = self._lockout.begin(staff_id, self._clock(), known=user is not None)
        if wait:
            raise NotProven(LOCKED, wait)
        fits = await self._fits(user.password_hash if user else None, password)
        if user is None or not fits or not user.active:
            raise NotProven(WRONG)
        self._lockout.succeeded(staff_id)
        await self._renew(user, password)
        return Proven(staff_id, user.must_change)

    async def _fits(self, kept: str | None, password: str) -> bool:
        """Checked in a thread, few at a time: each takes memory and a core."""
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("too many people sign in at once; try again in a moment.")
        self._waiting += 1
        try:
            async with self._room:
                return await asyncio.to_thread(self._passwords.fits, kept, password)
        finally:
            self._waiting -= 1

    async def _renew(self, user: User, password: str) -> None:
        """Hash again at today's cost, now that the password is known."""
        if not self._passwords.is_outdated(user.password_hash):
            return
        renewed = await asyncio.to_thread(self._passwords.hashed, password)
        self._users.put(user.staff_id, lambda now: _rehashed(now or user, user.password_hash, renewed))


def _rehashed(now: User, before: str, renewed: str) -> User:
    """Only where nobody has set another password meanwhile."""
    return msgspec.structs.replace(now, password_hash=renewed) if now.password_hash == before else now
