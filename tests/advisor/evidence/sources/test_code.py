"""Code is known by what it calls, under its full name; what never runs is no call."""

from pathlib import Path

import pytest
from evidence_builders import write
from hypothesis import given
from hypothesis import strategies as st

from advisor.evidence.sources import code, notebooks, tree
from advisor.evidence.sources.code import Code
from advisor.evidence.sources.syntax import parse
from advisor.evidence.sources.tree import ANY, Role


def names(source: str) -> list[str]:
    return [call.name for call in parse(source, "a/b.py", Role.PRODUCT).calls]


def read(tmp_path: Path, files: dict[str, str]) -> Code:
    reader = tree.read(write(tmp_path, files))
    found = code.read(reader, notebooks.read(reader))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "source",
    [
        "import mlflow\nmlflow.log_metric('a', 1)",
        "import mlflow as m\nm.log_metric('a', 1)",
        "from mlflow import log_metric as log\nlog('a', 1)",
        "import mlflow\ndef f():\n    with mlflow.start_run():\n        mlflow.log_metric('a', 1)",
        "def f():\n    import mlflow\n    return mlflow.log_metric('a', 1)",
    ],
)
def test_a_call_is_known_by_its_full_name(source: str) -> None:
    assert "mlflow.log_metric" in names(source)


@pytest.mark.parametrize(
    "source",
    [
        "from mlflow import MlflowClient\nc = MlflowClient()\nc.set_tag()",
        "from mlflow import MlflowClient\ndef f(c: MlflowClient):\n    c.set_tag()",
        "from mlflow import MlflowClient\ndef c() -> MlflowClient: ...\nc().set_tag()",
        "from mlflow import MlflowClient\nclass A:\n    def __init__(self):\n"
        "        self.c = MlflowClient()\n    def f(self):\n        self.c.set_tag()",
        "from mlflow import MlflowClient\nclass A:\n    c: MlflowClient\n"
        "    def f(self):\n        self.c.set_tag()",
    ],
)
def test_a_variable_stands_for_what_it_was_given(source: str) -> None:
    assert "mlflow.MlflowClient.set_tag" in names(source)


@pytest.mark.parametrize(
    "source",
    [
        "# mlflow.log_metric()",
        "'mlflow.log_metric()'",
        "import mlflow\nif False:\n    mlflow.log_metric()",
        "import mlflow\nif 0:\n    mlflow.log_metric()\nelse:\n    pass",
        "import mlflow\ndef f():\n    return 1\n    mlflow.log_metric()",
        "import mlflow\ndef f():\n    raise KeyError\n    mlflow.log_metric()",
        "import mlflow\nwhile False:\n    mlflow.log_metric()",
        "def f(mlflow):\n    mlflow.log_metric()",
        "import mlflow\nmlflow.log_metric",
    ],
)
def test_what_never_runs_is_no_call(source: str) -> None:
    assert "mlflow.log_metric" not in names(source)


def test_a_relative_import_is_one_of_the_same_project() -> None:
    found = parse("from .c import d\nfrom .. import e", "x/a/b.py", Role.PRODUCT)

    assert [one.full for one in found.imports] == ["x.a.c.d", "x.e"]


def test_definitions_tell_decorators_bases_and_fields() -> None:
    source = "import dagster as dg\n@dg.asset(name='x')\ndef f(): ...\nclass A(dg.B):\n    c: int\n"
    one, two = parse(source, "a.py", Role.PRODUCT).definitions

    assert (one.name, one.decorators, one.line) == ("f", ("dagster.asset",), 3)
    assert (two.bases, two.fields) == (("dagster.B",), ("c",))


def test_calls_are_found_by_name_pattern_and_role(tmp_path: Path) -> None:
    text = "import mlflow\nmlflow.log_metric('a', 1)\n"
    found = read(tmp_path, {"a.py": text, "tests/a.py": text, "vendor/a.py": text})

    assert [call.path for call in found.calls("mlflow.log_metric")] == ["a.py"]
    assert [call.path for call in found.calls("mlflow.*")] == ["a.py"]
    assert [call.path for call in found.calls("*.log_metric")] == ["a.py"]
    every = found.calls("mlflow.log_metric", where=ANY)
    assert {call.path for call in every} == {"a.py", "tests/a.py"}


def test_an_import_alone_is_no_use(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.py": "import optuna\n"})

    assert found.imports("optuna")
    assert not found.used("optuna")


def test_files_are_followed_through_their_imports(tmp_path: Path) -> None:
    files = {
        "src/pkg/__init__.py": "",
        "src/pkg/serve.py": "from pkg.features import made\n",
        "src/pkg/features.py": "from pkg import names\ndef made(): ...\n",
        "src/pkg/names.py": "",
    }
    found = read(tmp_path, files)

    assert found.reached_from(["src/pkg/serve.py"]) == {
        "src/pkg/serve.py",
        "src/pkg/features.py",
        "src/pkg/names.py",
    }


def test_a_name_is_followed_through_the_files_that_hand_it_on(tmp_path: Path) -> None:
    files = {
        "door.py": "from mlflow import MlflowClient\ndef client() -> MlflowClient: ...\n",
        "a.py": "from door import client\nclient().set_tag()\n",
        "b.py": "from door import MlflowClient\ndef f(c: MlflowClient):\n    c.set_tag()\n",
    }
    found = read(tmp_path, files)

    calls = found.calls("mlflow.MlflowClient.set_tag")
    assert [call.path for call in calls] == ["a.py", "b.py"]


def test_what_is_no_python_3_is_skipped_with_a_reason(tmp_path: Path) -> None:
    files = {
        "two.py": "print 'hello'\n",
        "deep.py": "x = " + "(" * 5_000,
        "deeper.py": "x = " + "-" * 100_000 + "1",
        "long.py": "x = '" + "a" * 200_000 + "'",
        "good.py": "x = 1\n",
    }
    reader = tree.read(write(tmp_path, files))
    (tmp_path / "odd.py").write_bytes(b"# -*- coding: no-such -*-\nx = 1\n")
    reader = tree.read(tmp_path)
    found = code.read(reader, None)

    assert found is not None
    assert set(found.modules) == {"good.py"}
    assert len(reader.skipped) == 5


def test_beyond_the_budget_the_telling_files_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "MOST_PARSED", 150)
    files = {f"a{n}.py": "x = 1  # much that does not matter\n" for n in range(5)}
    reader = tree.read(write(tmp_path, {**files, "z.py": "import mlflow\n"}))
    found = code.read(reader, None)

    assert found is not None
    assert "z.py" in found.modules
    assert found.left_out == 2
    assert "beyond" in reader.skipped[0].reason


def test_notebook_cells_are_code_but_not_of_the_product(tmp_path: Path) -> None:
    cell = '{"cell_type": "code", "execution_count": 1, "source": ["%pip install x\\n", "import mlflow\\n", "mlflow.log_metric(1)"]}'
    found = read(tmp_path, {"a.ipynb": f'{{"cells": [{cell}]}}'})

    assert not found.calls("mlflow.log_metric")
    assert [c.line for c in found.calls("mlflow.log_metric", notebooks=True)] == [3]


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text, "a.py", Role.PRODUCT)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
