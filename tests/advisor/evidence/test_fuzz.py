"""Whatever stands in a project's files, they are read or skipped with a reason.

`make fuzz` tries 10,000 projects for each reader: FUZZ_EXAMPLES=10000.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scan_builders import NOW

from advisor.evidence import probes
from advisor.evidence.finding import Outcome
from advisor.evidence.probe import ask
from advisor.evidence.project import Project
from advisor.evidence.sources import ci, code, manifests, notebooks, tree
from advisor.evidence.sources.tree import File, Reader, Tree

thoroughly = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
SEEDS = (
    b"on:\n  push: {tags: [v1]}\njobs:\n  a:\n    steps:\n      - run: |\n          make test\n",
    b"test:\n  extends: .a\n  script: [pytest]\n  rules: [{if: $CI, when: never}]\n.a: {x: &y 1}\n",
    b"pipeline { stages { stage('a') { steps { sh '''pytest\n''' } } } } // x",
    b"stages:\n- stage: a\n  jobs:\n  - job: b\n    steps:\n    - script: pytest\n",
    b"version: 2.1\njobs: {a: {steps: [checkout, {run: {command: pytest}}]}}\nworkflows: {b: {jobs: [a]}}\n",
    b"pipelines: {default: [{step: {script: [pytest]}}], branches: {main: [{step: {script: [x]}}]}}\n",
    b"A := b\nall: test\n\t@$(A) pytest \\\n\t -q\ntest:\n\ttox\n",
    b"import mlflow as m\nfrom . import x\n@m.y\nclass A(m.B):\n    c: int = m.f(1)\n    def f(self): return self.c.g()\n",
    b'{"cells": [{"cell_type": "code", "source": ["import mlflow\\n", "%x"], "execution_count": 1}]}',
    b"a: &a [x]\nb: [*a, *a]\n<<: {c: !!python/object:os.system 1}\n---\n- |\n  x\n",
    b"columns:\n  a: {type: integer, min: 1}\n  b: {type: text}\n  c: {type: x}\nowner: a\n",
    b"[project]\ndependencies = ['a==1']\nscripts = {a = 'b:c'}\n[tool.poetry.dependencies]\nx = '1'\n",
    b"stages:\n  a: {cmd: python a.py}\n  b: {foreach: [1], do: {cmd: [x, y]}}\n",
    b'FROM python\nRUN pip install -r requirements.txt\nCMD ["python", "a.py"]\n',
    b"mlflow==1 --hash=sha256:aa \\\n  --hash=sha256:bb\n-e .\nhttps://x\n",
    b"",
)
PLACES = (
    ".github/workflows/a.yml",
    ".github/actions/a/action.yml",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    ".circleci/config.yml",
    "bitbucket-pipelines.yml",
    ".travis.yml",
    "Makefile",
    "tox.ini",
    "noxfile.py",
    "a.py",
    "pkg/b.py",
    "a.ipynb",
    "conf/a.yaml",
    "k8s/a.yml",
    "dvc.yaml",
    "MLproject",
    "pyproject.toml",
    "setup.py",
    "uv.lock",
    "requirements.txt",
    "environment.yml",
    "Dockerfile",
    "features/a.sql",
    "README.md",
    "CODEOWNERS",
    "a.json",
)


@dataclass
class Memory:
    """Files that are held in memory."""

    files: Mapping[str, bytes]

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def close(self) -> None:
        """Nothing is held open."""


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Draw a text that is nearly right: a good one with parts cut, doubled or put in."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        put = draw(st.one_of(st.just(text[start:end] * 2), st.binary(max_size=8)))
        text = text[:start] + put + text[end:]
    return text


trees = st.dictionaries(st.sampled_from(PLACES), contents(), min_size=1, max_size=8)


def reader_of(files: Mapping[str, bytes]) -> Reader:
    listed = tuple(File(p, len(raw), tree.role(p)) for p, raw in files.items())
    return Reader(Tree(listed), Memory(files))


def read(files: Mapping[str, bytes]) -> Project:
    reader = reader_of(files)
    noted = notebooks.read(reader)
    return Project(
        now=NOW,
        tree=reader.tree,
        ci=ci.read(reader),
        manifests=manifests.read(reader),
        notebooks=noted,
        code=code.read(reader, noted),
    )


@thoroughly
@given(trees)
def test_every_reader_survives_every_project(files: dict[str, bytes]) -> None:
    found = read(files)

    for ran in found.ci.ran if found.ci else ():
        assert ran.command.line >= 1
        assert all(ran.command.programs)
    for module in found.code.modules.values() if found.code else ():
        assert all(call.line >= 1 for call in module.calls)


@thoroughly
@given(trees)
def test_no_probe_fails_on_any_project(files: dict[str, bytes]) -> None:
    found = read(files)
    asked = [
        probes._load(path)
        for dimension in ("data", "development")
        for path in sorted((probes.FOLDER / dimension).glob("*.yaml"))
    ]

    for finding in (f for probe in asked for f in ask(probe, found)):
        assert finding.outcome is not Outcome.ERROR, (finding.probe, finding.message)
