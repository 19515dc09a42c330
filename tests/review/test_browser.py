"""A real browser walks through a run, on the site as ``manage.py serve`` starts it.

Skipped where no Chromium is installed, unless ``REQUIRE_BROWSER`` is set.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.review.conftest import ERD, ROOT

RENEWED = (WebDriverException,)
#: Seconds for a run with its proof, on a machine that is busy.
PATIENCE = 300


@dataclass(frozen=True)
class Site:
    """A site that runs."""

    address: str
    outputs: Path


def find_program(*names: str) -> str:
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"none of {', '.join(names)} is installed: apt install chromium chromium-driver")
        pytest.skip("no Chromium is installed")
    return found


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = find_program("chromium", "chromium-browser", "google-chrome")
    driver = find_program("chromedriver")
    size = "--window-size=1280,900"
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", size):
        options.add_argument(word)
    options.add_argument(f"--user-data-dir={tmp_path / 'profile'}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options, Service(driver)) as chrome:
        yield chrome


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """``manage.py serve`` with a database, a broker and outputs of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "ERDGEN_DATA": str(tmp_path / "data"),
        "DJANGO_SUPERUSER_PASSWORD": "by-the-sea",
    }
    account = ["createsuperuser", "--noinput", "--username", "ann", "--email", "ann@erdgen.example"]
    for words in (["migrate", "-v0"], account):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)
    serve = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(serve, cwd=ROOT, env=environment)
    try:
        wait_for_port(port)
        yield Site(f"http://127.0.0.1:{port}/admin/", tmp_path / "data" / "outputs")
    finally:
        process.terminate()
        process.wait(30)


def wait_for_port(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the site did not start")


def find(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def persist(browser: Chrome, act: Callable[[Chrome], object]) -> None:
    """Carry out ``act``; again while the page is renewed, as that of a run renews itself."""

    def done(page: Chrome) -> bool:
        act(page)
        return True

    WebDriverWait(browser, 20, ignored_exceptions=RENEWED).until(done)


def click(browser: Chrome, selector: str) -> None:
    start = browser.current_url
    pressed = False

    def press(page: Chrome) -> None:
        nonlocal pressed
        if pressed and page.current_url != start:
            return  # it was pressed just when the page was renewed
        element = find(page, selector)
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        pressed = True
        element.click()

    persist(browser, press)


def write(browser: Chrome, selector: str, text: str) -> None:
    """Put ``text`` into a field, however often that takes."""

    def put(page: Chrome) -> None:
        field = find(page, selector)
        field.clear()
        field.send_keys(text)

    persist(browser, put)


def read_text(browser: Chrome, selector: str) -> str:
    """What stands in the element, once it is there."""
    wait = WebDriverWait(browser, 20, ignored_exceptions=RENEWED)
    return str(wait.until(lambda page: find(page, selector).get_attribute("textContent")))


def wait_for_state(browser: Chrome, state: str) -> None:
    """Stay on the page, which has to bring itself up to date."""
    WebDriverWait(browser, PATIENCE).until(
        lambda page: page.find_elements(By.CSS_SELECTOR, f".badge.{state}")
    )


def wait_until_applicable(browser: Chrome, yes: bool) -> None:
    """Wait for the page that says whether the run can be applied."""
    WebDriverWait(browser, 20, ignored_exceptions=RENEWED).until(
        lambda page: (find(page, "#apply .default").get_attribute("disabled") is None) is yes
    )


def tick(browser: Chrome, words: str) -> None:
    """Tick the contribution that says ``words``."""
    path = f"//li[contains(@class, 'item')][contains(., '{words}')]//input[@type='checkbox']"

    def mark(page: Chrome) -> None:
        box = page.find_element(By.XPATH, path)
        page.execute_script("arguments[0].closest('details').open = true", box)
        if not box.is_selected():
            box.click()

    persist(browser, mark)


@pytest.mark.browser
def test_a_run_from_the_form_to_the_output(browser: Chrome, site: Site) -> None:
    browser.get(site.address)
    write(browser, "[name=username]", "ann")
    write(browser, "[name=password]", "by-the-sea")
    click(browser, "[type=submit]")
    assert "ann" in read_text(browser, "#user-tools").lower()

    browser.get(f"{site.address}erdgen/run/new/")
    text = ERD.decode()
    persist(
        browser,
        lambda page: page.execute_script(
            "arguments[0].value = arguments[1]", find(page, "[name=text]"), text
        ),
    )
    write(browser, "[name=output]", "shop")
    click(browser, "[name=check]")
    assert read_text(browser, "svg .entity .name") == "Item"
    click(browser, "[name=start]")
    wait_for_state(browser, "awaiting_review")

    click(browser, ".acts a.button")
    assert "Proven" in read_text(browser, ".proof.ok")
    tick(browser, "price is above 0")
    write(browser, "#verdicts [name=comment]", "samples are free")
    click(browser, "[value=reject]")
    assert "made anew" in read_text(browser, ".messagelist")
    wait_for_state(browser, "awaiting_review")

    click(browser, ".acts a.button")
    assert "samples are free" in read_text(browser, "#content")
    review = browser.current_url
    browser.get(f"{review}?file=backend/models.py&line=3")
    comment = "preceding::input[@name='comment'][1]"
    persist(browser, lambda page: find(page, ".sheet").find_element(By.XPATH, comment).send_keys("good"))
    click(browser, "[value=comment_line]")
    assert "line 3, ann: good" in read_text(browser, ".files")
    browser.get(review)
    click(browser, "[value=approve_all]")
    assert read_text(browser, ".messagelist")
    wait_until_applicable(browser, False)
    tick(browser, "Anyone may read Item")
    click(browser, "[value=approve]")
    wait_until_applicable(browser, True)
    click(browser, "#apply .default")
    wait_for_state(browser, "applied")

    model = (site.outputs / "shop/backend/models.py").read_text()
    assert "class Item" in model
    assert "item_price_above_0" not in model
    refused = [line for line in browser.get_log("browser") if "Content Security Policy" in line["message"]]
    assert refused == []
    environment = {"PATH": os.environ["PATH"], "DEBUG": "1", "SECRET_KEY": "for-this-test-only"}
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=site.outputs / "shop", env=environment, check=True
    )
