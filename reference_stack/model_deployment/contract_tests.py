"""What callers rely on, asked of the running service with the new version in it."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reference_stack.case import Goal, RequestField
from reference_stack.gate import Gate
from reference_stack.model_deployment.client import Client
from reference_stack.model_deployment.request import LONGEST_ID, MOST_ROWS
from reference_stack.values import Value

Row = Mapping[str, object]
OK, NOT_JSON, NOT_ALLOWED, TOO_LARGE, NOT_VALID = 200, 400, 405, 413, 422
SAME = 1e-6


class Expectation(Value):
    """One request and what the caller expects of the answer.

    `field` is the field that a refusal has to name; empty when all is well.
    """

    name: str
    method: str = "POST"
    path: str = "/predict"
    body: bytes
    status: int = OK
    field: str = ""


def expectations(goal: Goal, row: Row) -> tuple[Expectation, ...]:
    """Return the requests that every version must answer as its callers expect.

    Args:
        goal: What the case lets a caller send.
        row: A good request of the case.
    """
    bad = [e for name, field in goal.request.items() for e in _bad(name, field, row)]
    rows = [row] * (MOST_ROWS + 1)
    return (
        Expectation(name="a good row", body=_json(row)),
        Expectation(name="the least row", body=_json(_least(goal, row))),
        Expectation(
            name="a batch", path="/predict_batch", body=_json({"rows": [row, row]})
        ),
        _refused("an unknown field", {**row, "unheard_of": 1}, "unheard_of"),
        _refused("no id", _without(row, "id"), "id"),
        _refused("a long id", {**row, "id": "x" * (LONGEST_ID + 1)}, "id"),
        _refused("an empty batch", {"rows": []}, "rows", "/predict_batch"),
        _refused("too many rows", {"rows": rows}, "rows", "/predict_batch"),
        _refused(
            "a bad row in a batch",
            {"rows": [row, _without(row, "id")]},
            "rows.1.id",
            "/predict_batch",
        ),
        Expectation(name="not JSON", body=b'{"id": ', status=NOT_JSON, field="body"),
        Expectation(
            name="the wrong method",
            method="GET",
            body=b"",
            status=NOT_ALLOWED,
            field="method",
        ),
        *bad,
    )


def unmet(
    client: Client, goal: Goal, version: str, row: Row, at: datetime
) -> tuple[str, ...]:
    """Ask a version everything and return what it did not answer as expected."""
    headers = {
        "content-type": "application/json",
        "x-trial": version,
        "x-replay-time": at.isoformat(),
    }
    found = []
    for wanted in expectations(goal, row):
        status, body = client.send(wanted.method, wanted.path, wanted.body, headers)
        if fault := _fault(wanted, version, status, body):
            found.append(f"{wanted.name}: {fault}")
    return tuple(found)


def contract_gate(faults: Sequence[str], asked: int, version: str) -> Gate:
    """Return whether a version keeps the contract with its callers."""
    reason = faults[0] if faults else f"all {asked} answers are as callers expect"
    return Gate(
        id="contract_tests",
        phase="model_deployment",
        question="Does the new version still fit the applications that call it?",
        passed=not faults,
        reason=reason,
        figures={"asked": asked, "not_as_expected": len(faults), "version": version},
        otherwise=None if not faults else "model_deployment",
    )


def _fault(wanted: Expectation, version: str, status: int, body: bytes) -> str:
    if status != wanted.status:
        return f"status {status}, not {wanted.status}"
    try:
        answer = json.loads(body)
    except ValueError:
        return "the answer is not JSON"
    if status != OK:
        named = answer.get("field")
        return "" if named == wanted.field else f"names {named!r}, not {wanted.field!r}"
    answers = answer.get("predictions", [answer])
    return next((f for a in answers if (f := _wrong(a, version))), "")


def _wrong(answer: Mapping[str, Any], version: str) -> str:
    """Say what is wrong with an answer to a good row, or nothing."""
    probability = answer.get("probability")
    if not isinstance(probability, float) or not math.isfinite(probability):
        return f"the probability is {probability!r}"
    if not -SAME <= probability <= 1 + SAME:
        return f"the probability is {probability}"
    if answer["model_version"] != version or not answer["request_id"]:
        return f"version {answer['model_version']} answered, not {version}"
    if answer["decision"] != (probability >= answer["threshold"]):
        return "the decision does not follow from probability and threshold"
    return ""


def _bad(name: str, field: RequestField, row: Row) -> list[Expectation]:
    """Return requests in which one field is missing, mistyped or out of range."""
    wrong: dict[str, object] = {"mistyped": [1]}
    if not field.nullable:
        wrong["null"] = None
    if field.type == "text":
        wrong |= {"long": "x" * (field.longest + 1), "a number": 1}
    elif field.type == "timestamp":
        wrong |= {"no time": "2013-02-30T06:00:00", "vague": "tomorrow"}
    else:
        wrong |= {"as text": "1", "true": True}
        wrong |= {} if field.max is None else {"high": field.max + 1}
        wrong |= {} if field.min is None else {"low": field.min - 1}
    found = [
        _refused(f"{name} {kind}", {**row, name: value}, name)
        for kind, value in wrong.items()
    ]
    if field.nullable:
        return found
    return [*found, _refused(f"{name} missing", _without(row, name), name)]


def _refused(
    name: str, content: object, field: str, path: str = "/predict"
) -> Expectation:
    body = _json(content)
    return Expectation(name=name, path=path, body=body, status=NOT_VALID, field=field)


def _least(goal: Goal, row: Row) -> Row:
    needed = {"id", *(n for n, f in goal.request.items() if not f.nullable)}
    return {name: value for name, value in row.items() if name in needed}


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _json(content: object) -> bytes:
    return json.dumps(content).encode()
