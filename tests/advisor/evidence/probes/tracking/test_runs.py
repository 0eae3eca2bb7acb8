"""What runs in MLflow show, what they do not show, and what only looks like it."""

from dataclasses import replace
from pathlib import Path

import pytest
from evidence_builders import commit, read, write
from mlflow_builders import COMMIT, DATA, child, look, run, server, version

from advisor.assess.questionnaire import Rung
from advisor.evidence import probes
from advisor.evidence.finding import Outcome
from advisor.evidence.probe import ask
from advisor.evidence.sources.mlflow_facts import Dataset, Packed, Run

RUNS = tuple(run(f"r{n}", age=n) for n in range(1, 5))


def without(one: Run, *tags: str) -> Run:
    return replace(one, tags={k: v for k, v in one.tags.items() if k not in tags})


@pytest.mark.parametrize(
    "probe",
    [probe.text.id for probe in probes.load() if "mlflow" in probe.text.reads],
)
def test_an_empty_server_shows_nothing(probe: str) -> None:
    found = look(probe, server())

    assert found.rung is None
    assert found.outcome is not Outcome.ERROR


@pytest.mark.parametrize(
    "probe",
    [probe.text.id for probe in probes.load() if "mlflow" in probe.text.reads],
)
def test_runs_and_versions_that_say_nothing_show_nothing_automated(probe: str) -> None:
    bare = [run(f"r{n}", params={}, metrics={}, tags={}, datasets=()) for n in range(3)]
    versions = [version(n + 1, f"r{n}", tags={}, packed=None) for n in range(3)]

    found = look(probe, server(*bare, *versions))

    assert found.rung is not Rung.AUTOMATED
    assert found.outcome is not Outcome.ERROR


def test_attempts_with_settings_and_results_are_a_record() -> None:
    found = look("runs_recorded", server(*RUNS))

    assert (found.outcome, found.confidence) == (Outcome.TRUE, 5)
    assert found.pointers[0].place == "run r1"
    assert found.at == RUNS[0].end


def test_old_runs_are_weaker_evidence() -> None:
    found = look("runs_recorded", server(*(run(f"r{n}", age=200) for n in range(4))))

    assert (found.outcome, found.confidence) == (Outcome.TRUE, 4)


@pytest.mark.parametrize(
    "runs",
    [
        RUNS[:2],
        (*RUNS[:2], *(replace(r, params={}) for r in RUNS[2:])),
    ],
)
def test_a_few_runs_or_half_the_runs_are_no_record_yet(runs: tuple[Run, ...]) -> None:
    assert look("runs_recorded", server(*runs)).rung is Rung.BY_HAND


def test_runs_that_failed_or_only_measure_a_model_do_not_count_as_attempts() -> None:
    failed = [replace(r, status="FAILED") for r in RUNS[:2]]
    measured = [replace(r, models=("m-1",)) for r in RUNS[2:]]

    assert look("runs_recorded", server(*failed, *measured)).rung is None


def test_a_commit_is_found_under_the_names_that_teams_use() -> None:
    named = [
        replace(RUNS[0], tags={"git_commit": COMMIT}),
        replace(RUNS[1], tags={}, params={"code.revision": COMMIT[:8]}),
    ]

    assert look("runs_linked_to_commits", server(*named)).rung is Rung.BY_HAND


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"git_branch": "feature"},
        {"decade": "abcdef1"},
        {"code": "source:" + "a" * 64},
    ],
)
def test_what_only_looks_like_a_commit_is_none(tags: dict[str, str]) -> None:
    assert look("runs_linked_to_commits", server(run(tags=tags))).rung is None


def test_a_commit_of_the_scanned_history_is_named_as_such(tmp_path: Path) -> None:
    project = read(commit(write(tmp_path, {"train.py": "fit()"})))
    assert project.history
    sha = project.history.commits[0].sha
    linked = server(run(tags={"mlflow.source.git.commit": sha}))
    probe = next(p for p in probes.load() if p.text.id == "runs_linked_to_commits")

    found = ask(probe, replace(project, mlflow=linked))[0]

    assert "of this history" in found.message
    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)

    elsewhere = ask(probe, replace(project, mlflow=server(run())))[0]

    assert elsewhere.rung is Rung.BY_HAND


