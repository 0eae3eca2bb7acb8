"""Catalogue: filters, the heat map, one rating, side by side."""

from ui_builders import shown, visit

from advisor.report import ratings
from advisor.ui import cache

CATALOGUE = cache.catalogue()


def test_living_platforms_are_listed_first_and_all_on_demand() -> None:
    app = visit("catalogue")
    living = sum(p.recommended for p in CATALOGUE.platforms)
    first = len(app.dataframe[0].value)

    app.multiselect(key="catalogue_statuses").set_value([]).run()

    assert first == living
    assert len(app.dataframe[0].value) == len(CATALOGUE.platforms)


def test_filters_narrow_together() -> None:
    app = visit("catalogue")

    app.multiselect(key="catalogue_groups").set_value(["cloud"])
    app.selectbox(key="catalogue_capability").set_value("automl").run()
    app.button_group(key="catalogue_depth").set_value(2).run()

    expected = {
        p.name
        for p in CATALOGUE.by_group("cloud")
        if p.recommended and (p.depth("automl") or 0) >= 2
    }
    assert expected
    assert set(app.dataframe[0].value["platform"]) == expected


def test_filters_that_nothing_passes_say_so() -> None:
    app = visit("catalogue")

    app.multiselect(key="catalogue_groups").set_value(["cloud"])
    app.multiselect(key="catalogue_hosting").set_value(["library"]).run()

    assert not app.exception
    assert "No platform passes all of these filters." in shown(app)


def test_every_capability_has_a_column_on_demand() -> None:
    app = visit("catalogue")

    app.button_group(key="catalogue_stage").set_value("all").run()

    names = [c.name for c in CATALOGUE.capabilities.capabilities]
    assert list(app.dataframe[0].value.columns) == ["platform", *names]


def test_a_rating_says_what_it_rests_on() -> None:
    app = visit("catalogue")

    app.selectbox(key="rating_platform").set_value("mlflow")
    app.selectbox(key="rating_capability").set_value("experiment_tracking").run()

    cell = CATALOGUE.by_id["mlflow"].cells["experiment_tracking"]
    said = shown(app)
    assert cell.source
    assert cell.source in said
    assert cell.checked_on.isoformat() in said
    assert "a page says so" in said


def test_platforms_stand_side_by_side_with_their_marks() -> None:
    app = visit("catalogue")

    app.multiselect(key="compared").set_value(["mlflow", "kubeflow"]).run()

    table = app.table[0].value
    mlflow = CATALOGUE.by_id["mlflow"]
    assert list(table.columns)[1:] == ["MLflow", "Kubeflow"]
    told = dict(zip(table.iloc[:, 0], table["MLflow"], strict=True))
    assert told["AutoML"].replace("\\", "") == ratings.mark(mlflow.cells["automl"])
    assert told["Owner"]
