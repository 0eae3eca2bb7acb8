"""The page on evidence and the templates for CI are true."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from advisor import content
from advisor.assess import bundle
from advisor.cli import _parser
from advisor.evidence import probes
from advisor.evidence.finding import Outcome
from advisor.evidence.reconcile import Verdict
from advisor.report.scan_probes import PAGE, filled

DOCS = content.docs_folder()
TEMPLATES = sorted((DOCS / "ci").glob("evidence-*.yml"))
PLACES = [DOCS / PAGE, *TEMPLATES]


def commands(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return re.findall(r"^[ -]*(?:run: )?mlops-advisor ([^>\n]+)", text, re.MULTILINE)


def test_the_table_of_probes_is_that_of_today() -> None:
    """`python -m advisor.report.scan_probes` writes it."""
    page = (DOCS / PAGE).read_text(encoding="utf-8")

    assert page == filled(page, [probe.text for probe in probes.load()])


def test_the_page_names_each_outcome_and_each_verdict() -> None:
    page = (DOCS / PAGE).read_text(encoding="utf-8")

    for outcome in Outcome:
        assert f"| `{outcome}` |" in page
    for verdict in Verdict:
        assert f"| {verdict.replace('_', ' ')} |" in page


@pytest.mark.parametrize("path", PLACES, ids=lambda p: p.name)
def test_each_command_shown_is_understood(path: Path) -> None:
    shown = commands(path)

    assert shown
    for line in shown:
        arguments = shlex.split(line.replace("$since", "--since scan.json"))
        assert _parser().parse_args(arguments).run


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_a_template_is_yaml_and_requires_practices_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    required = re.search(r"REQUIRED: (\S+)", text)

    assert isinstance(yaml.safe_load(text), dict)
    assert required
    assert set(required[1].split(",")) <= set(bundle.load().questionnaire.practices)
