"""P(level): the draws against the closed form, laws, and calibration."""

import numpy as np
import pytest
from assess_builders import practice, questionnaire, reading
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.assess import uncertainty
from advisor.assess.interview import exact_probability
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.assess.reading import DemandReading, SectionReading
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import Sighting, Testimony, belief, testimony
from benchmarks.worlds import as_assumed, calibration_error

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")
rungs_given = st.fixed_dictionaries({id_: st.sampled_from(Rung) for id_ in IDS})


def probability(
    questions: Questionnaire,
    rule: DemandReading | SectionReading,
    said: dict[str, Testimony],
    settings: Settings,
) -> dict[int, float]:
    held = belief(questions, rule, said, settings)
    return dict(uncertainty.level_probability(questions, rule, held))


@hypothesis_settings(deadline=None, max_examples=30)
@given(rungs=rungs_given)
def test_the_draws_agree_with_the_closed_form(
    four: Questionnaire, rule: DemandReading, settings: Settings, rungs: dict[str, Rung]
) -> None:
    held = belief(four, rule, testimony(rungs), settings)

    drawn = uncertainty.level_probability(four, rule, held)
    exact = exact_probability(rule, held)

    # Four standard errors of a share of 10,000 draws.
    assert sum(drawn.values()) == pytest.approx(1)
    for level, share in exact.items():
        assert drawn[level] == pytest.approx(share, abs=4 * 0.5 / 100)


def test_the_closed_form_agrees_with_a_sum_over_every_world(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    """Enumerate all rungs of all practices at every missed share, by hand."""
    rungs = {"data.a": HAND, "data.b": AUTO}
    held = belief(four, rule, testimony(rungs), settings)
    prior = uncertainty.rung_prior(settings)
    noise = uncertainty.noise(settings)
    reached_1 = np.zeros(2)  # [evidence, evidence and met], group of Level 1
    for share in prior:
        for a, b in np.ndindex(3, 3):
            chance = share[a] * share[b] * noise[a, 1] * noise[b, 2] / len(prior)
            reached_1 += chance * np.array([1, a >= 1 and b == 2])
    # Level 2 also needs a automated, within the same group, and c in its own.
    also_a = np.zeros(2)
    for share in prior:
        for a, b in np.ndindex(3, 3):
            chance = share[a] * share[b] * noise[a, 1] * noise[b, 2] / len(prior)
            also_a += chance * np.array([1, a == 2 and b == 2])
    c = prior[:, 2].mean()

    exact = exact_probability(rule, held)

    level_1 = reached_1[1] / reached_1[0]
    level_2 = also_a[1] / also_a[0] * c
    assert exact[0] == pytest.approx(1 - level_1)
    assert exact[1] == pytest.approx(level_1 - level_2)
    assert exact[2] == pytest.approx(level_2)


def test_the_same_seed_gives_the_same_probability(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    said = testimony({"data.a": HAND})
    other = settings.model_copy(update={"seed": settings.seed + 1})

    first = probability(four, rule, dict(said), settings)

    assert first == probability(four, rule, dict(said), settings)
    assert first != probability(four, rule, dict(said), other)


def test_knowing_nothing_is_not_taken_for_level_0(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    found = probability(four, rule, {}, settings)

    assert max(found.values()) < settings.settled_at
    assert min(found.values()) > 0.05


@pytest.mark.parametrize("id_", IDS[:3])
def test_a_higher_answer_makes_a_higher_level_more_likely(
    four: Questionnaire, rule: DemandReading, settings: Settings, id_: str
) -> None:
    said = dict(testimony(dict.fromkeys(IDS, HAND)))
    chances = [
        exact_probability(
            rule,
            belief(four, rule, said | {id_: Testimony(stated=(rung,))}, settings),
        )
        for rung in LADDER
    ]

    expected = [sum(level * p for level, p in chance.items()) for chance in chances]

    assert expected == sorted(expected)


def test_respondents_who_disagree_leave_more_doubt_than_one_who_is_sure(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    sure = testimony(dict.fromkeys(IDS, AUTO))
    split = dict(sure) | {"data.b": Testimony(stated=(AUTO, NONE))}

    assert (
        probability(four, rule, split, settings)[2]
        < probability(four, rule, dict(sure), settings)[2]
    )


def test_stronger_evidence_moves_a_claim_further(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    claims = testimony(dict.fromkeys(IDS, AUTO))
    doubts = [
        probability(
            four,
            rule,
            dict(claims)
            | {
                "data.b": Testimony(
                    stated=(AUTO,), seen=(Sighting(rung=NONE, confidence=confidence),)
                )
            },
            settings,
        )[0]
        for confidence in range(1, 6)
    ]

    assert doubts == sorted(doubts)
    assert doubts[-1] > 2 * doubts[0]


def test_what_does_not_apply_plays_no_part(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    held = belief(four, rule, testimony(dict.fromkeys(IDS, NA)), settings)

    assert held.ids == ()
    assert uncertainty.level_probability(four, rule, held) == {0: 0, 1: 0, 2: 1}


def test_a_test_score_has_a_probability_too(
    scored: Questionnaire, test_score_rule: SectionReading, settings: Settings
) -> None:
    everything = testimony(dict.fromkeys(scored.practices, AUTO))

    found = probability(scored, test_score_rule, dict(everything), settings)

    assert sum(found.values()) == pytest.approx(1)
    assert found[2] > 0.9


def test_noise_rows_are_distributions(settings: Settings) -> None:
    assert uncertainty.noise(settings).sum(axis=1) == pytest.approx(1)
    assert uncertainty.rung_prior(settings).sum(axis=1) == pytest.approx(1)


def test_a_stated_probability_comes_true_that_often(settings: Settings) -> None:
    """Calibration on simulated truth; docs/scoring.md has the long run."""
    ids = [f"data.p{n}" for n in range(12)]
    rule = reading({"automated": ids[:6]}, {"automated": ids[6:]})
    world = as_assumed(questionnaire(*map(practice, ids)), rule, settings)

    error = calibration_error(world, organisations=1500, seed=11)

    assert error <= 0.05


def test_only_demanded_practices_are_drawn(settings: Settings) -> None:
    questions = questionnaire(practice("data.a"), practice("data.b"))
    rule = reading({"automated": ["data.a"]})

    assert belief(questions, rule, {}, settings).ids == ("data.a",)
