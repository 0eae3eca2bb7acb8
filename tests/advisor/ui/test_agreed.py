"""Agreed: level before and after, dissent, road map, last session, closing."""

from datetime import UTC, datetime

from session_ui_builders import (
    divided,
    join,
    now,
    open_session,
    say,
    stamp,
    visit_with,
)
from ui_builders import QUESTIONS, click, shown

from advisor.assess.answers import Answer
from advisor.assess.questionnaire import Rung
from advisor.session.session import Decision, Session, Stage
from advisor.store.store import Store
from advisor.ui import session_cache


def decided(session: Session, rung: Rung = Rung.BY_HAND) -> str:
    """Decide on what is on top of the agenda; return the practice."""
    practice = session_cache.talk(session).agenda[0].practice
    decision = Decision(
        practice=practice,
        answer=Answer(rung=rung),
        note="*agreed*",
        owner="Dan [x](y)",
        quarter="2027-Q2",
        decided_at=datetime.now(UTC),
        decided_by="Faye",
    )
    session_cache.sessions().decide(session.id, decision, stamp())
    session_cache.forget(session)
    return practice


def test_without_a_session_the_page_says_so() -> None:
    assert "once a session was held" in shown(visit_with("agreed"))


def test_before_the_reveal_nothing_is_shown() -> None:
    session = open_session()
    say(join(session, "Ada"), Rung.AUTOMATED, note="a secret")
    page = shown(visit_with("agreed", session=session.id))

    assert "not revealed yet" in page
    assert "a secret" not in page


def test_what_was_agreed_stands_beside_who_says_otherwise() -> None:
    session, _ = divided(note="we do")
    practice = decided(session)
    page = shown(visit_with("agreed", session=session.id))

    assert QUESTIONS.practices[practice].name in page
    assert "Dan [x](y)" in page
    assert "*agreed*" in page
    assert "Q2 2027" in page
    assert "Ada (Subject matter expert) says automated: “we do”" in page


def test_level_and_agreement_are_shown_for_both_rounds() -> None:
    session, team = divided()
    practice = session_cache.talk(session).agenda[0].practice
    session_cache.sessions().open_vote(session.id, practice, stamp())
    say(team["Ada"], Rung.NONE, practice)
    session_cache.sessions().close_vote(session.id, stamp())
    session_cache.forget(session)
    app = visit_with("agreed", session=session.id)

    rounds = app.table[0].value
    assert list(rounds["answers"]) == ["first answers", "agreed"]
    assert rounds["agreement"].nunique() == 2


def test_the_road_map_takes_owner_and_quarter_from_the_decision() -> None:
    session, _ = divided()
    practice = decided(session, Rung.NONE)
    app = visit_with("agreed", session=session.id)

    (road,) = [t.value for t in app.table if "step" in t.value]
    (row,) = [r for _, r in road.iterrows() if r["step"] == _named(practice)]
    assert row["owner"] == "Dan \\[x\\]\\(y\\)"
    assert row["until"] == "Q2 2027"


def _named(practice: str) -> str:
    return QUESTIONS.practices[practice].name


def test_closing_keeps_the_agreed_answers_as_a_finished_assessment(
    store: Store,
) -> None:
    session, _ = divided()
    practice = decided(session)

    app = click(visit_with("agreed", session=session.id), "close_session")

    closed = now(session)
    assert closed.stage is Stage.CLOSED
    assert app.query_params["assessment"] == closed.assessment
    assert store.assessment(str(closed.assessment)).finished
    assert store.sheet(str(closed.assessment)).rung(practice) is Rung.BY_HAND


def test_a_session_with_an_open_vote_cannot_be_closed() -> None:
    session, _ = divided()
    session_cache.sessions().open_vote(session.id, QUESTIONS.quick[0], stamp())
    app = visit_with("agreed", session=session.id)

    assert "close it on the board first" in shown(app)
    assert app.button(key="close_session").disabled


def test_the_last_session_of_the_same_scope_is_compared() -> None:
    before, _ = divided()
    decided(before, Rung.AUTOMATED)
    click(visit_with("agreed", session=before.id), "close_session")
    session, _ = divided()
    page = shown(visit_with("agreed", session=session.id))

    assert "Since the last session" in page
    assert "automated" in page


def test_another_session_can_be_chosen() -> None:
    one, _ = divided()
    other = open_session("Beta")
    app = visit_with("agreed", session=one.id)

    app.selectbox(key="agreed_session").set_value(other.id).run()

    assert "not revealed yet" in shown(app)
    assert app.query_params["session"] == other.id
