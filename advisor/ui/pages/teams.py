"""Teams: where several teams stand, as distributions, and a private benchmark."""

from collections.abc import Sequence

import streamlit as st

from advisor.assess.answers import ScopeKind
from advisor.assess.questionnaire import LADDER, Rung
from advisor.errors import AdvisorError
from advisor.language import number, opened, t
from advisor.report import charts, wording
from advisor.session.roll_up import Quartiles, RollUp, Team, roll_up
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components, session_benchmark, session_charts, state
from advisor.ui.literal import plain


def show() -> None:
    """Show the latest assessment of every team side by side."""
    st.title(t("Teams"))
    st.write(
        t(
            "Several teams side by side: how they spread, never a mean alone. The latest "
            "assessment of each team counts."
        )
    )
    teams = _teams(_latest())
    if teams:
        try:
            _roll_up(roll_up(cache.content().questionnaire, teams))
        except AdvisorError as fault:
            components.fault(fault)
    else:
        st.info(
            t("No team is assessed yet. Begin an assessment of a team, or a session.")
        )
        state.link("start", t("Begin one"), ":material/home:")
    session_benchmark.show()


def _latest() -> Sequence[AssessmentRecord]:
    """Return the newest assessment of each team that answered anything."""
    found: dict[str, AssessmentRecord] = {}
    for record in cache.store().assessments():
        if record.scope.kind is ScopeKind.TEAM and record.answered:
            found.setdefault(record.scope.name, record)
    return list(found.values())


def _teams(records: Sequence[AssessmentRecord]) -> list[Team]:
    """Return the teams that were asked today's questions; name the others."""
    digest = cache.content().questionnaire.digest
    if others := [r for r in records if r.questionnaire_digest != digest]:
        names = ", ".join(plain(record.scope.name) for record in others)
        st.warning(
            t("Left out, since they were asked other questions: {names}.", names=names)
        )
    teams = []
    for record in records:
        if record.questionnaire_digest == digest:
            sheet = state.sheet(record)
            found = cache.assessed(sheet)
            teams.append(Team(name=record.scope.name, sheet=sheet, assessment=found))
    return teams


def _roll_up(found: RollUp) -> None:
    st.header(t("Levels"))
    levels = [
        {
            "name": wording.level(level),
            "count": len(names),
            "text": number(len(names)),
        }
        for level, names in found.levels.items()
    ]
    order = [str(row["name"]) for row in levels]
    chart = session_charts.bars(levels, order, t("Teams"))
    table = [
        {
            t("level"): wording.level(level),
            t("teams"): ", ".join(names) or wording.NOTHING,
        }
        for level, names in found.levels.items()
    ]
    components.chart_with_table(charts.spec(chart), table, t("Levels of the teams"))
    _dimensions(found)
    _blocking(found)
    _practices(found)


def _dimensions(found: RollUp) -> None:
    st.header(t("Dimensions"))
    st.caption(
        t(
            "A line from the least to the most, a bar for the middle half of the teams, a "
            "diamond for the median."
        )
    )
    names = {d.dimension: t(d.name) for d in cache.content().questionnaire.dimensions}
    known = {id_: spread for id_, spread in found.adoption.items() if spread}
    rows = [_span(names[id_], spread) for id_, spread in known.items()]
    table = [
        {
            t("dimension"): names[id_],
            t("median"): wording.percent(spread.median),
            t("middle half"): _between(spread.lower, spread.upper),
            t("all"): _between(spread.least, spread.most),
        }
        for id_, spread in known.items()
    ]
    chart = charts.spec(session_charts.quartiles(rows))
    components.chart_with_table(chart, table, t("Adoption of each dimension"))


def _between(low: float, high: float) -> str:
    return t("{low} to {high}", low=wording.percent(low), high=wording.percent(high))


def _span(name: str, spread: Quartiles) -> dict[str, object]:
    return {
        "name": name,
        "low": spread.least,
        "q1": spread.lower,
        "median": spread.median,
        "q3": spread.upper,
        "high": spread.most,
    }


def _blocking(found: RollUp) -> None:
    st.header(t("What blocks most teams"))
    names = cache.content().questionnaire.practices
    if not found.blocking:
        st.caption(t("Nothing keeps a team from its next level."))
        return
    rows = [
        {
            t("practice"): t(names[each.practice].name),
            t("teams"): t(
                "{count}: {names}",
                count=number(len(each.teams)),
                names=", ".join(each.teams),
            ),
        }
        for each in found.blocking[:10]
    ]
    components.rows(rows, t("What blocks most teams"))


def _practices(found: RollUp) -> None:
    names = cache.content().questionnaire.practices
    shown = (*LADDER, Rung.UNKNOWN, Rung.NOT_APPLICABLE)
    with st.expander(t("Every practice: how many teams stand on which rung")):
        components.rows(
            [
                {t("practice"): t(names[id_].name)}
                | {opened(wording.rung(r)): number(counts[r]) for r in shown}
                for id_, counts in found.rungs.items()
            ],
            t("Every practice"),
        )
