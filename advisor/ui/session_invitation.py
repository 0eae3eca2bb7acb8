"""The way into a session: its code, the address and the picture of it."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

import segno
import streamlit as st

from advisor.language import moment, t
from advisor.serving import lan_address
from advisor.session.session import Session
from advisor.store import codes
from advisor.ui import session_actions, state

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1", "")
CODE_STYLE: Final = (
    "font-size:clamp(2.2rem,4.2vw,5rem);font-weight:700;letter-spacing:.08em;"
    "font-family:monospace;line-height:1.1;white-space:nowrap"
)


def show(session: Session) -> None:
    """Show how people join, as large as a projector needs it."""
    if not session.joinable(state.now()):
        st.warning(t("The code has expired; nobody can join with it any more."))
        _renew(session)
        return
    code = codes.shown(session.code)
    address = join_address(state.page_address(), code, lan_address())
    st.html(f'<div style="{CODE_STYLE}">{code}</div>')
    picture, words = st.columns([2, 3], vertical_alignment="center")
    with picture:
        said = t("QR code of the address {address}", address=address)
        st.image(qr(address), width=220, alt=said)
    with words:
        st.write(t("Scan the picture, or open the address and type the code."))
        st.code(address, language=None, wrap_lines=True)
        st.caption(t("The code is good until {when}.", when=moment(session.expires_at)))
        _renew(session)
    if _only_here():
        st.warning(
            t(
                "Only this machine can reach the app now. Start it with --host 0.0.0.0 "
                "to let others in."
            )
        )


def join_address(page: str, code: str, machine: str | None) -> str:
    """Return the address that others open to join.

    The page's own host is kept unless it is this machine's name for itself.
    """
    parts = urlsplit(page)
    host = parts.hostname or "localhost"
    port = f":{parts.port}" if parts.port else ""
    if host in LOOPBACK and machine:
        host = machine
    if ":" in host:
        host = f"[{host}]"
    base = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit(
        (parts.scheme or "http", host + port, f"{base}/join", f"code={code}", "")
    )


def qr(address: str) -> str:
    """Return the address as a QR code in SVG."""
    made = segno.make_qr(address, error="m")
    return str(made.svg_inline(scale=8, border=4, light="#ffffff"))


def _only_here() -> bool:
    return st.get_option("server.address") in ("localhost", "127.0.0.1", "::1")


def _renew(session: Session) -> None:
    st.button(
        t("Make a new code"),
        icon=":material/refresh:",
        key="renew_code",
        on_click=session_actions.renew_code,
        args=(session,),
    )