def test_code_settings_and_software_make_a_record() -> None:
    assert look("run_record_complete", server(*RUNS, version())).rung is Rung.AUTOMATED


@pytest.mark.parametrize(
    "broken",
    [
        without(RUNS[0], "mlflow.source.git.commit"),
        replace(RUNS[0], params={}),
    ],
)
def test_a_record_without_code_or_settings_is_none(broken: Run) -> None:
    assert look("run_record_complete", server(broken, version())).rung is None


def test_software_is_the_model_s_environment_a_lock_or_a_file() -> None:
    bare = version(packed=Packed(signature=True, environment=False))
    locked = replace(RUNS[0], tags={**RUNS[0].tags, "lock_digest": "ab12"})
    filed = {"r1": ("model/requirements.txt",)}

    assert look("run_record_complete", server(RUNS[0], bare)).rung is None
    assert look("run_record_complete", server(locked, bare)).rung is Rung.AUTOMATED
    assert (
        look("run_record_complete", server(RUNS[0], bare, files=filed)).rung
        is Rung.AUTOMATED
    )


def test_the_runs_behind_models_count_and_not_the_trials_beside_them() -> None:
    bare = [run(f"t{n}", age=0, tags={}, params={}) for n in range(9)]

    assert (
        look("run_record_complete", server(*bare, *RUNS, version())).rung
        is Rung.AUTOMATED
    )


def test_data_with_digest_and_source_are_a_fingerprint() -> None:
    found = look("dataset_digests", server(*RUNS, version()))

    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)


def test_a_digest_without_a_source_is_kept_by_hand() -> None:
    tagged = replace(RUNS[0], datasets=(), tags={"data_digest": "ab12"})
    nowhere = replace(RUNS[0], datasets=(replace(DATA, source=""),))

    assert look("dataset_digests", server(tagged)).rung is Rung.BY_HAND
    assert look("dataset_digests", server(nowhere)).rung is Rung.BY_HAND


@pytest.mark.parametrize("data", [(), (Dataset("rows", "", "s3://rows"),)])
def test_data_without_a_digest_are_no_fingerprint(data: tuple[Dataset, ...]) -> None:
    assert look("dataset_digests", server(replace(RUNS[0], datasets=data))).rung is None


def test_trials_below_a_run_are_a_search() -> None:
    trials = [child("r1", n) for n in range(3)]

    assert look("tuning_sweeps", server(RUNS[0], *trials)).rung is Rung.AUTOMATED


def test_folds_below_a_run_are_no_search() -> None:
    folds = [child("r1", n, params={"rate": "0.1"}) for n in range(5)]

    assert look("tuning_sweeps", server(RUNS[0], *folds)).rung is None


def test_runs_side_by_side_in_three_settings_are_tuned_by_hand() -> None:
    tried = [run(f"t{n}", params={"rate": str(n % 3)}) for n in range(6)]

    assert look("tuning_sweeps", server(*tried)).rung is Rung.BY_HAND


@pytest.mark.parametrize(
    "metrics",
    [
        {"auc": 0.8, "baseline_auc": 0.6},
        {"cost": 7.0, "champion.cost": 9.0},
        {"rmse": 1.0, "saving_on_rule": 0.2},
        {"rmse": 1.0, "rmse_vs_naive": 0.2},
    ],
)
def test_figures_of_something_simpler_are_a_comparison(
    metrics: dict[str, float],
) -> None:
    assert (
        look("baseline_compared", server(run(metrics=metrics))).rung is Rung.AUTOMATED
    )


@pytest.mark.parametrize(
    "metrics",
    [
        {"auc": 0.8},
        {"baseline_auc": 0.6},
        {"auc": 0.8, "ruled_out": 3.0},
        {"train_auc": 0.9, "test_auc": 0.8},
    ],
)
def test_other_figures_are_no_comparison(metrics: dict[str, float]) -> None:
    assert look("baseline_compared", server(run(metrics=metrics))).rung is None


def test_one_figure_in_two_groups_is_quality_by_group() -> None:
    grouped = run(metrics={"auc": 0.8, "auc_women": 0.8, "auc_men": 0.7})

    assert look("slices_measured", server(grouped)).rung is Rung.AUTOMATED


