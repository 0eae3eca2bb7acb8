"""A barred column does not become a feature, whatever it is called."""

from pathlib import Path

import pytest

from reference_stack import case as cases
from reference_stack.case import Case
from reference_stack.data_acquisition import feature_rules
from reference_stack.errors import CaseError


def added(folder: Path, query: str) -> Case:
    (folder / "features" / "more.sql").write_text(f"-- grain: tailnum\n{query}\n")
    return cases.load(folder)


def edited(folder: Path, old: str, new: str) -> Case:
    path = folder / "goal.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return cases.load(folder)


def test_the_shipped_features_use_no_barred_column(shipped: Case) -> None:
    feature_rules.check(shipped)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT tailnum, arr_delay FROM flights",
        "SELECT tailnum, arr_delay AS seats FROM flights",
        'SELECT tailnum, max("arr_delay") OVER () AS seats FROM flights',
        "WITH f AS (SELECT tailnum, Arr_Delay + 0 AS x FROM flights) SELECT x FROM f",
        "SELECT tailnum, air_time /* fine? */ FROM flights",
    ],
)
def test_a_feature_from_a_barred_column_is_refused(folder: Path, query: str) -> None:
    with pytest.raises(CaseError, match=r"more\.sql: uses .*barred"):
        feature_rules.check(added(folder, query))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM flights",
        "SELECT f.* FROM flights AS f",
        "SELECT tailnum, * EXCLUDE (tailnum) FROM flights",
    ],
)
def test_taking_all_columns_is_refused(folder: Path, query: str) -> None:
    with pytest.raises(CaseError, match="takes all columns"):
        feature_rules.check(added(folder, query))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT tailnum, count(*) AS seen FROM planes GROUP BY tailnum",
        "SELECT tailnum, 2 * seats AS room FROM planes -- not from arr_delay",
        "SELECT tailnum, 'arr_delay' AS word FROM planes",
    ],
)
def test_a_barred_name_that_is_no_column_is_let_in(folder: Path, query: str) -> None:
    feature_rules.check(added(folder, query))


def test_a_column_that_is_allowed_in_one_table_is_refused_in_another(
    folder: Path,
) -> None:
    with pytest.raises(CaseError, match="uses dep_delay"):
        feature_rules.check(added(folder, "SELECT tailnum, dep_delay FROM flights"))


def test_an_exception_for_a_table_that_does_not_exist_is_refused(folder: Path) -> None:
    case = edited(folder, "      congestion: of flights", "      traffic: of flights")

    with pytest.raises(CaseError, match="dep_delay is allowed in traffic"):
        feature_rules.check(case)


def test_a_barred_field_of_a_request_is_refused(folder: Path) -> None:
    case = edited(folder, "{column: dep_time,", "{column: distance,")

    with pytest.raises(CaseError, match=r"distance is barred .* and sent as a feature"):
        feature_rules.check(case)
