"""What the scan says about the labelled projects is nearly always true and complete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from evidence_builders import commit, read, silent, write
from labelled_projects import LabelledProject, labelled_projects

from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.evidence import aggregate, probes
from advisor.evidence.finding import SHOWS_FROM
from advisor.evidence.scan import look

PRECISION, RECALL = 0.95, 0.80
NOT_SHOWN = 0.0


@dataclass(frozen=True)
class Judged:
    """A claim of the scan or a label, and whether they fit."""

    project: str
    practice: str
    claimed: Rung
    labelled: str
    good: bool

    def __str__(self) -> str:
        return f"{self.project}: {self.practice} {self.claimed}, but {self.labelled}"


def claims_of(folder: Path) -> Mapping[str, Rung]:
    """Return the rungs that a scan of a folder shows."""
    seen = aggregate.sightings(look(read(folder), probes.load(), silent))
    return {id_: one.rung for id_, one in seen.items() if one.confidence >= SHOWS_FROM}


def judged_claims(
    name: str, project: LabelledProject, claims: Mapping[str, Rung]
) -> Iterable[Judged]:
    """Judge each claim that the label decides; a claim within an open span is not."""
    for practice, rung in claims.items():
        label, score = project.label(practice), rung.score or NOT_SHOWN
        wrong = score > label.most or score == NOT_SHOWN < label.least
        if wrong or label.least or not label.most:
            yield Judged(name, practice, rung, label.why, good=not wrong)


def judged_labels(
    name: str, project: LabelledProject, claims: Mapping[str, Rung]
) -> Iterable[Judged]:
    """Judge for each rung that is surely shown whether the scan saw it."""
    for practice, label in project.shown.items():
        if label.least:
            rung = claims.get(practice, Rung.UNKNOWN)
            seen = (rung.score or NOT_SHOWN) >= label.least
            yield Judged(name, practice, rung, f"{label.rung}: {label.why}", good=seen)


@pytest.fixture(scope="module")
def claims(
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Mapping[str, Rung]]:
    return {
        name: claims_of(
            commit(write(tmp_path_factory.mktemp(name) / name, project.files))
        )
        for name, project in labelled_projects().items()
    }


def test_labels_name_practices_and_no_practice_twice() -> None:
    practices = bundle.load().questionnaire.practices

    for name, project in labelled_projects().items():
        assert {*project.shown, *project.absent} <= practices.keys(), name
        assert not project.shown.keys() & project.absent.keys(), name
        assert all(label.most >= label.least for label in project.shown.values()), name


def test_what_is_claimed_is_true(claims: Mapping[str, Mapping[str, Rung]]) -> None:
    judged = [
        one
        for name, project in labelled_projects().items()
        for one in judged_claims(name, project, claims[name])
    ]
    wrong = [str(one) for one in judged if not one.good]

    assert 1 - len(wrong) / len(judged) >= PRECISION, "\n".join(wrong)


def test_what_is_there_is_seen(claims: Mapping[str, Mapping[str, Rung]]) -> None:
    judged = [
        one
        for name, project in labelled_projects().items()
        for one in judged_labels(name, project, claims[name])
    ]
    missed = [str(one) for one in judged if not one.good]

    assert 1 - len(missed) / len(judged) >= RECALL, "\n".join(missed)
