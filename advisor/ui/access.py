"""Who is there: asks the server, and applies the rule of advisor.session.access."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

import streamlit as st

from advisor.content import read_bytes
from advisor.errors import AccessError
from advisor.language import t
from advisor.session import access
from advisor.session.access import ALLOWED, RANKS, Act, AuthFile, Rank, Visitor
from advisor.ui.literal import plain

VARIABLE: Final = "MLOPS_ADVISOR_AUTH"
FORWARDING: Final = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


def rank() -> Rank:
    """Return the rank of who is there; raise AccessError if the file is unusable."""
    file = _file()
    return access.rank_of(visitor(), file.ranks if file else None, datetime.now(UTC))


def may(act: Act) -> bool:
    """Tell whether who is there may do something."""
    return act in ALLOWED[rank()]


def demand(act: Act) -> None:
    """Raise AccessError if who is there may not do something."""
    if not may(act):
        raise AccessError(
            t(
                "not allowed as {rank}; only a facilitator changes what is kept",
                rank=t(RANKS[rank()]),
            )
        )


def name() -> str:
    """Return who is signed in, by e-mail address or name; nothing if nobody is."""
    if not _is_signed_in():
        return ""
    claims = visitor().claims
    called = str(claims.get("name") or claims.get("sub") or "")
    return access.verified_email(claims) or called


def visitor() -> Visitor:
    """Return where who is there comes from and what the provider says about them.

    Streamlit gives no address for a browser on this machine, and where a page is run
    without a server, in a test, there is no connection that has one.
    """
    headers, address = st.context.headers, st.context.ip_address
    called = (headers.get("Host"), urlsplit(headers.get("Origin") or "").netloc)
    return Visitor(
        address=address if isinstance(address, str) else None,
        hosts=tuple(host for host in called if host),
        forwarded=any(header in headers for header in FORWARDING),
        claims=cast("dict[str, Any]", st.user.to_dict()),
    )


def sidebar() -> None:
    """Show who is signed in, and the way in or out; nothing where nobody signs in."""
    if _file() is None:
        return
    with st.sidebar:
        if _is_signed_in():
            st.caption(
                t(
                    "Signed in as {name} ({rank})",
                    name=plain(name()),
                    rank=t(RANKS[rank()]),
                )
            )
            st.button(t("Sign out"), key="sign_out", on_click=st.logout)
        else:
            st.button(t("Sign in"), key="sign_in", on_click=st.login)


def _is_signed_in() -> bool:
    file = _file()
    return file is not None and access.is_signed_in(
        visitor(), file.ranks, datetime.now(UTC)
    )


def _file() -> AuthFile | None:
    named = os.environ.get(VARIABLE)
    return _read(named) if named else None


@st.cache_resource(show_spinner=False)
def _read(named: str) -> AuthFile:
    """Read the file once; who has which rank changes when the server starts again."""
    path = Path(named)
    try:
        return access.auth_file(read_bytes(path, AccessError), path.name)
    except AccessError as fault:
        # What is wrong with it is told when the app starts; visitors need no paths.
        raise AccessError(
            t("Nobody can sign in: the file of --auth is not what it was at the start.")
        ) from fault
