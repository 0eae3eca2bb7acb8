"""Questionnaire, Dimension, Practice: what can be asked.

A practice's id is `dimension.topic`; its file is the dimension's. Which level
demands it is not written here but in the readings, because sources differ.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from advisor import content
from advisor.content import Value
from advisor.errors import ContentError
from advisor.language import t

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3), content.PROSE
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
PracticeId = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=80)
]
Degree = Annotated[int, Field(ge=1, le=5)]

INDEX: Final = "index.yaml"
EVERYONE: Final = "everyone"


class Rung(StrEnum):
    """The answer to a practice."""

    NONE = "none"
    BY_HAND = "by_hand"
    AUTOMATED = "automated"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    @property
    def score(self) -> float | None:
        """Return 0, 0.5 or 1; None for an outcome that is not on the ladder.

        The three values are those of the ML Test Score (Breck et al. 2017):
        half a point when done by hand and written down, one when automatic.
        """
        return SCORES.get(self)

    @property
    def is_known(self) -> bool:
        """Tell whether this is one of the three rungs of the ladder."""
        return self in SCORES


SCORES: Final[Mapping[Rung, float]] = {
    Rung.NONE: 0.0,
    Rung.BY_HAND: 0.5,
    Rung.AUTOMATED: 1.0,
}
LADDER: Final = tuple(SCORES)
STEPS_NEEDED: Final[Mapping[Rung | None, int]] = {r: i for i, r in enumerate(LADDER)}


class Ladder(Value):
    """Three sentences, one for each rung."""

    none: Text
    by_hand: Text
    automated: Text


class Effort(Value):
    """What a practice costs to introduce, each part from 1 (little) to 5 (much)."""

    knowledge: Degree
    time: Degree
    resources: Degree

    @property
    def points(self) -> int:
        """Return the sum of the three parts, 3 to 15 points."""
        return self.knowledge + self.time + self.resources


class Practice(Value):
    """Something an organisation does, with the question that asks for it."""

    id: PracticeId
    name: Text
    phase: Name
    question: Text
    ladder: Ladder
    why: Text
    owner: Name
    collaborator: Name
    effort: Effort
    value: Degree
    prerequisites: tuple[PracticeId, ...] = ()
    capability: Name | None = None
    shown_by: str | None = None
    sources: Mapping[Name, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def dimension(self) -> str:
        """Return the id of the dimension, the part of the id before the dot."""
        return self.id.split(".", 1)[0]

    def involves(self, role: str) -> bool:
        """Tell whether a role owns the practice or works on it."""
        return role in (self.owner, self.collaborator) or self.collaborator == EVERYONE


class Dimension(Value):
    """A side of MLOps, with its practices. An overlay never gates a level."""

    dimension: Name
    name: Text
    summary: Text
    overlay: bool = False
    practices: tuple[Practice, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_start_with_the_dimension(self) -> Self:
        for practice in self.practices:
            if practice.dimension != self.dimension:
                raise ValueError(
                    t(
                        "practice '{id}' stands in dimension '{dimension}'; expected "
                        "an id that starts with '{dimension}.'",
                        id=practice.id,
                        dimension=self.dimension,
                    )
                )
        return self


class Index(Value):
    """The questionnaire's name and the order of its dimension files."""

    id: Name
    title: Text
    version: str
    dimensions: tuple[Name, ...] = Field(min_length=1)
    quick: tuple[PracticeId, ...] = Field(default=(), max_length=12)


class Questionnaire(Value):
    """Every practice, in the order in which a person is asked."""

    id: Name
    title: Text
    version: str
    dimensions: tuple[Dimension, ...]
    quick: tuple[PracticeId, ...] = ()

    @cached_property
    def practices(self) -> Mapping[str, Practice]:
        """Return the practices by id, in file order."""
        return {p.id: p for dimension in self.dimensions for p in dimension.practices}

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the content, the same for the same questions."""
        return hashlib.sha256(content.canonical(self).encode()).hexdigest()

    @cached_property
    def dependants(self) -> Mapping[str, tuple[str, ...]]:
        """Return, for each practice, those that name it as a prerequisite."""
        found: dict[str, list[str]] = {id_: [] for id_ in self.practices}
        for practice in self.practices.values():
            for needed in practice.prerequisites:
                found[needed].append(practice.id)
        return {id_: tuple(ids) for id_, ids in found.items()}

    @cached_property
    def citing(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return the practices that cite an item of a source, by (source, item)."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for practice in self.practices.values():
            for source, items in practice.sources.items():
                for item in items:
                    found[source, item] = (*found.get((source, item), ()), practice.id)
        return found

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        """Return the ids so that every prerequisite comes before its dependants."""
        return _topological(self.practices)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        ids = [p.id for dimension in self.dimensions for p in dimension.practices]
        if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            raise ValueError(
                t("practice '{id}' is defined twice; ids are unique", id=twice[0])
            )
        for practice in self.practices.values():
            _refuse_unknown(practice.prerequisites, self.practices, practice.id)
        _refuse_unknown(self.quick, self.practices, "quick")
        _topological(self.practices)
        return self


def load(folder: Path | None = None) -> Questionnaire:
    """Read the questionnaire in `folder` (default: the shipped one)."""
    folder = folder or content.questionnaires_folder() / "maturity"
    index = content.read(folder / INDEX, Index)
    dimensions = tuple(
        content.read(folder / f"{name}.yaml", Dimension) for name in index.dimensions
    )
    document = content.Document(
        {
            "id": index.id,
            "title": index.title,
            "version": index.version,
            "dimensions": dimensions,
            "quick": index.quick,
        },
        folder.name,
    )
    loaded: Questionnaire = content.check(document, Questionnaire, ContentError)
    return loaded


def _refuse_unknown(
    ids: tuple[str, ...], known: Mapping[str, Practice], by: str
) -> None:
    for id_ in ids:
        if id_ not in known:
            raise ValueError(
                t("{by}: '{id}' is not a practice of this questionnaire", by=by, id=id_)
            )


def _topological(practices: Mapping[str, Practice]) -> tuple[str, ...]:
    """Order by prerequisites (Kahn 1962), file order among equals."""
    done: dict[str, None] = {}
    waiting = list(practices.values())
    while waiting:
        ready = [p for p in waiting if all(n in done for n in p.prerequisites)]
        if not ready:
            circle = ", ".join(sorted(p.id for p in waiting))
            raise ValueError(
                t("prerequisites run in a circle among: {circle}", circle=circle)
            )
        done.update(dict.fromkeys(p.id for p in ready))
        waiting = [p for p in waiting if p.id not in done]
    return tuple(done)
