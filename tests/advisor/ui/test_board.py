"""Board: who is here, the reveal, the agenda, second votes, decisions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from session_ui_builders import (
    LEADER,
    MAKER,
    divided,
    join,
    now,
    open_session,
    say,
    stamp,
    visit_with,
)
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, click, follow, shown

from advisor.assess.agreement import Agreement
from advisor.assess.questionnaire import Rung
from advisor.session.session import SECOND, Session, Stage
from advisor.session.tally import Gap
from advisor.ui import session_cache, session_decision, session_words


def topic(session: Session) -> str:
    """Return the practice on top of the agenda."""
    return session_cache.talk(session).agenda[0].practice


def decide(app: AppTest, practice: str, rung: Rung, note: str = "") -> AppTest:
    app.radio(key=f"decide_rung_{practice}").set_value(rung)
    app.text_input(key=f"decide_note_{practice}").set_value(note)
    app.text_input(key=f"decide_owner_{practice}").set_value("Dan [x](y)")
    quarter = session_decision.quarters(datetime.now(UTC).date(), 2)[1]
    app.selectbox(key=f"decide_quarter_{practice}").set_value(quarter)
    return click(app, f"decide_{practice}_keep")


def test_without_a_session_the_way_to_one_is_shown() -> None:
    assert "The board appears here" in shown(visit_with("board"))


def test_a_session_that_is_gone_is_no_error() -> None:
    assert "The board appears here" in shown(visit_with("board", session="nothing"))


def test_the_board_tells_who_is_here_and_how_far_but_not_what_they_say() -> None:
    session = open_session()
    assert "Nobody has joined yet" in shown(visit_with("board", session=session.id))
    say(join(session, "<b>Ada</b>", LEADER), Rung.AUTOMATED, note="a secret")

    app = visit_with("board", session=session.id)

    assert "1 person is here, 1 done" in shown(app)
    listed = "".join(str(each.proto.body) for each in app.get("html"))
    assert "&lt;b&gt;Ada&lt;/b&gt;" in listed
    assert "12 of 12" in listed
    assert "a secret" not in listed + shown(app)


def test_an_absent_role_is_named() -> None:
    session = open_session(roles=(LEADER, MAKER), minutes=2)
    join(session, "Ada", LEADER)

    said = shown(visit_with("board", session=session.id))

    assert "not here yet: Data scientist" in said


def test_revealing_asks_back_while_somebody_still_answers() -> None:
    session = open_session()
    join(session, "Ada")
    app = click(visit_with("board", session=session.id), "reveal")
    assert now(session).stage is Stage.ASKING
    assert "1 person is still answering" in shown(app)

    app = click(app, "reveal_wait")
    assert now(session).stage is Stage.ASKING
    click(click(app, "reveal"), "reveal_anyway")

    assert now(session).stage is Stage.REVEALED


def test_after_the_reveal_the_board_shows_where_people_differ() -> None:
    session, _ = divided(note="we *do*")
    app = visit_with("board", session=session.id)

    assert "Leadership says automated, practitioners say not done." in shown(app)
    assert "Ada (Subject matter expert) says automated: “we *do*”" in shown(app)
    name = QUESTIONS.practices[topic(session)].name
    assert app.button(key=f"topic_{topic(session)}").label == f"1. {name}"


def test_choosing_an_item_makes_it_the_topic() -> None:
    session, _ = divided()
    second = session_cache.talk(session).agenda[1].practice

    app = click(visit_with("board", session=session.id), f"topic_{second}")

    assert now(session).topic == second
    assert QUESTIONS.practices[second].name in [s.value for s in app.subheader]


def test_a_second_vote_is_opened_and_closed() -> None:
    session, team = divided()
    practice = topic(session)
    app = click(visit_with("board", session=session.id), "open_vote")
    assert now(session).voting == practice
    say(team["Ben"], Rung.BY_HAND, practice)
    app = visit_with("board", session=session.id)
    assert "1 of 3 have voted" in shown(app)
    assert "Hollow" not in shown(app)

    app = click(app, "close_vote")

    assert now(session).voting is None
    assert now(session).revotes == {practice}
    assert "Hollow: first vote. Filled: second vote." in shown(app)
    assert session_cache.sessions().ballots(session.id, SECOND)


def test_a_decision_has_a_note_an_owner_and_a_quarter() -> None:
    session, _ = divided()
    practice = topic(session)

    app = decide(visit_with("board", session=session.id), practice, Rung.BY_HAND, "$x$")

    (made,) = session_cache.sessions().decisions(session.id)
    assert (made.practice, made.answer.rung) == (practice, Rung.BY_HAND)
    assert (made.note, made.owner) == ("$x$", "Dan [x](y)")
    assert made.quarter == session_decision.quarters(datetime.now(UTC).date(), 2)[1]
    assert "owner: Dan [x](y)" in shown(app)


def test_deciding_that_it_does_not_apply_needs_a_reason() -> None:
    session, _ = divided()
    practice = topic(session)
    app = visit_with("board", session=session.id)

    app = decide(app, practice, Rung.NOT_APPLICABLE)
    assert "needs a reason" in shown(app)
    assert session_cache.sessions().decisions(session.id) == ()

    decide(app, practice, Rung.NOT_APPLICABLE, "no models")
    (made,) = session_cache.sessions().decisions(session.id)
    assert made.answer.reason == "no models"


def test_a_decision_can_be_taken_back() -> None:
    session, _ = divided()
    app = decide(visit_with("board", session=session.id), topic(session), Rung.NONE)

    click(app, "undecide")

    assert session_cache.sessions().decisions(session.id) == ()


def test_the_timer_counts_down_and_says_when_time_is_up() -> None:
    session, _ = divided()
    app = click(visit_with("board", session=session.id), "timer_5")
    assert "4:5" in shown(app)
    past = datetime.now(UTC) - timedelta(seconds=1)
    session_cache.sessions().talk_about(session.id, topic(session), past, stamp())

    again = visit_with("board", session=session.id)
    session_cache.forget(session)
    assert "Time is up" in shown(again.run())


def test_the_board_leads_to_what_was_agreed_once_closed() -> None:
    session, _ = divided()
    sheet = session_cache.talk(session).outcome.sheet
    session_cache.sessions().close(session.id, sheet, stamp())
    session_cache.forget(session)

    assert "This session is closed." in shown(
        follow(visit_with("board", session=session.id), "board")
    )


def test_agreement_of_two_people_is_never_coloured() -> None:
    three = Agreement(alpha=0.9, low=0.8, high=1.0, raters=3, units=9)
    two = three.model_copy(update={"raters": 2})

    assert ":green-badge[can be relied on]" in session_words.agreement(three)
    assert "badge" not in session_words.agreement(two)
    assert "can be relied on" in session_words.agreement(two)


def test_both_sides_are_named_only_where_they_differ() -> None:
    same = Gap(leadership=Rung.NONE, practitioners=Rung.NONE)

    assert session_words.gap(same) == ""
    assert session_words.gap(None) == ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), ("2026-Q4", "2027-Q1", "2027-Q2")),
        (date(2027, 1, 1), ("2027-Q1", "2027-Q2", "2027-Q3")),
    ],
)
def test_quarters_begin_with_the_present_one(
    day: date, expected: tuple[str, ...]
) -> None:
    assert session_decision.quarters(day, 3) == expected


def test_numbers_are_written_as_the_language_of_the_address_writes_them() -> None:
    session, _ = divided()
    app = visit_with("board", session=session.id, lang="de")
    bars = "".join(str(each.proto.body) for each in app.get("html"))

    assert "<span>1,00</span>" in bars or "<span>0,67</span>" in bars
    assert "<span>1.00</span>" not in bars
