"""Does each training run write its settings and results into a central record?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import (
    USED,
    Placed,
    at_files,
    at_lines,
    not_found,
    partly,
    yes,
)
from advisor.evidence.parts import Parts
from advisor.evidence.project import Project
from advisor.language import mark

TRACKING: Final = (
    "mlflow.log_*",
    "mlflow.autolog",
    "mlflow.*.autolog",
    "mlflow.start_run",
    "mlflow.MlflowClient.log_*",
    "mlflow.tracking.MlflowClient.log_*",
    "mlflow.*.MlflowClient.log_*",
    "wandb.init",
    "wandb.log",
    "wandb.init.log",
    "neptune.init_run",
    "neptune.init",
    "comet_ml.Experiment",
    "comet_ml.start",
    "clearml.Task.init",
    "trains.Task.init",
    "aim.Run",
    "dvclive.Live",
    "dvclive.Live.*",
    "sacred.Experiment",
    "guild.*",
    "azureml.core.Run.get_context",
    "azureml.core.Run.get_context.log",
    "google.cloud.aiplatform.log_*",
    "google.cloud.aiplatform.start_run",
    "sagemaker.experiments.Run",
    "sagemaker.experiments.run.Run",
    "trackio.init",
    "swanlab.init",
    "pytorch_lightning.loggers.*",
    "lightning.pytorch.loggers.*",
    "ray.*.MLflowLoggerCallback",
    "ray.*.WandbLoggerCallback",
    "ray.*.setup_mlflow",
    "ray.*.setup_wandb",
    "wandb.*.WandbCallback",
    "wandb.*.WandbMetricsLogger",
)


# Each run of these stores its settings and what its steps made without being told to.
_RECORDING: Final = frozenset({"metaflow.FlowSpec"})


def look(project: Project) -> Observation:
    """Look for calls that record a run."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that records runs."))
    calls: list[Placed] = [*found.code.calls(*TRACKING), *_recording(found)]
    if calls:
        sure = found.sureness(call.path for call in calls)
        message = mark("Training writes settings and results into a tracking record.")
        return yes(sure, message, at_lines(calls))
    noted = found.code.calls(*TRACKING, notebooks=True)
    if noted:
        return partly(
            USED, mark("Runs are recorded from notebooks only."), at_lines(noted)
        )
    measured = [
        path
        for path, _, _, stage in parts.stages(project.manifests)
        if "metrics" in stage
    ]
    if measured:
        message = mark("Results of a run are files that people commit.")
        return partly(USED, message, at_files(dict.fromkeys(measured)))
    asked = [
        one
        for one in (project.manifests.dependencies if project.manifests else ())
        if one.name in {"mlflow", "wandb", "neptune", "comet-ml", "clearml"}
    ]
    message = mark("Nothing was found that records runs as they are made.")
    return not_found(message, at_lines(asked))


def _recording(found: Parts) -> list[Placed]:
    return [d for d in found.code.definitions() if _RECORDING & set(d.bases)]
