"""Charts as figures of a document: what they show stands beside them in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt

from advisor.advise.roadmap import RoadMap
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice, Rung
from advisor.language import number, t
from advisor.report import charts, wording
from advisor.report.document import Figure
from advisor.session.tally import Tally

WHITE: Final = "#ffffff"
# From pale to dark up the ladder, so that they differ in grey as well.
COLOURS: Final[Mapping[Rung, str]] = {
    Rung.NONE: "#d5dde8",
    Rung.BY_HAND: "#e8a33d",
    Rung.AUTOMATED: charts.BLUE,
    Rung.UNKNOWN: WHITE,
    Rung.NOT_APPLICABLE: "#9aa5b4",
}
INKS: Final[Mapping[Rung, str]] = dict.fromkeys(COLOURS, charts.INK) | {
    Rung.AUTOMATED: WHITE
}


def adoption(found: Assessment) -> Figure:
    """Return how far each dimension's practices are adopted."""
    return _figure(
        charts.dimensions(found), t("Adoption of the practices of each dimension")
    )


def probability(found: Assessment) -> Figure:
    """Return how likely each level is."""
    return _figure(charts.probability(found), t("Probability of each level"))


def readings(found: Assessment) -> Figure:
    """Return the band of every reading."""
    return _figure(charts.readings(found), t("Level under each reading"))


def quarters(plan: RoadMap) -> Figure:
    """Return the effort of each quarter."""
    return _figure(charts.quarters(plan), t("Effort of each quarter"))


def _figure(chart: alt.LayerChart, caption: str) -> Figure:
    spec = charts.spec(chart)
    (rows,) = spec["datasets"].values()
    shown = "; ".join(map(_words, rows))
    return Figure(spec=spec, caption=caption, alternative=f"{caption}: {shown}.")


def _words(row: Mapping[str, Any]) -> str:
    """Return a row in words: what the chart names first, and the text at its mark."""
    return f"{next(iter(row.values()))}: {row['text']}"


def votes(tallies: Sequence[Tally], practices: Mapping[str, Practice]) -> Figure:
    """Return how many people gave which answer, a bar for each practice."""
    caption = t("Answers given, where they differ most")
    rows: list[charts.Row] = [
        {
            "practice": t(practices[tally.practice].name)
            if tally.practice in practices
            else tally.practice,
            "answer": wording.rung(rung),
            "order": place,
            "people": tally.counts[rung],
            "text": number(tally.counts[rung]),
            "ink": INKS[rung],
        }
        for tally in tallies
        for place, rung in enumerate(COLOURS)
        if tally.counts[rung]
    ]
    names = list(dict.fromkeys(row["practice"] for row in rows))
    height = charts.height_of(len(names)) + charts.LEGEND
    spec = charts.spec(charts.layered(rows, height, *_vote_layers(names)))
    shown = "; ".join(f"{r['practice']}: {r['answer']} {r['text']}" for r in rows)
    return Figure(spec=spec, caption=caption, alternative=f"{caption}: {shown}.")


def _vote_layers(names: Sequence[str]) -> tuple[alt.Chart, alt.Chart]:
    answers = [wording.rung(rung) for rung in COLOURS]
    base = alt.Chart().encode(
        y=alt.Y("practice:N", sort=list(names), title=None, axis=charts.bar_axis()),
        order="order:Q",
    )
    bars = base.mark_bar(stroke=charts.INK, strokeWidth=0.5).encode(
        x=alt.X(
            "people:Q",
            stack="zero",
            title=t("Number of people"),
            axis=alt.Axis(tickMinStep=1),
        ),
        color=alt.Color(
            "answer:N",
            title=None,
            sort=answers,
            scale=alt.Scale(domain=answers, range=list(COLOURS.values())),
            legend=alt.Legend(orient="bottom", columns=3),
        ),
    )
    text = base.mark_text().encode(
        x=alt.X("people:Q", stack="zero", bandPosition=0.5),
        text="text:N",
        color=alt.Color("ink:N", scale=None),
    )
    return bars, text
