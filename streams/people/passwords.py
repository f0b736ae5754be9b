"""Passwords: argon2id hashes, checked in the same time whether or not there is such a person."""

import secrets
import unicodedata
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from streams.exits import Misuse

SHORTEST, LONGEST = 10, 256
_SETTING = "LIANGPAI_ARGON2"
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Cost(NamedTuple):
    """What one hash costs: passes, memory in KiB, parallel lanes (RFC 9106, second recommended set by default)."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4

    @classmethod
    def parse(cls, text: str) -> "Cost":
        """The cost in a setting such as `3,65536,4`. Raises Misuse where it is none."""
        numbers = [int(part) for part in text.split(",") if part.strip().isdecimal()]
        if len(numbers) != 3 or text.count(",") != 2:
            raise _bad_cost(text)
        cost = cls(*numbers)
        if cost.passes < 1 or not 1 <= cost.lanes <= 64 or not 8 * cost.lanes <= cost.memory_kib <= 4 << 20:
            raise _bad_cost(text)
        return cost


class Passwords:
    """Makes and checks hashes. Slow on purpose: call it from a thread."""

    def __init__(self, cost: Cost | None = None) -> None:
        passes, memory, lanes = cost or Cost()
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes)
        self._nobody = self._hasher.hash("nobody has this password")

    def hashed(self, password: str) -> str:
        """The hash that may be kept, with its salt and cost in it."""
        return self._hasher.hash(_normal(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one of the hash; None (no such person) takes as long and never fits."""
        try:
            fits = self._hasher.verify(kept or self._nobody, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return fits and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(kept)


def made_password() -> str:
    """Twelve random characters: a first password, typed once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def weakness(password: str, staff_id: str) -> tuple[str, str] | None:
    """Why this is no password to take, in Chinese and English; None where it will do."""
    if not SHORTEST <= len(password) <= LONGEST:
        return (
            f"密码长度应为 {SHORTEST} 至 {LONGEST} 个字符",
            f"a password has {SHORTEST} to {LONGEST} characters",
        )
    if len(set(password)) < 4 or (staff_id and staff_id.casefold() in password.casefold()):
        return ("密码过于简单，或含有本人工号", "the password is too plain, or holds the staff id")
    return None


def _normal(password: str) -> bytes:
    """The same bytes whichever way a keyboard composes the characters."""
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")


def _bad_cost(text: str) -> Misuse:
    return Misuse(
        f"found {_SETTING}={text!r}, expected PASSES,MEMORY_KIB,LANES with at least 8 KiB a lane, such as 3,65536,4."
    )
