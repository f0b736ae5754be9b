"""Composite cases for the examples: one accepted on Monday 2018-10-15, with the branches asked for."""

from typing import Any

from tests.oracle.verdicts import Verdict
from tests.rules.looking import Standing
from tests.rules.offices import office
from tests.rules.writing import CaseLog

WHERE = office(promise=20, legal=45)
LATER = "2018-11-07 23:00"
"""Before the promise warns of its end."""


def branch(no: str, days: int | None = 3, **more: Any) -> dict[str, Any]:
    """One row of the list of branches; its department is named after it unless said otherwise."""
    row = {"branch_no": no, "dept_code": f"D{no}", "days": days, **more}
    return {name: value for name, value in row.items() if value is not None}


def master(*branches: dict[str, Any]) -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    return log.add("composite_created", "2018-10-15 10:05", lead_dept="L", branches=list(branches))


def dispatched(log: CaseLog, no: str, when: str) -> CaseLog:
    return log.add("branch_dispatched", when, branch_no=no)


def answered(log: CaseLog, no: str, when: str, opinion: str = "agree", **more: Any) -> CaseLog:
    return log.add("branch_opinion", when, branch_no=no, opinion=opinion, **more)


def card(cards: Standing, rule: str, no: str) -> Verdict:
    """The card of a branch."""
    (only,) = (
        each.verdict
        for each in cards.cards
        if (each.verdict.rule, each.verdict.occasion) == (rule, f"branch {no}")
    )
    return only
