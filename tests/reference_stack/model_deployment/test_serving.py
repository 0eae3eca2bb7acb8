"""Serving without HTTP: scores, arms, the log, and what a bad release does."""

import asyncio
import json
import math
import time
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import pytest
from deploy_builders import (
    DAY,
    ROW,
    START,
    Trained,
    at,
    close,
    released,
    unpacked,
)

from reference_stack.features import rows
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.endpoint import Endpoint
from reference_stack.model_deployment.prediction_log import load, prepare
from reference_stack.model_deployment.release import Release, Verdict, applied, started
from reference_stack.model_deployment.replay import calls
from reference_stack.model_deployment.router import arm
from reference_stack.model_deployment.serving import Asked, Serving
from reference_stack.scorer import Scorer
from reference_stack.stack import Stack

Start = Callable[[], Serving]


@pytest.fixture
def serve(stack: Stack) -> Iterator[Start]:
    """Start a worker of the service; all are stopped at the end."""
    running: list[Serving] = []

    def start() -> Serving:
        serving = Serving(stack.settings)
        serving.start()
        running.append(serving)
        return serving

    yield start
    for serving in running:
        serving.stop()


def asked(name: str = "r1", trial: str = "", hour: float = 1.0) -> Asked:
    return Asked(name, at(hour), time.perf_counter(), time.thread_time(), trial)


def logged(stack: Stack, folder: str = "predictions") -> list[dict[str, object]]:
    path = stack.settings.home / folder / DAY.isoformat() / "1.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def shadowed(stack: Stack, models: tuple[Trained, Trained], share: float) -> Release:
    """Release version 1 with version 2 beside it, in the shadow or with a share."""
    begun = started(
        released(stack.settings, "1", models[0]),
        "2",
        unpacked(stack.settings, "2", models[1]),
        DAY,
    )
    if share:
        begun = applied(begun, Verdict(action="widen", reason="", share=share), DAY)
    loaded.write(stack.settings.release, begun)
    return begun


