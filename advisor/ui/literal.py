"""What a person typed, shown as it is."""

import re
from typing import Final

# CommonMark lets every ASCII punctuation mark be escaped.
MARKS: Final = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Return a text so that Markdown shows it letter by letter, on one line."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def plain_lines(text: str) -> str:
    """Return a text so that Markdown shows it letter by letter, line by line."""
    return "  \n".join(plain(line) for line in text.splitlines())
