"""Capability: the closed vocabulary on which platforms are rated.

Practices, use cases and platforms meet only through these ids.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from advisor import content
from advisor.assess.questionnaire import Name, Text
from advisor.content import Value
from advisor.language import t

Stage = Literal["data", "experiment", "deploy", "operate"]

DEEPEST: Final = 3

Depth = Annotated[int, Field(ge=0, le=DEEPEST)]


class Capability(Value):
    """Something a platform can do, and what each depth of it looks like.

    `anchors` are four sentences, the one for depth 0 (not offered) first.
    """

    id: Name
    name: Text
    stage: Stage
    meaning: Text
    anchors: tuple[Text, Text, Text, Text]


class Capabilities(Value):
    """The whole vocabulary."""

    capabilities: tuple[Capability, ...] = Field(min_length=1)

    @cached_property
    def by_id(self) -> Mapping[str, Capability]:
        """Return the capabilities by id, in file order."""
        return {capability.id: capability for capability in self.capabilities}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len(self.by_id) < len(self.capabilities):
            raise ValueError(t("two capabilities have the same id; ids are unique"))
        return self


def load_capabilities(path: Path | None = None) -> Capabilities:
    """Read the vocabulary; raise ContentError naming every fault by line."""
    return content.read(
        path or content.data_folder() / "capabilities.yaml", Capabilities
    )
