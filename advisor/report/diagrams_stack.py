"""The life cycle of a run with the state of every gate, in the DOT language."""

import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from advisor.assess.lifecycle import NO_ML, Lifecycle
from advisor.language import t
from advisor.report.diagrams import ENDS, HEADER
from advisor.report.stack_story import GateState

WIDTH: Final = 34
# In the label of a record these characters draw fields and ports.
DRAWING: Final = re.compile(r'([\\{}|<>"])')


def gated(cycle: Lifecycle, gates: Sequence[GateState]) -> str:
    """Return the phases with their gates inside and the ways between phases.

    A way back that a gate really took is dashed and says so.
    """
    lines = [
        f"{phase.id} [shape=record, penwidth={_width(phase.id, gates)}, "
        f'label="{{{_phase(t(phase.name), phase.id, gates)}}}"];'
        for phase in cycle.phases
    ]
    order = [phase.id for phase in cycle.phases]
    lines += [f"{a} -> {b};" for a, b in pairwise(order)]
    known = {*order, NO_ML}
    back = {(g.phase, g.leads_to) for g in gates if g.refused and g.leads_to in known}
    if any(to == NO_ML for _, to in back):
        lines.append(f'{NO_ML} [label="{_text(t("No machine learning"))}", {ENDS}];')
    lines += [
        f'{start} -> {to} [style=dashed, constraint=false, label="{_text(t("refused"))}"];'
        for start, to in sorted(back)
    ]
    return "\n".join([HEADER.format(direction="TB"), *lines, "}"])


def _phase(name: str, phase: str, gates: Sequence[GateState]) -> str:
    inside = [
        f"{_text(gate.mark)}\\l{_text(t(gate.question))}\\l"
        for gate in gates
        if gate.phase == phase
    ]
    return "|".join([_text(name), *inside])


def _width(phase: str, gates: Sequence[GateState]) -> int:
    """Return the width of the frame: thick where a gate refused last."""
    return 3 if any(g.phase == phase and g.state == "refused" for g in gates) else 1


def _text(text: str) -> str:
    wrapped = textwrap.wrap(text, WIDTH)
    return "\\l".join(DRAWING.sub(r"\\\1", line) for line in wrapped)
