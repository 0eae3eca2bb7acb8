"""Results: the level with its band, what blocks the next one, and why."""

from collections.abc import Mapping

import streamlit as st

from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice
from advisor.report import assessment as assessment_report
from advisor.report import charts, wording
from advisor.report.document import Document
from advisor.ui import cache, components, downloads, since, state, survey
from advisor.ui.literal import plain


def show() -> None:
    """Show the results of the open assessment."""
    opened = components.answered("Results", "so there is nothing to say")
    if opened is None:
        return
    record, sheet = opened
    found = cache.assessed(sheet, components.reading_choice())
    questionnaire = cache.content().questionnaire
    document = assessment_report.document(found, questionnaire)
    _headline(found)
    since.show(record, sheet)
    _blockers(found, questionnaire.practices)
    _dimensions(found)
    _readings(found, questionnaire.practices)
    _rest(document)
    survey.show()
    downloads.show(sheet, document)


def _headline(found: Assessment) -> None:
    standing = found.standing
    with st.container(border=True):
        st.header(wording.band(standing))
        for sentence in list(assessment_report.summary(found))[1:]:
            st.markdown(f"- {plain(sentence)}")
    st.header("How sure is this?")
    components.chart_with_table(
        cache.drawn(charts.probability, found, found.content_digest),
        [
            {"level": f"Level {level}", "probability": wording.percent(p)}
            for level, p in found.probability.items()
        ],
        "Probability of each level",
    )


def _blockers(found: Assessment, practices: Mapping[str, Practice]) -> None:
    standing = found.standing
    if standing.level is None or standing.level == standing.top:
        st.success("Nothing is left that this reading asks for.")
        return
    st.header(f"What keeps Level {standing.level + 1} away")
    st.caption(
        f"{wording.counted(len(standing.blockers), 'practice', 'practices')}, known gaps "
        "first. The road map puts them in order."
    )
    components.rows(
        [
            {
                "practice": f"{practices[b.practice].name} ({wording.role(b.owner)})",
                "is → needs": f"{wording.RUNGS[b.has]} → {wording.RUNGS[b.needs]}",
                "what is true then": getattr(practices[b.practice].ladder, b.needs),
            }
            for b in standing.blockers
        ],
        "What keeps the next level away",
    )
    if st.button("Plan the road", icon=":material/route:", type="primary", key="plan"):
        state.go_to("roadmap")


def _dimensions(found: Assessment) -> None:
    st.header("Dimension by dimension")
    components.chart_with_table(
        cache.drawn(charts.dimensions, found, found.content_digest),
        [
            {
                "dimension": d.name,
                "level": "–" if d.standing.level is None else wording.band(d.standing),
                "answered": f"{d.known} of {d.applicable}",
            }
            for d in found.dimensions
        ],
        "Adoption of the practices of each dimension",
    )
    st.caption("– means that this reading asks for nothing in the dimension.")


def _readings(found: Assessment, practices: Mapping[str, Practice]) -> None:
    st.header("Other readings of the same answers")
    st.caption(
        "Sources disagree on what a level is. The diamond is the established level, the bar "
        "reaches up to what the unknown answers could still make of it."
    )
    drawn = cache.drawn(charts.readings, found, found.content_digest)
    st.vega_lite_chart(drawn, width="stretch", alt="Level under each reading")
    components.rows(
        [
            {
                "reading": r.name,
                "level": wording.band(r.standing),
                "why it differs": assessment_report.difference(
                    r, found.reading, practices
                ),
            }
            for r in found.readings
        ],
        "Level under each reading",
    )
    with st.expander("Where each reading stands"):
        for reading in found.readings:
            st.markdown(f"**{reading.name}**: {reading.stance}")


def _rest(document: Document) -> None:
    """Draw the report's parts that have no chart of their own."""
    for section in document.sections:
        if section.title in ("ML Test Score", "Done out of order", "Governance badges"):
            st.header(section.title)
            for sentence in section.sentences:
                st.caption(sentence)
            if section.table:
                components.table(section.table, section.title)
