"""What changed between two scans of a project."""

from typing import Final, Literal, get_args

from advisor.assess.questionnaire import Rung
from advisor.content import Value
from advisor.evidence.finding import Outcome
from advisor.evidence.scan import Scan
from advisor.language import mark

Kind = Literal["regression", "seen_missing", "out_of_sight", "improvement"]
ORDER: Final[tuple[Kind, ...]] = get_args(Kind)


class Change(Value):
    """A practice whose rung differs from the scan before.

    It is a regression where it was looked for and is less than before, out of sight
    where this time nothing could be read that would show it, and seen missing where
    nobody knew before.
    """

    practice: str
    before: Rung
    after: Rung
    kind: Kind
    why: str


def compare(before: Scan, after: Scan) -> tuple[Change, ...]:
    """Return every practice whose rung changed, regressions first."""
    changes = [
        Change(
            practice=id_,
            before=was,
            after=after.practices[id_],
            kind=_kind(was, after, id_),
            why=_why(before, after, id_),
        )
        for id_, was in before.practices.items()
        if id_ in after.practices and after.practices[id_] is not was
    ]
    return tuple(sorted(changes, key=lambda change: ORDER.index(change.kind)))


def _kind(was: Rung, after: Scan, practice: str) -> Kind:
    now = after.practices[practice].score
    if was.score is None:
        return "improvement" if now else "seen_missing"
    if now is not None:
        return "improvement" if now > was.score else "regression"
    looked = any(
        finding.outcome in (Outcome.TRUE, Outcome.PARTIAL, Outcome.FALSE)
        for finding in after.of(practice)
    )
    return "regression" if looked and was.score else "out_of_sight"


def _why(before: Scan, after: Scan, practice: str) -> str:
    """Return what the probe that decided says now, or said last where it is gone."""
    decided = [f for f in before.of(practice) if f.rung is before.practices[practice]]
    asked = {finding.probe for finding in decided}
    now = after.of(practice)
    told = [f for f in now if f.probe in asked] or now or decided
    return told[0].message if told else mark("no probe asks for it any more")
