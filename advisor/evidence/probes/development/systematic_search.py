"""Does a job search the settings of the model and record what it tried?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, Placed, at_lines, not_found, partly, yes
from advisor.evidence.parts import Parts
from advisor.evidence.probes.development.tracked_in_code import TRACKING
from advisor.evidence.project import Project
from advisor.language import mark

_SEARCHES: Final = (
    "optuna.create_study",
    "optuna.study.create_study",
    "optuna.create_study.optimize",
    "hyperopt.fmin",
    "ray.tune.run",
    "ray.tune.Tuner",
    "ray.tune.tuner.Tuner",
    "sklearn.model_selection.GridSearchCV",
    "sklearn.model_selection.RandomizedSearchCV",
    "sklearn.model_selection.HalvingGridSearchCV",
    "sklearn.model_selection.HalvingRandomSearchCV",
    "skopt.BayesSearchCV",
    "skopt.gp_minimize",
    "keras_tuner.*",
    "kerastuner.*",
    "wandb.sweep",
    "wandb.agent",
    "flaml.AutoML",
    "autogluon.*",
    "pycaret.*.tune_model",
    "nevergrad.*",
    "ax.*",
    "sagemaker.tuner.HyperparameterTuner",
    "kubeflow.katib.*",
    "spark_sklearn.*",
)
_STUDIES: Final = ("optuna.create_study", "optuna.study.create_study")
_GRID: Final = (
    "itertools.product",
    "sklearn.model_selection.ParameterGrid",
    "sklearn.model_selection.ParameterSampler",
)
_TRIAL: Final = re.compile(r"trial|search|sweep|tun(e|ing)|grid", re.IGNORECASE)


def look(project: Project) -> Observation:
    """Look for a search, and for what records its trials."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that searches settings."))
    searches: list[Placed] = [*found.code.calls(*_SEARCHES), *_own(found)]
    if not searches:
        noted = found.code.calls(*_SEARCHES, notebooks=True)
        if noted:
            message = mark("Settings are searched in a notebook.")
            return partly(USED, message, at_lines(noted))
        return not_found(mark("No search of the model's settings was found."))
    paths = {one.path for one in searches}
    stored = any("storage" in call.keywords for call in found.code.calls(*_STUDIES))
    if not stored and not found.code.calls(*TRACKING):
        message = mark("Settings are searched; what was tried is not recorded.")
        return partly(USED, message, at_lines(searches))
    message = mark("A job searches the settings and records what it tried.")
    return yes(found.sureness(paths), message, at_lines(searches))


def _own(found: Parts) -> list[Placed]:
    """Return the grids that a search of one's own draws from, where a model is trained."""
    return [
        call
        for call in found.code.calls(*_GRID)
        if _TRIAL.search(f"{call.path.rpartition('/')[2]} {call.function}")
        and call.path in found.trained_from
    ]
