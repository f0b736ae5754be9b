"""People's days in a real Chromium, on a real worker, sink and Kafka: what they look for, read, write and send.

Screenshots of every step lie in the folder that LIANGPAI_SCREENSHOTS names, else in a temporary one.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.console.browsing import Person
from tests.console.city import CASES, City, city

Arrive = Callable[[str], Person]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with city(tmp_path_factory.mktemp("city") / "home") as found:
        yield found


@pytest.fixture
def arrive(place: City, chromium: webdriver.Chrome, tmp_path: Path, request: pytest.FixtureRequest) -> Arrive:
    """Lets a person sign in at the browser, in the place of who was there before."""
    kept = Path(os.environ.get("LIANGPAI_SCREENSHOTS") or tmp_path / "pictures") / request.node.name

    def arriving(staff_id: str) -> Person:
        pictures = kept / staff_id
        pictures.mkdir(parents=True, exist_ok=True)
        person = Person(place.console, chromium, pictures)
        person.sign_in(staff_id)
        return person

    return arriving


def test_a_handlers_day(place: City, arrive: Arrive) -> None:
    """The head of a department answers a card, and works its ticket up to the review."""
    case, card = CASES[0], place.card(CASES[0], "T-05")
    head = arrive("u06")

    head.turn_to("牌")
    head.follow(card["card_id"])
    assert "法定期限10个工作日" in head.page
    assert head.drawn("svg.days g.counted rect") > 10
    head.unfold("回复")
    head.write("answer-reason", "材料遗失，已经补齐并办结")
    head.press("回复")
    assert "“回复”已办理" in head.page
    assert "已回复" in head.page
    head.follow("I-")
    head.unfold("核实")
    head.choose("verify-finding", "属实")
    head.choose("verify-responsibility", "直接责任")
    head.write("verify-reason", "确实超期")
    head.press("核实")
    head.unfold("定类")
    head.choose("classify-cause_code", "办事流程")
    head.press("定类")
    head.unfold("整改反馈")
    head.write("submit-measure", "增加窗口人员，逐件督办")
    head.press("整改反馈")

    assert "待审核" in head.page
    assert head.complaints == []
    ticket = next(
        row for row in place.rows("tickets_of_subject", subject=case) if row["card_id"] == card["card_id"]
    )
    assert (ticket["state"], ticket["measure"]) == ("submitted", "增加窗口人员，逐件督办")


def test_a_supervisors_day(place: City, arrive: Arrive) -> None:
    """A supervisor finds an overdue case, reads why, and confirms a card that waits."""
    card = place.card(CASES[1], "P-08")
    supervisor = arrive("u91")

    supervisor.turn_to("即将到期")
    supervisor.choose("f-late", "已超承诺期限")
    supervisor.press("筛选")
    supervisor.follow(CASES[1])
    assert "各条规则的结论" in supervisor.page
    supervisor.turn_to("牌")
    supervisor.choose("f-state", "待确认")
    supervisor.press("筛选")
    supervisor.tick(card["card_id"])
    supervisor.press("确认所选")
    assert "“确认发牌”已办理" in supervisor.page
    supervisor.follow(card["card_id"])
    assert "已发出" in supervisor.page
    supervisor.follow("English")
    assert "What you may do" in supervisor.page

    assert supervisor.complaints == []
    assert place.card(CASES[1], "P-08")["state"] == "issued"


def test_the_head_of_another_department_finds_nothing_there(place: City, arrive: Arrive) -> None:
    card = place.card(CASES[0], "T-05")
    other = arrive("u09")

    other.turn_to("牌")
    assert "没有符合条件的记录" in other.page
    other.open(f"cards/{card['card_id']}")
    assert "没有这个页面" in other.page
    assert card["case_no"] not in other.page
