"""Evidence: scan, see what blocks and what got worse, accept or dispute."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from evidence_builders import write
from scan_builders import finding, scan
from streamlit.testing.v1 import AppTest
from ui_builders import begun, click, shown, visit

from advisor.assess.answers import Answer
from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Finding, Outcome, Pointer
from advisor.evidence.scan import Scan
from advisor.report import scan_payload
from advisor.store.records import EventKind
from advisor.store.store import Store
from advisor.ui import evidence_scan
from advisor.ui.evidence_scan import Target

REGISTRY = "deployment.registry"
NOW = datetime.now(UTC)
POINTER = Pointer(source="tree", place="train.py", line=7)
CI = """\
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pytest
"""
PROJECT = {
    ".github/workflows/ci.yml": CI,
    "churn/model.py": "import pandas\n\n\ndef fit() -> None:\n    pass\n",
    "tests/test_model.py": "from churn.model import fit\n\n\ndef test_fit():\n    fit()\n",
    "run_me.py": "from pathlib import Path\n\nPath(__file__).with_name('was_run').touch()\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "churn", PROJECT)


def ask(app: AppTest, folder: str = "", mlflow: str = "", log: str = "") -> AppTest:
    app.text_input(key="scan_folder").set_value(folder)
    app.text_input(key="scan_mlflow").set_value(mlflow)
    app.text_input(key="scan_predictions").set_value(log)
    return click(app, "scan")


def kept(home: Path, *scans: Scan, key: str = "acme") -> None:
    """Keep scans as if they had been made in the app."""
    folder = home / "scans" / key
    folder.mkdir(parents=True, exist_ok=True)
    for each in scans:
        name = f"{each.at:%Y%m%dT%H%M%S%f}.json"
        (folder / name).write_text(json.dumps(scan_payload.payload(each)))


def seen(practice: str = REGISTRY, at: datetime | None = None) -> Finding:
    return finding(practice, pointers=(POINTER,), at=at)


def missing(practice: str = REGISTRY) -> Finding:
    return finding(practice, outcome=Outcome.FALSE, pointers=(POINTER,))


def claimed(store: Store, rung: Rung, note: str = "") -> str:
    return begun(store, {REGISTRY: Answer(rung=rung, note=note)})


def test_before_the_first_scan_the_page_says_what_will_come() -> None:
    app = visit("evidence")

    assert not app.exception
    assert "Nothing has been scanned yet" in shown(app)


def test_a_folder_is_scanned_and_findings_point_at_their_place(project: Path) -> None:
    app = ask(visit("evidence"), str(project))

    said = shown(app)
    assert not app.exception
    assert app.header[0].value.startswith("churn: Level 0")
    assert "What keeps Level 1 away" in [header.value for header in app.header]
    assert ".github/workflows/ci.yml" in said
    assert "Remedy:" in said
    assert "the next is compared" in said


def test_nothing_of_the_project_is_run(project: Path) -> None:
    ask(visit("evidence"), str(project))

    assert not list(project.parent.rglob("was_run"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Nothing to scan"),
        ({"folder": "/no/such/folder"}, "/no/such/folder: expected a folder"),
        ({"folder": "~nobody_knows/x"}, "expected a folder"),
        ({"mlflow": "http://127.0.0.1:9"}, "no answer"),
        ({"mlflow": "ftp://somewhere"}, "not understood"),
        ({"mlflow": "/no/such/store"}, "no MLflow store"),
        ({"log": "/no/such/log.jsonl"}, "does not exist"),
    ],
)
def test_what_cannot_be_scanned_is_told(given: dict[str, str], told: str) -> None:
    app = ask(visit("evidence"), **given)

    assert not app.exception
    assert told in shown(app)
    assert "Nothing has been scanned yet" in shown(app)


def test_a_second_scan_lists_what_got_worse_first(project: Path) -> None:
    app = ask(visit("evidence"), str(project))
    (project / ".github/workflows/ci.yml").write_text(CI.replace("pytest", "true"))
    app = ask(app, str(project))

    said = shown(app)
    assert "got worse since" in said
    assert "Since the last scan" in app.header[1].value
    assert app.table[0].value["change"][0] == "worse"


def test_an_unchanged_project_says_so(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(), now=NOW - timedelta(days=1)), scan(seen(), now=NOW))

    assert "No practice changed since" in shown(visit("evidence"))


def test_a_scan_is_still_there_in_another_session(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(), now=NOW))

    assert "train.py:7" in shown(visit("evidence"))


def test_the_newest_of_several_projects_is_shown_and_another_can_be_chosen(
    tmp_path: Path,
) -> None:
    kept(tmp_path, scan(now=NOW - timedelta(hours=1), name="older"), key="a")
    kept(tmp_path, scan(now=NOW, name="newer"), key="b")
    app = visit("evidence")
    first = app.header[0].value

    app.selectbox(key="scan_shown").set_value("a").run()

    assert first.startswith("newer")
    assert app.header[0].value.startswith("older")


def test_only_the_latest_scans_of_a_target_are_kept(
    project: Path, tmp_path: Path
) -> None:
    key = Target(path=project).key
    many = range(1, evidence_scan.MOST_KEPT + 3)
    kept(tmp_path, *(scan(now=NOW - timedelta(days=d)) for d in many), key=key)

    ask(visit("evidence"), str(project))

    left = list((tmp_path / "scans" / key).iterdir())
    assert len(left) == evidence_scan.MOST_KEPT


def test_a_kept_scan_that_was_changed_is_not_shown(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(), now=NOW))
    (place,) = (tmp_path / "scans" / "acme").iterdir()
    place.write_text(place.read_text().replace("train.py", "other.py"))

    assert "Nothing has been scanned yet" in shown(visit("evidence"))


def test_old_evidence_says_so(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(at=NOW - timedelta(days=3000)), now=NOW))

    said = shown(visit("evidence"))

    assert "1 finding rests on old evidence" in said
    assert "fades every" in said


def test_fresh_evidence_is_not_called_old(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(at=NOW - timedelta(hours=1)), now=NOW))

    assert "old evidence" not in shown(visit("evidence"))


def test_an_old_scan_asks_for_a_new_one(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(), now=NOW - timedelta(days=1000)))

    assert "This scan is 1000 days old" in shown(visit("evidence"))


def test_without_an_assessment_the_way_to_one_is_shown(tmp_path: Path) -> None:
    kept(tmp_path, scan(seen(), now=NOW))

    assert "Begin or continue one" in shown(visit("evidence"))


def test_a_claim_stands_beside_what_contradicts_it(
    tmp_path: Path, store: Store
) -> None:
    kept(tmp_path, scan(missing(), now=NOW))

    said = shown(visit("evidence", claimed(store, Rung.AUTOMATED)))

    assert "Claims that the evidence contradicts (1)" in said
    assert "You say: **automated**" in said
    assert "Evidence shows: **not done** (confidence 4 of 5)" in said
    assert "Counted: **not done**" in said


def test_a_claim_of_which_nothing_was_seen_can_be_disputed_and_not_accepted(
    tmp_path: Path, store: Store
) -> None:
    unseen = finding(REGISTRY, outcome=Outcome.FALSE, confidence=1)
    kept(tmp_path, scan(unseen, now=NOW))

    app = visit("evidence", claimed(store, Rung.AUTOMATED))

    assert "Looked for and **not seen**" in shown(app)
    keys = [button.key for button in app.button]
    assert f"keep_{REGISTRY}" in keys
    assert f"accept_{REGISTRY}" not in keys


def test_an_accepted_finding_becomes_the_answer_with_where_it_was_seen(
    tmp_path: Path, store: Store
) -> None:
    kept(tmp_path, scan(missing(), now=NOW))
    record = claimed(store, Rung.AUTOMATED, "We think so.")

    app = click(visit("evidence", record), f"accept_{REGISTRY}")

    answer = store.sheet(record).answers[REGISTRY]
    assert answer.rung is Rung.NONE
    assert answer.note.startswith("We think so. Evidence accepted: Look here: train.py")
    assert "contradicts" not in shown(app)
    imported = [e for e in store.audit(record) if e.kind is EventKind.IMPORTED]
    assert "evidence in acme" in imported[0].detail


def test_all_that_is_stronger_can_be_accepted_at_once(
    tmp_path: Path, store: Store
) -> None:
    ids = (REGISTRY, "data.pipeline", "automation.ci")
    kept(tmp_path, scan(*map(seen, ids), now=NOW))
    record = begun(store)

    click(visit("evidence", record), "accept_all_evidence_stronger")

    assert {store.sheet(record).rung(id_) for id_ in ids} == {Rung.AUTOMATED}


def test_a_dispute_needs_a_reason(tmp_path: Path, store: Store) -> None:
    kept(tmp_path, scan(missing(), now=NOW))
    record = claimed(store, Rung.AUTOMATED)

    app = click(visit("evidence", record), f"keep_{REGISTRY}")

    assert "A reason is needed" in shown(app)
    assert store.sheet(record).answers[REGISTRY].note == ""


def test_a_dispute_keeps_the_answer_and_stands_in_the_audit_trail(
    tmp_path: Path, store: Store
) -> None:
    kept(tmp_path, scan(missing(), now=NOW))
    record = claimed(store, Rung.AUTOMATED)

    app = disputed(visit("evidence", record), "It is *elsewhere*.")

    assert store.sheet(record).rung(REGISTRY) is Rung.AUTOMATED
    assert "Disputed, so your answer counts: It is *elsewhere*." in shown(app)
    assert "Counted:" not in shown(app)
    last = store.audit(record)[-1]
    assert (last.practice, last.by) == (REGISTRY, "anonymous")
    assert last.detail == "Evidence disputed: It is *elsewhere*."


def test_a_dispute_can_be_withdrawn(tmp_path: Path, store: Store) -> None:
    kept(tmp_path, scan(missing(), now=NOW))
    record = claimed(store, Rung.AUTOMATED, "My own words.")
    app = disputed(visit("evidence", record), "It is elsewhere.")

    app = click(app, f"withdraw_{REGISTRY}")

    assert "Counted: **not done**" in shown(app)
    assert store.sheet(record).answers[REGISTRY].note == "My own words."


def test_undo_takes_back_what_was_accepted(tmp_path: Path, store: Store) -> None:
    kept(tmp_path, scan(missing(), now=NOW))
    record = claimed(store, Rung.AUTOMATED)

    click(click(visit("evidence", record), f"accept_{REGISTRY}"), "undo_evidence")

    assert store.sheet(record).rung(REGISTRY) is Rung.AUTOMATED


def test_every_form_of_the_scan_can_be_taken_along(
    tmp_path: Path, store: Store
) -> None:
    kept(tmp_path, scan(seen(), now=NOW))

    labels = [b.label for b in visit("evidence", begun(store)).download_button]

    scans = [f"Scan ({form})" for form in ("JSON", "Markdown", "SARIF")]
    assert labels == [*scans, "Badge (SVG)", "Claims and evidence (Markdown)"]


def test_a_hostile_name_is_shown_letter_by_letter(tmp_path: Path) -> None:
    pointer = Pointer(source="tree", place="**B** <b>x</b> [a](b) $x$.py")
    hostile = finding(REGISTRY, pointers=(pointer,))
    kept(tmp_path, scan(hostile, now=NOW, name="<b>**n**</b>"))

    app = visit("evidence")

    assert app.header[0].value.startswith(r"\<b\>\*\*n\*\*\<\/b\>")
    assert pointer.place in shown(app)


def disputed(app: AppTest, reason: str) -> AppTest:
    app.text_input(key=f"dispute_reason_{REGISTRY}").set_value(reason)
    return click(app, f"keep_{REGISTRY}")
