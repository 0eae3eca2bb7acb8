"""Sessions: opening one, the way in, renewing the code, deleting and restoring."""

import pytest
from session_ui_builders import now, open_session, visit_with
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, click, shown

from advisor.assess.answers import Mode
from advisor.store import codes
from advisor.ui import session_cache, session_invitation


def named(app: AppTest, name: str = "Acme") -> AppTest:
    return app.text_input(key="session_name").set_value(name).run()


def test_without_a_session_the_page_says_so() -> None:
    assert "No session was held yet." in shown(visit_with("sessions"))


def test_a_session_needs_a_name_and_a_role() -> None:
    app = visit_with("sessions")
    assert app.button(key="open_session").disabled

    named(app)
    assert not app.button(key="open_session").disabled


def test_opening_keeps_the_plan_and_shows_the_code() -> None:
    app = named(visit_with("sessions"), "Acme *x* <b>")
    app.text_input(key="person").set_value("Faye").run()
    app.radio(key="session_mode").set_value(Mode.QUICK).run()
    app.slider(key="session_time").set_value(5).run()
    click(app, "open_session")

    (session,) = session_cache.sessions().sessions()
    assert session.plan.scope.name == "Acme *x* <b>"
    assert (session.plan.mode, session.plan.minutes) == (Mode.QUICK, 5)
    assert len(session.plan.roles) == 6
    assert session.opened_by == "Faye"
    assert session.questionnaire_digest == QUESTIONS.digest
    assert codes.shown(session.code) in app.get("html")[0].proto.body
    assert f"code={codes.shown(session.code)}" in app.code[0].value
    assert app.query_params["session"] == session.id


def test_who_is_asked_how_much_is_shown_before_opening() -> None:
    app = named(visit_with("sessions"))
    minutes = [float(m.replace("\\", "")) for m in app.table[0].value["minutes"]]

    assert "Subject matter expert" in shown(app)
    assert max(minutes) <= 10


def test_practices_that_nobody_is_asked_are_counted() -> None:
    app = named(visit_with("sessions"))
    app.slider(key="session_time").set_value(2).run()

    assert "practices are asked of nobody" in shown(app)


def test_a_new_code_replaces_the_old_one() -> None:
    before = open_session()
    app = visit_with("sessions", session=before.id)

    click(app, "renew_code")

    after = now(before)
    assert after.code != before.code
    assert codes.shown(after.code) in app.get("html")[0].proto.body


def test_a_deleted_session_can_be_restored() -> None:
    session = open_session()
    app = click(visit_with("sessions", session=session.id), f"delete_{session.id}")
    assert session_cache.sessions().sessions() == ()
    assert "Deleted the session about Acme" in shown(app)

    app.toggle(key="deleted_sessions").set_value(True).run()
    click(app, f"restore_{session.id}")

    assert session_cache.sessions().sessions() == (session,)


@pytest.mark.parametrize(
    ("page", "machine", "expected"),
    [
        (
            "http://localhost:8501/sessions",
            "10.1.2.3",
            "http://10.1.2.3:8501/join?code=X",
        ),
        (
            "http://localhost:8501/sessions",
            None,
            "http://localhost:8501/join?code=X",
        ),
        (
            "https://advisor.example/base/sessions",
            "10.1.2.3",
            "https://advisor.example/base/join?code=X",
        ),
        ("http://[2001:db8::1]:80/board", None, "http://[2001:db8::1]:80/join?code=X"),
        ("", "10.1.2.3", "http://10.1.2.3/join?code=X"),
    ],
)
def test_the_address_to_join_is_one_that_others_can_open(
    page: str, machine: str | None, expected: str
) -> None:
    assert session_invitation.join_address(page, "X", machine) == expected


def test_the_picture_of_the_address_differs_with_the_address() -> None:
    one, other = (session_invitation.qr(f"http://a/join?code={c}") for c in "XY")

    assert one.startswith("<svg")
    assert one != other
