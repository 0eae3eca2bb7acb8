"""A document as a deck for a board: one slide for each of its six parts.

What does not fit is told on the slide and stands in its notes. The one door to
python-pptx; pictures carry their alternative text.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches, Length, Pt

from advisor.language import current, tn
from advisor.report import pictures, provenance
from advisor.report.document import Document, Figure, Part, Section, Table
from advisor.report.printable import printable, shortened
from advisor.report.slide_layout import (
    AFTER,
    CELL_SIZE,
    LEAD_SIZE,
    TEXT_SIZE,
    Box,
    fitting_rows,
    plan,
)

TITLE_ONLY: Final = 5
INK: Final = "1B2430"
SOFT: Final = "4A5666"
SHADE: Final = "E4EAF2"
WHITE: Final = "FFFFFF"
BLUE: Final = "0B5CAD"
TITLE: Final = Box(0.6, 0.55, 12.1, 0.75)
ABOVE: Final = Box(0.6, 0.25, 12.1, 0.4)
FOOT: Final = Box(0.6, 6.98, 11.2, 0.35)
NUMBER: Final = Box(11.9, 6.98, 0.8, 0.35)
PICTURE: Final = 400
# So many letters of the report's title have room on one line.
LONGEST: Final = 110
# Its letters are as wide as those of the fonts that stand in for it elsewhere.
FONT: Final = "Arial"


def render(document: Document) -> bytes:
    """Return a document that has the six parts as PPTX, the same bytes every time."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    _describe(deck, document)
    for number, part in enumerate(Part, 1):
        section = document.part(part)
        if section is not None:
            _slide(deck, document, section, number)
    written = io.BytesIO()
    deck.save(written)
    return _timeless(written.getvalue())


def _describe(deck: Deck, document: Document) -> None:
    about = deck.core_properties
    about.title = printable(document.title)
    about.author = document.provenance.program if document.provenance else ""
    about.last_modified_by = about.author
    about.language = current()
    if document.provenance:
        written = datetime.combine(document.provenance.on, time())
        about.created = about.modified = written


def _slide(deck: Deck, document: Document, section: Section, number: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    _title(slide, section.title)
    _text(slide, ABOVE, [shortened(document.title, LONGEST)], 14, SOFT)
    lead, *others = section.sentences
    layout = plan(section)
    _text(slide, layout.lead, [lead], LEAD_SIZE, BLUE, bold=True)
    _text(slide, layout.text, others[: layout.sentences], TEXT_SIZE, INK)
    if section.figure and layout.figure:
        _picture(slide, section.figure, layout.figure)
    if section.table and layout.table:
        _table(slide, section.table, layout.table)
    if document.provenance:
        _text(slide, FOOT, [provenance.line(document.provenance)], 11, SOFT)
    _text(slide, NUMBER, [str(number)], 11, SOFT, align=PP_ALIGN.RIGHT)
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = "\n".join(map(printable, _notes(section)))


def _title(slide: Slide, text: str) -> None:
    title: Any = slide.shapes.title
    title.left, title.top, title.width, title.height = _inches(TITLE)
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _run(paragraph, text, 30, INK, bold=True)
    frame.margin_left = frame.margin_right = 0


def _text(  # noqa: PLR0913 - a text box has a place, a size, a colour and a weight
    slide: Slide,
    box: Box,
    texts: Iterable[str],
    size: float,
    colour: str,
    *,
    bold: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:
    lines = list(texts)
    if not lines:
        return
    shape = slide.shapes.add_textbox(*_inches(box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = Pt(size * AFTER)
        _run(paragraph, line, size, colour, bold=bold)


def _run(paragraph: Any, text: str, size: float, colour: str, *, bold: bool) -> None:
    run = paragraph.add_run()
    run.text = printable(text)
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    run.font.color.rgb = _rgb(colour)
    # Whoever listens to a slide hears it in its language.
    run._r.get_or_add_rPr().set("lang", current())  # noqa: SLF001 - has no other door


def _picture(slide: Slide, figure: Figure, box: Box) -> None:
    raw = io.BytesIO(pictures.png(figure, PICTURE))
    picture = slide.shapes.add_picture(raw, Inches(box.left), Inches(box.top))
    scale = min(
        Inches(box.width) / picture.width, Inches(box.height - 0.4) / picture.height
    )
    picture.width = Length(int(picture.width * scale))
    picture.height = Length(int(picture.height * scale))
    described = picture._element._nvXxPr.cNvPr  # noqa: SLF001 - has no other door
    described.set("descr", printable(figure.alternative))
    below = box.top + picture.height / Inches(1) + 0.05
    _text(slide, Box(box.left, below, box.width, 0.3), [figure.caption], 12, SOFT)


def _table(slide: Slide, table: Table, box: Box) -> None:
    """Draw the rows that fit, and say how many are left."""
    rows = fitting_rows(table, box)
    shown = [table.columns, *table.rows[: rows.number]]
    left, top, width, _ = _inches(box)
    size = len(shown), len(table.columns)
    shape = slide.shapes.add_table(*size, left, top, width, Inches(sum(rows.heights)))
    drawn = shape.table
    for place, wide in enumerate(rows.widths):
        drawn.columns[place].width = Inches(wide)
    for number, cells in enumerate(shown):
        drawn.rows[number].height = Inches(rows.heights[number])
        for place, text in enumerate(cells):
            right = table.columns[place] in table.numeric
            _cell(drawn.cell(number, place), text, head=number == 0, right=right)
    hidden = len(table.rows) - rows.number
    if hidden:
        more = tn("{count} more, in the notes", "{count} more, in the notes", hidden)
        below = Box(box.left, box.top + sum(rows.heights) + 0.08, box.width, 0.3)
        _text(slide, below, [more], 12, SOFT)


def _cell(cell: Any, text: str, *, head: bool, right: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(SHADE if head else WHITE)
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    cell.margin_left = cell.margin_right = Inches(0.08)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _run(paragraph, text, CELL_SIZE, INK, bold=head)


def _notes(section: Section) -> Iterable[str]:
    """Yield all that the part says, also what its slide has no room for."""
    yield from section.sentences
    if section.figure:
        yield section.figure.alternative
    if section.table:
        for row in section.table.rows:
            pairs = zip(section.table.columns, row, strict=True)
            yield "; ".join(f"{name}: {cell}" for name, cell in pairs)


def _rgb(colour: str) -> RGBColor:
    found: RGBColor = RGBColor.from_string(colour)  # type: ignore[no-untyped-call]
    return found


def _inches(box: Box) -> tuple[Length, Length, Length, Length]:
    return (
        Inches(box.left),
        Inches(box.top),
        Inches(box.width),
        Inches(box.height),
    )


def _timeless(raw: bytes) -> bytes:
    """Return an archive without the moment at which each part was packed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(packed, "w") as target,
    ):
        for part in source.namelist():
            target.writestr(
                zipfile.ZipInfo(part), source.read(part), zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()
