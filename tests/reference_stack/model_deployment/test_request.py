"""Requests: what is taken, and which field a refusal names."""

import json
from pathlib import Path

import pytest
from deploy_builders import ROW, parcels_case
from pydantic import ValidationError

from reference_stack import case as cases
from reference_stack.model_deployment.request import MOST_ROWS, Requests, refusal


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> Requests:
    folder: Path = tmp_path_factory.mktemp("case")
    return Requests(cases.load(parcels_case(folder)).goal)


def refused(requests: Requests, body: bytes) -> tuple[int, str]:
    with pytest.raises(ValidationError) as caught:
        requests.one(body)
    status, why = refusal(caught.value)
    assert why.problem
    return status, why.field


def test_a_good_row_is_read_as_it_was_sent(requests: Requests) -> None:
    assert requests.one(json.dumps(ROW).encode()) == [ROW]


def test_a_nullable_field_may_be_left_out(requests: Requests) -> None:
    row = {name: value for name, value in ROW.items() if name != "note"}

    assert requests.one(json.dumps(row).encode()) == [ROW]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weight", "12"),
        ("weight", True),
        ("weight", -1),
        ("weight", 101),
        ("weight", None),
        ("route", "a" * 7),
        ("route", ""),
        ("route", "a\x1fb"),
        ("route", 3),
        ("due", "2013-02-30T00:00:00"),
        ("due", "2013-04-01"),
        ("due", 5),
        ("note", "a" * 10),
        ("id", ""),
        ("id", 7),
        ("more", 1),
    ],
)
def test_a_bad_field_is_named(requests: Requests, field: str, value: object) -> None:
    body = json.dumps({**ROW, field: value}).encode()

    assert refused(requests, body) == (422, field)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_not_finite_is_refused(
    requests: Requests, number: str
) -> None:
    body = json.dumps(ROW).replace("12.5", number).encode()

    assert refused(requests, body)[0] in {400, 422}


def test_what_is_not_json_is_refused_as_a_whole(requests: Requests) -> None:
    assert refused(requests, b'{"id": ') == (400, "body")
    assert refused(requests, b"") == (400, "body")
    assert refused(requests, b"[]") == (422, "body")


def test_a_bad_row_of_a_batch_is_named_by_its_place(requests: Requests) -> None:
    body = json.dumps({"rows": [ROW, {**ROW, "weight": -1}]}).encode()

    with pytest.raises(ValidationError) as caught:
        requests.many(body)

    assert refusal(caught.value)[1].field == "rows.1.weight"


@pytest.mark.parametrize("count", [0, MOST_ROWS + 1])
def test_a_batch_has_one_row_to_a_thousand(requests: Requests, count: int) -> None:
    with pytest.raises(ValidationError) as caught:
        requests.many(json.dumps({"rows": [ROW] * count}).encode())

    assert refusal(caught.value)[1].field == "rows"
