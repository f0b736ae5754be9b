"""Dead letters that are sent again after a fix: as they came, cleansed, under their own ids.

What this program would refuse again is not sent, so that a replay makes no new letters. Sending one twice is safe: an
event that was taken counts as a duplicate. A letter that was sent again is marked by a record of its own on the topic.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from rules import outputs
from rules.decode import decode
from rules.strictness import Rejected
from rules.zone import zone
from streams.archive_client import ArchiveClient
from streams.dead_letters import TOPIC, Letter
from streams.privacy import Key, cleanse_or_seal
from streams.sending import TOGETHER
from streams.sending import Letter as Record

ARCHIVED, CONFLICT = "case_archived", "conflicting_duplicate"
UTC = zone("UTC")
_TOGETHER = TOGETHER // 10  # letters may be large

Kept = Callable[[str], str | None]
"""Case number → what was kept of it when it left, sealed; None where there is nothing."""


@dataclass(slots=True)
class Plan:
    """What a replay sends. `records` in order; `letters` are those they come from. `refused`: reason → how many would
    be refused again; `empty`: how many had no value; `away`: of cases that have left, which nobody asked to bring
    back; `lost`: such cases of which the archive keeps nothing."""

    records: list[Record] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    away: int = 0
    brought_back: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)


def plan_replay(letters: Iterable[Letter], key: Key, kept: Kept | None) -> Plan:
    """Look at each letter. `kept` where cases that have left are to be brought back first.

    Raises Misuse where a letter was sealed with another key.
    """
    plan, back = Plan(), _Back(kept)
    for letter in letters:
        raw = letter.original(key)
        if raw is None:
            plan.empty += 1
            continue
        record = _record(letter, raw, key)
        if isinstance(record, str):
            plan.refused[record] += 1
        elif letter.told.reason != ARCHIVED or back.bring(plan, record):
            plan.records.append(record)
            plan.letters.append(letter)
    return plan


class _Back:
    """Brings cases back: once in each topic that a record of the case is sent on, because topics are read side by
    side."""

    def __init__(self, kept: Kept | None) -> None:
        self._kept = kept
        self._found: dict[str, str | None] = {}
        self._done: set[tuple[str, str]] = set()

    def bring(self, plan: Plan, record: Record) -> bool:
        """Whether the case is, or will be, there when the record is read."""
        subject = record.subject or ""
        if self._kept is None:
            plan.away += 1
            return False
        if subject not in self._found:
            self._found[subject] = self._kept(subject)
        sealed = self._found[subject]
        if sealed is None:
            plan.lost.add(subject)
            return False
        if (record.topic, subject) not in self._done:
            self._done.add((record.topic, subject))
            plan.brought_back.add(subject)
            plan.records.append(Record(record.topic, subject, sealed.encode(), record.stamp))
        return True


def _record(letter: Letter, raw: bytes, key: Key) -> Record | str:
    """The record once more, stamped as `send` does: when it was recorded, else as it was; or why it is refused."""
    if letter.told.reason == CONFLICT:
        return CONFLICT  # the first read stands
    try:
        event = decode(raw, key.border(), _now())
    except Rejected as error:
        return error.reason
    stamped = letter.at if letter.stamp is None else letter.stamp
    stamp = event.recorded if b'"recordedtime"' in raw else stamped
    return Record(letter.told.topic, event.subject, cleanse_or_seal(key, raw), stamp)


def kept_in(archive: ArchiveClient) -> Kept:
    """What the archive keeps of cases that have left."""

    def kept(case_no: str) -> str | None:
        rows = archive.run("archived_case", case_no=case_no)
        return str(rows[0]["dossier"]) if rows else None

    return kept


def parcels(plan: Plan) -> Iterator[list[Record]]:
    """What is sent, each confirmed before the next: the records, then the marks of their letters."""
    for at in range(0, len(plan.records), _TOGETHER):
        yield plan.records[at : at + _TOGETHER]
    for at in range(0, len(plan.letters), _TOGETHER):
        yield marks(plan.letters[at : at + _TOGETHER])


def marks(letters: Sequence[Letter]) -> list[Record]:
    """The records that say that these letters were sent again now."""
    now = _now()
    return [_mark(letter, UTC.iso(now)) for letter in letters]


def _mark(letter: Letter, when: str) -> Record:
    told = replace(letter.told, replayed_at=when)
    value = outputs.dead_letter(told, letter.id, letter.subject, letter.at, UTC).value
    return Record(TOPIC, letter.subject, value, letter.at, partition=letter.place)


def _now() -> int:
    return int(time.time() * 1000)
