"""What a registry shows, what it does not show, and what only looks like it."""

from dataclasses import replace
from pathlib import Path

import pytest
from mlflow_builders import DATA, at, line, log, look, run, server, version

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome
from advisor.evidence.sources.mlflow_facts import Packed

LIVE = version(aliases=("champion",))
NEXT = version(2, "r2", age=0.5, aliases=("challenger",))
WHOLE = server(run(), run("r2", age=0.5), LIVE, NEXT)


def test_versions_with_one_marked_as_live_are_a_registry() -> None:
    found = look("registry_in_use", WHOLE)

    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)
    assert found.pointers[0].place == "flights version 1"


def test_a_stage_of_old_marks_the_live_version_too() -> None:
    staged = server(version(stage="Production"))

    assert look("registry_in_use", staged).rung is Rung.AUTOMATED


@pytest.mark.parametrize("aliases", [(), ("challenger",), ("staging", "latest")])
def test_versions_of_which_none_is_marked_as_live_are_a_list(
    aliases: tuple[str, ...],
) -> None:
    assert (
        look("registry_in_use", server(version(aliases=aliases))).rung is Rung.BY_HAND
    )


def test_a_log_that_knows_none_of_the_versions_casts_doubt(tmp_path: Path) -> None:
    known = log(tmp_path / "known", line(version="1"))
    foreign = log(tmp_path / "foreign", line(version="final_v7"))

    assert look("registry_in_use", WHOLE, known).rung is Rung.AUTOMATED
    assert look("registry_in_use", WHOLE, foreign).rung is Rung.BY_HAND


@pytest.mark.parametrize("probe", ["signature_kept", "environment_kept"])
def test_what_models_bring_along_is_read_from_their_description(probe: str) -> None:
    with_none = replace(LIVE, packed=Packed(signature=False, environment=False))
    unread = replace(LIVE, packed=None)

    assert look(probe, WHOLE).rung is Rung.BY_HAND
    assert look(probe, server(with_none)).rung is None
    assert look(probe, server(unread)).outcome is Outcome.NOT_AVAILABLE


def test_figures_and_a_verdict_before_release_are_a_gate() -> None:
    found = look("evaluated_before_live", WHOLE)

    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)
    assert found.pointers[0].text == "validation_status"


def test_a_verdict_may_be_a_file_of_the_run() -> None:
    bare = replace(LIVE, tags={})

    assert look("evaluated_before_live", server(run(), bare)).rung is Rung.BY_HAND
    filed = server(run(), bare, files={"r1": ("gate.json",)})
    assert look("evaluated_before_live", filed).rung is Rung.AUTOMATED


@pytest.mark.parametrize(
    "tags",
    [{"validation_status": "failed"}, {"approved": "false"}, {"navigate": "yes"}],
)
def test_a_refusal_or_a_similar_word_is_no_verdict(tags: dict[str, str]) -> None:
    found = server(run(), replace(LIVE, tags=tags))

    assert look("evaluated_before_live", found).rung is Rung.BY_HAND


def test_figures_measured_only_after_release_are_no_gate() -> None:
    early = replace(LIVE, created=at(1))

    found = look("evaluated_before_live", server(run(), early))

    assert (found.rung, found.confidence) == (Rung.NONE, 3)


def test_a_trail_to_run_code_and_data_is_unbroken() -> None:
    found = look("lineage_unbroken", WHOLE)

    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)
    assert [p.place for p in found.pointers] == ["flights version 1", "run r1"]
    assert DATA.digest in found.pointers[1].text


@pytest.mark.parametrize(
    ("one", "gap"),
    [
        (run("other"), "run r1 is not there"),
        (run(tags={}), "names no version of the code"),
        (run(datasets=()), "names no data"),
    ],
)
def test_a_missing_link_breaks_the_trail(one: object, gap: str) -> None:
    found = look("lineage_unbroken", server(one, LIVE))  # type: ignore[arg-type]

    assert (found.rung, found.confidence) == (Rung.NONE, 4)
    assert gap in found.message


