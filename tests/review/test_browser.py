"""A real browser walks through runs, on the site as ``manage.py serve`` starts it.

Skipped where no Chromium is installed, unless ``REQUIRE_BROWSER`` is set. Each test leaves a picture of the
page that it saw last in its folder below pytest's.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Route, expect, sync_playwright

from tests.review.conftest import ERD, ROOT

pytestmark = pytest.mark.browser

#: Seconds for a run with its proof, and for anything else, on a machine that is busy.
RUN_PATIENCE, PATIENCE = 300, 30
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
NAME, PASSWORD = "ann", "by-the-sea"
FIND_PALE_TEXT = (Path(__file__).parent / "find_pale_text.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Site:
    """A site that runs."""

    address: str
    outputs: Path


OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("no Chromium is installed; on Debian: apt-get install chromium")
        pytest.skip("no Chromium is installed")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """``manage.py serve`` with a database, a broker and outputs of its own."""
    folder = tmp_path_factory.mktemp("site")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "ERDGEN_DATA": str(folder / "data"),
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    account = ["createsuperuser", "--noinput", "--username", NAME, "--email", "ann@erdgen.example"]
    for words in (["migrate", "-v0"], account):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(serve, cwd=ROOT, env=environment)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
        yield Site(f"http://127.0.0.1:{port}/admin/", folder / "data" / "outputs")
    finally:
        process.terminate()
        process.wait(60)


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the site did not start")


@pytest.fixture
def open_page(chromium: Browser, site: Site, tmp_path: Path) -> Iterator[OpenPage]:
    """A page of a new visitor who has signed in; nothing may go wrong in it unseen."""
    pages: list[Page] = []
    wrong: list[str] = []

    def open_(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESK, **options})
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        pages.append(page)
        watch(page, wrong)
        page.goto(site.address)
        page.locator("[name=username]").fill(NAME)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#user-tools")).to_contain_text(re.compile(NAME, re.IGNORECASE))
        return page

    yield open_
    for number, page in enumerate(pages):
        page.screenshot(path=tmp_path / f"last-{number}.png")
        page.context.close()
    assert wrong == []


def watch(page: Page, wrong: list[str]) -> None:
    """Take down errors of the server, of scripts, and scripts that have no business there."""

    def take_down(dialog: Dialog) -> None:
        wrong.append(f"a script ran: {dialog.message}")
        dialog.dismiss()

    def read(said: ConsoleMessage) -> None:
        # What could not be loaded is seen by its answer, below.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            wrong.append(said.text)

    page.on("console", read)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", take_down)
    page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None)


def start_run(page: Page, site: Site, output: str, *, prove: bool) -> None:
    """Fill in the form, and start."""
    page.goto(f"{site.address}erdgen/run/new/")
    page.locator("[name=text]").fill(ERD.decode())
    page.locator("[name=output]").fill(output)
    page.locator("[name=prove]").set_checked(prove)
    page.get_by_role("button", name="Start the run").click()
    expect(page).to_have_url(re.compile(r"/\d+/progress/$"))


def await_state(page: Page, state: str) -> None:
    """Stay on the page of a run, which has to bring itself up to date until the run comes to rest."""
    resting = re.compile("awaiting_review|applied|done|failed|cancelled|rejected")
    expect(page.locator(".progress")).to_have_attribute("data-state", resting, timeout=RUN_PATIENCE * 1000)
    expect(page.locator(".progress")).to_have_attribute("data-state", state)


def open_review(page: Page) -> None:
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.get_by_role("heading", name="Review of run")).to_be_visible()


def find_item(page: Page, words: str) -> Locator:
    """The contribution that says ``words`` behind its number, in whichever part of the list."""
    said = page.locator("a", has_text=re.compile(rf"^\s*\d+\s+{re.escape(words)}"))
    return page.locator("li.item", has=said)


def tick(page: Page, words: str) -> None:
    """Tick the contribution that says ``words``; unfold its part of the list for that."""
    item = find_item(page, words)
    part = page.locator(".contributions details", has=item)
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    item.get_by_role("checkbox").check()


def press(page: Page, name: str) -> None:
    """Press a button of the review, and wait for what the next page says of it."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()


def approve_everything(page: Page, *, ready: bool = True) -> None:
    """All contributions and ordinary files; whether the run is ``ready`` to be applied then."""
    press(page, "Approve all that is not risky")
    expect(page.get_by_role("button", name="Apply", exact=True)).to_be_disabled()
    tick(page, "Anyone may read Item")
    press(page, "Approve")
    expect(page.get_by_role("button", name="Apply", exact=True)).to_be_enabled(enabled=ready)


