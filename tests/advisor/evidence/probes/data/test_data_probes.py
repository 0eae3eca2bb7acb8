"""Each probe of the data sees what is there, and no look-alike."""

from collections.abc import Callable
from pathlib import Path

import pytest
from evidence_builders import look, project_of

TRAIN = (
    "from sklearn.linear_model import LogisticRegression\n"
    "from acme.features import made\n"
    "def train(rows):\n    return LogisticRegression().fit(made(rows), rows)\n"
)
FEATURES = "def made(rows):\n    return rows\ndef age(r): ...\ndef size(r): ...\n"
SERVE = (
    "import bentoml\nfrom acme.features import made\n"
    "@bentoml.service\nclass Service:\n"
    "    @bentoml.api\n    def predict(self, rows):\n        return made(rows)\n"
)
BASE = {
    "src/acme/__init__.py": "",
    "src/acme/train.py": TRAIN,
    "src/acme/features.py": FEATURES,
}
FLOW = (
    "from dagster import asset\nfrom acme.data import gather\nfrom acme.train import train\n"
    "@asset\ndef model():\n    return train(gather())\n"
)
TIMER = (
    "import dagster\nfrom acme.flow import model\n"
    "due = dagster.ScheduleDefinition(job=model, cron_schedule='0 0 * * *')\n"
)
GATHER = "import pandas\ndef gather():\n    return pandas.read_sql('SELECT 1', None)\n"
PIPELINE = {**BASE, "src/acme/flow.py": FLOW, "src/acme/data.py": GATHER}
NIGHTLY = (
    "on: {schedule: [{cron: '0 0 * * *'}]}\n"
    "jobs: {a: {steps: [{run: python src/acme/data.py}]}}\n"
)
RULES = (
    "columns:\n  a: {type: integer, min: 0}\n  b: {type: text}\n  c: {type: number}\n"
    "owner: ada\ntext: what each column means, in enough words to be of use to a reader\n"
    "terms: free for any purpose, and as long as this sentence so that it says something\n"
    "description: a source of the project with three columns that are described here\n"
)
PANDERA = (
    "import pandera.pandas as pa\n"
    "class Rows(pa.DataFrameModel):\n    a: int\n"
    "def gather(rows):\n    return Rows.validate(rows)\n"
)
BLOCKING = (
    "import dagster\n@dagster.asset_check(asset='a', blocking=True)\ndef sound(): ...\n"
)
STAGES = "stages:\n  gather: {cmd: python src/acme/data.py}\n"
TESTS = "from acme.features import made\ndef test_made():\n    assert made(1) == 1\n"
CI = "on: pull_request\njobs: {a: {steps: [{run: pytest tests}]}}\n"

Files = dict[str, str]


