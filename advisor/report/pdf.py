"""A document as PDF, with the fonts that every reader has.

Those fonts know the letters of western Europe only. Others lose their accents or
become a question mark, and the last page says so; the Markdown form keeps them.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Final, Literal

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace
from fpdf.prefs import ViewerPreferences

from advisor.language import current, mark, t
from advisor.report import pictures, provenance
from advisor.report.document import Document, Figure, Section, Table
from advisor.report.printable import shortened

ENCODING: Final = "cp1252"
FONT: Final = "helvetica"
TEXT: Final = 10
SMALL: Final = 8.5
LINE: Final = 5.0
MARGIN: Final = 18
SHADE: Final = (243, 245, 248)
SPELLED: Final[Mapping[str, str]] = {
    "→": "->",
    "←": "<-",
    "≥": ">=",
    "≤": "<=",
    "−": "-",
    "✓": "yes",
    "\u202f": " ",
    "Ł": "L",
    "ł": "l",
    "Đ": "D",
    "đ": "d",
    "ı": "i",
}
REPLACED: Final = mark(
    "Some characters of this document are not in the fonts of the PDF and stand here "
    "without accents or as a question mark. The Markdown form has them."
)
SOFT: Final = (74, 86, 102)
INK: Final = (27, 36, 48)
LINES: Final = (195, 204, 216)
# A figure is this wide at most, in millimetres, and drawn for so many pixels.
FIGURE: Final = 150
PIXELS: Final = 520
# A column is as wide as its text asks for, within these numbers of letters.
NARROWEST: Final = 7
WIDEST: Final = 70
SPARE: Final = 2


class _Pages(FPDF):
    """Pages that carry the title and their number at the foot."""

    foot = ""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FONT, size=SMALL)
        self.cell(0, LINE, self.foot)
        self.set_x(self.l_margin)
        number = t("{page} of {pages}", page=self.page_no(), pages="{nb}")
        self.cell(0, LINE, number, align="R")


def render(document: Document, on: date) -> bytes:
    """Return the document as PDF, dated on a day; the same input gives the same bytes."""
    pages = _Pages(format="A4")
    pages.core_fonts_encoding = ENCODING
    pages.set_creation_date(datetime.combine(on, time(), UTC))
    pages.set_title(document.title)
    pages.set_lang(current())
    pages.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pages.set_margin(MARGIN)
    pages.set_auto_page_break(auto=True, margin=MARGIN)
    pages.foot = shortened(_writable(document.title), 80)
    pages.set_text_color(*INK)
    pages.add_page()
    _write(pages, document.title, size=18, style="B")
    for sentence in document.summary:
        _item(pages, sentence)
    note = provenance.line(document.provenance) if document.provenance else ""
    for section in document.sections:
        _section(pages, section, note)
    if _has_replacements(document):
        pages.ln(LINE)
        _write(pages, t(REPLACED), size=SMALL, style="I")
    return bytes(pages.output())


def _section(pages: FPDF, section: Section, note: str) -> None:
    pages.ln(LINE)
    if pages.will_page_break(LINE * 5):
        pages.add_page()
    # Only the bookmark: the title itself is drawn as every other text is.
    pages.start_section(_writable(section.title))
    _write(pages, section.title, size=13, style="B")
    for sentence in section.sentences:
        _item(pages, sentence)
    if section.figure:
        _figure(pages, section.figure, note)
    if section.table:
        pages.ln(LINE / 2)
        _table(pages, section.table)
        _note(pages, note)


def _figure(pages: FPDF, figure: Figure, note: str) -> None:
    """Draw a figure with its caption, whole on one page."""
    picture = pictures.png(figure, PIXELS)
    width, tall = pictures.size(picture)
    height = FIGURE * tall / width
    pages.ln(LINE / 2)
    if pages.will_page_break(height + LINE * 3):
        pages.add_page()
    pages.image(
        BytesIO(picture), w=FIGURE, h=height, alt_text=_writable(figure.alternative)
    )
    pages.ln(1)
    _write(pages, figure.caption, size=SMALL, style="B")
    _note(pages, note)


def _note(pages: FPDF, note: str) -> None:
    if note:
        pages.set_text_color(*SOFT)
        _write(pages, note, size=7.5)
        pages.set_text_color(*INK)


def _write(
    pages: FPDF, text: str, size: float = TEXT, style: Literal["", "B", "I"] = ""
) -> None:
    pages.set_font(FONT, style=style, size=size)
    pages.multi_cell(
        0, size * 0.5, _writable(text), align="L", new_x="LMARGIN", new_y="NEXT"
    )
    pages.ln(1)


def _item(pages: FPDF, sentence: str) -> None:
    pages.set_font(FONT, size=TEXT)
    pages.cell(4, LINE, "\u2022")
    pages.multi_cell(
        0, LINE, _writable(sentence), align="L", new_x="LMARGIN", new_y="NEXT"
    )


def _table(pages: FPDF, table: Table) -> None:
    pages.set_font(FONT, size=SMALL)
    settings: dict[str, Any] = {
        "col_widths": _widths(table),
        "text_align": tuple(
            "RIGHT" if column in table.numeric else "LEFT" for column in table.columns
        ),
        "headings_style": FontFace(emphasis="BOLD", fill_color=SHADE),
        "borders_layout": TableBordersLayout.HORIZONTAL_LINES,
        "line_height": SMALL * 0.5,
        "padding": (0.8, 1.5),
    }
    pages.set_draw_color(*LINES)
    with pages.table(**settings) as drawn:
        for row in (table.columns, *table.rows):
            drawn.row([_writable(cell) for cell in row])
    pages.ln(1)


def _widths(table: Table) -> tuple[int, ...]:
    columns = zip(table.columns, *table.rows, strict=True)
    return tuple(
        min(WIDEST, max(NARROWEST, *map(len, column)) + SPARE) for column in columns
    )


def _writable(text: str) -> str:
    """Return a text in the letters that the fonts have, on one line."""
    return "".join(_letter(character) for character in " ".join(text.split()))


def _letter(character: str) -> str:
    spelled = SPELLED.get(character, character)
    if _known(spelled):
        return spelled
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept if kept and _known(kept) else "?"


def _known(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _has_replacements(document: Document) -> bool:
    return any(not _known(SPELLED.get(c, c)) for text in _texts(document) for c in text)


def _texts(document: Document) -> Iterable[str]:
    yield document.title
    yield from document.summary
    for section in document.sections:
        yield section.title
        yield from section.sentences
        if section.figure:
            yield from (section.figure.caption, section.figure.alternative)
        if section.table:
            for row in (section.table.columns, *section.table.rows):
                yield from row
