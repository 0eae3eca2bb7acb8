"""Small projects of many kinds, each with what it truly shows, labelled by hand.

The labels were written from the texts of the practices before any of the projects was
scanned. One file per project: its files, and for each practice that they show a rung
with a reason. `to` is the highest rung that a careful reader could defend; without it
there is only one. A practice without a label is not shown.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from advisor.assess.questionnaire import Rung

FOLDER = Path(__file__).parent / "labelled_projects"


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Value):
    rung: Rung
    to: Rung | None = None
    why: str

    @property
    def least(self) -> float:
        return self.rung.score or 0.0

    @property
    def most(self) -> float:
        return (self.to or self.rung).score or 0.0


UNSEEN = Label(rung=Rung.NONE, why="nothing shows it")


class LabelledProject(Value):
    about: str
    files: Mapping[str, str]
    shown: Mapping[str, Label]
    absent: Mapping[str, str]

    def label(self, practice: str) -> Label:
        return self.shown.get(practice, UNSEEN)


@cache
def labelled_projects() -> Mapping[str, LabelledProject]:
    """Return the projects by name."""
    return {
        path.stem: LabelledProject.model_validate(
            yaml.safe_load(path.read_text(encoding="utf-8"))
        )
        for path in sorted(FOLDER.glob("*.yaml"))
    }
