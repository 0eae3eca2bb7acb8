"""Three versions in service: a poor first one, a better one, and a harmful one."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from deploy_builders import ROW, Trained, at, parcels_stack, registered

from reference_stack.errors import ReleaseError
from reference_stack.gate import Gate
from reference_stack.ledger import Entry
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.approval import approve, approved
from reference_stack.model_deployment.evening import decide
from reference_stack.model_deployment.phase import deploy, serve_month
from reference_stack.model_deployment.release import Release
from reference_stack.model_deployment.request_trace import predictions_of, traced
from reference_stack.model_deployment.rollback import roll_back
from reference_stack.model_deployment.serve import Service, running
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.tracking import registry

MONTHS = ("2013-04", "2013-05", "2013-06")


@dataclass(frozen=True)
class Story:
    """What happened in three months, and the service as it stands afterwards."""

    stack: Stack
    service: Service
    gates: tuple[Gate, ...]
    begun: tuple[Release, ...]


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory, models: tuple[Trained, Trained]
) -> Iterator[Story]:
    good, harmful = models
    stack = parcels_stack(tmp_path_factory.mktemp("story"), days=91, each_hour=1)
    gates, begun = [], []
    with running(stack.settings) as service:
        for number, (month, model) in enumerate(
            zip(MONTHS, (harmful, good, harmful), strict=True), 1
        ):
            version = registered(stack, model, number)
            gates.append(deploy(stack, month, version, lambda: service))
            begun.append(loaded.read(stack.settings.release))
            serve_month(stack, month, service)
        yield Story(stack, service, tuple(gates), tuple(begun))


def decisions(stack: Stack, version: str) -> list[Entry]:
    return [
        entry
        for entry in stack.ledger.entries()
        if entry.kind == "decision" and entry.subject == f"release v{version}"
    ]


def test_the_first_version_goes_straight_live_and_the_next_into_the_shadow(
    story: Story,
) -> None:
    assert all(gate.passed and gate.id == "performance_met" for gate in story.gates)
    assert [release.stage for release in story.begun] == ["straight", *["shadow"] * 2]
    assert [release.champion for release in story.begun] == ["1", "1", "2"]


def test_a_better_version_widens_step_by_step_and_is_promoted(story: Story) -> None:
    found = decisions(story.stack, "2")

    assert [e.verdict for e in found] == ["widen", "widen", "promote"]
    assert [e.figures["new_share"] for e in found] == [0.1, 0.5, 0.0]
    assert [e.at for e in found] == sorted(e.at for e in found)
    assert found[-1].reason == "the challenger costs less"
    assert float(found[-1].figures["high"]) < 0


def test_nobody_meets_a_challenger_in_the_shadow(story: Story) -> None:
    begun = decisions(story.stack, "2")[0].at
    with story.stack.warehouse() as con:
        first = con.execute(
            "SELECT min(made_at) FROM predictions WHERE version = '2'"
        ).fetchone()

    assert first is not None
    assert first[0] >= begun


def test_a_harmful_version_is_rolled_back_before_many_met_it(story: Story) -> None:
    found = decisions(story.stack, "3")[-1]
    with story.stack.warehouse() as con:
        met = int(predictions_of(con, "3")["predictions"])
    gates = [e for e in story.stack.ledger.entries() if e.subject == "kpis_met v3"]

    assert (found.verdict, found.reason) == ("roll_back", "the challenger costs more")
    assert met < 30
    assert [(e.verdict, e.figures["otherwise"]) for e in gates] == [
        ("refused", "model_development")
    ]


def test_the_ledger_shows_every_gate_and_is_whole(story: Story) -> None:
    entries = story.stack.ledger.entries()
    gates = [e.subject for e in entries if e.kind == "gate"]

    for version in ("1", "2", "3"):
        for gate in ("contract_tests", "load_test", "performance_met"):
            assert f"{gate} v{version}" in gates
    assert story.stack.ledger.verify() == len(entries)
    served = [e for e in entries if e.subject.startswith("serve ")]
    assert sum(int(e.figures["predictions"]) for e in served) == 91 * 24


def test_a_month_served_again_changes_nothing(story: Story) -> None:
    before = story.stack.ledger.entries(), story.stack.settings.release.read_bytes()

    serve_month(story.stack, "2013-05", story.service)

    after = story.stack.ledger.entries(), story.stack.settings.release.read_bytes()
    assert after == before


def test_a_decision_cut_off_before_its_effect_is_taken_once(story: Story) -> None:
    stack = story.stack
    kept = stack.settings.release.read_bytes()
    count = len(stack.ledger.entries())
    found = decisions(stack, "3")[-1]
    evening = (found.at - timedelta(days=1)).date()
    loaded.write(stack.settings.release, story.begun[2])

    with stack.warehouse() as con:
        after = decide(con, stack, story.begun[2], evening)

    assert len(stack.ledger.entries()) == count
    assert loaded.read(stack.settings.release) == after
    assert (after.champion, after.challenger) == ("2", None)
    stack.settings.release.write_bytes(kept)


def test_the_evidence_is_there_to_be_drawn(story: Story) -> None:
    path = story.stack.settings.reports / "ab" / "2.json"
    found = json.loads(path.read_text())

    assert (found["champion"], found["challenger"]) == ("1", "2")
    assert found["verdict"] == "promote"
    assert [day["stage"] for day in found["days"]][:5] == ["shadow"] * 5
    assert found["days"][0]["low"] is None
    assert found["days"][-1]["high"] < 0
    assert {day["n"] for day in found["days"]} == {24}


def test_a_prediction_leads_to_its_data_and_code_and_back(story: Story) -> None:
    stack = story.stack
    with stack.warehouse() as con:
        request = str(predictions_of(con, "2")["first"][0])

    found = json.loads(json.dumps(traced(stack, request), default=str))

    assert found["prediction"]["version"] == "2"
    assert set(found["features"]) == {"route", "weight", "busy", "mood"}
    assert found["model"]["data_digest"] == "data 2"
    assert found["model"]["code_commit"] == "commit"
    assert found["model"]["run_id"]
    assert "promote" in {entry["verdict"] for entry in found["decisions"]}
    assert request in found["served"]["first"]
    with pytest.raises(ReleaseError, match="no such prediction"):
        traced(stack, "nobody")


def test_an_approval_holds_for_exactly_one_file(story: Story) -> None:
    settings = story.stack.settings
    onnx = registry.fetch(settings, "2").facts.onnx_sha256

    assert not approved(settings, "2", onnx)
    gate = approve(story.stack, "2", "R. Risk", "reviewed the model card")

    assert gate.passed
    assert approved(settings, "2", onnx)
    assert not approved(settings, "2", "0" * 64)
    assert not approved(settings, "3", onnx)
    assert story.stack.ledger.entries()[-1].verdict == "approve"
    with pytest.raises(ReleaseError, match="a reason is missing"):
        approve(story.stack, "2", "R. Risk", " ")


def test_the_way_back_takes_less_than_two_seconds(story: Story) -> None:
    stack = story.stack
    with story.service.client() as client:
        assert client.predict(ROW, "before", at(1))["model_version"] == "2"
        began = time.perf_counter()
        gate = roll_back(stack, "rehearsal", datetime(2013, 7, 1))
        client.health()
        after = client.predict(ROW, "after", at(1))["model_version"]
        took = time.perf_counter() - began

    assert (gate.passed, after) == (True, "1")
    assert took < 2
    assert registry.alias(stack.settings, "champion") == "1"
    assert registry.alias(stack.settings, "challenger") is None
    assert decisions(stack, "2")[-1].verdict == "roll_back"
    with pytest.raises(ReleaseError, match="no earlier version"):
        roll_back(stack, "once more", datetime(2013, 7, 1))


def test_a_version_that_cannot_be_loaded_leaves_the_champion(
    story: Story, models: tuple[Trained, Trained], monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = story.stack
    version = registered(stack, models[1], 4)
    before = loaded.read(stack.settings.release)
    unpack = registry.unpack

    def changed(settings: Settings, name: str) -> None:
        folder = unpack(settings, name)
        (folder / "model.onnx").write_bytes(b"something else")

    monkeypatch.setattr(registry, "unpack", changed)
    gate = deploy(stack, "2013-06", version, lambda: story.service)
    after = loaded.read(stack.settings.release)

    assert not gate.passed
    assert "was changed" in gate.reason
    assert (after.champion, after.challenger) == (before.champion, None)


def test_a_regulated_first_version_is_not_released_without_an_approval(
    story: Story,
) -> None:
    release = story.stack.settings.release
    goal = story.stack.case.goal.model_copy(update={"style": "regulated"})
    case = story.stack.case.model_copy(update={"goal": goal})
    stack = replace(story.stack, case=case)
    kept = release.read_bytes()
    release.unlink()

    gate = deploy(stack, "2013-06", "3", lambda: story.service)

    assert not gate.passed
    assert gate.reason.startswith("nobody has approved it yet")
    assert gate.figures["refused_by"] == "approval"
    assert not release.exists()
    serve_month(stack, "2013-06", story.service)
    release.write_bytes(kept)


def test_a_challenger_waits_in_the_shadow_for_its_approval_beyond_the_month(
    tmp_path: Path, models: tuple[Trained, Trained]
) -> None:
    stack = regulated(parcels_stack(tmp_path, days=91, each_hour=1), most_days=60)
    versions = [registered(stack, models[0], number) for number in (1, 2)]
    approve(stack, versions[0], "R. Risk", "the first model")
    with running(stack.settings) as service:
        for month, version in zip(MONTHS[:2], versions, strict=True):
            assert deploy(stack, month, version, lambda: service).passed
            serve_month(stack, month, service)
        waiting = loaded.read(stack.settings.release)
        assert (waiting.challenger, waiting.stage) == ("2", "shadow")
        assert decisions(stack, "2") == []

        approve(stack, "2", "R. Risk", "a month in the shadow without harm")
        serve_month(stack, "2013-06", service)
        with service.client() as client:
            health = client.health()

    widened = decisions(stack, "2")
    release = loaded.read(stack.settings.release)
    assert [(e.verdict, e.figures["new_share"]) for e in widened] == [
        ("widen", 0.1),
        ("widen", 0.5),
    ]
    assert {e.at.month for e in widened} == {6}
    assert (release.champion, release.challenger, release.share) == ("1", "2", 0.5)
    assert (health.challenger, health.stage) == ("2", "split")
    assert registry.alias(stack.settings, "challenger") == "2"
    assert stack.ledger.verify()


def regulated(stack: Stack, most_days: int) -> Stack:
    steps = stack.case.goal.release.model_copy(update={"most_days": most_days})
    changed = {"style": "regulated", "release": steps}
    goal = stack.case.goal.model_copy(update=changed)
    return replace(stack, case=stack.case.model_copy(update={"goal": goal}))


def test_a_basic_version_takes_over_as_soon_as_its_tests_are_passed(
    story: Story,
) -> None:
    settings = story.stack.settings
    goal = story.stack.case.goal.model_copy(update={"style": "basic"})
    case = story.stack.case.model_copy(update={"goal": goal})
    before = loaded.read(settings.release).champion
    other = "2" if before == "1" else "1"

    gate = deploy(
        replace(story.stack, case=case), "2013-06", other, lambda: story.service
    )
    after = loaded.read(settings.release)

    assert gate.passed
    assert (after.champion, after.previous, after.challenger) == (other, before, None)
    assert registry.alias(settings, "champion") == other
    assert registry.alias(settings, "previous") == before
