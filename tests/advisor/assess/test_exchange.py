"""Answer sheets travel through files without loss, and bad files are explained."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from advisor import content
from advisor.assess.answers import MAX_TEXT, Answer, AnswerSheet, Scope, ScopeKind
from advisor.assess.exchange import Form, dump, form_of, load
from advisor.assess.questionnaire import (
    Dimension,
    Effort,
    Ladder,
    Practice,
    Questionnaire,
    Rung,
)
from advisor.assess.tables import MAX_ROWS, RISKY
from advisor.errors import AnswersError


def a_practice(id_: str, question: str = "Is it done?") -> Practice:
    return Practice(
        id=id_,
        name="A practice",
        phase="phase",
        question=question,
        ladder=Ladder(none="Nobody.", by_hand="By hand.", automated="=By machine."),
        why="It matters.",
        owner="owner",
        collaborator="collaborator",
        effort=Effort(knowledge=1, time=1, resources=1),
        value=3,
    )


QUESTIONNAIRE = Questionnaire(
    id="mlops",
    title="Maturity",
    version="1",
    dimensions=(
        Dimension(
            dimension="data",
            name="Data",
            summary="About data.",
            practices=(
                a_practice("data.quality", "Is quality\nmeasured\x07?"),
                a_practice("data.lineage"),
                a_practice("data.owners"),
            ),
        ),
        Dimension(
            dimension="people",
            name="People",
            summary="About people.",
            practices=(a_practice("people.skills"),),
        ),
    ),
)
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'",
    "''=",
    "'tis",
    "＝1",
    "#N/A",
    "#role",
    "---",
    "- a",
    " leading",
    "trailing ",
    "a\r\nb\rc\nd",
    '"quoted", and; more\t"',
    "null",
    "no",
    "1e5",
    "_x0007_",
    "_x005F_x0007_",
    "\x00\x07\x1b\x7f\x85\u2028\ufeff\ufffe\uffff",
    "😀 é 中 \\ud83d\\ude00",
    "practice;rung\npractice,rung",
)

texts = st.one_of(
    st.sampled_from(DANGEROUS),
    st.text(max_size=40),
    st.builds(str.__add__, st.sampled_from(RISKY), st.text(max_size=10)),
    st.text(alphabet="_x0aF5\"'\r\n,;=", max_size=20),
)
labels = texts.filter(lambda text: text.strip() and len(text.strip()) < 100)
answers = st.one_of(
    st.builds(
        Answer,
        rung=st.sampled_from([rung for rung in Rung if rung != "not_applicable"]),
        reason=texts,
        note=texts,
    ),
    st.builds(
        Answer, rung=st.just(Rung.NOT_APPLICABLE), reason=texts.filter(str.strip)
    ),
)
sheets = st.builds(
    AnswerSheet,
    questionnaire_digest=st.one_of(st.just(QUESTIONNAIRE.digest), texts),
    scope=st.builds(Scope, kind=st.sampled_from(ScopeKind), name=labels),
    answered_on=st.none() | st.dates(),
    respondent=texts,
    role=texts,
    answers=st.dictionaries(st.sampled_from(list(QUESTIONNAIRE.practices)), answers),
)


def read(text: str | bytes, name: str = "a.csv") -> AnswerSheet:
    raw = text.encode() if isinstance(text, str) else text
    return load(raw, name, QUESTIONNAIRE)


def fault(text: str | bytes, name: str = "a.csv") -> str:
    with pytest.raises(AnswersError) as caught:
        read(text, name)
    return str(caught.value)


def explained(raw: bytes, name: str) -> bool:
    """Tell whether the bytes gave a sheet, or an explanation that names the file."""
    try:
        return isinstance(load(raw, name, QUESTIONNAIRE), AnswerSheet)
    except AnswersError as fault:
        return str(fault).startswith(name)


def a_workbook(*rows: list[Any], title: str = "Answers") -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    raw = io.BytesIO()
    workbook.save(raw)
    return raw.getvalue()


def repacked(raw: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    packed = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(raw))
    with source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, change(part, source.read(part)))
    return packed.getvalue()


@pytest.mark.parametrize("form", Form)
@given(sheet=sheets)
@settings(deadline=None, max_examples=150)
def test_what_is_written_reads_back_as_the_equal_sheet(
    form: Form, sheet: AnswerSheet
) -> None:
    raw = dump(sheet, QUESTIONNAIRE, form)

    assert load(raw, f"answers.{form}", QUESTIONNAIRE) == sheet


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("text", DANGEROUS)
def test_every_dangerous_text_survives_every_form(form: Form, text: str) -> None:
    sheet = AnswerSheet(
        respondent=text,
        answers={"data.quality": Answer(rung=Rung.NONE, note=text, reason=text)},
    )

    raw = dump(sheet, QUESTIONNAIRE, form)

    assert load(raw, f"answers.{form}", QUESTIONNAIRE) == sheet


@pytest.mark.parametrize("form", Form)
def test_the_longest_text_of_the_costliest_characters_survives(form: Form) -> None:
    text = "\x07" * MAX_TEXT
    sheet = AnswerSheet(answers={"data.quality": Answer(note=text)})

    raw = dump(sheet, QUESTIONNAIRE, form)

    assert load(raw, f"answers.{form}", QUESTIONNAIRE) == sheet


@pytest.mark.parametrize("form", Form)
@given(sheet=sheets)
@settings(deadline=None, max_examples=10)
def test_the_same_sheet_gives_the_same_bytes(form: Form, sheet: AnswerSheet) -> None:
    assert dump(sheet, QUESTIONNAIRE, form) == dump(sheet, QUESTIONNAIRE, form)


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json", "csv", "xlsx"])
@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(deadline=None, max_examples=150)
def test_any_bytes_give_a_sheet_or_an_explanation(suffix: str, raw: bytes) -> None:
    assert explained(raw, f"a.{suffix}")


@pytest.mark.parametrize("form", Form)
@given(data=st.data())
@settings(deadline=None, max_examples=100)
def test_a_damaged_file_gives_a_sheet_or_an_explanation(
    form: Form, data: st.DataObject
) -> None:
    whole = bytearray(dump(A_SHEET, QUESTIONNAIRE, form))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place : place + data.draw(st.integers(0, 9))] = data.draw(
        st.binary(max_size=9)
    )

    assert explained(bytes(whole), f"a.{form}")


@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_a_damaged_part_of_a_workbook_gives_a_sheet_or_an_explanation(
    data: st.DataObject,
) -> None:
    whole = dump(A_SHEET, QUESTIONNAIRE, Form.XLSX)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        victim = data.draw(st.sampled_from(archive.namelist()))

    def damage(part: str, text: bytes) -> bytes:
        if part != victim:
            return text
        place = data.draw(st.integers(0, len(text) - 1))
        end = place + data.draw(st.integers(0, 30))
        return text[:place] + data.draw(st.binary(max_size=9)) + text[end:]

    assert explained(repacked(whole, damage), "a.xlsx")


A_SHEET = AnswerSheet(
    scope=Scope(name="Acme"),
    answered_on=date(2026, 1, 5),
    answers={
        "data.quality": Answer(rung=Rung.BY_HAND, note="=HYPERLINK(0)"),
        "data.lineage": Answer(rung=Rung.NOT_APPLICABLE, reason="no data"),
    },
)


def test_a_name_that_promises_no_form_is_refused_with_the_accepted_ones() -> None:
    with pytest.raises(AnswersError, match=r"^notes\.txt: .*\.yaml, \.yml, \.json"):
        load(b"", "notes.txt", QUESTIONNAIRE)
    assert form_of("Answers.XLSX") is Form.XLSX
    assert form_of("a.yml") is Form.YAML


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert "larger than 5 MB" in fault(b" " * (content.MAX_BYTES + 1), "a.json")


@pytest.mark.parametrize("form", Form)
def test_answers_to_other_questions_are_not_written(form: Form) -> None:
    foreign = AnswerSheet(answers={"data.qualty": Answer()})

    with pytest.raises(
        AnswersError, match=r"data\.qualty.*did you mean 'data.quality'"
    ):
        dump(foreign, QUESTIONNAIRE, form)
    with pytest.raises(AnswersError, match="'other', expected 'mlops'"):
        dump(AnswerSheet(questionnaire="other"), QUESTIONNAIRE, form)


def test_the_yaml_sheet_asks_the_question_above_each_answer() -> None:
    lines = dump(A_SHEET, QUESTIONNAIRE, Form.YAML).decode().splitlines()

    at = lines.index("  data.quality:")
    assert lines[at - 4 : at] == [
        "  # Is quality measured\ufffd?",
        "  #   none: Nobody.",
        "  #   by_hand: By hand.",
        "  #   automated: =By machine.",
    ]
    assert lines[at + 1 : at + 3] == [
        "    rung: by_hand",
        '    note: "=HYPERLINK(0)"',
    ]


def test_a_waiting_line_of_the_yaml_sheet_is_answered_by_uncommenting_it() -> None:
    waiting = dump(AnswerSheet(), QUESTIONNAIRE, Form.YAML).decode()

    begun = waiting.replace("# data.owners: unknown", "data.owners: by_hand")

    assert read(waiting, "a.yaml").answers == {}
    assert read(begun, "a.yaml").rungs == {"data.owners": Rung.BY_HAND}


def test_json_that_escapes_every_character_reads_alike() -> None:
    note = '😀 \\ud83d\\ude00 "é" \\'
    plain = {"answers": {"data.quality": {"rung": "none", "note": note}}}

    found = read(json.dumps(plain, ensure_ascii=True), "a.json")

    assert found.answers["data.quality"].note == note


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"answers": {},\n "answers": {}}', "a.json:2: key 'answers'"),
        ('{"answers": {"data.quality": NaN}}', "a.json:1: answers.data.quality"),
        ('{"answers": {"data.qualty": "none"}}', "did you mean 'data.quality'?"),
        ("[]", "a.json:1: "),
        ("", "a.json: empty"),
    ],
)
def test_faults_of_json_name_the_line(text: str, place: str) -> None:
    assert place in fault(text, "a.json")


@pytest.mark.parametrize(
    ("cell", "rung"),
    {
        "automated": Rung.AUTOMATED,
        " By hand ": Rung.BY_HAND,
        "not-applicable": Rung.NOT_APPLICABLE,
        "Unknown": Rung.UNKNOWN,
        "0": Rung.NONE,
        "0.0": Rung.NONE,
        "0.5": Rung.BY_HAND,
        "0,5": Rung.BY_HAND,
        "0,50": Rung.BY_HAND,
        "1": Rung.AUTOMATED,
        "1.0": Rung.AUTOMATED,
        "1,0": Rung.AUTOMATED,
    }.items(),
)
@pytest.mark.parametrize("column", ["rung", "score"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_rung_is_read_as_a_word_or_a_score_in_any_country(
    cell: str, rung: Rung, column: str, separator: str, mark: str
) -> None:
    rows = (
        ("practice", column, "reason"),
        ("data.quality", f'"{cell}"', "because"),
    )

    found = read(mark + "\r\n".join(separator.join(row) for row in rows))

    assert found.rungs == {"data.quality": rung}


def test_a_table_that_another_spreadsheet_saved_reads_alike() -> None:
    saved = (
        "#scope_name;Acme;;;;;;\n"
        "#answered_on;2026-01-05;;;;;;\n"
        ";;;;;;;\n"
        "Note;Score;Practice;Reason;Question;;;\n"
        "'=HYPERLINK(0);0,5;data.quality;;Is it done?;;;\n"
        ";;data.owners;;Is it done?;;;\n"
        ";not applicable;data.lineage;no data;;;;\n"
        ";;;;;;;\n"
    )

    assert read(saved) == A_SHEET


def test_a_row_that_answers_nothing_is_not_on_the_sheet() -> None:
    found = read(
        "practice,rung,note\ndata.quality,,\ndata.lineage,,later\ndata.owners,unknown,"
    )

    assert found.answers == {
        "data.lineage": Answer(note="later"),
        "data.owners": Answer(rung=Rung.UNKNOWN),
    }


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    found = read("practice,rung,note\ndata.quality,none,'tis so")

    assert found.answers["data.quality"].note == "'tis so"


FAULTS: Mapping[str, tuple[str, str]] = {
    "empty": ("", "a.csv: row 1, column practice: missing"),
    "no rung": ("practice,note\n", "row 1, column rung: missing"),
    "unknown column": (
        "practice,rung,notes\n",
        "row 1, column 'notes': not a column of answers; expected practice, rung",
    ),
    "column twice": ("practice,rung,rung\n", "row 1, column rung: stands here twice"),
    "unknown practice": (
        "practice,rung\ndata.qualty,none\n",
        "row 2, column practice: answers.data.qualty: no such practice; "
        "did you mean 'data.quality'?",
    ),
    "practice twice": (
        "practice,rung\ndata.quality,none\n\ndata.quality,none\n",
        "row 4, column practice: 'data.quality' stands here twice (first in row 2)",
    ),
    "no practice": ("practice,rung\n,none\n", "row 2, column practice: empty"),
    "unknown rung": (
        "practice,rung\ndata.quality,automatd\n",
        "row 2, column rung: 'automatd' is no rung; expected none, by_hand, automated, "
        "unknown, not_applicable, or the score 0, 0.5 or 1; did you mean 'automated'?",
    ),
    "odd score": (
        "practice,score\ndata.quality,0.7\n",
        "row 2, column score: '0.7' is no rung; expected none, by_hand",
    ),
    "contradiction": (
        'practice,rung,score\ndata.quality,none,"0,5"\n',
        "row 2, column score: 0,5 is by_hand, but column rung says none",
    ),
    "no reason": (
        "practice,rung\ndata.quality,not_applicable\n",
        "row 2, column reason: empty; not_applicable needs the reason",
    ),
    "over-long note": (
        f"practice,rung,note\ndata.quality,none,{'x' * (MAX_TEXT + 1)}\n",
        "row 2, column note: answers.data.quality.note: String should have at most",
    ),
    "nothing above": (
        "practice,rung\ndata.quality,none,surplus\n",
        "row 2, column 3: has no heading",
    ),
    "unknown field": (
        "#scope_nam,Acme\npractice,rung\n",
        "row 1, column field: 'scope_nam' is no field; did you mean 'scope_name'?",
    ),
    "field twice": (
        "#role,a\n#role,b\npractice,rung\n",
        "row 2, column field: 'role' stands here twice",
    ),
    "two values": ("#role,a,b\npractice,rung\n", "row 1, column value: more than one"),
    "bad date": (
        "#answered_on,05.01.2026\npractice,rung\n",
        "row 1, column value: answered_on: Input should be a valid date",
    ),
    "other questionnaire": (
        "#questionnaire,other\npractice,rung\n",
        "row 1, column value: answers to questionnaire 'other', expected 'mlops'",
    ),
    "open quote": ('practice,rung\ndata.quality,"none\n', "row 2: not CSV"),
    "huge cell": (f"practice,rung\n{'x' * 200_000},none\n", "row 2: not CSV"),
    "too many rows": (
        "practice,rung\n" + "data.quality,none\n" * MAX_ROWS,
        f"row {MAX_ROWS + 1}: more than {MAX_ROWS} rows",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_faults_of_a_table_name_the_row_and_column(text: str, message: str) -> None:
    assert message in fault(text)


def test_a_table_that_is_not_utf_8_is_refused() -> None:
    assert "save it as CSV UTF-8" in fault("practice,rung".encode("utf-16"))


@given(sheet=sheets)
@settings(deadline=None, max_examples=50)
def test_no_cell_of_the_csv_is_run_by_a_spreadsheet(sheet: AnswerSheet) -> None:
    import csv

    text = dump(sheet, QUESTIONNAIRE, Form.CSV).decode("utf-8-sig")

    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not cell.startswith(RISKY) or cell.startswith("'")


def test_the_workbook_offers_the_rungs_and_holds_text_only() -> None:
    workbook = load_workbook(io.BytesIO(dump(A_SHEET, QUESTIONNAIRE, Form.XLSX)))
    sheet = workbook["Answers"]

    note = sheet["D2"]
    assert (note.value, note.data_type, note.quotePrefix) == ("=HYPERLINK(0)", "s", 1)
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert types == {"s"}
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == (
        "B2:B5",
        '"none,by_hand,automated,unknown,not_applicable"',
    )
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width > 20
    assert workbook["About"]["B6"].value == "Acme"


def test_a_workbook_filled_in_by_hand_is_read() -> None:
    raw = a_workbook(
        ["practice", "score", "rung", "reason", "note"],
        ["data.quality", 0.5, None, None, 2026],
        [None, None, None, None, None],
        ["data.lineage", 1, "automated", None, datetime(2026, 1, 5)],
        ["data.owners", "0,5", None, None, 0.25],
        ["people.skills", None, "not applicable", True, "_x0041_"],
    )

    found = read(raw, "a.xlsx").answers

    assert found == {
        "data.quality": Answer(rung=Rung.BY_HAND, note="2026"),
        "data.lineage": Answer(rung=Rung.AUTOMATED, note="2026-01-05"),
        "data.owners": Answer(rung=Rung.BY_HAND, note="0.25"),
        "people.skills": Answer(rung=Rung.NOT_APPLICABLE, reason="True", note="A"),
    }


def test_a_date_typed_into_the_workbook_is_read() -> None:
    workbook = load_workbook(io.BytesIO(dump(A_SHEET, QUESTIONNAIRE, Form.XLSX)))
    workbook["About"]["B7"] = datetime(2026, 2, 3)
    raw = io.BytesIO()
    workbook.save(raw)

    assert read(raw.getvalue(), "a.xlsx").answered_on == date(2026, 2, 3)


def test_a_wrong_declared_size_does_not_cut_rows_off() -> None:
    raw = repacked(
        dump(A_SHEET, QUESTIONNAIRE, Form.XLSX),
        lambda _, text: text.replace(b'ref="A1:H5"', b'ref="A1:A1"'),
    )

    assert read(raw, "a.xlsx") == A_SHEET


def test_a_formula_in_the_workbook_is_refused_by_cell() -> None:
    raw = a_workbook(["practice", "rung"], ["data.quality", "=A1"])

    assert fault(raw, "a.xlsx") == (
        "a.xlsx: sheet Answers, cell B2: a formula; expected the text itself"
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not a workbook that can be read"),
        (b"PK\x03\x04 broken", "not a workbook that can be read"),
        (a_workbook(["practice", "rung"], title="Other"), "no sheet 'Answers'"),
        (a_workbook(), "row 1, column practice: missing"),
        (a_workbook(["practice", "rung"], [None, 1]), "row 2, column practice: empty"),
        (
            a_workbook(["practice", "rung"], *[["data.quality", 1]] * MAX_ROWS),
            f"more than {MAX_ROWS} rows",
        ),
    ],
    ids=["empty", "broken", "other sheet", "blank sheet", "no practice", "many rows"],
)
def test_faults_of_a_workbook_are_explained(raw: bytes, message: str) -> None:
    assert message in fault(raw, "a.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)

    assert "unpacks to 1 parts of 30 MB" in fault(bomb.getvalue(), "a.xlsx")


def test_a_bomb_that_lies_about_its_size_is_explained() -> None:
    whole = dump(A_SHEET, QUESTIONNAIRE, Form.XLSX)
    part = "xl/worksheets/sheet1.xml"
    padded = repacked(
        whole, lambda name, text: text + b" " * 30_000_000 if name == part else text
    )
    with zipfile.ZipFile(io.BytesIO(padded)) as archive:
        size = archive.getinfo(part).file_size
    lying = padded.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))

    assert "not a workbook that can be read" in fault(lying, "a.xlsx")


def test_entities_that_expand_without_end_are_explained() -> None:
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 20) for n in range(1, 9)
    )
    bomb = b'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaaaaaaaaaaaa">' + entities + b"]>"
    raw = repacked(
        dump(A_SHEET, QUESTIONNAIRE, Form.XLSX),
        lambda name, text: (
            bomb + text.replace(b"by_hand", b"&e8;")
            if name.endswith("sheet1.xml")
            else text
        ),
    )

    assert "a.xlsx" in fault(raw, "a.xlsx")


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut() -> None:
    sheet = AnswerSheet(questionnaire_digest="x" * 40_000)

    with pytest.raises(AnswersError, match="40000 characters; a cell of a workbook"):
        dump(sheet, QUESTIONNAIRE, Form.XLSX)
