"""What a finding may say, and what it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import (
    LONGEST_TEXT,
    Observation,
    Outcome,
    Pointer,
    printable,
    shown_by,
)

SOUGHT = st.sampled_from([Rung.BY_HAND, Rung.AUTOMATED])


def observed(outcome: Outcome, confidence: int) -> Observation:
    return Observation(outcome=outcome, confidence=confidence, message="Seen")


@given(st.text())
def test_foreign_text_becomes_one_printable_line(text: str) -> None:
    shown = printable(text)

    assert shown.isprintable()
    assert len(shown) <= LONGEST_TEXT
    shown.encode("utf-8")


def test_a_pointer_cannot_colour_a_terminal() -> None:
    pointer = Pointer(source="tree", place="a\x1b[31m.py\n::error::", line=3)

    assert "\x1b" not in str(pointer)
    assert "\n" not in str(pointer)
    assert str(pointer).endswith(":3")


@pytest.mark.parametrize("line", [0, -1])
def test_lines_count_from_one(line: int) -> None:
    with pytest.raises(ValidationError):
        Pointer(source="tree", place="a.py", line=line)


@pytest.mark.parametrize(
    ("outcome", "sought", "shown"),
    [
        (Outcome.TRUE, Rung.AUTOMATED, Rung.AUTOMATED),
        (Outcome.TRUE, Rung.BY_HAND, Rung.BY_HAND),
        (Outcome.PARTIAL, Rung.AUTOMATED, Rung.BY_HAND),
        (Outcome.PARTIAL, Rung.BY_HAND, None),
        (Outcome.FALSE, Rung.AUTOMATED, Rung.NONE),
        (Outcome.NOT_AVAILABLE, Rung.AUTOMATED, None),
        (Outcome.NOT_APPLICABLE, Rung.AUTOMATED, None),
        (Outcome.ERROR, Rung.AUTOMATED, None),
    ],
)
def test_an_outcome_shows_a_rung(
    outcome: Outcome, sought: Rung, shown: Rung | None
) -> None:
    assert shown_by(observed(outcome, 3), sought) is shown


@given(st.sampled_from(Outcome), st.sampled_from([1, 2]), SOUGHT)
def test_a_name_or_an_unused_dependency_shows_nothing(
    outcome: Outcome, confidence: int, sought: Rung
) -> None:
    assert shown_by(observed(outcome, confidence), sought) is None
