"""The event that makes a violation may be the last to be read: the card is there all the same, at once.

No such event is the case's first by time (then all rules are asked), and the rule has no card before it comes.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.oracle.book import Book, FeeFacts, ItemFacts, MaterialFacts
from tests.rules.engine import cards_of, milliseconds
from tests.rules.looking import Office
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

READ_AT = "2018-11-20 09:00"
MATERIALS = (MaterialFacts("m1"),)
TWO_VERSIONS = (
    ItemFacts("I", valid_to=date(2018, 10, 10), project_type="instant"),
    ItemFacts("I", valid_from=date(2018, 10, 11)),
)
COMPLETE = {"materials": [{"code": "m1", "status": "complete"}]}

Told = tuple[str, str, dict[str, Any]]
"""(kind, local time, data)."""


def told(kind: str, when: str, /, **data: Any) -> Told:
    return kind, f"2018-10-{when}", data


SUBMITTED = told("submitted", "01 09:00", item_code="I")
OF_ANOTHER_ITEM = told("submitted", "01 09:00", item_code="X")
ACCEPTED = told("accepted", "15 10:00", item_code="I", voucher_no="v")

CASES: list[tuple[str, Office, Sequence[Told]]] = [
    (
        "T-13",
        office(certificate=True),
        [
            SUBMITTED,
            ACCEPTED,
            told("closed", "17 10:00", kind="normal"),
            told("decided", "16 10:00", result="approved"),
        ],
    ),
    (
        "P-05",
        office(),
        [
            SUBMITTED,
            told("supplement_notified", "17 10:00", items=["m2"]),
            told("supplement_notified", "16 10:00", items=["m1"]),
        ],
    ),
    (
        "P-07",
        office(materials=MATERIALS),
        [
            SUBMITTED,
            told("not_accepted", "17 10:00", reason="long enough", voucher_no="v"),
            told("material_received", "16 10:00", **COMPLETE),
        ],
    ),
    (
        "P-09",
        office(materials=MATERIALS),
        [
            SUBMITTED,
            told("supplement_notified", "17 10:00", items=["m1"]),
            told("material_received", "16 10:00", **COMPLETE),
        ],
    ),
    (
        "P-10",
        office(fees=(FeeFacts("f", "s", "10"),)),
        [OF_ANOTHER_ITEM, told("fee_charged", "16 10:00", fee_code="f", amount=12), ACCEPTED],
    ),
    (
        "P-14",
        office(promise=5),
        [OF_ANOTHER_ITEM, told("closed", "22 10:00", kind="voided"), ACCEPTED],
    ),
    (
        "B-02",
        office(materials=MATERIALS),
        [
            SUBMITTED,
            ACCEPTED,
            told("decided", "17 10:00", result="approved"),
            told("material_received", "15 09:00", materials=[{"code": "m1", "status": "failed"}]),
        ],
    ),
    (
        "T-08",
        office(lower_review_days=5),
        [
            SUBMITTED,
            told(
                "special_started", "16 10:00", kind="testing", days=25, notice_written=True, approver_id="a"
            ),
            ACCEPTED,
            told("special_ended", "17 10:00", kind="testing"),
        ],
    ),
    (
        "T-12",
        Office(Book(TWO_VERSIONS, also=frozenset({"T-12"})), ANNOUNCED),
        [
            SUBMITTED,
            told("accepted", "17 10:00", item_code="I", voucher_no="v"),
            told("material_received", "08 10:00"),
        ],
    ),
    (
        "C-02",
        office(natural=True),
        [
            OF_ANOTHER_ITEM,
            told("composite_created", "15 10:30", lead_dept="L", branches=[{"branch_no": "1", "days": 30}]),
            told("branch_dispatched", "15 11:00", branch_no="1"),
            ACCEPTED,
        ],
    ),
    (
        "C-02",
        office(),
        [
            SUBMITTED,
            told("branch_dispatched", "15 11:00", branch_no="1"),
            ACCEPTED,
            told("composite_created", "15 10:30", lead_dept="L", branches=[{"branch_no": "1", "days": 2}]),
        ],
    ),
]


@pytest.mark.parametrize(("rule", "where", "story"), CASES, ids=[rule for rule, _, _ in CASES])
def test_a_violation_is_found_with_whichever_event_completes_it(
    rule: str, where: Office, story: Sequence[Told]
) -> None:
    log = CaseLog()
    for kind, when, data in story:
        log.add(kind, when, READ_AT, **data)
    stamp = milliseconds(at(READ_AT))
    rulebook, calendar = rulebook_of(where.book), where.days.real()

    before = cards_of([(stamp, event) for event in log.events[:-1]], rulebook, calendar, at(READ_AT))
    after = cards_of([(stamp, event) for event in log.events], rulebook, calendar, at(READ_AT))

    assert rule not in {card["rule_id"] for card in before.values()}
    assert rule in {card["rule_id"] for card in after.values() if card["state"] != "withdrawn"}
