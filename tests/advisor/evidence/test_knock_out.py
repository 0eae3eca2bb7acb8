"""A small change to the tree takes away one gating practice and no other."""

import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from evidence_builders import silent
from knock_out_builders import LIVE
from scan_builders import NOW
from tree_knock_outs import CARRIED, FALL_TOO, TREE, tree_copy

from advisor import content
from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.evidence import aggregate, probes, project
from advisor.evidence.scan import look
from advisor.report.scan_probes import PAGE


def gating() -> frozenset[str]:
    """Return the practices that hold a level of the default reading."""
    levels = bundle.load().readings.default.levels
    return frozenset(p for level in levels for p in (*level.by_hand, *level.automated))


def seen(tree: Path) -> Mapping[str, Rung]:
    read = project.read(tree, None, None, NOW, silent)
    found = aggregate.sightings(look(read, probes.load(), silent))
    return {id_: found[id_].rung for id_ in sorted(gating() & found.keys())}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tree_copy(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def before(tree: Path) -> Mapping[str, Rung]:
    return seen(tree)


def test_the_untouched_tree_shows_what_a_tree_can_show(
    before: Mapping[str, Rung],
) -> None:
    levels = bundle.load().readings.default.levels
    wanted = {p: 0.5 for level in levels for p in level.by_hand}
    wanted |= {p: 1.0 for level in levels for p in level.automated}
    missed = {id_ for id_ in wanted if _score(before, id_) < wanted[id_]}

    assert missed == {
        "monitoring.prediction_log",
        *("traceability.dataset", "traceability.lineage", "traceability.run_record"),
        "traceability.pipeline_runs",
    }


@pytest.mark.parametrize("practice", TREE)
def test_one_change_takes_away_one_practice(
    practice: str, tree: Path, before: Mapping[str, Rung], tmp_path: Path
) -> None:
    changed = Path(shutil.copytree(tree, tmp_path / "tree"))
    TREE[practice](changed)

    after = seen(changed)

    lost = {id_ for id_ in before if _score(after, id_) < _score(before, id_)}
    assert lost == {practice} | FALL_TOO.get(practice, frozenset())


def test_every_practice_that_holds_a_level_is_ended_by_a_change_or_named() -> None:
    ended = TREE.keys() | LIVE.keys()

    assert gating() == ended | CARRIED.keys()
    assert not ended & CARRIED.keys()


def test_the_page_shows_the_matrix_as_it_is() -> None:
    page = (content.docs_folder() / PAGE).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)

    assert {practice: (tree, live) for practice, tree, live in rows} == {
        practice: (_cell(practice, TREE), _cell(practice, LIVE))
        for practice in gating()
    }


def _cell(practice: str, changes: Collection[str]) -> str:
    if practice not in changes:
        return "–"
    more = sorted(FALL_TOO.get(practice, ())) if changes is TREE else ()
    return "itself" + (f" and {', '.join(f'`{id_}`' for id_ in more)}" if more else "")


def _score(rungs: Mapping[str, Rung], practice: str) -> float:
    return rungs.get(practice, Rung.UNKNOWN).score or 0.0
