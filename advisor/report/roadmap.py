"""A road map as a document."""

from collections.abc import Mapping

from advisor.advise.roadmap import RoadMap, Step, Why
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice, Questionnaire
from advisor.language import inside, t, tn
from advisor.report import wording
from advisor.report.document import Document, Section, Table


def document(
    plan: RoadMap, questionnaire: Questionnaire, found: Assessment
) -> Document:
    """Return the plan with its reasons, step by step."""
    name = found.scope.name
    title = (
        t("Road map of {name} to most value", name=name)
        if plan.target is None
        else t("Road map of {name} to Level {level}", name=name, level=plan.target)
    )
    return Document(
        title=title,
        summary=summary(plan, found),
        sections=(
            *quarters(plan),
            *_capabilities(plan, questionnaire.practices),
        ),
    )


def summary(plan: RoadMap, found: Assessment) -> tuple[str, ...]:
    """Return where it starts, what it costs and how good the plan is."""
    band = wording.band(found.standing)
    if not plan.steps:
        return (f"{band}.", t("Nothing is left to do for this aim."))
    return (
        t(
            "From {band} under the reading '{reading}'.",
            band=band,
            reading=found.reading,
        ),
        _size(plan),
        t("No plan of this kind is better: the solver proved it.")
        if plan.optimal
        else t("The best plan found; that none is better could not be proved in time."),
    )


def why(found: Why) -> str:
    """Return why a step is in the plan."""
    if found.level is not None:
        return t("Level {level} demands it.", level=found.level)
    if not found.before:
        return t("It is worth {value} of 5 by itself.", value=found.worth)
    names = ", ".join(inside(t(name)) for name in found.before)
    return t("It comes before {names}.", names=names)


def _size(plan: RoadMap) -> str:
    """Return how many steps there are, within how many quarters, for what effort."""
    size = tn("{count} step", "{count} steps", len(plan.steps))
    effort = wording.points(plan.total_effort)
    if not plan.capacity:
        return t("{steps}, {effort} points of effort.", steps=size, effort=effort)
    return tn(
        "{steps} in {count} quarter, {effort} points of effort.",
        "{steps} in {count} quarters, {effort} points of effort.",
        plan.quarters,
        steps=size,
        effort=effort,
    )


def quarters(plan: RoadMap) -> tuple[Section, ...]:
    """Return a section for each quarter; cells in the order of `_row`."""
    numbers = sorted({step.quarter for step in plan.steps})
    return tuple(_quarter(plan, number) for number in numbers)


def steps(plan: RoadMap, quarter: int) -> list[Step]:
    """Return the steps of a quarter, in order."""
    return [step for step in plan.steps if step.quarter == quarter]


def _quarter(plan: RoadMap, quarter: int) -> Section:
    planned = steps(plan, quarter)
    effort = wording.points(sum(step.effort for step in planned))
    title = (
        t("Quarter {quarter} ({effort} points)", quarter=quarter, effort=effort)
        if plan.capacity
        else t("In this order ({effort} points)", effort=effort)
    )
    columns = (
        t("step"),
        t("from"),
        t("to"),
        t("effort"),
        t("owner"),
        t("why"),
        t("shown by"),
    )
    rows = tuple(map(_row, planned))
    return Section(
        title=title, table=Table(columns=columns, rows=rows, numeric=columns[3:4])
    )


def _row(step: Step) -> tuple[str, ...]:
    return (
        t(step.name),
        _start(step),
        wording.rung(step.to_rung),
        wording.points(step.effort),
        wording.role(step.owner),
        why(step.why),
        step.shown_by or wording.NOTHING,
    )


def _start(step: Step) -> str:
    """Name the rung a step starts from; what is unknown is looked into first."""
    if step.verify_first:
        return t("unknown: look first")
    return wording.rung(step.from_rung)


def _capabilities(
    plan: RoadMap, practices: Mapping[str, Practice]
) -> tuple[Section, ...]:
    wanted = capabilities(plan, practices)
    if not wanted:
        return ()
    rows = tuple((name, ", ".join(named)) for name, named in wanted.items())
    return (
        Section(
            title=t("Capabilities that these steps call for"),
            sentences=(t("A platform is worth comparing by these, and by no others."),),
            table=Table(columns=(t("capability"), t("steps")), rows=rows),
        ),
    )


def capabilities(
    plan: RoadMap, practices: Mapping[str, Practice]
) -> Mapping[str, list[str]]:
    """Return the steps that need each capability, the most wanted first."""
    found: dict[str, list[str]] = {}
    for step in plan.steps:
        if capability := practices[step.practice].capability:
            found.setdefault(capability, []).append(t(step.name))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
