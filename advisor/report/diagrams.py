"""Flowcharts and prerequisite graphs as text in the DOT language.

Shapes carry the meaning (boxes are steps, diamonds decisions), colours only
repeat it. The page that draws a diagram puts the same as a table beside it.
"""

import textwrap
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from advisor.advise.roadmap import RoadMap
from advisor.advise.stacking import Stack
from advisor.assess.lifecycle import NO_ML, Decision, Lifecycle, Phase, Step
from advisor.assess.questionnaire import Practice, Rung
from advisor.assess.scoring import meets
from advisor.language import t

HEADER: Final = (
    "digraph {{ rankdir={direction}; bgcolor=transparent; nodesep=0.25; ranksep=0.35; "
    'node [fontname="sans-serif", fontsize=12, style="filled", fillcolor="#f3f5f8", '
    'color="#5b6b80", fontcolor="#1b2430"]; '
    'edge [fontname="sans-serif", fontsize=11, color="#5b6b80", fontcolor="#1b2430"];'
)
Joins = frozenset[frozenset[str]]
ENDS: Final = 'shape=box, style="rounded,filled", fillcolor="#d5dde8"'


def phase(shown: Phase, names: Mapping[str, str]) -> str:
    """Return the flowchart of one phase; `names` gives the other phases' names."""
    targets = dict.fromkeys(
        e.target for e in shown.edges if e.target not in shown.nodes
    )
    lines = [
        *(_node(node.id, label(node), _shape(node)) for node in shown.nodes.values()),
        *(_node(id_, _target(id_, names), ENDS) for id_ in targets),
        *(
            _edge(e.source, e.target, t(e.answer) if e.answer else "")
            for e in shown.edges
        ),
    ]
    return _graph("TB", lines)


def life_cycle(shown: Lifecycle) -> str:
    """Return the phases and the ways between them."""
    names = {p.id: t(p.name) for p in shown.phases}
    lines = [
        *(_node(id_, name, "shape=box") for id_, name in names.items()),
        _node(NO_ML, _target(NO_ML, names), ENDS),
        *(_edge(e.source, e.target) for e in shown.edges),
    ]
    return _graph("LR", lines)


def road_map(plan: RoadMap, practices: Mapping[str, Practice]) -> str:
    """Return the steps by quarter, an arrow from each prerequisite."""
    # What is met already is only improved here; nothing waits for it.
    awaited = {s.practice for s in plan.steps if not meets(s.from_rung, Rung.BY_HAND)}
    lines: list[str] = []
    for quarter in sorted({step.quarter for step in plan.steps}):
        inside = [
            _node(s.practice, t(practices[s.practice].name), "shape=box")
            for s in plan.steps
            if s.quarter == quarter
        ]
        title = t("Quarter {quarter}", quarter=quarter)
        lines.append(
            f"subgraph cluster_{quarter} {{ label={_quoted(title)}; "
            f'fontname="sans-serif"; color="#5b6b80"; {" ".join(inside)} }}'
        )
    lines += [
        _edge(needed, step.practice)
        for step in plan.steps
        for needed in practices[step.practice].prerequisites
        if needed in awaited
    ]
    return _graph("LR", lines)


def stack(shown: Stack, documented: Joins, names: Mapping[str, str]) -> str:
    """Return the platforms of a stack and how they join.

    A solid line is a join that a page documents, a dashed one no page was found for.
    """
    lines = [
        _node(id_, names[id_], "shape=box" if id_ in shown.added else ENDS)
        for id_ in shown.platforms
    ]
    for one, other in combinations(shown.platforms, 2):
        if frozenset((one, other)) in documented:
            lines.append(_join(one, other, t("documented"), "solid"))
        elif (one, other) in shown.undocumented_pairs:
            lines.append(_join(one, other, t("no page found"), "dashed"))
    return _graph("LR", lines)


def label(node: Step | Decision) -> str:
    """Return what a node of a flowchart says."""
    return t(node.question if isinstance(node, Decision) else node.name)


def _target(id_: str, names: Mapping[str, str]) -> str:
    """Return where an arrow leads out to: another phase, or out of machine learning."""
    return t(names.get(id_, "")) or t("No machine learning")


def _shape(node: Step | Decision) -> str:
    if isinstance(node, Decision):
        return 'shape=diamond, fillcolor="#ffffff", margin="0.02,0.02"'
    return "shape=box"


def _graph(direction: str, lines: Iterable[str]) -> str:
    return "\n".join([HEADER.format(direction=direction), *lines, "}"])


def _node(id_: str, label: str, style: str) -> str:
    wrapped = "\n".join(textwrap.wrap(label, 22))
    return f"{_quoted(id_)} [label={_quoted(wrapped)}, {style}];"


def _edge(source: str, target: str, label: str = "") -> str:
    shown = f" [label={_quoted(label)}]" if label else ""
    return f"{_quoted(source)} -> {_quoted(target)}{shown};"


def _join(one: str, other: str, label: str, style: str) -> str:
    said = f"label={_quoted(label)}, style={style}, dir=none, penwidth=1.5"
    return f"{_quoted(one)} -> {_quoted(other)} [{said}];"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
