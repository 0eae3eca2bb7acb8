"""Reading: a named rule that turns practice outcomes into a level.

Three kinds. `demands` lists which practice each level needs at which rung.
`sections` is the ML Test Score: points per section, the smallest counts.
`overlay` is a badge beside the level that never gates it.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from advisor import content
from advisor.assess.questionnaire import Name, PracticeId, Questionnaire, Rung, Text
from advisor.content import Value
from advisor.errors import ContentError
from advisor.language import t


class Level(Value):
    """One level and what it demands beyond the levels below it."""

    level: Annotated[int, Field(ge=0, le=9)]
    name: Text
    summary: Text
    by_hand: tuple[PracticeId, ...] = ()
    automated: tuple[PracticeId, ...] = ()

    @property
    def demands(self) -> Mapping[str, Rung]:
        """Return the rung each practice needs at this level."""
        return dict.fromkeys(self.by_hand, Rung.BY_HAND) | dict.fromkeys(
            self.automated, Rung.AUTOMATED
        )


class DemandReading(Value):
    """Level = the highest one whose demands, and all below, are met."""

    kind: Literal["demands"]
    id: Name
    name: Text
    source: Name
    stance: Text
    default: bool = False
    levels: tuple[Level, ...] = Field(min_length=2)
    weights: Mapping[PracticeId, PositiveFloat] = Field(default_factory=dict)

    @property
    def top(self) -> int:
        """Return the highest level."""
        return self.levels[-1].level

    def demands_up_to(self, level: int) -> Mapping[str, Rung]:
        """Return the highest rung each practice needs at any level <= `level`."""
        needed: dict[str, Rung] = {}
        for step in self.levels:
            if step.level <= level:
                needed |= step.demands
        return needed

    @cached_property
    def demands(self) -> Mapping[str, Rung]:
        """Return what the top level needs: these are the gating practices."""
        return self.demands_up_to(self.top)

    @cached_property
    def first_level(self) -> Mapping[str, int]:
        """Return the lowest level that demands each gating practice."""
        found: dict[str, int] = {}
        for step in self.levels:
            for practice in step.demands:
                found.setdefault(practice, step.level)
        return found

    def level_of(self, practice: str, rung: Rung) -> int | None:
        """Return the lowest level that demands at least this rung of a practice."""
        for step in self.levels:
            needed = step.demands.get(practice)
            if needed is not None and (needed.score or 0.0) >= (rung.score or 0.0):
                return step.level
        return None

    def weight(self, practice: str) -> float:
        """Return the weight of a demand in the progress, 1 unless given."""
        return self.weights.get(practice, 1.0)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        numbers = [step.level for step in self.levels]
        if numbers != list(range(len(numbers))):
            raise ValueError(
                t(
                    "levels are {numbers}; expected 0, 1, 2 … without gaps",
                    numbers=numbers,
                )
            )
        for step in self.levels:
            if both := set(step.by_hand) & set(step.automated):
                raise ValueError(
                    t(
                        "level {level} demands '{practice}' both by hand and automated",
                        level=step.level,
                        practice=min(both),
                    )
                )
            if step.level and (
                lower := _lowered(step, self.demands_up_to(step.level - 1))
            ):
                raise ValueError(
                    t(
                        "level {level} demands '{practice}' at no higher rung than a "
                        "level below it; remove it there or here",
                        level=step.level,
                        practice=lower,
                    )
                )
        return self


class Section(Value):
    """A section of a test score and the ids of its tests in the source."""

    id: Name
    name: Text
    tests: tuple[str, ...] = Field(min_length=1)


class Band(Value):
    """The level that a final score reaches: `at_least`, or strictly `above`."""

    level: Annotated[int, Field(ge=0, le=9)]
    name: Text
    summary: Text
    above: float | None = None


class SectionReading(Value):
    """Final score = the smallest section; its band is the level."""

    kind: Literal["sections"]
    id: Name
    name: Text
    source: Name
    stance: Text
    sections: tuple[Section, ...] = Field(min_length=1)
    levels: tuple[Band, ...] = Field(min_length=2)

    @property
    def top(self) -> int:
        """Return the highest level."""
        return self.levels[-1].level

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        first, *rest = self.levels
        bounds = [band.above for band in rest]
        known = [bound for bound in bounds if bound is not None]
        if (
            first.above is not None
            or len(known) < len(bounds)
            or known != sorted(set(known))
        ):
            raise ValueError(
                t("bands must rise: none for the lowest, then growing 'above'")
            )
        return self


class OverlayReading(Value):
    """A badge for each framework: which of the practices that cite it are met."""

    kind: Literal["overlay"]
    id: Name
    name: Text
    source: Name
    stance: Text
    frameworks: Mapping[Name, Text] = Field(min_length=1)
    rung: Literal[Rung.BY_HAND, Rung.AUTOMATED] = Rung.BY_HAND


LevelReading = DemandReading | SectionReading
Reading = Annotated[
    DemandReading | SectionReading | OverlayReading, Field(discriminator="kind")
]


class Readings(Value):
    """All readings of a questionnaire, the default one first."""

    readings: tuple[Reading, ...]

    @cached_property
    def by_id(self) -> Mapping[str, DemandReading | SectionReading | OverlayReading]:
        """Return the readings by id."""
        return {reading.id: reading for reading in self.readings}

    @cached_property
    def levelled(self) -> tuple[LevelReading, ...]:
        """Return the readings that give a level."""
        return tuple(r for r in self.readings if not isinstance(r, OverlayReading))

    @cached_property
    def demanding(self) -> tuple[DemandReading, ...]:
        """Return the readings whose levels make demands; these can be planned for."""
        return tuple(r for r in self.readings if isinstance(r, DemandReading))

    @cached_property
    def overlays(self) -> tuple[OverlayReading, ...]:
        """Return the badges."""
        return tuple(r for r in self.readings if isinstance(r, OverlayReading))

    @cached_property
    def default(self) -> DemandReading:
        """Return the reading that is used unless another is asked for."""
        return next(
            r for r in self.readings if isinstance(r, DemandReading) and r.default
        )

    @model_validator(mode="after")
    def _one_default(self) -> Self:
        ids = [reading.id for reading in self.readings]
        if twice := {id_ for id_ in ids if ids.count(id_) > 1}:
            raise ValueError(
                t("reading '{id}' is defined twice; ids are unique", id=min(twice))
            )
        defaults = [
            r.id for r in self.readings if isinstance(r, DemandReading) and r.default
        ]
        if len(defaults) != 1:
            raise ValueError(
                t(
                    "{number} readings are 'default: true'; expected one",
                    number=len(defaults),
                )
            )
        return self


def load(questionnaire: Questionnaire, folder: Path | None = None) -> Readings:
    """Read every reading in `folder` and check it against the questionnaire."""
    folder = folder or content.questionnaires_folder() / "readings"
    paths = sorted(folder.glob("*.yaml"))
    found = [_read(path, questionnaire) for path in paths]
    found.sort(key=lambda r: not (isinstance(r, DemandReading) and r.default))
    document = content.Document({"readings": found}, folder.name)
    loaded: Readings = content.check(document, Readings, ContentError)
    return loaded


def _read(path: Path, questionnaire: Questionnaire) -> Reading:
    document = content.parse(content.read_bytes(path, ContentError), path.name)
    reading: Reading = content.check(document, Reading, ContentError)
    if isinstance(reading, DemandReading):
        for number, level in enumerate(reading.levels):
            for rung in (Rung.BY_HAND, Rung.AUTOMATED):
                for index, id_ in enumerate(getattr(level, rung)):
                    if id_ not in questionnaire.practices:
                        place = ("levels", number, rung.value, index)
                        raise ContentError(
                            t(
                                "{where}: '{id}' is not a practice of questionnaire "
                                "'{questionnaire}'",
                                where=document.where(place),
                                id=id_,
                                questionnaire=questionnaire.id,
                            )
                        )
    return reading


def _lowered(step: Level, below: Mapping[str, Rung]) -> str | None:
    """Return a practice that the step demands no higher than the levels below."""
    for practice, rung in step.demands.items():
        before = below.get(practice)
        if before is not None and (rung is before or before is Rung.AUTOMATED):
            return practice
    return None
