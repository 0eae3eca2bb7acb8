"""Signing in with a real OpenID provider, in a real browser."""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser_builders import (
    advisor_app,
    chromium,
    free_port,
    needs_chromium,
    program,
    rest,
    wait_until_answers,
)
from playwright.sync_api import Browser, Page, expect
from ui_builders import all_of, begun

from advisor import serving
from advisor.assess.questionnaire import Rung
from advisor.store.store import Store
from benchmarks.load_visitor import Visitor

pytestmark = needs_chromium

DISCOVERY = "/.well-known/openid-configuration"
PEOPLE = {
    "ada": {"email": "ada@example.org", "email_verified": True, "name": "Ada"},
    "bo": {"email": "bo@example.org", "email_verified": True, "name": "Bo"},
    "kim": {"email": "kim@example.org", "email_verified": True, "name": "Kim"},
    "eve": {"email": "ada@example.org", "email_verified": False, "name": "Eve"},
}
FILE = """
[auth]
redirect_uri = "http://localhost:{app}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "advisor"
client_secret = "not-so-secret"
server_metadata_url = "http://localhost:{provider}{discovery}"

[ranks]
facilitator.emails = ["ada@example.org"]
viewer.emails = ["bo@example.org"]
"""
TEAM = "Team Rocket"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a provider and the app that trusts it; return where the app listens."""
    home = tmp_path_factory.mktemp("home")
    store = Store.open(None, home)
    begun(store, all_of(Rung.BY_HAND), name=TEAM)
    store.close()
    provider, app = free_port(), free_port()
    path = home / "auth.toml"
    path.write_text(FILE.format(app=app, provider=provider, discovery=DISCOVERY))
    people = [
        f"--user-claims={json.dumps({'sub': sub} | claims)}"
        for sub, claims in PEOPLE.items()
    ]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "localhost"]
    command += ["--port", str(provider), *people]
    with program(command, home / "provider.log"):
        wait_until_answers(provider, DISCOVERY)
        with advisor_app(home, app, "--auth", str(path)) as listening:
            yield listening


def test_a_facilitator_signs_in_sees_all_and_signs_out(
    browser: Browser, address: str
) -> None:
    with signed_in(browser, address, "ada") as page:
        shows(page, "Signed in as ada@example.org (Facilitator)")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert {"Start", "Sessions", "Board", "Stack"} <= offered(page)
        shows(page, TEAM)

        page.get_by_role("button", name="Sign out").click()
        leave_provider(page, address)

        shows(page, "Join a session")
        assert offered(page) == {"Join", "Learn"}
        page.reload()
        shows(page, "Join a session")


def test_a_viewer_reads_and_is_offered_nothing_that_changes(
    browser: Browser, address: str
) -> None:
    with signed_in(browser, address, "bo") as page:
        shows(page, "Signed in as bo@example.org (Viewer)")
        shows(page, TEAM)
        assert {"Results", "History"} <= offered(page)
        assert not {"Start", "Assess", "Evidence", "Board", "Stack"} & offered(page)
        expect(page.get_by_role("button", name="Delete")).to_have_count(0)


@pytest.mark.parametrize("who", ["kim", "eve"])
def test_others_and_who_has_no_verified_email_are_participants(
    who: str, browser: Browser, address: str
) -> None:
    with signed_in(browser, address, who) as page:
        shows(page, "(Participant)")
        assert offered(page) == {"Join", "Learn"}

        page.goto(f"{address}/history")
        rest(page)

        shows(page, "Join a session")
        expect(page.get_by_text(TEAM)).to_have_count(0)


def test_nobody_needs_to_sign_in_to_join(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{address}/join")

    shows(page, "Join a session")
    assert offered(page) == {"Join", "Learn"}
    page.context.close()


def test_without_a_file_only_the_machine_itself_facilitates(tmp_path: Path) -> None:
    port = free_port()
    with advisor_app(tmp_path, port, "--host", "0.0.0.0"):  # noqa: S104
        here = may_begin(f"ws://localhost:{port}")
        behind_a_proxy = may_begin(f"ws://localhost:{port}", "10.0.0.9")
        network = serving.lan_address() or "localhost"
        elsewhere = may_begin(f"ws://{network}:{port}")

    assert here
    assert not behind_a_proxy
    assert not elsewhere or network == "localhost"


def may_begin(address: str, origin: str = "") -> bool:
    """Ask in a thread of its own: the browser keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, begins(address, origin)).result()


async def begins(address: str, origin: str = "") -> bool:
    """Tell whether a visitor without a browser is offered to begin an assessment."""
    async with Visitor(address, "", origin=origin) as visitor:
        assert bool(visitor.find("-join_code")) != bool(visitor.find("-new_name"))
        return visitor.find("-new_name") is not None


@contextmanager
def signed_in(browser: Browser, address: str, who: str) -> Iterator[Page]:
    """Sign in by the app's own button and the provider's own page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=who, exact=True).click()
    page.wait_for_url(re.compile(f"^{address}"))
    yield page
    context.close()


def leave_provider(page: Page, address: str) -> None:
    """Confirm the sign-out where the provider asks."""
    page.locator("form button").first.click()
    page.wait_for_url(re.compile(f"^{address}"))


def shows(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()
    rest(page)


def offered(page: Page) -> set[str]:
    """Return the pages that the navigation offers."""
    links = page.get_by_test_id("stSidebar").get_by_test_id("stPageLink-NavLink")
    expect(links.first).to_be_visible()
    return {text.strip().splitlines()[-1] for text in links.all_inner_texts()}
