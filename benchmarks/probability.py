"""P(level) and the next question on the shipped questionnaire, one core."""

from typing import Final

from advisor.assess import bundle
from advisor.assess.bundle import Bundle
from advisor.assess.interview import exact_probability, next_question
from advisor.assess.questionnaire import Rung
from advisor.assess.scoring import Rungs
from advisor.assess.uncertainty import Belief, belief, level_probability, testimony
from benchmarks.measuring import Table, repeated, spread

AIM_MS: Final = 50.0


def measure(repeats: int = 50) -> Table:
    """Return the times from answers to P(level), drawn and in closed form."""
    found = bundle.load()
    questions, rule = found.questionnaire, found.readings.default
    every = dict.fromkeys(questions.practices, Rung.BY_HAND)
    half = dict(list(every.items())[::2])
    answered = {"nothing": {}, "half": half, "all": every}

    def drawn(rungs: Rungs) -> object:
        return level_probability(questions, rule, _belief(found, rungs))

    acts = {
        f"{found.settings.draws} draws, {name} answered": lambda r=rungs: drawn(r)
        for name, rungs in answered.items()
    } | {
        "closed form, half answered": lambda: exact_probability(
            rule, _belief(found, half)
        ),
        "next question, half answered": lambda: next_question(
            questions, rule, half, found.settings
        ),
    }
    return {name: spread(repeated(act, repeats), AIM_MS) for name, act in acts.items()}


def _belief(found: Bundle, rungs: Rungs) -> Belief:
    return belief(
        found.questionnaire, found.readings.default, testimony(rungs), found.settings
    )
