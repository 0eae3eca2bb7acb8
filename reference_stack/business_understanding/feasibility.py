"""Can machine learning help? Plain policies are weighed before any model is built.

On the last third of the history, five policies are costed in the same way: never act,
always act, the goal's plain rule, the best rule on a single feature (learned on the
first two thirds), and a perfect forecast. The perfect forecast bounds what any model
can reach. What the single-feature rule gains over acting without information tells
whether anything known beforehand is related to the outcome at all.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from reference_stack.case import Costs, Goal
from reference_stack.features import FeatureSet
from reference_stack.gate import Gate
from reference_stack.values import Figure, Value

QUESTION = "Can machine learning help to achieve the OKRs?"
FEWEST_CASES = 500
FEWEST_DAYS = 14
FEWEST_OF_A_GROUP = 50
GROUPS = 10
ONE_SIDED_95 = 1.645
Acts = npt.NDArray[np.bool_]
Costed = npt.NDArray[np.float64]


class Weighed(Value):
    """What each policy costs per 1,000 cases on the held-out part of the history.

    `feature` is the one that the single-feature rule uses; `gain_low` is the lower
    95 % bound of what that rule (or the plain one, if it is cheaper) saves per 1,000
    over the cheaper of never and always acting, with days as the units that vary.
    """

    cases: int
    days: int
    positives: int
    never: float
    always: float
    rule: float
    one_feature: float
    perfect: float
    feature: str
    gain_low: float

    def saving(self, cost: float, on: float | None = None) -> float:
        """Return the share of a reference cost (never acting) that is saved."""
        reference = self.never if on is None else on
        return 1 - cost / reference if reference else 0.0


def weighed(history: pd.DataFrame, features: FeatureSet, goal: Goal) -> Weighed:
    """Weigh the policies on a history.

    Args:
        history: Columns `day`, `label` (0 or 1) and the features, in time order.
        features: Which columns are texts and which are numbers.
        goal: Costs and the plain rule.
    """
    cut = len(history) * 2 // 3
    past, later = history.iloc[:cut], history.iloc[cut:]
    labels = later["label"].to_numpy(dtype=float) > 0
    feature, acts = _one_feature(past, later, features, goal.costs)
    rule = later[goal.rule.feature].to_numpy(dtype=float) >= goal.rule.at_least
    policies = {
        "never": np.zeros(len(later), bool),
        "always": np.ones(len(later), bool),
        "rule": rule,
        "one_feature": acts,
        "perfect": labels & (goal.costs.action < goal.costs.missed),
    }
    spent = {name: costs(labels, acts, goal.costs) for name, acts in policies.items()}
    each = {name: _per_1000(values) for name, values in spent.items()}
    blind = spent[min(("never", "always"), key=lambda n: each[n])]
    informed = spent[min(("rule", "one_feature"), key=lambda n: each[n])]
    return Weighed(
        cases=len(later),
        days=later["day"].nunique(),
        positives=int(labels.sum()),
        feature=feature,
        gain_low=_lower_bound(blind - informed, later["day"]),
        **each,
    )


def costs(labels: Acts, acts: Acts, each: Costs) -> Costed:
    """Return the cost of every case under a policy, shape (cases,)."""
    return np.where(acts, each.action, np.where(labels, each.missed, 0.0))


def can_help(found: Weighed, goal: Goal) -> Gate:
    """Answer the gate; a no ends the case without machine learning."""
    reason = next(_refusals(found, goal), None)
    return Gate(
        id="ml_can_help",
        phase="business_understanding",
        question=QUESTION,
        passed=reason is None,
        reason=reason or _hope(found, goal),
        figures=figures(found, goal),
        otherwise="no_ml",
    )


def _hope(found: Weighed, goal: Goal) -> str:
    on_rule = _wanted(goal, "saving_on_rule")
    more = f" and {on_rule:.1%} more than the plain rule" if on_rule > 0 else ""
    return (
        f"{_wanted(goal, 'saving'):.1%} less cost{more} is wanted; the plain rule saves "
        f"{found.saving(found.rule):.1%}, a perfect forecast would save "
        f"{found.saving(found.perfect):.1%}, and {found.feature} alone tells cases apart"
    )


def figures(found: Weighed, goal: Goal) -> dict[str, Figure]:
    """Return what the gate rests on; costs are per 1,000 cases."""
    return {
        "cases": found.cases,
        "days": found.days,
        "positive_share": round(found.positives / max(1, found.cases), 4),
        "never_per_1000": round(found.never, 1),
        "always_per_1000": round(found.always, 1),
        "rule_per_1000": round(found.rule, 1),
        "one_feature_per_1000": round(found.one_feature, 1),
        "perfect_per_1000": round(found.perfect, 1),
        "one_feature": found.feature,
        "gain_low_per_1000": round(found.gain_low, 1),
        "wanted_saving": _wanted(goal, "saving"),
        "wanted_saving_on_rule": _wanted(goal, "saving_on_rule"),
    }


def _refusals(found: Weighed, goal: Goal) -> Iterator[str]:
    wanted, on_rule = _wanted(goal, "saving"), _wanted(goal, "saving_on_rule")
    if found.cases < FEWEST_CASES or found.days < FEWEST_DAYS:
        yield (
            f"only {found.cases} cases on {found.days} days have a known outcome; "
            f"{FEWEST_CASES} on {FEWEST_DAYS} are needed"
        )
    if not 0 < found.positives < found.cases:
        yield "every case has the same outcome, so there is nothing to predict"
    if found.saving(found.perfect) < wanted:
        yield (
            f"even a perfect forecast saves only {found.saving(found.perfect):.1%}; "
            f"{wanted:.1%} is wanted"
        )
    if found.saving(found.perfect, on=found.rule) < on_rule:
        yield f"even a perfect forecast is not {on_rule:.1%} cheaper than the plain rule"
    # A margin over the rule says that the rule alone will not do.
    if on_rule <= 0 and found.saving(found.rule) >= wanted:
        yield (
            f"the plain rule saves {found.saving(found.rule):.1%} and so reaches "
            f"the {wanted:.1%} that is wanted; no model is needed"
        )
    if found.gain_low <= 0:
        yield "no feature tells cases apart by more than noise"


def _wanted(goal: Goal, kpi: str) -> float:
    return goal.kpi(kpi).min or 0.0


def _one_feature(
    past: pd.DataFrame, later: pd.DataFrame, features: FeatureSet, each: Costs
) -> tuple[str, Acts]:
    labels = past["label"].to_numpy(dtype=float) > 0
    best, found = np.inf, ("none", np.zeros(len(later), bool))
    for name in features.names:
        known, new = _groups(past[name], later[name], name in features.numbers)
        sizes = np.bincount(known, minlength=int(new.max(initial=0)) + 1)
        hits = np.bincount(known, weights=labels, minlength=len(sizes))
        act = (sizes >= FEWEST_OF_A_GROUP) & (hits >= each.threshold * sizes)
        spent = float(costs(labels, act[known], each).sum())
        if spent < best:
            best, found = spent, (name, act[new])
    return found


def _groups(
    past: pd.Series, later: pd.Series, number: bool
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return each case's group: a tenth of the past's numbers, or a text of its own."""
    if number:
        values = past.to_numpy(dtype=float)
        inside = values[np.isfinite(values)]
        if not len(inside):
            return np.zeros(len(past), np.intp), np.zeros(len(later), np.intp)
        edges = np.unique(np.quantile(inside, np.arange(1, GROUPS) / GROUPS))
        # What is missing sorts after infinity and so has a group of its own.
        edges = np.append(edges, np.inf)
        new = later.to_numpy(dtype=float)
        return (
            np.searchsorted(edges, values, side="right"),
            np.searchsorted(edges, new, side="right"),
        )
    codes, _ = pd.factorize(pd.concat([past, later]))
    return codes[: len(past)], codes[len(past) :]


def _per_1000(values: Costed) -> float:
    return 1000 * float(values.mean()) if len(values) else 0.0


def _lower_bound(gains: Costed, days: pd.Series) -> float:
    """Return the lower 95 % bound of the gain per 1,000 cases, days being the units."""
    totals = pd.Series(gains).groupby(days.to_numpy()).sum().to_numpy(dtype=float)
    if len(totals) < FEWEST_DAYS:
        return 0.0
    error = totals.std(ddof=1) / np.sqrt(len(totals))
    return (
        float((totals.mean() - ONE_SIDED_95 * error) * len(totals) / len(gains)) * 1000
    )
