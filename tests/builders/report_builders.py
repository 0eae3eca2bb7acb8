"""Dossiers to write reports from, built where a test needs them."""

from collections.abc import Mapping
from datetime import date

from assess_builders import practice, questionnaire, reading
from hypothesis import strategies as st
from session_builders import ROLES, ballot, decision, session

from advisor.assess import bundle as bundles
from advisor.assess import settings as scoring
from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Effort, Rung
from advisor.assess.reading import Readings
from advisor.report import dossier as dossiers
from advisor.report.dossier import Aim, Dossier
from advisor.session import settings as session_settings
from advisor.session.outcome import Outcome, Proceedings, outcome

ON = date(2026, 11, 22)
PROGRAM = "mlops-advisor 0"
NONE, HAND, AUTO, UNKNOWN, NA = Rung
EVIL = '=1+1 <b onclick="x()">*bold*</b> [here](http://x.example) \x00 | `y`'

SMALL = Bundle(
    questionnaire=questionnaire(
        practice("data.supply", name="Automatic supply"),
        practice(
            "data.rules",
            name="Written rules",
            prerequisites=("data.supply",),
            effort=Effort(knowledge=2, time=3, resources=1),
        ),
        practice("ops.watch", name="Eyes on it", owner="devops"),
    ),
    readings=Readings(
        readings=(
            reading(
                {"automated": ["data.rules"], "by_hand": ["data.supply"]},
                {"automated": ["ops.watch"]},
            ),
        )
    ),
    settings=scoring.load(),
)


def sheet_of(answers: Mapping[str, Answer], name: str = "Acme") -> AnswerSheet:
    return AnswerSheet(questionnaire="small", scope=Scope(name=name), answers=answers)


def dossier(
    sheet: AnswerSheet, bundle: Bundle = SMALL, reading: str | None = None
) -> Dossier:
    return dossiers.gather(sheet, bundle, Aim(reading=reading), ON, PROGRAM)


def small(note: str = "", name: str = "Acme") -> Dossier:
    """Return a dossier of three practices, in which somebody left a note."""
    answers = {
        "data.supply": Answer(rung=NONE, note=note),
        "data.rules": Answer(rung=HAND),
        "ops.watch": Answer(rung=NA, reason="Nothing runs."),
    }
    return dossier(sheet_of(answers, name))


def agreed() -> Outcome:
    """Return the outcome of a session on the small questions in which people differ."""
    rungs = (
        (NONE, AUTO, HAND),
        (HAND, HAND, HAND),
        (AUTO, HAND, NONE),
        (HAND, NONE, UNKNOWN),
    )
    ids = list(SMALL.questionnaire.practices)
    ballots = tuple(
        ballot(number, dict(zip(ids, said, strict=True)), ROLES[number])
        for number, said in enumerate(rungs)
    )
    held = Proceedings(
        session=session(SMALL.questionnaire),
        ballots=ballots,
        decisions=(decision("data.rules", HAND, owner="Ada", quarter="2027-Q1"),),
    )
    return outcome(held, SMALL, session_settings.load())


def shipped_sheets() -> st.SearchStrategy[AnswerSheet]:
    """Return strategies of sheets for the shipped questionnaire, some of them partial."""
    ids = sorted(bundles.load().questionnaire.practices)
    text = st.text(max_size=20)
    answers = st.builds(
        lambda rung, note, reason: Answer(
            rung=rung, note=note, reason=reason if rung is NA else ""
        ),
        st.sampled_from(Rung),
        text,
        text.filter(str.strip),
    )
    names = st.text(min_size=1, max_size=30).filter(str.strip)
    return st.builds(
        lambda name, found: AnswerSheet(scope=Scope(name=name), answers=found),
        names,
        st.dictionaries(st.sampled_from(ids), answers, max_size=len(ids)),
    )
