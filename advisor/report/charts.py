"""Values as Altair charts: colour-blind safe, and never meaning by colour alone.

Every bar carries its figure as text. Colours are those of Okabe and Ito (2008),
darkened where text of 4.5:1 contrast stands on them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import altair as alt

from advisor import language
from advisor.advise.roadmap import RoadMap
from advisor.assess.adoption import AdoptionFigure
from advisor.assess.assessment import Assessment
from advisor.language import mark, number, t
from advisor.report import wording

BLUE: Final = "#0b5cad"
PALE: Final = "#d5dde8"
INK: Final = "#1b2430"
STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "exploring": (mark("Exploring"), "#d5dde8"),
    "early_adopter": (mark("Early adopter (2+ years)"), "#e8a33d"),
    "sophisticated": (mark("Sophisticated (5+ years)"), "#0b5cad"),
}
# Shapes tell scopes apart where colours do not; Vega gives each its own.
SCOPES: Final = ("#0b5cad", "#b34a00", "#00705a", "#8a3b75", "#5b6b80")
ROW: Final = 34
AXIS: Final = 50
LEGEND: Final = 90
CONFIG: Final = alt.Config(
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(labelColor=INK, titleColor=INK),
    legend=alt.LegendConfig(labelColor=INK),
)
Row = Mapping[str, Any]


def probability(assessment: Assessment) -> alt.LayerChart:
    """Return how likely each level is, one bar a level."""
    rows: list[Row] = [
        {"level": wording.level(level), "share": share, "text": wording.percent(share)}
        for level, share in assessment.probability.items()
    ]
    order = [row["level"] for row in rows]
    return _bars(rows, "level", "share", t("Probability"), order)


def dimensions(assessment: Assessment) -> alt.LayerChart:
    """Return how far each dimension's practices are adopted."""
    rows: list[Row] = [
        {
            "dimension": t(d.name),
            "share": d.adoption or 0.0,
            "text": _adoption(d.adoption, d.known, d.applicable),
        }
        for d in assessment.dimensions
    ]
    names = [row["dimension"] for row in rows]
    return _bars(rows, "dimension", "share", t("Adoption of what is known"), names)


def readings(assessment: Assessment) -> alt.LayerChart:
    """Return the band of every reading on its own scale."""
    rows: list[Row] = [
        {
            "reading": t(r.name),
            "low": r.standing.level_pessimistic,
            "high": r.standing.level_optimistic,
            "top": r.standing.top,
            "zero": 0,
            "text": wording.band(r.standing),
        }
        for r in assessment.readings
    ]
    base = alt.Chart().encode(
        y=alt.Y(
            "reading:N", sort=[r["reading"] for r in rows], title=None, axis=bar_axis()
        )
    )
    scale = base.mark_bar(size=6, color=PALE).encode(
        x=alt.X("zero:Q", title=t("Level"), axis=alt.Axis(tickMinStep=1, format="d")),
        x2="top:Q",
    )
    band = base.mark_bar(size=12, color=BLUE, cornerRadius=3).encode(
        x="low:Q", x2="high:Q"
    )
    established = base.mark_point(
        size=150, shape="diamond", filled=True, color=BLUE, opacity=1
    ).encode(x="low:Q")
    text = base.mark_text(align="left", dx=10, color=INK).encode(
        x="top:Q", text="text:N"
    )
    return layered(rows, height_of(len(rows)), scale, band, established, text)


def adoption(figures: Sequence[AdoptionFigure]) -> alt.LayerChart:
    """Return the adoption survey, one bar a region, one part a stage."""
    stages = list(STAGES)
    named = {id_: t(name) for id_, (name, _) in STAGES.items()}
    rows: list[Row] = [
        {
            "region": t(f.region),
            "stage": named[f.stage],
            "order": stages.index(f.stage),
            "share": f.share_percent,
            "text": f"{number(f.share_percent)} %",
            "ink": "#ffffff" if f.stage == "sophisticated" else INK,
        }
        for f in figures
    ]
    regions = list(dict.fromkeys(row["region"] for row in rows))
    base = alt.Chart().encode(
        y=alt.Y("region:N", sort=regions, title=None, axis=bar_axis()),
        order="order:Q",
    )
    bars = base.mark_bar(stroke="white").encode(
        x=alt.X("share:Q", stack="zero", title=t("Share of respondents (%)")),
        color=alt.Color(
            "stage:N",
            title=None,
            sort=list(named.values()),
            scale=alt.Scale(
                domain=list(named.values()),
                range=[colour for _, colour in STAGES.values()],
            ),
            legend=alt.Legend(orient="bottom", columns=1),
        ),
    )
    text = base.mark_text().encode(
        x=alt.X("share:Q", stack="zero", bandPosition=0.5),
        text="text:N",
        color=alt.Color("ink:N", scale=None),
    )
    return layered(rows, height_of(len(regions)) + LEGEND, bars, text)


