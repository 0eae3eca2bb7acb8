"""The ledger grows, is chained, and survives a write that was cut off."""

import json
from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_stack.errors import LedgerError
from reference_stack.gate import Gate
from reference_stack.ledger import Event, Ledger

AT = datetime(2013, 4, 1)


def event(subject: str = "flights 2013-04", **changes: object) -> Event:
    facts: dict[str, object] = {
        "at": AT,
        "kind": "step",
        "phase": "data_acquisition",
        "subject": subject,
        "verdict": "done",
        "reason": "it was its turn",
    }
    return Event.model_validate({**facts, **changes})


def filled(path: Path, count: int = 5) -> Ledger:
    ledger = Ledger(path)
    for number in range(count):
        ledger.record(event(f"step {number}"))
    return ledger


def write_many(path: Path, name: str) -> None:
    ledger = Ledger(path)
    for number in range(20):
        ledger.record(event(f"{name} {number}"))


def test_a_chain_that_nobody_touched_holds(tmp_path: Path) -> None:
    assert filled(tmp_path / "ledger.jsonl").verify() == 5


def test_an_empty_ledger_holds_and_knows_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "none" / "ledger.jsonl")

    assert ledger.verify() == 0
    assert ledger.entries() == ()
    assert not ledger.done("anything")


@pytest.mark.parametrize(
    "fault",
    [
        lambda lines: lines[:2] + lines[3:],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[0].replace("its turn", "a favour"), *lines[1:]],
        lambda lines: lines[1:],
    ],
    ids=["removed", "swapped", "repeated", "rewritten", "beheaded"],
)
def test_a_ledger_that_was_changed_afterwards_is_found_out(
    tmp_path: Path, fault: Callable[[list[str]], list[str]]
) -> None:
    ledger = filled(tmp_path / "ledger.jsonl")
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(fault(path.read_text().splitlines(keepends=True))))

    with pytest.raises(LedgerError, match="chain"):
        ledger.verify()


@given(cut=st.integers(1, 200))
def test_a_torn_last_line_is_as_if_it_had_never_been(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("torn") / "ledger.jsonl"
    ledger = filled(path, 3)
    path.write_bytes(path.read_bytes()[:-cut])

    assert len(ledger.entries()) == 2
    ledger.record(event("again"))

    assert [e.subject for e in ledger.entries()] == ["step 0", "step 1", "again"]
    assert ledger.verify() == 3


def test_a_line_that_is_no_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    filled(path, 1)
    with path.open("a") as file:
        file.write('{"at": "yesterday"}\n')

    with pytest.raises(LedgerError, match=r"ledger\.jsonl:2"):
        Ledger(path).entries()


def test_what_a_clock_measured_is_not_part_of_the_chain(tmp_path: Path) -> None:
    fast, slow = Ledger(tmp_path / "fast"), Ledger(tmp_path / "slow")
    fast.record(event(timings={"seconds": 1.0}))
    slow.record(event(timings={"seconds": 9.0}))

    assert fast.entries()[0].digest == slow.entries()[0].digest
    fast.record(event(figures={"rows": 1}))
    slow.record(event(figures={"rows": 2}))
    assert fast.entries()[1].digest != slow.entries()[1].digest


def test_only_a_recorded_step_is_done(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.record(event("serve 2013-04", kind="decision", verdict="keep"))
    assert not ledger.done("serve 2013-04")

    ledger.record(event("serve 2013-04"))
    assert ledger.done("serve 2013-04")


def test_a_gate_leaves_its_question_and_where_a_no_leads(tmp_path: Path) -> None:
    gate = Gate(
        id="expectations",
        phase="model_development",
        question="Does the model meet expectations?",
        passed=False,
        reason="it costs more than the champion",
        figures={"cost": 612.5},
        otherwise="data_acquisition",
    )
    entry = Ledger(tmp_path / "l").record_gate(gate, AT, "v4", {"data": "ab12"})

    assert (entry.kind, entry.verdict, entry.subject) == (
        "gate",
        "refused",
        "expectations v4",
    )
    assert entry.figures["otherwise"] == "data_acquisition"
    assert entry.figures["cost"] == 612.5
    assert json.loads((tmp_path / "l").read_text())["inputs"] == {"data": "ab12"}


def test_the_same_event_is_recorded_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    first = Ledger(path).record(event(timings={"seconds": 1.0}))
    other = Ledger(path)
    other.record(event("between"))

    assert other.record(event(timings={"seconds": 2.0})) == first
    assert Ledger(path).verify() == 2


def test_a_ledger_that_others_write_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    mine, yours = Ledger(path), Ledger(path)
    mine.record(event("a"))
    assert len(yours.entries()) == 1
    mine.record(event("b"))
    assert [e.subject for e in yours.entries()] == ["a", "b"]
    path.write_bytes(b"")
    assert yours.entries() == ()


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    context = get_context("spawn")
    writers = [context.Process(target=write_many, args=(path, n)) for n in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    ledger = Ledger(path)
    assert ledger.verify() == 40
    for name in ("a", "b"):
        own = [e.subject for e in ledger.entries() if e.subject.startswith(name)]
        assert own == [f"{name} {n}" for n in range(20)]
