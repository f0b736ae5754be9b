"""Pages for those who run it: dead letters without personal data, the state of the system, people, the rulebook."""

import pytest

from tests.console.hall import Hall, plain

WHOLE = ("u90", "u99")


@pytest.fixture
def letter(hall: Hall) -> str:
    """A record that could not be taken in: its type is unknown, and a citizen's number is in its text."""
    hall.event("case.unheard_of", "c-1", 0, reason="请回电13800138000", name="张三")
    return str(hall.archived("dead_letters_page")[0]["id"])


@pytest.mark.parametrize("staff_id", WHOLE)
def test_a_dead_letter_is_listed_by_source_and_reason_and_shown_without_personal_data(
    hall: Hall, letter: str, staff_id: str
) -> None:
    browser = hall.browser(staff_id)

    listed = browser.get("/console/letters?reason=unknown_type&source=approval/430100").text
    elsewhere = browser.get("/console/letters?reason=not_json").text
    page = plain(browser.get(f"/console/letters/{letter}").text)

    assert f"/console/letters/{letter}" in listed
    assert f"/console/letters/{letter}" not in elsewhere
    assert "未知的事件类型 unknown_type" in page
    assert '<option value="unknown_type" selected>未知的事件类型 unknown_type</option>' in listed
    assert "liangpai dead-letters replay --source approval/430100 --reason unknown_type --dry-run" in page
    assert "case.unheard_of" in page or "不予显示" in page or "没有保存" in page
    for personal in ("13800138000", "张三"):
        assert personal not in page
    assert {"what": "letter", "staff_id": staff_id}.items() <= hall.looked[-1].items()


def test_reasons_are_told_in_the_language_of_the_person(hall: Hall, letter: str) -> None:
    browser = hall.browser("u99")
    browser.cookies.set("liangpai-lang", "en")

    for page in ("/console/letters", f"/console/letters/{letter}"):
        said = plain(browser.get(page).text)
        assert "an unknown type of event unknown_type" in said
        assert "未知的事件类型" not in said


def test_a_letter_that_is_not_there_is_told_like_a_page_that_is_not(hall: Hall, letter: str) -> None:
    assert hall.browser("u99").get(f"/console/letters/{letter[:-1]}0x").status_code == 404


def test_an_administrator_sends_a_letter_again_and_what_would_be_refused_again_is_counted(
    hall: Hall, letter: str
) -> None:
    administrator, address = hall.browser("u99"), f"/console/letters/{letter}"

    answer = administrator.fill(administrator.get(address).text, f"{address}/replay", which="one")

    assert answer.status_code == 200
    assert "已再次送入0封" in plain(answer.text)
    assert "现在仍会被拒" in plain(answer.text)
    assert "unknown_type：1" in plain(answer.text)
    assert {"what": "replay", "staff_id": "u99"}.items() <= hall.looked[-2].items()


def test_letters_of_a_mended_cause_are_sent_again_and_marked(hall: Hall) -> None:
    """What was taken for a clock set wrong comes in a second time by its letter, and counts once."""
    hall.late_case("c-1")
    cards = hall.archived("cards_of_case", subject="c-1")
    reasons = ("future_time", "future_time", "not_json")
    letters = [hall.refused(number, reason) for number, reason in enumerate(reasons)]
    administrator, address = hall.browser("u99"), f"/console/letters/{letters[0]}"
    page = administrator.get(address).text

    alike = administrator.fill(page, f"{address}/replay", which="alike")
    again = administrator.fill(page, f"{address}/replay", which="alike")
    kept = plain(administrator.get(f"/console/letters/{letters[2]}").text)

    assert "已再次送入2封" in plain(alike.text)
    assert "已重放 —" not in plain(alike.text)
    assert "已再次送入0封" in plain(again.text), "those that were sent again are left out"
    assert "已重放 —" in kept
    assert hall.archived("cards_of_case", subject="c-1") == cards, "it was taken once already"


def test_nobody_but_an_administrator_sends_letters_again(hall: Hall, letter: str) -> None:
    address = f"/console/letters/{letter}"
    for name in ("u90", "u06", "u98"):
        browser = hall.browser(name)
        home = browser.get("/console/")
        page = (browser.follow(home) if home.status_code == 303 else home).text
        csrf = page.split('name="csrf" value="')[1].split('"')[0]

        assert browser.send(f"{address}/replay", csrf=csrf, which="one").status_code == 404
    supervisor = hall.browser("u90").get(address).text
    assert "/replay" not in supervisor
    assert hall.browser("u99").send(f"{address}/replay", which="one").status_code == 403, "no token"


def test_while_kafka_is_away_nothing_is_sent_again_and_the_page_says_so(hall: Hall, letter: str) -> None:
    administrator, address = hall.browser("u99"), f"/console/letters/{letter}"
    page = administrator.get(address).text
    hall.away = {"kafka"}

    assert administrator.fill(page, f"{address}/replay", which="one").status_code == 503


