"""Quality by group: a fine average must not hide a group that is served badly."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from reference_stack.model_development.comparison import Holdout
from reference_stack.model_development.resampling import Interval, ratio
from reference_stack.values import Value

Floats = NDArray[np.float64]


class Slice(Value):
    """One group of the holdout.

    `excess` is how much more it costs than doing nothing, as a share: below zero the
    group is better off with the model. `against_champion` is how much more it costs
    than with the champion, as a share of doing nothing.
    """

    segment: str
    value: str
    rows: int
    label_rate: float
    said: float
    excess: Interval
    against_champion: Interval | None

    @property
    def name(self) -> str:
        """The group as people write it."""
        return f"{self.segment} {self.value}"


def slices(
    held: Holdout, probability: Mapping[str, Floats], segments: Sequence[str]
) -> tuple[Slice, ...]:
    """Return every group of every segment, largest first within its segment.

    `probability` holds that of the `candidate` and, if there is one, of the `champion`,
    each of shape (rows,).
    """
    found = []
    for segment in segments:
        column = held.rows[segment].to_numpy()
        for value in held.rows[segment].value_counts(sort=True).index:
            found.append(_slice(held, probability, (segment, value), column == value))
    return tuple(found)


def _slice(
    held: Holdout,
    probability: Mapping[str, Floats],
    of: tuple[str, str],
    inside: NDArray[np.bool_],
) -> Slice:
    costs = {k: held.cost(held.acts(p)) for k, p in probability.items()}
    nothing = held.costs.missed * held.label * inside
    own = costs["candidate"] * inside
    champion = costs.get("champion")
    return Slice(
        segment=of[0],
        value=of[1],
        rows=int(inside.sum()),
        label_rate=float(held.label[inside].mean()),
        said=float(probability["candidate"][inside].mean()),
        excess=ratio(own - nothing, nothing, held.days),
        against_champion=None
        if champion is None
        else ratio(own - champion * inside, nothing, held.days),
    )
