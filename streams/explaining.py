"""The reasons of a card or a ticket, the whole of a case: found by judging its events once more with the same lane."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from rules.cards import CardRecord
from rules.court import Court, Finding
from rules.dossier import Dossier, restore
from rules.lane import Lane, Record
from rules.on_record import NOTHING, OnRecord
from rules.outputs import Output
from rules.rulebook import Rulebook
from rules.tickets import Ticket, TicketRecord
from rules.unjudged import Unjudged, unjudged
from rules.view import CaseView
from streams.archive_client import ArchiveClient
from streams.case_on_record import WrittenCard, on_file, revisions_of
from streams.event_files import event_files
from streams.exits import Misuse
from streams.privacy import subject_of


class Revision(NamedTuple):
    """One state of a card, and when (stream time, ms) it came about."""

    at: int
    record: CardRecord


class TicketRevision(NamedTuple):
    """One state of a ticket, and when (stream time, ms) it came about."""

    at: int
    record: TicketRecord


class Explained(NamedTuple):
    """A case as judged at `now` (ms): its dossier, the view, every verdict, each revision of every card and ticket.

    `silent` are the rules without a verdict. `register` is the rulebook version whose registers hold at `now`. `card`
    or `ticket` is what was asked for, both None where the case was asked for. `other_books` are the hashes of rulebooks
    by which archived cards of the case were judged and which were not given.
    """

    dossier: Dossier
    view: CaseView
    findings: list[Finding]
    silent: list[Unjudged]
    revisions: dict[str, list[Revision]]
    tickets: dict[str, list[TicketRevision]]
    register: Rulebook
    now: int
    card: CardRecord | None = None
    ticket: Ticket | None = None
    other_books: tuple[str, ...] = ()


class _CardEvent(msgspec.Struct):
    data: CardRecord


class _TicketEvent(msgspec.Struct):
    data: TicketRecord


_card_event = msgspec.json.Decoder(_CardEvent).decode
_ticket_event = msgspec.json.Decoder(_TicketEvent).decode


def explain_records(
    court: Court,
    records: Iterable[Record],
    subject: str,
    until_ms: int | None,
    on_record: OnRecord = NOTHING,
    judged_late: int = 0,
) -> Explained:
    """Judge one case from its records, in order. Raises Misuse where there is nothing of the case.

    `on_record` are the outcomes that desk actions already have. `judged_late` is when all that had happened by then was
    read and judged at once (ms): cards were issued and tickets opened at that time, not when it would have been due.
    """
    store: dict[str, bytes] = {}
    lane = Lane(court, store, on_record=on_record, keeps_all=True, clock=judged_late)
    for record in records:
        if record.stamp > judged_late:
            lane.judge_backlog()
        lane.take(record)
    lane.judge_backlog()
    if until_ms is not None:
        lane.advance(until_ms)
    outputs = lane.end_turn().outputs
    if subject not in store:
        raise Misuse(f"case {subject}: found no event that could be judged")
    return _explained(court, restore(store[subject]), lane.clock, outputs)


def _explained(court: Court, dossier: Dossier, now: int, outputs: Sequence[Output]) -> Explained:
    view, _ = court.view(dossier, now)
    if view is None:
        raise Misuse(f"case {dossier.subject}: found no fact in force at {court.zone.iso(now)}")
    findings = court.findings(dossier, now)
    silent = unjudged(view, {finding.rule_id for finding in findings})
    cards, tickets = _histories(outputs)
    return Explained(dossier, view, findings, silent, cards, tickets, court.register(now), now)


def _histories(
    outputs: Sequence[Output],
) -> tuple[dict[str, list[Revision]], dict[str, list[TicketRevision]]]:
    """Every revision of each card and each ticket, by their ids."""
    cards: dict[str, list[Revision]] = {}
    tickets: dict[str, list[TicketRevision]] = {}
    for output in outputs:
        if output.topic == "cards":
            card = _card_event(output.value).data
            cards.setdefault(card.card_id, []).append(Revision(output.stamp, card))
        elif output.topic == "tickets":
            ticket = _ticket_event(output.value).data
            tickets.setdefault(ticket.ticket_id, []).append(TicketRevision(output.stamp, ticket))
    return cards, tickets


def explain_from_files(court: Court, paths: Sequence[Path], name: str, until_ms: int | None) -> Explained:
    """`name` is a subject, a card id or a ticket id; the events are read from files. Raises Misuse where it is none."""
    subject = name if records_of(paths, name, until_ms) else _subject_of_output(court, paths, name, until_ms)
    with event_files(paths, until_ms=until_ms) as files:
        last = files.last_stamp
    records = records_of(paths, subject, until_ms)
    told = explain_records(court, records, subject, until_ms if until_ms is not None else last)
    return _asked_for(told, name, subject)


def explain_from_archive(court: Court, archive: ArchiveClient, name: str, until_ms: int | None) -> Explained:
    """The same from the archive, judged up to `until_ms`; a card's revisions are those written at the time."""
    found = archive.run("subject_of", id=name)
    return explain_subject(court, archive, str(found[0]["subject"]) if found else name, name, until_ms)


