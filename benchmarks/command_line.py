"""A command of the command line, the whole process from start to exit."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from advisor.assess import bundle, exchange
from advisor.assess.answers import Answer, Scope, blank
from advisor.assess.questionnaire import Rung
from benchmarks.measuring import Act, Table, repeated, spread

HELP_AIM_MS: Final = 500.0


def measure(repeats: int = 15) -> Table:
    """Return the times of `--help`, and of two commands on a full answer sheet."""
    with TemporaryDirectory() as folder:
        sheet = Path(folder) / "answers.yaml"
        sheet.write_bytes(_full_sheet())
        return {
            "--help": spread(repeated(_command("--help"), repeats), HELP_AIM_MS),
            "assess": spread(repeated(_command("assess", str(sheet)), repeats)),
            "roadmap": spread(repeated(_command("roadmap", str(sheet)), repeats)),
            "an empty Python process": spread(repeated(_python("-c", ""), repeats)),
        }


def _full_sheet() -> bytes:
    questions = bundle.load().questionnaire
    every = dict.fromkeys(questions.practices, Answer(rung=Rung.BY_HAND))
    sheet = blank(questions, Scope(name="Full")).model_copy(update={"answers": every})
    return exchange.dump(sheet, questions, exchange.Form.YAML)


def _command(*arguments: str) -> Act:
    return _python("-m", "advisor", *arguments)


def _python(*arguments: str) -> Act:
    return lambda: subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True
    )
