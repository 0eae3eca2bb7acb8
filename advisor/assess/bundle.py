"""Bundle: a questionnaire with its readings and the numbers behind P(level)."""

from functools import cache
from pathlib import Path

from advisor import content
from advisor.assess import questionnaire as questionnaires
from advisor.assess import reading as reading_module
from advisor.assess import settings as settings_module
from advisor.assess.questionnaire import Questionnaire
from advisor.assess.reading import Readings
from advisor.assess.settings import Settings
from advisor.content import Value


class Bundle(Value):
    """All that is needed to ask, score and plan."""

    questionnaire: Questionnaire
    readings: Readings
    settings: Settings


@cache
def load(folder: Path | None = None) -> Bundle:
    """Read a folder laid out like the shipped questionnaires/ (the default).

    It holds `maturity/`, `readings/` and, if its numbers are to differ from the
    shipped ones, `scoring.yaml`. Raises ContentError naming file and line.
    """
    folder = folder or content.questionnaires_folder()
    questionnaire = questionnaires.load(folder / "maturity")
    own = folder / "scoring.yaml"
    return Bundle(
        questionnaire=questionnaire,
        readings=reading_module.load(questionnaire, folder / "readings"),
        settings=settings_module.load(own if own.exists() else None),
    )
