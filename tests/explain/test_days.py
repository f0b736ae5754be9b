"""Every day of a clock: counted or not and why, as a person checks it against a wall calendar."""

import io
from datetime import date

from rich.console import Console

from rules.trace import MOST_DAYS, DayLine, What, trace_of
from streams.explaining import Explained
from streams.explanation_parts import Teller, clock_parts
from tests.explain.telling import accepted, rows, told
from tests.rules.writing import CaseLog

BRANCHES = [
    {"branch_no": "1", "dept_code": "JC", "days": 2},
    {"branch_no": "2", "dept_code": "JC", "days": 3, "after": ["1"]},
]


def lines(found: Explained, rule_id: str) -> dict[str, DayLine]:
    """The days of the rule's clock by date."""
    (verdict,) = (each.verdict for each in found.findings if each.rule_id == rule_id)
    return {date.fromordinal(line.day).isoformat(): line for line in trace_of(found.view, verdict).lines}


def begun(log: CaseLog, rule_id: str, occasion: str) -> str:
    """What the first line of the days of a clock says, as printed."""
    teller = Teller(told(log, "2026-12-01 00:00"), 0)
    (finding,) = (
        each for each in teller.told.findings if (each.rule_id, each.verdict.occasion) == (rule_id, occasion)
    )
    out = io.StringIO()
    Console(file=out, width=200).print(clock_parts(teller, finding)[-1])
    return rows(out.getvalue())[0][3]


def test_weekends_holidays_and_make_up_days_are_named() -> None:
    days = lines(told(accepted(), "2026-10-20 00:00"), "T-04")

    assert days["2026-09-24"][1:3] == (0, What.START)
    assert days["2026-09-26"][1:4] == (None, What.OFF, "放假（中秋节）")
    assert days["2026-10-01"].en == "holiday (国庆节)"
    assert days["2026-10-10"][1:4] == (6, What.COUNTED, "调休上班（国庆节）")
    assert days["2026-10-11"].zh == "周末"
    assert days["2026-10-12"] == (
        date(2026, 10, 12).toordinal(),
        7,
        What.COUNTED,
        "工作日；到期日",
        "working day; due date",
    )
    assert list(days)[-1] == "2026-10-12"


def test_an_excluded_day_names_the_procedure_and_its_notice() -> None:
    log = accepted().add(
        "special_started",
        "2026-09-27 10:00",
        kind="expert_review",
        days=2,
        approver_id="u9",
        notice_no="TZ-9",
        notice_written=True,
    )

    days = lines(told(log, "2026-10-20 00:00"), "T-04")

    excluded = {day for day, line in days.items() if line.what is What.EXCLUDED}
    assert excluded == {"2026-09-28", "2026-09-29"}
    assert days["2026-09-28"].zh == "专家评审期间，依法不计入期限（告知书TZ-9）"
    assert days["2026-09-29"].en == "expert review, not counted by law (notice TZ-9)"
    assert days["2026-09-30"].number == 1
    assert days["2026-10-14"].number == 7


def test_the_days_an_extension_added_are_marked_and_no_others() -> None:
    log = accepted().add(
        "extension_approved",
        "2026-10-09 10:00",
        days=2,
        reason="案情复杂",
        told_at="2026-10-09T11:00:00+08:00",
        approver_id="u9",
    )

    found = told(log, "2026-10-20 00:00")
    days = lines(found, "T-04")

    assert {day for day, line in days.items() if line.what is What.EXTENDED} == {"2026-10-13", "2026-10-14"}
    assert days["2026-10-14"].zh == "工作日；延期增加的第2天；到期日"
    (verdict,) = (each.verdict for each in found.findings if each.rule_id == "T-04")
    assert [fact.id for fact in trace_of(found.view, verdict).extensions] == ["e2"]


