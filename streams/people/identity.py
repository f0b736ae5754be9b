"""Who somebody is: one question, answered by local passwords or by another system (OpenID Connect).

What the person may do is no part of the answer: that stands in the staff register.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Proven(NamedTuple):
    """Whose proof it was. `must_change`: nothing but a new password is to be taken from this person."""

    staff_id: str
    must_change: bool = False


class NotProven(Exception):
    """The proof proves nothing. `retry_after`: seconds before another try is looked at, 0 where at once."""

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after


class Identity(Protocol):
    """A way of proving who one is."""

    async def prove(self, given: Mapping[str, str]) -> Proven:
        """Whose proof these fields are. Raises NotProven; Unavailable where who could tell is not there."""
