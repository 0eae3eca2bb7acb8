"""The registry: models with their facts, found by version or alias.

A model is kept twice: as skops for training code (MLflow's own loader reads it too) and
as ONNX for the service. Neither is a pickle. Each is checked against the SHA-256 noted
at registration before it is loaded.
"""

import os
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import mlflow
import mlflow.sklearn
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema, TensorSpec
from pydantic import ValidationError
from sklearn.pipeline import Pipeline
from skops import io as skops

from reference_stack.errors import ModelError
from reference_stack.settings import Settings
from reference_stack.tracking.door import client, model_name, point_at
from reference_stack.tracking.facts import ModelFacts, Package, sha256

TRUSTED = ("sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",)
"""Types skops may build beyond its own list, read and judged by us.

`TreePredictor` holds the nodes of a tree and follows their indices without checking
them, so forged nodes could crash the process. Models are therefore loaded only when
their digest is the registered one.
"""
REQUIREMENTS = ("scikit-learn", "skops", "numpy", "pandas")
GIVEN = {"version", "run_id", "onnx_sha256", "skops_sha256"}
ONNX, FACTS, SKOPS = "serving/model.onnx", "serving/facts.json", "model.skops"


def register(
    settings: Settings, run_id: str, pipeline: Pipeline, onnx: bytes, facts: ModelFacts
) -> str:
    """Keep a model in the registry and return its version.

    The digests of the files, `version` and `run_id` in `facts` are filled in here. The
    same model with the same facts is registered once: a second call, after an
    interruption say, returns the version there is.

    Raises:
        ModelError: The pipeline holds a type that is not on our list.
    """
    content = sha256(onnx + facts.model_dump_json(exclude=GIVEN).encode())
    if (there := _same(settings, content)) is not None:
        return there
    point_at(settings)
    folder, uri = _logged(run_id, pipeline, facts)
    digests = {
        "onnx_sha256": sha256(onnx),
        "skops_sha256": sha256((folder / SKOPS).read_bytes()),
    }
    whole = facts.model_copy(update={"run_id": run_id, **digests})
    text = whole.model_dump_json(indent=1)
    (folder / "serving").mkdir()
    (folder / ONNX).write_bytes(onnx)
    (folder / FACTS).write_text(text, encoding="utf-8")
    tags = {
        "content": content,
        "facts_sha256": sha256(text.encode()),
        "folder": folder.relative_to(settings.artifacts.absolute()).as_posix(),
    }
    return _version_made(settings, uri, run_id, tags)


def _version_made(
    settings: Settings, uri: str, run_id: str, tags: dict[str, str]
) -> str:
    opened, name = client(settings), model_name(settings)
    if not opened.search_registered_models(f"name = '{name}'"):
        opened.create_registered_model(name)
    model_id = uri.removeprefix("models:/")
    made = opened.create_model_version(name, uri, run_id, tags=tags, model_id=model_id)
    return str(made.version)


def _same(settings: Settings, content: str) -> str | None:
    found = client(settings).search_model_versions(
        f"name = '{model_name(settings)}' and tags.content = '{content}'"
    )
    return str(found[0].version) if found else None


def _logged(run_id: str, pipeline: Pipeline, facts: ModelFacts) -> tuple[Path, str]:
    """Log the pipeline under its run; return its folder and its address in MLflow."""
    columns: list[ColSpec | TensorSpec] = []
    columns += [ColSpec(DataType.string, n) for n in facts.texts]
    columns += [ColSpec(DataType.float, n, required=False) for n in facts.numbers]
    answers = Schema([ColSpec(DataType.double)])
    with mlflow.start_run(run_id=run_id):
        try:
            info = mlflow.sklearn.log_model(
                pipeline,
                name="model",
                signature=ModelSignature(inputs=Schema(columns), outputs=answers),
                pip_requirements=list(_requirements()),
                serialization_format="skops",
                skops_trusted_types=list(TRUSTED),
            )
        except MlflowException as error:
            first = str(error).splitlines()[0]
            raise ModelError(f"run {run_id}", f"no model kept ({first})") from None
    return Path(url2pathname(urlsplit(info.artifact_path).path)), info.model_uri