@pytest.mark.parametrize(
    ("probe", "files", "outcome", "confidence"),
    [
        # The supply of data
        ("data_supply", PIPELINE | {"src/acme/due.py": TIMER}, "true", 4),
        ("data_supply", BASE | {"src/acme/data.py": GATHER, ".github/workflows/a.yml": NIGHTLY}, "true", 4),
        ("data_supply", BASE | {"src/acme/data.py": GATHER, "dvc.yaml": STAGES, ".github/workflows/a.yml": NIGHTLY.replace("python src/acme/data.py", "dvc repro")}, "true", 4),
        ("data_supply", PIPELINE, "partial", 3),
        ("data_supply", BASE | {"src/acme/data.py": GATHER}, "false", 1),
        # Written rules
        ("data_schema", PIPELINE | {"src/acme/data.py": PANDERA}, "true", 4),
        ("data_schema", BASE | {"src/acme/data.py": PANDERA}, "true", 3),
        ("data_schema", BASE | {"conf/a.yaml": RULES, "src/acme/contract.py": "def judged(): ..."}, "true", 3),
        ("data_schema", BASE | {"conf/a.yaml": RULES}, "partial", 3),
        ("data_schema", BASE | {"conf/a.yaml": RULES, ".travis.yml": "script: dbt test"}, "true", 4),
        # A stop for faulty data
        ("faulty_data_stopped", PIPELINE | {"src/acme/data.py": PANDERA}, "true", 4),
        ("faulty_data_stopped", BASE | {".travis.yml": "script: dbt test"}, "true", 4),
        ("faulty_data_stopped", BASE | {"conf/a.yaml": RULES}, "false", 2),
        ("faulty_data_stopped", PIPELINE | {"src/acme/data.py": GATHER + BLOCKING}, "true", 4),
        ("faulty_data_stopped", PIPELINE | {"src/acme/data.py": GATHER + BLOCKING.replace(", blocking=True", "")}, "false", 1),
        # One definition of inputs
        ("same_features", BASE | {"src/acme/serve.py": SERVE}, "true", 4),
        ("same_features", BASE, "partial", 3),
        ("same_features", BASE | {"src/acme/serve.py": SERVE.replace("from acme.features import made\n", "")}, "partial", 3),
        # A feature store
        ("feature_store", BASE | {"src/acme/serve.py": "import feast\ndef f(s: feast.FeatureStore):\n    return s.get_online_features()\n"}, "true", 3),
        ("feature_store", BASE | {"src/acme/f.py": "from feast import FeatureView\nv = FeatureView()\n"}, "partial", 3),
        ("feature_store", BASE | {"feature_store.yaml": "project: a"}, "false", 2),
        # A shared library of inputs
        ("shared_inputs", {k.replace("features.py", "features/made.py"): v.replace("acme.features", "acme.features.made") for k, v in (BASE | {"src/acme/b/serve.py": SERVE}).items()}, "true", 4),
        ("shared_inputs", BASE, "false", 1),
        # Tests of inputs
        ("feature_tests", BASE | {"tests/test_f.py": TESTS, ".github/workflows/a.yml": CI}, "true", 4),
        ("feature_tests", BASE | {"tests/test_f.py": TESTS, ".github/workflows/a.yml": CI.replace("tests}", "tests/other}")}, "partial", 3),
        ("feature_tests", BASE | {"tests/test_f.py": TESTS}, "partial", 3),
        ("feature_tests", BASE | {"tests/test_f.py": "def test_a(): ...", ".github/workflows/a.yml": CI}, "false", 3),
        ("feature_tests", BASE, "false", 2),
        # What inputs are worth
        ("feature_worth", BASE | {"src/acme/train.py": TRAIN + "from sklearn.inspection import permutation_importance\npermutation_importance(1)\n"}, "true", 3),
        ("feature_worth", BASE | {"src/acme/train.py": TRAIN + "from sklearn.inspection import permutation_importance\n"}, "false", 1),
        # Forbidden inputs
        ("forbidden_inputs", BASE | {"conf/a.yaml": "forbidden_features: [sex]\n", "src/acme/r.py": "def check_features_allowed(): ...\n"}, "true", 3),
        ("forbidden_inputs", BASE | {"conf/a.yaml": "forbidden_features: [sex]\n"}, "partial", 3),
        ("forbidden_inputs", BASE | {"src/acme/r.py": "def check_features_allowed(): ...\n"}, "false", 1),
        # Personal data
        ("personal_data", BASE | {"src/acme/p.py": "from presidio_analyzer import AnalyzerEngine\nAnalyzerEngine().analyze('x')\n"}, "true", 3),
        ("personal_data", BASE | {"src/acme/p.py": "PII_PATTERN = r'[a-z]+@[a-z]+'\n"}, "true", 3),
        ("personal_data", BASE | {"src/acme/p.py": "from presidio_analyzer import AnalyzerEngine\n"}, "false", 1),
        # A list of data
        ("data_inventory", {"data/data_sheet.md": "# Data\n" + "The field a has this meaning; owner: ada. " * 10}, "true", 3),
        ("data_inventory", {"data/data_sheet.md": "# Data\n" + "The field a has this meaning. " * 10}, "partial", 3),
        ("data_inventory", {"conf/a.yaml": RULES}, "true", 3),
        ("data_inventory", {"README.md": "See the data sheet; owner: ada. description " * 10}, "false", 1),
        # Outcomes
        ("labels_return", PIPELINE | {"src/acme/due.py": TIMER, "src/acme/data.py": GATHER + "import acme.labels\n", "src/acme/labels.py": "def returned(con):\n    con.execute('a')\ndef coverage(): ...\n"}, "true", 4),
        ("labels_return", BASE | {"src/acme/l.py": "import argilla\nargilla.Dataset()\n"}, "partial", 3),
        ("labels_return", BASE | {"src/acme/labels.py": "def returned(con):\n    con.execute('a')\n"}, "false", 1),
        # Resemblance
        ("data_resembles_reality", BASE | {"src/acme/train.py": TRAIN + "def group_sizes(): ...\n"}, "true", 3),
        ("data_resembles_reality", BASE | {"src/acme/other.py": "def group_sizes(): ...\n"}, "false", 1),
    ],
)  # fmt: skip
def test_a_probe_sees_what_is_there(
    tmp_path: Path, probe: str, files: Files, outcome: str, confidence: int
) -> None:
    found = look(probe, project_of(tmp_path, files))

    assert (found.outcome, found.confidence) == (outcome, confidence), found.message
    assert found.pointers or outcome == "false"


DISGUISES: dict[str, Callable[[str], Files]] = {
    "a comment": lambda text: {"src/acme/x.py": "# " + text.replace("\n", "\n# ")},
    "a text": lambda text: {"src/acme/x.py": f"DOC = '''{text}'''\n"},
    "dead code": lambda text: {
        "src/acme/x.py": "if False:\n"
        + "".join(f"    {line}\n" for line in text.splitlines())
    },
    "a test": lambda text: {"tests/x.py": text},
    "a vendored file": lambda text: {"vendor/x.py": text},
    "an example": lambda text: {"examples/x.py": text},
    "prose": lambda text: {"README.md": text},
    "a dependency": lambda _: {
        "requirements.txt": "pandera\nfeast\npresidio-analyzer\nshap\nargilla\nevidently\n"
    },
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    ("probe", "text"),
    [
        ("data_supply", GATHER + FLOW),
        ("data_schema", PANDERA),
        ("faulty_data_stopped", PANDERA),
        ("feature_store", "import feast\nfeast.FeatureStore().get_online_features()\n"),
        ("feature_worth", "import shap\nshap.TreeExplainer(1)\n"),
        ("personal_data", "import scrubadub\nscrubadub.clean('x')\n"),
        ("labels_return", "import argilla\nargilla.Dataset()\n"),
        ("data_resembles_reality", "import evidently\nevidently.Report()\n"),
    ],
)
def test_a_look_alike_is_no_evidence(
    tmp_path: Path, probe: str, text: str, disguise: str
) -> None:
    files = BASE | DISGUISES[disguise](text)

    found = look(probe, project_of(tmp_path, files))

    assert found.rung is None, found.message
