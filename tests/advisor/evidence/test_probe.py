"""A probe answers, or says why not; it never stops a scan."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from scan_builders import NOW

from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.errors import ContentError
from advisor.evidence import probes
from advisor.evidence.finding import MOST_POINTERS, Observation, Outcome, Pointer
from advisor.evidence.probe import Probe, ProbeText, ask
from advisor.evidence.project import Project

# Whether a source was read is all that matters here, not what it holds.
SOMETHING: Any = object()
FIELDS = {
    "id": "merged",
    "question": "Are changes merged?",
    "shows": {"traceability.code": "automated", "development.review": "by_hand"},
    "tests": ["M1"],
    "reads": ["history"],
    "why": "Because.",
    "how": "It reads.",
    "remedy": "Merge.",
    "effort": 1,
    "blind_spots": "Many.",
}


def probe(look: Callable[[Project], Observation]) -> Probe:
    return Probe(ProbeText.model_validate(FIELDS), look)


def yes(_: Project) -> Observation:
    pointers = tuple(Pointer(source="history", place=f"c{n}") for n in range(50))
    return Observation(
        outcome=Outcome.TRUE, confidence=4, message="Merged", pointers=pointers
    )


def fails(_: Project) -> Observation:
    raise KeyError("no such commit")


@pytest.fixture
def project() -> Project:
    return Project(now=NOW, history=SOMETHING)


def test_one_look_decides_each_practice_it_shows(project: Project) -> None:
    findings = ask(probe(yes), project)

    assert {f.practice: f.rung for f in findings} == {
        "traceability.code": Rung.AUTOMATED,
        "development.review": Rung.BY_HAND,
    }
    assert {len(f.pointers) for f in findings} == {MOST_POINTERS}
    assert {f.tests for f in findings} == {("M1",)}


def test_a_probe_that_fails_is_an_error_and_shows_nothing(project: Project) -> None:
    findings = ask(probe(fails), project)

    assert {f.outcome for f in findings} == {Outcome.ERROR}
    assert {f.rung for f in findings} == {None}
    assert "KeyError: 'no such commit'" in findings[0].message


def test_a_probe_without_its_sources_is_not_asked() -> None:
    findings = ask(probe(fails), Project(now=NOW))

    assert {f.outcome for f in findings} == {Outcome.NOT_AVAILABLE}
    assert "history" in findings[0].message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shows", {}),
        ("shows", {"traceability.code": "none"}),
        ("shows", {"code": "automated"}),
        ("reads", []),
        ("reads", ["gossip"]),
        ("tests", ["M8"]),
        ("effort", 6),
        ("colour", "red"),
    ],
)
def test_a_bad_text_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        ProbeText.model_validate(FIELDS | {field: value})


def test_every_shipped_probe_shows_practices_that_exist() -> None:
    known = bundle.load().questionnaire.practices

    for one in probes.load():
        assert set(one.text.shows) <= set(known), one.text.id


def test_a_text_has_its_look_beside_it_and_the_other_way_round() -> None:
    texts = {path.with_suffix("") for path in probes.FOLDER.rglob("*.yaml")}
    looks = {
        path.with_suffix("")
        for path in probes.FOLDER.rglob("*.py")
        if "def look(" in path.read_text(encoding="utf-8")
    }

    assert texts == looks


def test_a_text_is_named_like_its_file(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    lines = [f"{key}: {value}" for key, value in FIELDS.items() if key != "tests"]
    path.write_text("\n".join(lines).replace("'", ""), encoding="utf-8")

    with pytest.raises(ContentError, match="id 'merged'; expected 'other'"):
        probes.read_text(path)
