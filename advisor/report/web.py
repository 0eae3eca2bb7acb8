"""A document as one HTML file: nothing is loaded, and nothing runs.

Pictures are SVG inside data addresses, so that no mark of one can disturb another or
the page. The template escapes every text; a policy in the file forbids scripts and
the network even so.
"""

import base64
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from advisor.language import current, t
from advisor.report import pictures, provenance
from advisor.report.document import Document, Figure
from advisor.report.printable import UNPRINTABLE

TEMPLATE: Final = "document.html.jinja"


def render(document: Document) -> bytes:
    """Return the document as HTML in UTF-8; the same input gives the same bytes."""
    of = document.provenance
    page = _template().render(
        document=document,
        language=current(),
        note=provenance.line(of) if of else "",
        skip=t("Skip to the report"),
        contents=t("Contents"),
    )
    return (UNPRINTABLE.sub("\ufffd", page) + "\n").encode()


@cache
def _template() -> Template:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters["address"] = _address
    return found.get_template(TEMPLATE)


def _address(figure: Figure) -> str:
    """Return the picture of a figure as an address that holds the picture itself."""
    encoded = base64.b64encode(pictures.svg(figure).encode()).decode()
    return f"data:image/svg+xml;base64,{encoded}"