@pytest.mark.parametrize(
    "metrics",
    [
        {"auc": 0.8, "auc_train": 0.9, "auc_test": 0.8},
        {"f1": 0.8, "f1_macro": 0.7, "f1_weighted": 0.7},
        {"auc": 0.8, "auc_fold_1": 0.7, "auc_fold_2": 0.8},
        {"precision": 0.8, "precision_at_5": 0.7, "precision_at_10": 0.6},
        {"auc": 0.8, "auc_women": 0.8},
    ],
)
def test_splits_averages_and_folds_are_no_groups(metrics: dict[str, float]) -> None:
    assert look("slices_measured", server(run(metrics=metrics))).rung is None


def test_a_table_of_slices_counts_and_a_word_within_a_name_does_not() -> None:
    one = run(metrics={"auc": 0.8})

    assert look("slices_measured", server(one, files={"r1": ("out/slices.json",)})).rung
    assert not look(
        "slices_measured", server(one, files={"r1": ("segmentation.pt",)})
    ).rung


def test_the_same_training_with_the_same_result_is_a_reproduction() -> None:
    again = server(run("again", age=1), run("first", age=3))

    found = look("training_repeated", again)

    assert (found.rung, found.confidence) == (Rung.BY_HAND, 5)
    assert [p.place for p in found.pointers] == ["run first", "run again"]


def test_the_same_training_with_another_result_is_none() -> None:
    other = run("again", metrics={"auc": 0.6, "baseline_auc": 0.6})

    assert (
        look("training_repeated", server(other, run("first", age=3))).rung is Rung.NONE
    )


def test_a_run_started_twice_at_once_is_no_reproduction() -> None:
    assert look("training_repeated", server(run("a"), run("b"))).rung is None


@pytest.mark.parametrize(
    "cause", ["schedule", "every 3 months", "new data arrived", "weekly"]
)
def test_runs_that_a_schedule_or_data_started_say_so(cause: str) -> None:
    runs = [run(f"r{n}", tags={"trigger": cause}) for n in range(2)]

    found = look("runs_started_by_schedule", server(*runs))

    assert (found.rung, found.pointers[0].text) == (Rung.AUTOMATED, cause)


@pytest.mark.parametrize(
    "tags",
    [{"trigger": "manual"}, {"note": "every 3 months"}, {"trigger": "reviewed"}, {}],
)
def test_other_causes_are_no_schedule(tags: dict[str, str]) -> None:
    runs = [run(f"r{n}", tags=tags) for n in range(3)]

    assert look("runs_started_by_schedule", server(*runs)).rung is None


def test_models_at_even_distances_show_a_habit_and_no_machine() -> None:
    even = [version(n, f"r{n}", age=40 - 7 * n) for n in range(1, 6)]
    uneven = [version(n, f"r{n}", age=60 - n**3 / 3) for n in range(1, 6)]

    assert look("runs_started_by_schedule", server(*even)).rung is Rung.BY_HAND
    assert look("runs_started_by_schedule", server(*uneven)).rung is None


@pytest.mark.parametrize("cause", ["drift", "quality fell on 2026-11-01", "alert 17"])
def test_a_run_that_an_alarm_started_says_so(cause: str) -> None:
    found = look("runs_started_by_alarm", server(run(tags={"cause": cause})))

    assert (found.rung, found.confidence) == (Rung.AUTOMATED, 5)


@pytest.mark.parametrize(
    "tags", [{"cause": "schedule"}, {"note": "drift"}, {"cause": "waterfall chart"}]
)
def test_other_causes_are_no_alarm(tags: dict[str, str]) -> None:
    assert look("runs_started_by_alarm", server(run(tags=tags))).rung is None


def test_a_diary_names_times_starter_code_and_result() -> None:
    made = version()

    assert look("diary_of_runs", server(RUNS[0], made)).rung is Rung.AUTOMATED
    assert look("diary_of_runs", server(RUNS[0])).rung is None
    assert (
        look("diary_of_runs", server(without(RUNS[0], "mlflow.user"), made)).rung
        is None
    )
    assert look("diary_of_runs", server(replace(RUNS[0], end=None), made)).rung is None
