"""What a run wrote is read, whatever state its files are in."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stack_builders import left, line, lines, model_test

from advisor.evidence import stack_record

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


def test_a_whole_home_is_read_without_a_fault(tmp_path: Path) -> None:
    record = stack_record.read(left(tmp_path))

    assert record.faults == ()
    assert len(record.entries) == 9
    assert record.status is not None
    assert record.status.share == 0.5
    assert record.goal is not None
    assert record.goal.kpis[0].bound == "at least 0.08"
    assert [t.challenger for t in record.tests] == ["3"]
    assert len(record.kpi) == 40


def test_an_empty_and_a_missing_home_are_empty_and_no_fault(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "nowhere"):
        record = stack_record.read(home)

        assert record.empty
        assert record.faults == ()


def test_a_torn_last_line_is_not_there_yet(tmp_path: Path) -> None:
    whole = lines()
    home = left(tmp_path, **{"ledger.jsonl": whole + whole[:50]})

    record = stack_record.read(home)

    assert len(record.entries) == 9
    assert record.faults == ()


@pytest.mark.parametrize(
    "bad", ["not json", "[]", '{"kind": "gate"}', "null", "[" * 9999]
)
def test_a_broken_line_is_named_by_number_and_the_others_are_read(
    tmp_path: Path, bad: str
) -> None:
    home = left(tmp_path, **{"ledger.jsonl": f"{lines()}{bad}\n{lines()}"})

    record = stack_record.read(home)

    assert len(record.entries) == 18
    assert len(record.faults) == 1
    assert "ledger.jsonl:10: " in record.faults[0]


def test_unknown_fields_and_missing_ones_are_no_fault(tmp_path: Path) -> None:
    new = line(1, "gate", "model_training", "x", "passed", colour="blue", timings={})
    old = json.dumps({"at": "2013-04-01T00:00:00", "kind": "step"})
    home = left(tmp_path, **{"ledger.jsonl": f"{new}\n{old}\n", "status.json": "{}"})

    record = stack_record.read(home)

    assert record.faults == ()
    assert [e.kind for e in record.entries] == ["gate", "step"]


@pytest.mark.parametrize(
    "name", ["status.json", "reports/goal.json", "reports/ab/3.json"]
)
@pytest.mark.parametrize(
    "bad", ["{", '"text"', '{"days": 3, "done": "x", "title": {}}']
)
def test_a_bad_file_becomes_a_message_that_names_it(
    tmp_path: Path, name: str, bad: str
) -> None:
    record = stack_record.read(left(tmp_path, **{name: bad}))

    assert len(record.faults) == 1
    assert record.faults[0].startswith(str(tmp_path / name))
    assert len(record.entries) == 9


def test_a_file_that_is_no_text_becomes_a_message(tmp_path: Path) -> None:
    home = left(tmp_path)
    (home / "ledger.jsonl").write_bytes(b"\xff\xfe\x00")
    (home / "status.json").unlink()
    (home / "status.json").mkdir()

    record = stack_record.read(home)

    assert len(record.faults) == 2
    assert all("cannot be read" in fault for fault in record.faults)


def test_a_bad_line_of_the_costs_is_named_and_the_others_stay(tmp_path: Path) -> None:
    text = "day,cost_per_1000,rule_per_1000\n2013-04-01,5,\nsoon,5,6\n2013-04-02,x,1\n"
    record = stack_record.read(left(tmp_path, **{"reports/kpi.csv": text}))

    assert [(k.day, k.rule_per_1000) for k in record.kpi] == [(date(2013, 4, 1), None)]
    assert ["kpi.csv:3: day" in record.faults[0], "kpi.csv:4: cost" in record.faults[1]]
    assert len(record.faults) == 2


def test_hundreds_of_faults_are_said_in_few_lines(tmp_path: Path) -> None:
    record = stack_record.read(left(tmp_path, **{"ledger.jsonl": "x\n" * 500}))

    assert len(record.faults) == 21
    assert "480 more" in record.faults[-1]


def test_an_infinite_bound_is_read_as_none_yet(tmp_path: Path) -> None:
    text = model_test().replace('"low": null', '"low": -Infinity')
    record = stack_record.read(left(tmp_path, **{"reports/ab/3.json": text}))

    assert record.faults == ()
    assert record.tests[0].days[0].low is None


def test_the_stamp_changes_with_every_file(tmp_path: Path) -> None:
    home = left(tmp_path)
    for name in ("ledger.jsonl", "status.json", "reports/ab/3.json", "reports/kpi.csv"):
        before = stack_record.stamp(home)
        with (home / name).open("a") as file:
            file.write("\n")

        assert stack_record.stamp(home) != before


@given(anything=JSON)
def test_whatever_json_stands_in_the_status_nothing_is_raised(
    tmp_path_factory: pytest.TempPathFactory, anything: object
) -> None:
    home = tmp_path_factory.mktemp("home")
    text = json.dumps(anything)

    record = stack_record.read(left(home, **{"status.json": text}))

    assert (record.status is None) == (len(record.faults) > 0)


def test_the_stack_s_own_writers_write_what_we_read(tmp_path: Path) -> None:
    from reference_stack.gate import Gate
    from reference_stack.ledger import Ledger
    from reference_stack.lifecycle.status import Status, write
    from reference_stack.settings import Settings

    gate = Gate(
        id="contract",
        phase="data_acquisition",
        question="Does it fit?",
        passed=False,
        reason="a column is missing",
        otherwise="no_ml",
    )
    Ledger(tmp_path / "ledger.jsonl").record_gate(gate, datetime(2013, 4, 1), "2013-04")
    write(Settings(home=tmp_path), Status(done=1, of=4, champion="7", stopped="no"))

    record = stack_record.read(tmp_path)

    assert record.faults == ()
    assert record.entries[0].subject == "contract 2013-04"
    assert record.entries[0].figures["otherwise"] == "no_ml"
    assert record.status is not None
    assert (record.status.champion, record.status.share) == ("7", 0.25)
