"""Where each input record ended: exactly one of applied, duplicate, dead-lettered (promise 2), told from what is there.

Nothing here trusts a counter. Applied is what a dossier knows, dead-lettered what a dead letter holds the bytes of,
duplicate what has the identity and the content of a record before it. What is none of these is lost; what a dossier or
a dead letter knows and nobody sent is unfounded.
"""

from collections import Counter
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from rules.departed import name_of
from rules.dossier import Dossier
from rules.events import Event
from rules.leaving import facts_of


class End(StrEnum):
    """Where a record ended."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    DEAD_LETTERED = "dead_lettered"
    LOST = "lost"


class Place(NamedTuple):
    """Where a record lies; `topic` is the base name."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


class Balance:
    """The balance of one partition number.

    Tell it first all that is there (`knows`, `letter`, `refused`), then take the records in the order of each topic,
    then `close`. `ends` counts the records of the range.
    """

    def __init__(self) -> None:
        self.ends: Counter[End] = Counter()
        self.lost: list[Place] = []
        self._known: set[int] = set()
        self._subjects: set[str] = set()
        self._refused: set[int] = set()
        self._seen: set[int] = set()
        self._letters: dict[Place, set[int]] = {}
        self._pending: list[tuple[Place, int, bool]] = []

    def knows(self, dossier: Dossier) -> None:
        """What a dossier has taken in, of a case that is there or of one that has left."""
        self._subjects.add(dossier.subject)
        for fact in facts_of(dossier):
            self._known.add(_identity(dossier.subject, fact.source, fact.id, fact.digest))

    def letter(self, place: Place, original: bytes | None) -> None:
        """A dead letter: of the record at this place, or of a correction that the record there proved wrong."""
        self._letters.setdefault(place, set()).add(_hash(original))

    def refused(self, subject: str, source: str, action_id: str) -> None:
        """An action that was refused because its case has left: no dossier knows it."""
        self._refused.add(name_of(subject, source, action_id))

    def take(self, place: Place, raw: bytes | None, event: Event | str | None, *, counted: bool) -> None:
        """One record. `event`: what it says, or the subject of a case that it brings back; None where it cannot be
        read. `counted`: whether it is in the range."""
        content = _hash(raw)
        own = self._letters.get(place)
        if own is not None and content in own:
            own.discard(content)
            self._ended(End.DEAD_LETTERED, counted)
            return
        identity = self._identity_of(event)
        if identity is None:
            self._pending.append((place, content, counted))
            return
        self._ended(End.DUPLICATE if identity in self._seen else End.APPLIED, counted)
        self._seen.add(identity)

    def close(self, *, whole: bool) -> list[str]:
        """The balance is struck; what is unfounded, where all records were taken (`whole`)."""
        left = Counter(content for contents in self._letters.values() for content in contents)
        for place, content, counted in self._pending:
            if left[content]:
                left[content] -= 1  # a correction that waited for its target, and then did not fit it
                self._ended(End.DEAD_LETTERED, counted)
            else:
                self._ended(End.LOST, counted)
                if counted:
                    self.lost.append(place)
        if not whole:
            return []
        unfounded = len(self._known - self._seen)
        letters = sum(left.values())
        found = [f"{unfounded} events that dossiers know and no record holds"] if unfounded else []
        return found + ([f"{letters} dead letters of records that are not there"] if letters else [])

    def _ended(self, end: End, counted: bool) -> None:
        if counted:
            self.ends[end] += 1

    def _identity_of(self, event: Event | str | None) -> int | None:
        """What the record is known by; None where nobody knows it."""
        if event is None:
            return None
        if isinstance(event, str):
            return _hash(b"back " + event.encode()) if event in self._subjects else None
        identity = _identity(event.subject, event.source, event.id, event.digest)
        if identity in self._known:
            return identity
        action = name_of(event.subject, event.source, event.id)
        return action if action in self._refused else None


def _identity(subject: str, source: str, event_id: str, digest: bytes) -> int:
    return name_of(subject, source, event_id, digest.hex())


def _hash(raw: bytes | None) -> int:
    return int.from_bytes(blake2b(b"\x00" if raw is None else raw, digest_size=8).digest())
