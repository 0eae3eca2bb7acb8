"""Learn: the life cycle, the roles, the styles and the words."""

from collections.abc import Sequence

import streamlit as st

from advisor.assess.lifecycle import NO_ML, Phase, Role
from advisor.language import mark, t
from advisor.report import diagrams, wording
from advisor.ui import cache, components

TABS: Sequence[str] = (
    mark("Life cycle"),
    mark("Roles"),
    mark("Styles and challenges"),
    mark("Levels"),
    mark("Words"),
)


def show() -> None:
    """Show what the advisor goes by."""
    st.title(t("Learn"))
    cycle, roles, styles, levels, words = st.tabs([t(tab) for tab in TABS])
    with cycle:
        _life_cycle()
    with roles:
        _roles()
    with styles:
        _styles()
    with levels:
        _levels()
    with words:
        st.markdown("\n\n".join(t(entry) for entry in cache.glossary()))


def _life_cycle() -> None:
    cycle = cache.life_cycle()
    st.write(
        t(
            "Five phases, each with an owner, a collaborator and decisions that may lead "
            "back."
        )
    )
    drawing = diagrams.life_cycle(cycle)
    st.graphviz_chart(drawing, alt=t("The phases and the ways back"))
    names = {p.id: t(p.name) for p in cycle.phases}
    chosen = st.selectbox(
        t("Phase"), list(names), format_func=lambda p: names[p], key="phase"
    )
    _phase(cycle.by_id[str(chosen)], names)


def _phase(phase: Phase, names: dict[str, str]) -> None:
    st.header(t(phase.name))
    st.write(t(phase.summary))
    st.markdown(
        t(
            "Owner: **{owner}** · collaborator: **{collaborator}** · output: {output}",
            owner=wording.role(phase.owner),
            collaborator=wording.role(phase.collaborator),
            output=t(phase.output),
        )
    )
    flowchart = t("Flowchart: {phase}", phase=t(phase.name))
    st.graphviz_chart(diagrams.phase(phase, names), alt=flowchart)
    inside = {n.id: t(diagrams.label(n)) for n in phase.nodes.values()}
    places = {**names, **inside, NO_ML: t("No machine learning")}
    components.rows(
        [
            {
                t("decision"): t(d.question),
                t("yes"): places[d.yes],
                t("no"): places[d.no],
            }
            for d in phase.decisions
        ],
        t("Decisions of the phase"),
    )
    asked = [
        p
        for p in cache.content().questionnaire.practices.values()
        if p.phase == phase.id
    ]
    with st.expander(t("The {count} practices of this phase", count=len(asked))):
        components.rows(
            [
                {
                    t("practice"): t(p.name),
                    t("owner"): wording.role(p.owner),
                    t("shown by"): p.shown_by or "–",
                }
                for p in asked
            ],
            t("Practices of the phase"),
        )


def _roles() -> None:
    phases = {p.id: t(p.name) for p in cache.life_cycle().phases}
    components.rows(
        [
            {t("role"): t(role.name)}
            | {
                name: " ".join(t(line) for line in role.phases.get(id_, ("–",)))
                for id_, name in phases.items()
            }
            for role in cache.roles().roles
        ],
        t("What each role does in each phase"),
    )
    for role in cache.roles().roles:
        with st.expander(_called(role)):
            st.markdown("\n".join(f"- {t(line)}" for line in role.responsibilities))


def _called(role: Role) -> str:
    if not role.also_called:
        return t(role.name)
    others = ", ".join(t(name) for name in role.also_called)
    return t("{role} (also called {others})", role=t(role.name), others=others)


def _styles() -> None:
    cycle = cache.life_cycle()
    st.header(t("Three deployment styles"))
    for style in cycle.styles:
        with st.container(border=True):
            st.markdown(f"**{t(style.name)}**: {t(style.when)}")
            st.markdown(
                "\n".join(f"{n}. {t(s)}" for n, s in enumerate(style.release_path, 1))
            )
    st.header(t("Three standing challenges"))
    practices = cache.content().questionnaire.practices
    for challenge in cycle.challenges:
        answered = ", ".join(
            t(practices[p].name) for p in challenge.practices if p in practices
        )
        st.markdown(
            t(
                "**{challenge}**: {text} Answered by: {practices}.",
                challenge=t(challenge.name),
                text=t(challenge.text),
                practices=answered,
            )
        )


def _levels() -> None:
    for reading in cache.content().readings.levelled:
        with st.expander(
            t(reading.name), expanded=reading is cache.content().readings.default
        ):
            st.write(t(reading.stance))
            components.rows(
                [
                    {
                        t("level"): wording.level(s.level),
                        t("name"): t(s.name),
                        t("meaning"): t(s.summary),
                    }
                    for s in reading.levels
                ],
                t("Levels of the reading"),
            )
