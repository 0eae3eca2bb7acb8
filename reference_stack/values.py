"""Values of the stack: frozen, closed, and the calendar they count in."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _a_month(text: str) -> str:
    date.fromisoformat(f"{text}-01")
    return text


Month = Annotated[str, AfterValidator(_a_month)]
"""A calendar month as `YYYY-MM`; months in this form sort by time."""

Figure = bool | int | float | str


def month_start(month: Month) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def month_of(day: date) -> Month:
    """Return the month that a day is in."""
    return f"{day:%Y-%m}"


def shifted(month: Month, by: int) -> Month:
    """Return the month `by` months later (earlier when negative)."""
    start = month_start(month)
    years, index = divmod(start.year * 12 + start.month - 1 + by, 12)
    return f"{years:04d}-{index + 1:02d}"


def months(first: Month, until: Month) -> tuple[Month, ...]:
    """Return the months from `first` to the one before `until`."""
    found = []
    while first < until:
        found.append(first)
        first = shifted(first, 1)
    return tuple(found)


def days(month: Month) -> tuple[date, ...]:
    """Return the days of a month in order."""
    start, end = month_start(month), month_start(shifted(month, 1))
    return tuple(start + timedelta(days=n) for n in range((end - start).days))
