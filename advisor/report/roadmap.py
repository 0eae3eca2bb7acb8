"""A road map as a document."""

from collections.abc import Mapping

from advisor.advise.roadmap import RoadMap, Step
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice, Questionnaire
from advisor.report import wording
from advisor.report.document import Document, Section, Table


def document(
    plan: RoadMap, questionnaire: Questionnaire, found: Assessment
) -> Document:
    """Return the plan with its reasons, step by step."""
    aim = "most value" if plan.target is None else f"Level {plan.target}"
    return Document(
        title=f"Road map of {found.scope.name} to {aim}",
        summary=summary(plan, found),
        sections=(
            *(_steps(plan, quarter) for quarter in _quarters(plan)),
            *_capabilities(plan, questionnaire.practices),
        ),
    )


def summary(plan: RoadMap, found: Assessment) -> tuple[str, ...]:
    """Return where it starts, what it costs and how good the plan is."""
    if not plan.steps:
        return (
            wording.band(found.standing) + ".",
            "Nothing is left to do for this aim.",
        )
    steps = wording.counted(len(plan.steps), "step", "steps")
    quarters = wording.counted(plan.quarters, "quarter", "quarters")
    span = f" in {quarters}" if plan.capacity else ""
    return (
        f"From {wording.band(found.standing)} under the reading '{found.reading}'.",
        f"{steps}{span}, {wording.points(plan.total_effort)} points of effort.",
        "No plan of this kind is better: the solver proved it."
        if plan.optimal
        else "The best plan found; that none is better could not be proved in time.",
    )


def _quarters(plan: RoadMap) -> list[int]:
    return sorted({step.quarter for step in plan.steps})


def _steps(plan: RoadMap, quarter: int) -> Section:
    steps = [step for step in plan.steps if step.quarter == quarter]
    effort = wording.points(sum(step.effort for step in steps))
    title = f"Quarter {quarter}" if plan.capacity else "In this order"
    columns = ("step", "from", "to", "effort", "owner", "why", "shown by")
    return Section(
        title=f"{title} ({effort} points)",
        table=Table(columns=columns, rows=tuple(map(_row, steps)), numeric=("effort",)),
    )


def _row(step: Step) -> tuple[str, ...]:
    return (
        step.name,
        _start(step),
        wording.RUNGS[step.to_rung],
        wording.points(step.effort),
        wording.role(step.owner),
        step.why,
        step.shown_by or "–",
    )


def _start(step: Step) -> str:
    """Name the rung a step starts from; what is unknown is looked into first."""
    return "unknown: look first" if step.verify_first else wording.RUNGS[step.from_rung]


def _capabilities(
    plan: RoadMap, practices: Mapping[str, Practice]
) -> tuple[Section, ...]:
    wanted = capabilities(plan, practices)
    if not wanted:
        return ()
    rows = tuple((name, ", ".join(steps)) for name, steps in wanted.items())
    return (
        Section(
            title="Capabilities that these steps call for",
            sentences=("A platform is worth comparing by these, and by no others.",),
            table=Table(columns=("capability", "steps"), rows=rows),
        ),
    )


def capabilities(
    plan: RoadMap, practices: Mapping[str, Practice]
) -> Mapping[str, list[str]]:
    """Return the steps that need each capability, the most wanted first."""
    found: dict[str, list[str]] = {}
    for step in plan.steps:
        if capability := practices[step.practice].capability:
            found.setdefault(capability, []).append(step.name)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
