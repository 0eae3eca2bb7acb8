"""Matching: from a portfolio to platforms, stacks and what would change them.

Musts and constraints decide who is in; only then does the additive value over
the criteria asked rank them (ranking.py, SMAA-2). The order of anything in the
input changes nothing but the order of the use cases in the answer.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from advisor.advise import ranking
from advisor.advise.catalogue import GROUPS, Catalogue
from advisor.advise.fit import Fit, Ground, fit, in_order, leaders, scaled, weights_of
from advisor.advise.flips import Flip, flips
from advisor.advise.groups import GroupStanding, standings
from advisor.advise.match_settings import MatchSettings
from advisor.advise.pitfalls import Pitfall, pitfalls
from advisor.advise.portfolio import OUR_NEXT_LEVEL, Portfolio, UseCase
from advisor.advise.ranking import Acceptability
from advisor.advise.stacking import Stacks, Task, stacks
from advisor.assess.capability import DEEPEST
from advisor.content import Value


class Gate(Value):
    """Whether a platform is needed: the projects, and the musts several share.

    `projects` is None where nobody said how many there are.
    """

    platform_needed: bool
    projects: int | None
    shared: tuple[str, ...]


class Ranked(Value):
    """A fit with the share of draws in which it comes first.

    `acceptability` is 0 for whoever does not pass. `ranks` are the shares of draws
    at each rank, the first of them the acceptability. `central` are the mean
    weights under which it comes first. `dominated`: another one that passes is sure to be
    as good in every criterion and better in one.
    """

    fit: Fit
    acceptability: float = 0.0
    ranks: tuple[float, ...] = ()
    dominated: bool = False
    central: Mapping[str, float] = {}


class UseCaseMatch(Value):
    """Every recommended platform in a use case, those that pass first.

    `tied` are the others that share the first place; `wins` is the share of draws
    in which the winner beats another platform, a tie counting half.
    """

    use_case: UseCase
    ranking: tuple[Ranked, ...]
    winner: str | None
    tied: tuple[str, ...]
    wins: Mapping[str, float]
    flips: tuple[Flip, ...]


class Matching(Value):
    """The whole answer to a portfolio."""

    portfolio: Portfolio
    today: date
    gate: Gate
    groups: tuple[GroupStanding, ...]
    use_cases: tuple[UseCaseMatch, ...]
    stacks: Stacks
    pitfalls: tuple[Pitfall, ...]


def match(
    portfolio: Portfolio, catalogue: Catalogue, settings: MatchSettings, today: date
) -> Matching:
    """Answer a portfolio as of a day."""
    ground = Ground(catalogue, frozenset(portfolio.owned))
    use_cases = tuple(match_use_case(u, ground, settings) for u in portfolio.use_cases)
    return assembled(portfolio, use_cases, ground, settings, today)


def match_use_case(
    use_case: UseCase, ground: Ground, settings: MatchSettings
) -> UseCaseMatch:
    """Judge every recommended platform for one use case, whatever the others ask."""
    fits = in_order(
        [fit(p, use_case, ground) for p in ground.catalogue.platforms if p.recommended]
    )
    passing = [found for found in fits if found.passes]
    ranked, wins = _drawn(passing, use_case, settings)
    first = leaders(fits)
    return UseCaseMatch(
        use_case=use_case,
        ranking=(*ranked, *(Ranked(fit=found) for found in fits[len(passing) :])),
        winner=first[0] if first else None,
        tied=first[1:],
        wins=wins,
        flips=flips(fits, use_case, ground),
    )


def assembled(
    portfolio: Portfolio,
    use_cases: tuple[UseCaseMatch, ...],
    ground: Ground,
    settings: MatchSettings,
    today: date,
) -> Matching:
    """Put what is known of each use case beside what they ask for together.

    `use_cases` are those of the portfolio, each as `match_use_case` answers it.
    """
    task = Task(portfolio, ground, _years_before(today, settings.recent_years), today)
    found = stacks(ground.catalogue.platforms, task, settings.stacks)
    return Matching(
        portfolio=portfolio,
        today=today,
        gate=gate(portfolio, settings),
        groups=standings(task, GROUPS),
        use_cases=use_cases,
        stacks=found,
        pitfalls=pitfalls(task, found, settings),
    )


def gate(portfolio: Portfolio, settings: MatchSettings) -> Gate:
    """Tell whether a platform is needed: for many projects or for a shared must.

    The next level is no project of its own, so it shares no must with another.
    Where nobody said how many projects there are, there may be many.
    """
    asked = [
        id_
        for use_case in portfolio.use_cases
        if use_case.id != OUR_NEXT_LEVEL or portfolio.next_level is None
        for id_ in use_case.musts
    ]
    shared = sorted({id_ for id_ in asked if asked.count(id_) >= settings.shared_by})
    projects = portfolio.projects
    many = projects is None or projects > settings.few_projects
    return Gate(
        platform_needed=many or bool(shared),
        projects=portfolio.projects,
        shared=tuple(shared),
    )


def _drawn(
    passing: Sequence[Fit], use_case: UseCase, settings: MatchSettings
) -> tuple[tuple[Ranked, ...], Mapping[str, float]]:
    """Return those that pass with what the draws say, and the winner's wins."""
    if not passing:
        return (), {}
    low, high = scaled(passing, unknown=0), scaled(passing, unknown=DEEPEST)
    weights = weights_of(use_case)
    drawn = ranking.acceptability(low, high, weights, settings.doubt)
    dominated = ranking.dominated(low, high)
    ranked = tuple(
        Ranked(
            fit=found,
            acceptability=float(drawn.first[i]),
            ranks=tuple(map(float, drawn.ranks[i])),
            dominated=i in dominated,
            central=_central(drawn, i, use_case),
        )
        for i, found in enumerate(passing)
    )
    return ranked, _wins(drawn, passing)


def _central(drawn: Acceptability, index: int, use_case: UseCase) -> dict[str, float]:
    if not drawn.first[index]:
        return {}
    means = map(float, drawn.central[index])
    return dict(zip(use_case.weights, means, strict=True))


def _wins(drawn: Acceptability, passing: Sequence[Fit]) -> dict[str, float]:
    """Return how often the winner beats each other leader."""
    if 0 not in drawn.leaders:
        return {}
    row = drawn.wins[drawn.leaders.index(0)]
    return {
        passing[other].platform: float(share)
        for other, share in zip(drawn.leaders, row, strict=True)
        if other
    }


def _years_before(day: date, years: int) -> date:
    """Return the same day so many years ago, or the last one of a shorter month."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
