"""Every page in a real browser under axe-core: nothing serious, wide and on a phone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_builders import advisor_app, chromium, free_port, needs_chromium, rest
from playwright.sync_api import Browser, Page, expect
from ui_builders import QUESTIONS, all_of, begun

from advisor.assess import bundle
from advisor.assess.answers import Answer, AnswerSheet, Mode, Scope
from advisor.assess.questionnaire import Rung
from advisor.report import dossier, full, web
from advisor.report.dossier import Aim
from advisor.session.session import Plan
from advisor.store.records import Stamp
from advisor.store.sessions import Sessions
from advisor.store.store import Store
from advisor.ui import cache, navigation, portfolio_text

pytestmark = needs_chromium

LEADER, MAKER = "subject_matter_expert", "data_scientist"
WIDE, PHONE = (1280, 900), (390, 844)
SERIOUS = ("serious", "critical")
RULES = {"resultTypes": ["violations"]}


class Place(NamedTuple):
    """Where the app listens, and what the addresses of its pages name."""

    address: str
    query: Mapping[str, str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("home")
    query = filled(home)
    with advisor_app(home, free_port()) as address:
        yield Place(address, query)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", [room.path for room in navigation.ROOMS])
def test_a_page_has_no_serious_violation(path: str, page: Page, place: Place) -> None:
    page.goto(f"{place.address}/{'' if path == 'start' else path}?{place.query[path]}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    rest(page)

    assert violations(page) == []

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    rest(page)

    assert violations(page) == []


def test_a_participants_questions_have_no_serious_violation(
    page: Page, place: Place
) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{place.address}/join?{place.query['question']}")
    expect(page.get_by_role("radio").first).to_be_visible()
    rest(page)

    assert violations(page) == []


def test_the_report_has_no_serious_violation(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(report())
    for width, height in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path.as_uri())

        assert violations(page) == []


def violations(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical, each with its places."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['html'][:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def filled(home: Path) -> Mapping[str, str]:
    """Keep an assessment, a portfolio and two sessions; return each page's query."""
    store = Store.open(None, home)
    assessment = begun(store, all_of(Rung.BY_HAND, QUESTIONS.quick))
    sessions = Sessions(store)
    revealed, _ = held(sessions, "Acme")
    sessions.reveal(revealed, stamp())
    sessions.talk_about(revealed, QUESTIONS.quick[0], None, stamp())
    _, token = held(sessions, "Shop")
    store.close()
    portfolio = f"portfolio={portfolio_text.pack(cache.example())}"
    query = dict.fromkeys(("board", "agreed"), f"session={revealed}")
    query |= dict.fromkeys(("use-cases", "match", "decision"), portfolio)
    everywhere = {room.path: f"assessment={assessment}" for room in navigation.ROOMS}
    return everywhere | query | {"question": f"me={token}"}


def held(sessions: Sessions, name: str) -> tuple[str, str]:
    """Hold a session in which two disagree; return its id and a third one's token."""
    plan = Plan(scope=Scope(name=name), mode=Mode.QUICK, roles=(LEADER, MAKER))
    session = sessions.open(plan, QUESTIONS, stamp(), timedelta(hours=1))
    tokens = [
        sessions.join(session.code, who, role, datetime.now(UTC), "here")[1]
        for who, role in (("Ada", LEADER), ("Ben", MAKER), ("Cleo", MAKER))
    ]
    for token, rung in zip(tokens, (Rung.AUTOMATED, Rung.NONE), strict=False):
        for practice in QUESTIONS.quick:
            sessions.vote(token, practice, Answer(rung=rung), datetime.now(UTC))
    return session.id, tokens[-1]


def report() -> bytes:
    """Return the web page of a report on a few answers."""
    found = bundle.load()
    sheet = AnswerSheet(
        questionnaire=found.questionnaire.id,
        scope=Scope(name="Acme"),
        answers=all_of(Rung.BY_HAND, QUESTIONS.quick),
    )
    written = dossier.gather(sheet, found, Aim(), date(2026, 11, 22), "test")
    return web.render(full.document(written, found))


def stamp() -> Stamp:
    return Stamp(at=datetime.now(UTC), by="Faye")
