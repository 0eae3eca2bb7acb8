"""The limits of all monitors, and the budget of false alarms they share."""

from typing import Final

from pydantic import Field

from reference_stack.values import Value

DAYS_PER_YEAR: Final = 365.0
PAGING_FAMILIES: Final = (
    "schema",
    "feature_generation",
    "performance",
    "quality",
    "kpi",
)
TICKET_FAMILIES: Final = ("drift", "drift_together")


class Policy(Value):
    """Every margin is an effect that matters in practice; the rest is significance.

    Monitors that compare exactly (skew, stability, staleness, dependencies) have no
    chance of a false alarm and take no part of the budget.
    """

    pages_per_year: float = Field(1.0, gt=0)
    tickets_per_year: float = Field(4.0, gt=0)
    quiet_days: int = Field(7, ge=1)
    least_rows: int = Field(50, ge=1)

    refused_margin: float = 0.02
    unseen_margin: float = 0.10
    missing_margin: float = 0.10
    outside_margin: float = 0.01
    outside_spans: float = 3.0
    rows_margin: float = 0.30
    age_factor: float = 2.0
    fresh_hours: float = 168.0
    moving_share: float = 0.8

    slower_margin: float = 0.30
    reference_days: int = Field(14, ge=3)
    leak_days: int = Field(10, ge=5)
    leak_margin: float = 0.08
    leak_per_day: float = 0.002

    skew_page: float = 0.01
    saturated_share: float = 0.01
    flipped_share: float = 0.05
    perturbation_jump: float = 0.25

    ranking_margin: float = 0.05
    label_coverage: float = 0.80
    kpi_days: int = Field(28, ge=7)

    psi_margin: float = 0.10
    drift_days: int = Field(7, ge=1)
    together_days: int = Field(3, ge=1)
    together_margin: float = 0.02

    def run_length(self, family: str, subjects: int) -> float:
        """Return the least mean number of days between two false alarms of a subject.

        The yearly budget is shared evenly by the families of a severity and, within
        one, by its subjects, so that all together stay inside it (union bound).

        Raises:
            ValueError: No such family.
        """
        if family in PAGING_FAMILIES:
            families, budget = len(PAGING_FAMILIES), self.pages_per_year
        elif family in TICKET_FAMILIES:
            families, budget = len(TICKET_FAMILIES), self.tickets_per_year
        else:
            raise ValueError(f"{family} has no part of the budget")
        return DAYS_PER_YEAR * families * max(subjects, 1) / budget
