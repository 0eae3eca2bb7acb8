"""The report as files: readable by others, the same every time, and nothing runs."""

import json
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation
from report_builders import EVIL, SMALL, agreed, dossier, shipped_sheets, small

from advisor.assess import bundle as bundles
from advisor.assess import exchange
from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.assessment import assess
from advisor.assess.questionnaire import Rung
from advisor.errors import AnswersError, ReportError
from advisor.language import use
from advisor.report import forms, slides, web
from advisor.report.document import Document, Part, Section, Table
from advisor.report.forms import Form

EMU = 914_400
FOREIGN = Path(__file__).parents[2] / "foreign"


class Seen(HTMLParser):
    """What a browser would make of a page: its elements and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(raw: bytes) -> Seen:
    page = Seen()
    page.feed(raw.decode())
    page.close()
    assert not page.open
    return page


def with_session(note: str = "", name: str = "Acme") -> bytes:
    found = small(note, name).model_copy(update={"outcome": agreed()})
    return forms.render(Form.PPTX, found, SMALL)


@pytest.mark.parametrize("form", Form)
def test_the_same_answers_on_the_same_day_give_the_same_bytes(form: Form) -> None:
    found = small("Noted.").model_copy(update={"outcome": agreed()})

    assert forms.render(form, found, SMALL) == forms.render(form, found, SMALL)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("code", ["de", "en"])
def test_every_form_is_written_in_every_language(form: Form, code: str) -> None:
    with use(code):
        assert forms.render(form, small(EVIL, EVIL[:100]), SMALL)


def test_the_name_of_a_file_says_its_form() -> None:
    assert forms.form_of("Board.PPTX") is Form.PPTX
    with pytest.raises(ReportError, match=r"report\.docx.*\.html"):
        forms.form_of("report.docx")


def test_a_page_is_well_formed_and_says_its_language_and_landmarks() -> None:
    with use("de"):
        page = seen(forms.render(Form.HTML, small(), SMALL))

    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"]["lang"] == "de"
    assert {"header", "nav", "main", "footer"} <= set(tags)
    assert tags.count("h1") == 1
    for tag, attributes in page.tags:
        assert tag != "th" or attributes["scope"] in ("col", "row")
        assert tag != "img" or attributes["alt"]


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    raw = forms.render(Form.HTML, small(EVIL, EVIL[:100]), SMALL)

    page = seen(raw)

    assert "script" not in dict(page.tags)
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href"):
            address = attributes.get(name) or "#"
            assert address.startswith(("#", "data:image/svg+xml;base64,"))
    assert "<b onclick" in page.text


def with_text(text: str) -> Document:
    table = Table(columns=("a", text), rows=((text, text),), numeric=(text,))
    section = Section(title=text, sentences=(text,), table=table)
    return Document(title=text, summary=(text,), sections=(section,))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_becomes_markup(text: str) -> None:
    page = seen(web.render(with_text(f"{text}{EVIL}{text}</p>")))

    plain = seen(web.render(with_text("plain")))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]


def test_a_deck_has_six_slides_each_with_a_title_a_footer_and_notes() -> None:
    deck = Presentation(BytesIO(with_session()))

    slides = list(deck.slides)
    assert [s.shapes.title.text_frame.text for s in slides] == [
        "Where we stand",
        "What blocks us",
        "Where we disagree",
        "Road map",
        "Platform advice",
        "Evidence",
    ]
    assert len(slides) == len(Part)
    for slide in slides:
        said = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        assert any("coverage 100 %" in text for text in said)
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_a_picture_on_a_slide_is_described_and_nothing_leaves_the_slide() -> None:
    deck = Presentation(BytesIO(with_session(EVIL, "N" * 100)))

    pictures = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= deck.slide_width + EMU // 10
            assert shape.top + shape.height <= deck.slide_height
            if shape.shape_type == 13:
                pictures += 1
                assert len(shape._element._nvXxPr.cNvPr.get("descr")) > 20
    assert pictures == 2


def test_what_has_no_room_on_a_slide_is_counted_and_stands_in_the_notes() -> None:
    bundle = bundles.load()
    ids = bundle.questionnaire.practices
    sheet = AnswerSheet(
        scope=Scope(name="Acme"), answers=dict.fromkeys(ids, Answer(rung=Rung.NONE))
    )

    deck = Presentation(
        BytesIO(forms.render(Form.PPTX, dossier(sheet, bundle), bundle))
    )

    slide = deck.slides[1]
    rows = next(s for s in slide.shapes if s.has_table).table.rows
    said = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
    (more,) = re.findall(r"(\d+) more, in the notes", said)
    noted = slide.notes_slide.notes_text_frame.text.count("practice: ")
    assert len(rows) - 1 + int(more) == noted


def test_a_pdf_has_bookmarks_a_language_and_described_pictures() -> None:
    raw = forms.render(Form.PDF, small(), SMALL)

    assert b"/Outlines" in raw
    assert b"/Lang (en)" in raw
    assert b"/Alt (" in raw


@settings(max_examples=15, deadline=None)
@given(shipped_sheets(), st.sampled_from([Form.JSON, Form.XLSX]))
def test_a_report_reads_back_as_the_same_answers_and_assessment(
    sheet: AnswerSheet, form: Form
) -> None:
    bundle = bundles.load()
    found = dossier(sheet, bundle)

    raw = forms.render(form, found, bundle)
    again = exchange.load(raw, f"report.{form}", bundle.questionnaire)

    assert again == sheet
    assert found.assessment == assess(
        bundle.questionnaire, bundle.readings, again, bundle.settings
    )


def test_a_fault_in_a_report_is_told_with_its_line() -> None:
    bundle = bundles.load()
    raw = forms.render(Form.JSON, small(), SMALL)

    with pytest.raises(AnswersError, match=r"^report\.json:\d+: answers to"):
        exchange.load(raw, "report.json", bundle.questionnaire)


def test_a_json_report_holds_what_the_commands_print_and_no_names() -> None:
    found = small().model_copy(update={"outcome": agreed()})

    said = json.loads(forms.render(Form.JSON, found, SMALL))

    assert said["schema_version"] == 1
    assert said["assessment"]["level"] == found.assessment.standing.level
    assert said["roadmap"]["steps"]
    assert "Person" not in json.dumps(said["session"])


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_no_text_becomes_a_formula(start: str) -> None:
    typed = f"{start}HYPERLINK(1)"

    book = load_workbook(BytesIO(forms.render(Form.XLSX, small(typed, "=A1"), SMALL)))

    cells = [c for page in book for row in page.iter_rows() for c in row]
    texts = [c for c in cells if "HYPERLINK" in str(c.value) or c.value == "=A1"]
    assert len(texts) >= 2
    assert all(c.data_type == "s" and c.quotePrefix for c in texts)


@settings(max_examples=8, deadline=None)
@given(st.text(min_size=1, max_size=3000))
def test_no_text_breaks_a_deck(text: str) -> None:
    table = Table(columns=("a", text[:40]), rows=((text, text),) * 30)
    parts = tuple(
        Section(title=text[:60], sentences=(text, text), table=table, part=part)
        for part in Part
    )
    document = Document(title=text, summary=(text,), sections=parts)

    deck = Presentation(BytesIO(slides.render(document)))

    for slide in deck.slides:
        for shape in slide.shapes:
            rows = shape.table.rows if shape.has_table else ()
            assert shape.top + sum(row.height for row in rows) <= deck.slide_height


@pytest.mark.parametrize("form", Form)
def test_a_questionnaire_of_ones_own_is_reported_as_well(form: Form) -> None:
    bundle = bundles.load(FOREIGN)
    ids = list(bundle.questionnaire.practices)
    sheet = AnswerSheet(
        questionnaire=bundle.questionnaire.id,
        scope=Scope(name="Elsewhere"),
        answers={ids[0]: Answer(rung=Rung.AUTOMATED)},
    )

    assert forms.render(form, dossier(sheet, bundle), bundle)
