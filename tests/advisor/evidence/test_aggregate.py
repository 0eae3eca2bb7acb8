"""Findings become rungs; what was not seen never counts as no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_builders import finding

from advisor.assess.questionnaire import Rung
from advisor.evidence.aggregate import ceilings, rungs, sightings
from advisor.evidence.finding import Finding, Outcome

ID = "automation.ci"
UNSEEN = (Outcome.NOT_AVAILABLE, Outcome.NOT_APPLICABLE, Outcome.ERROR)
FINDINGS = st.builds(
    finding,
    st.just(ID),
    st.sampled_from(Outcome),
    st.integers(1, 5),
    st.sampled_from([Rung.BY_HAND, Rung.AUTOMATED]),
)
SHOWN = {None: -1.0, Rung.UNKNOWN: -1.0, Rung.NONE: 0.0, Rung.BY_HAND: 0.5}


def height(rung: Rung | None) -> float:
    return SHOWN.get(rung, 1.0)


@given(st.lists(FINDINGS))
def test_the_best_rung_shown_counts(findings: list[Finding]) -> None:
    got = rungs(findings, [ID])[ID]

    assert height(got) == max((height(f.rung) for f in findings), default=-1.0)


@given(st.lists(FINDINGS), FINDINGS)
def test_one_more_finding_never_lowers_a_rung(
    findings: list[Finding], more: Finding
) -> None:
    before, after = rungs(findings, [ID])[ID], rungs([*findings, more], [ID])[ID]

    assert height(after) >= height(before)


@given(st.permutations([finding(ID, o, c) for o in Outcome for c in (2, 3, 5)]))
def test_the_order_of_findings_does_not_matter(findings: list[Finding]) -> None:
    seen = sightings(findings)[ID]

    assert (seen.rung, seen.confidence) == (Rung.AUTOMATED, 5)


@given(st.lists(st.sampled_from(UNSEEN)))
def test_what_could_not_be_seen_is_unknown(outcomes: list[Outcome]) -> None:
    findings = [finding(ID, outcome, 5) for outcome in outcomes]

    assert rungs(findings, [ID]) == {ID: Rung.UNKNOWN}


def test_not_having_found_something_is_no_proof_of_absence() -> None:
    weak, strong = finding(ID, Outcome.FALSE, 2), finding(ID, Outcome.FALSE, 3)

    assert rungs([weak], [ID]) == {ID: Rung.UNKNOWN}
    assert rungs([strong], [ID]) == {ID: Rung.NONE}


@given(st.lists(FINDINGS))
def test_what_may_be_is_never_less_than_what_is_seen(findings: list[Finding]) -> None:
    low, high = rungs(findings, [ID])[ID], ceilings(findings, [ID])[ID]

    assert height(low) <= height(high)


@pytest.mark.parametrize(
    ("outcome", "confidence", "sought", "highest"),
    [
        (Outcome.TRUE, 5, Rung.BY_HAND, Rung.AUTOMATED),
        (Outcome.PARTIAL, 3, Rung.AUTOMATED, Rung.BY_HAND),
        (Outcome.FALSE, 3, Rung.AUTOMATED, Rung.BY_HAND),
        (Outcome.FALSE, 3, Rung.BY_HAND, Rung.NONE),
        (Outcome.FALSE, 2, Rung.BY_HAND, Rung.AUTOMATED),
        (Outcome.NOT_AVAILABLE, 5, Rung.BY_HAND, Rung.AUTOMATED),
    ],
)
def test_only_what_was_looked_for_is_ruled_out(
    outcome: Outcome, confidence: int, sought: Rung, highest: Rung
) -> None:
    seen = finding(ID, outcome, confidence, sought)

    assert ceilings([seen], [ID]) == {ID: highest}
