"""Commands: what the lines of CI do, told by the programs that they start."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Job, Ran, Step, Trigger
from advisor.evidence.sources.shell import Command

TESTS: Final = (
    *("pytest", "py.test", "unittest", "tox", "nox", "nosetests", "nose2", "behave"),
    *("hatch test", "python manage.py test", "python setup.py test", "coverage run"),
    *("go test", "cargo test", "ctest", "npm test", "npm run test", "yarn test"),
    *("mvn test", "mvn verify", "gradle test", "gradlew test", "gradlew build"),
    *("bazel test", "sbt test", "dotnet test", "pnpm test", "stestr", "trial"),
)
RULES: Final = (
    *("ruff", "flake8", "pylint", "mypy", "black", "isort", "pre-commit", "prek"),
    *("pyright", "basedpyright", "bandit", "yapf", "pycodestyle", "pydocstyle", "ty"),
    *("eslint", "golangci-lint", "shellcheck", "lint-imports", "cargo clippy"),
    *("npm run lint", "pylama", "prospector", "autopep8", "codespell", "hadolint"),
)
RULE_ACTIONS: Final = (
    *(
        "pre-commit/action",
        "psf/black",
        "astral-sh/ruff-action",
        "chartboost/ruff-action",
    ),
    *("github/super-linter", "super-linter/super-linter", "isort/isort-action"),
    *("py-actions/flake8", "suo/flake8-github-action", "oxsecurity/megalinter"),
)
BUILDS: Final = (
    *(
        "docker build",
        "docker buildx",
        "podman build",
        "buildah",
        "kaniko",
        "pip wheel",
    ),
    *("build", "poetry build", "uv build", "hatch build", "pdm build", "bentoml build"),
    *(
        "bentoml containerize",
        "python setup.py",
        "gcloud builds submit",
        "az acr build",
    ),
)
BUILD_ACTIONS: Final = (
    "docker/build-push-action",
    "docker/bake-action",
    "pypa/cibuildwheel",
)
PUBLISHES: Final = (
    *("twine upload", "docker push", "podman push", "poetry publish", "uv publish"),
    *("flit publish", "hatch publish", "pdm publish", "helm push"),
)
PUBLISH_ACTIONS: Final = ("pypa/gh-action-pypi-publish", "docker/build-push-action")
PIPELINE_DEPLOYS: Final = (
    *("databricks bundle deploy", "dbx deploy", "prefect deploy", "dagster-cloud"),
    *(
        "prefect deployment apply",
        "prefect deployment build",
        "astro deploy",
        "zenml deploy",
    ),
    *(
        "pyflyte register",
        "flytectl register",
        "argo submit",
        "argo template",
        "argo cron",
    ),
    *("gcloud composer", "aws mwaa", "az ml pipeline", "az ml job", "kfp pipeline"),
)
# A folder of DAGs is installed by copying it to where Airflow looks.
_DAGS: Final = re.compile(
    r"\b(aws s3|gsutil|gcloud storage|rsync|azcopy)\b.*\b(sync|cp|rsync|-\w+)\b.*\bdags\b"
)
PIPELINE_DEPLOY_ACTIONS: Final = (
    "astronomer/deploy-action",
    "dagster-io/dagster-cloud-action",
)
DEPLOYS: Final = (
    *(
        "kubectl apply",
        "kubectl set",
        "kubectl rollout",
        "kubectl create",
        "helm upgrade",
    ),
    *("helm install", "terraform apply", "terragrunt apply", "tofu apply", "pulumi up"),
    *(
        "cdk deploy",
        "sam deploy",
        "serverless deploy",
        "sls deploy",
        "gcloud run deploy",
    ),
    *(
        "gcloud functions deploy",
        "gcloud app deploy",
        "gcloud ai",
        "az webapp",
        "az ml",
    ),
    *(
        "az containerapp",
        "az container create",
        "az functionapp",
        "aws ecs",
        "aws sagemaker",
    ),
    *(
        "aws lambda",
        "aws cloudformation deploy",
        "aws deploy",
        "flyctl deploy",
        "fly deploy",
    ),
    *(
        "heroku container:release",
        "git push heroku",
        "cf push",
        "eb deploy",
        "modal deploy",
    ),
    *(
        "bentoml deploy",
        "bentoml deployment",
        "bentoml cloud",
        "argocd app",
        "skaffold run",
    ),
    *(
        "ansible-playbook",
        "mlflow deployments",
        "mlflow sagemaker",
        "truss push",
        "cog push",
    ),
    *(
        "seldon model",
        "oc apply",
        "oc rollout",
        "az ml online-deployment",
        "railway up",
    ),
)
DEPLOY_ACTIONS: Final = (
    *("google-github-actions/ssh-compute", "google-github-actions/deploy-gke"),
    *("aws-actions/amazon-ecs-deploy-task-definition", "azure/webapps-deploy"),
    *(
        "Azure/webapps-deploy",
        "Azure/k8s-deploy",
        "azure/k8s-deploy",
        "appleboy/ssh-action",
    ),
    *(
        "google-github-actions/deploy-cloudrun",
        "google-github-actions/deploy-appengine",
    ),
    *("google-github-actions/deploy-cloud-functions", "akhileshns/heroku-deploy"),
    *("AkhileshNS/heroku-deploy", "serverless/github-action", "azure/functions-action"),
    *("Azure/functions-action", "azure/aml-deploy", "Azure/aml-deploy", "AzureWebApp@"),
    *("einaregilsson/beanstalk-deploy", "KubernetesManifest@", "HelmDeploy@"),
)
PIPELINE_RUNS: Final = (
    *("dvc repro", "dvc exp run", "kedro run", "mlflow run", "zenml pipeline run"),
    *(
        "snakemake",
        "ploomber build",
        "dagster job execute",
        "dagster asset materialize",
    ),
    *("airflow dags test", "pyflyte run", "luigi", "prefect deployment run", "tfx run"),
    *(
        "az ml job create",
        "databricks bundle run",
        "argo submit",
        "anyscale job submit",
    ),
    *("anyscale jobs submit", "sky launch", "prefect run", "metaflow run"),
)
# Runners of tasks: the name of the task is all that is seen where it is not resolved.
_TASKS: Final = frozenset(
    {"make", "just", "task", "invoke", "inv", "poe", "doit", "hatch"} | {"mise"}
)
_TEST_TASK: Final = re.compile(r"(?:^|[-_:.])(unit-?)?tests?(?:$|[-_:.])|^check-test")
# Environments of CI that are no place where a model runs.
_NO_PLACE: Final = re.compile(r"pypi|pages|docs|release-notes|npm|test", re.IGNORECASE)
_INSTALLED: Final = re.compile(r"\.whl\b|\bdist/|\.tar\.gz\b")
_ANYWAY: Final = re.compile(r"\|\|\s*(true|:|exit 0|echo\b)")
_ONLY_RULES: Final = re.compile(r"\b(lint|docs|format|style|type|mypy|pkg|build)")


def tests(project: Project, *triggers: Trigger) -> tuple[Ran, ...]:
    """Return the lines of jobs started by some triggers that run tests and may fail."""
    return tuple(
        ran
        for ran in _running(project, TESTS, triggers)
        if not _ANYWAY.search(ran.command.text) and not _runs_rules_only(ran)
    )


def test_tasks(project: Project, *triggers: Trigger) -> tuple[Ran, ...]:
    """Return the lines that start a task named after tests, whatever it does."""
    return tuple(
        ran
        for ran in (project.ci.ran if project.ci else ())
        if set(triggers) & ran.job.triggers
        and any(
            program[0] in _TASKS and any(map(_TEST_TASK.search, program[1:]))
            for program in ran.command.programs
        )
    )


def rules(project: Project, *triggers: Trigger) -> tuple[Ran | tuple[Job, Step], ...]:
    """Return the lines and steps that apply quality rules."""
    return (
        *_running(project, RULES, triggers),
        *_using(project, RULE_ACTIONS, triggers),
    )


def deploys(job: Job, *, packages: bool = True) -> Ran | Step | None:
    """Return the first line or step of a job that brings something where it runs.

    A package that is installed in a named environment counts unless `packages` is
    false: it holds code, and no model.
    """
    for step in job.steps:
        if step.uses.startswith((*DEPLOY_ACTIONS, *PIPELINE_DEPLOY_ACTIONS)):
            return step
        for command in step.commands():
            package = packages and _installs(job, command.text)
            if package or _is_pipeline(command) or command.starts(*DEPLOYS):
                return Ran(job, step, command)
    return None


def deploys_pipeline(job: Job) -> bool:
    """Tell whether a job registers a pipeline with a workflow program."""
    return any(
        step.uses.startswith(PIPELINE_DEPLOY_ACTIONS)
        or any(map(_is_pipeline, step.commands()))
        for step in job.steps
    )


def builds(job: Job) -> bool:
    """Tell whether a job builds an image or a package."""
    return _does(job, BUILDS, BUILD_ACTIONS)


def publishes(job: Job) -> bool:
    """Tell whether a job puts an image or a package in a store."""
    return _does(job, PUBLISHES, PUBLISH_ACTIONS)


def needed_by(project: Project, job: Job) -> tuple[Job, ...]:
    """Return a job and those of the same definition that it waits for."""
    jobs = project.ci.jobs if project.ci else ()
    named = {other.name: other for other in jobs if other.path == job.path}
    found, waiting = {job.name: job}, list(job.needs)
    while waiting:
        other = named.get(waiting.pop())
        if other is not None and other.name not in found:
            found[other.name] = other
            waiting += other.needs
    return tuple(found.values())


def _is_pipeline(command: Command) -> bool:
    return command.starts(*PIPELINE_DEPLOYS) or bool(_DAGS.search(command.text))


def _does(job: Job, programs: tuple[str, ...], actions: tuple[str, ...]) -> bool:
    return any(
        step.uses.startswith(actions)
        or any(command.starts(*programs) for command in step.commands())
        for step in job.steps
    )


def _installs(job: Job, text: str) -> bool:
    """Tell whether a line installs a built package in a named environment."""
    placed = bool(job.environment) and not _NO_PLACE.search(job.environment)
    return placed and "pip install" in text and bool(_INSTALLED.search(text))


def _runs_rules_only(ran: Ran) -> bool:
    return all(
        program[0] in {"tox", "nox"} and _ONLY_RULES.search(" ".join(program[1:]))
        for program in ran.command.programs
    )


def _running(
    project: Project, programs: tuple[str, ...], triggers: tuple[Trigger, ...]
) -> tuple[Ran, ...]:
    found = project.ci.running(*programs) if project.ci else ()
    return tuple(ran for ran in found if set(triggers) & ran.job.triggers)


def _using(
    project: Project, actions: tuple[str, ...], triggers: tuple[Trigger, ...]
) -> Iterator[tuple[Job, Step]]:
    found = project.ci.using(*actions) if project.ci else ()
    return ((job, step) for job, step in found if set(triggers) & job.triggers)
