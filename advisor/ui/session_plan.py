"""The road from what was agreed, with owners and quarters, and what changed since."""

import streamlit as st

from advisor.advise.roadmap import RoadMap, Step
from advisor.errors import AdvisorError
from advisor.language import day, number, t
from advisor.report import roadmap as roadmap_report
from advisor.report import wording
from advisor.session.outcome import Outcome
from advisor.session.session import Session, Stage
from advisor.ui import cache, components, session_cache, session_words, state
from advisor.ui.session_decision import quarters


def show(found: Outcome) -> None:
    """Show the steps to the next level; a decision names who and until when."""
    st.header(t("Road map"))
    content = cache.content()
    reading = content.readings.default
    level = found.after.standing.level or 0
    target = min(level + 1, reading.top)
    try:
        plan = cache.road_to(
            found.sheet.rungs,
            reading.id,
            target,
            float(content.settings.quarter_points),
        )
    except AdvisorError as fault:
        components.fault(fault)
        return
    if not plan.steps:
        st.success(t("Nothing is left to do for this aim."), icon=":material/flag:")
        return
    st.markdown(
        t(
            "To Level {level}: {points} points of effort. Owners and quarters are those "
            "of the decisions, else those that the practices and the plan suggest.",
            level=target,
            points=wording.points(plan.total_effort),
        )
    )
    components.rows(_rows(plan, found), t("Road map"))


def _rows(plan: RoadMap, found: Outcome) -> list[dict[str, str]]:
    calendar = quarters(state.today(), max(1, plan.quarters))
    return [_row(step, found, calendar[step.quarter - 1]) for step in plan.steps]


def _row(step: Step, found: Outcome, planned: str) -> dict[str, str]:
    made = found.commitments.get(step.practice)
    owner = made.owner if made and made.owner else wording.role(step.owner)
    until = made.quarter if made and made.quarter else planned
    return {
        t("step"): t(step.name),
        t("from → to"): t(
            "{a} → {b}", a=wording.rung(step.from_rung), b=wording.rung(step.to_rung)
        ),
        t("owner"): owner,
        t("until"): session_words.quarter(until),
        t("points"): number(step.effort),
        t("why"): roadmap_report.why(step.why),
    }


def since_last(session: Session, found: Outcome) -> None:
    """Compare with the last session that the same scope closed before."""
    before = _last(session)
    if before is None or before.assessment is None:
        return
    st.header(t("Since the last session"))
    sheet = cache.store().sheet(before.assessment)
    today = cache.content().questionnaire.practices
    then = sheet.model_copy(
        update={"answers": {i: a for i, a in sheet.answers.items() if i in today}}
    )
    st.markdown(
        t(
            "On {day}: {then}. Now: {now}.",
            day=day(before.opened_at),
            then=wording.band(cache.assessed(then).standing),
            now=wording.band(found.after.standing),
        )
    )
    changed = [
        {
            t("practice"): t(today[id_].name),
            t("then"): wording.rung(then.rung(id_)),
            t("now"): wording.rung(found.sheet.rung(id_)),
        }
        for id_ in today
        if then.rung(id_) is not found.sheet.rung(id_)
    ]
    if changed:
        components.rows(changed, t("Since the last session"))
    else:
        st.caption(t("No answer has changed since."))


def _last(session: Session) -> Session | None:
    earlier = (
        each
        for each in session_cache.sessions().sessions()
        if each.plan.scope == session.plan.scope
        and each.stage is Stage.CLOSED
        and each.opened_at < session.opened_at
    )
    return next(earlier, None)
