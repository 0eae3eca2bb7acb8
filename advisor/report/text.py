"""A document as plain text for a terminal."""

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from advisor.report import provenance
from advisor.report.document import Document, Section, Table

WIDTH: Final = 110
GAP: Final = "  "
NARROW: Final = 8


def render(document: Document) -> str:
    """Return the document as text, at most 110 columns wide."""
    blocks = [_titled(document.title, "="), "\n".join(map(_wrapped, document.summary))]
    note = provenance.line(document.provenance) if document.provenance else ""
    blocks += [_section(section, note) for section in document.sections]
    return "\n\n".join(blocks) + "\n"


def _titled(title: str, line: str) -> str:
    return f"{title}\n{line * len(title)}"


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH)


def _section(section: Section, note: str) -> str:
    parts = [_titled(section.title, "-"), *map(_wrapped, section.sentences)]
    if section.figure:
        parts.append(_wrapped(section.figure.alternative))
    if section.table:
        parts.append("\n".join(_table(section.table)))
    if note and (section.figure or section.table):
        parts.append(_wrapped(note))
    return "\n".join(parts)


def _table(table: Table) -> Iterable[str]:
    """Yield aligned lines; cells wrap where the table would be too wide."""
    rows = (table.columns, *table.rows)
    widths = _widths(rows)
    flush = [column in table.numeric for column in table.columns]
    for row in rows:
        cells = [
            textwrap.wrap(text, width) or [""]
            for text, width in zip(row, widths, strict=True)
        ]
        for line in zip_longest(*cells, fillvalue=""):
            aligned = [
                text.rjust(width) if right else text.ljust(width)
                for text, width, right in zip(line, widths, flush, strict=True)
            ]
            yield GAP.join(aligned).rstrip()


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return column widths that fit the page, taken from the widest first."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = WIDTH - len(GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > NARROW:
        widths[widths.index(max(widths))] -= 1
    return widths