def quarters(plan: RoadMap) -> alt.LayerChart:
    """Return the effort of each quarter of a road map."""
    points: dict[int, float] = {}
    for step in plan.steps:
        points[step.quarter] = points.get(step.quarter, 0.0) + step.effort
    rows: list[Row] = [
        {
            "quarter": t("Quarter {quarter}", quarter=q),
            "effort": e,
            "text": t("{effort} points", effort=wording.points(e)),
        }
        for q, e in sorted(points.items())
    ]
    names = [row["quarter"] for row in rows]
    return _bars(rows, "quarter", "effort", t("Effort (points)"), names)


def history(rows: Iterable[Row]) -> alt.LayerChart:
    """Return levels over time: each row has `date`, `scope`, `low`, `high`."""
    shown = list(rows)
    top = max([1, *(row["high"] or 0 for row in shown)])
    base = alt.Chart().encode(
        x=alt.X("date:T", title=None, axis=alt.Axis(format="%d %b %Y", tickCount=6))
    )
    band = base.mark_rule(size=8, color=PALE).encode(
        y=alt.Y(
            "low:Q",
            title=t("Level"),
            axis=alt.Axis(tickMinStep=1, format="d"),
            scale=alt.Scale(domain=[0, top]),
        ),
        y2="high:Q",
    )
    colour = alt.Color(
        "scope:N",
        title=None,
        scale=alt.Scale(range=SCOPES),
        legend=alt.Legend(orient="bottom", columns=1, labelLimit=280),
    )
    line = base.mark_line(strokeDash=[4, 3]).encode(y="low:Q", color=colour)
    low = base.mark_point(filled=True, size=140, opacity=1).encode(
        y="low:Q", color=colour, shape=alt.Shape("scope:N", title=None)
    )
    return layered(shown, 260, band, line, low)


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    """Return the finished Vega-Lite text of a chart, without Altair's own sizes."""
    finished: dict[str, Any] = chart.to_dict()
    finished["config"] = CONFIG.to_dict() | _locale()
    return finished


def _locale() -> dict[str, Any]:
    # Charts write English by themselves.
    if language.current() == language.SOURCE:
        return {}
    return {"locale": language.chart_locale()}


def _bars(
    rows: Sequence[Row], name: str, value: str, title: str, order: Sequence[str]
) -> alt.LayerChart:
    base = alt.Chart().encode(
        y=alt.Y(f"{name}:N", sort=list(order), title=None, axis=bar_axis())
    )
    share = value == "share"
    scale = alt.Scale(domain=[0, 1]) if share else alt.Scale(zero=True)
    axis = alt.Axis(format="%", tickCount=5) if share else alt.Axis(tickCount=5)
    bars = base.mark_bar(color=BLUE).encode(
        x=alt.X(f"{value}:Q", title=title, scale=scale, axis=axis)
    )
    text = base.mark_text(align="left", dx=6, color=INK).encode(
        x=f"{value}:Q", text="text:N"
    )
    return layered(rows, height_of(len(rows)), bars, text)


def _adoption(share: float | None, known: int, applicable: int) -> str:
    if share is None:
        return t("unknown (0 of {all} answered)", all=applicable)
    return t(
        "{share} ({known} of {all} answered)",
        share=wording.percent(share),
        known=known,
        all=applicable,
    )


def bar_axis(limit: int = 240) -> alt.Axis:
    """Return an axis of names that are read, not measured."""
    return alt.Axis(labelLimit=limit, labelColor=INK, labelFontSize=13)


def height_of(rows: int) -> int:
    """Return the height in pixels of a chart with so many rows."""
    return max(1, rows) * ROW + AXIS


def layered(rows: Sequence[Row], height: int, *layers: alt.Chart) -> alt.LayerChart:
    """Return layers over the same rows as one chart of a height in pixels."""
    # Everything in one call: Altair copies a whole chart for each property it is given.
    data = alt.InlineData(values=[dict(row) for row in rows])
    return alt.LayerChart(data=data, layer=list(layers), height=height, config=CONFIG)
