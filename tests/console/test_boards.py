"""Boards on pages: every panel of the catalogue in words, narrowed to what its person may see."""

import re

import pytest

from dashboards.boards import BOARDS, CITY
from tests.console.hall import Hall, plain

UIDS = [board.uid for board in BOARDS if board.folder == CITY]


@pytest.fixture
def city(hall: Hall) -> Hall:
    hall.late_case("c-1")
    hall.late_case("d-1", dept_code="430100-SJ", staff_id="u07", item_code="430100-0003")
    hall.event(
        "case.accepted",
        "c-2",
        1,
        item_code="430100-0001",
        voucher_no="v",
        staff_id="u04",
        dept_code="430100-ZJ",
    )
    hall.event(
        "rating.submitted", "c-1", 1, service_number="1", assess_number=1, level=1, channel=2, dept_code="430100-ZJ",
        staff_id="u04",
    )  # fmt: skip
    return hall


def test_every_board_is_shown_with_links_that_lead_somewhere(city: Hall) -> None:
    browser = city.browser("u90")
    links = set[str]()

    for uid in UIDS:
        answer = browser.get(f"/console/boards/{uid}")
        assert answer.status_code == 200, uid
        assert "style=" not in answer.text
        found = re.findall(r'href="/console/((?:cards|tickets|ratings|due|cases)[^"]*)"', answer.text)
        links.update(link.replace("&amp;", "&") for link in found)

    assert any(link.startswith("cards?") for link in links)
    for link in links:
        assert browser.get(f"/console/{link}").status_code == 200, link


def test_a_board_is_told_in_english_too(city: Hall) -> None:
    browser = city.browser("u90")
    browser.get("/console/language?to=1&next=/console/")

    page = plain(browser.get("/console/boards/liangpai-limits").text)

    assert "Time limits" in page
    assert "On time, promise" in page


def test_a_department_sees_its_own_figures_and_no_panel_of_the_whole_city(city: Hall) -> None:
    head, supervisor = city.browser("u06"), city.browser("u90")

    own = head.get("/console/boards/liangpai-city?since_day=2020-01-01").text
    tricked = head.get("/console/boards/liangpai-city?since_day=2020-01-01&dept_code=430100-SJ").text
    everything = supervisor.get("/console/boards/liangpai-city?since_day=2020-01-01").text

    assert red_cards(own) == "1"
    assert red_cards(tricked) == "0"
    assert red_cards(everything) == "2"
    assert "示例市市场监督管理局" not in plain(own)
    assert "示例市市场监督管理局" in plain(everything)


def test_boards_about_single_members_of_staff_are_not_here(city: Hall) -> None:
    for staff_id in ("u06", "u90"):
        assert city.browser(staff_id).get("/console/boards/liangpai-person").status_code == 404


def test_a_period_is_from_midnight_to_midnight_and_what_is_no_day_is_no_period(city: Hall) -> None:
    browser = city.browser("u90")

    long_ago = browser.get("/console/boards/liangpai-city?since_day=2001-01-01&until_day=2001-01-31").text
    nonsense = browser.get("/console/boards/liangpai-city?since_day=x&until_day=0000-00-00&dept_code=%27,%5C")

    assert red_cards(long_ago) == "0"
    assert nonsense.status_code == 200


def test_what_is_drawn_is_drawn_without_a_script(city: Hall) -> None:
    page = city.browser("u90").get("/console/boards/liangpai-city?since_day=2020-01-01").text

    bars = re.findall(r'<svg class="chart bar-of-row"[^>]*>(.*?)</svg>', page)
    assert sum("<rect" in bar for bar in bars) >= 2, "one bad rating, and tickets in one state"
    assert re.search(r'<rect class="red" [^>]*height="[1-9]', page), "the days on which red cards came about"


def test_what_was_accepted_and_what_ended_on_a_day_has_its_list(city: Hall) -> None:
    supervisor, other = city.browser("u90"), city.browser("u09")
    day = city.archived("case_state", subject="c-1")[0]["start_date"]

    board = supervisor.get("/console/boards/liangpai-city").text
    accepted = supervisor.get(f"/console/cases?what=accepted&since_day={day}&until_day={day}").text
    day_before = supervisor.get("/console/cases?what=accepted&since_day=2001-01-01&until_day=2001-01-02").text
    ended = supervisor.get(f"/console/cases?what=ended&since_day={day}&until_day={day}").text
    others = other.get(f"/console/cases?what=accepted&since_day={day}&until_day={day}")

    assert "/console/cases?what=accepted" in board
    assert "/console/cases?what=ended" in board
    assert "/console/cases/c-1" in accepted
    assert "/console/cases/c-1" not in day_before
    assert "/console/cases/c-1" not in ended, "it is open, or ended on another day"
    assert others.status_code == 200
    assert "/console/cases/c-1" not in others.text, "of another unit"
    assert city.browser("u99").get("/console/cases").status_code == 404


def red_cards(page: str) -> str:
    """The figure of the panel of red cards."""
    found = re.search(r">红牌<b>(?:<a[^>]*>)?([^<]+)<", page)
    assert found, plain(page)
    return found[1]
