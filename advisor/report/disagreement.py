"""What a session found, as sections of a report: where people differ, and what they agreed.

People are named by their role only: what somebody said in a session is not for a board.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from advisor.assess.agreement import Agreement, Undefined
from advisor.assess.answers import AnswerSheet
from advisor.assess.questionnaire import LADDER, Practice, Rung
from advisor.language import mark, number, t, tn
from advisor.report import figures, wording
from advisor.report.document import Part, Section, Table
from advisor.session.outcome import Outcome
from advisor.session.tally import Direction, Tally
from advisor.session.voices import Voice

Practices = Mapping[str, Practice]
SHOWN: Final = 8
GAPS_SHOWN: Final = 2
UNDEFINED: Final[Mapping[Undefined, str]] = {
    Undefined.TOO_FEW_RATERS: mark(
        "Agreement cannot be measured: fewer than two people answered the same question."
    ),
    Undefined.NO_VARIATION: mark(
        "Agreement cannot be measured: everybody gave the same answer to everything."
    ),
}


def section(
    outcome: Outcome | None, sheet: AnswerSheet, practices: Practices
) -> Section:
    """Return the part of the report that tells where people gave different answers.

    `sheet` has the answers of the report, which need not be those that were agreed.
    """
    title = t("Where we disagree")
    if outcome is None:
        sentence = t("No session was held, so only one set of answers is known.")
        return Section(title=title, sentences=(sentence,), part=Part.DISAGREEMENT)
    tallies = outcome.tallies[max(outcome.tallies)]
    shown = _differing(tallies)[:SHOWN]
    return Section(
        title=title,
        sentences=(
            *_sentences(outcome, tallies, shown, practices),
            *_other_answers(outcome, sheet),
        ),
        figure=figures.votes(shown, practices) if shown else None,
        part=Part.DISAGREEMENT,
    )


def details(outcome: Outcome | None, practices: Practices) -> tuple[Section, ...]:
    """Return what was decided, and which answers still stand against it."""
    if outcome is None:
        return ()
    found = (
        _apart(outcome, practices),
        _decisions(outcome, practices),
        _dissent(outcome, practices),
    )
    return tuple(section for section in found if section is not None)


def name(id_: str, practices: Practices) -> str:
    """Return the name of a practice; the id of one that is no longer asked."""
    return t(practices[id_].name) if id_ in practices else id_


def _differing(tallies: Mapping[str, Tally]) -> list[Tally]:
    """Return the practices on which people differ, most of all first."""
    apart = [tally for tally in tallies.values() if tally.spread]
    return sorted(apart, key=lambda tally: -(tally.spread or 0.0))


def _sentences(
    outcome: Outcome,
    tallies: Mapping[str, Tally],
    shown: list[Tally],
    practices: Practices,
) -> Iterator[str]:
    people = sum(outcome.participants.values())
    yield t(
        "Different answers to {apart} of {asked} practices, from {people}.",
        people=tn("{count} person", "{count} people", people),
        apart=number(len(_differing(tallies))),
        asked=number(len(tallies)),
    )
    yield agreement(outcome.agreement[max(outcome.agreement)])
    yield t(
        "Before the talk: {before}. Agreed: {after}.",
        before=wording.band(outcome.before.standing),
        after=wording.band(outcome.after.standing),
    )
    if outcome.undecided:
        yield tn(
            "{count} practice is still seen differently and was not decided.",
            "{count} practices are still seen differently and were not decided.",
            len(outcome.undecided),
        )
    gaps = [tally for tally in shown if tally.gap and tally.gap.steps]
    for tally in gaps[:GAPS_SHOWN]:
        yield _gap(tally, practices)


def _other_answers(outcome: Outcome, sheet: AnswerSheet) -> Iterator[str]:
    agreed = outcome.sheet
    named = dict.fromkeys((*agreed.answers, *sheet.answers))
    others = [id_ for id_ in named if agreed.rung(id_) is not sheet.rung(id_)]
    if others:
        yield tn(
            "In {count} practice the answers of this report are not what was agreed.",
            "In {count} practices the answers of this report are not what was agreed.",
            len(others),
        )


def agreement(found: Agreement) -> str:
    """Return how far people agree, with the interval and the simpler share beside it."""
    if found.undefined is not None or found.alpha is None:
        return t(UNDEFINED[found.undefined or Undefined.TOO_FEW_RATERS])
    return t(
        "Agreement (Krippendorff's alpha): {alpha}, from {low} to {high}; {share} of all "
        "pairs of answers are at most one rung apart.",
        alpha=number(found.alpha, 2),
        low=wording.NOTHING if found.low is None else number(found.low, 2),
        high=wording.NOTHING if found.high is None else number(found.high, 2),
        share=wording.percent(found.within_one or 0.0),
    )


def _gap(tally: Tally, practices: Practices) -> str:
    gap = tally.gap
    if gap is None or gap.direction is Direction.NONE:
        return ""
    return t(
        "{practice}: leadership says '{leadership}', practitioners say '{practitioners}'.",
        practice=name(tally.practice, practices),
        leadership=wording.rung(gap.leadership),
        practitioners=wording.rung(gap.practitioners),
    )


def _apart(outcome: Outcome, practices: Practices) -> Section | None:
    shown = _differing(outcome.tallies[max(outcome.tallies)])
    if not shown:
        return None
    counted = (*LADDER, Rung.UNKNOWN)
    rows = tuple(
        (
            name(tally.practice, practices),
            *(number(tally.counts[rung]) for rung in counted),
            wording.percent(tally.spread or 0.0),
            wording.rung(outcome.sheet.rung(tally.practice)),
        )
        for tally in shown
    )
    numeric = (*map(wording.rung, counted), t("spread"))
    columns = (t("practice"), *numeric, t("agreed"))
    return Section(
        title=t("What people answered, where they differ"),
        sentences=(
            t("Spread is 0 % if all say the same, 100 % if half stand at each end."),
        ),
        table=Table(columns=columns, rows=rows, numeric=numeric),
    )


def _decisions(outcome: Outcome, practices: Practices) -> Section | None:
    if not outcome.decisions:
        return None
    rows = tuple(
        (
            name(decision.practice, practices),
            wording.rung(decision.answer.rung),
            decision.owner or wording.NOTHING,
            decision.quarter or wording.NOTHING,
            decision.note,
        )
        for decision in outcome.decisions
    )
    columns = (t("practice"), t("agreed"), t("owner"), t("until"), t("note"))
    return Section(
        title=t("What the session decided"), table=Table(columns=columns, rows=rows)
    )


def _dissent(outcome: Outcome, practices: Practices) -> Section | None:
    rows = tuple(
        (
            name(dissent.practice, practices),
            wording.rung(dissent.agreed),
            wording.rung(rung),
            ", ".join(_roles(voices)),
            " / ".join(dict.fromkeys(v.words for v in voices if v.words)),
        )
        for dissent in outcome.dissent
        for rung, voices in _by_rung(dissent.voices).items()
    )
    columns = (t("practice"), t("agreed"), t("say otherwise"), t("roles"), t("notes"))
    return (
        Section(
            title=t("Who says otherwise"),
            sentences=(t("People are named by their role only."),),
            table=Table(columns=columns, rows=rows),
        )
        if rows
        else None
    )


def _by_rung(voices: Iterable[Voice]) -> Mapping[Rung, list[Voice]]:
    found: dict[Rung, list[Voice]] = {}
    for voice in voices:
        found.setdefault(voice.rung, []).append(voice)
    return found


def _roles(voices: Iterable[Voice]) -> Iterator[str]:
    for role, people in Counter(v.participant.role for v in voices).items():
        named = wording.role(role)
        yield f"{named} ({number(people)})" if people > 1 else named
