"""Parts of a page that run again by themselves, without the rest of the app."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from advisor.errors import AdvisorError
from advisor.ui import components

Given = ParamSpec("Given")


def live(
    seconds: float | None = None,
) -> Callable[[Callable[Given, None]], Callable[Given, None]]:
    """Let a part run again alone, by itself after so many seconds if said.

    What is refused there is told there: the app's own frame does not run again.
    """

    def made(draw: Callable[Given, None]) -> Callable[Given, None]:
        @wraps(draw)
        def told(*args: Given.args, **kwargs: Given.kwargs) -> None:
            try:
                draw(*args, **kwargs)
            except AdvisorError as fault:
                components.fault(fault)

        return st.fragment(told, run_every=seconds)

    return made
