"""A person at a real Chromium without a window; every page they come to can be kept as a picture."""

import os
import shutil
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from tests.people.place import PASSWORD

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--window-size=1366,768",
)  # fmt: skip


_FORGOTTEN = (
    "Network.clearBrowserCookies",
    "Network.clearBrowserCache",
    "Emulation.clearDeviceMetricsOverride",
)


def started(profile: Path) -> webdriver.Chrome:
    """Chromium on a profile of its own; whoever sits down at it finds nothing of who was there before."""
    driver, binary = installed()
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(driver))
    browser.implicitly_wait(20)
    return browser


class Person:
    """Somebody who sits down at a browser; every page they come to is kept as a picture, where that is asked for."""

    def __init__(self, console: str, browser: webdriver.Chrome, pictures: Path | None = None) -> None:
        self._browser, self._console, self._pictures, self._shown = browser, console, pictures, 0
        browser.get("about:blank")
        for command in _FORGOTTEN:
            browser.execute_cdp_cmd(command, {})
        browser.get_log("browser")  # type: ignore[no-untyped-call]
        self.complaints: list[str] = []

    @property
    def browser(self) -> webdriver.Chrome:
        """The browser itself, for what no person does."""
        return self._browser

    def open(self, address: str) -> None:
        """Type an address of the console."""
        self._browser.get(self._console + address)
        self._looked()

    def sign_in(self, staff_id: str) -> None:
        """From the sign-in page."""
        self.open("")
        self.write("staff_id", staff_id)
        self.write("password", PASSWORD)
        self.press("登录")
        # Else the next address could come before the answer, and its cookie.
        self._browser.find_element(By.XPATH, "//nav/a")

    def turn_to(self, place: str) -> None:
        """A place of the menu."""
        self._browser.find_element(By.XPATH, f"//nav/a[normalize-space()='{place}']").click()
        self._looked()

    def follow(self, text: str) -> None:
        """The link with this text."""
        self._browser.find_element(By.PARTIAL_LINK_TEXT, text).click()
        self._looked()

    def unfold(self, title: str) -> None:
        """Open the form of that title."""
        self._browser.find_element(By.XPATH, f"//summary[normalize-space()='{title}']").click()

    def write(self, field: str, text: str) -> None:
        """Into the field of that id."""
        self._browser.find_element(By.ID, field).send_keys(text)

    def choose(self, field: str, text: str) -> None:
        """An option of the select of that id."""
        Select(self._browser.find_element(By.ID, field)).select_by_visible_text(text)

    def tick(self, value: str) -> None:
        """The box of that value."""
        self._browser.find_element(By.CSS_SELECTOR, f"input[type=checkbox][value^='{value}']").click()

    def press(self, title: str) -> None:
        """The visible button of that title."""
        buttons = self._browser.find_elements(By.XPATH, f"//button[normalize-space()='{title}']")
        next(each for each in buttons if each.is_displayed()).click()
        self._looked()

    @property
    def page(self) -> str:
        """What stands on the page.

        Asked in one step: an element found first is gone where the page changes before its text is read.
        """
        return str(self._browser.execute_script("return document.body?.innerText ?? ''"))

    def drawn(self, selector: str) -> int:
        """How many such shapes are drawn, with a size."""
        found = self._browser.find_elements(By.CSS_SELECTOR, selector)
        return sum(1 for each in found if each.rect["width"] > 0)

    def _looked(self) -> None:
        self._shown += 1
        if self._pictures is not None:
            self._browser.save_screenshot(str(self._pictures / f"{self._shown:02}.png"))
        said = self._browser.get_log("browser")  # type: ignore[no-untyped-call]
        self.complaints += [str(each["message"]) for each in said]


def installed() -> tuple[str, str]:
    """Where Chromium and its driver are; skips where they are not, fails where CI should have installed them."""
    driver, binary = shutil.which("chromedriver"), shutil.which("chromium")
    if driver is None or binary is None:
        sentence = (
            "found no chromium and chromedriver; `apt-get install chromium chromium-driver` brings them"
        )
        if os.environ.get("CI_BROWSER_REQUIRED") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return driver, binary
