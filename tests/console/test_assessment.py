"""Months of assessment on pages: opened down to events, objected to and decided, and nobody sees another's score."""

import io
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from rules.assessment.periods import Month
from streams.assessment.lag import Lag
from tests.console.hall import Hall, forms, hidden, plain

PERSON, UNIT = "person:u04", "unit:430100-ZJ"


@pytest.fixture
def month(hall: Hall) -> Month:
    """A month that is over, in which a case of 430100-ZJ became late: u04 has its cards."""
    hall.late_case("c-1", 100)
    violated = hall.archived("card", card_id=hall.card("c-1"))[-1]["violated_at"]
    local = datetime.fromisoformat(violated).astimezone(ZoneInfo("Asia/Shanghai"))
    return Month(local.year, local.month)


def address(month: Month, key: str = "") -> str:
    return f"/console/assessment/{month}" + (f"/{key}" if key else "")


def test_hr_opens_a_score_down_to_a_card_and_its_case_and_exports_the_month(hall: Hall, month: Month) -> None:
    hall.publish(month)
    hr, card_id = hall.browser("u98"), hall.card("c-1")

    start = hr.follow(hr.get("/console/"))
    ranking = hr.get(f"{address(month)}?scope=person").text
    score = hr.get(address(month, PERSON)).text
    card = hr.get(f"/console/cards/{card_id}")
    case = hr.get("/console/cases/c-1")
    file = hr.get(f"{address(month)}/export/xlsx")

    assert f"{month} 已公示" in plain(start.text)
    assert address(month, PERSON) in ranking
    assert f"/console/cards/{card_id}" in score
    assert "/console/cases/c-1" in score
    assert card.status_code == case.status_code == 200
    assert forms(card.text) == set(), "HR reads and does nothing"
    sheets = openpyxl.load_workbook(io.BytesIO(file.content))
    assert any(row[2].value == "u04" for row in sheets["汇总"].iter_rows(min_row=2))
    assert {("score", "u98"), ("card", "u98"), ("case", "u98"), ("assessment", "u98")} <= {
        (each["what"], each["staff_id"]) for each in hall.looked
    }


def test_a_score_on_the_page_is_the_one_that_the_command_gives(hall: Hall, month: Month) -> None:
    hall.publish(month)
    page = plain(hall.browser("u98").get(address(month, PERSON)).text)

    points = re.search(r"总分 ([0-9.]+)", page)
    listed = plain(hall.browser("u04").get(f"{address(month)}?scope=person").text)

    assert points
    assert f" {points[1]} " in listed
    assert float(points[1]) < 100


def test_nobody_sees_anothers_score_nor_a_month_that_was_not_published(hall: Hall, month: Month) -> None:
    own, colleague, other = hall.browser("u04"), hall.browser("u05"), hall.browser("u07")
    assert own.get(address(month)).status_code == own.get(address(month, PERSON)).status_code == 404

    hall.publish(month)

    assert own.get(address(month, PERSON)).status_code == 200
    assert hall.browser("u06").get(address(month, PERSON)).status_code == 200, "the head of the unit"
    for browser in (
        other,
        hall.browser("u09"),
        hall.browser("u93"),
        hall.browser("u96"),
        hall.browser("u99"),
    ):
        there, nowhere = browser.get(address(month, PERSON)), browser.get(address(month, "person:nobody"))
        assert there.status_code == nowhere.status_code == 404
        assert plain(there.text) == plain(nowhere.text)
        assert PERSON not in browser.get(f"{address(month)}?scope=person").text
        assert browser.get(f"{address(month)}/export/xlsx").status_code == 404
    assert colleague.get(address(month, UNIT)).status_code == 200, "who speaks for the unit"
    assert own.get(address(month, UNIT)).status_code == 404
    assert own.get(f"{address(month)}/export/json").status_code == 404


def test_an_objection_is_made_by_whom_it_concerns_and_decided_by_another_department(
    hall: Hall, month: Month
) -> None:
    hall.publish(month)
    mine = address(month, PERSON)
    own, reviewer = hall.browser("u04"), hall.browser("u93")

    page = own.get(mine).text
    made = own.follow(own.fill(page, f"{mine}/object", reason="10月8日停电，系统无法办理"))
    reviews = reviewer.follow(reviewer.get("/console/")).text
    seen = reviewer.get(mine).text
    objection = re.search(r'<option value="([^"]+)">10月8日停电', seen)
    assert objection
    decided = reviewer.follow(
        reviewer.fill(
            seen, f"{mine}/decide", objection_id=objection[1], decision="grant", points="2.00", reason="属实"
        )
    )

    assert forms(page) == {"object"}
    assert "“提出异议”已办理" in plain(made.text)
    assert mine in reviews
    assert forms(hall.browser("u90").get(mine).text) == set(), "a supervisor publishes and does not decide"
    assert "“处理异议”已办理" in plain(decided.text)
    assert "2.00" in plain(own.get(mine).text)
    assert mine not in reviewer.get("/console/reviews").text


def test_an_objection_on_a_month_that_changed_meanwhile_is_kept_and_not_sent(
    hall: Hall, month: Month
) -> None:
    hall.publish(month)
    mine, own = address(month, PERSON), hall.browser("u04")
    page = own.get(mine).text
    hall.publish(month)

    answer = own.fill(page, f"{mine}/object", reason="停电")

    assert answer.status_code == 409
    assert "停电</textarea>" in answer.text


