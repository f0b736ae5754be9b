"""Every page in a real Chromium, on an office's screen and on a telephone: axe finds nothing (WCAG 2 A and AA, contrast
among it), nothing is cut off, the keyboard reaches everything in order, and no style of a page is refused.

In Chinese; where LIANGPAI_SCREENSHOTS names a folder (`make pictures`) in English too, and pictures of all lie there.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from rules.assessment.periods import Month
from tests.console.browsing import Person
from tests.console.hall import Hall

HERE = Path(__file__).parent / "browser"
PICTURES = os.environ.get("LIANGPAI_SCREENSHOTS")
SCREENS = {"office": (1366, 768), "telephone": (390, 844)}
_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"]}).then(
  found => done(found.violations.map(each => each.id + ": " + each.nodes.map(node => node.html).join(" | "))));
"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as the lock file pins it; skips without npm, fails where CI should have it."""
    script = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if shutil.which("npm") is None:
            if os.environ.get("CI_BROWSER_REQUIRED") == "1":
                pytest.fail("found no npm, which brings axe-core; `apt-get install npm`")
            pytest.skip("found no npm, which brings axe-core; `apt-get install npm`")
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    return script.read_text("utf-8")


@pytest.fixture
def place(hall: Hall) -> Iterator[tuple[Hall, str]]:
    """A console with something on every page, and its address."""
    hall.paused_case("c-1")
    hall.late_case("c-2", 100)
    hall.event(
        "rating.submitted", "c-1", 0, service_number="1", assess_number=1, level=1, channel=2, staff_id="u04",
        dept_code="430100-ZJ", real_name=True,
    )  # fmt: skip
    hall.event("case.unheard_of", "c-3")
    with hall.served() as address:
        yield hall, address


def pages(hall: Hall, month: Month) -> dict[str, list[str]]:
    """Who looks at which pages."""
    book = hall.shelf.published().versions[0].loaded.rulebook.rulebook_hash
    card, ticket = hall.card("c-1"), hall.archived("tickets_of_subject", subject="c-1")[0]["id"]
    lead = hall.archived("leads_page")[0]["id"]
    alert = hall.archived("alerts_page", waiting="1")[0]["id"]
    letter = hall.archived("dead_letters_page")[0]["id"]
    return {
        "u90": [
            "overview", "boards", "boards/liangpai-limits", "cards", "cards?state=proposed", f"cards/{card}",
            "tickets", f"tickets/{ticket}", "cases/c-1", "leads", f"leads/{lead}", "ratings", "due", "due?late=1",
            "alerts?all=1", f"alerts/{alert}", "assessment", f"assessment/{month}", "letters", f"letters/{letter}",
            "system", "rulebook", f"rulebook/{book}", f"rulebook/{book}/items", f"rulebook/{book}/items/430100-0001",
            "nowhere", "password",
        ],
        "u06": ["overview", f"cards/{card}", f"tickets/{ticket}", f"alerts/{alert}"],
        "u93": ["reviews"],
        "u98": [f"assessment/{month}?scope=person", f"assessment/{month}/person:u04", "people"],
    }  # fmt: skip


def test_every_page_is_accessible_on_both_screens(
    place: tuple[Hall, str], axe: str, chromium: webdriver.Chrome, tmp_path: Path
) -> None:
    hall, address = place
    violated = hall.archived("card", card_id=hall.card("c-2"))[-1]["violated_at"]
    month = Month(int(violated[:4]), int(violated[5:7]))
    kept = Path(PICTURES or tmp_path) / "pages"
    wrong: list[str] = []
    for staff_id, addresses in pages(hall, month).items():
        (kept / staff_id).mkdir(parents=True, exist_ok=True)
        person = Person(address, chromium)
        person.sign_in(staff_id)
        for lang in ("en", "zh"):
            person.open(f"language?to={int(lang == 'en')}&next=/console/password")
            for page in addresses if PICTURES or lang == "zh" else addresses[:1]:
                person.open(page)
                named = kept / staff_id / f"{re.sub('[^a-z0-9]+', '-', page, flags=re.IGNORECASE)}-{lang}"
                wrong += [f"{staff_id} {page} {lang} {each}" for each in faults(person, axe, named)]
        # What is not there is told by its status, which the browser notes.
        wrong += [f"{staff_id}: {each}" for each in person.complaints if "404" not in each]

    assert wrong == []


def faults(person: Person, axe: str, named: Path) -> list[str]:
    """What axe says on each screen, and whether the page is wider than that; kept as pictures."""
    person.browser.execute_script(axe)
    found = []
    for screen, (width, height) in SCREENS.items():
        person.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == "telephone"},
        )
        found += [f"{screen}: {each}" for each in person.browser.execute_async_script(_AXE)]
        wide, shown = person.browser.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        found += [f"{screen}: {wide} px wide on {shown}"] if wide > shown else []
        if PICTURES:
            person.browser.save_screenshot(f"{named}-{screen}.png")
    return found


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(
    place: tuple[Hall, str], chromium: webdriver.Chrome
) -> None:
    hall, address = place
    person = Person(address, chromium)
    person.sign_in("u06")
    for page in ("cards", f"cards/{hall.card('c-1')}", "overview"):
        person.open(page)
        reached, expected = walked(person), person.browser.execute_script(_FOCUSABLE)
        assert reached == expected, page
        assert reached[0].endswith("#main"), "the first of all skips to the content"


_NAME = "(each.getAttribute('href') || each.getAttribute('name') || each.textContent.trim())"
_FOCUSABLE = f"""
const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
return [...document.querySelectorAll(all)]
  .filter(each => each.checkVisibility()).map(each => {_NAME});
"""


def walked(person: Person) -> list[str]:
    """What has the focus after each stroke of the tabulator, until it comes round."""
    active = person.browser.switch_to.active_element
    found: list[str] = []
    for _ in range(400):
        active.send_keys(Keys.TAB)
        active = person.browser.switch_to.active_element
        name = person.browser.execute_script(
            f"const each = document.activeElement; return each === document.body ? null : {_NAME}"
        )
        if name is None:
            break
        # A field for a date has a stop for each of its parts.
        if str(name) not in found[-1:]:
            found.append(str(name))
    return found
