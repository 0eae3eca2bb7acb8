"""Tests that stay valid however often they are looked at.

Both rest on a process that is at most 1 on average while nothing is wrong; by Ville's
inequality the chance that it ever reaches 1/alpha is then at most alpha, at whatever
moment somebody looks and stops.
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.special import betaincc, betaln

from reference_stack.values import Value

SPREAD = 0.5
"""Variance of the effects (in standard deviations of a day) that the test looks for."""

FEWEST = 3
"""Days before which a spread cannot be judged."""

Judgement = Literal["better", "worse", "open"]


class Effect(Value):
    """A mean difference per day (challenger minus champion) and where it may lie.

    `low` and `high` hold the true mean at all times together with probability
    `1 - alpha`; they are infinite while the days are too few.
    """

    days: int
    mean: float
    low: float
    high: float
    evidence: float

    @property
    def judgement(self) -> Judgement:
        """Whether the challenger costs less, costs more, or nobody can say yet."""
        if self.high < 0:
            return "better"
        return "worse" if self.low > 0 else "open"


def effect(differences: Sequence[float], alpha: float) -> Effect:
    """Judge the mean of one difference per day, spread unknown.

    The unit is the day, because the entities of one day share its weather. The process
    is the t-test's Bayes factor with effect size ~ N(0, SPREAD): with
    r = 1 + n * SPREAD it is r^(-1/2) * ((1 + x) / (1 + x / r))^(n/2), where
    x = n * mean^2 / ((n - 1) * s^2) (Rouder et al. 2009; its any-time validity:
    Wang and Ramdas 2024). The interval is where it stays below 1/alpha.

    Args:
        differences: One number per day, in any unit.
        alpha: Chance of ever being wrong, between 0 and 1.
    """
    n = len(differences)
    mean = float(np.mean(differences)) if n else 0.0
    if n < FEWEST:
        return Effect(days=n, mean=mean, low=-math.inf, high=math.inf, evidence=1.0)
    spread, ratio = float(np.std(differences, ddof=1)), 1 + n * SPREAD
    half = _half_width(n, spread, ratio, alpha)
    evidence = _evidence(n, mean, spread, ratio)
    return Effect(
        days=n, mean=mean, low=mean - half, high=mean + half, evidence=evidence
    )


def _evidence(n: int, mean: float, spread: float, ratio: float) -> float:
    if spread == 0:
        return 1.0
    x = n * mean**2 / ((n - 1) * spread**2)
    power = n / 2 * (math.log1p(x) - math.log1p(x / ratio)) - math.log(ratio) / 2
    return math.exp(min(power, 700.0))


def _half_width(n: int, spread: float, ratio: float, alpha: float) -> float:
    reach = (math.sqrt(ratio) / alpha) ** (2 / n)
    if reach >= ratio or spread == 0:
        return math.inf
    x = (reach - 1) / (1 - reach / ratio)
    return spread * math.sqrt(x * (n - 1) / n)


def exceeds(events: int, trials: int, limit: float) -> float:
    """Return the evidence that a share is above a limit; 1/alpha is the bar.

    A mixture of bets on every share above the limit, weighted uniformly (a truncated
    beta-binomial likelihood ratio). Valid when each trial, given those before it, is an
    event with probability at most `limit`.

    Args:
        events: How many of the trials were events.
        trials: How many there were.
        limit: Share between 0 and 1, both excluded.
    """
    a, b = 1 + events, 1 + trials - events
    tail = float(betaincc(a, b, limit))
    if tail == 0:
        return 0.0
    above = float(betaln(a, b)) + math.log(tail) - math.log1p(-limit)
    return _ratio(above, events, trials, limit)


def differs(events: int, trials: int, share: float) -> float:
    """Return the evidence that a share is not the one meant, in either direction.

    The sequential form of the chi-square test for a sample ratio mismatch (Lindon and
    Malek 2022, with two outcomes); its weights gather around the share meant.
    """
    weight = 100.0
    a, b = weight * share, weight * (1 - share)
    found = betaln(a + events, b + trials - events) - betaln(a, b)
    return _ratio(float(found), events, trials, share)


def _ratio(mixture: float, events: int, trials: int, share: float) -> float:
    null = events * math.log(share) + (trials - events) * math.log1p(-share)
    return math.exp(min(float(mixture) - null, 700.0))
