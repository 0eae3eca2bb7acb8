"""Does a program package the code, so that regular training runs the package?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.observing import (
    USED,
    WIRED,
    at_files,
    at_lines,
    not_found,
    partly,
    unseen,
    yes,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

BUILDS: Final = (
    "pip wheel",
    "build",
    "uv build",
    "poetry build",
    "hatch build",
    "pdm build",
    "flit build",
    "docker build",
    "docker buildx",
    "docker-compose build",
    "docker compose build",
    "podman build",
    "buildah bud",
    "bentoml build",
    "bentoml containerize",
    "mlflow models build-docker",
    "gcloud builds submit",
    "az acr build",
)
ACTIONS: Final = (
    "docker/build-push-action",
    "pypa/build-and-inspect-python-package",
    "pypa/cibuildwheel",
    "aws-actions/amazon-ecr",
    "Docker@",
)
_BUILDER: Final = re.compile(
    r"^\[build-system\]|^\[project\]|^\[tool\.poetry\]|setup\(", re.M
)


def look(project: Project) -> Observation:
    """Look for a build in CI, and for the files it builds from."""
    found = parts.of(project)
    if found is None or not found.training:
        return unseen(mark("No code was found that trains a model."))
    kept = project.manifests
    build = [
        m.path
        for m in (kept.of(Kind.PYPROJECT) if kept else ())
        if _BUILDER.search(m.text)
    ]
    images = [m.path for m in (kept.of(Kind.DOCKERFILE) if kept else ())]
    files = at_files((*build, *images))
    lines = [r.command for r in (project.ci.running(*BUILDS) if project.ci else ())]
    steps = project.ci.using(*ACTIONS) if project.ci else ()
    used = tuple(
        Pointer(source="ci", place=job.path, line=step.line, text=step.uses)
        for job, step in steps
    )
    if files and (lines or used):
        message = mark("CI packages the code.")
        return yes(WIRED, message, (*at_lines(lines, source="ci"), *used, *files))
    if files:
        return partly(USED, mark("The code can be packaged; no CI job does it."), files)
    return not_found(mark("Nothing was found that packages the code."))