def test_a_run_from_the_form_to_the_output(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    page.goto(f"{site.address}erdgen/run/new/")
    page.locator("[name=text]").fill(ERD.decode())
    page.locator("[name=output]").fill("shop")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("svg .entity .name").first).to_have_text("Item")
    page.get_by_role("button", name="Start the run").click()
    page.evaluate("document.title = 'never loaded again'")
    await_state(page, "awaiting_review")
    expect(page).to_have_title("never loaded again")
    expect(page.locator(".hub")).to_contain_text("business_logic")

    open_review(page)
    expect(page.locator(".proof.ok")).to_contain_text("Proven")
    tick(page, "Item: price is above 0")
    page.locator("#verdicts [name=comment]").fill("samples are free")
    press(page, "Reject")
    expect(page.locator(".messagelist")).to_contain_text("made anew")
    await_state(page, "awaiting_review")

    open_review(page)
    expect(find_item(page, "Item: price is above 0")).to_contain_text("samples are free")
    page.goto(f"{page.url}?file=backend/models.py&full=1")
    expect(page.locator(".sheet")).to_contain_text("class Item")
    expect(page.locator(".sheet")).not_to_contain_text("item_price_above_0")
    find_item(page, "Anyone may read Item").get_by_role("link").click()
    page.locator("tr.chosen .number a").first.click()
    expect(page.get_by_role("heading", name="that ask for line")).to_be_visible()
    expect(find_item(page, "Anyone may read Item")).to_be_visible()
    page.get_by_label("Comment on line").fill("Item price must be at most 500")
    press(page, "Comment")
    expect(page.locator(".files")).to_contain_text("ann: Item price must be at most 500")

    page.locator(".breadcrumbs").get_by_role("link", name="Run 1", exact=True).click()
    page.get_by_role("button", name="Run again").click()
    expect(page).to_have_url(re.compile("/2/progress/$"))
    await_state(page, "awaiting_review")
    open_review(page)
    expect(find_item(page, "Item: price is at most 500")).to_contain_text("ann")
    approve_everything(page)
    page.get_by_role("button", name="Apply", exact=True).click()
    await_state(page, "applied")

    assert "500" in (site.outputs / "shop/backend/models.py").read_text()
    environment = {"PATH": os.environ["PATH"], "DEBUG": "1", "SECRET_KEY": "for-this-test-only"}
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=site.outputs / "shop", env=environment, check=True
    )


def test_the_essentials_work_without_scripts(open_page: OpenPage, site: Site) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site.address}erdgen/run/new/")
    page.locator("[name=text]").fill(ERD.decode().replace("str(50)", "strung(50)"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".listing .found .finding.error").first).to_be_visible()
    start_run(page, site, "plain", prove=False)
    await_state(page, "awaiting_review")
    open_review(page)
    tick(page, "Item: price is above 0")
    press(page, "Reject")
    await_state(page, "awaiting_review")
    open_review(page)
    approve_everything(page)
    page.get_by_role("button", name="Apply", exact=True).click()
    await_state(page, "applied")
    assert "item_price_above_0" not in (site.outputs / "plain/backend/models.py").read_text()


def tab_to(page: Page, target: Locator) -> None:
    """Press the tabulator until ``target`` has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not come to {target}")


def test_the_keyboard_alone_is_enough(open_page: OpenPage, site: Site) -> None:
    page = open_page(viewport=PHONE)
    page.goto(f"{site.address}erdgen/run/new/")
    tab_to(page, page.locator("[name=text]"))
    page.keyboard.insert_text(ERD.decode())
    tab_to(page, page.locator("[name=output]"))
    page.keyboard.type("keys")
    tab_to(page, page.locator("[name=prove]"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Start the run"))
    page.keyboard.press("Enter")
    await_state(page, "awaiting_review")
    tab_to(page, page.get_by_role("link", name="Review", exact=True))
    page.keyboard.press("Enter")

    item = find_item(page, "Item: price is above 0")
    tab_to(page, page.locator(".contributions details", has=item).locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page, item.get_by_role("checkbox"))
    page.keyboard.press("Space")
    tab_to(page, page.locator("#verdicts [name=comment]"))
    page.keyboard.type("is that so?")
    page.keyboard.press("Enter")  # decides nothing: it only comments
    expect(page.locator(".messagelist")).to_contain_text("comment is stored")
    tab_to(page, page.get_by_role("button", name="Approve all that is not risky"))
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Approved: ")
    tab_to(page, find_item(page, "Anyone may read Item").get_by_role("checkbox"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Approve", exact=True))
    page.keyboard.press("Enter")
    apply = page.get_by_role("button", name="Apply", exact=True)
    expect(apply).to_be_enabled()
    tab_to(page, apply)
    page.keyboard.press("Enter")
    await_state(page, "applied")


def check_looks(page: Page) -> None:
    """All of the page's width is seen without scrolling sideways, and all of its text can be read."""
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
    assert page.evaluate(FIND_PALE_TEXT) == [], page.url


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_and_can_be_read(
    open_page: OpenPage, site: Site, size: Any, colours: str, tmp_path: Path
) -> None:
    page = open_page(viewport=size, color_scheme=colours)
    check_looks(page)
    page.goto(f"{site.address}erdgen/run/new/")
    page.locator("[name=text]").fill(ERD.decode().replace("str(50)", "strung(50)"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".listing .found .finding.error").first).to_be_visible()
    check_looks(page)
    page.locator("[name=sample]").select_option("sample_erd")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("svg .entity").first).to_be_visible()
    check_looks(page)
    start_run(page, site, f"looks_{colours}_{size['width']}", prove=False)
    check_looks(page)
    await_state(page, "awaiting_review")
    check_looks(page)
    open_review(page)
    for part in page.locator("details:not([open]) > summary").all()[::-1]:
        part.click()
    check_looks(page)
    press(page, "Approve all that is not risky")
    check_looks(page)
    for query in ("file=backend/models.py&full=1", "file=backend/models.py&line=12", "contribution=0"):
        page.goto(f"{page.url.partition('?')[0]}?{query}")
        expect(page.locator(".sheet")).to_be_visible()
        check_looks(page)
    page.goto(f"{site.address}erdgen/run/status/")
    check_looks(page)
    page.goto(f"{site.address}erdgen/run/")
    check_looks(page)


