"""What people and machines read of a scan and of claims held against it."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from assess_builders import practice, questionnaire, reading
from scan_builders import NOW, POINTER, finding

from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Rung
from advisor.assess.reading import Readings
from advisor.assess.settings import load
from advisor.evidence.comparison import compare
from advisor.evidence.finding import Finding, Outcome, Pointer
from advisor.evidence.probe import ProbeText
from advisor.evidence.project import Project, Skipped
from advisor.evidence.reconcile import Dispute, reconcile
from advisor.evidence.scan import Scan, summed_up
from advisor.report import markdown, reconciled, scan, scan_payload, scan_progress, text
from advisor.report.badge import badge
from advisor.report.sarif import sarif
from advisor.report.scan_probes import BEGIN, END, filled

Golden = Callable[[str, str], None]

QUESTIONS = questionnaire(
    practice("data.supply", name="Automatic supply"),
    practice("data.rules", name="Written rules"),
    practice("data.labels", name="True outcomes"),
    practice("ops.checks", name="Checks on every change"),
    practice("ops.watch", name="Eyes on it", owner="devops"),
)
RULE = reading(
    {"automated": ["ops.checks", "data.rules"], "by_hand": ["data.supply"]},
    {"automated": ["ops.watch"]},
    id_="nagarro",
)
BUNDLE = Bundle(
    questionnaire=QUESTIONS, readings=Readings(readings=(RULE,)), settings=load()
)
RUN = Pointer(source="mlflow", place="run 3f2a")
FINDINGS = (
    finding("ops.checks", message="CI tests each push", tests=("I2",)),
    finding("data.supply", Outcome.PARTIAL, 3, message="A notebook loads <b>*it*</b>"),
    finding("data.rules", Outcome.FALSE, 2, message="No rules found"),
    finding("data.labels", Outcome.FALSE, 1, message="No outcomes found"),
    finding("ops.watch", Outcome.FALSE, 3, message="CI is there, no watch is"),
    finding("ops.watch", Outcome.NOT_AVAILABLE, 1, probe="live", message="No server"),
    finding("ops.watch", Outcome.ERROR, 1, probe="odd", message="the probe failed: 0"),
    finding("ops.checks", confidence=5, probe="live", pointers=(RUN,), message="Ran"),
)
SKIPPED = (Skipped(place="big.ipynb", reason="larger than 5 MB"),)


def scanned(*findings: Finding) -> Scan:
    project = Project(now=NOW, skipped=SKIPPED)
    return summed_up("parcels", project, findings or FINDINGS, BUNDLE)


def probe(id_: str) -> ProbeText:
    return ProbeText.model_validate(
        {
            "id": id_,
            "question": f"Is {id_} there?",
            "shows": {"ops.checks": "automated", "data.rules": "by_hand"},
            "tests": ["I2", "I3"],
            "reads": ["ci", "code"],
            "why": "Because it helps.",
            "how": "It reads a | b.",
            "remedy": "Let a server do it.",
            "effort": 2,
            "blind_spots": "Whatever is elsewhere.",
        }
    )


PROBES = tuple(probe(id_) for id_ in dict.fromkeys(f.probe for f in FINDINGS))


def run_of(found: Scan) -> Any:
    return json.loads(json.dumps(sarif(found, PROBES, "0.1.0")))["runs"][0]


def test_a_scan_reads_well(golden: Golden) -> None:
    before = scanned(finding("data.rules", message="Rules checked in rules.yaml"))
    found = scanned()
    document = scan.document(found, BUNDLE, compare(before, found))

    golden("scan.txt", text.render(document))
    golden("scan.md", markdown.render(document))


def test_a_scan_keeps_its_json(golden: Golden) -> None:
    golden("scan.json", json.dumps(scan_payload.payload(scanned()), indent=1) + "\n")


def test_what_got_worse_and_what_blocks_come_first() -> None:
    before = scanned(finding("data.rules"))
    document = scan.document(scanned(), BUNDLE, compare(before, scanned()))
    first, second, *_ = document.sections

    assert first.title.startswith("Since the last scan")
    assert first.table is not None
    assert first.table.rows[0][0] == "worse"
    assert second.title.startswith("What keeps Level 1 away")


def test_each_blocker_is_followed_by_its_remedy() -> None:
    document = scan.document(scanned(), BUNDLE)
    lines = document.sections[0].sentences

    start = next(i for i, line in enumerate(lines) if line.startswith("data.rules"))
    assert "needs automated" in lines[start]
    assert lines[start + 2] == "  Remedy: Let a server do it."


def test_foreign_text_never_becomes_markup_in_a_pull_request() -> None:
    shown = markdown.render(scan.document(scanned(), BUNDLE))

    assert "<b>" not in shown
    assert "\\<b\\>\\*it\\*" in shown


def test_a_scan_of_a_large_project_fits_a_comment() -> None:
    """Code hosts cut comments at 65,536 characters."""
    project = Project(
        now=NOW,
        skipped=tuple(Skipped(place="x" * 300, reason="y" * 300) for _ in range(5000)),
    )
    shown = markdown.render(
        scan.document(summed_up("big", project, FINDINGS, BUNDLE), BUNDLE)
    )

    assert len(shown) < 65_536
    assert "4980 more are not shown" in shown


def test_sarif_points_at_lines_of_the_tree_and_names_the_rest() -> None:
    results = run_of(scanned())["results"]
    place = results[0]["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == POINTER.place
    assert place["region"]["startLine"] == POINTER.line
    assert results[-1]["locations"][0]["logicalLocations"][0][
        "fullyQualifiedName"
    ].endswith("run 3f2a")


def test_sarif_raises_an_alarm_only_for_what_was_seen_to_be_missing() -> None:
    results = run_of(scanned())["results"]
    kinds = {(r["ruleId"], r["kind"], r["level"]) for r in results}

    assert ("ops_checks", "pass", "none") in kinds
    assert ("data_supply", "fail", "note") in kinds
    assert ("data_rules", "open", "none") in kinds
    assert ("ops_watch", "fail", "warning") in kinds
    assert ("odd", "open", "none") in kinds


def test_every_sarif_result_belongs_to_its_rule_and_keeps_its_fingerprint() -> None:
    run = run_of(scanned())
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    prints = [tuple(r["partialFingerprints"].values()) for r in run["results"]]

    assert [rules[r["ruleIndex"]] for r in run["results"]] == [
        r["ruleId"] for r in run["results"]
    ]
    assert len(set(prints)) == len(prints)
    notified = run["invocations"][0]["toolExecutionNotifications"]
    assert [n["associatedRule"]["id"] for n in notified] == ["odd"]


def test_a_path_with_odd_letters_is_an_address_in_sarif() -> None:
    odd = Pointer(source="tree", place="a b/ü#1.py")
    result = run_of(scanned(finding("ops.checks", pointers=(odd,))))["results"][0]
    place = result["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == "a%20b/%C3%BC%231.py"


def test_a_badge_tells_level_coverage_and_date_in_words() -> None:
    image = ET.fromstring(badge(scanned(), "nagarro"))  # noqa: S314 - our own
    told = "".join(image.itertext())

    assert "Level 0 to 1 · 75 % seen · 2026-11-22" in told
    assert "Level 0 to 1" in image.attrib["aria-label"]


def test_claims_and_evidence_read_well_side_by_side(golden: Golden) -> None:
    sheet = AnswerSheet(
        questionnaire="small",
        scope=Scope(name="Acme"),
        answers={
            "data.supply": Answer(rung=Rung.AUTOMATED),
            "data.rules": Answer(rung=Rung.BY_HAND),
            "ops.watch": Answer(rung=Rung.NONE),
        },
    )
    dispute = Dispute(practice="data.supply", reason="It runs elsewhere")
    rows = reconcile(sheet, scanned(), [dispute])
    sides = reconciled.sides(sheet, rows, scanned(), BUNDLE)

    golden("reconciled.txt", text.render(reconciled.document(sides, QUESTIONS)))
    golden("reconciled.json", json.dumps(reconciled.payload(sides), indent=1) + "\n")


def test_the_table_of_probes_stands_between_its_marks() -> None:
    page = filled(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", [probe("ci")])

    assert "old" not in page
    assert page.startswith("# Before\n")
    assert page.endswith("After\n")
    assert "| `ci`: Is ci there? |" in page
    assert "a \\| b" in page
    assert filled(page, [probe("ci")]) == page


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "drawn"), [(Terminal(), True), (StringIO(), False)])
def test_progress_is_drawn_only_where_somebody_watches(
    stream: StringIO, drawn: bool
) -> None:
    bar = scan_progress.Bar(stream)
    bar("tree", 10, 10)
    bar.close()

    assert ("[##############################] tree 10/10" in stream.getvalue()) is drawn
    assert bool(stream.getvalue()) is drawn
