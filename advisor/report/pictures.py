"""Figures as pictures, without a browser or a network: the one door to vl-convert."""

from struct import unpack
from typing import Any, Final

from advisor.report.document import Figure

WIDTH: Final = 560
# Of a picture of dots; a slide or a page of 25 cm then has more than 200 dots an inch.
SCALE: Final = 4.0
# Read from a projector or on paper, where nobody can zoom.
LARGE: Final = {
    "font": "Liberation Sans, Arial, sans-serif",
    "axis": {"labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": "normal"},
    "legend": {"labelFontSize": 14},
    "text": {"fontSize": 14},
    "background": "white",
}


def svg(figure: Figure, width: int = WIDTH) -> str:
    """Return a figure as SVG, so many pixels wide between its axes."""
    import vl_convert  # noqa: PLC0415 - 50 MB of it, needed only for pictures

    return str(vl_convert.vegalite_to_svg(_sized(figure, width)))


def png(figure: Figure, width: int = WIDTH) -> bytes:
    """Return a figure as PNG, four dots for each pixel."""
    import vl_convert  # noqa: PLC0415 - as above

    return bytes(vl_convert.vegalite_to_png(_sized(figure, width), scale=SCALE))


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG in dots, which stand in its first block."""
    width, height = unpack(">II", picture[16:24])
    return width, height


def _sized(figure: Figure, width: int) -> dict[str, Any]:
    spec = dict(figure.spec)
    config = dict(spec.get("config", {}))
    for part, wanted in LARGE.items():
        config[part] = (
            {**config.get(part, {}), **wanted} if isinstance(wanted, dict) else wanted
        )
    return {**spec, "width": width, "config": config}
