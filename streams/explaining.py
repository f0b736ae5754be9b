"""The reasons of a card, the whole of a case: found by judging its events once more with the same lane."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from rules.cards import CardRecord
from rules.court import Court, Finding
from rules.dossier import Dossier, restore
from rules.lane import Lane, Record
from rules.verdict import Status
from rules.view import CaseView
from streams.archive_client import ArchiveClient
from streams.event_files import event_files
from streams.exits import Misuse
from streams.instants import parse_instant
from streams.privacy import subject_of


class Explained(NamedTuple):
    """A case as judged at `now` (ms): its dossier, the view, every verdict, each revision of every card.

    `card` is the card asked for, None where the case was asked for. `other_books` are the hashes of rulebooks by which
    archived cards of the case were judged and which were not given.
    """

    dossier: Dossier
    view: CaseView
    findings: list[Finding]
    revisions: dict[str, list[CardRecord]]
    now: int
    card: CardRecord | None
    other_books: tuple[str, ...] = ()


class _CardEvent(msgspec.Struct):
    data: CardRecord


_card_event = msgspec.json.Decoder(_CardEvent).decode


def explain_records(court: Court, records: Iterable[Record], subject: str, until_ms: int | None) -> Explained:
    """Judge one case from its records, in order. Raises Misuse where there is nothing of the case."""
    store: dict[str, bytes] = {}
    lane = Lane(court, store)
    revisions: dict[str, list[CardRecord]] = {}
    for record in records:
        lane.take(record)
    lane.judge_backlog()
    if until_ms is not None:
        lane.advance(until_ms)
    for output in lane.end_turn().outputs:
        if output.topic == "cards":
            record_now = _card_event(output.value).data
            revisions.setdefault(record_now.card_id, []).append(record_now)
    if subject not in store:
        raise Misuse(f"case {subject}: found no event that could be judged")
    dossier = restore(store[subject])
    view, _ = court.view(dossier, lane.clock)
    if view is None:
        raise Misuse(f"case {subject}: found no fact in force at {court.zone.iso(lane.clock)}")
    return Explained(dossier, view, court.findings(dossier, lane.clock), revisions, lane.clock, None)


def explain_from_files(court: Court, paths: Sequence[Path], name: str, until_ms: int | None) -> Explained:
    """`name` is a case number or a card id; the events are read from files. Raises Misuse where it is neither."""
    subject = name if _records_of(paths, name, until_ms) else _subject_of_card(court, paths, name, until_ms)
    with event_files(paths, until_ms=until_ms) as files:
        last = files.last_stamp
    records = _records_of(paths, subject, until_ms)
    told = explain_records(court, records, subject, until_ms if until_ms is not None else last)
    return _with_card(told, name, subject)


def explain_from_archive(court: Court, archive: ArchiveClient, name: str, until_ms: int | None) -> Explained:
    """The same from the archive, judged up to `until_ms`."""
    card = archive.card(name)
    subject = str(card["subject"]) if card else name
    rows = archive.events_of_case(subject)
    if not rows:
        raise Misuse(f"{name}: found neither a case nor a card of this name in the archive")
    records = sorted((_archived(row) for row in rows), key=lambda record: record.stamp)
    told = explain_records(court, records, subject, until_ms)
    given = {book.rulebook_hash for book in court.rulebooks}
    used = {str(row["rulebook_hash"]) for row in archive.run("cards_of_case", subject=subject)}
    return _with_card(told._replace(other_books=tuple(sorted(used - given))), name, subject)


def status_name(status: Status) -> tuple[str, str]:
    """What a verdict's status is called, Chinese and English."""
    names = {
        Status.SATISFIED: ("符合", "satisfied"),
        Status.PENDING: ("待定", "pending"),
        Status.VIOLATED: ("违反", "violated"),
    }
    return names[status]


def _with_card(told: Explained, name: str, subject: str) -> Explained:
    if name == subject:
        return told
    if name not in told.revisions:
        raise Misuse(
            f"card {name}: found no such card when case {subject} was judged again with this rulebook"
        )
    return told._replace(card=told.revisions[name][-1])


def _records_of(paths: Sequence[Path], subject: str, until_ms: int | None) -> list[Record]:
    wanted = subject.encode()
    with event_files(paths, until_ms=until_ms) as files:
        return [record for record in files if _is_of(record.value or b"", wanted, subject)]


def _is_of(value: bytes, wanted: bytes, subject: str) -> bool:
    if wanted not in value and b"\\" not in value:
        return False
    return subject_of(value) == subject


def _subject_of_card(court: Court, paths: Sequence[Path], card_id: str, until_ms: int | None) -> str:
    """Judge everything until a card of this id appears."""
    store: dict[str, bytes] = {}
    lane = Lane(court, store)
    with event_files(paths, until_ms=until_ms) as files:
        for number, record in enumerate(files):
            lane.take(record)
            if number % 1000 == 0 and (subject := _find(lane, card_id)):
                return subject
        lane.advance(until_ms if until_ms is not None else files.last_stamp or 0)
    subject = _find(lane, card_id)
    if subject is None:
        raise Misuse(f"{card_id}: found neither a case nor a card of this name in the files")
    return subject


def _find(lane: Lane, card_id: str) -> str | None:
    for output in lane.end_turn().outputs:
        if output.topic == "cards" and _card_event(output.value).data.card_id == card_id:
            return output.key
    return None


def _archived(row: dict[str, Any]) -> Record:
    stamp = parse_instant(str(row["stamp"]), "archive, column stamp")
    return Record(str(row["topic"]), -1, int(row["offset"]), None, str(row["value"]).encode(), stamp)
