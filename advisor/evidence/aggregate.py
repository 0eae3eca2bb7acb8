"""From findings to a rung for each practice.

The best rung that a finding shows counts. Only a finding that contradicts a
practice shows that it is missing: not having found it leaves it unknown, and so
does a source that could not be read or a probe that failed.
"""

from collections.abc import Iterable, Mapping

from advisor.assess.questionnaire import LADDER, Rung
from advisor.assess.uncertainty import Sighting
from advisor.evidence.finding import Finding, Outcome


def sightings(findings: Iterable[Finding]) -> Mapping[str, Sighting]:
    """Return the best rung seen of each practice, and how surely.

    Findings of one practice rest on the same files and runs, so they are not
    counted as independent: the surest one of those that show the rung speaks.
    """
    best: dict[str, Sighting] = {}
    for finding in findings:
        if finding.rung is None:
            continue
        seen = Sighting(rung=finding.rung, confidence=finding.confidence)
        before = best.get(finding.practice)
        if before is None or _weight(seen) > _weight(before):
            best[finding.practice] = seen
    return best


def rungs(findings: Iterable[Finding], practices: Iterable[str]) -> Mapping[str, Rung]:
    """Return the rung of every practice, `unknown` where none was seen."""
    seen = sightings(findings)
    return {id_: seen[id_].rung if id_ in seen else Rung.UNKNOWN for id_ in practices}


def ceilings(
    findings: Iterable[Finding], practices: Iterable[str]
) -> Mapping[str, Rung]:
    """Return the highest rung of every practice that nothing seen speaks against.

    What is seen by hand may be automatic elsewhere, and what no machine does people
    may do: only a probe that looked for a rung and did not see it rules that out.
    """
    every = tuple(findings)
    highest = dict.fromkeys(practices, Rung.AUTOMATED)
    for finding in every:
        if finding.outcome is not Outcome.TRUE and finding.rung is not None:
            below = LADDER[LADDER.index(finding.sought) - 1]
            highest[finding.practice] = min(
                highest.get(finding.practice, below), below, key=LADDER.index
            )
    seen = sightings(every)
    return {
        id_: max(top, seen[id_].rung, key=LADDER.index) if id_ in seen else top
        for id_, top in highest.items()
    }


def _weight(seen: Sighting) -> tuple[float, int]:
    return (seen.rung.score or 0.0, seen.confidence)
