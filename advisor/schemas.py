"""JSON Schemas of the content files, so that editors complete and validate them.

Run as `python -m advisor.schemas` to write them; a test keeps them fresh.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from advisor import content
from advisor.advise.integrations import Integrations
from advisor.advise.match_settings import MatchSettings
from advisor.advise.platforms import Platform
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import UseCaseQuestions
from advisor.assess.answers import AnswerSheet
from advisor.assess.capability import Capabilities
from advisor.assess.lifecycle import Lifecycle, Roles
from advisor.assess.questionnaire import Dimension, Index
from advisor.assess.reading import Reading
from advisor.assess.settings import Settings
from advisor.assess.sources import DataReadiness, Sources
from advisor.session.settings import SessionSettings

KINDS: Final[Mapping[str, Any]] = {
    "answers": AnswerSheet,
    "capabilities": Capabilities,
    "data_readiness": DataReadiness,
    "dimension": Dimension,
    "index": Index,
    "integrations": Integrations,
    "lifecycle": Lifecycle,
    "matching": MatchSettings,
    "platform": Platform,
    "portfolio": PortfolioSheet,
    "reading": Reading,
    "roles": Roles,
    "scoring": Settings,
    "session": SessionSettings,
    "sources": Sources,
    "use_case": UseCaseQuestions,
}


def schemas() -> Mapping[str, str]:
    """Return the text of each schema by its file name."""
    return {f"{name}.schema.json": _text(kind) for name, kind in KINDS.items()}


def write() -> None:
    """Write every schema into questionnaires/schemas/."""
    folder = content.questionnaires_folder() / "schemas"
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(kind: Any) -> str:
    schema = TypeAdapter(kind).json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write()