def test_a_gap_behind_another_version_shows_that_nothing_refuses_it() -> None:
    assert look("lineage_unbroken", server(run(), LIVE, NEXT)).rung is Rung.BY_HAND


def test_an_earlier_version_is_a_way_back() -> None:
    newer = replace(NEXT, aliases=("champion",))

    assert look("earlier_version_kept", server(version(), newer)).rung is Rung.BY_HAND
    assert look("earlier_version_kept", server(newer)).rung is None
    failed = replace(version(), status="FAILED_REGISTRATION")
    assert look("earlier_version_kept", server(failed, newer)).rung is None
    other = replace(version(), model="trains")
    assert look("earlier_version_kept", server(other, newer)).rung is None


def test_a_return_to_an_earlier_version_is_seen_in_the_log(tmp_path: Path) -> None:
    served = [line(at(day), version=v) for day, v in ((17, "1"), (18, "2"), (20, "1"))]

    found = look("earlier_version_kept", server(), log(tmp_path, *served))

    assert (found.rung, found.confidence) == (Rung.BY_HAND, 5)
    assert str(found.pointer) == "log.jsonl:3"


def test_versions_that_share_the_cases_are_no_return(tmp_path: Path) -> None:
    served = [
        line(at(d, m), version=str(1 + (d + m) % 2))
        for d in (17, 18, 19)
        for m in range(9)
    ]

    assert look("earlier_version_kept", server(), log(tmp_path, *served)).rung is None


def test_an_age_limit_is_held_against_the_live_version() -> None:
    young = server(run(), replace(LIVE, tags={"max_age_days": "30"}))
    old = server(run(), replace(LIVE, tags={"valid_until": "2026-11-01"}))
    measured = server(run(metrics={"useful_days": 90.0}), LIVE)

    assert look("age_limit_kept", young).rung is Rung.BY_HAND
    assert look("age_limit_kept", measured).rung is Rung.BY_HAND
    assert look("age_limit_kept", old).rung is None
    assert "past its limit" in look("age_limit_kept", old).message


@pytest.mark.parametrize(
    "tags", [{}, {"days": "30"}, {"max_age_days": "soon"}, {"invalid_days_off": "3"}]
)
def test_without_a_limit_the_age_is_told_and_nothing_concluded(
    tags: dict[str, str],
) -> None:
    found = look("age_limit_kept", server(run(), replace(LIVE, tags=tags)))

    assert (found.rung, found.confidence) == (None, 1)
    assert "days old" in found.message


def test_versions_of_the_log_are_looked_up_in_the_registry(tmp_path: Path) -> None:
    one = log(tmp_path / "one", line(version="1"))
    two = log(tmp_path / "two", line(version="1"), line(at(20), version="flights/2"))
    foreign = log(tmp_path / "no", line(version="1"), line(version="9"))

    assert look("served_from_registry", WHOLE, one).rung is Rung.BY_HAND
    assert look("served_from_registry", WHOLE, two).rung is Rung.AUTOMATED
    found = look("served_from_registry", WHOLE, foreign)
    assert (found.rung, found.confidence) == (Rung.NONE, 4)
    assert str(found.pointer) == "log.jsonl:2"


def test_without_a_log_nobody_can_tell_what_serves() -> None:
    assert look("served_from_registry", WHOLE).outcome is Outcome.NOT_AVAILABLE


def test_runs_that_measure_a_released_model_again_are_monitoring() -> None:
    made = replace(LIVE, created=at(1))
    later = [run(f"q{n}", age=n, models=("m-1",)) for n in (1, 2)]

    assert look("quality_after_release", server(made, *later)).rung is Rung.AUTOMATED
    assert look("quality_after_release", server(made, later[0])).rung is Rung.BY_HAND


def test_the_evaluation_before_release_is_no_monitoring() -> None:
    at_once = run("q", age=1, models=("m-1",))
    another = run("p", age=0.1, models=("m-7",))

    assert look("quality_after_release", server(LIVE, at_once, another)).rung is None
