"""A small shop that trains and serves a model, and the disguises of evidence."""

from collections.abc import Callable, Mapping
from pathlib import Path

from evidence_builders import look, project_of

from advisor.evidence.finding import Finding, Outcome

Files = Mapping[str, str]

TRAIN = {
    "shop/train.py": (
        "from sklearn.linear_model import Ridge\n\n\n"
        "def train(rows):\n    return Ridge().fit(rows, rows)\n"
    )
}
FLOW = {
    "shop/flow.py": (
        "from prefect import flow\n\nfrom shop import extra\n"
        "from shop.train import train\n\n\n"
        "@flow\ndef training():\n    train(extra.rows())\n"
    )
}
SERVE = {
    "shop/serve.py": (
        "import joblib\nfrom fastapi import FastAPI\n\nfrom shop import extra\n\n"
        "app = FastAPI()\nmodel = joblib.load('model')\n\n\n"
        "@app.post('/predict')\ndef predict(row: dict):\n"
        "    return model.predict([row])\n"
    )
}
EXTRA = {"shop/extra.py": "def rows():\n    return []\n"}
SHOP = {"shop/__init__.py": "", **TRAIN, **FLOW, **SERVE, **EXTRA}


def workflow(on: str, steps: str, more: str = "") -> str:
    """Return a GitHub workflow with one job."""
    return f"on: {on}\njobs:\n  work:\n    runs-on: ubuntu-24.04\n{more}    steps:\n{steps}"


def run(*lines: str) -> str:
    """Return the steps that run some lines."""
    return "".join(f"      - run: {line}\n" for line in lines)


def seen(tmp_path: Path, probe: str, *files: Files, in_git: bool = False) -> Finding:
    """Return what a probe sees in a project of the given files."""
    merged = {path: text for part in files for path, text in part.items()}
    return look(probe, project_of(tmp_path, merged, in_git=in_git))


def shows(finding: Finding) -> bool:
    """Tell whether a finding shows that something is done."""
    return finding.rung is not None and bool(finding.rung.score)


def is_yes(finding: Finding) -> bool:
    """Tell whether a finding says yes and points at it."""
    return finding.outcome is Outcome.TRUE and bool(finding.pointers)


def _commented(code: str) -> Files:
    lines = "".join(f"# {line}\n" for line in code.splitlines())
    return {"shop/extra.py": f"{lines}def rows():\n    return []\n"}


def _quoted(code: str) -> Files:
    return {"shop/extra.py": f"TEXT = '''\n{code}'''\n\n\ndef rows():\n    return []\n"}


def _dead(code: str) -> Files:
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return {"shop/extra.py": f"if False:\n{lines}\n\ndef rows():\n    return []\n"}


DISGUISES: Mapping[str, Callable[[str], Files]] = {
    "commented out": _commented,
    "in a string": _quoted,
    "never reached": _dead,
    "in a test fixture": lambda code: {"tests/fixtures/drifted.py": code},
    "vendored": lambda code: {"third_party/lib/drifted.py": code},
    "in a README": lambda code: {"README.md": f"# Shop\n\n```python\n{code}```\n"},
    "in an example": lambda code: {"examples/drifted.py": code},
}
