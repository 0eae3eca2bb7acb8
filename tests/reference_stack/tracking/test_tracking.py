"""Runs and aliases: what is written is found again, and failures are kept as such."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from mlflow.entities import ViewType

from reference_stack.errors import ModelError
from reference_stack.settings import Settings
from reference_stack.tracking import registry
from reference_stack.tracking.door import client, experiment
from reference_stack.tracking.run import children, recorded, started

AT = datetime(2013, 4, 1, 6)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


def test_a_run_keeps_parameters_figures_and_tags(settings: Settings) -> None:
    with started(settings, "one", {"month": "2013-04"}) as run:
        run.params({"leaves": 31, "kind": "trees"})
        run.metrics({"cost": 700.5}, AT)
        run.dataset("d" * 64, Path("rows.parquet"), 12)
        run.text("card.md", "# Card")

    found = recorded(settings, run.id)

    assert found.name == "one"
    assert found.params == {"leaves": "31", "kind": "trees"}
    assert found.metrics == {"cost": 700.5}
    assert found.tags == {"month": "2013-04", "data_digest": "d" * 64}
    assert list(settings.artifacts.rglob("card.md"))


def test_figures_stand_at_the_moment_of_the_runs_own_clock(settings: Settings) -> None:
    with started(settings, "clocked") as run:
        run.metrics({"cost": 700.5}, AT)
        run.metrics({"cost": 690.0}, AT.replace(month=5))

    found = client(settings).get_metric_history(run.id, "cost")
    moments = [datetime.fromtimestamp(m.timestamp / 1000, UTC) for m in found]
    assert [m.value for m in found] == [700.5, 690.0]
    assert moments == [AT.replace(tzinfo=UTC), AT.replace(tzinfo=UTC, month=5)]


def test_the_data_of_a_run_are_found_among_its_inputs(settings: Settings) -> None:
    with started(settings, "data") as run:
        run.dataset("e" * 64, Path("rows.parquet"), 12)

    inputs = client(settings).get_run(run.id).inputs
    assert inputs is not None
    (given,) = inputs.dataset_inputs

    assert given.dataset.digest == "e" * 36
    assert given.dataset.name == "rows.parquet"


def test_runs_below_a_run_are_found_in_order(settings: Settings) -> None:
    with started(settings, "above") as above:
        for name in ("trial 1", "trial 2"):
            with started(settings, name, parent=above.id) as run:
                run.metrics({"score": 0.5}, AT)

    assert [r.name for r in children(settings, above.id)] == ["trial 1", "trial 2"]


def test_a_run_that_breaks_off_is_marked_as_failed(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError), started(settings, "broken"):
        _ = 1 / 0

    found = client(settings).search_runs(
        [experiment(settings)], "run_name = 'broken'", ViewType.ALL
    )
    assert found[0].info.status == "FAILED"


def test_everything_stays_below_the_home_of_the_run(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with started(settings, "elsewhere") as run:
        run.text("note.txt", "here")

    assert not list(tmp_path.iterdir())
    assert settings.tracking_db.exists()


def test_a_run_that_does_not_exist_is_an_error_in_words(settings: Settings) -> None:
    with pytest.raises(ModelError, match="run nothing: is not recorded"):
        recorded(settings, "nothing")


def test_without_a_model_there_are_no_aliases_and_no_versions(
    settings: Settings,
) -> None:
    assert registry.versions(settings) == ()
    assert registry.alias(settings, "champion") is None
    registry.drop(settings, "champion")

    with pytest.raises(ModelError, match="no version 1; one of: none"):
        registry.point(settings, "champion", "1")
