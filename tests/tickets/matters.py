"""An office with a duty list, a case that was served badly, and a way to work on its tickets."""

from dataclasses import replace
from datetime import date
from typing import Any

from rules.rule_table import RULES
from rules.rulebook import FOREVER, Absence, Duty, Rulebook
from rules.tickets import TicketKind, ticket_id_of
from tests.desk.office import CASE, Bench, office
from tests.rules.engine import milliseconds
from tests.rules.writing import at

RATING = ticket_id_of(TicketKind.BAD_RATING, (CASE, "rating", "1"))
"""The ticket of the bad rating of service 1."""

CONTACT = "c1:key-1:sealed"
"""How to reach the rater, sealed."""

SERVED, RATED = "2018-10-16 09:00", "2018-10-16 10:00"
"""A Tuesday; 10-15 to 10-19, 10-22 to 10-26 … are working days."""

ASSIGNED = ("D", "clerk")


def day(text: str) -> int:
    """A date as an ordinal."""
    return date.fromisoformat(text).toordinal()


def tickets_office(*absences: Absence, **changes: Any) -> Rulebook:
    """The department D has `clerk` on duty for tickets and `speaker` as deputy; all rules of ratings are on.

    `days` are parameters of R-03.
    """
    days = changes.pop("days", {})
    plain = office(**changes)
    on = {
        rule_id: RULES[rule_id].defaults()
        for rule_id in ("R-01", "R-02", "R-03", "R-04", "R-06", "R-09", "E-01")
    }
    on["R-03"] = replace(on["R-03"], parameters={**on["R-03"].parameters, **days})
    duty = Duty("D", "clerk", "speaker", frozenset(range(1, 8)), 1, FOREVER, frozenset({"tickets"}))
    return replace(plain, rules={**plain.rules, **on}, duties=(duty,), absences=absences)


def away(who: str, first: str, last: str, deputy: str | None = None) -> Absence:
    """A person is away on these days, both included."""
    return Absence(who, day(first), day(last), deputy)


class Matter(Bench):
    """A lane with one case and its ratings; the ticket asked about is that of the bad rating."""

    def __init__(self, rulebook: Rulebook | None = None) -> None:
        super().__init__(rulebook or tickets_office())

    def served(self) -> "Matter":
        """The case is accepted and closed, so that nothing but its rating is left to look after."""
        self.accepted()
        self.event("case.decided", "2018-10-16 08:00", result="approved", staff_id="window")
        self.event("case.closed", SERVED, kind="normal", staff_id="window")
        return self

    def rated(self, when: str = RATED, level: int = 1, **data: Any) -> "Matter":
        """Somebody rates the window."""
        said = {"service_number": "1", "assess_number": 1, "level": level, "channel": 4, "real_name": True}
        said["contact"] = CONTACT
        self.event("rating.submitted", when, **{**said, "staff_id": "window", "item_code": "I", **data})
        return self

    def do(self, action: str, when: str, actor: str, ticket: str = RATING, /, **data: Any) -> str:
        """Act on a ticket and give the outcome: done, or the reason of the refusal, or waits."""
        said = {"actor_id": actor, "ticket_id": ticket, "reason": "because it is so"} | data
        self.event(f"desk.ticket_{action}", when, **{k: v for k, v in said.items() if v is not None})
        return self.outcome(f"e{self._number}")

    def revisions(self, ticket: str = RATING) -> list[dict[str, Any]]:
        """All revisions of a ticket."""
        told = (each["data"] for each in self.outputs if each["type"].startswith("ticket."))
        return [data for data in told if data["ticket_id"] == ticket]

    def ticket(self, ticket: str = RATING) -> dict[str, Any]:
        """Its last revision."""
        return self.revisions(ticket)[-1]

    def tickets(self) -> dict[str, dict[str, Any]]:
        """The last revision of every ticket by its id."""
        return {
            each["data"]["ticket_id"]: each["data"]
            for each in self.outputs
            if each["type"].startswith("ticket.")
        }

    def cards_of(self, rule_id: str) -> list[tuple[str, str, str]]:
        """(occasion, colour, state) of the last revision of each card of a rule."""
        last = {
            each["data"]["card_id"]: each["data"]
            for each in self.outputs
            if each["type"].startswith("card.") and each["data"]["rule_id"] == rule_id
        }
        return sorted((each["occasion"], each["colour"], each["state"]) for each in last.values())


def bad(rulebook: Rulebook | None = None) -> Matter:
    """A matter with a real-name bad rating, assigned to the clerk at once."""
    return Matter(rulebook).served().rated()


def verified(rulebook: Rulebook | None = None) -> Matter:
    """Contacted and found true on the next day."""
    matter = bad(rulebook)
    assert matter.do("contact", "2018-10-17 09:00", "clerk", result="reached") == "done"
    assert matter.do("verify", "2018-10-17 10:00", "clerk", finding="confirmed") == "done"
    return matter


def handed_in(rulebook: Rulebook | None = None) -> Matter:
    """Classified and submitted on 10-18."""
    matter = verified(rulebook)
    hand_in(matter, "2018-10-18 10:00", "clerk")
    return matter


def hand_in(matter: Matter, when: str, actor: str) -> None:
    """Say the cause and what was done."""
    said = {"cause_code": "process", "responsibility": "direct"}
    assert matter.do("classify", when, actor, **said) == "done"
    assert matter.do("submit", when, actor, measure="窗口增派人手") == "done"


def accepted(rulebook: Rulebook | None = None) -> Matter:
    """The review found it good on 10-19."""
    matter = handed_in(rulebook)
    assert matter.do("review", "2018-10-19 10:00", "supervisor", result="accepted") == "done"
    return matter


def ms(when: str) -> int:
    """The instant of a local time."""
    return milliseconds(at(when))
