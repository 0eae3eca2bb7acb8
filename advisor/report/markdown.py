"""A document as Markdown, safe to paste into a pull request."""

import re
from collections.abc import Iterable
from typing import Final

from advisor.report import provenance
from advisor.report.document import Document, Section, Table

# What a person typed (a scope's name) must not become markup.
SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#|!~])")
# GitHub turns bare addresses into links and names after @ into calls, escaped or
# not; only code stays as it is. A bar or a backtick would end the code.
LIVE: Final = re.compile(
    r"([^\s|`]*(?:://|www\.|\w@\w[\w-]*\.|(?<!\w)@\w)[^\s|`]*)", re.IGNORECASE
)


def render(document: Document) -> str:
    """Return the document as GitHub-flavoured Markdown."""
    blocks = [f"# {_plain(document.title)}", "\n".join(_list(document.summary))]
    note = provenance.line(document.provenance) if document.provenance else ""
    blocks += [_section(section, note) for section in document.sections]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    # Split by a pattern with one group, the live parts stand at the odd places.
    parts = LIVE.split(" ".join(text.split()))
    return "".join(
        f"`{part}`" if place % 2 else SPECIAL.sub(r"\\\1", part)
        for place, part in enumerate(parts)
    )


def _list(sentences: Iterable[str]) -> Iterable[str]:
    return (f"- {_plain(sentence)}" for sentence in sentences)


def _section(section: Section, note: str) -> str:
    parts = [f"## {_plain(section.title)}"]
    parts += [_plain(sentence) for sentence in section.sentences]
    if section.figure:
        # A picture would be a file beside this one; its words stand in its place.
        parts.append(_plain(section.figure.alternative))
    if section.table:
        parts.append("\n".join(_table(section.table)))
    if note and (section.figure or section.table):
        parts.append(f"*{_plain(note)}*")
    return "\n\n".join(parts)


def _table(table: Table) -> Iterable[str]:
    yield _row(table.columns)
    yield _row("---:" if c in table.numeric else "---" for c in table.columns)
    yield from (_row(map(_plain, row)) for row in table.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
