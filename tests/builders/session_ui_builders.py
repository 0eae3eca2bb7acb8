"""Sessions in the app's own store, and people who visit their pages."""

from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest
from ui_builders import APP, QUESTIONS, follow

from advisor.assess.answers import Answer, Mode, Scope, ScopeKind
from advisor.assess.questionnaire import Rung
from advisor.session.session import FIRST, Plan, Session
from advisor.store.records import Stamp
from advisor.ui import session_cache

LEADER, MAKER = "subject_matter_expert", "data_scientist"


def stamp() -> Stamp:
    return Stamp(at=datetime.now(UTC), by="Faye")


def open_session(
    name: str = "Acme", roles: tuple[str, ...] = (LEADER, MAKER), minutes: int = 10
) -> Session:
    """Open a quick session."""
    plan = Plan(
        scope=Scope(kind=ScopeKind.ORGANISATION, name=name),
        mode=Mode.QUICK,
        roles=roles,
        minutes=minutes,
    )
    kept = session_cache.sessions()
    return kept.open(plan, QUESTIONS, stamp(), timedelta(hours=1))


def join(session: Session, name: str, role: str = MAKER) -> str:
    """Join a session; return the token."""
    kept = session_cache.sessions()
    return kept.join(session.code, name, role, datetime.now(UTC), "here")[1]


def say(token: str, rung: Rung, *practices: str, note: str = "") -> None:
    """Answer practices alike, or all of the quick questions."""
    reason = "no such thing here" if rung is Rung.NOT_APPLICABLE else ""
    answer = Answer(rung=rung, note=note, reason=reason)
    for practice in practices or QUESTIONS.quick:
        session_cache.sessions().vote(token, practice, answer, datetime.now(UTC))


def given(token: str, number: int = FIRST) -> dict[str, Answer]:
    """Return what somebody answered in a round."""
    return dict(session_cache.sessions().own(token, number).answers)


def divided(note: str = "") -> tuple[Session, dict[str, str]]:
    """Hold a session in which leadership says automated and practitioners not done."""
    session = open_session()
    team = {"Ada": join(session, "Ada", LEADER)}
    team |= {name: join(session, name) for name in ("Ben", "Cleo")}
    say(team["Ada"], Rung.AUTOMATED, note=note)
    for name in ("Ben", "Cleo"):
        say(team[name], Rung.NONE)
    session_cache.sessions().reveal(session.id, stamp())
    return now(session), team


def now(session: Session) -> Session:
    """Return a session as the store has it."""
    return session_cache.sessions().session(session.id)


def visit_with(page: str, **query: str) -> AppTest:
    """Open a page by an address that names a session, a code or a participant."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return follow(app, page)
