"""Flips: the smallest things that would change who comes first in a use case."""

from collections.abc import Iterator, Sequence
from typing import Literal

from advisor.advise import ranking
from advisor.advise.fit import Fit, Ground, fit, leaders, scaled, weights_of
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import UseCase
from advisor.assess.capability import DEEPEST
from advisor.content import Value


class Flip(Value):
    """The smallest thing that changes the winner of a use case.

    Of kind `weight`: the weight of a criterion would have to go from `before` to
    `after`. Of kind `cell`: the unknown of a platform would have to turn out as
    one of `depths`. `winner` is None where nobody would pass any more.
    """

    use_case: str
    kind: Literal["weight", "cell"]
    capability: str
    winner: str | None
    instead_of: str | None
    before: float | None = None
    after: float | None = None
    platform: str | None = None
    depths: tuple[int, ...] = ()


def flips(fits: Sequence[Fit], use_case: UseCase, ground: Ground) -> tuple[Flip, ...]:
    """Return the smallest change of one weight, and the single unknowns.

    `fits` come in order. Where several lead, any change of a weight parts them,
    so none is named.
    """
    passing = [found for found in fits if found.passes]
    sole = len(leaders(fits)) == 1
    return (
        *(_weight_flips(passing, use_case) if sole else ()),
        *_cell_flips(fits, use_case, ground),
    )


def _weight_flips(passing: Sequence[Fit], use_case: UseCase) -> Iterator[Flip]:
    """Yield the smallest change of one weight, if any changes the winner."""
    middle = scaled(passing, unknown=DEEPEST / 2)
    found = ranking.weight_flip(middle, weights_of(use_case))
    if found is not None:
        yield Flip(
            use_case=use_case.id,
            kind="weight",
            capability=list(use_case.weights)[found.criterion],
            winner=passing[found.winner].platform,
            instead_of=passing[0].platform,
            before=found.instead_of,
            after=min(max(found.weight, 0.0), 1.0),
        )


def _cell_flips(
    fits: Sequence[Fit], use_case: UseCase, ground: Ground
) -> Iterator[Flip]:
    """Yield each unknown that alone dethrones every leader, by judging again."""
    now = leaders(fits)
    for platform, capability in _unknown(fits, use_case, ground):
        flipped: dict[str | None, list[int]] = {}
        for depth in range(DEEPEST + 1):
            known = ground.assuming(platform.id, capability, depth)
            others = [found for found in fits if found.platform != platform.id]
            then = leaders([*others, fit(platform, use_case, known)])
            if now != then and not set(now) & set(then):
                flipped.setdefault(then[0] if then else None, []).append(depth)
        for winner, depths in flipped.items():
            yield Flip(
                use_case=use_case.id,
                kind="cell",
                capability=capability,
                platform=platform.id,
                depths=tuple(depths),
                winner=winner,
                instead_of=now[0] if now else None,
            )


def _unknown(
    fits: Sequence[Fit], use_case: UseCase, ground: Ground
) -> Iterator[tuple[Platform, str]]:
    """Yield the unknown cells that the use case asks about."""
    asked = sorted({*use_case.musts, *use_case.weights})
    for id_ in sorted(found.platform for found in fits):
        platform = ground.catalogue.by_id[id_]
        for capability in asked:
            if platform.depth(capability) is None:
                yield platform, capability
