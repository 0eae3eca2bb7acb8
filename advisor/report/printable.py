"""Texts that people typed, made fit for any file: one line, nothing unprintable."""

import re
from typing import Final

# XML, HTML and PDF cannot carry these, or a reader stops at them.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Return a text on one line, with a mark in the place of what cannot be printed."""
    return UNPRINTABLE.sub("\ufffd", " ".join(text.split()))


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters, with an ellipsis if it is cut."""
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"
