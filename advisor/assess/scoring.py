"""Turn answered rungs into a level, its bounds, progress and blockers.

The level under a reading is the highest L such that every applicable practice
demanded at a level <= L has at least its demanded rung. Unknown is never zero:
it splits the level into a pessimistic one (unknown counts as none) and an
optimistic one (unknown counts as demanded). The level that is established is
the pessimistic one.
"""

from collections.abc import Callable, Iterable, Mapping

from advisor.assess.questionnaire import Practice, Questionnaire, Rung
from advisor.assess.reading import DemandReading, OverlayReading
from advisor.content import Value

Rungs = Mapping[str, Rung]


class Blocker(Value):
    """A practice whose rung keeps the next level away."""

    practice: str
    has: Rung
    needs: Rung
    owner: str


class Standing(Value):
    """Where a set of practices stands under a reading.

    `level` is None where the reading demands nothing of these practices.
    `coverage` and `progress` are shares from 0 to 1.
    """

    level: int | None
    level_pessimistic: int | None
    level_optimistic: int | None
    top: int
    coverage: float
    progress: float
    blockers: tuple[Blocker, ...] = ()


def vacuous(top: int, level: int | None) -> Standing:
    """Return the standing where nothing is demanded: `level`, without doubt."""
    return Standing(
        level=level,
        level_pessimistic=level,
        level_optimistic=level,
        top=top,
        coverage=1.0,
        progress=1.0,
    )


class OutOfOrder(Value):
    """A practice done although a prerequisite of it is not."""

    practice: str
    missing: str


class Badge(Value):
    """How many of the practices that cite a framework are met."""

    framework: str
    name: str
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Return met / applicable from 0 to 1, None if nothing applies."""
        applicable = len(self.met) + len(self.unmet) + len(self.unknown)
        return len(self.met) / applicable if applicable else None


def meets(rung: Rung, needed: Rung) -> bool:
    """Tell whether a known rung is at least the needed one."""
    has, needs = rung.score, needed.score
    return has is not None and needs is not None and has >= needs


def may_meet(rung: Rung, needed: Rung) -> bool:
    """Tell whether a rung meets the needed one, or may once it is known."""
    return rung is Rung.UNKNOWN or meets(rung, needed)


def stand(
    questionnaire: Questionnaire,
    reading: DemandReading,
    rungs: Rungs,
    dimension: str | None = None,
) -> Standing:
    """Return where the organisation stands, in one dimension or overall."""
    practices = _applicable(questionnaire, reading, rungs, dimension)
    if not practices:
        # Overall, nothing demanded is every level met; a dimension has no level then.
        return vacuous(reading.top, reading.top if dimension is None else None)
    rung = {id_: rungs.get(id_, Rung.UNKNOWN) for id_ in practices}
    pessimistic = _level(reading, rung, meets)
    return Standing(
        level=pessimistic,
        level_pessimistic=pessimistic,
        level_optimistic=_level(reading, rung, may_meet),
        top=reading.top,
        coverage=sum(r.is_known for r in rung.values()) / len(rung),
        progress=_progress(reading, rung, pessimistic),
        blockers=tuple(_blockers(practices, reading, rung, pessimistic)),
    )


def out_of_order(questionnaire: Questionnaire, rungs: Rungs) -> tuple[OutOfOrder, ...]:
    """Return practices done at least by hand on a prerequisite at `none`.

    These are the Guttman errors of one organisation: real adoption is not a
    clean ladder, and a skipped foundation is worth naming.
    """
    return tuple(
        OutOfOrder(practice=practice.id, missing=needed)
        for practice in questionnaire.practices.values()
        for needed in practice.prerequisites
        if meets(rungs.get(practice.id, Rung.UNKNOWN), Rung.BY_HAND)
        and rungs.get(needed, Rung.UNKNOWN) is Rung.NONE
    )


def badges(
    questionnaire: Questionnaire, overlay: OverlayReading, rungs: Rungs
) -> tuple[Badge, ...]:
    """Return one badge for each framework of the overlay."""
    return tuple(
        _badge(questionnaire, overlay, framework, rungs)
        for framework in overlay.frameworks
    )


def _applicable(
    questionnaire: Questionnaire,
    reading: DemandReading,
    rungs: Rungs,
    dimension: str | None,
) -> Mapping[str, Practice]:
    return {
        id_: practice
        for id_, practice in questionnaire.practices.items()
        if id_ in reading.demands
        and dimension in (None, practice.dimension)
        and rungs.get(id_) is not Rung.NOT_APPLICABLE
    }


def _level(
    reading: DemandReading, rung: Rungs, counts: Callable[[Rung, Rung], bool]
) -> int:
    reached = 0
    for step in reading.levels:
        demands = _of(step.demands, rung)
        if not all(counts(rung[id_], needed) for id_, needed in demands):
            break
        reached = step.level
    return reached


def _of(demands: Mapping[str, Rung], rung: Rungs) -> Iterable[tuple[str, Rung]]:
    return [(id_, needed) for id_, needed in demands.items() if id_ in rung]


def _progress(reading: DemandReading, rung: Rungs, level: int) -> float:
    """Weighted share of the next level's demands that are met; 1 at the top."""
    if level == reading.top:
        return 1.0
    demands = _of(reading.levels[level + 1].demands, rung)
    total = sum(reading.weight(id_) for id_, _ in demands)
    met = sum(reading.weight(id_) for id_, need in demands if meets(rung[id_], need))
    return met / total


def _blockers(
    practices: Mapping[str, Practice], reading: DemandReading, rung: Rungs, level: int
) -> Iterable[Blocker]:
    """Yield what the next level lacks, known gaps first, then in file order."""
    if level == reading.top:
        return
    demands = reading.levels[level + 1].demands
    lacking = [
        id_
        for id_ in practices
        if id_ in demands and not meets(rung[id_], demands[id_])
    ]
    for id_ in sorted(lacking, key=lambda id_: rung[id_] is Rung.UNKNOWN):
        owner = practices[id_].owner
        yield Blocker(practice=id_, has=rung[id_], needs=demands[id_], owner=owner)


def _badge(
    questionnaire: Questionnaire, overlay: OverlayReading, framework: str, rungs: Rungs
) -> Badge:
    groups: dict[str, list[str]] = {"met": [], "unmet": [], "unknown": []}
    for practice in questionnaire.practices.values():
        rung = rungs.get(practice.id, Rung.UNKNOWN)
        if framework not in practice.sources or rung is Rung.NOT_APPLICABLE:
            continue
        met = "met" if meets(rung, overlay.rung) else "unmet"
        groups["unknown" if rung is Rung.UNKNOWN else met].append(practice.id)
    name = overlay.frameworks[framework]
    return Badge(
        framework=framework, name=name, **{k: tuple(v) for k, v in groups.items()}
    )
