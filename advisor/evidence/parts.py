"""Which files of a project train, serve and orchestrate, and what starts them.

Probes share this reading of the code: a check counts for more when something that runs
reaches it than when it only stands there.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from advisor.evidence.observing import USED, WIRED
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call, Code, Definition, Module
from advisor.evidence.sources.job import Trigger
from advisor.evidence.sources.manifests import Kind, Manifests
from advisor.evidence.sources.plain_yaml import Block, block, items, words
from advisor.evidence.sources.shell import Command, commands

LEARNERS: Final = frozenset(
    {"sklearn", "xgboost", "lightgbm", "catboost", "torch", "tensorflow", "keras"}
    | {"pytorch_lightning", "lightning", "transformers", "statsmodels", "prophet"}
    | {"fastai", "jax", "flax", "pyspark", "autogluon", "flaml", "tabpfn", "darts"}
    | {"sktime", "surprise", "implicit", "spacy", "skorch", "pycaret", "h2o", "ngboost"}
)
_FIT: Final = ("*.fit", "*.partial_fit", "*.fit_predict", "*.backward")
_TRAIN: Final = (
    "xgboost.train",
    "lightgbm.train",
    "catboost.train",
    "transformers.Trainer.train",
    "autogluon.*.fit",
    "pycaret.*.create_model",
)
# A transformer or a search over data is fitted as well, but it is no model.
_NO_MODEL: Final = re.compile(
    r"scaler|encoder|imputer|vectorizer|transformer\b|pca|binarizer|discretizer|selector",
    re.IGNORECASE,
)
_ORCHESTRATING: Final = (
    "dagster.asset",
    "dagster.multi_asset",
    "dagster.op",
    "dagster.job",
    "dagster.graph",
    "dagster.graph_asset",
    "airflow.decorators.dag",
    "airflow.sdk.dag",
    "prefect.flow",
    "prefect.flow.*",
    "kfp.dsl.pipeline",
    "kfp.dsl.component",
    "zenml.pipeline",
    "zenml.pipelines.pipeline",
    "zenml.pipeline.*",
    "flytekit.workflow",
    "azure.ai.ml.dsl.pipeline",
    "azure.ai.ml.dsl.*",
)
_ORCHESTRATORS: Final = (
    "airflow.DAG",
    "airflow.models.DAG",
    "airflow.models.dag.DAG",
    "airflow.sdk.DAG",
    "dagster.define_asset_job",
    "dagster.Definitions",
    "kedro.pipeline.Pipeline",
    "kedro.pipeline.pipeline",
    "kedro.pipeline.modular_pipeline.pipeline",
    "sagemaker.workflow.pipeline.Pipeline",
    "azureml.pipeline.core.Pipeline",
    "tfx.orchestration.pipeline.Pipeline",
    "tfx.v1.dsl.Pipeline",
    "kfp.Client.create_run_from_pipeline_func",
)
_FLOW_BASES: Final = ("metaflow.FlowSpec", "luigi.Task", "luigi.WrapperTask")
_TIMERS: Final = (
    "dagster.schedule",
    "dagster.sensor",
    "dagster.asset_sensor",
    "dagster.multi_asset_sensor",
    "metaflow.schedule",
    "metaflow.trigger",
)
_TIMED_CALLS: Final = (
    "dagster.ScheduleDefinition",
    "dagster.build_schedule_from_partitioned_job",
    "dagster.AutomationCondition.*",
    "dagster.AutoMaterializePolicy.*",
    "kfp.Client.create_recurring_run",
    "flytekit.CronSchedule",
    "flytekit.FixedRate",
    "apscheduler.*.add_job",
    "celery.schedules.crontab",
)
_TIME_KEYWORDS: Final = frozenset(
    {"schedule", "schedule_interval", "timetable", "cron", "interval", "schedules"}
)
_TIMED_BY_KEYWORD: Final = (
    *(name for name in _ORCHESTRATORS if name.startswith("airflow")),
    "airflow.decorators.dag",
    "airflow.sdk.dag",
    "prefect.flow.*",
    "*.serve",
    "*.deploy",
)
_SERVING: Final = (
    "bentoml.service",
    "bentoml.api",
    "bentoml.*.api",
    "ray.serve.deployment",
    "modal.*.function",
)
_SERVING_BASES: Final = (
    "mlserver.MLModel",
    "ts.torch_handler.base_handler.BaseHandler",
    "litserve.LitAPI",
    "kserve.Model",
    "mlflow.pyfunc.PythonModel",
    "bentoml.Runnable",
)
_WEB: Final = ("fastapi.*", "flask.*", "starlette.*", "sanic.*", "aiohttp.web.*")
_PREDICTING: Final = (
    "*.predict",
    "*.predict_proba",
    "*.score_samples",
    "onnxruntime.InferenceSession.run",
    "*.inference",
)
RUNS_STAGES: Final = ("dvc repro", "dvc exp run")
_STARTS: Final = re.compile(r"\s*(?:RUN|CMD|ENTRYPOINT)\s+(.*)")
_METRICS: Final = (
    "sklearn.metrics.*",
    "torchmetrics.*",
    "tensorflow.keras.metrics.*",
    "evaluate.load",
    "mlflow.evaluate",
    "mlflow.models.evaluate",
    "mlflow.*.evaluate",
)
_HOOKS: Final = (
    frozenset({"model_fn", "predict_fn"}),
    frozenset({"init", "run"}),
)


@dataclass(frozen=True)
class Parts:
    """The parts of one project; `of` makes them."""

    project: Project
    code: Code

    @cached_property
    def training(self) -> tuple[Call, ...]:
        """The calls that train a model, in code of the product."""
        return tuple(self._training(notebooks=False))

    @cached_property
    def noted_training(self) -> tuple[Call, ...]:
        """The calls that train a model in a notebook."""
        return tuple(c for c in self._training(notebooks=True) if c.notebook)

    @cached_property
    def serving(self) -> tuple[Definition, ...]:
        """The functions and classes that answer requests with predictions."""
        return tuple(self._serving())

    @cached_property
    def flows(self) -> tuple[Definition | Call, ...]:
        """The definitions of pipelines in an orchestrator, in code of the product."""
        found: list[Definition | Call] = [*self.code.decorated(*_ORCHESTRATING)]
        found += [d for d in self.code.definitions() if set(d.bases) & set(_FLOW_BASES)]
        return (*found, *self.code.calls(*_ORCHESTRATORS))

    @cached_property
    def timers(self) -> tuple[Definition | Call, ...]:
        """What starts code of the product by the clock or on arrival of data."""
        timed = self.code.calls(*_TIMED_BY_KEYWORD)
        return (
            *self.code.decorated(*_TIMERS),
            *self.code.calls(*_TIMED_CALLS),
            *(call for call in timed if _TIME_KEYWORDS & set(call.keywords)),
        )

    @cached_property
    def started(self) -> Mapping[str, Command]:
        """The files that CI, a pipeline file or an image starts, each with its line."""
        found: dict[str, Command] = {}
        for command in self._commands():
            for path in self.behind(command):
                found.setdefault(path, command)
        return found

    @cached_property
    def timed(self) -> frozenset[str]:
        """The files that something starts by the clock or on arrival of data."""
        paths = {one.path for one in self.timers}
        # What is timed and what it runs are often put together in a third file.
        paths |= {path for path in self._flow_paths if self._close(path, paths)}
        for ran in self.project.ci.ran if self.project.ci else ():
            if Trigger.SCHEDULE in ran.job.triggers:
                paths |= set(self.behind(ran.command))
        return self.code.reached_from(paths)

    @cached_property
    def running(self) -> frozenset[str]:
        """The files that an orchestrator, a service or CI reaches."""
        paths = self._flow_paths | {one.path for one in self.serving}
        return self.code.reached_from(paths | set(self.started))

    @cached_property
    def trained_from(self) -> frozenset[str]:
        """The files that train, those that use them to train, and what these use."""
        paths = {call.path for call in self.training}
        own = {module.path for module in self.code.of()}
        above = own & self.code.reaching(paths)
        users = {path for path in own if paths & self.code.imported_by(path)}
        return self.code.reached_from(paths | users) | above

    @cached_property
    def developing(self) -> frozenset[str]:
        """The files that training reaches, and those that measure models, with theirs."""
        measuring = {call.path for call in self.code.calls(*_METRICS)}
        return self.trained_from | self.code.reached_from(measuring)

    def sureness(self, paths: Iterable[str]) -> int:
        """Return 4 if something that runs reaches one of the files, else 3."""
        return WIRED if self.running & set(paths) else USED

    def behind(self, command: Command) -> Iterator[str]:
        """Yield the files of the project that a line starts."""
        for program in command.programs:
            yield from self._behind(program)
        if command.starts(*RUNS_STAGES):
            for staged in _stage_commands(self.project.manifests):
                for program in staged.programs:
                    yield from self._behind(program)

    @cached_property
    def scripts(self) -> Mapping[str, str]:
        """The commands that the project installs, each with the module it starts."""
        return dict(_scripts(self.project.manifests)) if self.project.manifests else {}

    @cached_property
    def _flow_paths(self) -> set[str]:
        return {one.path for one in self.flows}

    def _close(self, path: str, timed: set[str]) -> bool:
        return any(
            path in self.code.imported_by(user) and timed & self.code.imported_by(user)
            for user in self.code.modules
        )

    def _training(self, notebooks: bool) -> Iterator[Call]:
        for call in self.code.calls(*_FIT, *_TRAIN, notebooks=notebooks):
            resolved = call.name.partition(".")[0] in LEARNERS
            known = resolved or self._learns(self.code.modules[call.path])
            if known and not _NO_MODEL.search(call.name):
                yield call

    def _learns(self, module: Module) -> bool:
        return bool(module.roots & LEARNERS) or any(
            self.code.modules[path].roots & LEARNERS
            for path in self.code.imported_by(module.path)
        )

    def _serving(self) -> Iterator[Definition]:
        calls = self.code.calls(*_PREDICTING)
        predicting = self.code.reaching(call.path for call in calls)
        routed = set(self.code.decorated(*_WEB))
        yield from self.code.decorated(*_SERVING)
        for one in self.code.definitions():
            answers = one in routed and one.path in predicting
            if answers or set(one.bases) & set(_SERVING_BASES):
                yield one
        for module in self.code.of():
            names = {one.name: one for one in module.definitions}
            for hooks in _HOOKS:
                if hooks <= set(names) and _named_for_serving(module.path):
                    yield names[min(hooks)]

    def _commands(self) -> Iterator[Command]:
        if self.project.ci:
            yield from (ran.command for ran in self.project.ci.ran)
        if self.project.manifests:
            yield from _pipeline_commands(self.project.manifests)

    def _behind(self, program: tuple[str, ...]) -> Iterator[str]:
        name, *rest = program
        arguments = [word for word in rest if not word.startswith("-")]
        if name == "python" and arguments:
            known = arguments[0].removeprefix("./")
            if known in self.code.modules:
                yield known
            return
        if name in self.scripts:
            path = self.code.path_of(self.scripts[name])
            yield from [path] if path else []
            return
        below = name.replace(".", "/")
        for path in (f"{below}.py", f"{below}/__main__.py"):
            yield from (p for p in (path, f"src/{path}") if p in self.code.modules)


def of(project: Project) -> Parts | None:
    """Return the parts of a project, None if it has no code."""
    if project.code is None:
        return None
    known: dict[int, Parts] = project.__dict__.setdefault("_parts", {})
    return known.setdefault(0, Parts(project, project.code))


def _scripts(manifests: Manifests) -> Iterator[tuple[str, str]]:
    for manifest in manifests.of(Kind.PYPROJECT):
        if not manifest.path.endswith(".toml"):
            pattern = r"^\s*[\"']?([\w.-]+)\s*=\s*([\w.]+):\w+"
            for found in re.finditer(pattern, manifest.text, re.MULTILINE):
                yield found[1], found[2]
            continue
        try:
            value = tomllib.loads(manifest.text)
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        tool = value.get("tool", {})
        for holder in (value.get("project", {}), tool.get("poetry", {})):
            scripts: Any = holder.get("scripts", {}) if isinstance(holder, dict) else {}
            for name, target in scripts.items() if isinstance(scripts, dict) else ():
                if isinstance(target, str):
                    yield name, target.partition(":")[0]


def _pipeline_commands(manifests: Manifests) -> Iterator[Command]:
    """Yield what dvc.yaml, MLproject and images start."""
    yield from _stage_commands(manifests)
    for manifest in manifests.of(Kind.MLPROJECT):
        points = (block(d).get("entry_points") for d in manifest.documents)
        for entry in (e for point in points for e in block(point).values()):
            for text in words(block(entry).get("command")):
                yield from commands(text, manifest.path, block(entry).lines["command"])
    yield from image_commands(manifests)


def _stage_commands(manifests: Manifests | None) -> Iterator[Command]:
    """Yield what the stages of a dvc.yaml run."""
    for path, line, _, stage in stages(manifests):
        for text in words(stage.get("cmd")):
            yield from commands(text, path, stage.lines.get("cmd", line))


def image_commands(manifests: Manifests) -> Iterator[Command]:
    """Yield what the product's images run when they are built and started."""
    for manifest in manifests.of(Kind.DOCKERFILE):
        for number, text in enumerate(manifest.text.splitlines(), 1):
            if found := _STARTS.match(text):
                plain = re.sub(r"[\[\]\",]+", " ", found[1])
                yield from commands(plain, manifest.path, number)


def stages(manifests: Manifests | None) -> Iterator[tuple[str, int, str, Block]]:
    """Yield path, line, name and content of each stage of a dvc.yaml."""
    for manifest in manifests.of(Kind.DVC_PIPELINE) if manifests else ():
        for document in manifest.documents:
            listed = block(block(document).get("stages"))
            for name, value in listed.items():
                stage = block(value)
                stage = block(stage["do"]) if "do" in stage else stage
                if items(stage.get("cmd")):
                    yield manifest.path, listed.lines[name], name, stage


def _named_for_serving(path: str) -> bool:
    name = path.rpartition("/")[2]
    return bool(re.match(r"(score|scoring|inference|serve|serving|predict)", name))
