"""What ends a release at once."""

import pytest

from reference_stack.model_deployment.guardrails import Exposure, alarms, shift

ALPHA = 0.05
WELL = Exposure(
    trials=8000, faults=2, slow=30, routed=4000, to_challenger=410, shift=0.05
)


def test_nothing_is_raised_when_all_is_well() -> None:
    assert alarms(WELL, 0.1, ALPHA) == ()
    assert alarms(Exposure(), 0.0, ALPHA) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"faults": 60}, "60 of 8000 predictions were faulty"),
        ({"slow": 400}, "400 of 8000 predictions were too slow"),
        ({"to_challenger": 700}, "700 of 4000 went to the challenger, not 10%"),
        ({"shift": 0.7}, "the scores moved by 0.70 on the same entities"),
    ],
)
def test_each_fault_is_named(change: dict[str, float], words: str) -> None:
    assert alarms(WELL.model_copy(update=change), 0.1, ALPHA) == (words,)


def test_few_predictions_raise_nothing_yet() -> None:
    few = Exposure(trials=20, faults=0, slow=1, routed=10, to_challenger=3)

    assert alarms(few, 0.1, ALPHA) == ()


def test_a_shadow_has_no_split_to_check() -> None:
    shadow = WELL.model_copy(update={"to_challenger": 0})

    assert alarms(shadow, 0.0, ALPHA) == ()


def test_a_shift_is_the_largest_gap_between_the_distributions() -> None:
    assert shift([500, 0, 500], [500, 500, 0]) == pytest.approx(0.5)
    assert shift([700, 300], [700, 300]) == 0
    assert shift([1000, 0], [0, 1000]) == 1
    assert shift([10, 0], [0, 10]) == 0
