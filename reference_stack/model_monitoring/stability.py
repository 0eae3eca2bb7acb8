"""Numbers that break: not finite, saturated, out of float32, tipped by a last bit."""

import numpy as np
import pandas as pd

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, Reference, aligned
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Watching
from reference_stack.scorer import Scorer
from reference_stack.values import Value

NAME = "stability"
CLOSE = 1e-6


class Probe(Value):
    """What the smallest change of the numbers does to a sample of rows.

    `flipped`: share of decisions that change; `jump`: largest change of a probability;
    `lost`: share of finite numbers that float32 makes infinite or moves by more than
    one in a million.
    """

    flipped: float
    jump: float
    lost: float


def probed(scorer: Scorer, rows: pd.DataFrame, threshold: float) -> Probe:
    """Score rows as they are and with every number moved to the next float32.

    Args:
        scorer: The model.
        rows: The features as columns; numbers may be float64.
        threshold: The probability from which the model's user acts.
    """
    wide = rows[list(scorer.numbers)].to_numpy(dtype=np.float64)
    lost = lost_in_float32(wide)
    with np.errstate(over="ignore"):
        narrow = wide.astype(np.float32)
    texts = rows[list(scorer.texts)].to_numpy(dtype=object)
    moved = np.nextafter(narrow, np.float32(np.inf))
    first, second = (scorer.score_cells(texts, n) for n in (narrow, moved))
    return Probe(
        flipped=float(np.mean((first >= threshold) != (second >= threshold))),
        jump=float(np.max(np.abs(first - second), initial=0.0)),
        lost=lost,
    )


def lost_in_float32(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the share of finite float64 numbers that float32 cannot hold."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0
    with np.errstate(over="ignore"):
        error = np.abs(finite.astype(np.float32).astype(np.float64) - finite)
    return float(np.mean(error > CLOSE * np.maximum(np.abs(finite), 1e-30)))


def judge(evidence: Evidence, reference: Reference, policy: Policy) -> list[Reading]:
    """Return readings of answers, inputs and probes."""
    days = evidence.days
    n = np.maximum(aligned(evidence.outputs, "n", days), 1)
    text = "{value:.2%} of the answers are no finite number"
    found = Watching(NAME, "answers", "page", text, days).exact(
        aligned(evidence.outputs, "broken", days) / n, 0.0
    )
    text = "{value:.2%} of the probabilities are exactly 0 or 1"
    found += Watching(NAME, "saturation", "page", text, days).exact(
        aligned(evidence.outputs, "saturated", days) / n, policy.saturated_share
    )
    for name in reference.bins.numbers:
        counts = evidence.daily.counts[name]
        infinite = (counts[:, 1] + counts[:, -1]) / np.maximum(counts.sum(axis=1), 1)
        text = "{value:.2%} of the values are infinite"
        found += Watching(NAME, name, "page", text, days).exact(infinite, 0.0)
    return found + _probes(evidence, policy)


def _probes(evidence: Evidence, policy: Policy) -> list[Reading]:
    limits = {
        "flipped": (
            policy.flipped_share,
            "{value:.1%} of the decisions hang on a last bit",
        ),
        "jump": (
            policy.perturbation_jump,
            "a last bit moves a probability by {value:.2f}",
        ),
        "lost": (0.0, "{value:.2%} of the numbers do not fit into float32"),
    }
    found = []
    for name, (limit, text) in limits.items():
        values = aligned(evidence.probes, name, evidence.days)
        found += Watching(NAME, name, "ticket", text, evidence.days).exact(
            values, limit
        )
    return found
