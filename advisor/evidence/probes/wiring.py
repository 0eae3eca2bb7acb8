"""Wiring: which code trains, which serves, and which runs without a person.

Code that only lies there shows little. It is wired when a workflow, a job of CI or a
service of the same project reaches it through its imports.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from advisor.evidence import parts
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ran, Trigger
from advisor.evidence.sources.code import Call, Code, Definition
from advisor.evidence.sources.manifests import Kind

LEARNERS: Final = frozenset(
    {"sklearn", "xgboost", "lightgbm", "catboost", "torch", "tensorflow", "keras"}
    | {"statsmodels", "prophet", "transformers", "pytorch_lightning", "lightning"}
    | {"pyspark", "h2o", "jax", "flax", "fastai", "sagemaker", "autogluon", "pycaret"}
    | {"surprise", "implicit", "gensim", "spacy", "skorch", "ultralytics", "pmdarima"}
)
_LEARNING: Final = (
    "*.fit",
    "*.fit_generator",
    "*.partial_fit",
    "*.train",
    "*.fit_predict",
)
_LOOPS: Final = ("*.backward", "tensorflow.GradientTape", "*.train_on_batch")
_NO_MODEL: Final = (
    "sklearn.preprocessing.",
    "sklearn.feature_extraction.",
    "sklearn.impute.",
)
WORKFLOW_DECORATORS: Final = (
    *(
        "dagster.asset",
        "dagster.op",
        "dagster.job",
        "dagster.multi_asset",
        "dagster.graph",
    ),
    *("prefect.flow", "prefect.task", "kfp.dsl.pipeline", "kfp.dsl.component"),
    *(
        "kfp.components.*",
        "zenml.pipeline",
        "zenml.step",
        "zenml.*.pipeline",
        "zenml.*.step",
    ),
    *("flytekit.workflow", "flytekit.task", "airflow.decorators.*", "airflow.sdk.*"),
    *("azure.ai.ml.dsl.pipeline", "metaflow.step", "modal.*", "hera.*"),
    *(
        "sagemaker.workflow.function_step.step",
        "clearml.*.pipeline",
        "clearml.*.component",
    ),
)
WORKFLOW_BASES: Final = (
    *("metaflow.FlowSpec", "luigi.Task", "luigi.WrapperTask", "luigi.ExternalTask"),
)
WORKFLOW_CALLS: Final = (
    *("airflow.DAG", "airflow.models.DAG", "airflow.models.dag.DAG", "airflow.sdk.DAG"),
    *("kedro.pipeline.Pipeline", "kedro.pipeline.pipeline", "kedro.pipeline.node"),
    *(
        "kedro.pipeline.modular_pipeline.pipeline",
        "tfx.orchestration.pipeline.Pipeline",
    ),
    *("tfx.v1.dsl.Pipeline", "sagemaker.workflow.pipeline.Pipeline"),
    *(
        "azureml.pipeline.core.Pipeline",
        "hera.workflows.Workflow",
        "dagster.Definitions",
    ),
    *("dagster.define_asset_job", "ploomber.DAG", "clearml.PipelineController"),
    *("google.cloud.aiplatform.PipelineJob", "clearml.automation.PipelineController"),
)
_SERVICE_DECORATORS: Final = ("bentoml.service", "ray.serve.deployment", "*.on_predict")
_SERVICE_BASES: Final = (
    *(
        "mlserver.MLModel",
        "kserve.Model",
        "litserve.LitAPI",
        "mlflow.pyfunc.PythonModel",
    ),
    *("ts.torch_handler.base_handler.BaseHandler", "bentoml.BentoService"),
)
_SERVICE_CALLS: Final = ("bentoml.Service", "litserve.LitServer", "ray.serve.run")
_WEB_CALLS: Final = (
    *("fastapi.FastAPI", "fastapi.APIRouter", "flask.Flask", "flask.Blueprint"),
    *("starlette.applications.Starlette", "sanic.Sanic", "aiohttp.web.Application"),
    *("tornado.web.Application", "litestar.Litestar", "robyn.Robyn", "grpc.server"),
    *("quart.Quart", "falcon.App", "falcon.asgi.App"),
)
_PREDICTING: Final = (
    *(
        "*.predict",
        "*.predict_proba",
        "onnxruntime.InferenceSession",
        "mlflow.*.load_model",
    ),
    *("torch.load", "tensorflow.keras.models.load_model", "keras.models.load_model"),
    *("joblib.load", "skops.io.load", "pickle.load", "transformers.pipeline"),
    *("torch.jit.load", "mlflow.pyfunc.load_model", "tensorflow.saved_model.load"),
)
_TRAINS: Final = re.compile(
    r"(?:^|[_\W])(run|fit|train(ing)?|retrain|pipelines?|flow)(?:$|[_\W])"
)
# A comparison of frameworks serves and trains nothing that anybody uses.
_ASIDE: Final = re.compile(r"(^|/)benchmarks?/")
_SCRIPT: Final = re.compile(
    r"""["']?([\w.-]+)["']?\s*=\s*["']?([A-Za-z_][\w.]*):[A-Za-z_][\w.]*"""
)


@dataclass(frozen=True)
class Wiring:
    """What of a project's code is shown to run, and by what."""

    project: Project

    @classmethod
    def of(cls, project: Project) -> Self:
        """Return the wiring of a project, worked out once for all probes."""
        found: Self = project.__dict__.setdefault("_wiring", cls(project))
        return found

    @cached_property
    def code(self) -> Code:
        """The code, empty where there is none."""
        return self.project.code or Code({})

    @cached_property
    def training(self) -> tuple[Call, ...]:
        """The calls that fit a model, in product code."""
        return tuple(c for c in self.code.calls(*_LEARNING, *_LOOPS) if self._learns(c))

    @cached_property
    def training_files(self) -> frozenset[str]:
        """The files in which a model is fitted."""
        return frozenset(call.path for call in self.training)

    @cached_property
    def workflows(self) -> tuple[Definition | Call, ...]:
        """What is defined for a workflow program."""
        found: tuple[Definition | Call, ...] = (
            *self.code.decorated(*WORKFLOW_DECORATORS),
            *_subclasses(self.code, WORKFLOW_BASES),
            *self.code.calls(*WORKFLOW_CALLS),
        )
        return tuple(one for one in found if not _ASIDE.search(one.path))

    @cached_property
    def services(self) -> tuple[Definition | Call, ...]:
        """What answers predictions: model servers, and web services that load a model."""
        servers: tuple[Definition | Call, ...] = (
            *self.code.decorated(*_SERVICE_DECORATORS),
            *_subclasses(self.code, _SERVICE_BASES),
            *self.code.calls(*_SERVICE_CALLS),
        )
        predicting = {call.path for call in self.code.calls(*_PREDICTING)}
        web = [
            call
            for call in self.code.calls(*_WEB_CALLS)
            if predicting & self.code.reached_from([call.path])
        ]
        every: tuple[Definition | Call, ...] = (*servers, *web)
        return tuple(one for one in every if not _ASIDE.search(one.path))

    @cached_property
    def model_files(self) -> frozenset[str]:
        """The files that fit a model or answer with one."""
        return self.training_files | {one.path for one in self.services}

    @cached_property
    def in_workflows(self) -> frozenset[str]:
        """The files that workflows reach."""
        return self._of_models({one.path for one in self.workflows})

    @cached_property
    def in_services(self) -> frozenset[str]:
        """The files that services reach."""
        return self.code.reached_from({one.path for one in self.services})

    @cached_property
    def in_ci(self) -> frozenset[str]:
        """The files that jobs of CI reach, apart from those that a person starts."""
        jobs = [ran for ran in self.lines if ran.job.triggers != {Trigger.MANUAL}]
        return self._of_models({path for ran in jobs for path in self.run_by(ran)})

    @cached_property
    def running(self) -> frozenset[str]:
        """The files that a workflow, a service or CI reaches."""
        return self.in_workflows | self.in_services | self.in_ci

    @property
    def lines(self) -> tuple[Ran, ...]:
        """The lines that CI runs."""
        return self.project.ci.ran if self.project.ci else ()

    def run_by(self, ran: Ran) -> frozenset[str]:
        """Return the project's own files that a line of CI starts."""
        started = frozenset(
            path
            for program in ran.command.programs
            if (path := self._started(program, ran.step.folder))
        )
        found = parts.of(self.project)
        if found is None or not ran.command.starts(*parts.RUNS_STAGES):
            return started
        return started | frozenset(found.behind(ran.command))

    def trained_by(self, ran: Ran) -> bool:
        """Tell whether a line of CI starts code that reaches the training.

        A program with many commands is judged by the one it is given: `stack status`
        reaches the training as well, and starts none.
        """
        told = (
            program[0] in {"python", "dvc"} or _TRAINS.search(" ".join(program).lower())
            for program in ran.command.programs
        )
        return any(told) and bool(
            self.training_files & self.code.reached_from(self.run_by(ran))
        )

    @cached_property
    def scripts(self) -> Mapping[str, str]:
        """The module behind each console script that the project defines."""
        found = self.project.manifests
        texts = [m.text for m in found.of(Kind.PYPROJECT)] if found else []
        return {name: module for t in texts for name, module in _SCRIPT.findall(t)}

    def _started(self, program: tuple[str, ...], folder: str) -> str | None:
        name, *rest = program
        if name == "python" or name in {"torchrun", "accelerate", "papermill"}:
            script = next((word for word in rest if word.endswith(".py")), "")
            return self._file(script, folder)
        module = self.scripts.get(name, name)
        return self.code.path_of(module) or self.code.path_of(f"{module}.__main__")

    def _file(self, script: str, folder: str) -> str | None:
        plain = script.removeprefix("./")
        for path in (f"{folder}/{plain}" if folder else plain, plain):
            if path in self.code.modules:
                return path
        return None

    def _of_models(self, entries: Iterable[str]) -> frozenset[str]:
        """Return what entries reach, of those that have to do with models at all."""
        reached = (self.code.reached_from([entry]) for entry in sorted(entries))
        return frozenset(
            p for found in reached if found & self.model_files for p in found
        )

    def _learns(self, call: Call) -> bool:
        owner = call.name.rpartition(".")[0]
        if call.name.startswith(_NO_MODEL) or self.code.path_of(owner):
            return False
        return bool(self.code.modules[call.path].roots & LEARNERS)


def _subclasses(code: Code, bases: tuple[str, ...]) -> Iterator[Definition]:
    return (d for d in code.definitions() if set(d.bases) & set(bases))
