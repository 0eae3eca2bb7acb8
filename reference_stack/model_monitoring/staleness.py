"""What has become too old: the model, its training data; and what serves another model."""

from datetime import date

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, State
from reference_stack.model_monitoring.states import judge as judged
from reference_stack.values import Value

NAME = "staleness"


class Ages(Value):
    """When the model in service was registered and how far its training data reach."""

    version: str
    registered: date
    trained_until: date
    served_version: str


def states(day: date, ages: Ages, max_age_days: int) -> tuple[State, ...]:
    """Return what a day says of the age of the model and of who answers.

    Training data are older than the model from the first day, by the months they took;
    they get twice the time.
    """
    age, data_age = (day - ages.registered).days, (day - ages.trained_until).days
    other = float(ages.version != ages.served_version)
    return (
        _state(day, "model", age, max_age_days, "the model is {value:.0f} days old"),
        _state(
            day,
            "training data",
            data_age,
            2 * max_age_days,
            "the training data end {value:.0f} days ago",
        ),
        State(
            day=day,
            monitor=NAME,
            subject="served version",
            value=other,
            limit=0.5,
            severity="page",
            text=f"version {ages.served_version} answers where the registry says "
            f"{ages.version}",
        ),
    )


def _state(day: date, subject: str, age: int, limit: int, text: str) -> State:
    return State(
        day=day, monitor=NAME, subject=subject, value=age, limit=limit,
        severity="ticket", text=f"{text}, at most {{threshold:.0f}} may be",
    )  # fmt: skip


def judge(evidence: Evidence) -> list[Reading]:
    """Return the readings of age."""
    return judged(evidence, NAME)
