"""How platforms stand in one use case: what adds to their value, and their ranks."""

from collections.abc import Mapping
from string import ascii_uppercase
from typing import Final

from advisor.advise.matching import Ranked, UseCaseMatch
from advisor.assess.capability import DEEPEST
from advisor.content import Value
from advisor.language import number, t
from advisor.report import wording
from advisor.report.document import Table
from advisor.report.matching_words import Words, value
from advisor.report.wording import NOTHING

SHOWN: Final = 10
RANKS_SHOWN: Final = 3
UNSETTLED: Final = "†"


class Part(Value):
    """What one criterion adds to a value: its weight's share times depth/3.

    An unknown adds the half of what it may add; its mark has a question mark.
    """

    letter: str
    criterion: str
    share: float
    known: bool

    @property
    def mark(self) -> str:
        """Return the letter of the criterion, with a mark where it is not known."""
        return self.letter if self.known else f"{self.letter}?"

    @property
    def figure(self) -> str:
        """Return the share as a figure, with a mark where it is not known."""
        return f"{number(self.share, 2)}{'' if self.known else '?'}"


Contributions = Mapping[str, tuple[Part, ...]]
Places = Mapping[str, tuple[float, ...]]


def letters(found: UseCaseMatch) -> Mapping[str, str]:
    """Return the letter that stands for each criterion: A for the first, and so on."""
    doubled = (a + b for a in ascii_uppercase for b in ascii_uppercase)
    return dict(zip(found.use_case.weights, (*ascii_uppercase, *doubled), strict=False))


def contributions(found: UseCaseMatch, words: Words) -> Contributions:
    """Return the parts of the value of the first platforms; see `shown`."""
    return {
        _name(ranked, words): _parts(ranked, found, words) for ranked in shown(found)
    }


def places(found: UseCaseMatch, words: Words) -> Places:
    """Return the share of draws at each rank of those that surely pass."""
    return {
        words.platform(ranked.fit.platform): ranked.ranks
        for ranked in shown(found)
        if ranked.fit.passes
    }


def shown(found: UseCaseMatch) -> tuple[Ranked, ...]:
    """Return the first platforms that pass, or might once something is settled."""
    able = [ranked for ranked in found.ranking if not ranked.fit.lacks]
    return tuple(able[:SHOWN])


def contribution_table(found: UseCaseMatch, words: Words) -> Table:
    """Return the value of each platform and what each criterion adds to it."""
    named = letters(found)
    rows = tuple(
        (
            _name(ranked, words),
            value(ranked.fit.value),
            *(part.figure for part in _parts(ranked, found, words)),
        )
        for ranked in shown(found)
    )
    columns = (t("platform"), t("value"), *named.values())
    return Table(columns=columns, rows=rows, numeric=columns[1:])


def place_table(found: UseCaseMatch, words: Words) -> Table:
    """Return how often each platform comes first, second and third."""
    rows = tuple(
        (name, *(_percent(shares, rank) for rank in range(RANKS_SHOWN)))
        for name, shares in places(found, words).items()
    )
    columns = (t("platform"), t("first"), t("second"), t("third"))
    return Table(columns=columns, rows=rows, numeric=columns[1:])


def _parts(ranked: Ranked, found: UseCaseMatch, words: Words) -> tuple[Part, ...]:
    weights = found.use_case.weights
    total = sum(weights.values())
    named = letters(found)
    return tuple(
        Part(
            letter=named[id_],
            criterion=words.asked(id_),
            share=weight / total * _reached(ranked.fit.depths[id_]) / DEEPEST,
            known=ranked.fit.depths[id_] is not None,
        )
        for id_, weight in weights.items()
    )


def _reached(depth: int | None) -> float:
    return DEEPEST / 2 if depth is None else float(depth)


def _name(ranked: Ranked, words: Words) -> str:
    """Return a platform's name, marked where something is still to be settled."""
    name = words.platform(ranked.fit.platform)
    return name if ranked.fit.passes else f"{name} {UNSETTLED}"


def _percent(shares: tuple[float, ...], rank: int) -> str:
    return wording.percent(shares[rank]) if rank < len(shares) else NOTHING
