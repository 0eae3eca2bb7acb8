"""Sources: what the practices rest on; and the questions about the data themselves.

A source lists its statements by short ids, each in our own words. Where it is
`complete`, every statement it makes about maturity is listed.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from advisor import content
from advisor.assess.questionnaire import Name, PracticeId, Text
from advisor.content import Value
from advisor.language import t

ItemId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][\w. -]*$", max_length=40)
]
Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class Source(Value):
    """A publication, and the statements in it that practices cite."""

    id: Name
    title: Text
    publisher: Text
    year: Annotated[int, Field(ge=1990, le=2100)]
    url: Address | None = None
    note: Text | None = None
    complete: bool = False
    items: Mapping[ItemId, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete_has_items(self) -> Self:
        if self.complete and not self.items:
            raise ValueError(
                t("source '{id}' is complete but lists no items", id=self.id)
            )
        return self


class Sources(Value):
    """Every source that a practice, a reading or a figure names."""

    sources: tuple[Source, ...] = Field(min_length=1)

    @cached_property
    def by_id(self) -> Mapping[str, Source]:
        """Return the sources by id, in file order."""
        return {source.id: source for source in self.sources}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len(self.by_id) < len(self.sources):
            raise ValueError(t("two sources have the same id; ids are unique"))
        return self


class ReadinessQuestion(Value):
    """A question about the data of a use case, and the practices that answer it."""

    id: Name
    question: Text
    why: Text
    practices: tuple[PracticeId, ...] = Field(min_length=1)


class DataReadiness(Value):
    """The questions that good data governance has to answer before a model is built."""

    questions: tuple[ReadinessQuestion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len({question.id for question in self.questions}) < len(self.questions):
            raise ValueError(t("two questions have the same id; ids are unique"))
        return self


def load_sources(path: Path | None = None) -> Sources:
    """Read the sources; raise ContentError naming every fault by line."""
    return content.read(
        path or content.questionnaires_folder() / "sources.yaml", Sources
    )


def load_data_readiness(path: Path | None = None) -> DataReadiness:
    """Read the questions about data; raise ContentError naming every fault by line."""
    path = path or content.questionnaires_folder() / "data_readiness.yaml"
    return content.read(path, DataReadiness)