@cache
def _requirements() -> tuple[str, ...]:
    return tuple(f"{name}=={installed(name)}" for name in REQUIREMENTS)


def fetch(settings: Settings, version: str) -> Package:
    """Return the ONNX graph and the facts of a version.

    Raises:
        ModelError: There is no such version, or a file is not what was registered.
    """
    found = _version(settings, version)
    facts = _facts(settings, found)
    content = _content(settings, found, ONNX)
    _check(f"version {version}", content, facts.onnx_sha256)
    return Package(onnx=content, facts=facts)


def load(settings: Settings, version: str) -> Pipeline:
    """Return the pipeline of a version, built from skops with our list of types.

    Raises:
        ModelError: There is no such version, its file is not what was registered, or
            it holds a type that is not on our list.
    """
    found = _version(settings, version)
    content = _content(settings, found, SKOPS)
    _check(f"version {version}", content, _facts(settings, found).skops_sha256)
    if foreign := set(skops.get_untrusted_types(data=content)) - set(TRUSTED):
        raise ModelError(
            f"version {version}", f"holds {', '.join(sorted(foreign))}", "known types"
        )
    return skops.loads(content, trusted=list(TRUSTED))


def unpack(settings: Settings, version: str) -> Path:
    """Put a version where the service reads it and return the folder.

    Raises:
        ModelError: As `fetch`.
    """
    package = fetch(settings, version)
    folder = settings.models / version
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "model.onnx", package.onnx)
    _replace(folder / "facts.json", package.facts.model_dump_json(indent=1).encode())
    return folder


def versions(settings: Settings) -> tuple[str, ...]:
    """Return all versions of the case's model, oldest first."""
    found = client(settings).search_model_versions(f"name = '{model_name(settings)}'")
    return tuple(sorted((str(v.version) for v in found), key=int))


def alias(settings: Settings, name: str) -> str | None:
    """Return the version that an alias points at, if it points at any."""
    try:
        model = client(settings).get_registered_model(model_name(settings))
    except MlflowException:
        return None
    found = model.aliases.get(name)
    return None if found is None else str(found)


def point(settings: Settings, name: str, version: str) -> None:
    """Point an alias at a version.

    Raises:
        ModelError: There is no such version.
    """
    _version(settings, version)
    client(settings).set_registered_model_alias(model_name(settings), name, version)


def drop(settings: Settings, name: str) -> None:
    """Remove an alias; one that does not exist is fine."""
    if alias(settings, name) is not None:
        client(settings).delete_registered_model_alias(model_name(settings), name)


def _version(settings: Settings, version: str) -> ModelVersion:
    try:
        return client(settings).get_model_version(model_name(settings), version)
    except MlflowException:
        known = ", ".join(versions(settings)) or "none"
        raise ModelError(
            f"model {model_name(settings)}", f"no version {version}", f"one of: {known}"
        ) from None


def _facts(settings: Settings, found: ModelVersion) -> ModelFacts:
    content = _content(settings, found, FACTS)
    where = f"version {found.version}"
    _check(where, content, found.tags["facts_sha256"])
    try:
        facts = ModelFacts.model_validate_json(content)
    except ValidationError as error:
        raise ModelError(where, error.errors()[0]["msg"], "facts of today") from None
    return facts.model_copy(update={"version": str(found.version)})


def _content(settings: Settings, found: ModelVersion, name: str) -> bytes:
    path = settings.artifacts / found.tags["folder"] / name
    try:
        return path.read_bytes()
    except OSError:
        raise ModelError(f"version {found.version}", f"{path.name} is gone") from None


def _check(where: str, content: bytes, digest: str) -> None:
    if sha256(content) != digest:
        raise ModelError(
            where,
            "a file is not the one that was registered",
            "restore it or register the model again",
        )


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
