"""A month of model development, from rows to a registered model or a refusal."""

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import mlflow.sklearn
import numpy as np
import pytest
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from reference_stack.errors import BatchError, ModelError
from reference_stack.features import distrust
from reference_stack.ledger import Ledger
from reference_stack.model_development import feature_table
from reference_stack.model_development.phase import Developed, develop
from reference_stack.model_development.reproduction import rebuild
from reference_stack.scorer import Scorer
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.tracking.run import children, recorded, started


def test_a_first_model_passes_and_is_registered_with_its_facts(
    stack: Stack, first: Developed
) -> None:
    assert first.gate.passed
    assert first.version == "1"

    facts = registry.fetch(stack.settings, "1").facts

    assert facts.version == "1"
    assert facts.threshold == 0.25
    assert facts.texts + facts.numbers == ("shop", "size", "load", "other")
    assert str(facts.trained_from) == "2021-01-01"
    assert str(facts.trained_until) == "2021-03-18"
    assert facts.case_digest == stack.case.digest
    assert facts.metrics["saving"] == first.gate.figures["saving"]


def test_the_gate_is_in_the_ledger_with_what_it_rests_on(
    stack: Stack, first: Developed
) -> None:
    (entry,) = [
        e for e in stack.ledger.entries() if e.subject == "expectations 2021-04"
    ]

    facts = registry.fetch(stack.settings, "1").facts
    assert entry.verdict == "passed"
    assert entry.inputs["data"] == facts.data_digest
    assert entry.inputs["code"] == facts.code_commit
    assert entry.inputs["environment"] == facts.environment_digest
    assert entry.inputs["version"] == first.version
    assert entry.inputs["snapshot"] == "all batches of April"


def test_a_second_call_returns_what_the_ledger_says(
    stack: Stack, first: Developed
) -> None:
    before = len(stack.ledger.entries())

    assert develop(stack, "2021-04", "asked again") == first
    assert len(stack.ledger.entries()) == before


def test_an_interruption_before_the_ledger_does_not_register_twice(
    stack: Stack, first: Developed, tmp_path: Path
) -> None:
    forgetful = Stack(stack.settings, stack.case, Ledger(tmp_path / "ledger.jsonl"))
    registry.drop(stack.settings, "champion")

    again = develop(forgetful, "2021-04", "there is no model yet")

    registry.point(stack.settings, "champion", "1")
    assert again == first
    assert registry.versions(stack.settings) == ("1",)


def test_a_run_records_data_parameters_code_and_environment(
    stack: Stack, first: Developed
) -> None:
    facts = registry.fetch(stack.settings, first.version or "").facts
    run = recorded(stack.settings, facts.run_id)

    assert run.tags["data_digest"] == facts.data_digest
    assert run.tags["code"] == facts.code_commit
    assert run.tags["environment_digest"] == facts.environment_digest
    assert len(run.tags["lock_digest"]) == 64
    assert run.params["seed"] == "2013"
    assert run.params["iterations"] == "25"
    assert run.metrics["onnx_difference"] <= 1e-6


def test_every_trial_of_the_search_is_a_run_below_the_run(
    stack: Stack, first: Developed
) -> None:
    run_id = registry.fetch(stack.settings, first.version or "").facts.run_id

    trials = children(stack.settings, run_id)

    assert [t.name for t in trials] == ["trial 1", "trial 2"]
    assert {t.params["rows_in_leaf"] for t in trials} == {"40", "80"}
    assert all(0 < t.metrics["inner_brier"] < 0.25 for t in trials)


@pytest.mark.usefixtures("first")
def test_in_a_world_that_stays_the_same_the_champion_stays(stack: Stack) -> None:
    second = develop(stack, "2021-05", "schedule")

    assert second.version is None
    assert not second.gate.passed
    assert "against the champion" in second.gate.reason
    assert second.gate.otherwise == "model_development"
    assert registry.alias(stack.settings, "champion") == "1"
    assert develop(stack, "2021-05", "schedule") == second
    curve = json.loads((stack.settings.reports / "staleness.json").read_text())
    assert {p["model"] for p in curve} >= {"version 1", "trained until 2021-01-31"}


@pytest.mark.usefixtures("first")
def test_a_registered_model_is_made_again_bit_for_bit(stack: Stack) -> None:
    made = rebuild(stack, "1")

    assert made.identical
    assert made.same_graph
    assert made.largest_difference == 0
    assert made.rows > 500
    assert str(made).startswith("version 1: identical on")


@pytest.mark.usefixtures("first")
def test_without_the_kept_rows_they_are_read_from_the_warehouse(stack: Stack) -> None:
    facts = registry.fetch(stack.settings, "1").facts
    (stack.settings.snapshots / f"{facts.data_digest}.parquet").unlink()

    assert rebuild(stack, "1").identical


@pytest.mark.usefixtures("first")
def test_rows_that_were_changed_are_not_trained_on(
    stack: Stack, tmp_path: Path
) -> None:
    facts = registry.fetch(stack.settings, "1").facts
    table = feature_table.read(stack, "2021-04")
    changed = table.rows.assign(size=np.float32(1))
    changed.to_parquet(tmp_path / f"{facts.data_digest}.parquet")

    with pytest.raises(BatchError, match="was changed"):
        feature_table.kept(tmp_path, facts.data_digest, table.span, table.features)


