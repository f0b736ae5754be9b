"""The minutes of a turn: what a lane writes down as it goes on, and what it counts; begun anew with each turn."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rules import outputs
from rules.cards import CardRecord
from rules.contacts import key_id_of
from rules.leads import ITEM, LeadRecord
from rules.outputs import Output
from rules.reconcile import Change
from rules.sitting import Judgement
from rules.sources import Fares
from rules.tally import count_names
from rules.tickets import TicketChange
from rules.turn import Turn
from rules.zone import Zone


class Minutes:
    """What comes of records and moments, in order. Which leads about items were told is kept over all turns."""

    def __init__(self) -> None:
        self._leads_told: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self._outputs: list[Output] = []
        self._outcomes: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._cards: Counter[tuple[str, str, str]] = Counter()
        self._tickets: Counter[tuple[str, str]] = Counter()
        self._fired: Counter[int] = Counter()
        self._contact_keys: dict[str, bytes | None] = {}

    def add(self, output: Output | None) -> None:
        """An output; None is none."""
        if output is not None:
            self._outputs.append(output)

    def count(self, outcome: str) -> None:
        """What became of a record: applied, duplicate, `dead_lettered:<reason>`."""
        self._outcomes[outcome] += 1

    def note_unknown(self, names: Mapping[str, int]) -> None:
        """Fields nobody knows, each with how often it was dropped."""
        count_names(self._unknown, names)

    def fire(self, moment: int) -> None:
        """A moment came for a case."""
        self._fired[moment] += 1

    def keep_contact(self, key: tuple[str, bytes] | None) -> None:
        """The key of a contact that was sealed here: its id, and itself wrapped."""
        if key is not None:
            self._contact_keys[key[0]] = key[1]

    def destroy_contact(self, data: Any) -> None:
        """The contact in this event is needed by nobody; an event without one has nothing to destroy."""
        key_id = key_id_of(data)
        if key_id is not None:
            self._contact_keys[key_id] = None

    def take_down(self, made: Judgement, subject: str, now: int, zone: Zone) -> None:
        """All that a sitting on a subject made; `now` is the clock (ms)."""
        for changed in made.cards:
            self._card(changed, now, zone)
        for decision in made.decisions:
            if not decision.action.on_record:
                self._outputs.append(outputs.outcome(decision, subject, now, zone))
        for found in made.leads:
            self._lead(found, now, zone)
        for said in made.ratings:
            self._outputs.append(outputs.rating(said, now, zone))
        for change in made.tickets:
            self._ticket(change, now, zone)
        for moved in made.months:
            self._outputs.append(outputs.month(moved, now, zone))
        for key_id in made.forgotten:
            self._contact_keys[key_id] = None
        for told in made.alerts:
            self._outputs.append(outputs.alert(told.after, now, zone))

    def close(
        self,
        states: dict[str, bytes | None],
        settled: set[str],
        stubs: dict[str, bytes | None],
        fares: Fares,
    ) -> Turn:
        """The turn is over; what comes now belongs to the next one."""
        turn = Turn(
            self._outputs,
            states,
            dict(self._outcomes),
            dict(self._unknown),
            settled,
            dict(self._cards),
            dict(self._tickets),
            dict(self._fired),
            self._contact_keys,
            stubs,
            fares,
        )
        self._begin()
        return turn

    def _card(self, change: Change, now: int, zone: Zone) -> None:
        self._outputs.append(outputs.card(change.after, now, zone))
        if change.before is not None:
            self._cards[_kind_of(change.before)] -= 1
        self._cards[_kind_of(change.after)] += 1

    def _ticket(self, change: TicketChange, now: int, zone: Zone) -> None:
        self._outputs.append(outputs.ticket(change.after, now, zone))
        if change.before is not None:
            self._tickets[change.before.kind, change.before.state] -= 1
        self._tickets[change.after.kind, change.after.state] += 1

    def _lead(self, record: LeadRecord, now: int, zone: Zone) -> None:
        """A lead about an item is the same whichever case shows it, so it is told once; what people decided always."""
        if record.scope.startswith(ITEM) and record.decided_by is None:
            if record.lead_id in self._leads_told:
                return
            self._leads_told.add(record.lead_id)
        self._outputs.append(outputs.lead(record, now, zone))


def _kind_of(record: CardRecord) -> tuple[str, str, str]:
    return record.rule_id, record.colour, record.state