@pytest.mark.parametrize("said", ["2026-13", "2999-01", "0001-01", "x", "2026-Q3"])
def test_what_is_no_month_that_has_begun_is_not_there(hall: Hall, said: str) -> None:
    assert hall.browser("u98").get(f"/console/assessment/{said}").status_code == 404


def test_a_supervisor_publishes_a_month_from_its_page_and_its_figures_are_those_of_the_command(
    hall: Hall, month: Month
) -> None:
    hall.lag = Lag(0, 0)
    supervisor, own = hall.browser("u90"), hall.browser("u04")
    page = supervisor.get(address(month)).text

    filled = supervisor.fill(page, f"{address(month)}/publish", reason="第一次公示")
    done = supervisor.follow(filled)
    again = supervisor.fill(page, f"{address(month)}/publish", reason="第一次公示")

    assert "“公示考核结果”已办理" in plain(done.text)
    assert "已公示" in plain(done.text)
    assert again.headers["location"] == filled.headers["location"], "sent twice it is done once"
    assert own.get(address(month, PERSON)).status_code == 200
    (row,) = hall.archived("assessment_month", subject=month.subject)
    assert row["revision"] == 1
    assert "close" not in moves(done.text), "there is time for objections"


def test_a_month_that_another_published_meanwhile_is_shown_anew_and_not_closed_before_its_time(
    hall: Hall, month: Month
) -> None:
    hall.lag = Lag(0, 0)
    supervisor, other = hall.browser("u90"), hall.browser("u91")
    page = other.get(address(month)).text
    supervisor.fill(supervisor.get(address(month)).text, f"{address(month)}/publish")

    late = other.fill(page, f"{address(month)}/publish", reason="也想公示")
    early = other.send(f"{address(month)}/close", **hidden(late.text, f"{address(month)}/publish"))

    assert late.status_code == 409
    assert "情况已经变化" in plain(late.text)
    assert "也想公示</textarea>" in late.text
    assert early.status_code == 404
    (row,) = hall.archived("assessment_month", subject=month.subject)
    assert row["revision"] == 1


def test_a_month_is_closed_from_its_page_once_the_time_for_objections_is_over(
    hall: Hall, month: Month
) -> None:
    hall.lag = Lag(0, 0)
    hall.publish(month)
    later = hall.console.clock() + 60 * 86_400_000
    object.__setattr__(hall.console, "clock", lambda: later)
    supervisor = hall.browser("u90")

    page = supervisor.get(address(month)).text
    early = supervisor.fill(page, f"{address(month)}/close", reason="结账")

    assert moves(page) == {"publish", "close"}
    assert early.status_code == 409, (
        "here the worker's clock is not that of the page: what it says is what counts"
    )
    assert "“结账（冻结，不可更改）”未予办理" in plain(early.text)
    assert "结账</textarea>" in early.text


def test_what_stands_in_the_way_of_publishing_is_said_in_the_persons_language(
    hall: Hall, month: Month
) -> None:
    hall.lag = Lag(3, 1_200)
    supervisor = hall.browser("u90")
    page = supervisor.get(address(month)).text

    behind = supervisor.fill(page, f"{address(month)}/publish", reason="看看")
    hall.lag = None
    away = supervisor.fill(page, f"{address(month)}/publish", reason="看看")

    assert behind.status_code == 409
    assert "还有3条记录没有判定、1,200条没有归档" in plain(behind.text)
    assert "看看</textarea>" in behind.text
    assert away.status_code == 503
    assert hall.archived("assessment_month", subject=month.subject) == []


def test_a_card_that_waits_keeps_a_month_from_being_published_unless_that_is_meant(
    hall: Hall, month: Month
) -> None:
    hall.lag = Lag(0, 0)
    hall.event(
        "desk.card_issue_manual", "c-1", 100, actor_id="u90", rule_id="P-08", colour="yellow", reason="巡查发现",
    )  # fmt: skip
    supervisor = hall.browser("u91")
    proposed = hall.archived("card", card_id=hall.card("c-1", "P-08"))[-1]["violated_at"]
    its_month = Month(*map(int, proposed[:7].split("-")))
    page = supervisor.get(address(its_month)).text

    waits = supervisor.fill(page, f"{address(its_month)}/publish")
    meant = supervisor.fill(waits.text, f"{address(its_month)}/publish", leave_unconfirmed="true")

    assert waits.status_code == 409
    assert "1张牌待确认" in plain(waits.text)
    assert meant.status_code == 303


def test_nobody_but_a_supervisor_publishes_or_closes(hall: Hall, month: Month) -> None:
    hall.lag = Lag(0, 0)
    hall.publish(month)
    for name in ("u98", "u06", "u04", "u93", "u99"):
        browser = hall.browser(name)
        token = (
            browser.follow(browser.get("/console/")).text
            if name in ("u98", "u93", "u99")
            else browser.get("/console/").text
        )
        csrf = token.split('name="csrf" value="')[1].split('"')[0]
        for move in ("publish", "close"):
            sent = browser.send(f"{address(month)}/{move}", csrf=csrf, revision="1")
            assert sent.status_code == 404, (name, move)
        assert not {"publish", "close"} & moves(browser.get(address(month)).text)
    assert hall.browser("u90").send(f"{address(month)}/publish", revision="1").status_code == 403, "no token"
    (row,) = hall.archived("assessment_month", subject=month.subject)
    assert row["revision"] == 1


def moves(page: str) -> set[str]:
    """What the forms on the page of a month do."""
    return set(re.findall(r'action="/console/assessment/[0-9-]+/([a-z_]+)"', page)) - {"export"}
