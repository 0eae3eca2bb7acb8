"""Catalogue: filter the platforms, compare them, and see what each rating rests on."""

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
import streamlit as st

from advisor.advise.catalogue import GROUPS
from advisor.advise.platforms import Platform
from advisor.report import charts_platforms, ratings
from advisor.report.platforms import GROUPS as GROUP_NAMES
from advisor.report.platforms import STATUSES
from advisor.report.ratings import Filter
from advisor.ui import cache, components, rating, state

MOST_COMPARED = 6
ANY = ""
HOSTING = ("library", "self_hosted", "hybrid", "cloud_managed", "saas")
ALIVE = ("active", "maintenance")


def show() -> None:
    """Show the catalogue."""
    st.title("Catalogue")
    catalogue = cache.catalogue()
    count = len(catalogue.capabilities.capabilities)
    st.write(
        f"{len(catalogue.platforms)} platforms, rated on {count} capabilities. Each rating "
        "says what it rests on; what nobody could find out stays unknown."
    )
    chosen = ratings.filtered(catalogue, _filter())
    if not chosen:
        st.info("No platform passes all of these filters. Drop one of them.")
        return
    st.caption(f"{len(chosen)} of {len(catalogue.platforms)} platforms")
    _heat_map(chosen)
    _one_rating()
    _compare(chosen)


def _filter() -> Filter:
    """Ask what is to be listed."""
    for key, default in (("groups", []), ("statuses", list(ALIVE)), ("hosting", [])):
        state.keep_widget(f"catalogue_{key}", default)
    names = {c.id: c.name for c in cache.catalogue().capabilities.capabilities}
    state.keep_widget("catalogue_capability", ANY)
    state.keep_widget("catalogue_depth", 1)
    with st.container(border=True):
        left, right = st.columns(2)
        group = left.multiselect(
            "Group",
            GROUPS,
            format_func=lambda g: GROUP_NAMES[g],
            key="catalogue_groups",
            placeholder="Any",
        )
        status = right.multiselect(
            "Status",
            list(STATUSES),
            format_func=lambda s: STATUSES[s],
            key="catalogue_statuses",
            placeholder="Any",
        )
        hosting = left.multiselect(
            "Hosting",
            HOSTING,
            format_func=ratings.worded,
            key="catalogue_hosting",
            placeholder="Any",
        )
        capability = right.selectbox(
            "Capability",
            [ANY, *names],
            format_func=lambda c: names.get(c, "Any"),
            key="catalogue_capability",
        )
        depth = right.segmented_control(
            "At least at depth",
            (1, 2, 3),
            key="catalogue_depth",
            disabled=not capability,
        )
    return Filter(
        groups=tuple(group),
        statuses=tuple(status),
        hosting=tuple(hosting),
        capability=capability or None,
        at_least=int(depth or 1),
    )


def _heat_map(platforms: Sequence[Platform]) -> None:
    st.header("Who offers what, and how deeply")
    state.keep_widget("catalogue_stage", "data")
    stage = st.segmented_control(
        "Capabilities for",
        [*ratings.STAGES, "all"],
        format_func=lambda s: ratings.STAGES.get(s, "All"),
        key="catalogue_stage",
    )
    catalogue = cache.catalogue()
    shown = [
        c.id
        for c in catalogue.capabilities.capabilities
        if stage in (None, "all", c.stage)
    ]
    rows = ratings.heat_rows(platforms, catalogue, shown)
    st.caption(f"{ratings.LEGEND}. Choose a cell to see its source.")
    st.vega_lite_chart(
        cache.drawn(
            charts_platforms.heat_map,
            rows,
            " ".join((catalogue.digest, str(stage), *(p.id for p in platforms))),
        ),
        width="stretch",
        alt="Depth of each platform in each capability; the table below has the figures",
        on_select=_picked_in_chart,
        key="heat_map",
    )
    with st.expander("The same as a table"):
        names = catalogue.capabilities.by_id
        marks = {
            names[id_].name: [ratings.mark(p.cells[id_]) for p in platforms]
            for id_ in shown
        }
        st.dataframe(
            pd.DataFrame({"platform": [p.name for p in platforms], **marks}),
            hide_index=True,
            height="content",
            column_config={"platform": st.column_config.Column(pinned=True)},
            alt="Depth of each platform in each capability",
        )
    picked = state.taken("rating")
    if picked:
        rating.dialog(*cast("tuple[str, str]", picked))


def _picked_in_chart() -> None:
    event = cast("dict[str, Any]", state.widget_value("heat_map"))
    for cell in event["selection"].get(charts_platforms.PICKED, ()):
        state.put_by("rating", (cell["platform_id"], cell["capability_id"]))


def _one_rating() -> None:
    """Let a person look at any one rating without a mouse."""
    catalogue = cache.catalogue()
    platforms = {
        p.id: p.name for p in sorted(catalogue.platforms, key=lambda p: p.name)
    }
    capabilities = {c.id: c.name for c in catalogue.capabilities.capabilities}
    state.keep_widget("rating_platform", next(iter(platforms)))
    state.keep_widget("rating_capability", next(iter(capabilities)))
    with st.expander("One rating and what it rests on"):
        left, right = st.columns(2)
        platform = left.selectbox(
            "Platform",
            list(platforms),
            format_func=lambda p: platforms[p],
            key="rating_platform",
        )
        capability = right.selectbox(
            "Rated on",
            list(capabilities),
            format_func=lambda c: capabilities[c],
            key="rating_capability",
        )
        rating.show(platform, capability)


def _compare(chosen: Sequence[Platform]) -> None:
    st.header("Side by side")
    names = {p.id: p.name for p in chosen}
    state.keep_choices("compared", names)
    ids = st.multiselect(
        f"Up to {MOST_COMPARED} platforms",
        list(names),
        format_func=lambda p: names[p],
        max_selections=MOST_COMPARED,
        key="compared",
        placeholder="Choose platforms to compare",
    )
    if not ids:
        return
    catalogue = cache.catalogue()
    table = ratings.comparison(catalogue, [catalogue.by_id[id_] for id_ in ids])
    st.caption(f"{ratings.LEGEND}.")
    components.table(table, "Platforms side by side")
