"""Stack: the page starts a run, follows it, and shows what it left."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stack_builders import left, lines, status
from streamlit.testing.v1 import AppTest
from ui_builders import click, shown, visit

from advisor.ui import stack_run

PROGRAM = """#!{python}
import json, pathlib, sys, time
home = pathlib.Path(sys.argv[sys.argv.index("--home") + 1])
def say(**state):
    (home / "status.json").write_text(json.dumps(state))
{body}
"""
LONG = "say(done=1, of=4, month='2013-04', phase='develop')\ntime.sleep(60)"
SHORT = "say(done=4, of=4, finished=True)"
BAD = "print('the extract is torn; fetch it again'); sys.exit(2)"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    at = (tmp_path / "stack").resolve()
    yield at
    stack_run.stop(at)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return how to put a small program in the place of the stack's."""

    def placed(body: str) -> None:
        path = tmp_path / "reference-stack"
        path.write_text(PROGRAM.format(python=sys.executable, body=body))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(stack_run, "program", lambda: path)

    return placed


def awaited(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


def test_an_empty_home_says_so_and_draws_what_will_come(home: Path) -> None:
    app = visit("stack")

    assert not app.exception
    assert "Nothing has run here yet" in shown(app)
    assert "○ not yet" in shown(app)
    assert app.button(key="stop_stack").disabled
    assert not home.exists()


def test_a_run_is_started_followed_and_stopped(
    home: Path, program: Callable[[str], None]
) -> None:
    program(LONG)
    app = click(visit("stack"), "run_stack")
    awaited((home / "status.json").exists)
    app = visit("stack")

    assert stack_run.state(home) == "here"
    assert app.button(key="run_stack").disabled
    assert "1 of 4 steps · 2013-04 training and comparing" in progress(app)

    click(app, "stop_stack")

    assert stack_run.state(home) == "idle"
    assert stack_run.failure(home) == ""


def test_pressing_run_twice_starts_one_run(
    home: Path, program: Callable[[str], None]
) -> None:
    program(LONG)
    stack_run.start(home)
    first = stack_run._RUNS[home]
    stack_run.start(home)

    assert stack_run._RUNS[home] is first


def test_a_run_that_ends_says_that_it_is_finished(
    home: Path, program: Callable[[str], None]
) -> None:
    program(SHORT)
    stack_run.start(home)
    awaited(lambda: stack_run.state(home) == "idle")

    assert "Finished: 4 of 4 steps" in progress(visit("stack"))


def test_a_run_that_fails_is_told_in_its_own_words(
    home: Path, program: Callable[[str], None]
) -> None:
    program(BAD)
    stack_run.start(home)
    awaited(lambda: stack_run.state(home) == "idle")
    app = visit("stack")

    assert not app.exception
    assert "the extract is torn; fetch it again" in shown(app)


def test_without_the_stack_s_tools_the_page_says_what_to_do(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack_run, "program", lambda: tmp_path / "nowhere")
    app = visit("stack")

    assert not app.exception
    assert "make stack" in shown(app)
    stack_run.start(home)
    assert not home.exists()


def test_a_run_from_a_terminal_is_followed_but_not_stopped_here(home: Path) -> None:
    left(home)
    app = visit("stack")

    assert "not started here" in shown(app)
    assert len(app.button) == 0


def test_a_run_that_was_left_long_ago_can_go_on(home: Path) -> None:
    left(home)
    old = time.time() - 3600
    os.utime(home / "status.json", (old, old))
    app = visit("stack")

    assert app.button(key="run_stack").label == "Go on"
    assert not app.button(key="run_stack").disabled


def test_what_a_run_left_is_told_on_every_tab(home: Path) -> None:
    left(home)
    app = visit("stack")
    said = shown(app)

    assert not app.exception
    for word in (
        "✓ passed (1 of 1)",
        "✗ refused (0 of 1)",
        "Promoted",
        "‼ page",
        "quarantine",
    ):
        assert word in said, word
    assert "The challenger costs less" in said
    assert "-30.0 to -10.0" in said
    assert "at least 0.08" in said
    assert {m.label: m.value for m in app.metric}["Cost saved"] == "12 %"


def test_a_stopped_line_is_told(home: Path) -> None:
    left(home, **{"status.json": status(stopped="nothing tells late from on time")})

    assert "nothing tells late from on time" in shown(visit("stack"))


def test_damaged_files_are_named_and_the_rest_is_shown(home: Path) -> None:
    left(home, **{"ledger.jsonl": f"oops\n{lines()}", "reports/kpi.csv": "day\nx\n"})
    app = visit("stack")

    assert not app.exception
    assert any("ledger.jsonl:1" in w.value.replace("\\", "") for w in app.warning)
    assert "Promoted" in shown(app)


def test_markup_in_a_reason_is_shown_as_it_is(home: Path) -> None:
    odd = "**B** <b>x</b> [a](b) $x$"
    left(home, **{"ledger.jsonl": lines().replace("because of 6", odd)})

    assert odd in shown(visit("stack"))


def progress(app: AppTest) -> str:
    return " ".join(str(each.proto.text) for each in app.get("progress")).replace(
        "\\", ""
    )