def test_served_scores_are_those_of_training_rows(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    released(stack.settings, "1", models[0])
    serving = serve()
    names = models[0].features
    scorer = Scorer(models[0].onnx, names.texts, names.numbers)
    with stack.warehouse() as con:
        known = rows(con, stack.case, START, at(24))
        day = calls(con, stack.case, DAY)

    served: dict[str, float] = {}
    for call in day:
        answers = serving.predict(call.rows, asked(call.request_id, hour=24))
        for row, answer in zip(call.rows, answers, strict=True):
            served[str(row["id"])] = float(str(answer["probability"]))

    wanted = scorer.score_frame(known).tolist()
    assert close([served[name] for name in known["entity_id"]], wanted)


def test_an_answer_names_version_arm_and_threshold(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    released(stack.settings, "1", models[0])

    (answer,) = serve().predict([ROW], asked("mine"))

    assert answer["request_id"] == "mine"
    assert (answer["model_version"], answer["arm"]) == ("1", "champion")
    probability = float(str(answer["probability"]))
    assert answer["decision"] == (probability >= 0.25)


def test_each_prediction_is_in_the_log_before_the_answer(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    released(stack.settings, "1", models[0])
    serving = serve()

    answers = serving.predict([ROW, {**ROW, "id": "p1"}], asked("b"))
    lines = logged(stack)

    assert [line["request_id"] for line in lines] == ["b.0", "b.1"]
    assert [line["probability"] for line in lines] == [
        answer["probability"] for answer in answers
    ]
    assert lines[0]["request"] == ROW
    features = lines[0]["features"]
    assert isinstance(features, dict)
    assert set(features) == {"route", "weight", "busy", "mood"}


def test_the_shadow_scores_everything_and_decides_nothing(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    released(stack.settings, "1", models[0])
    alone = serve().predict([ROW], asked())[0]["probability"]
    shadowed(stack, models, 0.0)

    (answer,) = serve().predict([ROW], asked("r2"))
    line = logged(stack)[-1]

    assert (answer["model_version"], answer["probability"]) == ("1", alone)
    assert line["other_version"] == "2"
    assert line["other_probability"] != line["probability"]


def test_the_split_follows_the_hash_and_logs_both_scores(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    release = shadowed(stack, models, 0.5)
    serving = serve()
    sent = [{**ROW, "id": f"p{n}"} for n in range(40)]

    answers = serving.predict(sent, asked())

    arms = [arm(release.salt, 0.5, str(row["id"])) for row in sent]
    assert [answer["arm"] for answer in answers] == arms
    assert set(arms) == {"champion", "challenger"}
    for line in logged(stack):
        versions = ("2", "1") if line["arm"] == "challenger" else ("1", "2")
        assert (line["version"], line["other_version"]) == versions


def test_a_challenger_that_fails_costs_no_caller_an_answer(
    stack: Stack,
    models: tuple[Trained, Trained],
    serve: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shadowed(stack, models, 0.5)
    serving = serve()
    deployed = serving.follower.deployed
    assert deployed is not None
    assert deployed.challenger is not None

    def broken(rows: object) -> list[float]:
        raise RuntimeError(str(rows))

    monkeypatch.setattr(deployed.challenger.scorer, "score", broken)

    answers = serving.predict([{**ROW, "id": f"p{n}"} for n in range(20)], asked())

    assert {answer["model_version"] for answer in answers} == {"1"}
    statuses = {(line["arm"], line["status"]) for line in logged(stack)}
    assert statuses == {("champion", "ok"), ("challenger", "fallback")}
    assert all("RuntimeError" in str(line["problem"]) for line in logged(stack))


def test_a_score_that_is_no_number_is_logged_as_such_and_counted_as_a_fault(
    stack: Stack,
    models: tuple[Trained, Trained],
    serve: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shadowed(stack, models, 0.5)
    serving = serve()
    deployed = serving.follower.deployed
    assert deployed is not None
    assert deployed.challenger is not None
    monkeypatch.setattr(
        deployed.challenger.scorer, "score", lambda rows: [math.nan for _ in rows]
    )

    serving.predict([{**ROW, "id": f"p{n}"} for n in range(20)], asked())
    with stack.warehouse() as con:
        prepare(con, models[0].features)
        load(con, models[0].features, stack.settings.predictions, DAY)
        count = con.execute(
            "SELECT count(*) FROM predictions WHERE isnan(other_probability)"
        ).fetchone()

    assert count == (20,)


def test_a_trial_is_answered_by_its_version_and_logged_apart(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    shadowed(stack, models, 0.0)
    serving = serve()

    (answer,) = serving.predict([ROW], asked(trial="2"))

    assert answer["model_version"] == "2"
    assert logged(stack, "trials")[0]["version"] == "2"
    assert not (stack.settings.predictions / DAY.isoformat()).exists()
    with pytest.raises(LookupError, match="version 7 is not loaded"):
        serving.predict([ROW], asked(trial="7"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "not a release"),
        ('{"number": 2}', "not a release"),
        (None, "no release yet"),
    ],
)
def test_a_bad_release_keeps_the_old_one_and_says_so(
    stack: Stack,
    models: tuple[Trained, Trained],
    serve: Start,
    content: str | None,
    why: str,
) -> None:
    released(stack.settings, "1", models[0])
    serving = serve()
    if content is None:
        stack.settings.release.unlink()
    else:
        stack.settings.release.write_text(content)

    assert serving.follower.changed()
    serving.follow()

    assert why in serving.health().problem
    assert not serving.health().ok
    assert serving.predict([ROW], asked())[0]["model_version"] == "1"


def test_a_model_that_was_changed_is_not_loaded(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    shadowed(stack, models, 0.0)
    (stack.settings.models / "2" / "model.onnx").write_bytes(models[0].onnx)

    serving = serve()

    assert "model 2: model.onnx was changed" in serving.health().problem
    with pytest.raises(LookupError):
        serving.predict([ROW], asked())


def test_a_service_without_features_says_so_and_is_no_fault(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    stack.settings.online.unlink()
    released(stack.settings, "1", models[0])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": json.dumps(ROW).encode()}

    async def send(message: MutableMapping[str, object]) -> None:
        sent.append(dict(message))

    async def nothing(*_: object) -> None:
        raise AssertionError("the path is ours")

    scope = {"type": "http", "path": "/predict", "method": "POST", "headers": []}
    asyncio.run(Endpoint(nothing, serve())(scope, receive, send))

    assert sent[0]["status"] == 503
    assert b"lacks" in sent[1]["body"]


def test_a_missing_feature_is_missing_and_not_a_fault(
    stack: Stack, models: tuple[Trained, Trained], serve: Start
) -> None:
    released(stack.settings, "1", models[0])

    (answer,) = serve().predict([{**ROW, "route": "west"}], asked())

    assert 0 <= float(str(answer["probability"])) <= 1
    features = logged(stack)[0]["features"]
    assert features == {"route": "west", "weight": 12.5, "busy": "NaN", "mood": ""}
