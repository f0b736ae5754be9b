"""What scripts add in a real Chromium: lists filtered in place, charts to be pointed at; nothing of it is refused."""

import os
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from dashboards.console.render import HAS_SCRIPTS, SCRIPTS, STATIC
from tests.console.browsing import Person
from tests.console.hall import Hall

SECONDS = 30


@pytest.fixture
def person(hall: Hall, chromium: webdriver.Chrome) -> Iterator[Person]:
    """A supervisor at a console with two late cases."""
    if not HAS_SCRIPTS:
        sentence = "found no htmx and ECharts in dashboards/console/static; `make scripts` brings them"
        (pytest.fail if os.environ.get("CI_BROWSER_REQUIRED") == "1" else pytest.skip)(sentence)
    hall.late_case("c-1")
    hall.late_case("c-2", 100)
    with hall.served() as address:
        found = Person(address, chromium)
        found.sign_in("u90")
        yield found


def subjects(person: Person) -> set[str]:
    """The cases in the list that is shown."""
    said: list[str] = person.browser.execute_script(
        "return [...document.querySelectorAll('#part td')].map(each => each.textContent)"
    )
    return {each for each in said if each in ("c-1", "c-2")}


def test_a_list_is_filtered_in_place_and_its_address_can_be_kept(person: Person) -> None:
    browser, wait = person.browser, WebDriverWait(person.browser, SECONDS)
    person.open("cards")
    browser.execute_script("window.sameDocument = true")
    assert subjects(person) == {"c-1", "c-2"}

    person.write("f-subject", "c-1")
    person.press("筛选")
    wait.until(lambda _: subjects(person) == {"c-1"})

    assert browser.execute_script("return window.sameDocument"), "the page was not loaded anew"
    assert "subject=c-1" in browser.current_url
    kept = browser.find_element(By.ID, "language").get_attribute("href")
    assert kept is not None
    assert "c-1" in kept, "the other language has the same filter"
    browser.back()
    wait.until(lambda _: subjects(person) == {"c-1", "c-2"})
    browser.forward()
    wait.until(lambda _: subjects(person) == {"c-1"})
    left = browser.execute_script("return JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "<" not in left, "no page is kept in the browser"
    assert person.complaints == []


def test_who_has_been_signed_out_meanwhile_is_told_so_on_a_whole_page(person: Person) -> None:
    person.open("cards")
    person.browser.delete_all_cookies()

    person.press("筛选")

    WebDriverWait(person.browser, SECONDS).until(lambda _: "登录" in person.page and "c-1" not in person.page)


def test_charts_are_drawn_by_script_and_nothing_of_it_is_refused(person: Person) -> None:
    shown = WebDriverWait(person.browser, SECONDS)
    for page in ("overview", "boards/liangpai-city"):
        person.open(page)
        shown.until(lambda _: person.drawn("canvas") >= 2)
        box = person.browser.find_element(By.CSS_SELECTOR, ".drawn")
        assert box.get_attribute("role") == "img"
        assert box.get_attribute("aria-label")

    left = person.browser.execute_script("return document.querySelectorAll('[data-chart]').length")
    assert left == 0, "each was exchanged"
    person.open("boards/liangpai-city?since_day=2026-01-01")
    assert person.complaints == []


def test_scripts_are_there_or_none_is_named() -> None:
    assert all(name in STATIC for name in SCRIPTS) == HAS_SCRIPTS
