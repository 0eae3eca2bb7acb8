"""How fast platforms are ranked and stacks are found."""

from typing import Final

import numpy as np

from advisor.advise import ranking
from advisor.advise.catalogue import Catalogue, load_catalogue
from advisor.advise.fit import Ground, fit, scaled, weights_of
from advisor.advise.match_settings import load_match_settings
from advisor.advise.platforms import Cell, Platform
from advisor.advise.portfolio import Portfolio, UseCase
from advisor.advise.ranking import Acceptability, Doubt
from advisor.advise.stacking import Stacks, Task, stacks
from advisor.assess.capability import DEEPEST
from benchmarks.measuring import Row, Table, repeated, spread

DRAWS_AIM_MS: Final = 50.0
STACKS_AIM_MS: Final = 200.0
SEED: Final = 20260115
MUSTS: Final = 20
SMALL: Final = 45
LARGE: Final = 500
SPECIALISED: Final = 0.25
SHOWN: Final = 5


def measure(repeats: int = 15) -> Table:
    """Return the times of draws and of stack searches, shipped and made up."""
    shipped = load_catalogue()
    few = max(1, repeats // 3)
    crowd = made_up(shipped, LARGE)
    return {
        "draws, shipped catalogue": _drawing(shipped, repeats, DRAWS_AIM_MS),
        f"draws, {LARGE} made up": _drawing(crowd, few),
        "stacks, shipped catalogue": _stacking(shipped, repeats, STACKS_AIM_MS),
        f"stacks, {SMALL} made up": _stacking(
            made_up(shipped, SMALL), repeats, STACKS_AIM_MS
        ),
        f"stacks, {SMALL} specialised": _stacking(
            made_up(shipped, SMALL, SPECIALISED), few, STACKS_AIM_MS
        ),
        f"stacks, {LARGE} made up": _stacking(crowd, few),
    }


def made_up(shipped: Catalogue, count: int, offered: float = 1.0) -> Catalogue:
    """Return platforms each of whose cells is that of a shipped one, by chance.

    All but the share `offered` of their cells are replaced by one that offers
    nothing. What is made up works with nothing: integrations are left out.
    """
    random = np.random.default_rng(SEED)
    living = [platform for platform in shipped.platforms if platform.recommended]
    nothing = next(r.cell for r in shipped.cells if r.cell.value == "none")
    return Catalogue(
        capabilities=shipped.capabilities,
        platforms=tuple(
            _mixed(f"made_{number}", living, random, nothing, offered)
            for number in range(count)
        ),
        integrations=shipped.integrations.model_copy(update={"integrations": ()}),
    )


def broad(catalogue: Catalogue, musts: int = MUSTS) -> Portfolio:
    """Return one use case: the musts most offered at depth 2, every capability counts."""
    ids = list(catalogue.capabilities.by_id)
    offers = {
        id_: sum((p.depth(id_) or 0) >= 2 for p in catalogue.platforms) for id_ in ids
    }
    asked = sorted(ids, key=lambda id_: -offers[id_])[:musts]
    use_case = UseCase(
        id="broad",
        name="Everything",
        musts=dict.fromkeys(asked, 2),
        shoulds=dict.fromkeys(ids, 1.0),
    )
    return Portfolio(name="Broad", projects=2, use_cases=(use_case,))


def _mixed(
    id_: str,
    living: list[Platform],
    random: np.random.Generator,
    nothing: Cell,
    offered: float,
) -> Platform:
    base = living[random.integers(len(living))]
    cells = {
        capability: living[random.integers(len(living))].cells[capability]
        if random.random() < offered
        else nothing
        for capability in base.cells
    }
    return base.model_copy(update={"id": id_, "cells": cells})


def _drawing(catalogue: Catalogue, repeats: int, aim: float | None = None) -> Row:
    """Every living platform is drawn on all capabilities, whether it passes or not."""
    (use_case,) = broad(catalogue).use_cases
    ground = Ground(catalogue)
    fits = [fit(p, use_case, ground) for p in catalogue.platforms if p.recommended]
    low, high = scaled(fits, unknown=0), scaled(fits, unknown=DEEPEST)
    settings = load_match_settings()
    doubt = Doubt(settings.firmness, settings.draws, settings.seed)

    def act() -> Acceptability:
        return ranking.acceptability(low, high, weights_of(use_case), doubt)

    about = {"platforms": float(len(fits)), "draws": float(doubt.draws)}
    return {**about, **spread(repeated(act, repeats), aim)}


def _stacking(catalogue: Catalogue, repeats: int, aim: float | None = None) -> Row:
    """From the portfolio to the best stacks, with their joins and values."""
    today = max(rated.cell.checked_on for rated in catalogue.cells)
    task = Task(broad(catalogue), Ground(catalogue), today, today)
    found: list[Stacks] = []
    seconds = repeated(
        lambda: found.append(stacks(catalogue.platforms, task, SHOWN)), repeats
    )
    size = min((len(stack.added) for stack in found[0].stacks), default=0)
    about = {
        "platforms": float(len(catalogue.platforms)),
        "size": float(size),
        "smallest": float(found[0].smallest),
    }
    return {**about, **spread(seconds, aim)}
