"""Small questionnaires and readings, built where a test needs them."""

from collections.abc import Mapping, Sequence

from advisor.assess.questionnaire import (
    Dimension,
    Effort,
    Ladder,
    Practice,
    Questionnaire,
)
from advisor.assess.reading import DemandReading, Level

LADDER = Ladder(none="Nobody.", by_hand="Somebody.", automated="Always.")


def practice(id_: str, **fields: object) -> Practice:
    base = {
        "id": id_,
        "name": f"Practice {id_}",
        "phase": "model_development",
        "question": "How is it done?",
        "ladder": LADDER,
        "why": "Because.",
        "owner": "data_scientist",
        "collaborator": "data_engineer",
        "effort": Effort(knowledge=1, time=1, resources=1),
        "value": 3,
    }
    return Practice.model_validate(base | fields)


def questionnaire(*practices: Practice) -> Questionnaire:
    grouped: dict[str, list[Practice]] = {}
    for p in practices:
        grouped.setdefault(p.dimension, []).append(p)
    return Questionnaire(
        id="small",
        title="Small",
        version="1",
        dimensions=tuple(
            Dimension(dimension=d, name=d.title(), summary="Some.", practices=tuple(ps))
            for d, ps in grouped.items()
        ),
    )


def reading(
    *levels: Mapping[str, Sequence[str]],
    id_: str = "rule",
    weights: Mapping[str, float] | None = None,
) -> DemandReading:
    steps = [{"level": 0, "name": "Zero", "summary": "Nothing."}]
    steps += [
        {"level": n, "name": f"Level {n}", "summary": "Some.", **demands}
        for n, demands in enumerate(levels, 1)
    ]
    return DemandReading(
        kind="demands",
        id=id_,
        name="Rule",
        source="someone",
        stance="As it stands.",
        default=True,
        levels=tuple(Level.model_validate(s) for s in steps),
        weights=weights or {},
    )


def reading_without(rule: DemandReading, id_: str) -> DemandReading:
    """Return the rule with one practice taken out of every level."""
    levels = [
        {
            rung: [p for p in getattr(step, rung) if p != id_]
            for rung in ("by_hand", "automated")
        }
        for step in rule.levels[1:]
    ]
    return reading(*levels)
