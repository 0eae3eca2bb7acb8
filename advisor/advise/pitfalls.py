"""Pitfalls: where the source paper warns, and whether a portfolio walks into it."""

from collections.abc import Iterator
from typing import Literal

from advisor.advise.match_settings import MatchSettings
from advisor.advise.platforms import Platform
from advisor.advise.stacking import Stack, Stacks, Task
from advisor.content import Value

Kind = Literal[
    "single_project",
    "wide_portfolio",
    "breadth_trap",
    "undocumented_pairs",
    "changed_hands",
    "ended_platform",
]


class Pitfall(Value):
    """A warning: what it is about, a number found and what it is compared with."""

    kind: Kind
    subjects: tuple[str, ...] = ()
    number: int = 0
    of: int = 0


def pitfalls(task: Task, found: Stacks, settings: MatchSettings) -> tuple[Pitfall, ...]:
    """Return the warnings that apply, those of the best stack among them."""
    best = found.stacks[:1]
    return (
        *_of_portfolio(task, settings),
        *_ended(task),
        *(pitfall for stack in best for pitfall in _of_stack(stack, task, settings)),
    )


def _of_portfolio(task: Task, settings: MatchSettings) -> Iterator[Pitfall]:
    projects = task.portfolio.projects
    if projects is not None and projects <= settings.few_projects:
        yield Pitfall(kind="single_project", number=projects)
    asked = {demand.capability for demand in task.demands}
    if len(asked) > settings.wide_portfolio:
        limit = settings.wide_portfolio
        yield Pitfall(kind="wide_portfolio", number=len(asked), of=limit)


def _ended(task: Task) -> Iterator[Pitfall]:
    catalogue = task.ground.catalogue
    for id_ in sorted(task.ground.owned & catalogue.by_id.keys()):
        platform = catalogue.by_id[id_]
        if not platform.recommended:
            subjects = (id_, *((platform.successor,) if platform.successor else ()))
            yield Pitfall(kind="ended_platform", subjects=subjects)


def _of_stack(stack: Stack, task: Task, settings: MatchSettings) -> Iterator[Pitfall]:
    for id_ in stack.added:
        yield from _breadth(task.ground.catalogue.by_id[id_], task, settings)
    for pair in stack.undocumented_pairs:
        yield Pitfall(kind="undocumented_pairs", subjects=pair)
    for id_ in stack.changed_hands:
        yield Pitfall(kind="changed_hands", subjects=(id_,))


def _breadth(
    platform: Platform, task: Task, settings: MatchSettings
) -> Iterator[Pitfall]:
    """Yield a warning if little of what the platform offers itself is asked for."""
    asked = {id_ for u in task.portfolio.use_cases for id_ in (*u.musts, *u.weights)}
    offered = {id_ for id_, cell in platform.cells.items() if cell.value == "native"}
    if len(asked & offered) < settings.least_used_share * len(offered):
        yield Pitfall(
            kind="breadth_trap",
            subjects=(platform.id,),
            number=len(asked & offered),
            of=len(offered),
        )
