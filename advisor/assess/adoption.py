"""Adoption: how far others are, as a survey found it. Context, never a benchmark."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from advisor import content
from advisor.assess.questionnaire import Name, Text
from advisor.content import Document, Place, Value
from advisor.errors import ContentError
from advisor.language import t

COLUMNS: Final = ("region", "stage", "share_percent", "source", "binding")
ROUNDING_PERCENT: Final = 1


class AdoptionFigure(Value):
    """The share of respondents in a region who place their organisation at a stage.

    `binding` tells how the figure was tied to its region: confirmed by a second
    publication, or only by its place in the figure it was read from.
    """

    region: Text
    stage: Literal["exploring", "early_adopter", "sophisticated"]
    share_percent: Annotated[int, Field(ge=0, le=100)]
    source: Name
    binding: Literal["confirmed", "order of the figure"]


class _Survey(Value):
    figures: tuple[AdoptionFigure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_region_adds_up(self) -> Self:
        for region in dict.fromkeys(figure.region for figure in self.figures):
            of_region = [figure for figure in self.figures if figure.region == region]
            if len({figure.stage for figure in of_region}) < len(of_region):
                raise ValueError(
                    t("region '{region}' gives a stage twice", region=region)
                )
            total = sum(figure.share_percent for figure in of_region)
            if abs(total - 100) > ROUNDING_PERCENT:
                raise ValueError(
                    t(
                        "the shares of region '{region}' add up to {total}, not 100",
                        region=region,
                        total=total,
                    )
                )
        return self


def load_adoption(path: Path | None = None) -> tuple[AdoptionFigure, ...]:
    """Read the survey figures (CSV); raise ContentError naming every fault by line."""
    path = path or content.data_folder() / "adoption.csv"
    survey: _Survey = content.check(_document(path), _Survey, ContentError)
    return survey.figures


def _document(path: Path) -> Document:
    rows = tuple(_rows(path))
    lines: dict[Place, int] = {
        ("figures", index): line for index, (line, _) in enumerate(rows)
    }
    return Document({"figures": [row for _, row in rows]}, path.name, lines)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row with the line it stands on."""
    reader = csv.reader(_text(path).splitlines(), strict=True)
    try:
        if (header := next(reader, [])) != list(COLUMNS):
            raise ContentError(
                t(
                    "{name}:1: columns are {columns}; expected {wanted}",
                    name=path.name,
                    columns=",".join(header),
                    wanted=",".join(COLUMNS),
                )
            )
        for row in reader:
            if len(row) != len(COLUMNS):
                raise ContentError(
                    t(
                        "{name}:{line_num}: {number} values; expected {wanted}",
                        name=path.name,
                        line_num=reader.line_num,
                        number=len(row),
                        wanted=len(COLUMNS),
                    )
                )
            yield reader.line_num, dict(zip(COLUMNS, row, strict=True))
    except csv.Error as fault:
        raise ContentError(
            t(
                "{name}:{line_num}: not CSV: {fault}",
                name=path.name,
                line_num=reader.line_num,
                fault=fault,
            )
        ) from fault


def _text(path: Path) -> str:
    try:
        return content.read_bytes(path, ContentError).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ContentError(
            t(
                "{name}: byte {place} is not UTF-8 text; save it as UTF-8",
                name=path.name,
                place=fault.start,
            )
        ) from fault
