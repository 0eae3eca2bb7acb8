"""Results: the level with its band, what blocks the next one, and why."""

from collections.abc import Mapping

import streamlit as st

from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice
from advisor.language import t, tn
from advisor.report import assessment as assessment_report
from advisor.report import charts, wording
from advisor.ui import cache, components, downloads, since, state, survey
from advisor.ui.literal import plain


def show() -> None:
    """Show the results of the open assessment."""
    opened = components.answered(
        t("Results"), t("Nothing is answered yet, so there is nothing to say.")
    )
    if opened is None:
        return
    record, sheet = opened
    found = cache.assessed(sheet, components.reading_choice())
    questionnaire = cache.content().questionnaire
    _headline(found)
    since.show(record, sheet)
    _blockers(found, questionnaire.practices)
    _dimensions(found)
    _readings(found, questionnaire.practices)
    _rest(found, questionnaire.practices)
    survey.show()
    downloads.show(sheet, found.reading)


def _headline(found: Assessment) -> None:
    standing = found.standing
    with st.container(border=True):
        st.header(wording.band(standing))
        for sentence in list(assessment_report.summary(found))[1:]:
            st.markdown(f"- {plain(sentence)}")
    st.header(t("How sure is this?"))
    components.chart_with_table(
        cache.drawn(charts.probability, found, found.content_digest),
        [
            {
                t("level"): wording.level(level),
                t("probability"): wording.percent(p),
            }
            for level, p in found.probability.items()
        ],
        t("Probability of each level"),
    )


def _blockers(found: Assessment, practices: Mapping[str, Practice]) -> None:
    standing = found.standing
    if standing.level is None or standing.level == standing.top:
        st.success(t("Nothing is left that this reading asks for."))
        return
    st.header(t("What keeps Level {level} away", level=standing.level + 1))
    st.caption(
        tn(
            "{count} practice, known gaps first. The road map puts them in order.",
            "{count} practices, known gaps first. The road map puts them in order.",
            len(standing.blockers),
        )
    )
    components.rows(
        [
            {
                t(
                    "practice"
                ): f"{t(practices[b.practice].name)} ({wording.role(b.owner)})",
                t("is → needs"): f"{wording.rung(b.has)} → {wording.rung(b.needs)}",
                t("what is true then"): t(
                    getattr(practices[b.practice].ladder, b.needs)
                ),
            }
            for b in standing.blockers
        ],
        t("What keeps the next level away"),
    )
    if st.button(
        t("Plan the road"), icon=":material/route:", type="primary", key="plan"
    ):
        state.go_to("roadmap")


def _dimensions(found: Assessment) -> None:
    st.header(t("Dimension by dimension"))
    components.chart_with_table(
        cache.drawn(charts.dimensions, found, found.content_digest),
        [
            {
                t("dimension"): t(d.name),
                t("level"): "–"
                if d.standing.level is None
                else wording.band(d.standing),
                t("answered"): t(
                    "{known} of {total}", known=d.known, total=d.applicable
                ),
            }
            for d in found.dimensions
        ],
        t("Adoption of the practices of each dimension"),
    )
    st.caption(t("– means that this reading asks for nothing in the dimension."))


def _readings(found: Assessment, practices: Mapping[str, Practice]) -> None:
    st.header(t("Other readings of the same answers"))
    st.caption(
        t(
            "Sources disagree on what a level is. The diamond is the established level, "
            "the bar reaches up to what the unknown answers could still make of it."
        )
    )
    drawn = cache.drawn(charts.readings, found, found.content_digest)
    st.vega_lite_chart(drawn, width="stretch", alt=t("Level under each reading"))
    components.rows(
        [
            {
                t("reading"): t(r.name),
                t("level"): wording.band(r.standing),
                t("why it differs"): assessment_report.difference(
                    r, found.reading, practices
                ),
            }
            for r in found.readings
        ],
        t("Level under each reading"),
    )
    with st.expander(t("Where each reading stands")):
        for reading in found.readings:
            st.markdown(f"**{t(reading.name)}**: {t(reading.stance)}")


def _rest(found: Assessment, practices: Mapping[str, Practice]) -> None:
    """Draw the report's parts that have no chart of their own."""
    parts = (
        assessment_report.test_score(found),
        assessment_report.out_of_order(found, practices),
        assessment_report.badges(found),
    )
    for section in parts:
        if section is not None:
            st.header(section.title)
            for sentence in section.sentences:
                st.caption(sentence)
            if section.table:
                components.table(section.table, section.title)
