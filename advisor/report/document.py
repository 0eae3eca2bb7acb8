"""Document: what a report says, before it is put into any form."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from advisor.content import Value


class Part(StrEnum):
    """The six questions of a board; a deck has one slide for each, in this order."""

    STANDING = "standing"
    BLOCKERS = "blockers"
    DISAGREEMENT = "disagreement"
    ROAD_MAP = "road_map"
    PLATFORMS = "platforms"
    EVIDENCE = "evidence"


class Provenance(Value):
    """What every figure of a report rests on. `coverage` is a share from 0 to 1."""

    reading: str
    coverage: float
    content_digest: str
    questionnaire: str
    questionnaire_digest: str
    on: date
    program: str


class Table(Value):
    """A table of texts; `numeric` names the columns that are set flush right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...] = ()


class Figure(Value):
    """A chart as Vega-Lite, its caption, and in words what it shows."""

    spec: Mapping[str, Any]
    caption: str
    alternative: str


class Section(Value):
    """A titled part: sentences first, then a figure, then a table.

    `part` marks the section that answers one of the board's questions; its first
    sentence is then the answer in short.
    """

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    figure: Figure | None = None
    part: Part | None = None


class Document(Value):
    """A whole report."""

    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    provenance: Provenance | None = None

    def part(self, part: Part) -> Section | None:
        """Return the section that answers one of the board's questions."""
        return next((s for s in self.sections if s.part is part), None)
