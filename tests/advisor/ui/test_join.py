"""Join: the way in, one question at a time, the second vote, and what stays private."""

import pytest
from session_ui_builders import (
    LEADER,
    MAKER,
    divided,
    given,
    join,
    now,
    open_session,
    say,
    stamp,
    visit_with,
)
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, click, shown

from advisor.assess.questionnaire import LADDER, Rung
from advisor.session.session import SECOND, Session
from advisor.ui import session_cache


def asked(app: AppTest) -> str:
    """Return the practice that the card asks about."""
    (radio,) = app.radio
    return str(radio.key).split("_rung_")[1]


def answer(app: AppTest, rung: Rung) -> AppTest:
    (radio,) = app.radio
    return radio.set_value(rung).run()


def write(app: AppTest, field: str, text: str) -> AppTest:
    (found,) = [f for f in app.text_input if f"_{field}_" in str(f.key)]
    return found.set_value(text).run()


@pytest.fixture
def session() -> Session:
    return open_session()


def test_a_code_leads_to_the_first_question(session: Session) -> None:
    app = visit_with("join", code=session.code)
    app.text_input(key="join_name").set_value("Ada <b>x</b>")
    app.radio(key="join_role").set_value(LEADER)
    click(app, "join")

    assert "Ada <b>x</b> · Subject matter expert" in shown(app)
    assert "1 of" in str(app.get("progress")[0].proto.text)
    assert "code" not in app.query_params
    (progress,) = session_cache.sessions().progress(session.id)
    assert progress.participant.role == LEADER


def test_a_typed_code_may_be_small_and_without_the_dash(session: Session) -> None:
    app = visit_with("join")
    app.text_input(key="join_code").set_value(session.code.lower())
    click(app, "send_code")

    assert "This session is about Acme" in shown(app)


def test_a_wrong_code_is_refused_and_does_not_try_again_by_itself() -> None:
    app = visit_with("join", code="ABCD-2345")
    assert "No session has this code" in shown(app)

    for _ in range(12):
        app.run()

    assert "No session has this code" not in shown(app)
    session = open_session()
    app.text_input(key="join_code").set_value(session.code)
    click(app, "send_code")
    assert "This session is about Acme" in shown(app)


def test_guessing_codes_is_slowed_down_and_said_so() -> None:
    app = visit_with("join")
    for letter in "ABCDEFGHJKM":
        app.text_input(key="join_code").set_value(f"ABCD-234{letter}")
        click(app, "send_code")

    assert "second" in shown(app)


@pytest.mark.parametrize(("name", "role"), [("", MAKER), ("Ada", None)])
def test_joining_needs_a_name_and_a_role(
    session: Session, name: str, role: str | None
) -> None:
    app = visit_with("join", code=session.code)
    app.text_input(key="join_name").set_value(name)
    app.radio(key="join_role").set_value(role)
    click(app, "join")

    assert "Give your name and choose your role." in shown(app)
    assert session_cache.sessions().progress(session.id) == ()


@pytest.mark.parametrize("rung", [*LADDER, Rung.UNKNOWN])
def test_an_answer_is_in_the_store_at_once(session: Session, rung: Rung) -> None:
    token = join(session, "Ada")
    app = visit_with("join", me=token)
    practice = asked(app)

    answer(app, rung)

    assert given(token)[practice].rung is rung


def test_not_applicable_is_saved_only_with_a_reason(session: Session) -> None:
    token = join(session, "Ada")
    app = visit_with("join", me=token)
    practice = asked(app)

    answer(app, Rung.NOT_APPLICABLE)
    assert given(token) == {}

    write(app, "reason", "no models yet")
    assert given(token)[practice].rung is Rung.NOT_APPLICABLE
    assert given(token)[practice].reason == "no models yet"


def test_a_note_is_kept_with_the_answer(session: Session) -> None:
    token = join(session, "Ada")
    app = visit_with("join", me=token)
    practice = asked(app)

    write(answer(app, Rung.BY_HAND), "note", "every Friday")

    assert given(token)[practice].note == "every Friday"


def test_a_reload_goes_on_where_it_stopped(session: Session) -> None:
    token = join(session, "Ada")
    app = visit_with("join", me=token)
    first = asked(app)
    answer(app, Rung.BY_HAND)
    second = asked(click(app, "question_next"))

    again = visit_with("join", me=token)

    assert asked(again) == second
    assert asked(click(again, "question_back")) == first
    assert again.radio[0].value is Rung.BY_HAND


def test_who_has_answered_everything_is_told_so(session: Session) -> None:
    token = join(session, "Ada")
    say(token, Rung.NONE)

    assert "All your answers are in" in shown(visit_with("join", me=token))


def test_skipped_questions_are_named_at_the_end() -> None:
    token = join(open_session(minutes=1), "Ada")
    app = visit_with("join", me=token)
    answer(app, Rung.NONE)
    click(click(app, "question_next"), "question_next")

    assert "1 question is open." in shown(app)


def test_nothing_of_others_is_shown_before_the_reveal(session: Session) -> None:
    other = join(session, "Zoe", LEADER)
    say(other, Rung.AUTOMATED, note="a secret")
    app = visit_with("join", me=join(session, "Ada"))

    assert "Zoe" not in shown(app)
    assert "a secret" not in shown(app)


def test_after_the_reveal_counts_are_shown_without_names() -> None:
    session, team = divided(note="a secret")
    practice = QUESTIONS.quick[0]
    session_cache.sessions().talk_about(session.id, practice, None, stamp())
    page = shown(visit_with("join", me=team["Ben"]))

    assert "Subject matter expert: 1 × automated" in page
    assert "You said: not done" in page
    assert "a secret" not in page
    assert "Ada" not in page


def test_a_second_vote_is_a_second_answer_beside_the_first() -> None:
    session, team = divided()
    practice = QUESTIONS.quick[0]
    session_cache.sessions().open_vote(session.id, practice, stamp())
    app = visit_with("join", me=team["Ada"])
    assert "Your first answer: Automated" in shown(app)

    answer(app, Rung.BY_HAND)

    assert given(team["Ada"], SECOND)[practice].rung is Rung.BY_HAND
    assert given(team["Ada"])[practice].rung is Rung.AUTOMATED


def test_an_answer_that_comes_after_the_reveal_is_refused_in_words(
    session: Session,
) -> None:
    token = join(session, "Ada")
    app = visit_with("join", me=token)
    session_cache.sessions().reveal(session.id, stamp())

    answer(app, Rung.NONE)

    assert "Not saved" in shown(app)
    assert given(token) == {}


def test_a_token_of_nobody_leads_back_to_the_code(session: Session) -> None:
    app = visit_with("join", me="nobody")

    assert "no longer here" in shown(app)
    assert "me" not in app.query_params
    assert now(session).stage == "asking"
