"""Candidate, champion and plain rule on the same days that none of them has seen."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from reference_stack.case import Costs, Rule
from reference_stack.model_development.calibration import Calibration, calibration
from reference_stack.model_development.resampling import (
    Days,
    Interval,
    days_drawn,
    ratio,
)
from reference_stack.values import Value

PER = 1000
Floats = NDArray[np.float64]


class Holdout(NamedTuple):
    """The rows of the comparison in the order of time, and what they cost.

    `label` has shape (rows,): 1 where what is predicted happened. `rule` has shape
    (rows,): whether the plain rule acts. `days` draws the days of the rows.
    """

    rows: pd.DataFrame
    label: Floats
    rule: NDArray[np.bool_]
    days: Days
    costs: Costs

    def cost(self, acts: NDArray[np.bool_]) -> Floats:
        """Return the cost of each row when acting as given, shape (rows,)."""
        missed = self.costs.missed * self.label
        return np.where(acts, self.costs.action, missed)

    def acts(self, probability: Floats) -> NDArray[np.bool_]:
        """Return where a probability makes acting the cheaper choice."""
        return np.asarray(probability >= self.costs.threshold)


class Figures(Value):
    """How good probabilities are on a holdout; costs are per 1,000 predictions."""

    cost: float
    saving: float
    saving_on_rule: float
    average_precision: float
    ranking: float
    roc_auc: float
    brier: float
    calibration: Calibration

    def numbers(self) -> dict[str, float]:
        """Return its figures by name, as a run records them."""
        own = self.model_dump(exclude={"calibration"})
        said = self.calibration
        return {
            **own,
            "calibration_error": said.error,
            "calibration_slope": said.slope.estimate,
        }


class Comparison(Value):
    """What was compared, on what, and by how much the candidate is cheaper.

    `against_rule` and `against_champion` are differences of cost per 1,000
    predictions, candidate minus the other: below zero the candidate is cheaper.
    """

    rows: int
    days: int
    label_rate: float
    cost_of_nothing: float
    cost_of_rule: float
    candidate: Figures
    champion: Figures | None
    against_rule: Interval
    against_champion: Interval | None


def holdout(rows: pd.DataFrame, costs: Costs, rule: Rule, seed: int) -> Holdout:
    """Prepare rows with `day`, `label` and the features for comparison."""
    acts = (rows[rule.feature] >= rule.at_least).to_numpy()
    return Holdout(
        rows=rows,
        label=rows["label"].to_numpy(dtype=np.float64),
        rule=acts,
        days=days_drawn(rows["day"], seed),
        costs=costs,
    )


def compared(held: Holdout, probability: Mapping[str, Floats]) -> Comparison:
    """Compare the probabilities of the `candidate` and, if given, the `champion`.

    Both are paired row by row, and their days are drawn together: what makes a day
    dear for both cancels out.
    """
    own = probability["candidate"]
    other = probability.get("champion")
    return Comparison(
        rows=len(held.label),
        days=held.days.number,
        label_rate=float(held.label.mean()),
        cost_of_nothing=_mean(held.costs.missed * held.label),
        cost_of_rule=_mean(held.cost(held.rule)),
        candidate=figures(held, own),
        champion=None if other is None else figures(held, other),
        against_rule=difference(held, held.acts(own), held.rule),
        against_champion=None
        if other is None
        else difference(held, held.acts(own), held.acts(other)),
    )


def figures(held: Holdout, probability: Floats) -> Figures:
    """Return all figures of probabilities on the holdout."""
    cost = _mean(held.cost(held.acts(probability)))
    precision = float(average_precision_score(held.label, probability))
    return Figures(
        cost=cost,
        saving=1 - cost / _mean(held.costs.missed * held.label),
        saving_on_rule=1 - cost / _mean(held.cost(held.rule)),
        average_precision=precision,
        ranking=precision / float(held.label.mean()),
        roc_auc=float(roc_auc_score(held.label, probability)),
        brier=float(brier_score_loss(held.label, probability)),
        calibration=calibration(held.label, probability, held.days.of_row),
    )


def difference(
    held: Holdout, acts: NDArray[np.bool_], others: NDArray[np.bool_]
) -> Interval:
    """Return the cost per 1,000 of acting one way minus that of the other way."""
    paired = (held.cost(acts) - held.cost(others)) * PER
    return ratio(paired, np.ones(len(paired)), held.days)


def _mean(cost: Floats) -> float:
    return float(cost.mean() * PER)
