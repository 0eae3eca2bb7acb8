"""Claims against evidence: who says what, what is counted, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_builders import finding, scan, shown

from advisor.assess import bundle
from advisor.assess.answers import Answer, AnswerSheet, Scope, blank
from advisor.assess.questionnaire import Rung
from advisor.errors import EvidenceError
from advisor.evidence.finding import Finding, Outcome
from advisor.evidence.reconcile import (
    Dispute,
    Reconciled,
    Verdict,
    applied,
    dispute,
    reconcile,
    testimony,
)
from advisor.report.reconciled import sides

ID = "automation.ci"
BUNDLE = bundle.load()
GATING = tuple(BUNDLE.readings.default.demands)
HEIGHT = {Rung.NONE: 0.0, Rung.BY_HAND: 0.5, Rung.AUTOMATED: 1.0}
FINDINGS = st.lists(
    st.builds(
        finding,
        st.just(ID),
        st.sampled_from(Outcome),
        st.integers(1, 5),
        st.sampled_from([Rung.BY_HAND, Rung.AUTOMATED]),
    ),
    max_size=4,
)
CLAIMS = st.sampled_from(Rung)
NO, YES, PART = Outcome.FALSE, Outcome.TRUE, Outcome.PARTIAL
AUTOMATED, BY_HAND, NONE = Rung.AUTOMATED, Rung.BY_HAND, Rung.NONE


def claimed(rung: Rung, practice: str = ID) -> AnswerSheet:
    reason = "We have none." if rung is Rung.NOT_APPLICABLE else ""
    sheet = blank(BUNDLE.questionnaire, Scope(name="Acme"))
    return sheet.with_answer(practice, Answer(rung=rung, reason=reason))


def held(claim: Rung, *findings: Finding, disputed: str = "") -> Reconciled:
    disputes = [Dispute(practice=ID, reason=disputed)] if disputed else []
    rows = reconcile(claimed(claim), scan(*findings), disputes)
    return next(row for row in rows if row.practice == ID)


@pytest.mark.parametrize(
    ("claim", "seen", "verdict", "used"),
    [
        (AUTOMATED, (YES, 3, AUTOMATED), Verdict.AGREES, AUTOMATED),
        (NONE, (NO, 4, AUTOMATED), Verdict.AGREES, NONE),
        (NONE, (NO, 1, AUTOMATED), Verdict.AGREES, NONE),
        (NONE, (YES, 3, AUTOMATED), Verdict.EVIDENCE_STRONGER, NONE),
        (NONE, (YES, 4, AUTOMATED), Verdict.EVIDENCE_STRONGER, AUTOMATED),
        (Rung.UNKNOWN, (YES, 3, AUTOMATED), Verdict.EVIDENCE_STRONGER, AUTOMATED),
        (Rung.UNKNOWN, (NO, 3, AUTOMATED), Verdict.EVIDENCE_STRONGER, Rung.UNKNOWN),
        (Rung.UNKNOWN, (NO, 4, AUTOMATED), Verdict.EVIDENCE_STRONGER, NONE),
        (Rung.UNKNOWN, (NO, 2, AUTOMATED), Verdict.CANNOT_SEE, Rung.UNKNOWN),
        (AUTOMATED, (NO, 2, AUTOMATED), Verdict.UNSUPPORTED, AUTOMATED),
        (AUTOMATED, (NO, 3, AUTOMATED), Verdict.CONTRADICTED, AUTOMATED),
        (AUTOMATED, (NO, 4, AUTOMATED), Verdict.CONTRADICTED, NONE),
        (AUTOMATED, (PART, 4, AUTOMATED), Verdict.CONTRADICTED, BY_HAND),
        # to have seen it by hand says nothing against a machine elsewhere
        (AUTOMATED, (YES, 5, BY_HAND), Verdict.UNSUPPORTED, AUTOMATED),
        # no machine does it, but people may
        (BY_HAND, (NO, 5, AUTOMATED), Verdict.UNSUPPORTED, BY_HAND),
        (BY_HAND, (NO, 4, BY_HAND), Verdict.CONTRADICTED, NONE),
        (AUTOMATED, (Outcome.ERROR, 1, AUTOMATED), Verdict.CANNOT_SEE, AUTOMATED),
        (Rung.NOT_APPLICABLE, (YES, 4, BY_HAND), Verdict.CONTRADICTED, BY_HAND),
        (Rung.NOT_APPLICABLE, (NO, 4, BY_HAND), Verdict.AGREES, Rung.NOT_APPLICABLE),
    ],
)
def test_a_claim_is_held_against_a_finding(
    claim: Rung, seen: tuple[Outcome, int, Rung], verdict: Verdict, used: Rung
) -> None:
    row = held(claim, finding(ID, *seen))

    assert (row.verdict, row.used) == (verdict, used)


def test_where_nobody_looked_the_claim_stays() -> None:
    row = held(AUTOMATED)

    assert (row.verdict, row.used) == (Verdict.CANNOT_SEE, AUTOMATED)
    assert (row.confidence, row.why) == (None, "no probe looks for it")


def test_what_decides_is_pointed_at() -> None:
    row = held(NONE, finding(ID, confidence=4), finding(ID, Outcome.FALSE, 2))

    assert str(row.pointers[0]) == ".github/workflows/ci.yml:12"
    assert row.overridden


def test_a_person_may_override_the_evidence_with_a_reason() -> None:
    row = held(AUTOMATED, finding(ID, Outcome.FALSE, 5), disputed="CI is elsewhere")

    assert (row.verdict, row.used) == (Verdict.CONTRADICTED, AUTOMATED)
    assert row.disputed == "CI is elsewhere"


@given(CLAIMS, FINDINGS)
def test_a_dispute_always_brings_the_claim_back(
    claim: Rung, findings: list[Finding]
) -> None:
    assert held(claim, *findings, disputed="We know better").used is claim


@given(CLAIMS, FINDINGS)
def test_only_sure_evidence_overrides_what_was_said(
    claim: Rung, findings: list[Finding]
) -> None:
    row = held(claim, *findings)

    if row.overridden:
        assert row.used is row.seen
        assert row.confidence is not None
        assert row.confidence >= (3 if claim is Rung.UNKNOWN else 4)


@given(CLAIMS, FINDINGS)
def test_nothing_is_counted_that_was_neither_said_nor_seen(
    claim: Rung, findings: list[Finding]
) -> None:
    row = held(claim, *findings)

    assert row.used in {claim, *(f.rung for f in findings)}


@given(st.sampled_from(list(HEIGHT)), FINDINGS, st.integers(3, 5))
def test_support_for_a_claim_never_lowers_it(
    claim: Rung, findings: list[Finding], confidence: int
) -> None:
    support = finding(ID, confidence=confidence)

    assert HEIGHT[held(claim, *findings, support).used] >= HEIGHT[claim]


def test_the_sheet_keeps_what_evidence_does_not_touch() -> None:
    sheet = claimed(AUTOMATED).with_answer("people.owner", Answer(rung=BY_HAND))
    rows = reconcile(sheet, scan(finding(ID, Outcome.FALSE, 5)))
    after = applied(sheet, rows)

    assert after.rung(ID) is NONE
    assert after.answers[ID].note == "evidence: Look here"
    assert after.rung("people.owner") is BY_HAND


def test_evidence_of_everything_makes_the_top_level_likely() -> None:
    sheet = blank(BUNDLE.questionnaire, Scope(name="Acme"))
    found = scan(*shown(GATING, confidence=5))
    got = sides(sheet, reconcile(sheet, found), found, BUNDLE)

    assert (got.claimed.standing.level, got.used.standing.level) == (0, 2)
    assert got.probability[2] > 0.8


def test_disputed_evidence_says_nothing_about_the_level() -> None:
    found = scan(finding(ID, Outcome.FALSE, 5))
    sheet = claimed(AUTOMATED)
    believed, disputed = (
        testimony(found, reconcile(sheet, found, disputes))[ID]
        for disputes in ([], [Dispute(practice=ID, reason="Elsewhere")])
    )

    assert (believed.stated, len(believed.seen)) == ((), 1)
    assert (disputed.stated, disputed.seen) == ((AUTOMATED,), ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("automation.ci", "expected PRACTICE=REASON"),
        ("automation.ci= ", "needs a reason"),
        ("automation.cii=x", "did you mean 'automation.ci'"),
        ("x=y", "practice"),
    ],
)
def test_a_dispute_names_a_practice_and_a_reason(text: str, wrong: str) -> None:
    with pytest.raises(EvidenceError, match=wrong):
        reconcile(claimed(NONE), scan(), [dispute(text)])


def test_answers_to_other_questions_are_refused() -> None:
    sheet = AnswerSheet(questionnaire="kitchen")

    with pytest.raises(EvidenceError, match="'kitchen'"):
        reconcile(sheet, scan())


def test_a_claim_of_none_stands_alone_where_looking_in_vain_shows_no_rung() -> None:
    vain = finding(ID, NO, 1, AUTOMATED)
    seen = scan(vain)

    said = testimony(seen, reconcile(claimed(NONE), seen))

    assert vain.rung is None
    assert said[ID].stated == (NONE,)
    assert said[ID].seen == ()
