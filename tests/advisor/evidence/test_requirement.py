"""A gate demands behaviours by name, and says which are not seen."""

import pytest
from scan_builders import finding, scan

from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.errors import EvidenceError
from advisor.evidence import probes
from advisor.evidence.finding import Outcome
from advisor.evidence.requirement import Requirement, parse, unmet
from advisor.evidence.scan import Scan

PRACTICES = tuple(bundle.load().questionnaire.practices)
TEXTS = tuple(probe.text for probe in probes.load())
FOUND = scan(
    finding("automation.ci", probe="ci_on_every_change"),
    finding("data.schema", Outcome.PARTIAL),
    finding("monitoring.drift", Outcome.FALSE, 2, message="Nothing compares"),
    finding("deployment.registry", sought=Rung.BY_HAND),
)


def missing(text: str, found: Scan = FOUND) -> tuple[str, ...]:
    return unmet(parse(text, PRACTICES, TEXTS), found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "automation.ci",
        " automation.ci , deployment.registry,",
        "automation.ci=automated",
        "automation.ci=by_hand",
        "data.schema=by_hand",
    ],
)
def test_what_is_seen_passes_the_gate(text: str) -> None:
    assert missing(text) == ()


def test_a_probe_can_be_demanded_by_its_own_name() -> None:
    assert unmet([Requirement(id="ci_on_every_change")], FOUND) == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("monitoring.drift", "monitoring.drift: Nothing compares"),
        ("data.schema", "data.schema: Look here"),
        (
            "deployment.registry=automated",
            "deployment.registry: needs automated, is by_hand: Look here",
        ),
        ("business.goal", "business.goal: no probe looks for it"),
    ],
)
def test_what_is_not_seen_is_named_with_the_reason(text: str, why: str) -> None:
    assert missing(f"automation.ci,{text}") == (why,)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("automation.cii", "did you mean 'automation.ci'"),
        ("level_2", "no such practice or probe"),
        ("automation.ci=none", "expected PRACTICE=by_hand or PRACTICE=automated"),
        ("automation.ci=", "expected PRACTICE="),
    ],
)
def test_what_cannot_be_demanded_is_refused(text: str, right: str) -> None:
    with pytest.raises(EvidenceError, match=right):
        missing(text)
