"""Making a registered model again from its record, and proving that it is the same."""

import hashlib

import numpy as np

from reference_stack.errors import BatchError, ModelError
from reference_stack.features import FeatureSet
from reference_stack.model_development import feature_table
from reference_stack.model_development.environment import environment
from reference_stack.model_development.feature_table import FeatureTable, Span
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.scorer import Scorer
from reference_stack.stack import Stack
from reference_stack.tracking import ModelFacts, Recorded, registry
from reference_stack.tracking.run import recorded
from reference_stack.values import Value


class Reproduction(Value):
    """How a model made again compares with the registered one.

    `identical` is true when all predictions on the holdout have the same bits, from the
    pipeline and from the ONNX graph. `probability_digest` is the SHA-256 of those of
    the pipeline. `changed` names what differs today from when it was registered.
    """

    version: str
    identical: bool
    rows: int
    largest_difference: float
    same_graph: bool
    probability_digest: str
    data_digest: str
    changed: tuple[str, ...]

    def __str__(self) -> str:
        verdict = (
            f"identical on {self.rows} rows"
            if self.identical
            else f"differs by up to {self.largest_difference:.2g} on {self.rows} rows"
        )
        since = f"; changed since: {', '.join(self.changed)}" if self.changed else ""
        return f"version {self.version}: {verdict}{since}"


def rebuild(stack: Stack, version: str) -> Reproduction:
    """Train a version again from its record and compare the predictions bit by bit.

    Raises:
        ModelError: There is no such version, its record is incomplete, or its data can
            no longer be had.
    """
    package = registry.fetch(stack.settings, version)
    facts = package.facts
    record = recorded(stack.settings, facts.run_id)
    table = _table(stack, facts, record)
    features = table.features
    pipeline = fitted(features, _parameters(record), _seed(record), table.training)
    rows = table.holdout[list(features.names)]
    own = pipeline.predict_proba(rows)[:, 1]
    theirs = registry.load(stack.settings, version).predict_proba(rows)[:, 1]
    graph = onnx_export(pipeline, features)
    said = Scorer(graph, features.texts, features.numbers).score_frame(rows)
    served = Scorer(package.onnx, facts.texts, facts.numbers).score_frame(rows)
    return Reproduction(
        version=version,
        identical=np.array_equal(own, theirs) and np.array_equal(said, served),
        rows=len(rows),
        largest_difference=float(np.abs(own - theirs).max()),
        same_graph=graph == package.onnx,
        probability_digest=hashlib.sha256(own.tobytes()).hexdigest(),
        data_digest=table.digest,
        changed=_changed(stack, facts),
    )


def _table(stack: Stack, facts: ModelFacts, record: Recorded) -> FeatureTable:
    """Return the rows it was trained on: as kept, or read from the warehouse again."""
    span = Span.model_validate(
        {name: record.params.get(f"span_{name}") for name in Span.model_fields}
    )
    features = FeatureSet(texts=facts.texts, numbers=facts.numbers, tables=())
    digest = facts.data_digest
    try:
        return feature_table.kept(stack.settings.snapshots, digest, span, features)
    except BatchError as error:
        again = feature_table.read(stack, f"{span.as_of:%Y-%m}")
        if again.digest != digest:
            raise ModelError(f"version {facts.version}", str(error)) from None
        return again


def _parameters(record: Recorded) -> Parameters:
    names = Parameters.model_fields
    found = {name: record.params[name] for name in names if name in record.params}
    if len(found) < len(names):
        raise ModelError(f"run {record.run_id}", "its parameters are incomplete")
    return Parameters.model_validate(found)


def _seed(record: Recorded) -> int:
    if "seed" not in record.params:
        raise ModelError(f"run {record.run_id}", "no seed is recorded")
    return int(record.params["seed"])


def _changed(stack: Stack, facts: ModelFacts) -> tuple[str, ...]:
    now = environment()
    pairs = {
        "code": (facts.code_commit, now.code),
        "environment": (facts.environment_digest, now.digest),
        "case": (facts.case_digest, stack.case.digest),
    }
    return tuple(name for name, (then, today) in pairs.items() if then != today)