def test_a_last_natural_day_off_moves_and_the_dates_it_moves_over_say_so() -> None:
    log = CaseLog().add("accepted", "2026-09-28 10:00", item_code="0002", voucher_no="v")

    days = lines(told(log, "2026-10-20 00:00"), "T-04")

    assert days["2026-10-01"].zh == "放假（国庆节），按自然日计入"
    assert days["2026-10-03"][1:3] == (5, What.COUNTED)
    assert {line.what for day, line in days.items() if day > "2026-10-03"} == {What.ROLLED}
    assert days["2026-10-07"].zh == "放假（国庆节）；末日遇休息日，继续顺延"
    assert days["2026-10-08"].zh == "工作日；末日遇休息日，顺延至此；到期日"


def test_a_warning_marks_its_day_and_how_many_are_left() -> None:
    days = lines(told(accepted(), "2026-10-09 12:00"), "T-03")

    assert days["2026-10-09"].zh == "工作日；00:00预警，此后还剩2天"
    assert days["2026-10-10"].zh == "调休上班（国庆节）"


def test_a_rule_that_waits_past_the_due_date_goes_on_to_its_moment() -> None:
    log = CaseLog().add("submitted", "2026-09-14 10:00", item_code="0001", channel="online")

    days = lines(told(log, "2026-09-30 00:00"), "T-02")

    assert days["2026-09-16"].zh == "工作日；到期日"
    assert days["2026-09-19"][1:4] == (None, What.OFF, "周末")
    assert days["2026-09-20"].zh == "调休上班（国庆节）；到期后第3天"
    assert list(days)[-1] == "2026-09-22"
    assert days["2026-09-22"].en == "working day; day 5 after the due date"


def test_days_nobody_announced_are_provisional() -> None:
    log = CaseLog().add("accepted", "2026-12-28 10:00", item_code="0001", voucher_no="v")

    days = lines(told(log, "2026-12-29 00:00"), "T-04")

    assert days["2026-12-31"].zh == "工作日"
    assert days["2027-01-01"].zh == "法定节假日（放假安排尚未公布，暂定）"
    assert days["2027-01-04"].en == "working day (holidays not announced yet, provisional)"


def test_a_verdict_without_dates_has_no_days() -> None:
    log = accepted().add("suspended", "2026-09-28 10:00", reason_code="leave")

    assert lines(told(log, "2026-09-29 00:00"), "P-11") == {}


def test_a_branch_begins_with_its_dispatch_not_with_the_list_of_branches_of_the_same_day() -> None:
    log = accepted().add("composite_created", "2026-09-24 10:05", lead_dept="ZJ", branches=BRANCHES)
    log.add("branch_dispatched", "2026-09-24 11:00", branch_no="1")
    log.add("branch_opinion", "2026-09-28 09:00", branch_no="1", opinion="agree")
    log.add("branch_dispatched", "2026-09-28 15:00", branch_no="2")

    assert begun(log, "C-02", "branch 1") == "抄告；起算日，当日不计"
    assert begun(log, "C-02", "branch 2") == "抄告；起算日，当日不计"
    assert begun(log, "C-03", "branch 1") == "受理；起算日，当日不计"
    assert begun(log, "C-03", "branch 2") == "前序协办完成；起算日，当日不计"


def test_a_branch_dispatched_early_begins_when_those_before_it_are_done() -> None:
    log = accepted().add("composite_created", "2026-09-24 10:05", lead_dept="ZJ", branches=BRANCHES)
    for no in ("1", "2"):
        log.add("branch_dispatched", "2026-09-24 11:00", branch_no=no)
    log.add("branch_opinion", "2026-09-28 09:00", branch_no="1", opinion="agree")

    assert begun(log, "C-02", "branch 2") == "前序协办完成；起算日，当日不计"


def test_a_limit_of_centuries_is_not_listed_day_by_day() -> None:
    log = CaseLog().add(
        "accepted", "2026-09-24 10:00", item_code="0001", voucher_no="v", promise_days=2**62, legal_days=2**62
    )

    days = lines(told(log, "2026-10-20 00:00"), "T-04")

    assert len(days) == MOST_DAYS + 2
    assert list(days.values())[-1].what is What.OMITTED
    assert list(days.values())[-1].en == "the days until 9999-12-31 are not listed"
