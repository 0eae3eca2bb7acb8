"""Walks through the real app in a real browser, from Start to History and Decision."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Position,
    expect,
    sync_playwright,
)

from advisor.assess import bundle, exchange
from advisor.assess.answers import AnswerSheet
from advisor.assess.questionnaire import LADDER, Rung

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUESTIONS = bundle.load().questionnaire
QUICK = [p for id_, p in QUESTIONS.practices.items() if id_ in QUESTIONS.quick]
PAGES = (
    *("start", "assess", "results", "evidence", "roadmap", "history", "learn"),
    *("use-cases", "match", "decision", "catalogue"),
)
NAME = "**B** <b>x</b> [a](b) :red[r] $x$ `c` _d_ 1. | 😀 :smile: :material/home:"
RENAMED = "Fraud <b>& more</b>"
# Where the first name stands in the table of use cases, beside the row's own mark.
FIRST_NAME: Position = {"x": 120, "y": 52}
BASE_PATH_GUESS = re.compile(r"/(assess|decision)/_stcore/")
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 15_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@dataclass(frozen=True)
class Screen:
    """A page of the browser, and what the browser complained about or fetched."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("request", lambda request: self._fetched(request.url))
        self.page.on("websocket", lambda socket: self._fetched(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self._said(said) if said.type == "error" else None
        )

    def _said(self, said: ConsoleMessage) -> None:
        # After a reload the front end tries each part of the address for the server's
        # own base path; the misses are how it finds out.
        if not BASE_PATH_GUESS.search(said.location["url"]):
            self.complaints.append(said.text)

    def _fetched(self, url: str) -> None:
        parts = urlsplit(url)
        local = parts.scheme in ("data", "blob", "about")
        if not local and parts.netloc != urlsplit(self.address).netloc:
            self.foreign.append(url)

    def follow(self, link: str, title: str) -> None:
        """Follow the navigation; wait until the page is drawn."""
        self.page.get_by_test_id("stSidebar").get_by_text(link, exact=True).click()
        self.shows(title)

    def shows(self, title: str) -> None:
        heading = self.page.get_by_role("heading", name=title, level=1, exact=True)
        expect(heading).to_be_visible()
        self.rest()

    def rest(self) -> None:
        """Wait until the server has answered and everything is drawn."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        for passing in ("[data-stale=true]", "[data-testid=stSkeleton]"):
            expect(self.page.locator(passing)).to_have_count(0)

    def keep(self, name: str) -> None:
        """Keep a picture of the whole page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size or {"width": DESK[0], "height": DESK[1]}
        main = self.page.get_by_test_id("stMain")
        height = int(main.evaluate("main => main.scrollHeight"))
        self.page.set_viewport_size({"width": size["width"], "height": height})
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        self.page.set_viewport_size(size)


def test_from_start_to_exported_answers_and_back(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with screen(browser, address, DESK) as seen:
        open_start(seen)
        seen.keep("start")
        begin(seen)
        clicked = answer_all(seen)
        results(seen)
        sheet = download(seen)
        assert dict(sheet.rungs) == clicked
        assert sheet.scope.name == NAME

        evidence(seen, tmp_path)
        road_map_and_history(seen)
        reload_keeps(seen, clicked)

        assert seen.foreign == []
        assert seen.complaints == []


def test_from_use_cases_to_a_written_decision(browser: Browser, address: str) -> None:
    with screen(browser, address, DESK) as seen:
        open_start(seen)
        seen.page.get_by_role("link", name="Describe your use cases").click()
        seen.shows("Use cases")
        use_cases(seen)
        match(seen)
        decide(seen)
        seen.page.reload()
        seen.shows("Decision")
        expect(seen.page.get_by_text(RENAMED).first).to_be_visible()
        catalogue(seen)

        assert seen.foreign == []
        assert seen.complaints == []


def test_no_page_is_wider_than_a_phone(browser: Browser, address: str) -> None:
    with screen(browser, address, PHONE) as seen:
        open_start(seen)
        begin(seen)
        card(seen, 0).get_by_role("radio").nth(1).check(force=True)
        seen.rest()
        opened = seen.page.url.partition("?")[2]
        for name in PAGES:
            path = "" if name == "start" else name
            seen.page.goto(f"{address}/{path}?{opened}")
            expect(seen.page.get_by_role("heading", level=1)).to_be_visible()
            seen.rest()

            seen.keep(f"phone-{name}")
            wide = seen.page.evaluate("document.scrollingElement.scrollWidth")
            assert wide <= PHONE[0], name

        assert seen.foreign == []


def open_start(seen: Screen) -> None:
    seen.page.goto(seen.address)
    seen.shows("How mature is your MLOps?")


def begin(seen: Screen) -> None:
    seen.page.get_by_label("What is assessed?").fill(NAME)
    seen.page.get_by_role("button", name="Begin").click()
    seen.shows("Assess")
    expect(seen.page.get_by_text(f"{NAME} (organisation)")).to_be_visible()


def answer_all(seen: Screen) -> dict[str, Rung]:
    """Answer by mouse and by keyboard in turn; return what was chosen."""
    expect(seen.page.get_by_test_id("stRadio")).to_have_count(len(QUICK))
    clicked: dict[str, Rung] = {}
    for number, practice in enumerate(QUICK):
        rung = number % len(LADDER)
        choose = by_keyboard if number % 2 else by_mouse
        choose(seen, card(seen, number), rung)
        clicked[practice.id] = LADDER[rung]
        expect(
            seen.page.get_by_text(f"· {number + 1} of {len(QUESTIONS.practices)}")
        ).to_be_visible()
        seen.rest()
    expect(
        seen.page.get_by_text("All of these questions are answered.")
    ).to_be_visible()
    seen.keep("assess")
    return clicked


def card(seen: Screen, number: int) -> Locator:
    group = seen.page.get_by_test_id("stRadio").nth(number).get_by_role("radiogroup")
    expect(group).to_have_attribute("aria-label", QUICK[number].question)
    return group


def by_mouse(_: Screen, group: Locator, rung: int) -> None:
    group.locator("label").nth(rung).click()


def by_keyboard(seen: Screen, group: Locator, rung: int) -> None:
    """Choose with the space bar; step down with the arrows where need be."""
    group.get_by_role("radio").first.focus()
    seen.page.keyboard.press("Space")
    for _ in range(rung):
        seen.rest()
        seen.page.keyboard.press("ArrowDown")


def results(seen: Screen) -> None:
    seen.page.get_by_role("button", name="See results").click()
    seen.shows("Results")
    expect(seen.page.get_by_text("Level 0 of 2", exact=True).first).to_be_visible()
    expect(seen.page.get_by_text("What keeps Level 1 away")).to_be_visible()
    seen.keep("results")


def download(seen: Screen) -> AnswerSheet:
    with seen.page.expect_download() as started:
        seen.page.get_by_role("button", name="Answers (YAML)").click()
    raw = started.value.path().read_bytes()
    return exchange.load(raw, started.value.suggested_filename, QUESTIONS)


def evidence(seen: Screen, project: Path) -> None:
    """Scan a small project and see it beside the answers."""
    (project / "train.py").write_text("import mlflow\n\nmlflow.log_metric('a', 1)\n")
    seen.follow("Evidence", "Evidence")
    seen.page.get_by_role("textbox", name="Folder of the project").fill(str(project))
    seen.page.get_by_role("button", name="Scan", exact=True).click()
    expect(seen.page.get_by_text("What keeps Level 1 away")).to_be_visible()
    seen.rest()
    seen.keep("evidence")
    seen.page.get_by_role("tab", name="Beside the answers").click()
    expect(seen.page.get_by_text("with the evidence counted")).to_be_visible()
    expect(seen.page.get_by_text("You say:").first).to_be_visible()
    seen.keep("evidence-claims")


def road_map_and_history(seen: Screen) -> None:
    seen.follow("Road map", "Road map")
    expect(seen.page.get_by_text("Quarter 1").first).to_be_visible()
    seen.keep("roadmap")
    seen.follow("History", "History")
    expect(seen.page.get_by_text(NAME, exact=True).first).to_be_visible()
    seen.keep("history")
    seen.follow("Learn", "Learn")
    seen.keep("learn")


def reload_keeps(seen: Screen, clicked: dict[str, Rung]) -> None:
    seen.follow("Assess", "Assess")
    seen.page.reload()
    seen.shows("Assess")
    for number, rung in enumerate(clicked.values()):
        chosen = card(seen, number).get_by_role("radio").nth(LADDER.index(rung))
        expect(chosen).to_be_checked()


def use_cases(seen: Screen) -> None:
    """Begin with the example, rename its first use case in the table."""
    seen.page.get_by_role("button", name="Add the example").click()
    expect(seen.page.get_by_text("6 use cases", exact=True)).to_be_visible()
    seen.rest()
    before = seen.page.url
    seen.page.get_by_test_id("stDataFrame").click(position=FIRST_NAME)
    seen.page.keyboard.press("Enter")
    seen.page.locator("#portal textarea").fill(RENAMED)
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url(lambda url: url != before)
    seen.rest()
    seen.page.get_by_text("In plain questions").click()
    expect(seen.page.get_by_text("2 of 20 answered.")).to_be_visible()
    seen.rest()
    seen.keep("use-cases")


def match(seen: Screen) -> None:
    """See what fits, move a weight by keyboard."""
    seen.page.get_by_role("button", name="See what fits").click()
    seen.shows("Match")
    expect(seen.page.get_by_text("A platform is needed")).to_be_visible()
    expect(seen.page.get_by_text("no page found").first).to_be_visible()
    slider = seen.page.get_by_role("slider").first
    slider.focus()
    seen.page.keyboard.press("ArrowLeft")
    seen.rest()
    expect(seen.page.get_by_role("button", name="Stated weights again")).to_be_enabled()
    seen.keep("match")


def decide(seen: Screen) -> None:
    """Give a reason and take the record along, as text and as PDF."""
    seen.page.get_by_role("button", name="Write it down").click()
    seen.shows("Decision")
    seen.page.get_by_label("Because").fill("It is *tried*.")
    seen.page.get_by_label("Because").blur()
    expect(seen.page.get_by_text("Reason given: It is *tried*.")).to_be_visible()
    seen.rest()
    for form, beginning in (("Markdown", b"# Decision"), ("PDF", b"%PDF")):
        with seen.page.expect_download() as started:
            seen.page.get_by_role("button", name=f"Decision ({form})").click()
        assert started.value.path().read_bytes().startswith(beginning)
    seen.keep("decision")


def catalogue(seen: Screen) -> None:
    """Choose a cell of the heat map and read what it rests on."""
    seen.follow("Catalogue", "Catalogue")
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart).to_be_visible()
    seen.keep("catalogue")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    chart.click(position={"x": box["width"] - 60, "y": 300})
    dialog = seen.page.get_by_role("dialog")
    expect(dialog.get_by_text("Rests on")).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@contextmanager
def screen(browser: Browser, address: str, size: tuple[int, int]) -> Iterator[Screen]:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(PATIENCE)
    seen = Screen(context.new_page(), address)
    seen.listen()
    yield seen
    context.close()


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
