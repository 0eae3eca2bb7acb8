"""Is each new model compared with a simple rule and with the model in use?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, Placed, at_lines, not_found, partly, yes
from advisor.evidence.parts import Parts
from advisor.evidence.project import Project
from advisor.language import mark

_CALLS: Final = (
    "sklearn.dummy.DummyClassifier",
    "sklearn.dummy.DummyRegressor",
    "mlflow.validate_evaluation_results",
    "sktime.forecasting.naive.NaiveForecaster",
    "statsforecast.models.Naive",
    "statsforecast.models.SeasonalNaive",
    "darts.models.NaiveSeasonal",
    "darts.models.NaiveMean",
)
_BASELINE_KEYWORDS: Final = frozenset({"baseline_model", "baseline_result"})
_OWN: Final = re.compile(
    r"(^|[_.])(baselines?|champion|plain_rule|naive|majority_class|incumbent)([_.]|$)",
    re.IGNORECASE,
)
_METRICS: Final = (
    "sklearn.metrics.*",
    "torchmetrics.*",
    "tensorflow.keras.metrics.*",
    "evaluate.*",
    "mlflow.evaluate",
    "mlflow.models.evaluate",
    "*.score",
)


def look(project: Project) -> Observation:
    """Look for a comparison in code that training reaches."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that compares models."))
    places: list[Placed] = [*found.code.calls(*_CALLS), *_own(found)]
    places += [
        call
        for call in found.code.calls("mlflow.evaluate", "mlflow.models.evaluate")
        if _BASELINE_KEYWORDS & set(call.keywords)
    ]
    trained = [one for one in places if one.path in found.developing]
    if trained:
        sure = found.sureness(one.path for one in trained)
        message = mark(
            "Training compares each model with a baseline or the model in use."
        )
        return yes(sure, message, at_lines(trained))
    noted = found.code.calls(*_CALLS, notebooks=True)
    if noted:
        message = mark("Models are compared with a baseline outside of training.")
        return partly(USED, message, at_lines(noted))
    return not_found(mark("No comparison with a baseline was found in training."))


def _own(found: Parts) -> list[Placed]:
    """Return definitions of one's own, where they stand near the use of a metric."""
    calls = found.code.calls(*_METRICS)
    measuring = found.code.reaching(call.path for call in calls)
    return [
        one
        for one in found.code.definitions()
        if (_OWN.search(one.name) or any(_OWN.search(name) for name in one.fields))
        and one.path in measuring
    ]
