"""A job that trains a past model again is seen; what only sounds like it is not."""

from pathlib import Path

import pytest
from evidence_builders import look, project_of
from probe_builders import SHOP, workflow

from advisor.assess.questionnaire import Rung

AGAIN = {
    "shop/reproduce.py": (
        "from shop.train import train\n\n\nif __name__ == '__main__':\n    train([])\n"
    )
}


def rung(folder: Path, on: str, line: str) -> Rung | None:
    job = workflow(on, f"      - run: {line}\n")
    files = {**SHOP, **AGAIN, ".github/workflows/again.yml": job}
    return look("training_repeated_in_ci", project_of(folder, files)).rung


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("{schedule: [{cron: '0 3 * * 0'}]}", Rung.AUTOMATED),
        ("pull_request", Rung.AUTOMATED),
        ("workflow_dispatch", Rung.BY_HAND),
    ],
)
def test_a_job_that_trains_again_is_seen(
    tmp_path: Path, on: str, expected: Rung
) -> None:
    assert rung(tmp_path, on, "python -m shop.reproduce") is expected


@pytest.mark.parametrize(
    "line",
    [
        "python -m shop.train",
        "echo reproduce",
        "dvc repro",
        "pip install reproducible-builds",
        "'true # python -m shop.reproduce'",
    ],
)
def test_what_only_sounds_like_it_is_none(tmp_path: Path, line: str) -> None:
    assert rung(tmp_path, "push", line) is None
