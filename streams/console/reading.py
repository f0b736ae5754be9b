"""What those may read who have no desk: HR the cards that count, discipline inspection what was referred to it."""

from collections.abc import Mapping
from typing import Any

from rules.alerts import AlertKind
from rules.cards import STANDING
from rules.entitlement import DISCIPLINE, HR
from streams.console.visit import Visit


async def may_read_card(visit: Visit, record: Mapping[str, Any]) -> bool:
    """Whether a card is theirs by its unit, its person, or their role; each look stands in the access log."""
    viewer = visit.viewer
    if viewer.may_see(record["dept_code"], record["responsible_staff_id"]):
        return True
    if viewer.has(HR) and record["state"] in STANDING:
        return True
    return await was_referred(visit, str(record["subject"]), str(record["card_id"]))


def may_read_case(visit: Visit, case: Mapping[str, Any]) -> bool:
    """Whether a case is theirs by its unit, by who accepted it, or because scores are opened down to it."""
    viewer = visit.viewer
    counts = viewer.has(HR) and case["start_date"] is not None
    return counts or viewer.may_see(case["dept_code"], case["accepted_by"])


async def was_referred(visit: Visit, subject: str, about_id: str) -> bool:
    """Whether the person reads for discipline inspection, and it was told of this card or lead (E-04)."""
    if not visit.viewer.has(DISCIPLINE):
        return False
    told = await visit.console.shelf.rows(
        "alerts_about", subject=subject, about_id=about_id, kind=AlertKind.REFERRAL
    )
    return bool(told)