def test_an_edited_output_is_merged(open_page: OpenPage, site: Site) -> None:
    page = open_page(viewport=PHONE, color_scheme="dark")
    start_run(page, site, "lived_in", prove=False)
    await_state(page, "awaiting_review")
    open_review(page)
    approve_everything(page)
    page.get_by_role("button", name="Apply", exact=True).click()
    await_state(page, "applied")
    models = site.outputs / "lived_in/backend/models.py"
    edited = models.read_text().replace("max_length=50", "max_length=60")
    models.write_text(edited.replace("    price =", "    # FIX: add an index\n    price ="))
    page.reload()
    expect(page.get_by_role("button", name="Run again and merge")).to_be_visible()
    check_looks(page)

    page.goto(f"{site.address}erdgen/run/new/")
    page.locator("[name=text]").fill(ERD.decode().replace("str(50)", "str(70)"))
    page.locator("[name=output]").fill("lived_in")
    page.locator("[name=prove]").set_checked(False)
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator(".errornote")).to_contain_text("start it as “Evolve”")
    expect(page.locator("[name=workflow]")).to_have_value("evolve")
    page.get_by_text("What each does").click()
    check_looks(page)
    page.get_by_role("button", name="Start the run").click()
    await_state(page, "awaiting_review")
    expect(page.locator("#answers")).to_contain_text("Item.price has an index")
    check_looks(page)

    open_review(page)
    approve_everything(page, ready=False)
    page.locator("#one-by-one").get_by_role("link", name="backend/models.py").click()
    expect(page.locator(".sheet")).to_contain_text("<<<<<<< yours")
    check_looks(page)
    page.get_by_text("All files").click()
    page.get_by_label("Tick backend/models.py").check()
    press(page, "Approve")
    page.get_by_role("button", name="Apply", exact=True).click()
    await_state(page, "applied")
    assert "FIX" not in models.read_text()
    assert ">>>>>>> generated now" in models.read_text()


def test_a_page_that_renews_itself_takes_nothing_from_the_reader(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    start_run(page, site, "lively", prove=True)
    shown = str(page.locator("#live").inner_html())
    beats = 0

    def answer(route: Route) -> None:
        """The page as it was, with a line more in a long log."""
        nonlocal beats
        beats += 1
        lines = "".join(f'<li id="line-{number}">line {number}</li>' for number in range(100 + beats))
        route.fulfill(
            body=re.sub(r"(<ol class=.log.[^>]*>).*?</ol>", rf"\1{lines}</ol>", shown, flags=re.DOTALL)
        )

    def await_beat() -> None:
        expect(page.locator(f"#line-{100 + beats}")).to_be_attached()

    page.route("**/progress/now/", answer)
    await_beat()
    page.locator(".log").evaluate("list => { list.scrollTop = 300 }")
    button = page.get_by_role("button", name="Cancel the run")
    button.hover()
    page.mouse.down()
    await_beat()
    expect(button).to_be_focused()
    assert page.locator(".log").evaluate("list => list.scrollTop") == 300
    page.mouse.up()
    page.unroute("**/progress/now/")
    await_state(page, "cancelled")


def test_a_page_says_when_the_site_does_not_answer(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    start_run(page, site, "silent", prove=False)
    note = page.get_by_text("what stands here may be old")
    expect(note).to_be_hidden()
    page.route("**/progress/now/", lambda route: route.abort())
    expect(note).to_be_visible()
    page.unroute("**/progress/now/")
    expect(note).to_be_hidden()
    await_state(page, "awaiting_review")
