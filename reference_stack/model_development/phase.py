"""Model development of one month: search, candidate, comparison, gate, registration."""

from datetime import datetime, time

from pydantic import TypeAdapter

from reference_stack.gate import Gate
from reference_stack.ledger import Entry
from reference_stack.model_development import feature_table, staleness_study
from reference_stack.model_development.candidate import (
    Candidate,
    Task,
    made,
    searched_for,
)
from reference_stack.model_development.comparison import holdout
from reference_stack.model_development.environment import environment
from reference_stack.model_development.expectations_gate import (
    ID,
    asked,
    expectations,
)
from reference_stack.model_development.model_card import card
from reference_stack.model_development.search import Search
from reference_stack.stack import Stack
from reference_stack.tracking import ModelFacts, Package, Run, registry
from reference_stack.tracking.run import started
from reference_stack.values import Month, Value, month_start

CURVE = "staleness.json"


class Developed(Value):
    """What a month's development came to; no version when the gate refused."""

    version: str | None
    gate: Gate


def develop(stack: Stack, month: Month, cause: str) -> Developed:
    """Make a candidate from what was known on the first of the month and ask the gate.

    Registers the model when the gate passes. Done once: a second call returns what the
    ledger says, and an interrupted one starts over without registering twice.

    Raises:
        BatchError: There are too few labelled rows.
        ModelError: The champion cannot be read.
    """
    if (before := _done(stack, month)) is not None:
        return before
    task = Task(
        month=month,
        cause=cause,
        at=datetime.combine(month_start(month), time()),
        seed=stack.settings.seed,
        table=feature_table.read(stack, month),
    )
    champion = registry.alias(stack.settings, "champion")
    with started(stack.settings, f"develop {month}", _tags(stack, task)) as run:
        search = searched_for(stack.case, task)
        _record_search(stack, run, search, task.at)
        limits = expectations(stack.case)
        package = registry.fetch(stack.settings, champion) if champion else None
        candidate = made(stack.case, task, search, package, limits)
        gate = asked(candidate.evidence, stack.case.goal, limits)
        _record(stack, run, candidate, gate)
        _study(stack, run, candidate)
        version = _registered(stack, run, candidate) if gate.passed else None
    inputs = _inputs(stack, candidate)
    named = {"version": version, "champion": champion}
    inputs |= {name: value for name, value in named.items() if value}
    stack.ledger.record_gate(gate, task.at, month, inputs)
    return Developed(version=version, gate=gate)


def _done(stack: Stack, month: Month) -> Developed | None:
    subject = f"{ID} {month}"
    for entry in stack.ledger.entries():
        if entry.kind == "gate" and entry.subject == subject:
            return Developed(version=entry.inputs.get("version"), gate=_gate(entry))
    return None


def _gate(entry: Entry) -> Gate:
    """Return the gate that an entry was recorded from."""
    figures = dict(entry.figures)
    question, otherwise = figures.pop("question"), figures.pop("otherwise", None)
    return Gate.model_validate(
        {
            "id": ID,
            "phase": entry.phase,
            "question": question,
            "passed": entry.verdict == "passed",
            "reason": entry.reason,
            "figures": figures,
            "otherwise": otherwise,
        }
    )


def _tags(stack: Stack, task: Task) -> dict[str, str]:
    around = environment()
    return {
        "month": task.month,
        "cause": task.cause,
        "case_digest": stack.case.digest,
        "code": around.code,
        "environment_digest": around.digest,
        "lock_digest": around.lock,
        "pipeline_version": around.pipeline,
        **_state(stack),
    }


def _state(stack: Stack) -> dict[str, str]:
    """Return the name of the state of all batches, as the acquisition last noted it."""
    noted = (e.inputs for e in reversed(stack.ledger.entries()))
    found = next((i["snapshot"] for i in noted if "snapshot" in i), None)
    return {} if found is None else {"snapshot": found}


