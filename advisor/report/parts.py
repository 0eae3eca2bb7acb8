"""The six parts that a board reads first, each with its answer in short.

A part that was not looked into says so, because a gap on a slide is read as a "no".
"""

from collections.abc import Iterator, Mapping

from advisor.advise.catalogue import Catalogue
from advisor.advise.roadmap import RoadMap, Step
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice, Questionnaire
from advisor.language import number, t, tn
from advisor.report import assessment as assessment_report
from advisor.report import figures, reconciled, wording
from advisor.report import matching as matching_report
from advisor.report.document import Part, Section, Table
from advisor.report.dossier import Dossier
from advisor.report.matching_words import Words
from advisor.session.session import Decision

Practices = Mapping[str, Practice]


def standing(dossier: Dossier) -> Section:
    """Return the level with its band, how sure it is, and how far each dimension is."""
    found = dossier.assessment
    sentences = list(assessment_report.summary(found))
    if dossier.evidence:
        counted = wording.band(dossier.evidence.used.standing)
        sentences.append(t("With the evidence counted: {band}.", band=counted))
    return Section(
        title=t("Where we stand"),
        sentences=tuple(sentences),
        figure=figures.adoption(found),
        part=Part.STANDING,
    )


def blockers(found: Assessment, practices: Practices) -> Section:
    """Return what keeps the next level away, known gaps first."""
    standing = found.standing
    title = t("What blocks us")
    if standing.level is None or not standing.blockers:
        sentence = t("Nothing is left that this reading asks for.")
        return Section(title=title, sentences=(sentence,), part=Part.BLOCKERS)
    unknown = sum(not blocker.has.is_known for blocker in standing.blockers)
    sentences = [
        tn(
            "{count} practice keeps Level {level} away.",
            "{count} practices keep Level {level} away.",
            len(standing.blockers),
            level=standing.level + 1,
        )
    ]
    if unknown:
        sentences.append(
            tn(
                "{count} of them is unknown: to look may be enough.",
                "{count} of them are unknown: to look may be enough.",
                unknown,
            )
        )
    rows = tuple(
        (
            t(practices[b.practice].name),
            wording.rung(b.has),
            wording.rung(b.needs),
            wording.role(b.owner),
        )
        for b in standing.blockers
    )
    columns = (t("practice"), t("is"), t("needs"), t("owner"))
    return Section(
        title=title,
        sentences=tuple(sentences),
        table=Table(columns=columns, rows=rows),
        part=Part.BLOCKERS,
    )


def road_map(dossier: Dossier) -> Section:
    """Return what to do in which quarter, and who answers for it."""
    title, plan = t("Road map"), dossier.plan
    if plan is None:
        sentence = t("This reading gives points and demands nothing to plan for.")
        return Section(title=title, sentences=(sentence,), part=Part.ROAD_MAP)
    if not plan.steps:
        sentence = t("Nothing is left to do: the aim is reached.")
        return Section(title=title, sentences=(sentence,), part=Part.ROAD_MAP)
    taken_on = dossier.outcome.commitments if dossier.outcome else {}
    steps = {step.practice for step in plan.steps}
    agreed = {id_: said for id_, said in taken_on.items() if id_ in steps}
    columns = (t("quarter"), t("step"), t("to"), t("effort"), t("owner"))
    until = (t("agreed until"),) if agreed else ()
    return Section(
        title=title,
        sentences=(_aim(plan), *_proof(plan)),
        table=Table(
            columns=(*columns, *until),
            rows=tuple(_step(step, agreed) for step in plan.steps),
            numeric=(columns[0], columns[3]),
        ),
        part=Part.ROAD_MAP,
    )


def _step(step: Step, agreed: Mapping[str, Decision]) -> tuple[str, ...]:
    """Return a step; who took it on in a session stands before the role."""
    decision = agreed.get(step.practice)
    role = wording.role(step.owner)
    return (
        number(step.quarter),
        t(step.name),
        wording.rung(step.to_rung),
        wording.points(step.effort),
        (decision.owner if decision else "") or role,
        *(
            ((decision.quarter if decision else None) or wording.NOTHING,)
            if agreed
            else ()
        ),
    )


def _aim(plan: RoadMap) -> str:
    return t(
        "To Level {level}: {steps}, {quarters}, {points} points of effort.",
        level=plan.target,
        steps=tn("{count} step", "{count} steps", len(plan.steps)),
        quarters=tn("{count} quarter", "{count} quarters", plan.quarters),
        points=wording.points(plan.total_effort),
    )


def _proof(plan: RoadMap) -> Iterator[str]:
    if plan.capacity is not None:
        yield t(
            "Planned with {points} points of effort a quarter.",
            points=wording.points(plan.capacity),
        )
    yield (
        t("No plan of this kind is better: the solver proved it.")
        if plan.optimal
        else t("The best plan found; that none is better could not be proved in time.")
    )


def platforms(dossier: Dossier, catalogue: Catalogue | None) -> Section:
    """Return whether a platform is needed and which would do."""
    title = t("Platform advice")
    if dossier.matching is None or catalogue is None:
        sentence = t("No platforms were compared: no use cases were given.")
        return Section(title=title, sentences=(sentence,), part=Part.PLATFORMS)
    document = matching_report.document(dossier.matching, catalogue)
    sets = matching_report.stack_section(dossier.matching, Words(catalogue))
    return Section(
        title=title,
        sentences=(*document.summary, *sets.sentences),
        table=sets.table,
        part=Part.PLATFORMS,
    )


def evidence(dossier: Dossier, questionnaire: Questionnaire) -> Section:
    """Return what evidence says otherwise than the answers, and what it changes."""
    title, sides = t("Evidence"), dossier.evidence
    practices = questionnaire.practices
    if sides is None:
        sentence = t("No evidence was looked at: the answers are claims.")
        return Section(title=title, sentences=(sentence,), part=Part.EVIDENCE)
    rows = tuple(
        (
            t(practices[row.practice].name)
            if row.practice in practices
            else row.practice,
            wording.rung(row.claim),
            wording.rung(row.seen),
            wording.rung(row.used),
        )
        for row in sides.rows
        if row.verdict in reconciled.DIFFERENT
    )
    columns = (t("practice"), t("claimed"), t("seen"), t("counted"))
    summary = reconciled.document(sides, questionnaire).summary
    return Section(
        title=title,
        sentences=(
            *summary,
            t("Digest of the scan: {digest}.", digest=sides.scan_digest),
        ),
        table=Table(columns=columns, rows=rows) if rows else None,
        part=Part.EVIDENCE,
    )
