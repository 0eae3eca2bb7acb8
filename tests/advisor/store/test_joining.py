"""Who may join a session, and how hard it is to guess a way in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from store_builders import ASKED, LIFETIME, PLAN, START, Address, at, joined, opened

from advisor.assess.answers import Answer, blank
from advisor.errors import SessionError
from advisor.session.session import FIRST
from advisor.store import schema, wrong_codes
from advisor.store.codes import ALPHABET, digest, shown
from advisor.store.sessions import Sessions
from advisor.store.store import Store

WRONG = ALPHABET[:8]


def guess(sessions: Sessions, number: int, origin: str = "there") -> None:
    """Try so many wrong codes, one a second."""
    for second in range(number):
        with pytest.raises(SessionError, match="No session has this code"):
            sessions.by_code(WRONG, START + timedelta(seconds=second), origin)


def test_a_code_opens_its_session_however_it_is_typed(sessions: Sessions) -> None:
    session, _ = opened(sessions), opened(sessions)

    for typed in (session.code, shown(session.code).lower()):
        assert sessions.by_code(typed, START, "here") == session


def test_a_code_opens_one_session_only(sessions: Sessions) -> None:
    one, other = opened(sessions), opened(sessions)
    _, token = joined(sessions, one)
    sessions.vote(token, "data.a", Answer(), START)

    assert sessions.progress(other.id) == ()
    resumed = sessions.resume(token)
    assert resumed
    assert resumed[0].id == one.id


def test_a_code_that_was_given_out_before_is_drawn_again(store: Store) -> None:
    drawn = iter([b"\0", b"\0", b"\0", b"\1"])
    sessions = Sessions(store, lambda count: next(drawn) * count)

    codes = [opened(sessions).code for _ in range(2)]

    assert len(set(codes)) == 2
    assert next(drawn, None) is None


def test_no_one_joins_after_the_code_has_expired(sessions: Sessions) -> None:
    session = opened(sessions)
    moment = timedelta(microseconds=1)

    sessions.by_code(session.code, START + LIFETIME - moment, "here")
    with pytest.raises(SessionError, match="no longer valid; ask the facilitator"):
        sessions.join(session.code, "Kim", "devops", START + LIFETIME, "here")


def test_who_has_joined_goes_on_after_the_code_has_expired(sessions: Sessions) -> None:
    _, token = joined(sessions, opened(sessions))

    assert sessions.vote(token, "data.a", Answer(), START + 2 * LIFETIME) == FIRST


def test_a_renewed_code_takes_the_place_of_the_one_before(sessions: Sessions) -> None:
    old = opened(sessions)

    new = sessions.renew_code(old.id, at(130), LIFETIME)

    assert new.code != old.code
    assert new.expires_at == at(130).at + LIFETIME
    assert sessions.by_code(new.code, at(131).at, "here") == new
    with pytest.raises(SessionError, match="no longer valid"):
        sessions.by_code(old.code, at(1).at, "here")


def test_a_deleted_session_is_as_hard_to_find_as_none(sessions: Sessions) -> None:
    session = opened(sessions)
    _, token = joined(sessions, session)
    sessions.delete(session.id, at(1))

    with pytest.raises(SessionError, match="No session has this code"):
        sessions.by_code(session.code, START, "here")
    assert sessions.resume(token) is None


def test_people_of_one_name_are_told_apart(sessions: Sessions) -> None:
    session = opened(sessions)
    typed = ["Kim", " kim ", "Kim", "Kim (2)", "Lee  Ann"]

    people = [joined(sessions, session, name)[0] for name in typed]

    names = ["Kim", "kim (2)", "Kim (3)", "Kim (2) (2)", "Lee Ann"]
    assert [person.name for person in people] == names
    assert len({person.id for person in people}) == 5
    assert [each.participant for each in sessions.progress(session.id)] == people


def test_a_long_name_stays_within_its_limit_when_told_apart(sessions: Sessions) -> None:
    session = opened(sessions)

    names = [joined(sessions, session, "x" * 120)[0].name for _ in range(2)]

    assert names == ["x" * 120, "x" * 116 + " (2)"]


@pytest.mark.parametrize("name", ["", " \t ", "x" * 121, "\ud800"])
def test_a_name_that_is_none_is_refused(sessions: Sessions, name: str) -> None:
    with pytest.raises(SessionError, match="expected 1 to 120 characters"):
        joined(sessions, opened(sessions), name)


def test_a_role_that_the_session_has_not_is_refused(sessions: Sessions) -> None:
    session = opened(sessions)

    with pytest.raises(SessionError, match="expected one of data_scientist, devops"):
        sessions.join(session.code, "Kim", "cook", START, "here")
    assert sessions.progress(session.id) == ()


def test_a_hundred_who_join_at_once_are_a_hundred(sessions: Sessions) -> None:
    session = opened(sessions)

    with ThreadPoolExecutor(8) as threads:
        got = [*threads.map(lambda _: joined(sessions, session), range(100))]

    assert len({token for _, token in got}) == 100
    expected = {"Kim", *(f"Kim ({number})" for number in range(2, 101))}
    assert {person.name for person, _ in got} == expected


def test_two_on_one_code_do_not_overwrite_each_other(sessions: Sessions) -> None:
    session = opened(sessions)
    tokens = [joined(sessions, session)[1] for _ in range(2)]
    notes = [Answer(note="mine"), Answer(note="yours")]

    for token, note in zip(tokens, notes, strict=True):
        sessions.vote(token, "data.a", note, START)

    ballots = [sessions.own(token, FIRST) for token in tokens]
    assert [ballot.answers["data.a"] for ballot in ballots] == notes


def test_only_the_digest_of_a_token_is_kept(sessions: Sessions, store: Store) -> None:
    _, token = joined(sessions, opened(sessions))

    ((kept,),) = store.rows(select(schema.participant.c.token_digest))

    assert kept == digest(token)
    assert sessions.resume(kept) is None


def test_a_token_brings_the_participant_back(
    sessions: Sessions, address: Address
) -> None:
    session = opened(sessions)
    person, token = joined(sessions, session)
    restarted = address.open()

    assert Sessions(restarted).resume(token) == (session, person)
    assert sessions.resume(token + "x") is None
    restarted.close()


TOKEN_USES: list[Callable[[Sessions], object]] = [
    lambda sessions: sessions.vote("x", "data.a", Answer(), START),
    lambda sessions: sessions.take_back("x", START),
    lambda sessions: sessions.own("x", FIRST),
]


@pytest.mark.parametrize("use", TOKEN_USES, ids=["vote", "take_back", "own"])
def test_a_token_of_nobody_does_nothing(
    sessions: Sessions, use: Callable[[Sessions], object]
) -> None:
    with pytest.raises(SessionError, match="join again with the code"):
        use(sessions)


def test_after_ten_wrong_codes_one_has_to_wait_and_is_told_how_long(
    sessions: Sessions, address: Address
) -> None:
    session = opened(sessions)
    guess(sessions, 10)
    restarted = address.open()

    # The first of the ten was at second 0; it counts for 300 seconds.
    tries = {9: "wait 291 seconds", 299: "wait 1 second,"}
    for second, told in tries.items():
        with pytest.raises(SessionError, match=told):
            Sessions(restarted).by_code(
                session.code, START + timedelta(seconds=second), "there"
            )
    later = START + timedelta(seconds=300)
    assert sessions.by_code(session.code, later, "there") == session
    restarted.close()


def test_one_who_guesses_does_not_keep_others_out(sessions: Sessions) -> None:
    session = opened(sessions)
    guess(sessions, 10)

    assert sessions.by_code(session.code, START, "elsewhere") == session


def test_guessing_from_many_places_has_a_limit_too(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_codes, "MOST_OF_ALL", 12)
    session = opened(sessions)
    for number in range(12):
        guess(sessions, 1, f"place {number}")

    with pytest.raises(SessionError, match="wait 300 seconds"):
        sessions.by_code(session.code, START, "elsewhere")


def test_what_cannot_be_a_code_is_explained_and_does_not_count(
    sessions: Sessions, store: Store
) -> None:
    for _ in range(20):
        with pytest.raises(SessionError, match="expected eight letters and digits"):
            sessions.by_code("0000-0000", START, "here")

    ((count,),) = store.rows(select(func.count()).select_from(schema.wrong_code))
    assert count == 0


def test_wrong_codes_are_forgotten_when_their_time_is_over(
    sessions: Sessions, store: Store
) -> None:
    guess(sessions, 5)

    with pytest.raises(SessionError, match="No session"):
        sessions.by_code(WRONG, at(60).at, "elsewhere")

    kept = store.rows(select(schema.wrong_code.c.origin_digest))
    assert [*kept] == [(digest("elsewhere"),)]


def test_a_closed_session_cannot_be_joined(sessions: Sessions) -> None:
    session = opened(sessions)
    sessions.reveal(session.id, at(1))
    sessions.close(session.id, blank(ASKED, PLAN.scope), at(2))

    with pytest.raises(SessionError, match="is closed"):
        sessions.join(session.code, "Kim", PLAN.roles[0], at(3).at, "here")
