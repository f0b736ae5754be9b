"""Counting by the clock gives the moments of the published example to the minute (domain.md 1.2).

Its six rows: accepted (submitted, closed) Monday 2018-10-15 10:00, no holidays; each colour comes once its moment has
passed. All are met by parameters alone: `counting_mode` clock and `warn_days` 3 throughout. The default of `warn_days`
is 2, as the document's own text says while its examples warn three working days before. For the consultation the text
says yellow "over one day" and red "over two", which are our defaults for `yellow_after` and `red_after`; the example
has them at once and over one day, so this row needs 0 and 1.
"""

from dataclasses import replace
from datetime import datetime

import pytest

from rules.rulebook import Rulebook, RuleSettings
from tests.rules.engine import cards_at
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

EXAMPLE = {
    "T-03": {"warn_days": 3},
    "T-10": {"warn_days": 3},
    "T-14": {"warn_days": 3, "yellow_after": 0, "red_after": 1},
}


def by_the_clock() -> Rulebook:
    plain = rulebook_of(office(promise=7, legal=10, certificate=True).book)
    return replace(plain, rules={rule_id: _clocked(rule_id, each) for rule_id, each in plain.rules.items()})


def _clocked(rule_id: str, settings: RuleSettings) -> RuleSettings:
    if not rule_id.startswith("T-"):
        return settings
    given = {**settings.parameters, **EXAMPLE.get(rule_id, {}), "counting_mode": "clock"}
    return replace(settings, parameters=given)


CLOCKED = by_the_clock()
MONDAY = "2018-10-15 10:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", MONDAY, item_code="I", voucher_no="v")


def procedure(days: int) -> CaseLog:
    return accepted().add(
        "special_started", MONDAY, kind="testing", days=days, notice_written=True, approver_id="a"
    )


def closed() -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-12 10:00", item_code="I", voucher_no="v")
    log.add("decided", "2018-10-12 11:00", result="approved")
    log.add("delivered", "2018-10-12 12:00", way="window")
    return log.add("closed", MONDAY, kind="normal")


SUBMITTED = CaseLog().add("submitted", MONDAY, item_code="I", channel="online")
ASKED = CaseLog().add("enquiry_opened", MONDAY)
SHIFTED = procedure(3).add("special_ended", "2018-10-18 10:00", kind="testing")

ROWS = [
    ("promise and legal limit", accepted(), "T-03", "warning", "2018-10-19 10:00"),
    ("promise and legal limit", accepted(), "T-04", "yellow", "2018-10-24 10:00"),
    ("promise and legal limit", accepted(), "T-05", "red", "2018-10-29 10:00"),
    ("three days later", SHIFTED, "T-03", "warning", "2018-10-24 10:00"),
    ("three days later", SHIFTED, "T-04", "yellow", "2018-10-29 10:00"),
    ("three days later", SHIFTED, "T-05", "red", "2018-11-01 10:00"),
    ("special procedure", procedure(7), "T-10", "warning", "2018-10-19 10:00"),
    ("special procedure", procedure(7), "T-10", "yellow", "2018-10-24 10:00"),
    ("special procedure", procedure(7), "T-10", "red", "2018-10-25 10:00"),
    ("online pre-review", SUBMITTED, "T-02", "warning", "2018-10-17 10:00"),
    ("online pre-review", SUBMITTED, "T-02", "yellow", "2018-10-22 10:00"),
    ("online pre-review", SUBMITTED, "T-02", "red", "2018-10-24 10:00"),
    ("certificate", closed(), "T-13", "yellow", "2018-10-18 10:00"),
    ("consultation", ASKED, "T-14", "warning", "2018-10-17 10:00"),
    ("consultation", ASKED, "T-14", "yellow", "2018-10-22 10:00"),
    ("consultation", ASKED, "T-14", "red", "2018-10-23 10:00"),
]


def colours(log: CaseLog, rule_id: str, when: datetime) -> set[tuple[str, str]]:
    """(colour, violated_at) of the rule's card, if there is one."""
    cards = cards_at(log.events, CLOCKED, ANNOUNCED.real(), when).values()
    return {(card["colour"], card["violated_at"]) for card in cards if card["rule_id"] == rule_id}


@pytest.mark.parametrize(
    ("row", "log", "rule_id", "colour", "moment"),
    ROWS,
    ids=[f"{row}: {rule_id} {colour}" for row, _, rule_id, colour, _ in ROWS],
)
def test_the_colour_comes_once_the_moment_of_the_example_has_passed(
    row: str, log: CaseLog, rule_id: str, colour: str, moment: str
) -> None:
    written = at(moment).isoformat(timespec="milliseconds")
    is_warning_of_time = colour == "warning" and rule_id != "T-02"

    before = colours(log, rule_id, at(moment + ":00" if not is_warning_of_time else _just_before(moment)))
    after = colours(log, rule_id, at(moment + ":00.001"))

    assert (colour, written) not in before
    assert (colour, written) in after


def _just_before(moment: str) -> str:
    """A warning comes at its moment; what is exceeded comes just after it."""
    return moment.replace("10:00", "09:59:59.999")


def test_a_lower_review_and_a_cure_and_a_hearing_end_at_the_clock_time_too() -> None:
    where = office(promise=7, legal=40, lower_review_days=5, parameters={})
    plain = rulebook_of(where.book)
    rulebook = replace(
        plain, rules={rule_id: _clocked(rule_id, each) for rule_id, each in plain.rules.items()}
    )
    log = accepted().add("hearing_requested", "2018-10-15 11:00")

    cards = cards_at(log.events, rulebook, ANNOUNCED.real(), at("2018-11-12 11:00:00.001")).values()
    moments = {card["rule_id"]: card["violated_at"] for card in cards}

    assert moments["T-06"] == "2018-10-31T10:00:00.000+08:00"
    assert moments["T-08"] == "2018-11-12T10:00:00.000+08:00"
    assert moments["T-15"] == "2018-11-12T11:00:00.000+08:00"
