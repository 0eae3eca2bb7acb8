"""A line is the programs that it starts, and nothing else that it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.evidence.sources.shell import Command, commands


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("pytest -q tests", [("pytest", "-q", "tests")]),
        (".venv/bin/python3 -m pytest tests", [("pytest", "tests")]),
        ("CI=1 uv run --frozen pytest", [("pytest",)]),
        ("poetry run python train.py", [("python", "train.py")]),
        ("sudo make test && make lint", [("make", "test"), ("make", "lint")]),
        ("cat a | grep b", [("cat", "a"), ("grep", "b")]),
        ("coverage run -m pytest", [("pytest",)]),
        ("make check >/dev/null 2>&1", [("make", "check")]),
        (
            "if test -f a; then dvc repro; fi",
            [("test", "-f", "a"), ("dvc", "repro"), ("fi",)],
        ),
        ("env -u HOME python a.py", [("python", "a.py")]),
    ],
)
def test_a_line_starts_programs(text: str, programs: list[tuple[str, ...]]) -> None:
    assert list(Command("ci.yml", 1, text).programs) == programs


@pytest.mark.parametrize(
    "text",
    [
        'echo "pytest tests"',
        "echo pytest",
        "pip install pytest",
        "ls tests # pytest",
        "command -v pytest",
    ],
)
def test_what_is_only_named_is_not_started(text: str) -> None:
    assert not Command("ci.yml", 1, text).starts("pytest")


def test_comments_and_here_documents_are_not_run() -> None:
    text = "# pytest\ncat <<EOF\npytest\nEOF\nmake \\\n  test\n"

    found = list(commands(text, "ci.yml", 10))

    assert [(c.line, c.text) for c in found] == [
        (11, "cat <<EOF"),
        (14, "make  test"),
    ]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for command in commands(text, "x", 1):
        assert all(program and all(program[:1]) for program in command.programs)
