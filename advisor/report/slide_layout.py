"""Where things stand on a slide of 13.3 by 7.5 inches, and how much of them fits.

A slide is drawn without knowing the reader's fonts, so lines are counted from a letter
of half its size, which is a little wider than the letters of common fonts are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from advisor.report.document import Section, Table

LETTER: Final = 0.5
LINE: Final = 1.2
AFTER: Final = 0.4
POINTS: Final = 72.0
LEAD_SIZE: Final = 20.0
TEXT_SIZE: Final = 16.0
CELL_SIZE: Final = 13.0
CELL_MARGIN: Final = 0.16
ROW_MARGIN: Final = 0.08
MORE: Final = 0.4
WIDEST: Final = 45
SPARE: Final = 2

LEFT: Final = 0.6
TOP: Final = 1.4
FULL: Final = 12.1
BOTTOM: Final = 6.85
BESIDE_FIGURE: Final = 5.2
FIGURE_LEFT: Final = 6.1
# Above a table there is room for so much text.
ABOVE_TABLE: Final = 1.6
GAP: Final = 0.12


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """What of a section is shown and where; `sentences` is their number after the lead."""

    lead: Box
    text: Box
    sentences: int
    figure: Box | None = None
    table: Box | None = None


@dataclass(frozen=True)
class Rows:
    """How many rows of a table fit, the widths of its columns and heights of its rows."""

    number: int
    widths: tuple[float, ...]
    heights: tuple[float, ...]


def plan(section: Section) -> Layout:
    """Return what goes where: a figure beside the text, or else a table below it."""
    lead, *others = section.sentences
    first = Box(LEFT, TOP, FULL, _tall([lead], FULL, LEAD_SIZE))
    top = first.top + first.height + GAP
    if section.figure:
        text = Box(LEFT, top, BESIDE_FIGURE, BOTTOM - top)
        figure = Box(FIGURE_LEFT, top, LEFT + FULL - FIGURE_LEFT, BOTTOM - top)
        return Layout(first, text, _fitting(others, text), figure=figure)
    room = Box(LEFT, top, FULL, ABOVE_TABLE if section.table else BOTTOM - top)
    number = _fitting(others, room)
    if section.table is None:
        return Layout(first, room, number)
    below = top + _tall(others[:number], FULL, TEXT_SIZE) + GAP
    table = Box(LEFT, below, FULL, BOTTOM - below)
    return Layout(first, room, number, table=table)


def fitting_rows(table: Table, box: Box) -> Rows:
    """Return how many rows of a table fit into a box, with room to say what is left."""
    widths = _widths(table, box.width)
    heights = [_height(table.columns, widths)]
    room = box.height - MORE
    for row in table.rows:
        height = _height(row, widths)
        if sum(heights) + height > room:
            break
        heights.append(height)
    return Rows(len(heights) - 1, widths, tuple(heights))


def _fitting(sentences: Sequence[str], box: Box) -> int:
    """Return how many of the sentences fit into a box."""
    numbers = range(len(sentences), 0, -1)
    return next(
        (
            n
            for n in numbers
            if _tall(sentences[:n], box.width, TEXT_SIZE) <= box.height
        ),
        0,
    )


def _tall(sentences: Sequence[str], width: float, size: float) -> float:
    """Return the height of sentences below each other, in inches."""
    lines = sum(_lines(sentence, width, size) for sentence in sentences)
    return (lines * LINE + len(sentences) * AFTER) * size / POINTS


def _widths(table: Table, width: float) -> tuple[float, ...]:
    """Share a width among columns: each has its longest word, the long ones get more."""
    asked = [
        max(min(WIDEST, max(map(len, cells))), *map(_longest_word, cells)) + SPARE
        for cells in zip(table.columns, *table.rows, strict=True)
    ]
    return tuple(width * part / sum(asked) for part in asked)


def _longest_word(cell: str) -> int:
    return min(WIDEST, max(map(len, cell.split()), default=0))


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(
        _lines(text, width - CELL_MARGIN, CELL_SIZE)
        for text, width in zip(cells, widths, strict=True)
    )
    return lines * LINE * CELL_SIZE / POINTS + ROW_MARGIN


def _lines(text: str, width: float, size: float) -> int:
    letters = max(1, int(width * POINTS / (size * LETTER)))
    return max(1, ceil(len(text) / letters))
