"""A scan sums findings up, travels as JSON, and is compared with the one before."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_builders import NOW, finding, scan, shown

from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.errors import EvidenceError
from advisor.evidence.comparison import compare
from advisor.evidence.finding import Finding, Outcome
from advisor.evidence.project import Project, Skipped
from advisor.evidence.scan import load, named, summed_up
from advisor.evidence.scan import scan as run_scan
from advisor.report.scan_payload import payload

BUNDLE = bundle.load()
PRACTICES = tuple(BUNDLE.questionnaire.practices)
GATING = tuple(BUNDLE.readings.default.demands)
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(PRACTICES),
        st.sampled_from(Outcome),
        st.integers(1, 5),
        st.sampled_from([Rung.BY_HAND, Rung.AUTOMATED]),
        message=st.text(min_size=1),
    ),
    max_size=6,
)


def written(found: object) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


def test_nothing_seen_establishes_nothing_and_excludes_nothing() -> None:
    found = scan()
    level = found.readings["nagarro"]

    assert set(found.practices.values()) == {Rung.UNKNOWN}
    assert (level.established, level.possible, found.coverage) == (0, 2, 0)
    assert found.level["nagarro"] == 0


def test_every_gating_practice_seen_establishes_the_top_level() -> None:
    found = scan(*shown(GATING))

    assert found.level["nagarro"] == 2
    assert found.coverage == 1


def test_one_gating_practice_missing_takes_the_level_away() -> None:
    missing = finding("automation.orchestrator", Outcome.FALSE)
    found = scan(*shown(set(GATING) - {missing.practice}), missing)

    assert found.readings["nagarro"].possible == 0


def test_each_source_says_that_it_was_read_or_why_not() -> None:
    skipped = (Skipped(place="history", reason="not a git repository"),)
    found = summed_up("acme", Project(now=NOW, skipped=skipped), (), BUNDLE)

    assert found.sources["history"] == "not a git repository"
    assert found.sources["mlflow"] == "not given"
    assert found.sources["ci"] == "nothing found"


@given(FINDINGS)
def test_what_is_printed_is_read_back_equal(findings: list[Finding]) -> None:
    found = scan(*findings)

    assert load(written(payload(found)), "scan.json") == found


def test_the_json_keeps_its_contract() -> None:
    plain = payload(scan(finding("automation.ci")))

    assert plain["schema_version"] == 1
    assert len(plain["content_digest"]) == 64
    assert {"probe", "practice", "outcome", "confidence", "message", "remedy"} <= set(
        plain["findings"][0]
    )
    assert plain["findings"][0]["pointer"] == ".github/workflows/ci.yml:12"
    assert plain["practices"]["automation.ci"] == "automated"
    assert plain["practices"]["data.schema"] == "unknown"
    assert set(plain["level"]) == {r.id for r in BUNDLE.readings.levelled}
    assert plain["coverage"] == pytest.approx(1 / len(GATING))


def test_a_scan_that_somebody_edited_is_refused() -> None:
    plain = dict(payload(scan(finding("automation.ci", Outcome.FALSE))))
    plain["practices"] = plain["practices"] | {"automation.ci": "automated"}

    with pytest.raises(EvidenceError, match=r"scan\.json: changed since"):
        load(written(plain), "scan.json")


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"findings": 3}', b'{"findings": [1]}', b"\xff", b"[" * 99],
)
def test_what_is_no_scan_is_refused_by_name(raw: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"^scan\.json"):
        load(raw, "scan.json")


def test_changes_are_listed_worst_first() -> None:
    before = scan(*shown(["automation.ci", "data.schema", "deployment.registry"]))
    after = scan(
        finding("automation.ci", Outcome.FALSE, 2),
        finding("data.schema", Outcome.NOT_AVAILABLE, 1),
        finding("deployment.rollback"),
        finding("deployment.registry"),
        finding("people.owner", Outcome.FALSE),
        now=NOW + timedelta(days=1),
    )

    changes = compare(before, after)

    assert [(c.practice, c.kind) for c in changes] == [
        ("automation.ci", "regression"),
        ("people.owner", "seen_missing"),
        ("data.schema", "out_of_sight"),
        ("deployment.rollback", "improvement"),
    ]


@given(FINDINGS)
def test_nothing_changes_between_equal_scans(findings: list[Finding]) -> None:
    assert compare(scan(*findings), scan(*findings)) == ()


@given(FINDINGS, FINDINGS)
def test_what_got_worse_had_been_better(
    first: list[Finding], second: list[Finding]
) -> None:
    there = {c.practice: c.kind for c in compare(scan(*first), scan(*second))}
    back = {c.practice: c.kind for c in compare(scan(*second), scan(*first))}

    assert there.keys() == back.keys()
    assert not any(kind == back[id_] == "improvement" for id_, kind in there.items())


@pytest.mark.parametrize(
    ("path", "mlflow", "name"),
    [
        (Path("/srv/parcels"), "http://host", "parcels"),
        (None, "https://user:secret@tracking.example:5000/x", "tracking.example"),
        (None, "sqlite:////srv/store/mlflow.db", "mlflow.db"),
        (None, "/srv/store", "store"),
    ],
)
def test_a_scan_is_named_without_secrets(
    path: Path | None, mlflow: str, name: str
) -> None:
    assert named(path, mlflow, None) == name


def test_a_scan_of_nothing_is_refused() -> None:
    with pytest.raises(EvidenceError, match="nothing to scan"):
        run_scan(None, None, None, NOW, lambda *_: None)


@given(FINDINGS)
def test_what_is_established_is_possible(findings: list[Finding]) -> None:
    for level in scan(*findings).readings.values():
        assert 0 <= level.established <= level.possible <= level.top
