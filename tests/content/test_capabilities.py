"""The vocabulary on which platforms are rated is closed and says what it means."""

from pathlib import Path

import pytest

from advisor.assess.capability import DEEPEST, Capability, load_capabilities
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


@each_capability
def test_every_depth_has_an_anchor_of_its_own(capability: Capability) -> None:
    assert len(set(capability.anchors)) == DEEPEST + 1
    assert all(anchor.endswith(".") for anchor in capability.anchors)


def test_two_capabilities_of_one_id_are_refused(tmp_path: Path) -> None:
    depths = "[Not at all., A little., Well., Better than most.]"
    entry = (
        "  - {id: a, name: Some name, stage: data, meaning: Does something., "
        f"anchors: {depths}}}\n"
    )
    path = tmp_path / "capabilities.yaml"
    path.write_text("capabilities:\n" + entry + entry)

    with pytest.raises(ContentError, match="same id"):
        load_capabilities(path)
