"""Learn: the life cycle, the roles, the styles and the words."""

from collections.abc import Sequence

import streamlit as st

from advisor import content
from advisor.assess.lifecycle import NO_ML, Phase
from advisor.report import diagrams, wording
from advisor.ui import cache, components

TABS: Sequence[str] = (
    "Life cycle",
    "Roles",
    "Styles and challenges",
    "Levels",
    "Words",
)


def show() -> None:
    """Show what the advisor goes by."""
    st.title("Learn")
    cycle, roles, styles, levels, words = st.tabs(list(TABS))
    with cycle:
        _life_cycle()
    with roles:
        _roles()
    with styles:
        _styles()
    with levels:
        _levels()
    with words:
        st.markdown(_glossary())


def _life_cycle() -> None:
    cycle = cache.life_cycle()
    st.write(
        "Five phases, each with an owner, a collaborator and decisions that may lead back."
    )
    st.graphviz_chart(diagrams.life_cycle(cycle), alt="The phases and the ways back")
    names = {p.id: p.name for p in cycle.phases}
    chosen = st.selectbox(
        "Phase", list(names), format_func=lambda p: names[p], key="phase"
    )
    _phase(cycle.by_id[str(chosen)], names)


def _phase(phase: Phase, names: dict[str, str]) -> None:
    st.header(phase.name)
    st.write(phase.summary)
    st.markdown(
        f"Owner: **{wording.role(phase.owner)}** · collaborator: "
        f"**{wording.role(phase.collaborator)}** · output: {phase.output}"
    )
    st.graphviz_chart(diagrams.phase(phase, names), alt=f"Flowchart: {phase.name}")
    inside = {n.id: diagrams.label(n) for n in phase.nodes.values()}
    places = {**names, **inside, NO_ML: "No machine learning"}
    components.rows(
        [
            {"decision": d.question, "yes": places[d.yes], "no": places[d.no]}
            for d in phase.decisions
        ],
        "Decisions of the phase",
    )
    asked = [
        p
        for p in cache.content().questionnaire.practices.values()
        if p.phase == phase.id
    ]
    with st.expander(f"The {len(asked)} practices of this phase"):
        components.rows(
            [
                {
                    "practice": p.name,
                    "owner": wording.role(p.owner),
                    "shown by": p.shown_by or "–",
                }
                for p in asked
            ],
            "Practices of the phase",
        )


def _roles() -> None:
    phases = {p.id: p.name for p in cache.life_cycle().phases}
    components.rows(
        [
            {"role": role.name}
            | {
                name: " ".join(role.phases.get(id_, ("–",)))
                for id_, name in phases.items()
            }
            for role in cache.roles().roles
        ],
        "What each role does in each phase",
    )
    for role in cache.roles().roles:
        also = (
            f" (also called {', '.join(role.also_called)})" if role.also_called else ""
        )
        with st.expander(f"{role.name}{also}"):
            st.markdown("\n".join(f"- {line}" for line in role.responsibilities))


def _styles() -> None:
    cycle = cache.life_cycle()
    st.header("Three deployment styles")
    for style in cycle.styles:
        with st.container(border=True):
            st.markdown(f"**{style.name}**: {style.when}")
            st.markdown(
                "\n".join(f"{n}. {s}" for n, s in enumerate(style.release_path, 1))
            )
    st.header("Three standing challenges")
    practices = cache.content().questionnaire.practices
    for challenge in cycle.challenges:
        answered = ", ".join(
            practices[p].name for p in challenge.practices if p in practices
        )
        st.markdown(f"**{challenge.name}**: {challenge.text} Answered by: {answered}.")


def _levels() -> None:
    for reading in cache.content().readings.levelled:
        with st.expander(
            reading.name, expanded=reading is cache.content().readings.default
        ):
            st.write(reading.stance)
            components.rows(
                [
                    {"level": f"Level {s.level}", "name": s.name, "meaning": s.summary}
                    for s in reading.levels
                ],
                "Levels of the reading",
            )


@st.cache_resource(show_spinner=False)
def _glossary() -> str:
    text = (content.docs_folder() / "glossary.md").read_text(encoding="utf-8")
    return text.split("\n", 1)[1]
