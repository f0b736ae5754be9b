"""Periods on pages: a figure of a period leads to the list of that period, and lists are narrowed by the archive."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from streams.console.period import usual
from tests.console.hall import Browser, Hall, plain

SHANGHAI = ZoneInfo("Asia/Shanghai")
LISTS = (
    ("cards", "cards_page", "violated_at"), ("ratings", "ratings_page", "rated_at"),
    ("tickets", "open_tickets", "opened_at"), ("leads", "leads_page", "found_at"),
)  # fmt: skip
"""List, query, and the column that says when."""


@pytest.fixture
def worked(hall: Hall) -> Hall:
    """A late case of 430100-ZJ that was paused (a lead) and badly rated (a ticket); a later one of 430100-SJ."""
    hall.paused_case("c-1")
    for subject, days_ago, dept_code in (("c-1", 1, "430100-ZJ"), ("d-1", 9, "430100-SJ")):
        hall.event(
            "rating.submitted", subject, days_ago, service_number="1", assess_number=1, level=1, channel=2,
            dept_code=dept_code, staff_id="u04",
        )  # fmt: skip
    hall.late_case("d-1", 60, dept_code="430100-SJ", staff_id="u07", item_code="430100-0003")
    return hall


def day_of(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date()


def listed(browser: Browser, where: str) -> list[str]:
    """Where the rows of a list lead."""
    page = browser.get(f"/console/{where}").text
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'href="(/console/[^"]+)"', body)


def test_lists_are_narrowed_to_whole_days(worked: Hall) -> None:
    browser = worked.browser("u90")

    for place, query, column in LISTS:
        rows = [row for row in worked.archived(query) if row[column]]
        assert rows, place
        for day in {day_of(row[column]) for row in rows}:
            own = [row for row in rows if day_of(row[column]) == day]
            before, after = day - timedelta(days=1), day + timedelta(days=1)
            assert len(listed(browser, f"{place}?since_day={day}&until_day={day}")) == len(own)
            until = listed(browser, f"{place}?until_day={before}")
            since = listed(browser, f"{place}?since_day={after}")
            assert len(until) + len(own) + len(since) == len(rows), "each row is in one of the three"
        at = str(rows[0][column])
        assert at in {row[column] for row in worked.archived(query, since=at)}, "the first instant is in it"
        assert at not in {row[column] for row in worked.archived(query, until=at)}, "the last one is not"


def test_a_period_shows_nobody_what_is_not_theirs(worked: Hall) -> None:
    head, span = worked.browser("u06"), "since_day=2020-01-01&until_day=2199-12-31"

    for place in ("cards?", "ratings?", "tickets?", "cases?what=accepted&"):
        text = head.get(f"/console/{place}{span}").text
        assert "c-1" in text
        assert "d-1" not in text
        assert "d-1" not in head.get(f"/console/{place}{span}&dept_code=430100-SJ").text
    assert head.get(f"/console/leads?{span}").status_code == 404


def figure(page: str, title: str) -> tuple[int, str]:
    """A figure of a board or of the overview, and where it leads."""
    found = re.search(rf'>{re.escape(title)}(?:</span>)?<b><a href="([^"]+)">([\d,]+)</a>', page)
    assert found, title
    return int(found[2].replace(",", "")), unescape(found[1]).removeprefix("/console/")


def test_a_figure_of_a_board_leads_to_as_many_rows_as_it_says(worked: Hall) -> None:
    worked.late_case("c-9", 300)
    browser, today = worked.browser("u90"), datetime.now(SHANGHAI).date()
    found = []

    for last, first in ((-1, 30), (31, 400)):
        since, until = (today - timedelta(days=back) for back in (first, last))
        page = browser.get(f"/console/boards/liangpai-city?since_day={since}&until_day={until}").text
        red, where = figure(page, "红牌")
        assert where == f"cards?colour=red&state=standing&since_day={since}&until_day={until}"
        assert len(listed(browser, where)) == red
        found.append(red)

    assert min(found) > 0
    assert sum(found) == len(listed(browser, "cards?colour=red&state=standing"))


def test_figures_of_one_unit_and_what_stands_beside_a_day_lead_to_that_unit_and_that_day(
    worked: Hall,
) -> None:
    browser, today = worked.browser("u90"), datetime.now(SHANGHAI).date()
    span = f"since_day={today - timedelta(days=90)}&until_day={today + timedelta(days=1)}"

    page = browser.get(f"/console/boards/liangpai-city?{span}&dept_code=430100-SJ").text
    red, where = figure(page, "红牌")
    linked = re.findall(r'href="/console/cards\?state=standing&amp;([^"]+)"', page)

    assert where == f"cards?colour=red&state=standing&dept_code=430100-SJ&{span}"
    assert len(listed(browser, where)) == red == 1
    (card,) = worked.archived("cards_page", state="standing", colour="red", dept_code="430100-SJ")
    day = day_of(card["violated_at"])
    assert f"dept_code=430100-SJ&since_day={day}&until_day={day}" in {unescape(each) for each in linked}
    assert figure(page, "超期在办")[1] == "due?late=1&dept_code=430100-SJ", "what is late is so now"


def test_cases_that_fall_due_soon_lead_to_those_alone(hall: Hall) -> None:
    """Which of them that are depends on the days off around today."""
    browser = hall.browser("u90")
    for number in range(12):
        hall.late_case(f"c-{number}", number)

    soon, where = figure(browser.get("/console/overview").text, "三日内到期的办件")

    last = date.fromisoformat(where.removeprefix("due?until_day="))
    expected = [
        f"/console/cases/{row['case_no']}"
        for row in hall.archived("due_next")
        if last - timedelta(days=3) <= date.fromisoformat(row["promise_due_date"]) <= last
    ]
    assert len(expected) == soon
    assert listed(browser, where) == expected
    assert set(expected) < set(listed(browser, "due"))


def test_a_ticket_that_has_ended_is_listed_where_its_state_is_asked_for(worked: Hall) -> None:
    browser = worked.browser("u90")
    standing = {where for where in listed(browser, "tickets") if "/tickets/" in where}

    ended = worked.archived("open_tickets", state="void") + worked.archived("open_tickets", state="closed")

    assert standing
    assert not {f"/console/tickets/{row['id']}" for row in ended} & standing
    assert len(listed(browser, "tickets?state=void")) == len(worked.archived("open_tickets", state="void"))


def test_usual_periods_keep_the_other_filters_and_begin_at_the_beginning(worked: Hall) -> None:
    page = worked.browser("u90").get(
        "/console/ratings?level=1&before=2026-01-01T00:00:00Z&before_id=r&since_day=2026-01-01"
    )

    links = re.findall(r'<a href="(/console/ratings\?[^"]+)"[^>]*>(今日|本月|上月|本年|上年)</a>', page.text)

    assert [name for _, name in links] == ["今日", "本月", "上月", "本年", "上年"]
    for link, _ in links:
        assert re.fullmatch(
            r"/console/ratings\?level=1&since_day=\d{4}-\d\d-\d\d&until_day=\d{4}-\d\d-\d\d", unescape(link)
        )
    shown = worked.browser("u90").get(unescape(links[2][0])).text
    assert re.search(r'aria-current="true">上月', shown)
    assert "评价日期自" in plain(shown)


@pytest.mark.parametrize(
    ("today", "spans"),
    [
        ("2026-01-31", ["2026-01-31/2026-01-31", "2026-01-01/2026-01-31", "2025-12-01/2025-12-31"]),
        ("2028-03-01", ["2028-03-01/2028-03-01", "2028-03-01/2028-03-31", "2028-02-01/2028-02-29"]),
        ("2026-12-31", ["2026-12-31/2026-12-31", "2026-12-01/2026-12-31", "2026-11-01/2026-11-30"]),
    ],
)
def test_months_and_years_are_whole(today: str, spans: list[str]) -> None:
    day = date.fromisoformat(today)

    found = ["/".join(days) for _, days in usual(day)]

    year = day.year
    assert found == [*spans, f"{year}-01-01/{year}-12-31", f"{year - 1}-01-01/{year - 1}-12-31"]


def test_what_is_no_day_narrows_nothing(worked: Hall) -> None:
    browser = worked.browser("u90")

    for place in ("cards", "ratings", "tickets", "leads"):
        everything = listed(browser, place)
        for days in ("since_day=x", "since_day=0000-01-01&until_day=9999-12-31", "until_day=2026-02-30"):
            assert listed(browser, f"{place}?{days}") == everything
    for place in ("due", "cases", "boards/liangpai-city"):
        assert browser.get(f"/console/{place}?since_day=9999-12-31&until_day=0000-00-00").status_code == 200
