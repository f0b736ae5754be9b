"""Signing in on a page: whose session it is, when it ends, and what another site can do with it: nothing."""

import pytest

from tests.console.hall import EVIL, Hall, plain
from tests.people.place import PASSWORD


def test_who_is_not_signed_in_comes_to_the_sign_in_and_from_there_to_the_page_they_wanted(hall: Hall) -> None:
    browser = hall.browser()

    sent_away = browser.get("/console/cards?state=proposed")
    page = browser.follow(sent_away)
    answer = browser.fill(page.text, "/console/login", staff_id="u06", password=PASSWORD)

    assert sent_away.status_code == 303
    assert answer.headers["location"] == "/console/cards?state=proposed"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/console/",
        "//evil.example",
        "/console/\\evil",
        "/consoles",
        "javascript:alert(1)",
        "/me",
    ],
)
def test_a_sign_in_never_leads_to_another_place_than_the_console(hall: Hall, elsewhere: str) -> None:
    answer = hall.browser().send("/console/login", next=elsewhere, staff_id="u06", password=PASSWORD)

    assert answer.headers["location"] == "/console/"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(hall: Hall) -> None:
    answer = hall.browser().send("/console/login", staff_id="u06", password=PASSWORD)

    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said


def test_a_wrong_password_says_no_more_than_that(hall: Hall) -> None:
    known = hall.browser().send("/console/login", staff_id="u06", password=f"{PASSWORD}!")
    unknown = hall.browser().send("/console/login", staff_id="nobody", password=f"{PASSWORD}!")

    assert known.status_code == unknown.status_code == 401
    assert "工号或密码不正确" in plain(known.text)
    assert plain(known.text) == plain(unknown.text)  # the staff id stands in its field only
    assert "set-cookie" not in known.headers


def test_each_sign_in_has_a_session_of_its_own_and_the_one_before_ends(hall: Hall) -> None:
    browser = hall.browser("u06")
    before = browser.cookies["liangpai"]
    browser.send("/console/login", staff_id="u06", password=PASSWORD)
    after = browser.cookies["liangpai"]

    old = hall.browser()
    old.cookies.set("liangpai", before, domain="hall")
    assert after != before
    assert old.get("/console/cards").status_code == 303
    assert browser.get("/console/cards").status_code == 200


def test_who_signs_out_is_out(hall: Hall) -> None:
    browser = hall.browser("u06")
    kept = browser.cookies["liangpai"]
    page = browser.get("/console/cards").text
    browser.fill(page, "/console/logout")

    thief = hall.browser()
    thief.cookies.set("liangpai", kept, domain="hall")
    assert thief.get("/console/cards").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_can_neither_sign_anybody_in_nor_act_in_their_name(
    hall: Hall, headers: dict[str, str]
) -> None:
    hall.late_case("c-1")
    browser, card_id = hall.browser("u06"), hall.card("c-1")
    token = _csrf(browser.get(f"/console/cards/{card_id}").text)

    login = hall.browser().send("/console/login", headers, staff_id="u06", password=PASSWORD)
    act = browser.send(f"/console/cards/{card_id}/answer", headers, csrf=token, revision="1", reason="r")

    assert login.status_code == act.status_code == 403
    assert hall.archived("card", card_id=card_id)[-1]["state"] == "issued"


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_a_form_without_the_sessions_own_token_is_refused(hall: Hall, token: str) -> None:
    hall.late_case("c-1")
    browser, card_id = hall.browser("u06"), hall.card("c-1")

    answer = browser.send(f"/console/cards/{card_id}/answer", csrf=token, revision="1", reason="材料已经补齐")

    assert answer.status_code == 403
    assert "材料已经补齐" in plain(answer.text), "what was written is not lost"
    assert hall.archived("card", card_id=card_id)[-1]["state"] == "issued"


def test_another_persons_token_is_worth_nothing(hall: Hall) -> None:
    hall.late_case("c-1")
    card_id = hall.card("c-1")
    token = _csrf(hall.browser("u05").get(f"/console/cards/{card_id}").text)

    answer = hall.browser("u06").send(
        f"/console/cards/{card_id}/answer", csrf=token, revision="1", reason="r"
    )

    assert answer.status_code == 403


def test_a_draft_outlives_a_session_that_ended_and_is_shown_as_text(hall: Hall) -> None:
    answer = hall.browser().send("/console/cards/T-05-1/answer", csrf="x", revision="1", reason=EVIL)

    assert answer.status_code == 401
    assert EVIL in plain(answer.text) or "alert(2)" in answer.text
    assert "<script>alert" not in answer.text


def test_who_owes_a_new_password_sees_nothing_before_it_is_set(hall: Hall) -> None:
    browser = hall.browser("new")

    assert browser.follow(browser.get("/console/cards")).url.path == "/console/password"
    page = browser.get("/console/password").text
    short = browser.fill(page, "/console/password", old=PASSWORD, new="short", again="short")
    differs = browser.fill(
        page, "/console/password", old=PASSWORD, new="新的密码 2026 abc", again="新的密码 2026 abd"
    )
    done = browser.fill(
        page, "/console/password", old=PASSWORD, new="新的密码 2026 abc", again="新的密码 2026 abc"
    )

    assert short.status_code == differs.status_code == 422
    assert "密码已修改" in plain(done.text)
    assert browser.get("/console/password").status_code == 303, "every session has ended"


def test_who_is_not_in_the_register_is_told_so(hall: Hall) -> None:
    answer = hall.browser("stranger").get("/console/cards")

    assert answer.status_code == 403
    assert "不在现行人员名册中" in plain(answer.text)


def test_the_language_is_chinese_first_and_english_by_a_switch(hall: Hall) -> None:
    browser = hall.browser("u06")
    chinese = browser.get("/console/cards")
    browser.get("/console/language?to=1&next=/console/cards")
    english = browser.get("/console/cards")

    assert chinese.headers["content-language"] == "zh-CN"
    assert '<html lang="zh-CN">' in chinese.text
    assert '<html lang="en">' in english.text
    assert "Cards" in plain(english.text)
    assert browser.get("/console/language?to=0&next=https://evil.example").headers["location"] == "/console/"


def _csrf(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]
