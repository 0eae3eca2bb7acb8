"""The vocabulary on which platforms are rated is closed and says what it means."""

from pathlib import Path

import pytest

from advisor.assess.capability import Capability, load_capabilities
from advisor.errors import ContentError

CAPABILITIES = load_capabilities().capabilities

each_capability = pytest.mark.parametrize(
    "capability", CAPABILITIES, ids=lambda c: c.id
)


def test_there_are_23_capabilities_over_all_four_stages() -> None:
    assert len(CAPABILITIES) == 23
    assert {c.stage for c in CAPABILITIES} == {
        "data",
        "experiment",
        "deploy",
        "operate",
    }


@each_capability
def test_a_meaning_is_one_sentence(capability: Capability) -> None:
    assert capability.meaning.endswith(".")
    assert ". " not in capability.meaning


def test_two_capabilities_of_one_id_are_refused(tmp_path: Path) -> None:
    entry = "  - {id: a, name: Some name, stage: data, meaning: Does something.}\n"
    path = tmp_path / "capabilities.yaml"
    path.write_text("capabilities:\n" + entry + entry)

    with pytest.raises(ContentError, match="same id"):
        load_capabilities(path)
