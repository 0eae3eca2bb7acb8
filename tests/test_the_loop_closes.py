"""What the advisor recommends runs here, and its own scan finds it at Level 2."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from evidence_builders import silent
from tree_knock_outs import tree_copy

from advisor.assess import bundle
from advisor.evidence.scan import Scan, scan
from reference_stack.settings import Settings


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, undisturbed: Settings) -> Scan:
    return scan(
        tree_copy(tmp_path_factory.mktemp("tree")),
        f"sqlite:///{undisturbed.tracking_db}",
        undisturbed.predictions,
        datetime.now(UTC),
        silent,
    )


def test_the_stack_after_a_run_is_found_at_level_2(found: Scan) -> None:
    default = bundle.load().readings.default

    assert found.level[default.id] == 2
    assert found.coverage == 1.0


def test_every_gating_practice_is_pointed_at(found: Scan) -> None:
    default = bundle.load().readings.default
    gating = {p for level in default.levels for p in (*level.by_hand, *level.automated)}
    pointed = {
        f.practice
        for f in found.findings
        if f.pointers and f.confidence >= 3 and f.outcome.value in {"true", "partial"}
    }

    assert gating <= pointed


def test_the_tree_alone_leaves_open_what_only_a_run_can_show(
    tmp_path: Path, found: Scan
) -> None:
    alone = scan(tree_copy(tmp_path), None, None, datetime.now(UTC), silent)
    default = bundle.load().readings.default.id

    assert alone.level[default] < found.level[default]
