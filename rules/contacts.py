"""Ways to reach people who rated (contracts 1): sealed at the border, kept while a unit has their ticket to work on.

What a person left is in the dossier as a sealed text that names the key it opens with. Here is when it is of no use any
more; then the key is destroyed (by the shell, with a tombstone), and the text opens for nobody.
"""

from collections.abc import Iterator

from rules.dossier import Dossier
from rules.events import Data
from rules.fact import Fact
from rules.privacy import is_sealed_contact
from rules.service_events import RatingSubmitted
from rules.tickets import ENDED, TicketKind, TicketRecord


def contact_of(data: Data) -> str | None:
    """The contact of a rating, None where there is none or the event is another."""
    said = data.contact if isinstance(data, RatingSubmitted) else None
    return said if isinstance(said, str) else None


def key_id_of(data: Data) -> str | None:
    """The id of the key that a sealed contact opens with; None where there is none."""
    said = contact_of(data)
    return said.split(":")[1] if said and is_sealed_contact(said) else None


def forget(dossier: Dossier, now: int) -> list[str]:
    """Take out of the dossier the contacts that no open ticket is about; the ids of their keys.

    A rating dated after `now` (ms) is not judged yet, so its contact waits.
    """
    forgotten = []
    open_services = set(_in_hand(dossier))
    asking = {record.event for record in dossier.rated if record.needs_ticket}
    for fact in dossier.ratings:
        key_id = key_id_of(fact.data)
        if key_id is None or fact.time > now:
            continue
        if fact.ref not in asking or _service(fact) not in open_services:
            fact.data.contact = None
            forgotten.append(key_id)
    for ticket in dossier.tickets:
        if not ticket.held or ticket.base in ENDED:
            ticket.contact = None
    return forgotten


def _in_hand(dossier: Dossier) -> Iterator[str]:
    """The services whose bad rating somebody has a ticket to work on."""
    for ticket in dossier.tickets:
        if ticket.record.kind is TicketKind.BAD_RATING and ticket.held and ticket.base not in ENDED:
            yield _service_of(ticket.record)


def _service_of(record: TicketRecord) -> str:
    return (record.rating_key or "").rpartition("/")[0]


def _service(fact: Fact) -> str:
    return str(fact.data.service_number)