def test_the_state_of_the_system_is_told_also_when_kafka_does_not_answer(hall: Hall) -> None:
    hall.late_case("c-1")

    answer = hall.browser("u99").get("/console/system")
    page = plain(answer.text)

    assert answer.status_code == 200
    assert "Kafka 没有应答" in page
    assert "case-events" in page
    assert "approval/430100" in page, "sources, with their silence"
    assert "放假安排已公布至 20" in page
    assert "未重放的死信 0" in page


def test_the_rulebook_opens_from_its_version_down_to_an_item(hall: Hall) -> None:
    browser = hall.browser("u04")
    book = hall.shelf.published().versions[0].loaded.rulebook
    here = f"/console/rulebook/{book.rulebook_hash}"

    versions, version = browser.get("/console/rulebook").text, plain(browser.get(here).text)
    items = browser.get(f"{here}/items?name=430100-0001").text
    item = plain(browser.get(f"{here}/items/430100-0001").text)

    assert here in versions
    assert "检查结果：" in version
    assert "T-04" in version
    assert "grace = 0" in version
    assert f"{here}/items/430100-0001" in items
    assert f"{here}/items/430100-0003" not in items
    found = book.items["430100-0001"][-1]
    assert f"承诺{found.promise_days}、法定{found.legal_days}" in item
    assert browser.get(f"{here}/items/none").status_code == 404
    assert browser.get(f"/console/rulebook/{'0' * 64}").status_code == 404


def test_people_are_listed_by_page_unit_and_role(hall: Hall) -> None:
    administrator, hr = hall.browser("u99"), hall.browser("u98")

    page = administrator.get("/console/people").text
    supervisors = plain(administrator.get("/console/people?role=supervisor").text)

    assert "没有本地账号" in plain(page)
    assert "监察人员90" in supervisors
    assert "工作人员04" not in supervisors
    assert "/person:u04" not in page, "scores are not an administrator's"
    assert "/person:u04" in hr.get("/console/people?name=u04").text
    assert "没有本地账号" not in plain(hr.get("/console/people").text)


OF_PLACES = {
    "overview": "u90 u06 u93", "boards": "u90 u06 u93", "cards": "u90 u06 u93", "tickets": "u90 u06 u93",
    "ratings": "u90 u06 u93", "due": "u90 u06 u93", "alerts": "u90 u06 u93 u96 u98", "leads": "u90",
    "assessment": "u90 u06 u93 u98", "reviews": "u93", "letters": "u90 u99", "system": "u90 u99", "people": "u98 u99",
    "rulebook": "u90 u06 u93 u98 u99",
}  # fmt: skip


def test_each_role_has_its_own_menu_and_start_and_the_pages_of_others_are_not_there(hall: Hall) -> None:
    hall.late_case("c-1")
    starts = {
        "u90": None,
        "u06": None,
        "u93": "reviews",
        "u96": "alerts",
        "u98": "assessment",
        "u99": "system",
    }

    for staff_id, start in starts.items():
        browser = hall.browser(staff_id)
        home = browser.get("/console/")
        if start is not None:
            assert home.headers["location"] == f"/console/{start}", staff_id
            home = browser.follow(home)
        for place, whose in OF_PLACES.items():
            answer = browser.get(f"/console/{place}")
            theirs = staff_id in whose.split()
            assert answer.status_code == (200 if theirs else 404), (staff_id, place)
            assert (f'<a href="/console/{place}"' in home.text) == theirs, (staff_id, place)


def test_discipline_reads_what_was_referred_and_nothing_that_nobody_confirmed(hall: Hall) -> None:
    hall.late_case("c-1")
    hall.late_case("c-2")
    referred, other = hall.card("c-1"), hall.card("c-2")
    discipline, supervisor = hall.browser("u96"), hall.browser("u90")
    before = discipline.get(f"/console/cards/{referred}").status_code
    page = supervisor.get(f"/console/cards/{referred}").text
    supervisor.follow(supervisor.fill(page, f"/console/cards/{referred}/refer", reason="涉嫌失职，移送"))
    looked = len(hall.looked)

    assert before == 404
    assert discipline.get(f"/console/cards/{referred}").status_code == 200
    assert hall.looked[looked]["staff_id"] == "u96", "every look is written down"
    for address in (f"cards/{other}", "cases/c-1", "cases/c-2", "cards", "assessment", "leads"):
        assert discipline.get(f"/console/{address}").status_code == 404, address
    assert hall.browser("u98").get(f"/console/cards/{other}").status_code == 200, "HR: a card that counts"


def test_nobody_without_a_desk_reads_a_card_that_nobody_confirmed(hall: Hall) -> None:
    hall.late_case("c-1")
    issue = {
        "actor_id": "u90", "rule_id": "P-08", "colour": "yellow", "reason": "巡查发现", "dept_code": "430100-ZJ",
        "staff_id": "u04", "found_by": "patrol", "evidence": ["photo.jpg#sha256:" + "0" * 64],
    }  # fmt: skip
    hall.event("desk.card_issue_manual", "c-1", 0, **issue)
    card_id = hall.card("c-1", "P-08")
    assert hall.archived("card", card_id=card_id)[-1]["state"] == "proposed"

    for staff_id in ("u96", "u98", "u99"):
        assert hall.browser(staff_id).get(f"/console/cards/{card_id}").status_code == 404, staff_id
