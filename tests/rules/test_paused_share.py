"""P-11's verdict on a case that was paused for most of its days, and how these are counted.

Accepted Monday 2018-10-15, decided ten working days later: 16–19, 22–26 and 29 October.
"""

from rules.verdict import LEAD, Verdict
from tests.rules.finding import since, violated
from tests.rules.looking import Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog

WHERE = office(promise=7, legal=60)
DECIDED = "2018-10-29 10:00"
LATER = "2018-11-15 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def suspended(log: CaseLog, begin: str, end: str | None, code: str = "hearing") -> CaseLog:
    log.add("suspended", begin, reason_code=code, approver_id="a", notice_no="n")
    return log if end is None else log.add("resumed", end, reason_code=code)


def under_test(log: CaseLog, begin: str, end: str | None) -> CaseLog:
    log.add("special_started", begin, kind="testing", days=1, notice_written=True, approver_id="a")
    return log if end is None else log.add("special_ended", end, kind="testing")


def decided(log: CaseLog, when: str = DECIDED) -> CaseLog:
    return log.add("decided", when, result="approved")


def leads(log: CaseLog, where: Office = WHERE, when: str = LATER) -> list[Verdict]:
    return [each for each in violated(log, where, when, "P-11") if each.degree == LEAD]


def test_half_of_the_days_paused_is_no_lead_and_one_day_more_is() -> None:
    half = decided(suspended(accepted(), "2018-10-16 09:00", "2018-10-23 09:00"))  # 17, 18, 19, 22, 23
    more = decided(suspended(accepted(), "2018-10-16 09:00", "2018-10-24 09:00"))

    assert leads(half) == []
    (found,) = leads(more)
    assert (found.occasion, since(found, more), found.by) == ("case", DECIDED, None)
    assert found.evidence == ("e1", "e2", "e3", "e4")
    assert found.zh == (
        "2018-10-15起至2018-10-29共10个工作日，其中挂起6个（2018-10-17至2018-10-24），超过50%。"
    )
    assert found.en == (
        "Of 10 working days from 2018-10-15 (not counted) to 2018-10-29 the case was paused for 6"
        " (2018-10-17 to 2018-10-24): more than 50%."
    )


def test_a_close_ends_a_case_as_a_decision_does() -> None:
    log = suspended(accepted(), "2018-10-16 09:00", "2018-10-24 09:00")

    assert len(leads(log.add("closed", DECIDED, kind="withdrawn"))) == 1


def test_a_whole_procedure_counts_even_past_the_end_that_was_told() -> None:
    assert len(leads(decided(under_test(accepted(), "2018-10-16 09:00", "2018-10-24 09:00")))) == 1


def test_a_pause_that_nobody_ended_lasts_to_the_end_of_the_case() -> None:
    assert leads(decided(suspended(accepted(), "2018-10-22 09:00", None))) == []  # 23, 24, 25, 26, 29
    assert len(leads(decided(suspended(accepted(), "2018-10-19 09:00", None)))) == 1
    other = suspended(accepted(), "2018-10-19 09:00", None).add(
        "resumed", "2018-10-20 09:00", reason_code="tender"
    )
    assert len(leads(decided(other))) == 1


def test_days_are_counted_in_the_kind_of_the_item() -> None:
    where = office(promise=7, legal=60, natural=True)  # 14 days; 17–24 October are 8
    log = decided(suspended(accepted(), "2018-10-16 09:00", "2018-10-23 09:00"))

    assert leads(log, where) == []
    assert len(leads(decided(suspended(accepted(), "2018-10-16 09:00", "2018-10-24 09:00")), where)) == 1


def test_a_case_done_on_its_first_day_has_no_share() -> None:
    log = suspended(accepted(), "2018-10-15 11:00", "2018-10-15 12:00")

    assert leads(decided(log, "2018-10-15 13:00")) == []
