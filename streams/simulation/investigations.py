"""The tickets of cards (一事一调查): a department that answered its card looks into the matter, in time or not."""

from collections.abc import Iterator

from rules.rule_table import RULES
from rules.tickets import TicketKind, ticket_id_of
from streams.simulation.case import DESK, Case, Happening
from streams.simulation.days import DAY
from streams.simulation.hours import staff_second
from streams.simulation.people import REGION, SUPERVISION
from streams.simulation.truth import Fact

_REGROUPED = "T-02"
"""Its card joins the matter of the receipt that comes meanwhile, so what is done to the first ticket would be lost."""

_LEFT = 0.1  # share of cards into which nobody looks


def investigate(case: Case, fact: Fact, answered_at: int) -> Iterator[Happening]:
    """What becomes of the ticket of a card that was answered at this instant and stands since.

    Nothing where the department is the one that supervises: another one has to review what was done.
    """
    dept = fact.dept or case.item.dept
    if dept == f"{REGION}-{SUPERVISION}" or fact.rule_id == _REGROUPED or case.happens(_LEFT):
        return
    key = (case.case_no, "card", RULES[fact.rule_id].rule_class, fact.group or fact.occasion)
    ticket_id, by = ticket_id_of(TicketKind.INVESTIGATION, key), case.city.offices[dept].liaison
    day = answered_at // DAY
    for place, (name, said) in enumerate(_DEEDS):
        reviewed = name == "review"
        who = case.one_of(case.city.supervisors) if reviewed else by
        day = case.days.after(day, 1 + int(case.chance.random() * 2))
        at = day * DAY + staff_second(case.chance)
        data = {"actor_id": who.staff_id, "ticket_id": ticket_id, **said}
        yield Happening(at, at, f"i{place + 1}-{ticket_id}", f"ticket_{name}", data, DESK)


_DEEDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("verify", {"finding": "confirmed", "responsibility": "direct", "reason": "经调查情况属实"}),
    ("classify", {"cause_code": "process"}),
    ("submit", {"measure": "已纠正并约谈经办人员，完善内部流程", "result": "rectified"}),
    ("review", {"result": "accepted"}),
)
