"""Evidence ages, and says so."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from scan_builders import NOW, finding

from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.evidence import half_life
from advisor.evidence.finding import Finding, Outcome
from advisor.evidence.half_life import HalfLives, aged

TEN_DAYS = HalfLives(default=10)
OUTCOMES = st.sampled_from([Outcome.TRUE, Outcome.PARTIAL, Outcome.FALSE])
DAYS = st.integers(0, 2000)


def test_every_half_life_is_of_a_practice_that_exists() -> None:
    assert set(half_life.load().practices) <= set(bundle.load().questionnaire.practices)


def test_a_step_is_lost_with_each_half_life() -> None:
    seen = finding("automation.ci", confidence=5, at=NOW)
    after = [aged(seen, TEN_DAYS, NOW + timedelta(days=d)) for d in (9, 10, 20, 90)]

    assert [f.confidence for f in after] == [5, 4, 3, 1]
    assert after[0].message == seen.message
    assert after[2].message.endswith("20 days old, so 5 faded to 3")


def test_what_has_no_date_does_not_age() -> None:
    seen = finding("automation.ci")

    assert aged(seen, TEN_DAYS, NOW + timedelta(days=9999)) == seen


def test_what_was_seen_missing_becomes_unknown_with_age() -> None:
    seen = finding("automation.ci", Outcome.FALSE, at=NOW)

    assert aged(seen, TEN_DAYS, NOW + timedelta(days=10)).rung is Rung.NONE
    assert aged(seen, TEN_DAYS, NOW + timedelta(days=20)).rung is None


@given(OUTCOMES, st.integers(1, 5), DAYS, DAYS)
def test_older_evidence_is_never_surer(
    outcome: Outcome, confidence: int, first: int, later: int
) -> None:
    seen = finding("automation.ci", outcome, confidence, at=NOW)
    young, old = (
        aged(seen, TEN_DAYS, NOW + timedelta(days=min(first, later) + more))
        for more in (0, abs(first - later))
    )

    assert 1 <= old.confidence <= young.confidence <= confidence


@given(DAYS)
def test_a_clock_that_goes_backwards_changes_nothing(days: int) -> None:
    seen = finding("automation.ci", at=NOW)

    assert aged(seen, TEN_DAYS, NOW - timedelta(days=days)) == seen


def test_a_long_message_still_says_how_old_it_is() -> None:
    seen = finding("automation.ci", message="x" * 300, at=NOW)
    old = aged(seen, TEN_DAYS, NOW + timedelta(days=10))

    assert old.message.endswith("10 days old, so 4 faded to 3")
    assert Finding.model_validate(old.model_dump()) == old
