"""Charts about platforms: the heat map, contributions and acceptability.

Colours as in charts.py; every mark also carries its figure or letter as text.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt

from advisor.language import t
from advisor.report import wording
from advisor.report.charts import BLUE, INK, Row, height_of, layered
from advisor.report.use_case_figures import Contributions, Places

SHADES: Final[Mapping[int | None, tuple[str, str]]] = {
    None: ("#ffffff", INK),
    0: ("#f3f5f8", INK),
    1: ("#c9dcf0", INK),
    2: ("#6ea3d8", INK),
    3: (BLUE, "#ffffff"),
}
# Light enough for dark letters, and apart for those who see few colours.
PARTS: Final = ("#8fc1e8", "#f2c063", "#7fcdb0", "#e3a6c9", "#f4e27a", "#c3cad4")
RANKS: Final = ((BLUE, "#ffffff"), ("#6ea3d8", INK), ("#d5dde8", INK))
ROOM: Final = 0.04
CELL: Final = 20
LABELS: Final = 170
PICKED: Final = "picked"


def heat_map(rows: Sequence[Row]) -> alt.LayerChart:
    """Return platforms by capabilities; rows as `ratings.heat_rows` gives them.

    A click picks a cell: the selection `picked` holds its two ids.
    """
    shown: list[Row] = [{**row, **_shade(row["depth"])} for row in rows]
    platforms = list(dict.fromkeys(row["platform"] for row in rows))
    capabilities = list(dict.fromkeys(row["capability"] for row in rows))
    names = alt.Axis(
        labelLimit=150, labelColor=INK, labelFontSize=12, labelOverlap=False
    )
    base = alt.Chart().encode(
        x=alt.X(
            "capability:N",
            sort=capabilities,
            title=None,
            axis=alt.Axis(
                orient="top", labelAngle=-60, labelLimit=LABELS, labelOverlap=False
            ),
        ),
        y=alt.Y("platform:N", sort=platforms, title=None, axis=names),
        tooltip=[
            alt.Tooltip("platform:N", title=t("platform")),
            alt.Tooltip("capability:N", title=t("capability")),
            alt.Tooltip("mark:N", title=t("mark")),
            alt.Tooltip("rests on:N", title=t("rests on")),
            alt.Tooltip("checked on:N", title=t("checked on")),
        ],
    )
    cells = base.mark_rect(stroke="#5b6b80", strokeWidth=0.5, cursor="pointer").encode(
        color=alt.Color("fill:N", scale=None)
    )
    picked = alt.selection_point(
        name=PICKED, fields=["platform_id", "capability_id"], empty=False
    )
    marks = base.mark_text(fontSize=12, cursor="pointer").encode(
        text="mark:N", color=alt.Color("ink:N", scale=None)
    )
    height = len(platforms) * CELL + LABELS
    return layered(shown, height, cells.add_params(picked), marks)


def _shade(depth: int | None) -> Mapping[str, Any]:
    fill, ink = SHADES[depth]
    return {"fill": fill, "ink": ink}


def contribution_rows(found: Contributions) -> list[Row]:
    """Return the rows that `contributions` draws."""
    return [
        {
            "platform": platform,
            "row": row,
            "criterion": part.criterion,
            "share": part.share,
            "fill": PARTS[place % len(PARTS)],
            "place": place,
            # A letter needs some room, or it would stand on its neighbour's.
            "text": part.mark if part.share >= ROOM else "",
            "figure": part.figure,
        }
        for row, (platform, parts) in enumerate(found.items())
        for place, part in enumerate(parts)
    ]


def contributions(rows: Sequence[Row]) -> alt.LayerChart:
    """Return what each criterion adds to the value of each platform, stacked."""
    base = _by_platform(alt.Tooltip("criterion:N", title=t("criterion")))
    scale = alt.Scale(domain=[0, 1])
    bars = base.mark_bar(stroke="white").encode(
        x=alt.X("share:Q", stack="zero", title=t("Value, from 0 to 1"), scale=scale),
        color=alt.Color("fill:N", scale=None),
    )
    letters = base.mark_text(color=INK).encode(
        x=alt.X("share:Q", stack="zero", bandPosition=0.5), text="text:N"
    )
    return layered(rows, _height(rows), bars, letters)


def place_rows(found: Places) -> list[Row]:
    """Return the rows that `acceptability` draws."""
    return [
        {
            "platform": platform,
            "row": row,
            "rank": t("rank {rank}", rank=rank),
            "place": rank,
            "share": share,
            "figure": wording.percent(share),
            "fill": RANKS[rank - 1][0],
            "ink": RANKS[rank - 1][1],
            "text": f"{rank}" if share >= ROOM else "",
        }
        for row, (platform, shares) in enumerate(found.items())
        for rank, share in enumerate(shares[: len(RANKS)], 1)
    ]


def acceptability(rows: Sequence[Row]) -> alt.LayerChart:
    """Return in which share of the draws each platform takes each rank, stacked."""
    base = _by_platform(alt.Tooltip("rank:N", title=t("rank")))
    bars = base.mark_bar(stroke="white").encode(
        x=alt.X(
            "share:Q",
            stack="zero",
            title=t("Share of the draws"),
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%", tickCount=5),
        ),
        color=alt.Color("fill:N", scale=None),
    )
    ranks = base.mark_text().encode(
        x=alt.X("share:Q", stack="zero", bandPosition=0.5),
        text="text:N",
        color=alt.Color("ink:N", scale=None),
    )
    return layered(rows, _height(rows), bars, ranks)


def refilled(spec: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """Return a finished chart with other rows: far faster than drawing it anew."""
    return {**spec, "datasets": {name: list(rows) for name in spec["datasets"]}}


def _by_platform(told: alt.Tooltip) -> alt.Chart:
    """Return an empty chart with a row for each platform, in the order of `row`."""
    axis = alt.Axis(labelLimit=170, labelColor=INK, labelFontSize=13)
    order = alt.EncodingSortField(field="row", op="min")
    return alt.Chart().encode(
        y=alt.Y("platform:N", sort=order, title=None, axis=axis),
        order="place:Q",
        tooltip=[
            alt.Tooltip("platform:N", title=t("platform")),
            told,
            alt.Tooltip("figure:N", title=t("figure")),
        ],
    )


def _height(rows: Sequence[Row]) -> int:
    return height_of(len({row["platform"] for row in rows}))