def _inputs(stack: Stack, candidate: Candidate) -> dict[str, str]:
    around = environment()
    return {
        "data": candidate.task.table.digest,
        "case": stack.case.digest,
        "code": around.code,
        "environment": around.digest,
        **_state(stack),
    }


def _record_search(stack: Stack, run: Run, search: Search, at: datetime) -> None:
    for number, trial in enumerate(search.trials, 1):
        with started(stack.settings, f"trial {number}", parent=run.id) as below:
            below.params(trial.parameters.model_dump())
            below.metrics({"inner_brier": trial.score}, at)


def _record(stack: Stack, run: Run, candidate: Candidate, gate: Gate) -> None:
    table, comparison = candidate.task.table, candidate.comparison
    span = {f"span_{name}": str(day) for name, day in table.span}
    left_out = {"left_out_days": " ".join(map(str, table.left_out)) or "none"}
    run.params(
        {
            **candidate.parameters.model_dump(),
            "seed": candidate.task.seed,
            **span,
            **left_out,
        }
    )
    figures = candidate.evidence.figures()
    if comparison.champion is not None:
        theirs = comparison.champion.numbers()
        figures |= {f"champion_{name}": value for name, value in theirs.items()}
    figures["onnx_difference"] = candidate.exported.difference
    run.metrics(figures, candidate.task.at)
    path = stack.settings.snapshots / f"{table.digest}.parquet"
    run.dataset(table.digest, path, len(table.rows))
    text = card(stack.case, candidate, gate, environment())
    run.text("model_card.md", text)
    run.text("gate.json", gate.model_dump_json(indent=1))
    run.text("slices.json", _json(candidate.slices))
    run.text("feature_review.json", _json(candidate.review))
    folder = stack.settings.reports / "model_cards"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{candidate.task.month}.md").write_text(text, encoding="utf-8")


def _json(values: tuple[Value, ...]) -> str:
    found: bytes = TypeAdapter(tuple[Value, ...]).dump_json(
        values, indent=1, serialize_as_any=True
    )
    return found.decode()


def _study(stack: Stack, run: Run, candidate: Candidate) -> None:
    """Add what older versions do on the newest days to the curve of the case.

    The run records for how many days a model stays useful, once that can be told.
    """
    table, goal = candidate.task.table, stack.case.goal
    older: list[Package] = [
        registry.fetch(stack.settings, v) for v in registry.versions(stack.settings)
    ]
    if older:
        rule, seed = goal.rule, candidate.task.seed
        held = holdout(table.holdout, goal.costs, rule, seed)
        fresh = candidate.comparison.candidate
        points = staleness_study.aged(older, held, fresh, table.span.holdout_from)
    else:
        chosen = candidate.parameters
        points = staleness_study.decay(table, goal, chosen, candidate.task.seed)
    curve = staleness_study.added(stack.settings.reports / CURVE, points)
    tolerance = expectations(stack.case).tolerated_loss
    days = staleness_study.useful_days(curve, tolerance)
    if days is not None:
        run.metrics({"useful_days": days}, candidate.task.at)


def _registered(stack: Stack, run: Run, candidate: Candidate) -> str:
    table, around = candidate.task.table, environment()
    facts = ModelFacts(
        version="",
        run_id="",
        data_digest=table.digest,
        code_commit=around.code,
        environment_digest=around.digest,
        case_digest=stack.case.digest,
        pipeline_version=around.pipeline,
        onnx_sha256="",
        skops_sha256="",
        texts=table.features.texts,
        numbers=table.features.numbers,
        threshold=stack.case.goal.costs.threshold,
        trained_from=table.span.since,
        trained_until=table.span.holdout_from,
        registered_at=candidate.task.at,
        metrics=candidate.evidence.figures(),
    )
    onnx = candidate.exported.onnx
    return registry.register(stack.settings, run.id, candidate.pipeline, onnx, facts)
