"""What a facilitator does with a session: the same on each database."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select
from store_builders import (
    ASKED,
    LIFETIME,
    PLAN,
    Address,
    at,
    begun,
    joined,
    opened,
)

from advisor.assess.answers import Answer, AnswerSheet, Mode, blank
from advisor.assess.questionnaire import Rung
from advisor.errors import SessionError
from advisor.session.session import FIRST, SECOND, Decision, Stage
from advisor.store import schema
from advisor.store.sessions import Sessions
from advisor.store.store import Store

NONE, BY_HAND = Answer(rung=Rung.NONE), Answer(rung=Rung.BY_HAND)
SHEET = blank(ASKED, PLAN.scope).with_answer("data.a", BY_HAND)


def decision(practice: str, minutes: float, note: str = "so be it") -> Decision:
    return Decision(
        practice=practice,
        answer=BY_HAND,
        note=note,
        owner="Zoë",
        quarter="2027-Q1",
        decided_at=at(minutes).at,
        decided_by="Ada",
    )


def test_a_session_says_how_it_was_opened(sessions: Sessions) -> None:
    session = sessions.open(PLAN, ASKED, at(0, "Fay", "coach"), LIFETIME)

    assert (session.plan, session.stage) == (PLAN, Stage.ASKING)
    assert session.questionnaire_digest == ASKED.digest
    assert (session.opened_by, session.opened_at) == ("Fay", at(0).at)
    assert session.expires_at == at(120).at
    assert sessions.session(session.id) == session


def test_sessions_are_listed_newest_first(sessions: Sessions) -> None:
    first, older, same = (opened(sessions, minutes) for minutes in (5, 1, 5))

    assert sessions.sessions() == (same, first, older)


def test_a_deleted_session_is_on_a_list_of_its_own_and_comes_back_whole(
    sessions: Sessions,
) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session)
    sessions.vote(token, "data.a", NONE, at(1).at)

    for _ in range(2):
        sessions.delete(session.id, at(2))

    assert (sessions.sessions(), sessions.sessions(deleted=True)) == ((), (session,))
    with pytest.raises(SessionError, match="is deleted; restore it"):
        sessions.vote(token, "data.a", BY_HAND, at(3).at)
    with pytest.raises(SessionError, match="is deleted; restore it"):
        sessions.reveal(session.id, at(3))
    sessions.restore(session.id, at(4))
    assert sessions.sessions() == (session,)
    assert sessions.own(token, FIRST).answers == {"data.a": NONE}


def test_progress_tells_how_far_everybody_is_and_nothing_else(
    sessions: Sessions,
) -> None:
    session = opened(sessions)
    people = [joined(sessions, session, name) for name in ("Kim", "Lee")]
    token = people[0][1]
    sessions.vote(token, "data.a", NONE, at(3).at)
    sessions.vote(token, "data.b", Answer(), at(4).at)
    sessions.vote(token, "data.b", BY_HAND, at(5).at)

    kim, lee = sessions.progress(session.id)

    assert (kim.participant, kim.answered, kim.last_at) == (people[0][0], 2, at(5).at)
    assert (lee.participant, lee.answered, lee.last_at) == (people[1][0], 0, None)
    assert "by_hand" not in kim.model_dump_json()


def test_an_answer_that_is_sent_again_is_taken_back_at_once(
    sessions: Sessions, store: Store
) -> None:
    _, token = joined(sessions, opened(sessions))

    for minutes in range(3):
        sessions.vote(token, "data.a", NONE, at(minutes).at)

    assert len(store.rows(select(schema.vote))) == 1
    assert sessions.take_back(token, at(4).at) == "data.a"
    assert sessions.own(token, FIRST).answers == {}
    assert sessions.take_back(token, at(5).at) is None


def test_a_practice_that_is_not_asked_is_explained(sessions: Sessions) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session)

    with pytest.raises(SessionError, match=r"'data\.aa'; did you mean 'data\.a'\?"):
        sessions.vote(token, "data.aa", NONE, at(1).at)
    with pytest.raises(SessionError, match="no practice 'zzz'"):
        sessions.vote(token, "zzz", NONE, at(1).at)


def test_a_second_vote_is_kept_beside_the_first_answer(sessions: Sessions) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session)
    sessions.vote(token, "data.a", NONE, at(1).at)
    sessions.reveal(session.id, at(2))
    sessions.open_vote(session.id, "data.a", at(3))
    sessions.vote(token, "data.a", BY_HAND, at(4).at)
    assert sessions.ballots(session.id, SECOND) == ()

    sessions.close_vote(session.id, at(5))

    rounds = [sessions.ballots(session.id, number)[0] for number in (FIRST, SECOND)]
    assert [ballot.answers["data.a"] for ballot in rounds] == [NONE, BY_HAND]
    assert sessions.session(session.id).revotes == {"data.a"}


def test_the_topic_and_its_timer_are_the_same_for_all(
    sessions: Sessions, address: Address
) -> None:
    session = opened(sessions)
    sessions.reveal(session.id, at(1))

    sessions.talk_about(session.id, "data.b", at(6).at, at(2))

    other = address.open()
    seen = Sessions(other).session(session.id)
    other.close()
    assert (seen.topic, seen.timer_until) == ("data.b", at(6).at)
    sessions.talk_about(session.id, None, None, at(7))
    seen = sessions.session(session.id)
    assert (seen.topic, seen.timer_until) == (None, None)


def test_the_latest_decision_on_a_practice_stands_until_it_is_taken_back(
    sessions: Sessions,
) -> None:
    session = opened(sessions)
    sessions.reveal(session.id, at(1))
    made = [decision("data.a", 2), decision("data.b", 3), decision("data.a", 4, "no")]
    for each in made:
        sessions.decide(session.id, each, at(4))

    assert sessions.decisions(session.id) == (made[1], made[2])
    sessions.undecide(session.id, "data.a", at(5))
    assert sessions.decisions(session.id) == (made[1],)


def test_closing_keeps_the_agreed_answers_as_a_finished_assessment(
    sessions: Sessions, store: Store
) -> None:
    session = opened(sessions)
    sessions.reveal(session.id, at(1))

    closed = sessions.close(session.id, SHEET, at(9, "Fay", "coach"))

    assert (closed.stage, closed.joinable(at(9).at)) == (Stage.CLOSED, False)
    assert closed.assessment
    record = store.assessment(closed.assessment)
    assert (record.scope, record.mode, record.created_at) == (
        PLAN.scope,
        Mode.FULL,
        at(9).at,
    )
    assert (record.finished, record.answered) == (True, 1)
    assert store.sheet(record.id).answers == SHEET.answers
    assert store.sheet(record.id).respondent == "Fay"
    assert sessions.ballots(session.id, FIRST) == ()


Deed = Callable[[Sessions, str], object]
LATE: Mapping[str, Deed] = {
    "renew_code": lambda sessions, id_: sessions.renew_code(id_, at(9), LIFETIME),
    "reveal": lambda sessions, id_: sessions.reveal(id_, at(9)),
    "talk_about": lambda s, id_: s.talk_about(id_, "data.a", at(9).at, at(9)),
    "open_vote": lambda sessions, id_: sessions.open_vote(id_, "data.a", at(9)),
    "close_vote": lambda sessions, id_: sessions.close_vote(id_, at(9)),
    "decide": lambda s, id_: s.decide(id_, decision("data.a", 9), at(9)),
    "undecide": lambda sessions, id_: sessions.undecide(id_, "data.a", at(9)),
    "close": lambda sessions, id_: sessions.close(id_, SHEET, at(9)),
}
READ: Mapping[str, Deed] = {
    "session": lambda sessions, id_: sessions.session(id_),
    "progress": lambda sessions, id_: sessions.progress(id_),
    "ballots": lambda sessions, id_: sessions.ballots(id_, FIRST),
    "decisions": lambda sessions, id_: sessions.decisions(id_),
    "trail": lambda sessions, id_: sessions.trail(id_),
    "delete": lambda sessions, id_: sessions.delete(id_, at(9)),
}


@pytest.mark.parametrize("deed", LATE.values(), ids=LATE)
def test_a_closed_session_stays_as_it_is(sessions: Sessions, deed: Deed) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session)
    sessions.reveal(session.id, at(1))
    closed = sessions.close(session.id, SHEET, at(2))

    with pytest.raises(SessionError, match="is closed and stays as it is"):
        deed(sessions, session.id)
    with pytest.raises(SessionError, match="is closed and stays as it is"):
        sessions.vote(token, "data.a", NONE, at(9).at)

    assert sessions.session(session.id) == closed


@pytest.mark.parametrize("name", sorted(LATE.keys() - {"renew_code", "reveal"}))
def test_before_the_reveal_nothing_is_discussed_or_decided(
    sessions: Sessions, name: str
) -> None:
    session = opened(sessions)

    with pytest.raises(SessionError, match="private; reveal them first"):
        LATE[name](sessions, session.id)

    assert sessions.session(session.id) == session


@pytest.mark.parametrize("deed", [*LATE.values(), *READ.values()], ids=[*LATE, *READ])
def test_a_session_that_is_not_there_is_said_so(sessions: Sessions, deed: Deed) -> None:
    opened(sessions)

    with pytest.raises(SessionError, match="no session 'x'; expected the id of one"):
        deed(sessions, "x")


@pytest.mark.parametrize(
    ("sheet", "wrong"),
    [
        (AnswerSheet(scope=PLAN.scope), "answers are to other questions"),
        (SHEET.with_answer("data.z", NONE), r"no practice 'data\.z'"),
    ],
    ids=["other questions", "other practice"],
)
def test_a_sheet_that_does_not_fit_closes_nothing(
    sessions: Sessions, store: Store, sheet: AnswerSheet, wrong: str
) -> None:
    session = opened(sessions)
    sessions.reveal(session.id, at(1))

    with pytest.raises(SessionError, match=wrong):
        sessions.close(session.id, sheet, at(2))

    assert store.assessments() == ()
    assert sessions.session(session.id).stage is Stage.REVEALED


def test_a_session_is_not_closed_while_a_vote_is_open(
    sessions: Sessions, store: Store
) -> None:
    session = opened(sessions)
    sessions.reveal(session.id, at(1))
    sessions.open_vote(session.id, "data.b", at(2))

    with pytest.raises(SessionError, match=r"vote on data\.b is open; close it first"):
        sessions.close(session.id, SHEET, at(3))
    assert store.assessments() == ()


def test_two_facilitators_do_not_do_a_thing_twice(
    sessions: Sessions, store: Store
) -> None:
    session = opened(sessions)

    def attempt(deed: Callable[[], object]) -> bool:
        try:
            deed()
        except SessionError:
            return False
        return True

    def together(*deeds: Callable[[], object]) -> int:
        with ThreadPoolExecutor(8) as threads:
            return sum(threads.map(attempt, deeds * (8 // len(deeds))))

    votes = [partial(sessions.open_vote, session.id, p, at(2)) for p in ASKED.practices]
    assert together(partial(sessions.reveal, session.id, at(1))) == 8
    # Several may open the vote that is open already, but only one is.
    assert together(*votes) >= 1
    assert together(partial(sessions.close_vote, session.id, at(3))) == 8
    assert together(partial(sessions.close, session.id, SHEET, at(4))) == 1

    kinds = [entry.kind.value for entry in sessions.trail(session.id)]
    assert kinds == ["opened", "revealed", "vote_opened", "vote_closed", "closed"]
    assert len(store.assessments()) == 1


def test_no_vote_slips_in_after_the_reveal(sessions: Sessions) -> None:
    session = opened(sessions)
    people = [joined(sessions, session, f"P{n}") for n in range(30)]

    def vote(token: str) -> bool:
        try:
            sessions.vote(token, "data.a", NONE, at(1).at)
        except SessionError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(vote, token) for _, token in people[:15]]
        revealed = threads.submit(sessions.reveal, session.id, at(1))
        done += [threads.submit(vote, token) for _, token in people[15:]]
        revealed.result()
        seen = sessions.ballots(session.id, FIRST)

    assert sessions.ballots(session.id, FIRST) == seen
    assert len(seen) == sum(each.result() for each in done)


def test_the_trail_tells_who_did_what_when_and_no_answers(sessions: Sessions) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session, minutes=1)
    sessions.vote(token, "data.a", NONE, at(2).at)
    sessions.renew_code(session.id, at(3), LIFETIME)
    sessions.reveal(session.id, at(4, "Bob", "lead"))
    sessions.decide(session.id, decision("data.a", 5), at(5))

    trail = sessions.trail(session.id)

    told = [(e.kind.value, e.by, e.role, e.practice, e.at) for e in trail]
    assert told == [
        ("opened", "Ada", "", "", at(0).at),
        ("joined", "Kim", "data_scientist", "", at(1).at),
        ("code_renewed", "Ada", "", "", at(3).at),
        ("revealed", "Bob", "lead", "", at(4).at),
        ("decided", "Ada", "", "data.a", at(5).at),
    ]
    assert trail[-1].decision == decision("data.a", 5)
    assert session.code not in repr(trail)


def test_a_restart_loses_nothing(sessions: Sessions, address: Address) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session)
    sessions.vote(token, "data.a", NONE, at(1).at)
    sessions.reveal(session.id, at(2))
    sessions.talk_about(session.id, "data.a", at(9).at, at(3))
    sessions.decide(session.id, decision("data.a", 4), at(4))
    sessions.open_vote(session.id, "data.a", at(5))
    sessions.vote(token, "data.a", BY_HAND, at(6).at)

    def everything(seen: Sessions) -> list[object]:
        by_id: list[Callable[[str], object]] = [
            seen.session,
            seen.progress,
            seen.trail,
            seen.decisions,
            partial(seen.ballots, number=FIRST),
        ]
        by_token = [seen.resume(token), seen.own(token, FIRST), seen.own(token, SECOND)]
        return [seen.sessions(), *by_token, *(read(session.id) for read in by_id)]

    restarted = address.open()
    assert everything(Sessions(restarted)) == everything(sessions)
    restarted.close()


def test_a_store_from_before_there_were_sessions_keeps_all_and_takes_them(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(schema, "STEPS", schema.STEPS[:1])
        old = address.open()
        id_ = begun(old)
        old.answer(id_, "data.a", NONE, at(1))
        said = old.sheet(id_), old.audit(id_), old.assessments()
        assert [*old.rows(select(schema.schema_version))] == [(1,)]
        old.close()

    store = address.open()
    sessions = Sessions(store)
    _, token = joined(sessions, opened(sessions))
    sessions.vote(token, "data.a", BY_HAND, at(2).at)

    assert (store.sheet(id_), store.audit(id_), store.assessments()) == said
    assert [*store.rows(select(schema.schema_version))] == [(1,), (2,)]
    store.close()
