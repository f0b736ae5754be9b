"""Every page: nothing from outside, no script within, text shown as text, refusals as pages."""

import asyncio
import re
from typing import Any

import pytest

from tests.console.hall import EVIL, Browser, Hall, plain

LISTS = ("", "cards", "tickets", "ratings", "due")


def addresses(hall: Hall) -> list[str]:
    """One address of every page a person of the department has."""
    hall.late_case("c-1")
    ticket = hall.archived("tickets_of_subject", subject="c-1")[0]["id"]
    things = [f"/console/cards/{hall.card('c-1')}", f"/console/tickets/{ticket}", "/console/cases/c-1"]
    return [*(f"/console/{name}" for name in LISTS), *things, "/console/password", "/console/nowhere"]


def test_who_asks_the_same_at_the_same_time_shares_one_answer_and_nobody_later_does(hall: Hall) -> None:
    hall.late_case("c-1")

    async def both() -> list[Any]:
        return await asyncio.gather(*(hall.shelf.rows("cards_page") for _ in range(3)))

    first, second, third = hall.runner.run(both())
    later = hall.archived("cards_page")

    assert first is second is third
    assert later is not first
    assert later == first


def test_pages_hold_no_script_of_their_own_and_name_nothing_outside(hall: Hall) -> None:
    browser = hall.browser("u06")

    for address in addresses(hall):
        answer = browser.get(address)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "connect-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(
            r"<script(?! defer src=./console/static/[a-z.]+\.js\?[0-9a-f]+.></script>)|\son\w+=|\sstyle=|javascript:",
            answer.text,
            re.IGNORECASE,
        ), address
        outside = re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', answer.text)
        assert not outside, address
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_style_is_there_and_nothing_else_of_the_package(hall: Hall) -> None:
    browser = hall.browser()

    style = browser.get("/console/static/console.css")
    plain_style = browser.get("/console/static/console.css", **{"accept-encoding": "identity"})
    assert style.headers["content-type"].startswith("text/css")
    assert style.headers["content-encoding"] == "gzip"
    assert plain_style.text == style.text
    assert "content-encoding" not in plain_style.headers
    for other in ("render.py", "..%2frender.py", "%2e%2e/render.py"):
        assert browser.get(f"/console/static/{other}").status_code in (303, 404)


def test_what_events_and_people_say_is_shown_as_text(hall: Hall) -> None:
    hall.late_case("c-1", voucher_no=EVIL)
    hall.event("case.suspended", "c-1", 30, reason_code=EVIL, notice_no=EVIL, staff_id="u04")
    hall.event(
        "rating.submitted", "c-1", 1, service_number="1", assess_number=1, level=1, channel=2, text=EVIL
    )
    card_id, browser = hall.card("c-1"), hall.browser("u06")
    page = browser.get(f"/console/cards/{card_id}").text
    done = browser.follow(browser.fill(page, f"/console/cards/{card_id}/answer", reason=EVIL)).text

    for address in (
        f"/console/cards/{card_id}",
        "/console/cases/c-1",
        "/console/ratings",
        f"/console/cards?subject={EVIL}",
    ):
        text = browser.get(address).text
        assert "<script>" not in text
        assert "<img" not in text
    assert "alert(2)" in plain(browser.get("/console/cases/c-1").text)
    assert "<script>" not in done


@pytest.mark.parametrize(
    "query",
    ["before=x&before_id=y", "since_day=0001-01-01", "since_day=x", "until_day=9999-12-31", "subject='%3B--\\",
     "state=%00", "before=9999-01-01", "subject=%F0%9F%92%A9", "rule_id=*", "depts=*"],
)  # fmt: skip
def test_an_address_somebody_made_up_is_answered_with_a_page(hall: Hall, query: str) -> None:
    hall.late_case("c-1")

    answer = hall.browser("u06").get(f"/console/cards?{query}")

    assert answer.status_code == 200
    assert "筛选" in plain(answer.text)


def test_where_the_archive_is_away_the_page_says_so_and_keeps_what_was_written(hall: Hall) -> None:
    hall.late_case("c-1")
    browser, card_id = hall.browser("u06"), hall.card("c-1")
    page = browser.get(f"/console/cards/{card_id}").text
    hall.lose_the_archive()

    shown = browser.get("/console/cards")
    sent = browser.fill(page, f"/console/cards/{card_id}/answer", reason="材料已经补齐")

    assert shown.status_code == sent.status_code == 503
    assert "没有应答" in plain(shown.text)
    assert "材料已经补齐" in plain(sent.text)


def test_the_first_page_counts_what_its_person_may_see(hall: Hall) -> None:
    hall.late_case("c-1")
    hall.late_case("c-2")

    own, others = (plain(hall.browser(who).get("/console/").text) for who in ("u06", "u09"))

    assert "红牌（有效） 2 黄牌（有效） 0" in own
    assert "未办结的工单 2" in own
    assert "已超承诺期限的办件 2" in own
    assert "T-05 超法定期限 2 0 0" in own
    assert "红牌（有效） 0" in others
    assert "T-05 超法定期限" not in others


def test_the_same_list_holds_in_either_language(hall: Hall) -> None:
    hall.late_case("c-1")
    browser = hall.browser("u90")

    chinese = _links(browser)
    browser.get("/console/language?to=1&next=/console/")

    assert _links(browser) == chinese
    assert hall.card("c-1") in str(chinese)


def _links(browser: Browser) -> list[str]:
    return sorted(set(re.findall(r'href="(/console/cards/[^"]+)"', browser.get("/console/cards").text)))
