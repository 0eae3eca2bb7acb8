"""A small search: each trial is trained on earlier days and scored on later ones.

The score is the Brier score: it is best for the true probabilities, and the costs of the
goal follow from them. The holdout of the gate is no part of it.
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import Field
from sklearn.metrics import brier_score_loss

from reference_stack.case import Case, read
from reference_stack.features import FeatureSet
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.values import Value

OWN = Path(__file__).with_name("search.yaml")


class Space(Value):
    """What may be tried: at most `trials` combinations of the grid.

    A trial is trained on at most `rows` rows, drawn by the seed.
    """

    trials: int = Field(ge=1, le=64)
    rows: int = Field(ge=100)
    grid: dict[str, tuple[float, ...]]

    def combinations(self) -> tuple[Parameters, ...]:
        """Return all combinations in order, the first values first."""
        names = tuple(self.grid)
        return tuple(
            Parameters.model_validate(dict(zip(names, values, strict=True)))
            for values in itertools.product(*self.grid.values())
        )


class Trial(Value):
    """Parameters that were tried and their score; lower is better."""

    parameters: Parameters
    score: float


class Search(Value):
    """All trials in the order in which they were tried."""

    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial:
        """The trial with the lowest score; the earlier one of equals."""
        return min(self.trials, key=lambda trial: trial.score)

    @property
    def gain(self) -> float:
        """By which share the best score is below the worst."""
        worst = max(trial.score for trial in self.trials)
        return 1 - self.best.score / worst if worst else 0.0


def space(case: Case) -> Space:
    """Return what may be tried: the case's own (`search.yaml`) or that of this room.

    Raises:
        CaseError: The file does not fit.
    """
    path = case.folder / "search.yaml"
    return read(path if path.exists() else OWN, Space)


def drawn(allowed: Space, seed: int) -> tuple[Parameters, ...]:
    """Return the combinations to try: the first one, and others drawn by the seed."""
    first, *others = allowed.combinations()
    order = np.random.default_rng(seed).permutation(len(others))
    return (first, *(others[n] for n in order[: allowed.trials - 1]))


def searched(
    features: FeatureSet,
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    allowed: Space,
    seed: int,
) -> Search:
    """Train each trial on the earlier rows and score it on the later ones."""
    part = earlier
    if len(earlier) > allowed.rows:
        part = earlier.sample(allowed.rows, random_state=seed).sort_index()
    trials = []
    for parameters in drawn(allowed, seed):
        model = fitted(features, parameters, seed, part)
        said = model.predict_proba(later[list(features.names)])[:, 1]
        score = float(brier_score_loss(later["label"], said))
        trials.append(Trial(parameters=parameters, score=score))
    return Search(trials=tuple(trials))
