"""What a session shows, as charts: figures stand in the marks, colour says nothing."""

from collections.abc import Mapping, Sequence
from typing import Final

import altair as alt

from advisor.assess.questionnaire import Rung
from advisor.language import t
from advisor.report import charts, wording
from advisor.session.tally import Tally

CELL: Final = 32
AXIS: Final = 32
PAPER: Final = "#ffffff"
SMALLEST, LARGEST = 400, 780


def votes(rounds: Sequence[Tally], rungs: Sequence[Rung]) -> alt.LayerChart:
    """Return how many of each role say which rung; a circle's area is its count.

    Of two rounds the first is hollow and stands left, the second is filled.
    """
    rows = _votes(rounds, rungs)
    names = [wording.rung(rung) for rung in rungs]
    roles = sorted({row["role"] for row in rows})
    above = alt.Axis(
        labelAngle=0, labelFontSize=15, labelColor=charts.INK, orient="top"
    )
    columns = alt.X(
        "rung:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=above
    )
    names_axis = alt.Axis(labelLimit=180, labelColor=charts.INK, labelFontSize=15)
    lines = alt.Y("role:N", sort=roles, title=None, axis=names_axis)
    base = alt.Chart().encode(x=columns, y=lines)
    if len(rounds) > 1:
        base = base.encode(xOffset=alt.XOffset("round:O", scale=alt.Scale(padding=0.3)))
    most = max([2, *(row["count"] for row in rows)])
    areas = alt.Scale(domain=[1, most], range=[SMALLEST, LARGEST])
    circles = base.mark_point(stroke=charts.BLUE, opacity=1, strokeWidth=2).encode(
        size=alt.Size("count:Q", legend=None, scale=areas),
        fill=alt.Fill("fill:N", scale=None),
    )
    figures = base.mark_text(fontSize=15, fontWeight="bold").encode(
        text="count:Q", color=alt.Color("ink:N", scale=None)
    )
    height = max(1, len(roles)) * CELL + AXIS
    return charts.layered(rows, height, circles, figures)


def _votes(rounds: Sequence[Tally], rungs: Sequence[Rung]) -> list[charts.Row]:
    return [
        {
            "role": wording.role(role),
            "rung": wording.rung(rung),
            "count": said.counts[rung],
            "round": number,
            "fill": charts.BLUE if number == len(rounds) else PAPER,
            "ink": PAPER if number == len(rounds) else charts.INK,
        }
        for number, tally in enumerate(rounds, 1)
        for role, said in tally.roles.items()
        for rung in rungs
        if said.counts.get(rung)
    ]


def bars(
    rows: Sequence[Mapping[str, object]], order: Sequence[str], title: str
) -> alt.LayerChart:
    """Return counts as bars: each row has `name`, `count` and `text`."""
    base = alt.Chart().encode(
        y=alt.Y("name:N", sort=list(order), title=None, axis=charts.bar_axis())
    )
    axis = alt.Axis(tickMinStep=1, format="d")
    drawn = base.mark_bar(color=charts.BLUE).encode(
        x=alt.X("count:Q", title=title, axis=axis)
    )
    text = base.mark_text(align="left", dx=6, color=charts.INK).encode(
        x="count:Q", text="text:N"
    )
    return charts.layered(rows, charts.height_of(len(rows)), drawn, text)


def quartiles(rows: Sequence[Mapping[str, object]]) -> alt.LayerChart:
    """Return spans: each row has `name`, `low`, `q1`, `median`, `q3`, `high`, `text`."""
    names = [str(row["name"]) for row in rows]
    base = alt.Chart().encode(
        y=alt.Y("name:N", sort=names, title=None, axis=charts.bar_axis())
    )
    share = alt.X(
        "low:Q",
        title=t("Adoption"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5),
    )
    whole = base.mark_rule(color=charts.INK).encode(x=share, x2="high:Q")
    half = base.mark_bar(size=12, color=charts.BLUE).encode(x="q1:Q", x2="q3:Q")
    middle = base.mark_point(
        size=140,
        shape="diamond",
        filled=True,
        color=PAPER,
        stroke=charts.INK,
        opacity=1,
    ).encode(x="median:Q")
    return charts.layered(rows, charts.height_of(len(rows)), whole, half, middle)
