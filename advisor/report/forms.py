"""The forms in which a report can be taken away: one dossier, six kinds of file."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from advisor.advise.catalogue import Catalogue
from advisor.assess.bundle import Bundle
from advisor.errors import ReportError
from advisor.language import t
from advisor.report import full, markdown
from advisor.report.document import Document
from advisor.report.dossier import Dossier


class Form(StrEnum):
    """The kinds of file, each by the ending of its name."""

    HTML = "html"
    PDF = "pdf"
    PPTX = "pptx"
    XLSX = "xlsx"
    MARKDOWN = "md"
    JSON = "json"


MIME: Final[Mapping[Form, str]] = {
    Form.HTML: "text/html",
    Form.PDF: "application/pdf",
    Form.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.MARKDOWN: "text/markdown",
    Form.JSON: "application/json",
}


def form_of(name: str) -> Form:
    """Return the form that a file's name promises; raise ReportError if none."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if ending not in set(Form):
        raise ReportError(
            t(
                "{name}: not the name of a report; expected one that ends in {endings}",
                name=name,
                endings=", ".join(f".{form}" for form in Form),
            )
        )
    return Form(ending)


def render(
    form: Form, dossier: Dossier, bundle: Bundle, catalogue: Catalogue | None = None
) -> bytes:
    """Return the report as a file; the same input and day give the same bytes."""
    if form is Form.PDF:
        from advisor.report import pdf  # noqa: PLC0415 - each form loads its own

        return pdf.render(full.document(dossier, bundle, catalogue), dossier.on)
    if form is Form.JSON:
        from advisor.report import archive  # noqa: PLC0415 - as above

        return archive.render(dossier, catalogue)
    if form is Form.XLSX:
        from advisor.report import workbook  # noqa: PLC0415 - as above

        return workbook.render(dossier, bundle)
    return _WRITERS[form](full.document(dossier, bundle, catalogue))


def _web(document: Document) -> bytes:
    from advisor.report import web  # noqa: PLC0415 - as above

    return web.render(document)


def _slides(document: Document) -> bytes:
    from advisor.report import slides  # noqa: PLC0415 - as above

    return slides.render(document)


def _markdown(document: Document) -> bytes:
    return markdown.render(document).encode()


_WRITERS: Final[Mapping[Form, Callable[[Document], bytes]]] = {
    Form.HTML: _web,
    Form.PPTX: _slides,
    Form.MARKDOWN: _markdown,
}
