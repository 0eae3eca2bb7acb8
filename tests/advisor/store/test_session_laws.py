"""Whatever is done in whatever order: nothing is lost, nothing is shown too early."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from store_builders import ASKED, answers, at, joined, law, opened

from advisor.assess.answers import Answer
from advisor.errors import SessionError
from advisor.session.session import FIRST, SECOND, Stage
from advisor.store import schema
from advisor.store.sessions import Sessions
from advisor.store.store import Store

TABLES = (
    schema.session,
    schema.session_event,
    schema.participant,
    schema.vote,
    schema.vote_taken_back,
)
NAMES = ("Kim", "Lee", "Max")
REFUSED = "refused"


class Model:
    """What a session ought to say: each participant's answers as a stack."""

    def __init__(self) -> None:
        self.stage = Stage.ASKING
        self.voting: str | None = None
        self.stacks: list[list[tuple[int, str, Answer]]] = [[] for _ in NAMES]

    def standing(self, number: int) -> list[dict[str, Answer]]:
        return [{p: given for n, p, given in s if n == number} for s in self.stacks]

    def seen(self, number: int) -> list[dict[str, Answer]]:
        """Return what may be seen of each: all but the vote that is open."""
        hidden = self.voting if number == SECOND else None
        return [
            {p: given for p, given in each.items() if p != hidden}
            for each in self.standing(number)
        ]

    def takes(self, practice: str | None) -> int | None:
        """Return the round that takes an answer to the practice now, if one does."""
        if self.stage is Stage.ASKING:
            return FIRST
        return SECOND if self.voting and self.voting == practice else None

    def vote(self, who: int, practice: str, given: Answer) -> object:
        number = self.takes(practice)
        if number is None:
            return REFUSED
        if self.standing(number)[who].get(practice) != given:
            self.stacks[who].append((number, practice, given))
        return number

    def take_back(self, who: int) -> object:
        number = self.takes(self.voting)
        if number is None:
            return REFUSED
        stack = self.stacks[who]
        mine = [
            place
            for place, (n, practice, _) in enumerate(stack)
            if n == number and (n == FIRST or practice == self.voting)
        ]
        return stack.pop(mine[-1])[1] if mine else None

    def reveal(self) -> object:
        self.stage = Stage.REVEALED
        return None

    def open_vote(self, practice: str) -> object:
        if self.stage is Stage.ASKING or self.voting not in {None, practice}:
            return REFUSED
        self.voting = practice
        return None

    def close_vote(self) -> object:
        if self.stage is Stage.ASKING:
            return REFUSED
        self.voting = None
        return None


class Real:
    """The same deeds, done to a session in a store."""

    def __init__(self, sessions: Sessions) -> None:
        session = opened(sessions)
        self.id, self.sessions = session.id, sessions
        self.tokens = [joined(sessions, session, name)[1] for name in NAMES]

    def vote(self, who: int, practice: str, given: Answer) -> object:
        return attempt(
            lambda: self.sessions.vote(self.tokens[who], practice, given, at(1).at)
        )

    def take_back(self, who: int) -> object:
        return attempt(lambda: self.sessions.take_back(self.tokens[who], at(1).at))

    def reveal(self) -> object:
        return attempt(lambda: self.sessions.reveal(self.id, at(1)))

    def open_vote(self, practice: str) -> object:
        return attempt(lambda: self.sessions.open_vote(self.id, practice, at(1)))

    def close_vote(self) -> object:
        return attempt(lambda: self.sessions.close_vote(self.id, at(1)))


Deed = Callable[[Model | Real], object]


def reveal(one: Model | Real) -> object:
    return one.reveal()


practices = st.sampled_from([*ASKED.practices][:2])
people = st.integers(0, len(NAMES) - 1)
votes: st.SearchStrategy[Deed] = st.builds(
    lambda *given: lambda one: one.vote(*given), people, practices, answers
)
deeds: st.SearchStrategy[Deed] = st.one_of(
    votes,
    votes,
    people.map(lambda who: lambda one: one.take_back(who)),
    practices.map(lambda practice: lambda one: one.open_vote(practice)),
    st.sampled_from([reveal, lambda one: one.close_vote()]),
)


def attempt(deed: Callable[[], object]) -> object:
    try:
        return deed()
    except SessionError:
        return REFUSED


def kept(store: Store) -> Mapping[str, set[tuple[object, ...]]]:
    """Return all the rows there are about sessions, by table."""
    return {
        table.name: {tuple(row) for row in store.rows(select(table))}
        for table in TABLES
    }


def seen_by_all(real: Real, number: int) -> list[dict[str, Answer]]:
    found = real.sessions.ballots(real.id, number)
    by_name = {ballot.participant.name: dict(ballot.answers) for ballot in found}
    return [by_name.get(name, {}) for name in NAMES]


def compare(real: Real, model: Model) -> None:
    session = real.sessions.session(real.id)
    assert (session.stage, session.voting) == (model.stage, model.voting)
    for number in (FIRST, SECOND):
        own = [real.sessions.own(token, number).answers for token in real.tokens]
        assert own == model.standing(number)
        if model.stage is Stage.ASKING:
            with pytest.raises(SessionError, match="private; reveal them first"):
                seen_by_all(real, number)
        else:
            assert seen_by_all(real, number) == model.seen(number)
    progress = real.sessions.progress(real.id)
    first, second = model.standing(FIRST), model.standing(SECOND)
    assert [each.answered for each in progress] == [len(each) for each in first]
    assert [each.voted for each in progress] == [model.voting in e for e in second]


@law
@given(before=st.lists(deeds, max_size=5), after=st.lists(deeds, max_size=10))
def test_a_session_says_what_it_ought_to_and_loses_no_row(
    store: Store, sessions: Sessions, before: list[Deed], after: list[Deed]
) -> None:
    real, model = Real(sessions), Model()

    for deed in (*before, reveal, *after):
        rows = kept(store)
        assert deed(real) == deed(model)
        more = kept(store)
        assert all(found <= more[table] for table, found in rows.items())
        compare(real, model)
