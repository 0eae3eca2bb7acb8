"""What each rank is offered, and what happens when it tries more."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from ui_builders import all_of, begun, click, shown, visit

from advisor.assess.questionnaire import Rung
from advisor.errors import AccessError
from advisor.session.access import Act, Rank, Visitor
from advisor.ui import access, cache, navigation, state

FILE = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "advisor"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[ranks]
facilitator.emails = ["ada@example.org"]
viewer.emails = ["bo@example.org"]
"""
PATHS = {room.path for room in navigation.ROOMS}
READ = {room.path for room in navigation.ROOMS if room.needs is Act.READ}
JOINED = {room.path for room in navigation.ROOMS if room.needs is Act.JOIN}


@pytest.fixture
def from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every visitor comes from another machine."""
    monkeypatch.setattr(access, "visitor", lambda: Visitor(address="192.168.1.7"))


@pytest.fixture
def as_viewer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every visitor is signed in as somebody who may read."""
    path = tmp_path / "auth.toml"
    path.write_text(FILE)
    monkeypatch.setenv(access.VARIABLE, str(path))
    claims = {
        "is_logged_in": True,
        "iat": datetime.now(UTC).timestamp(),
        "email": "bo@example.org",
        "email_verified": True,
    }
    monkeypatch.setattr(access, "visitor", lambda: Visitor(claims=claims))


def test_a_participant_is_offered_join_and_learn() -> None:
    assert sorted(JOINED) == ["join", "learn"]


@pytest.mark.usefixtures("from_elsewhere")
@pytest.mark.parametrize("path", sorted(PATHS - JOINED))
def test_a_participant_who_asks_for_another_page_is_asked_to_join(path: str) -> None:
    id_ = begun(cache.store(), all_of(Rung.BY_HAND), name="Secret team")

    app = visit(path, id_)

    assert not app.exception
    assert app.title[0].value == "Join a session"
    assert "Secret team" not in shown(app)
    assert state.OPEN not in app.session_state


@pytest.mark.usefixtures("from_elsewhere")
def test_a_participant_may_learn() -> None:
    assert visit("learn").title[0].value == "Learn"


@pytest.mark.usefixtures("as_viewer")
@pytest.mark.parametrize("path", sorted(READ))
def test_a_viewer_reads(path: str) -> None:
    app = visit(path, begun(cache.store(), all_of(Rung.BY_HAND)))

    assert not app.exception
    assert not app.error
    assert app.title[0].value == next(
        room.title for room in navigation.ROOMS if room.path == path
    )


@pytest.mark.usefixtures("as_viewer")
@pytest.mark.parametrize("path", sorted(PATHS - JOINED - READ))
def test_a_viewer_who_asks_for_a_page_that_changes_something_sees_history(
    path: str,
) -> None:
    app = visit(path)

    assert not app.exception
    assert app.title[0].value == "History"


@pytest.mark.usefixtures("as_viewer")
def test_nothing_a_viewer_can_click_changes_the_store() -> None:
    store = cache.store()
    id_ = begun(store, all_of(Rung.BY_HAND))
    before = (store.assessments(include_deleted=True), store.audit(id_))
    for path in sorted(READ):
        app = visit(path, id_)
        for button in app.button:
            if button.proto.disabled:
                continue
            pressed = click(visit(path, id_), str(button.key))
            assert not pressed.exception, (path, button.label)

    assert (store.assessments(include_deleted=True), store.audit(id_)) == before


@pytest.mark.usefixtures("as_viewer")
def test_a_change_by_a_viewer_is_refused_where_it_would_be_stamped() -> None:
    with pytest.raises(AccessError, match="not allowed as Viewer"):
        access.demand(Act.CHANGE)


@pytest.mark.usefixtures("as_viewer")
def test_who_is_signed_in_is_shown_with_the_way_out() -> None:
    app = visit("history")

    assert "Signed in as bo@example.org (Viewer)" in shown(app)
    assert [b.key for b in app.sidebar.button] == ["sign_out"]


def test_who_is_not_signed_in_is_shown_the_way_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "auth.toml"
    path.write_text(FILE)
    monkeypatch.setenv(access.VARIABLE, str(path))

    app = visit("start")

    assert app.title[0].value == "Join a session"
    assert [b.key for b in app.sidebar.button] == ["sign_in"]


def test_a_file_that_has_gone_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.VARIABLE, "/nowhere/auth.toml")

    app = visit("start")

    assert ["Nobody can sign in" in error.value for error in app.error] == [True]
    assert "nowhere" not in shown(app)
    assert not app.title


def test_the_machine_itself_is_offered_every_page() -> None:
    with_all = {key for pages in offered_to(Rank.FACILITATOR).values() for key in pages}

    assert with_all == {room.key for room in navigation.ROOMS}


def offered_to(rank: Rank) -> dict[str, list[str]]:
    app = AppTest.from_string("")
    app.run()
    return {group: [*pages] for group, pages in navigation.offered(rank).items()}
