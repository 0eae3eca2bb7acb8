"""Whether a probability of 30 % means three in ten."""

import math

import numpy as np
from numpy.typing import NDArray

from reference_stack.model_development.resampling import Interval, t_width
from reference_stack.values import Value

BINS = 10
LEAST = 1e-6
STEPS = 25
Floats = NDArray[np.float64]


class Bin(Value):
    """Rows with about the same probability: what was said and what happened."""

    rows: int
    said: float
    happened: float


class Calibration(Value):
    """How far probabilities are from what happened.

    `error` is the expected calibration error over ten bins with equally many rows.
    `slope` is the factor by which log odds should be multiplied: below 1 the model is
    over-confident, its probabilities are too far from the middle (D. R. Cox,
    Biometrika 45, 1958). `shift` is what then should be added to log odds.
    """

    bins: tuple[Bin, ...]
    error: float
    slope: Interval
    shift: float


def calibration(
    label: Floats, probability: Floats, day: NDArray[np.intp]
) -> Calibration:
    """Measure the calibration of probabilities; rows of one day are not independent.

    All arguments have shape (rows,); `day` numbers the day of each row from 0.
    """
    found = bins(label, probability)
    said = np.log(clipped(probability) / (1 - clipped(probability)))
    design = np.column_stack([np.ones_like(said), said])
    beta, hessian = _logistic(design, label)
    spread = _spread_over_days(design, label - _sigmoid(design @ beta), hessian, day)
    slope = float(beta[1])
    error = t_width(len(np.unique(day))) * math.sqrt(max(0.0, spread[1, 1]))
    return Calibration(
        bins=found,
        error=sum(b.rows * abs(b.said - b.happened) for b in found) / len(label),
        slope=Interval(estimate=slope, low=slope - error, high=slope + error),
        shift=float(beta[0]),
    )


def bins(label: Floats, probability: Floats) -> tuple[Bin, ...]:
    """Return up to ten bins with equally many rows, lowest probability first."""
    order = np.argsort(probability, kind="stable")
    return tuple(
        Bin(
            rows=len(part),
            said=float(probability[part].mean()),
            happened=float(label[part].mean()),
        )
        for part in np.array_split(order, BINS)
        if len(part)
    )


def clipped(probability: Floats) -> Floats:
    """Keep probabilities away from 0 and 1, where log odds have no end."""
    return np.clip(probability.astype(np.float64), LEAST, 1 - LEAST)


def _logistic(design: Floats, label: Floats) -> tuple[Floats, Floats]:
    """Return the coefficients of a logistic regression and its information matrix.

    Newton's method with a ridge too small to matter, save where classes are separated.
    """
    beta = np.zeros(design.shape[1])
    ridge = np.eye(design.shape[1]) * LEAST
    for _ in range(STEPS):
        fitted = _sigmoid(design @ beta)
        weight = fitted * (1 - fitted)
        hessian = design.T @ (design * weight[:, None]) + ridge
        step = np.linalg.solve(hessian, design.T @ (label - fitted) - ridge @ beta)
        beta += np.clip(step, -1, 1)
    return beta, hessian


def _spread_over_days(
    design: Floats, residual: Floats, hessian: Floats, day: NDArray[np.intp]
) -> Floats:
    """Return the covariance of the coefficients when days are drawn, not rows.

    The sandwich estimator with days as clusters (Liang and Zeger, Biometrika 73, 1986).
    """
    scores = design * residual[:, None]
    by_day = np.column_stack([np.bincount(day, weights=s) for s in scores.T])
    inverse = np.linalg.inv(hessian)
    return np.asarray(inverse @ (by_day.T @ by_day) @ inverse)


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))
