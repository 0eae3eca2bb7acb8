"""A whole session in a real browser: one facilitator, five participants, one hour."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from advisor.assess.questionnaire import Rung
from advisor.session.outcome import Basis, Outcome

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROJECTORS = ((1920, 1080), (1280, 720))
PHONE = (390, 844)
PATIENCE = 20_000
NAME = "Acme *bold* <b>x</b> [a](b)"
OWNER = "Dan [x](y)"
# Leadership says automated, practitioners say not done.
TEAM = (
    ("Ada", "Subject matter expert", 2),
    ("Ben", "Data scientist", 0),
    ("Cleo", "Data engineer", 0),
    ("Dan", "DevOps", 0),
    ("Eve", "ML architect", 0),
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


def test_a_team_answers_differs_votes_again_decides_and_leaves_with_an_assessment(
    browser: Browser, address: str
) -> None:
    facilitator = page(browser, PROJECTORS[-1])
    link = open_session(facilitator, address)

    team = [join(page(browser, PHONE), link, *who) for who in TEAM]
    come_back(team[0])
    reveal(facilitator)
    for phone in team:
        expect(phone.get_by_text("The answers are revealed")).to_be_visible()
    vote_again(facilitator, team)
    decide(facilitator)
    found = agreed(facilitator)

    decided = found.decisions[0]
    assert decided.owner == OWNER
    assert decided.answer.rung is Rung.BY_HAND
    assert found.basis[decided.practice] is Basis.DECISION
    assert found.sheet.rung(decided.practice) is Rung.BY_HAND
    expect(team[0].get_by_text("The session is over")).to_be_visible()


def open_session(seen: Page, address: str) -> str:
    """Open a quick session of two minutes; return the address to join."""
    seen.goto(f"{address}/sessions")
    fill(seen, "What is assessed?", NAME)
    fill(seen, "Your name (the facilitator)", "Faye")
    seen.get_by_text("Quick: the questions that tell most").click()
    rest(seen)
    slider = seen.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(seen.get_by_role("slider")).to_have_value("2")
    rest(seen)
    keep(seen, "session_open")
    seen.get_by_role("button", name="Open the session").click()
    seen.get_by_role("button", name="Go to the board").wait_for()
    link = seen.get_by_test_id("stCode").inner_text().strip()
    seen.get_by_role("button", name="Go to the board").click()
    expect(seen.get_by_text("Nobody has joined yet")).to_be_visible()
    return re.sub(r"^http://[^/]+", address, link)


def join(phone: Page, link: str, name: str, role: str, place: int) -> Page:
    """Join and answer two questions, each saved at once."""
    phone.goto(link)
    phone.get_by_label("Your name").fill(name)
    phone.get_by_text(role, exact=True).click()
    phone.get_by_role("button", name="Join", exact=True).click()
    for number in (1, 2):
        phone.get_by_text(f"{number} of ").wait_for()
        choose(phone, place)
        phone.get_by_role("button", name="Next").wait_for()
        rest(phone)
        keep(phone, "session_question")
        phone.get_by_role("button", name="Next").click()
    phone.get_by_text("3 of ").wait_for()
    return phone


def come_back(phone: Page) -> None:
    """Reload: the address knows who it is, and the answers are there."""
    phone.reload()
    expect(phone.get_by_text(re.compile("^3 of "))).to_be_visible()
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_text(re.compile("^2 of "))).to_be_visible()
    expect(phone.get_by_role("radio").nth(2)).to_be_checked()


def reveal(seen: Page) -> None:
    """Reveal although some are still answering, after a warning."""
    expect(seen.get_by_text("5 people are here")).to_be_visible()
    keep(seen, "session_live")
    seen.get_by_role("button", name="Reveal the answers").click()
    expect(seen.get_by_text("still answering")).to_be_visible()
    seen.get_by_role("button", name="Reveal anyway").click()
    expect(seen.get_by_text("Agenda")).to_be_visible()
    expect(seen.get_by_text("Leadership says automated")).to_be_visible()
    rest(seen)
    for width, height in PROJECTORS:
        seen.set_viewport_size({"width": width, "height": height})
        expect(
            seen.get_by_test_id("stVegaLiteChart").locator("svg, canvas")
        ).to_be_visible()
        assert fits(seen), f"the board scrolls at {width} x {height}"
        keep(seen, f"session_board_{height}")


def fits(seen: Page) -> bool:
    """Tell whether the page is shown as a whole, without scrolling."""
    main = seen.get_by_test_id("stMain")
    return bool(main.evaluate("main => main.scrollHeight <= main.clientHeight"))


def vote_again(seen: Page, team: list[Page]) -> None:
    """Put the first item to a second vote; it opens on every phone by itself."""
    seen.get_by_role("button", name="Vote again").click()
    for phone in team:
        expect(phone.get_by_role("heading", name="Second vote")).to_be_visible()
        choose(phone, 1)
        expect(phone.get_by_text("You may change it")).to_be_visible()
    keep(team[0], "session_second_vote")
    expect(seen.get_by_text("5 of 5 have voted")).to_be_visible()
    seen.get_by_role("button", name="Close the vote").click()
    expect(seen.get_by_text("Hollow: first vote. Filled: second vote.")).to_be_visible()
    rest(seen)


def decide(seen: Page) -> None:
    """Decide; what is typed outlives the board's own redrawing."""
    seen.get_by_role("button", name="Decide").click()
    owner = seen.get_by_label("Who takes it on")
    owner.fill(OWNER)
    seen.wait_for_timeout(2500)
    expect(owner).to_have_value(OWNER)
    seen.get_by_role("button", name="Keep the decision").click()
    expect(seen.get_by_text("The decision is kept.")).to_be_visible()
    expect(seen.get_by_text(f"owner: {OWNER}")).to_be_visible()
    seen.keyboard.press("Escape")
    rest(seen)
    keep(seen, "session_decided")


def agreed(seen: Page) -> Outcome:
    """Take the session along as a file, then close it into an assessment."""
    seen.get_by_role("button", name="Finish").click()
    expect(seen.get_by_role("heading", name="Road map", exact=True)).to_be_visible()
    rest(seen)
    keep(seen, "session_agreed")
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Session (JSON)").click()
    found = Outcome.model_validate_json(started.value.path().read_bytes())
    seen.get_by_role("button", name="Close the session").click()
    expect(seen.get_by_role("heading", name="Results", level=1)).to_be_visible()
    return found


def page(browser: Browser, size: tuple[int, int]) -> Page:
    """Open a browser of one's own."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def choose(phone: Page, place: int) -> None:
    phone.get_by_role("radio").nth(place).locator("xpath=ancestor::label").click()


def fill(seen: Page, label: str, text: str) -> None:
    seen.get_by_label(label).fill(text)
    seen.get_by_label(label).press("Enter")
    rest(seen)


def rest(seen: Page) -> None:
    """Wait until the server has answered and everything is drawn."""
    app = seen.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(seen.locator("[data-stale=true]")).to_have_count(0)


def keep(seen: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    seen.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app through the real command line; return where it listens."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    where = ["--port", str(port), "--home", str(home)]
    command = [sys.executable, "-m", "advisor", "app", *where]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until_healthy(port)
            yield f"http://localhost:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(port: int, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        asking = HTTPConnection("localhost", port, timeout=2)
        try:
            asking.request("GET", "/_stcore/health")
            if asking.getresponse().status == HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            asking.close()
    pytest.fail(f"the app did not answer within {seconds:g} s")
