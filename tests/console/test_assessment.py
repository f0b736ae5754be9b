"""Months of assessment on pages: opened down to events, objected to and decided, and nobody sees another's score."""

import io
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from rules.assessment.periods import Month
from tests.console.hall import Hall, forms, plain

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
