"""Small assessments and sessions in a store, and where the store is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assess_builders import practice, questionnaire
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from advisor.assess.answers import Answer, Mode, Scope
from advisor.assess.questionnaire import Rung
from advisor.session.session import Participant, Plan, Session
from advisor.store.records import Stamp
from advisor.store.sessions import Sessions
from advisor.store.store import Store

ASKED = questionnaire(practice("data.a"), practice("data.b"), practice("ops.c"))
SCOPE = Scope(name="Acme")
PLAN = Plan(scope=SCOPE, roles=("data_scientist", "devops"))
LIFETIME = timedelta(hours=2)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Address:
    """Where a store is: its URL, or None for the file in the folder."""

    url: str | None
    folder: Path

    def open(self) -> Store:
        return Store.open(self.url, self.folder)


def at(minutes: float, by: str = "Ada", role: str = "") -> Stamp:
    return Stamp(at=START + timedelta(minutes=minutes), by=by, role=role)


def begun(store: Store, scope: Scope = SCOPE, minutes: float = 0) -> str:
    return store.create(scope, ASKED, Mode.FULL, at(minutes)).id


def opened(sessions: Sessions, minutes: float = 0) -> Session:
    return sessions.open(PLAN, ASKED, at(minutes), LIFETIME)


def joined(
    sessions: Sessions, session: Session, name: str = "Kim", minutes: float = 0
) -> tuple[Participant, str]:
    when = at(minutes).at
    return sessions.join(session.code, name, PLAN.roles[0], when, "here")


answers = st.builds(
    Answer,
    rung=st.sampled_from([*Rung]),
    reason=st.just("because"),
    note=st.sampled_from(["", "why"]),
)
answered = st.dictionaries(st.sampled_from(list(ASKED.practices)), answers, max_size=3)

# None takes the latest answer back.
steps = st.lists(st.none() | answered, max_size=10)

# Each example begins an assessment of its own, so that they may share a store.
law: Callable[[Callable[..., None]], Callable[..., None]] = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
