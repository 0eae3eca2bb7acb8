"""A small change to MLflow or to the log takes away one practice and no other."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from evidence_builders import silent
from knock_out_builders import LIVE, live_home

from advisor.assess.questionnaire import Rung
from advisor.evidence import aggregate, probes, project
from advisor.evidence.scan import look


def seen(home: Path) -> Mapping[str, Rung]:
    read = project.read(
        None, str(home), home / "predictions", datetime.now(UTC), silent
    )
    findings = look(read, probes.load(), silent)
    return {id_: found.rung for id_, found in aggregate.sightings(findings).items()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return live_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def before(home: Path) -> Mapping[str, Rung]:
    return seen(home)


def test_the_untouched_home_shows_them_all(before: Mapping[str, Rung]) -> None:
    best = {"traceability.code": Rung.BY_HAND}

    assert {id_: before.get(id_) for id_ in LIVE} == {
        id_: best.get(id_, Rung.AUTOMATED) for id_ in LIVE
    }


@pytest.mark.parametrize("practice", LIVE)
def test_one_change_takes_away_one_practice(
    practice: str, home: Path, before: Mapping[str, Rung], tmp_path: Path
) -> None:
    changed = Path(shutil.copytree(home, tmp_path / "home"))
    LIVE[practice](changed)

    after = seen(changed)

    lost = {
        id_
        for id_, rung in before.items()
        if (after.get(id_, Rung.UNKNOWN).score or 0) < (rung.score or 0)
    }
    assert lost == {practice}
