"""Every page of the app, and which of them a rank is offered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from advisor.language import mark, t
from advisor.session.access import ALLOWED, Act, Rank
from advisor.ui import state
from advisor.ui.pages import (
    agreed,
    assess,
    board,
    catalogue,
    decision,
    evidence,
    history,
    join,
    learn,
    match,
    results,
    roadmap,
    sessions,
    stack,
    start,
    teams,
    use_cases,
)

MATURITY: Final = mark("Maturity")
SESSIONS: Final = mark("Sessions")
PLATFORMS: Final = mark("Platforms")
STACK: Final = mark("Reference stack")


@dataclass(frozen=True)
class Room:
    """One page: what it shows, how it is called and what one must be allowed to do."""

    group: str
    key: str
    title: str
    icon: str
    show: Callable[[], None]
    needs: Act

    @property
    def path(self) -> str:
        """Return the page's place in the address."""
        return self.key.replace("_", "-")


START: Final = Room(MATURITY, "start", mark("Start"), "home", start.show, Act.CHANGE)
ROOMS: Final = (
    START,
    Room(MATURITY, "assess", mark("Assess"), "checklist", assess.show, Act.CHANGE),
    Room(MATURITY, "results", mark("Results"), "insights", results.show, Act.READ),
    Room(MATURITY, "evidence", mark("Evidence"), "search", evidence.show, Act.CHANGE),
    Room(MATURITY, "roadmap", mark("Road map"), "route", roadmap.show, Act.READ),
    Room(MATURITY, "history", mark("History"), "history", history.show, Act.READ),
    Room(MATURITY, "learn", mark("Learn"), "school", learn.show, Act.JOIN),
    Room(SESSIONS, "sessions", mark("Sessions"), "groups", sessions.show, Act.CHANGE),
    Room(SESSIONS, "board", mark("Board"), "dashboard", board.show, Act.CHANGE),
    Room(SESSIONS, "join", mark("Join"), "login", join.show, Act.JOIN),
    Room(SESSIONS, "agreed", mark("Agreed"), "handshake", agreed.show, Act.READ),
    Room(SESSIONS, "teams", mark("Teams"), "diversity_3", teams.show, Act.READ),
    Room(
        PLATFORMS, "use_cases", mark("Use cases"), "category", use_cases.show, Act.READ
    ),
    Room(PLATFORMS, "match", mark("Match"), "join_inner", match.show, Act.READ),
    Room(PLATFORMS, "decision", mark("Decision"), "gavel", decision.show, Act.READ),
    Room(PLATFORMS, "catalogue", mark("Catalogue"), "apps", catalogue.show, Act.READ),
    Room(STACK, "stack", mark("Stack"), "play_circle", stack.show, Act.CHANGE),
)
# Where a rank begins that is not offered Start.
FIRST: Final[Mapping[Rank, str]] = {Rank.VIEWER: "history", Rank.PARTICIPANT: "join"}


def offered(rank: Rank) -> Mapping[str, Mapping[str, StreamlitPage]]:
    """Return the pages for a rank by group and key; the others do not exist for it."""
    rooms = [room for room in ROOMS if room.needs in ALLOWED[rank]]
    groups: dict[str, dict[str, StreamlitPage]] = {room.group: {} for room in rooms}
    for room in rooms:
        groups[room.group][room.key] = _page(room)
    return {**groups, **_entrance(rank)}


def show(groups: Mapping[str, Mapping[str, StreamlitPage]]) -> None:
    """Draw the links to the pages, group by group.

    Streamlit's own menu puts what is no list item between a list and its items, which
    a screen reader cannot tell apart, so it stays hidden.
    """
    for group, pages in groups.items():
        if not group:
            continue
        st.caption(t(group))
        for page in pages.values():
            st.page_link(page)


def _page(room: Room) -> StreamlitPage:
    return st.Page(
        room.show,
        title=t(room.title),
        icon=f":material/{room.icon}:",
        url_path=room.path,
        default=room is START,
    )


def _entrance(rank: Rank) -> Mapping[str, Mapping[str, StreamlitPage]]:
    """Return what leads from the bare address to the first page of a rank.

    The page of the bare address has no path of its own, so a page that a code or a
    link leads to cannot be it.
    """
    if rank not in FIRST:
        return {}

    def entrance() -> None:
        state.go_to(FIRST[rank])

    page = st.Page(
        entrance,
        title=t("MLOps advisor"),
        url_path="entrance",
        default=True,
        visibility="hidden",
    )
    return {"": {"entrance": page}}