def explain_subject(
    court: Court, archive: ArchiveClient, subject: str, name: str, until_ms: int | None
) -> Explained:
    """The same where it is known what `name` is about."""
    found = on_file(archive, subject)
    if not found.records:
        raise Misuse(f"{name}: found neither a case nor a card or ticket of this name in the archive")
    late = found.late if until_ms is None or found.late <= until_ms else 0
    told = explain_records(court, found.records, subject, until_ms, found.on_record, late)
    used = {card.card_id: card.rulebook_hash for card in found.cards}  # of its newest revision
    other = set(used.values()) - {book.rulebook_hash for book in court.rulebooks}
    kept = {card_id: history for card_id in used if (history := _written(found.cards, card_id, until_ms))}
    told = told._replace(other_books=tuple(sorted(other)), revisions={**told.revisions, **kept})
    return _asked_for(told, name, subject)


def _written(cards: list[WrittenCard], card_id: str, until_ms: int | None) -> list[Revision]:
    """The card's revisions as they were written up to the moment; none where an older program wrote them."""
    try:
        return [Revision(at, record) for at, record in revisions_of(cards, card_id, until_ms)]
    except msgspec.ValidationError:
        return []


def _asked_for(told: Explained, name: str, subject: str) -> Explained:
    """With the card or ticket that was asked for, where it was not the case."""
    if name == subject:
        return told
    if name in told.revisions:
        return told._replace(card=told.revisions[name][-1].record)
    for ticket in told.dossier.tickets:
        if ticket.record.ticket_id == name:
            return told._replace(ticket=ticket)
    raise Misuse(f"{name}: found no such card or ticket when {subject} was judged again with this rulebook")


def records_of(paths: Sequence[Path], subject: str, until_ms: int | None) -> list[Record]:
    """The records of a subject in files, in the order in which they are judged."""
    wanted = subject.encode()
    with event_files(paths, until_ms=until_ms) as files:
        return [record for record in files if _is_of(record.value or b"", wanted, subject)]


def _is_of(value: bytes, wanted: bytes, subject: str) -> bool:
    if wanted not in value and b"\\" not in value:
        return False
    return subject_of(value) == subject


def _subject_of_output(court: Court, paths: Sequence[Path], name: str, until_ms: int | None) -> str:
    """Judge everything until a card or ticket of this id appears."""
    store: dict[str, bytes] = {}
    lane = Lane(court, store, keeps_all=True)
    with event_files(paths, until_ms=until_ms) as files:
        for number, record in enumerate(files):
            lane.take(record)
            if number % 1000 == 0 and (subject := _find(lane, name)):
                return subject
        lane.advance(until_ms if until_ms is not None else files.last_stamp or 0)
    subject = _find(lane, name)
    if subject is None:
        raise Misuse(f"{name}: found neither a case nor a card or ticket of this name in the files")
    return subject


def _find(lane: Lane, name: str) -> str | None:
    for output in lane.end_turn().outputs:
        if name in _named(output):
            return output.key
    return None


def _named(output: Output) -> tuple[str, ...]:
    """The card or ticket an output is about."""
    if output.topic == "cards":
        return (_card_event(output.value).data.card_id,)
    return (_ticket_event(output.value).data.ticket_id,) if output.topic == "tickets" else ()
