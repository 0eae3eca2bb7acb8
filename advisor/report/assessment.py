"""An assessment as a document."""

from collections.abc import Iterable, Mapping
from typing import Final

from advisor.assess.assessment import Assessment, Difference, ReadingResult
from advisor.assess.questionnaire import Practice, Questionnaire
from advisor.assess.sections import TestScore
from advisor.language import inside, mark, t, tn
from advisor.report import wording
from advisor.report.document import Document, Section, Table

# The sections of the ML Test Score; a questionnaire of one's own may have others.
SECTIONS: Final[Mapping[str, str]] = {
    "data": mark("data"),
    "model": mark("model"),
    "infrastructure": mark("infrastructure"),
    "monitoring": mark("monitoring"),
}


def document(assessment: Assessment, questionnaire: Questionnaire) -> Document:
    """Return everything a leader needs to read about an assessment."""
    blocking = blockers(assessment, questionnaire.practices)
    return Document(
        title=t("MLOps maturity of {name}", name=assessment.scope.name),
        summary=tuple(summary(assessment)),
        sections=(
            *((blocking,) if blocking else ()),
            *details(assessment, questionnaire),
        ),
    )


def details(
    assessment: Assessment, questionnaire: Questionnaire
) -> tuple[Section, ...]:
    """Return all sections but that of the blockers."""
    practices = questionnaire.practices
    sections = (
        _dimensions(assessment),
        _readings(assessment, practices),
        test_score(assessment),
        out_of_order(assessment, practices),
        badges(assessment),
    )
    return tuple(section for section in sections if section is not None)


def summary(assessment: Assessment) -> Iterable[str]:
    """Yield the headline: level with its band, P(level), coverage, progress."""
    standing = assessment.standing
    low, high = standing.level_pessimistic, standing.level_optimistic
    yield t(
        "{band} under the reading '{reading}'.",
        band=wording.band(standing),
        reading=assessment.reading,
    )
    if low == high:
        yield t("That is: {name}.", name=t(assessment.level_name))
    else:
        yield t(
            "Established is Level {low}, {name}; what is still unknown could make it "
            "Level {high}.",
            low=low,
            name=t(assessment.level_name),
            high=high,
        )
    yield t("Probability: {chances}", chances=wording.chances(assessment.probability))
    yield t(
        "Coverage: {share} of the gating practices are known.",
        share=wording.percent(standing.coverage),
    )
    if standing.level is not None and standing.level < standing.top:
        yield t(
            "Progress: {share} of what Level {level} demands is in place.",
            share=wording.percent(standing.progress),
            level=standing.level + 1,
        )
    if assessment.provisional:
        yield t("Provisional: too little is known for a level to be relied on.")


def blockers(
    assessment: Assessment, practices: Mapping[str, Practice]
) -> Section | None:
    """Return what keeps the next level away; None if nothing does."""
    standing = assessment.standing
    if standing.level is None or not standing.blockers:
        return None
    rows = tuple(
        (
            b.practice,
            t(practices[b.practice].name),
            wording.rung(b.has),
            wording.rung(b.needs),
            wording.role(b.owner),
        )
        for b in standing.blockers
    )
    columns = (t("practice"), t("name"), t("is"), t("needs"), t("owner"))
    return Section(
        title=t(
            "What keeps Level {level} away ({number})",
            level=standing.level + 1,
            number=len(rows),
        ),
        table=Table(columns=columns, rows=rows),
    )


def _dimensions(assessment: Assessment) -> Section:
    rows = tuple(
        (
            t(d.name),
            "–" if d.standing.level is None else wording.band(d.standing),
            "–" if d.adoption is None else wording.percent(d.adoption),
            t("{known} of {all}", known=d.known, all=d.applicable),
        )
        for d in assessment.dimensions
    )
    columns = (t("dimension"), t("level"), t("adoption"), t("answered"))
    return Section(
        title=t("Dimensions"),
        table=Table(columns=columns, rows=rows, numeric=columns[2:]),
    )


def _readings(assessment: Assessment, practices: Mapping[str, Practice]) -> Section:
    rows = tuple(
        (
            reading.id,
            wording.band(reading.standing),
            t(reading.level_name),
            difference(reading, assessment.reading, practices),
        )
        for reading in assessment.readings
    )
    columns = (t("reading"), t("level"), t("called"), t("why it differs"))
    return Section(
        title=t("Readings side by side"), table=Table(columns=columns, rows=rows)
    )


def difference(
    reading: ReadingResult, chosen: str, practices: Mapping[str, Practice]
) -> str:
    """Return in words why a reading's next level is not the chosen one's."""
    if reading.id == chosen:
        return t("the reading chosen here")
    if not reading.differences:
        return t("nothing that the chosen reading does not ask for at the same step")
    shown = [
        f"{inside(t(practices[d.practice].name))} ({_elsewhere(d, chosen)})"
        for d in reading.differences[:3]
    ]
    level, named = reading.differences[0].level, ", ".join(shown)
    more = len(reading.differences) - len(shown)
    if more:
        return tn(
            "Level {level} here asks for {named} and {count} more",
            "Level {level} here asks for {named} and {count} more",
            more,
            level=level,
            named=named,
        )
    return t("Level {level} here asks for {named}", level=level, named=named)


def _elsewhere(difference: Difference, chosen: str) -> str:
    if difference.level_in_chosen is not None:
        level = difference.level_in_chosen
        return t("{reading}: Level {level}", reading=chosen, level=level)
    if difference.lower_rung:
        return t("{reading}: by hand is enough", reading=chosen)
    return t("not asked by {reading}", reading=chosen)


def test_score(assessment: Assessment) -> Section | None:
    """Return the points of the ML Test Score; None if nothing is asked for it."""
    low, high = assessment.test_score, assessment.test_score_optimistic
    if low is None or high is None:
        return None
    rows = tuple(
        (t(SECTIONS.get(name, name)), _points(low, name), _points(high, name))
        for name in low.sections
    )
    final = (
        t("final (the smallest)"),
        wording.points(low.final),
        wording.points(high.final),
    )
    columns = (t("section"), t("established"), t("if all unknown are yes"))
    return Section(
        title=t("ML Test Score"),
        sentences=(
            t("Seven tests a section, half a point by hand, one when automatic."),
        ),
        table=Table(columns=columns, rows=(*rows, final), numeric=columns[1:]),
    )


def _points(score: TestScore, section: str) -> str:
    points = score.sections[section]
    return "–" if points is None else wording.points(round(points, 2))


def out_of_order(
    assessment: Assessment, practices: Mapping[str, Practice]
) -> Section | None:
    """Return what is done without what it stands on; None if nothing is."""
    if not assessment.out_of_order:
        return None
    rows = tuple(
        (t(practices[o.practice].name), t(practices[o.missing].name))
        for o in assessment.out_of_order
    )
    return Section(
        title=t("Done out of order"),
        sentences=(t("These stand on something that is not done."),),
        table=Table(columns=(t("done"), t("missing below it")), rows=rows),
    )


def badges(assessment: Assessment) -> Section | None:
    """Return how far each framework of governance is met; None if there is none."""
    if not assessment.badges:
        return None
    rows = tuple(
        (
            t(badge.name),
            "–" if badge.share is None else wording.percent(badge.share),
            str(len(badge.unmet)),
            str(len(badge.unknown)),
        )
        for badge in assessment.badges
    )
    columns = (t("framework"), t("met"), t("not met"), t("unknown"))
    return Section(
        title=t("Governance badges"),
        sentences=(t("Beside the level; they never gate it."),),
        table=Table(columns=columns, rows=rows, numeric=columns[1:]),
    )
