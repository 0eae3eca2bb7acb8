"""Each manifest is known for what it is, by its name or by what it says."""

from pathlib import Path

import pytest
from evidence_builders import write

from advisor.evidence.sources import manifests, tree
from advisor.evidence.sources.dependencies import Dependency, dependencies
from advisor.evidence.sources.manifests import Kind, Manifests


def read(tmp_path: Path, files: dict[str, str]) -> Manifests:
    found = manifests.read(tree.read(write(tmp_path, files)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("Dockerfile", "FROM python", Kind.DOCKERFILE),
        ("serve/api.Dockerfile", "FROM python", Kind.DOCKERFILE),
        ("docker-compose.prod.yml", "services: {}", Kind.COMPOSE),
        ("k8s/a.yaml", "apiVersion: v1\nkind: Service", Kind.KUBERNETES),
        ("infra/main.tf", "resource {}", Kind.TERRAFORM),
        ("bentofile.yaml", "service: a", Kind.BENTOFILE),
        ("dvc.yaml", "stages: {}", Kind.DVC_PIPELINE),
        ("data/raw.csv.dvc", "outs: []", Kind.DVC_FILE),
        ("MLproject", "name: a", Kind.MLPROJECT),
        ("uv.lock", "", Kind.LOCK),
        ("requirements/dev.txt", "a", Kind.REQUIREMENTS),
        ("requirements.lock", "a==1", Kind.LOCK),
        ("environment.yml", "dependencies: []", Kind.CONDA),
        ("gx/expectations/a.json", "{}", Kind.GREAT_EXPECTATIONS),
        ("soda/checks.yml", "checks for a:", Kind.SODA),
        ("quality/a.yml", "checks for a:\n  - row_count > 0", Kind.SODA),
        ("feature_store.yaml", "project: a", Kind.FEAST),
        (".github/CODEOWNERS", "* @a", Kind.CODEOWNERS),
        (".github/dependabot.yml", "version: 2", Kind.UPDATER),
        ("MODEL_CARD.md", "# Model", Kind.MODEL_CARD),
        ("alerts.yml", "groups:\n- rules:\n  - alert: Down", Kind.ALERT_RULES),
        ("features/a.sql", "SELECT 1", Kind.SQL),
        ("config/a.yaml", "a: 1", Kind.YAML),
        ("docs/a.md", "# A", Kind.DOCUMENT),
    ],
)
def test_a_file_is_known(tmp_path: Path, path: str, text: str, kind: Kind) -> None:
    (found,) = read(tmp_path, {path: text}).items

    assert found.kind is kind


def test_a_vendored_manifest_is_none(tmp_path: Path) -> None:
    files = {"vendor/Dockerfile": "FROM a", "Dockerfile": "FROM b"}

    assert [m.path for m in read(tmp_path, files).items] == ["Dockerfile"]


def test_yaml_is_read_as_documents_and_broken_yaml_as_text(tmp_path: Path) -> None:
    files = {"a.yaml": "a: 1\n---\nb: 2\n", "b.yaml": "a: [", "c.yaml": "a: {{ b }}"}
    a, b, c = read(tmp_path, files).items

    assert a.documents == ({"a": "1"}, {"b": "2"})
    assert (b.documents, b.text) == ((), "a: [")
    assert c.documents == ()


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (
            "requirements.txt",
            "# c\nMLflow==3.1 ; python_version > '3'\n-r x.txt\npandas>=2  # d\n",
            [("mlflow", 2, True, False), ("pandas", 4, False, False)],
        ),
        (
            "requirements.lock",
            "scikit_learn==1.9 \\\n    --hash=sha256:aa\n",
            [("scikit-learn", 1, True, True)],
        ),
        (
            "pyproject.toml",
            '[project]\ndependencies = [\n  "duckdb>=1,<2",\n]\n'
            '[tool.poetry.dependencies]\npython = "^3"\nfeast = "0.4"\n',
            [("duckdb", 3, False, False), ("feast", 1, True, False)],
        ),
        (
            "uv.lock",
            '[[package]]\nname = "optuna"\nwheels = []\n',
            [("optuna", 2, True, True)],
        ),
        (
            "environment.yml",
            "dependencies:\n  - python=3.11\n  - pip:\n    - mlflow==3\n",
            [("python", 2, True, False), ("mlflow", 4, True, False)],
        ),
        ("pyproject.toml", "not toml [", []),
    ],
)
def test_dependencies_tell_how_exactly_they_are_named(
    path: str, text: str, found: list[tuple[str, int, bool, bool]]
) -> None:
    expected = tuple(Dependency(n, path, line, p, h) for n, line, p, h in found)

    assert dependencies(path, text) == expected
