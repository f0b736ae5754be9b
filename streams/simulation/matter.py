"""A bad rating and what becomes of it: the ticket it opens, and the officers who work on it, in time or not.

Deadlines are naive walks over days, one clock at a time; what officers do becomes events of the case, and what they
left undone the facts of R-02, R-03 and R-04. The liaison acts for the unit, supervisors and adjudicators for the
office that supervises it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.tickets import TicketKind, ticket_id_of
from streams.simulation.case import DESK, Case, Happening
from streams.simulation.days import DAY
from streams.simulation.hours import staff_second
from streams.simulation.people import Person
from streams.simulation.truth import NEVER, Fact, PlantedTicket
from streams.simulation.watch import after

CONTACT_DAYS, VERIFY_DAYS, SIMPLE_DAYS, AGAIN_DAYS = 1, 3, 5, 3
DECIDE_DAYS, REVIEW_DAYS, FOLLOW_UP_DAYS, RED_AFTER = 3, 2, 3, 5
NAMES = ("contact", "verify", "appeal_decide", "rectify", "review", "follow_up")


@dataclass(slots=True)
class Deadline:
    """One deadline: it began on the date `day`, is due on the date `due`, and was met at the instant `stopped`."""

    name: str
    round: int
    day: int
    due: int
    stopped: int = NEVER


class Matter:
    """The ticket of a bad rating that was recorded as `rated`. `now` is when officers last did something.

    `faulty_at` is the instant at which it turned out that nothing had been put right (R-04): `NEVER` if it did not.
    """

    def __init__(self, case: Case, rated: Happening) -> None:
        self.case, self.rated = case, rated
        self.ticket_id = ticket_id_of(
            TicketKind.BAD_RATING, (case.case_no, "rating", rated.data["service_number"])
        )
        self.now, self.round, self.faulty_at = rated.recorded, 1, NEVER
        self.deeds: list[Happening] = []
        self._states = [(self.now, "assigned")]
        self._deadlines: list[Deadline] = []
        self._faults: list[Fact] = []
        if rated.data.get("real_name"):
            self._begin("contact", rated.time // DAY, CONTACT_DAYS)
        else:
            self._begin("verify", self.today, VERIFY_DAYS)
        self._begin("rectify", self.today, SIMPLE_DAYS)
        case.matters.append(self)

    @property
    def today(self) -> int:
        """The date of `now`."""
        return self.now // DAY

    @property
    def due(self) -> int:
        """The date by which the matter has to be put right."""
        return self._latest("rectify").due

    def go(self, day: int) -> None:
        """Let time pass until office hours of `day`; minutes only, if it is that day already."""
        if day > self.today:
            self.now = day * DAY + staff_second(self.case.chance)
        else:
            self.now += 300 + int(self.case.chance.random() * 1200)

    def contact(self) -> None:
        """The citizen is reached, now."""
        self._unit("contact", {"result": "reached"}, "verifying")
        self._stop("contact")
        self._begin("verify", self.today, VERIFY_DAYS)

    def confirm(self) -> None:
        """The matter is found to be as the citizen says, and its cause is named, now."""
        self._unit("verify", {"finding": "confirmed", "reason": "经核实情况属实"}, "rectifying")
        self._stop("verify")
        self.classify()

    def classify(self) -> None:
        """The cause and who is responsible are named, some minutes later."""
        self.go(self.today)
        cause = self.case.one_of(("staff", "process", "technique", "data_sharing"))
        self._unit("classify", {"cause_code": cause, "responsibility": "direct"}, self.state)

    def clear(self) -> None:
        """The citizen says nothing that anybody could go by, now."""
        self._unit("verify", {"finding": "no_basis", "reason": "未反映具体问题，回访无补充"}, "submitted")
        self._hand_in()

    def submit(self) -> None:
        """The unit says that it is put right, now."""
        said = {"measure": "已当面说明并改进流程，对经办人员进行培训", "result": "rectified"}
        self._unit("submit", said, "submitted")
        self._hand_in()

    def accept(self) -> None:
        """The supervising office is content, now: who rated by name is visited, else it is closed."""
        visited = bool(self.rated.data.get("real_name"))
        self._office("review", {"result": "accepted"}, "follow_up" if visited else "closed")
        self._stop("review")
        if visited:
            self._begin("follow_up", self.today, FOLLOW_UP_DAYS)

    def visit(self, result: str = "satisfied") -> None:
        """The citizen is asked what became of it, now; anything but `satisfied` opens the ticket again."""
        if result == "satisfied":
            self._office("follow_up", {"result": result}, "closed")
            self._stop("follow_up")
            return
        self._stop("follow_up")
        said = {"result": result, "reason": "评价人表示问题没有解决"}
        false = result == "false_feedback"
        self._fault(self.now, "red" if false else "yellow", proposed=false)
        self._office("follow_up", said, "reopened")
        self._again()

    def rated_again(self, rated: Happening) -> None:
        """A bad second rating (追评) comes in when the unit has said that all is well."""
        self.now = rated.recorded
        for name in NAMES:
            self._stop(name)
        self._fault(self.now, "yellow")
        self._states.append((self.now, "reopened"))
        self._again()

    def appeal(self) -> None:
        """The unit says that the citizen meant another office, now: its days stand still."""
        said = {"ground": "mistaken", "evidence": [f"{self.case.case_no}.pdf"], "reason": "评价对象有误"}
        self._unit("appeal", said, "appealed")
        self._stop("verify")
        self._stop("rectify")
        self._begin("appeal_decide", self.today, DECIDE_DAYS)

    def decide(self, decision: str) -> None:
        """An adjudicator grants the appeal or denies it, now."""
        judge = self.case.one_of(self.case.city.adjudicators(self.case.item.dept))
        granted = decision == "grant"
        said = {
            "decision": decision,
            "reason": "经复核，评价对象确有误" if granted else "经复核，申诉理由不足",
        }
        self._do("appeal_decide", judge, said, "void" if granted else "rectifying")
        self._stop("appeal_decide")
        if not granted:
            self._go_on("rectify")

    @property
    def state(self) -> str:
        """The state the ticket is in by now."""
        return self._states[-1][1]

    def told(self, at_once: bool) -> list[Happening]:
        """What officers did. Read at once, nobody sees a fault as it comes up, nor what followed."""
        return [each for each in self.deeds if not at_once or each.time < self.faulty_at]

    def planted(self, end: int, planter: str, at_once: bool) -> PlantedTicket:
        """The ticket as it must be at `end`."""
        last = self.faulty_at - 1 if at_once else end
        state = next(state for at, state in reversed(self._states) if at <= min(end, last))
        found = {each.name for each in self._deadlines if _missed(each, end)}
        if at_once:
            found &= {"contact"} if self._contact_due() <= end else set()
        overdue = tuple(name for name in NAMES if name in found)
        return PlantedTicket(self.ticket_id, self.case.case_no, state, overdue, planter)

    def facts(self, at_once: bool) -> list[Fact]:
        """What rules on tickets find. Read at once, every contact comes too late, and other days begin at the end."""
        found: list[Fact] = []
        for each in self._deadlines:
            if each.name == "contact":
                found += self._uncontacted(each, NEVER if at_once else each.stopped)
            elif each.name == "rectify" and not at_once:
                found += self._overdue(each)
        return found + ([] if at_once else self._faults)

    def _contact_due(self) -> int:
        return next((after(each.due) for each in self._deadlines if each.name == "contact"), NEVER)

    def _uncontacted(self, clock: Deadline, stopped: int) -> list[Fact]:
        begun, due = after(clock.day), after(clock.due)
        moments = (("warning", begun + (due - begun) // 2), ("yellow", due))
        return [self._fact("R-02", colour, self._occasion, at) for colour, at in moments if stopped >= at]

    def _overdue(self, clock: Deadline) -> list[Fact]:
        days, occasion = self.case.days, self._occasion + (f" {clock.round}" if clock.round > 1 else "")
        last = days.after(clock.due, RED_AFTER)
        moments = [("warning", clock.due * DAY), ("yellow", after(clock.due))]
        moments += [("red", after(last))] if days.announced(clock.day, last) else []
        return [self._fact("R-03", colour, occasion, at) for colour, at in moments if clock.stopped >= at]

    @property
    def _occasion(self) -> str:
        return f"ticket {self.ticket_id}"

    def _fact(self, rule: str, colour: str, occasion: str, at: int, proposed: bool = False) -> Fact:
        return Fact(rule, colour, occasion, at, at, proposed, dept=self.case.item.dept)

    def _fault(self, at: int, colour: str, proposed: bool = False) -> None:
        self.faulty_at = min(self.faulty_at, at)
        self._faults.append(self._fact("R-04", colour, self._occasion, at, proposed))

    def _again(self) -> None:
        self.round += 1
        self._begin("rectify", self.today, AGAIN_DAYS)

    def _hand_in(self) -> None:
        self._stop("verify")
        self._stop("rectify")
        self._begin("review", self.today, REVIEW_DAYS)

    def _begin(self, name: str, day: int, days: int) -> None:
        self._deadlines.append(Deadline(name, self.round, day, self.case.days.after(day, days)))

    def _latest(self, name: str) -> Deadline:
        return next(each for each in reversed(self._deadlines) if each.name == name)

    def _stop(self, name: str) -> None:
        for each in self._deadlines:
            if each.name == name and each.stopped == NEVER:
                each.stopped = self.now

    def _go_on(self, name: str) -> None:
        clock, days = self._latest(name), self.case.days
        clock.due = days.after(clock.due, days.between(clock.stopped // DAY, self.today))
        clock.stopped = NEVER

    def _unit(self, name: str, said: Mapping[str, object], state: str) -> None:
        self._do(name, self.case.office.liaison, said, state)

    def _office(self, name: str, said: Mapping[str, object], state: str) -> None:
        self._do(name, self.case.one_of(self.case.city.supervisors), said, state)

    def _do(self, name: str, by: Person, said: Mapping[str, object], state: str) -> None:
        number = f"t{len(self.deeds) + 1:02d}"
        data = {"actor_id": by.staff_id, "ticket_id": self.ticket_id, **said}
        self.deeds.append(Happening(self.now, self.now, number, f"ticket_{name}", data, DESK))
        self._states.append((self.now, state))


def _missed(clock: Deadline, end: int) -> bool:
    return after(clock.due) <= min(end, clock.stopped)
