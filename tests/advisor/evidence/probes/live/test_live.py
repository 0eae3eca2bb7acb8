"""What a log of predictions shows, what it does not, and what only looks like it."""

import os
from pathlib import Path
from typing import Any

import pytest
from mlflow_builders import at, line, log, look
from scan_builders import NOW

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome


def written(folder: Path) -> Path:
    """Let the files of a log be written now, by the clock of the tests."""
    for path in folder.iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return folder


def test_lines_with_everything_are_a_log(tmp_path: Path) -> None:
    folder = log(tmp_path, *(line(at(20, m)) for m in range(5)))

    found = look("predictions_complete", logged=written(folder))

    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)
    assert str(found.pointer) == "log.jsonl:1"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("request_id", "request id"),
        ("model_version", "version"),
        ("features", "inputs"),
        ("timestamp", "time"),
    ],
)
def test_a_log_that_lacks_something_is_half_a_log(
    tmp_path: Path, field: str, name: str
) -> None:
    without: dict[str, Any] = {field: None}
    folder = log(tmp_path, *(line(at(20, m), **without) for m in range(5)))

    found = look("predictions_complete", logged=folder)

    assert found.rung is Rung.BY_HAND
    assert f"without {name}" in found.message


def test_ids_that_repeat_are_no_ids(tmp_path: Path) -> None:
    folder = log(tmp_path, *(line(at(20, m), request_id="x") for m in range(5)))

    assert "do not repeat" in look("predictions_complete", logged=folder).message


def test_other_lines_are_no_predictions(tmp_path: Path) -> None:
    folder = log(
        tmp_path, {"timestamp": "2026-11-20", "level": "INFO", "message": "score"}
    )

    assert look("predictions_complete", logged=folder).rung is None


def test_a_replay_tells_both_its_clocks(tmp_path: Path) -> None:
    old = [line(at(20, m), timestamp=f"2013-06-30T10:{m:02}:00") for m in range(5)]

    found = look("predictions_complete", logged=written(log(tmp_path, *old)))

    assert "of 2013-06-30 by their own clock" in found.message
    assert found.at == NOW


def test_an_old_log_is_weaker_evidence(tmp_path: Path) -> None:
    folder = log(tmp_path, line())
    os.utime(folder / "log.jsonl", (1_600_000_000, 1_600_000_000))

    assert look("predictions_complete", logged=folder).confidence == 4


def split(days: tuple[int, ...], **fields: object) -> list[dict[str, object]]:
    return [
        line(at(d, m), version=str(1 + m % 2), **fields)
        for d in days
        for m in range(10)
    ]


def test_two_versions_in_turn_with_their_arms_are_a_split_test(tmp_path: Path) -> None:
    found = look("two_versions_served", logged=log(tmp_path, *split((19, 20), arm="a")))

    assert found.rung is Rung.AUTOMATED
    assert {p.text for p in found.pointers} == {"version 1", "version 2"}


def test_one_day_or_no_arm_is_a_trial_by_hand(tmp_path: Path) -> None:
    one_day = log(tmp_path / "day", *split((20,), arm="a"))
    no_arm = log(tmp_path / "arm", *split((19, 20)))

    assert look("two_versions_served", logged=one_day).rung is Rung.BY_HAND
    assert look("two_versions_served", logged=no_arm).rung is Rung.BY_HAND


def test_one_version_after_the_other_is_no_split(tmp_path: Path) -> None:
    after = [
        line(at(d, m), version="1" if (d, m) < (20, 5) else "2", arm="a")
        for d in (19, 20, 21)
        for m in range(10)
    ]

    assert look("two_versions_served", logged=log(tmp_path, *after)).rung is None


def test_outcomes_beside_predictions_are_seen(tmp_path: Path) -> None:
    known = [line(at(20, m), actual=1 if m < 3 else None) for m in range(10)]
    rare = [line(at(20, m), actual=1 if m < 1 else None) for m in range(40)]

    assert (
        look("outcomes_in_log", logged=log(tmp_path / "a", *known)).rung is Rung.BY_HAND
    )
    assert look("outcomes_in_log", logged=log(tmp_path / "b", *rare)).rung is None


def test_without_a_log_nothing_is_asked() -> None:
    for probe in ("predictions_complete", "two_versions_served", "small_share_first"):
        assert look(probe).outcome is Outcome.NOT_AVAILABLE


def test_a_version_that_begins_with_a_few_cases_is_tried_first(tmp_path: Path) -> None:
    old = [line(at(19, m)) for m in range(10)]
    some = [line(at(20, m), version="2" if m % 5 == 0 else "1") for m in range(10)]

    found = look("small_share_first", logged=log(tmp_path, *old, *some))

    assert found.rung is Rung.BY_HAND
    assert str(found.pointer) == "log.jsonl:11"


def test_a_version_that_meets_everybody_at_once_is_not(tmp_path: Path) -> None:
    old = [line(at(19, m)) for m in range(10)]
    new = [line(at(20, m), version="2") for m in range(10)]

    assert look("small_share_first", logged=log(tmp_path, *old, *new)).rung is None
    assert look("small_share_first", logged=log(tmp_path, *old)).rung is None
