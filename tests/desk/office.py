"""A small office with a staff register, one late case, and a way to act on its cards."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from rules.cards import card_id_of
from rules.court import Court
from rules.lane import Lane, Record
from rules.on_record import NOTHING, OnRecord
from rules.privacy import Border
from rules.rule_table import RULES
from rules.rulebook import FOREVER, Deviation, Rulebook, StaffMember, Unit
from tests.oracle.book import Book, ItemFacts
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at, rulebook_of

CASE = "case-1"
T04 = card_id_of(CASE, "T-04", "case")
T05 = card_id_of(CASE, "T-05", "case")
T06 = card_id_of(CASE, "T-06", "case")

STAFF = {
    "window": ("D", "handler"),
    "head": ("D", "leader"),
    "clerk": ("D", "handler"),
    "speaker": ("D", "liaison"),
    "supervisor": ("C", "supervisor"),
    "supervisor2": ("C", "supervisor"),
    "adjudicator": ("C", "adjudicator"),
    "adjudicator2": ("C", "adjudicator"),
    "own_adjudicator": ("D", "adjudicator supervisor"),
    "other_head": ("E", "leader"),
}


def office(**changes: Any) -> Rulebook:
    """Item I promises 7 working days, the law gives 10; departments D (the item's), C, E."""
    book = Book((ItemFacts("I", promise=7, legal=10),), parameters=changes.pop("parameters", {}))
    plain = rulebook_of(book)
    rules = {**plain.rules, "E-01": RULES["E-01"].defaults()}
    return replace(plain, rules=rules, staff=register(), units=UNITS, **changes)


def register() -> dict[str, tuple[StaffMember, ...]]:
    """Everybody, in force from 2018-01-01 on."""
    since = date(2018, 1, 1).toordinal()
    return {
        who: (StaffMember(who, who, dept, "regular", "", tuple(roles.split()), since, FOREVER),)
        for who, (dept, roles) in STAFF.items()
    }


UNITS = {
    "D": Unit("D", "D", "", None, "", "head"),
    "C": Unit("C", "C", "", None, "", None),
    "E": Unit("E", "E", "", None, "", "other_head"),
}


def muting(rule_id: str, scope: str, expires: str) -> dict[str, Any]:
    """A register with one accepted deviation."""
    day = date.fromisoformat(expires).toordinal()
    return {"deviations": (Deviation(rule_id, scope, "renovation", "head", day),)}


@dataclass
class Bench:
    """A lane with one case; accepted 2018-10-15, promise 10-24, legal limit 10-29, cure step 10-31."""

    rulebook: Rulebook = field(default_factory=office)
    on_record: OnRecord = NOTHING
    outputs: list[dict[str, Any]] = field(default_factory=list)
    store: dict[str, bytes] = field(default_factory=dict)
    keys: dict[str, bytes | None] = field(default_factory=dict)
    subject: str = CASE
    _number: int = 0

    def __post_init__(self) -> None:
        court = Court((self.rulebook,), ANNOUNCED.real(), Border())
        self.lane = Lane(court, self.store, on_record=self.on_record)

    def begin_again(self) -> None:
        """Another lane takes over, with nothing but the state."""
        court = Court((self.rulebook,), ANNOUNCED.real(), Border())
        self.lane = Lane(court, self.store, clock=self.lane.clock, on_record=self.on_record)
        self.lane.restore()

    def event(self, kind: str, when: str, /, recorded: str | None = None, **data: Any) -> Self:
        """One event of any kind, such as case.accepted or desk.card_answer; ids are e1, e2, …"""
        self._number += 1
        stamp = at(recorded or when)
        event = {
            "specversion": "1.0",
            "id": f"e{self._number}",
            "source": "s",
            "type": kind,
            "subject": self.subject,
            "time": at(when).isoformat(),
            "recordedtime": stamp.isoformat(),
            "data": data,
        }
        raw = json.dumps(event).encode()
        topic = "desk-actions" if kind.startswith("desk.") else "case-events"
        self.lane.take(Record(topic, -1, self._number, None, raw, milliseconds(stamp)))
        return self._read()

    def accepted(self, **data: Any) -> Self:
        """The case begins."""
        said = {"item_code": "I", "voucher_no": "v", "staff_id": "window"} | data
        return self.event("case.accepted", "2018-10-15 10:00", **said)

    def act(self, move: str, when: str, actor: str, card: str | None = T04, **data: Any) -> str:
        """Act and give the outcome: done, or the reason of the refusal, or waits."""
        said = {"actor_id": actor, "card_id": card, "reason": "because it is so"} | data
        self.event(
            f"desk.card_{move}", when, **{name: text for name, text in said.items() if text is not None}
        )
        return self.outcome(f"e{self._number}")

    def decide(self, decision: str, when: str, actor: str = "adjudicator", card: str = T04) -> str:
        """Decide on an appeal."""
        return self.act("appeal_decide", when, actor, card, decision=decision)

    def wait(self, when: str) -> Self:
        """Nothing happens until then."""
        self.lane.advance(milliseconds(at(when)))
        return self._read()

    def outcome(self, event_id: str) -> str:
        """What became of an action; exactly one outcome, or none while it waits."""
        found = [each["data"] for each in self.outputs if each["id"] == f"s {event_id}"]
        assert len(found) < 2
        if not found:
            return "waits"
        return str(found[0]["reason"] or found[0]["outcome"])

    def card(self, card_id: str = T04) -> dict[str, Any]:
        """The last revision of a card."""
        return self.history(card_id)[-1]

    def history(self, card_id: str = T04) -> list[dict[str, Any]]:
        """All its revisions."""
        cards = (each["data"] for each in self.outputs if each["type"].startswith("card."))
        return [data for data in cards if data["card_id"] == card_id]

    def states(self, card_id: str = T04) -> list[str]:
        """Its states, one a revision."""
        return [each["state"] for each in self.history(card_id)]

    def standing(self) -> dict[str, str]:
        """rule → state of its last revision, warnings left out."""
        return {
            each["data"]["rule_id"]: each["data"]["state"]
            for each in self.outputs
            if each["type"].startswith("card.") and each["data"]["colour"] != "warning"
        }

    def _read(self) -> Self:
        turn = self.lane.end_turn()
        self.outputs += [json.loads(each.value) for each in turn.outputs]
        self.keys |= turn.contact_keys
        return self
