"""What `routes test` looks at: the cards, tickets and leads of a file, as matters somebody would be told of."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from rules.cards import STANDING, CardRecord
from rules.foretelling import Foretelling
from rules.leads import LeadRecord
from rules.matters import Matter, of_card, of_lead, of_ticket, referral
from rules.office import Office
from rules.referral import refers_by_itself
from rules.rulebook import Rulebook
from rules.tickets import TicketRecord
from rules.zone import Zone, zone
from streams.exits import Misuse
from streams.rulebook_folder import LoadedRulebook

Told = CardRecord | TicketRecord | LeadRecord

KINDS: Mapping[str, type[CardRecord] | type[TicketRecord] | type[LeadRecord]] = {
    "ticket_id": TicketRecord,
    "lead_id": LeadRecord,
    "card_id": CardRecord,
}
"""The field by which a record is known, asked in this order: a ticket names its card too."""
OTHERS = ("alert_id", "rating_id", "action_id")
"""Fields by which records are known that nobody is told of."""


class _Case(msgspec.Struct):
    """What a case state says that matters here."""

    case_no: str
    status: str
    item_code: str | None = None
    decided_at: str | None = None
    closed_at: str | None = None

    @property
    def ended(self) -> bool:
        return self.decided_at is not None or self.closed_at is not None


def matters_in(path: Path, register: Rulebook, *, referred: bool) -> list[Matter]:
    """The matters of the newest revision of each card, ticket and lead in a file of records or output events.

    `referred`: as if a supervisor had referred the cards. Raises Misuse where the file holds none, or what is no
    record.
    """
    newest: dict[str, Told] = {}
    cases: dict[str, _Case] = {}
    for number, data in _records(path):
        field = _known_by(data)
        if field is not None:
            record = _converted(data, KINDS[field], path, number)
            if data[field] not in newest or newest[data[field]].revision <= record.revision:
                newest[data[field]] = record
        elif "case_no" in data and "status" in data:
            cases[str(data["case_no"])] = _converted(data, _Case, path, number)
    if not newest:
        raise Misuse(f"{path}: found no card, ticket or lead, expected records as `check --out` writes them")
    return [matter for record in newest.values() for matter in _matters(record, register, cases, referred)]


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file, one a line or one in all, with their lines; of an event what it carries."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"{path}: found no text to read ({error}), expected records in JSON") from None
    for number, line in _pieces(text):
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise Misuse(
                f"{path}:{number}:{error.colno}: found no JSON ({error.msg}), expected a record"
            ) from None
        data = value.get("data", value) if isinstance(value, dict) else None
        if isinstance(data, dict):
            yield number, data


def _pieces(text: str) -> list[tuple[int, str]]:
    """The whole text where it is one object, else its lines."""
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    return [(1, text)]


def _known_by(data: Mapping[str, Any]) -> str | None:
    if any(field in data for field in OTHERS):
        return None
    return next((field for field in KINDS if field in data), None)


def _converted(data: dict[str, Any], kind: type[Any], path: Path, number: int) -> Any:
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Misuse(f"{path}:{number}:1: found no record ({error}), expected one as it is written") from None


def _matters(
    record: Told, register: Rulebook, cases: Mapping[str, _Case], referred: bool
) -> Iterator[Matter]:
    if isinstance(record, TicketRecord):
        known = cases.get(record.subject)
        yield of_ticket(record, known.item_code if known else None)
    elif isinstance(record, LeadRecord):
        yield of_lead(record)
    else:
        known = cases.get(record.case_no)
        yield of_card(record, ended=known is not None and known.ended)
        if record.state in STANDING and (referred or refers_by_itself(record, register)):
            yield referral(of_card(record, ended=False))


def office_at(loaded: LoadedRulebook, now: int) -> Office:
    """The office of a rulebook at an instant, ms."""
    book = loaded.rulebook
    return Office(book, loaded.calendar, zone(book.zone), now)


def as_tree(told: Foretelling, of: Zone) -> dict[str, Any]:
    """What would become of one matter, for programs."""
    matter = told.matter
    return {
        "kind": matter.kind,
        "about_id": matter.about_id,
        "subject": matter.case_no,
        "title": matter.title,
        "over": matter.over,
        "unreached": told.routing.unreached if matter.over is None else None,
        "left_out": told.routing.left_out,
        "asked": [step._asdict() for step in told.routing.steps],
        "receivers": [
            {
                **{name: value for name, value in each.routed._asdict().items() if name != "office_hours"},
                "held_by": each.hold.reason if each.hold is not None else None,
                "told_at": None if each.told_at is None else of.iso(each.told_at),
                "ack_due": None if each.ack_due is None else of.iso(each.ack_due),
            }
            for each in told.receivers
        ],
    }
