"""The card or ticket that a notice is about, as it was last written: in files of outputs, or in the archive."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import msgspec

from rules.cards import CardRecord
from rules.ratings import RatingRecord
from rules.tickets import TicketRecord
from streams.exits import Misuse

if TYPE_CHECKING:
    from streams.archive_client import ArchiveClient

Kind = TypeVar("Kind", CardRecord, TicketRecord, RatingRecord)
Data = dict[str, Any]


class Found(NamedTuple):
    """What a notice is about: a card, or a ticket with the card or the rating it came from where they are known."""

    card: CardRecord | None
    ticket: TicketRecord | None = None
    rating: RatingRecord | None = None


class Records(Protocol):
    """Where records are looked up: every revision of what is asked for."""

    def card(self, card_id: str) -> Iterable[Data]: ...

    def ticket(self, ticket_id: str) -> Iterable[Data]: ...

    def ratings(self, subject: str) -> Iterable[Data]: ...


def find(records: Records, name: str, where: str) -> Found:
    """The card or ticket of this id. Raises Misuse, saying `where` was looked, where there is neither."""
    card = _last(records.card(name), CardRecord)
    if card is not None:
        return Found(card)
    ticket = _last(records.ticket(name), TicketRecord)
    if ticket is None:
        raise Misuse(f"{name}: found neither a card nor a ticket of this id in {where}")
    of_card = _last(records.card(ticket.card_id), CardRecord) if ticket.card_id else None
    rated = _rating(records.ratings(ticket.subject), ticket.rating_key) if ticket.rating_key else None
    return Found(of_card, ticket, rated)


class InFiles:
    """Records in files of outputs, as `check --out` writes them."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths

    def card(self, card_id: str) -> Iterator[Data]:
        """Every revision of the card."""
        return self._records("card.", "card_id", card_id)

    def ticket(self, ticket_id: str) -> Iterator[Data]:
        """Every revision of the ticket."""
        return self._records("ticket.", "ticket_id", ticket_id)

    def ratings(self, subject: str) -> Iterator[Data]:
        """Every revision of all ratings of the subject."""
        return self._records("rating.", "subject", subject)

    def _records(self, family: str, field: str, value: str) -> Iterator[Data]:
        return (data for data in records_of(self._paths, family) if data.get(field) == value)


def records_of(paths: Iterable[Path], family: str) -> Iterator[Data]:
    """The records of outputs whose type begins so, in order; a line that is no output is another program's.

    Raises Misuse where a file cannot be read.
    """
    for line in _lines(paths):
        if family.encode() in line:
            event = _table(line)
            data = event.get("data")
            if str(event.get("type")).startswith(family) and isinstance(data, dict):
                yield data


def _lines(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        try:
            with path.open("rb") as file:
                yield from file
        except OSError as error:
            raise Misuse(f"{path}: found {error.strerror}, expected a file of outputs") from None


class InArchive:
    """Records in the archive, by its named queries."""

    def __init__(self, archive: "ArchiveClient") -> None:
        self._archive = archive

    def card(self, card_id: str) -> Iterator[Data]:
        """Every revision of the card."""
        return self._rows("card", card_id=card_id)

    def ticket(self, ticket_id: str) -> Iterator[Data]:
        """Every revision of the ticket."""
        return self._rows("ticket", ticket_id=ticket_id)

    def ratings(self, subject: str) -> Iterator[Data]:
        """The current record of every rating of the subject."""
        return self._rows("ratings_of_subject", subject=subject)

    def _rows(self, query: str, **names: str) -> Iterator[Data]:
        return (_table(str(row["data"]).encode()) for row in self._archive.run(query, **names))


def _rating(records: Iterable[Data], key: str) -> RatingRecord | None:
    """Of the ratings that a ticket is about the bad one; of two the second (追评)."""
    newest: dict[str, Data] = {}
    for data in records:
        known = newest.get(str(data.get("rating_id")))
        if known is None or _revision(data) >= _revision(known):
            newest[str(data.get("rating_id"))] = data
    ratings = [_read(data, RatingRecord) for data in newest.values()]
    service_number = key.rpartition("/")[0]
    of_service = [each for each in ratings if each.service_number == service_number and not each.duplicate_of]
    return max(of_service, key=lambda each: (each.bad, each.assess_number), default=None)


def _last(records: Iterable[Data], kind: type[Kind]) -> Kind | None:
    """The record of the largest revision."""
    data = max(records, key=_revision, default=None)
    return None if data is None else _read(data, kind)


def _revision(data: Data) -> int:
    return int(data.get("revision", 0))


def _read(data: Data, kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise Misuse(f"found a record that another version of this program wrote ({error})") from None


def _table(line: bytes) -> Data:
    """A line as a table; an empty one where it is none."""
    try:
        data = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return {}
    return data if isinstance(data, dict) else {}