@pytest.mark.usefixtures("first")
def test_registry_pipeline_and_graph_give_the_same_answers(stack: Stack) -> None:
    rows = feature_table.read(stack, "2021-04").holdout
    package = registry.fetch(stack.settings, "1")
    names = list(package.facts.texts + package.facts.numbers)
    graph = Scorer(package.onnx, package.facts.texts, package.facts.numbers)

    ours = registry.load(stack.settings, "1").predict_proba(rows[names])[:, 1]
    theirs = mlflow.sklearn.load_model("models:/orders@champion")

    assert np.array_equal(theirs.predict_proba(rows[names])[:, 1], ours)
    assert graph.score_frame(rows) == pytest.approx(ours, abs=1e-6)


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("serving/model.onnx", registry.fetch),
        ("serving/facts.json", registry.fetch),
        ("serving/facts.json", registry.load),
        ("model.skops", registry.load),
    ],
)
def test_a_file_that_was_changed_after_registration_is_not_loaded(
    stack: Stack, name: str, read: Callable[[Settings, str], object], tmp_path: Path
) -> None:
    artifacts = tmp_path / "home" / "artifacts"
    shutil.copytree(stack.settings.artifacts, artifacts)
    shutil.copy(stack.settings.tracking_db, tmp_path / "home")
    moved = stack.settings.model_copy(update={"home": tmp_path / "home"})
    read(moved, "1")
    (path,) = artifacts.rglob(name)
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(ModelError, match="not the one that was registered"):
        read(moved, "1")


def test_a_type_that_is_not_on_our_list_is_neither_kept_nor_loaded(
    stack: Stack, first: Developed
) -> None:
    package = registry.fetch(stack.settings, first.version or "")
    foreign = Pipeline([("odd", FunctionTransformer(Path))])
    facts = package.facts.model_copy(update={"threshold": 0.5})

    with started(stack.settings, "foreign") as run:
        run_id = run.id
    with pytest.raises(ModelError, match="no model kept"):
        registry.register(stack.settings, run_id, foreign, package.onnx, facts)

    assert registry.versions(stack.settings) == ("1",)


def test_too_few_rows_are_refused_with_the_number_wanted(stack: Stack) -> None:
    with pytest.raises(BatchError, match="at least 500"):
        develop(stack, "2021-01", "too early")


def test_a_version_that_does_not_exist_is_named_with_those_that_do(
    stack: Stack, first: Developed
) -> None:
    assert first.version == "1"
    with pytest.raises(ModelError, match="no version 7; one of: 1"):
        rebuild(stack, "7")


@pytest.mark.usefixtures("first")
def test_the_card_tells_purpose_data_quality_and_limits(stack: Stack) -> None:
    text = (stack.settings.reports / "model_cards" / "2021-04.md").read_text()

    for part in (
        "Data",
        "Quality on the holdout",
        "Groups",
        "Limits",
        "How it was made",
    ):
        assert f"\n## {part}\n" in text
    assert "Will it be late?" in text
    assert "act from a probability of 0.25 on" in text
    assert "How busy the hour is." in text


@pytest.mark.usefixtures("first")
def test_an_alias_moves_and_is_dropped(stack: Stack) -> None:
    registry.point(stack.settings, "challenger", "1")
    assert registry.alias(stack.settings, "challenger") == "1"

    registry.drop(stack.settings, "challenger")
    assert registry.alias(stack.settings, "challenger") is None
    assert registry.alias(stack.settings, "champion") == "1"


@pytest.mark.usefixtures("first")
def test_the_files_of_the_service_are_those_of_the_registry(stack: Stack) -> None:
    folder = registry.unpack(stack.settings, "1")

    package = registry.fetch(stack.settings, "1")
    assert (folder / "model.onnx").read_bytes() == package.onnx
    facts = json.loads((folder / "facts.json").read_text())
    assert facts["version"] == "1"
    assert sorted(p.name for p in folder.iterdir()) == ["facts.json", "model.onnx"]


def test_days_with_faulty_data_are_left_out_of_the_training_table(
    stack: Stack,
) -> None:
    whole = feature_table.read(stack, "2021-04")
    faulty = (date(2021, 2, 3), date(2021, 3, 25))
    quarter = tuple(date(2021, 1, 1) + timedelta(days=n) for n in range(90))
    with stack.warehouse() as con:
        distrust(con, quarter, dict.fromkeys(faulty, "schema size"))
    try:
        table = feature_table.read(stack, "2021-04")
    finally:
        with stack.warehouse() as con:
            distrust(con, quarter, {})

    made_on = {moment.date() for moment in whole.rows["made_at"]}
    assert set(faulty) <= made_on
    assert {moment.date() for moment in table.rows["made_at"]} == made_on - {*faulty}
    assert table.left_out == faulty
    assert table.digest != whole.digest
    assert feature_table.read(stack, "2021-04").digest == whole.digest
