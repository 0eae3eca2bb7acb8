"""The calendar that the replay counts in."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from reference_stack.values import (
    Month,
    days,
    month_of,
    month_start,
    months,
    shifted,
)

MONTHS = st.dates(date(1990, 1, 1), date(2090, 12, 31)).map(month_of)


@given(MONTHS, st.integers(-300, 300))
def test_shifting_there_and_back_changes_nothing(month: str, by: int) -> None:
    assert shifted(shifted(month, by), -by) == month


@given(MONTHS)
def test_the_days_of_a_month_are_all_its_days_and_no_other(month: str) -> None:
    found = days(month)

    assert found[0] == month_start(month)
    assert all(later - day == timedelta(1) for day, later in pairwise(found))
    assert {month_of(day) for day in found} == {month}
    assert month_of(found[-1] + timedelta(1)) == shifted(month, 1)


@given(MONTHS, st.integers(0, 40))
def test_a_span_of_months_ends_before_its_end(first: str, length: int) -> None:
    found = months(first, shifted(first, length))

    assert len(found) == length
    assert list(found) == sorted(found)


@pytest.mark.parametrize("text", ["2013-13", "2013", "April", "2013-00"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Month).validate_python(text)
