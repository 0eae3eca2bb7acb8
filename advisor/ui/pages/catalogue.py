"""Catalogue: filter the platforms, compare them, and see what each rating rests on."""

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from advisor.advise.catalogue import GROUPS
from advisor.advise.platforms import Platform
from advisor.language import mark, t
from advisor.report import charts_platforms, ratings
from advisor.report.platforms import GROUPS as GROUP_NAMES
from advisor.report.platforms import HOSTING, STATUSES
from advisor.report.ratings import Filter
from advisor.ui import cache, components, rating, state

MOST_COMPARED = 6
ANY = ""
ALL = mark("All")
ALIVE = ("active", "maintenance")


def show() -> None:
    """Show the catalogue."""
    st.title(t("Catalogue"))
    catalogue = cache.catalogue()
    count = len(catalogue.capabilities.capabilities)
    st.write(
        t(
            "{platforms} platforms, rated on {capabilities} capabilities. Each rating says "
            "what it rests on; what nobody could find out stays unknown.",
            platforms=len(catalogue.platforms),
            capabilities=count,
        )
    )
    chosen = ratings.filtered(catalogue, _filter())
    if not chosen:
        st.info(t("No platform passes all of these filters. Drop one of them."))
        return
    total = len(catalogue.platforms)
    st.caption(t("{count} of {total} platforms", count=len(chosen), total=total))
    _heat_map(chosen)
    _one_rating()
    _compare(chosen)


def _filter() -> Filter:
    """Ask what is to be listed."""
    for key, default in (("groups", []), ("statuses", list(ALIVE)), ("hosting", [])):
        state.keep_widget(f"catalogue_{key}", default)
    names = {c.id: t(c.name) for c in cache.catalogue().capabilities.capabilities}
    state.keep_widget("catalogue_capability", ANY)
    state.keep_widget("catalogue_depth", 1)
    with st.container(border=True):
        left, right = st.columns(2)
        group = left.multiselect(
            t("Group"),
            GROUPS,
            format_func=lambda g: t(GROUP_NAMES[g]),
            key="catalogue_groups",
            placeholder=t("Any"),
        )
        status = right.multiselect(
            t("Status"),
            list(STATUSES),
            format_func=lambda s: t(STATUSES[s]),
            key="catalogue_statuses",
            placeholder=t("Any"),
        )
        hosting = left.multiselect(
            t("Hosting"),
            list(HOSTING),
            format_func=lambda form: t(HOSTING[form]),
            key="catalogue_hosting",
            placeholder=t("Any"),
        )
        capability = right.selectbox(
            t("Capability"),
            [ANY, *names],
            format_func=lambda c: names.get(c) or t("Any"),
            key="catalogue_capability",
        )
        depth = _at_least(right) if capability else None
    return Filter(
        groups=tuple(group),
        statuses=tuple(status),
        hosting=tuple(hosting),
        capability=capability or None,
        at_least=int(depth or 1),
    )


def _at_least(place: DeltaGenerator) -> int | None:
    return place.segmented_control(
        t("At least at depth"), (1, 2, 3), key="catalogue_depth"
    )


def _heat_map(platforms: Sequence[Platform]) -> None:
    st.header(t("Who offers what, and how deeply"))
    state.keep_widget("catalogue_stage", "data")
    stage = st.segmented_control(
        t("Capabilities for"),
        [*ratings.STAGES, "all"],
        format_func=lambda s: t(ratings.STAGES.get(s, ALL)),
        key="catalogue_stage",
    )
    catalogue = cache.catalogue()
    shown = [
        c.id
        for c in catalogue.capabilities.capabilities
        if stage in (None, "all", c.stage)
    ]
    rows = ratings.heat_rows(platforms, catalogue, shown)
    st.caption(
        t("{legend}. Choose a cell to see its source.", legend=t(ratings.LEGEND))
    )
    st.vega_lite_chart(
        cache.drawn(
            charts_platforms.heat_map,
            rows,
            " ".join((catalogue.digest, str(stage), *(p.id for p in platforms))),
        ),
        width="stretch",
        alt=t(
            "Depth of each platform in each capability; the table below has the figures"
        ),
        on_select=_picked_in_chart,
        key="heat_map",
    )
    with st.expander(t("The same as a table")):
        names, first = catalogue.capabilities.by_id, t("platform")
        marks = {
            t(names[id_].name): [ratings.mark(p.cells[id_]) for p in platforms]
            for id_ in shown
        }
        st.dataframe(
            pd.DataFrame({first: [p.name for p in platforms], **marks}),
            hide_index=True,
            height="content",
            column_config={first: st.column_config.Column(pinned=True)},
            alt=t("Depth of each platform in each capability"),
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
    capabilities = {c.id: t(c.name) for c in catalogue.capabilities.capabilities}
    state.keep_widget("rating_platform", next(iter(platforms)))
    state.keep_widget("rating_capability", next(iter(capabilities)))
    with st.expander(t("One rating and what it rests on")):
        left, right = st.columns(2)
        platform = left.selectbox(
            t("Platform"),
            list(platforms),
            format_func=lambda p: platforms[p],
            key="rating_platform",
        )
        capability = right.selectbox(
            t("Rated on"),
            list(capabilities),
            format_func=lambda c: capabilities[c],
            key="rating_capability",
        )
        rating.show(platform, capability)


def _compare(chosen: Sequence[Platform]) -> None:
    st.header(t("Side by side"))
    names = {p.id: p.name for p in chosen}
    state.keep_choices("compared", names)
    ids = st.multiselect(
        t("Up to {count} platforms", count=MOST_COMPARED),
        list(names),
        format_func=lambda p: names[p],
        max_selections=MOST_COMPARED,
        key="compared",
        placeholder=t("Choose platforms to compare"),
    )
    if not ids:
        return
    catalogue = cache.catalogue()
    table = ratings.comparison(catalogue, [catalogue.by_id[id_] for id_ in ids])
    st.caption(f"{t(ratings.LEGEND)}.")
    components.table(table, t("Platforms side by side"))
