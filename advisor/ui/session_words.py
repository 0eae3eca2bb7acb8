"""What a session shows, put into words."""

from collections.abc import Mapping, Sequence
from typing import Final

from advisor.assess.agreement import Agreement, Strength, Undefined
from advisor.assess.questionnaire import Rung
from advisor.language import mark, moment, number, opened, t
from advisor.report import wording
from advisor.session.outcome import Basis
from advisor.session.session import Decision, Session
from advisor.session.tally import Gap, RoleTally, Tally
from advisor.session.voices import Voice
from advisor.ui import session_cache
from advisor.ui.literal import plain

STRENGTHS: Final[Mapping[Strength, str]] = {
    Strength.RELIABLE: mark("can be relied on"),
    Strength.TENTATIVE: mark("to be used with care"),
    Strength.WEAK: mark("weak: talk first"),
}
COLOURS: Final[Mapping[Strength, str]] = {
    Strength.RELIABLE: "green",
    Strength.TENTATIVE: "orange",
    Strength.WEAK: "red",
}
UNDEFINED: Final[Mapping[Undefined, str]] = {
    Undefined.TOO_FEW_RATERS: mark(
        "not defined: no question was answered by two people"
    ),
    Undefined.NO_VARIATION: mark("not defined: everybody says the same everywhere"),
}
BASES: Final[Mapping[Basis, str]] = {
    Basis.DECISION: mark("decided"),
    Basis.SECOND_VOTE: mark("second vote"),
    Basis.FIRST_VOTE: mark("first vote"),
}


def gap(gap_: Gap | None) -> str:
    """Return which side says what, nothing where they do not differ."""
    if gap_ is None or gap_.steps == 0:
        return ""
    return t(
        "Leadership says {leadership}, practitioners say {practitioners}.",
        leadership=wording.rung(gap_.leadership),
        practitioners=wording.rung(gap_.practitioners),
    )


def agreement(found: Agreement) -> str:
    """Return alpha with its interval and what it is good for, in Markdown.

    Two people say too little for a colour.
    """
    said = alpha(found)
    rules = session_cache.settings()
    strength = found.strength(rules.reliable, rules.tentative)
    if strength is None:
        return said
    meaning = t(STRENGTHS[strength])
    if not found.coloured:
        return t("{alpha}, {meaning}", alpha=said, meaning=meaning)
    return f"{said} :{COLOURS[strength]}-badge[{meaning}]"


def within_one(found: Agreement | None) -> str:
    """Return the share of pairs of answers that lie within one rung."""
    if found is None or found.within_one is None:
        return wording.NOTHING
    return wording.percent(found.within_one)


def voice(heard: Voice) -> str:
    """Return who said what, with the note, so that Markdown shows it as it is."""
    return plain(_spoken(heard))


def _spoken(heard: Voice) -> str:
    said = t(
        "{name} ({role}) says {rung}",
        name=heard.participant.name,
        role=wording.role(heard.participant.role),
        rung=wording.rung(heard.rung),
    )
    return f"{said}: “{heard.words}”" if heard.words else said


def decision(made: Decision) -> str:
    """Return a decision with who takes it on until when."""
    parts = [opened(wording.rung(made.answer.rung))]
    if made.owner:
        parts.append(t("owner: {name}", name=plain(made.owner)))
    if made.quarter:
        parts.append(quarter(made.quarter))
    if made.note:
        parts.append(f"“{plain(made.note)}”")
    return " · ".join(parts)


def quarter(written: str) -> str:
    """Return a quarter, such as 2026-Q4, as people write it."""
    year, _, part = written.partition("-Q")
    return t("Q{part} {year}", part=part, year=year)


def counts(said: Tally | RoleTally) -> str:
    """Return how many said what, without names."""
    parts = [
        t("{count} × {rung}", count=number(count), rung=wording.rung(rung))
        for rung, count in said.counts.items()
        if count
    ]
    return ", ".join(parts)


def shown_rungs(*tallied: Tally) -> tuple[Rung, ...]:
    """Return the ladder, and what is off it where somebody said so."""
    ladder = (Rung.NONE, Rung.BY_HAND, Rung.AUTOMATED)
    off = (Rung.UNKNOWN, Rung.NOT_APPLICABLE)
    said = [rung for rung in off if any(each.counts.get(rung) for each in tallied)]
    return (*ladder, *said)


def alpha(found: Agreement | None) -> str:
    """Return alpha with its interval as plain text; nothing where no vote was held."""
    if found is None:
        return wording.NOTHING
    if found.undefined or found.alpha is None:
        return t(UNDEFINED[found.undefined or Undefined.TOO_FEW_RATERS])
    return t(
        "{alpha} ({low} to {high})",
        alpha=number(found.alpha, 2),
        low=number(found.low or 0.0, 2),
        high=number(found.high or 0.0, 2),
    )


def dissent(voices: Sequence[Voice]) -> str:
    """Return who says otherwise, as plain text; a dash if nobody does."""
    return "; ".join(map(_spoken, voices)) or wording.NOTHING


def named(session: Session) -> str:
    """Return a session by its scope and when it was opened, which tells all apart."""
    return t(
        "{scope}, {moment} ({number})",
        scope=session.plan.scope.name,
        moment=moment(session.opened_at),
        number=session.id[:4],
    )
