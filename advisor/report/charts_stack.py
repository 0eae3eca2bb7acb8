"""Charts of a run of the stack: models over time, a challenger's evidence, costs, alerts."""

from collections.abc import Mapping, Sequence
from typing import Final

import altair as alt

from advisor.evidence.stack_record import KpiDay, ModelTest
from advisor.language import mark, t, tn
from advisor.report.charts import (
    BLUE,
    INK,
    PALE,
    Row,
    bar_axis,
    height_of,
    layered,
)
from advisor.report.stack_story import ROLES, Span, stage

ORANGE: Final = "#b34a00"
GREY: Final = "#5b6b80"
LEGEND: Final = 60
DAY: Final = alt.Axis(format="%d %b %Y", tickCount=6, labelOverlap=True)
POLICIES: Final = (
    (mark("The model"), "cost_per_1000", BLUE, [1, 0]),
    (mark("The plain rule"), "rule_per_1000", ORANGE, [7, 4]),
    (mark("Doing nothing"), "nothing_per_1000", GREY, [2, 3]),
)


def models(spans: Sequence[Span]) -> alt.LayerChart:
    """Return who was champion (full bar) and challenger (thin bar) when."""
    rows: list[Row] = [
        {
            "model": f"v{span.version}",
            "role": span.role,
            "start": span.start.isoformat(),
            "end": span.end.isoformat(),
            "text": t(ROLES[span.role]),
        }
        for span in spans
    ]
    names = list(dict.fromkeys(row["model"] for row in rows))
    base = alt.Chart().encode(
        y=alt.Y("model:N", sort=names, title=None, axis=bar_axis()),
        x=alt.X("start:T", title=None, axis=DAY),
        x2="end:T",
    )
    reigns = base.mark_bar(size=20, color=BLUE).transform_filter(
        "datum.role == 'champion'"
    )
    trials = base.mark_bar(size=7, color=ORANGE).transform_filter(
        "datum.role == 'challenger'"
    )
    texts = [_role(names, "champion", above=True), _role(names, "challenger")]
    return layered(rows, height_of(len(names)) + LEGEND, reigns, trials, *texts)


def evidence(test: ModelTest) -> alt.LayerChart:
    """Return a challenger's effect over the days with its confidence sequence."""
    rows: list[Row] = [
        {
            "day": day.day.isoformat(),
            "effect": _per_1000(day.effect),
            "low": _per_1000(day.low),
            "high": _per_1000(day.high),
            "stage": stage(day),
            "zero": 0,
        }
        for day in test.days
    ]
    base = alt.Chart().encode(x=alt.X("day:T", title=None, axis=DAY))
    band = base.mark_area(color=PALE, opacity=1).encode(
        y=alt.Y("low:Q", title=t("Difference per 1,000 cases")), y2="high:Q"
    )
    zero = base.mark_line(color=GREY, strokeDash=[4, 3]).encode(y="zero:Q")
    line = base.mark_line(color=BLUE).encode(y="effect:Q")
    points = base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(
        y="effect:Q",
        shape=alt.Shape("stage:N", title=None, legend=alt.Legend(orient="bottom")),
    )
    return layered(rows, 260 + LEGEND, band, zero, line, points)


def costs(kpi: Sequence[KpiDay]) -> alt.LayerChart:
    """Return the costs per 1,000 cases by day, mean of seven days, one line a policy."""
    rows: list[Row] = [
        {"day": day.day.isoformat(), "policy": t(name), "cost": getattr(day, field)}
        for name, field, _, _ in POLICIES
        for day in kpi
        if getattr(day, field) is not None
    ]
    names = [t(name) for name, *_ in POLICIES]
    shown = alt.Legend(orient="bottom", columns=1, symbolType="stroke", labelLimit=280)
    line = (
        alt.Chart()
        .mark_line(strokeWidth=2)
        .transform_window(
            mean="mean(cost)",
            frame=[-6, 0],
            groupby=["policy"],
            sort=[alt.SortField("day")],
        )
        .encode(
            x=alt.X("day:T", title=None, axis=DAY),
            y=alt.Y("mean:Q", title=t("Cost per 1,000"), scale=alt.Scale(zero=False)),
            color=alt.Color(
                "policy:N",
                title=None,
                scale=alt.Scale(domain=names, range=[c for _, _, c, _ in POLICIES]),
                legend=shown,
            ),
            strokeDash=alt.StrokeDash(
                "policy:N",
                title=None,
                scale=alt.Scale(domain=names, range=[d for *_, d in POLICIES]),
                legend=shown,
            ),
        )
    )
    return layered(rows, 260 + LEGEND, line)


def alerts(counts: Mapping[tuple[str, str], int]) -> alt.LayerChart:
    """Return the alerts of each month; every part of a bar says what it is."""
    months = sorted({month for month, _ in counts})
    rows: list[Row] = [
        {
            "month": month,
            "severity": severity,
            "count": count,
            "text": _alerts(count, severity),
            "ink": "#ffffff" if severity == "page" else INK,
        }
        for (month, severity), count in counts.items()
    ]
    base = alt.Chart().encode(
        y=alt.Y("month:N", sort=months, title=None, axis=bar_axis()),
        order="severity:N",
    )
    bars = base.mark_bar(stroke="white").encode(
        x=alt.X(
            "count:Q", stack="zero", title=t("Alerts"), axis=alt.Axis(tickMinStep=1)
        ),
        color=alt.Color(
            "severity:N",
            scale=alt.Scale(domain=["page", "ticket"], range=[ORANGE, PALE]),
            legend=None,
        ),
    )
    text = base.mark_text().encode(
        x=alt.X("count:Q", stack="zero", bandPosition=0.5),
        text="text:N",
        color=alt.Color("ink:N", scale=None),
    )
    return layered(rows, height_of(len(months)), bars, text)


def _alerts(count: int, severity: str) -> str:
    if severity == "page":
        return tn("{count} page", "{count} pages", count)
    return tn("{count} ticket", "{count} tickets", count)


def _role(names: Sequence[str], role: str, above: bool = False) -> alt.Chart:
    """Return the words beside the bars; the two roles of a model meet, their words not."""
    words = alt.Chart().mark_text(align="left", dy=-15 if above else 18, color=INK)
    placed = words.encode(
        y=alt.Y("model:N", sort=list(names), title=None), x="start:T", text="text:N"
    )
    chosen: alt.Chart = placed.transform_filter(f"datum.role == '{role}'")
    return chosen


def _per_1000(value: float | None) -> float | None:
    return None if value is None else 1000 * value
