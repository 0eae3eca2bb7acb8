"""A badge: the level that was seen, with coverage and date, so that it can go stale."""

from html import escape
from typing import Final

from advisor.evidence.scan import ReadingLevel, Scan
from advisor.language import t
from advisor.report import wording

LABEL: Final = "MLOps"
HEIGHT: Final = 20
LETTER: Final = 7.0
PADDING: Final = 12
SVG: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
role="img" aria-label="{said}">
<title>{said}</title>
<rect width="{width}" height="{height}" rx="3" fill="#1f4e79"/>
<rect width="{left}" height="{height}" rx="3" fill="#333"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" \
text-anchor="middle">
<text x="{label_at}" y="14">{label}</text>
<text x="{told_at}" y="14">{told}</text>
</g>
</svg>
"""


def badge(scan: Scan, reading: str) -> str:
    """Return an SVG image that says level, coverage and date in words."""
    level = scan.readings[reading]
    told = _told(level, f"{scan.at:%Y-%m-%d}")
    left, right = _width(LABEL), _width(told)
    return SVG.format(
        width=left + right,
        height=HEIGHT,
        left=left,
        label=LABEL,
        label_at=left / 2,
        told=escape(told),
        told_at=left + right / 2,
        said=escape(f"{LABEL}: {told}"),
    )


def _told(level: ReadingLevel, on: str) -> str:
    seen = wording.percent(level.coverage)
    low, high = level.established, level.possible
    if low == high:
        return t(
            "Level {level} · {share} seen · {date}", level=low, share=seen, date=on
        )
    return t(
        "Level {low} to {high} · {share} seen · {date}",
        low=low,
        high=high,
        share=seen,
        date=on,
    )


def _width(text: str) -> int:
    return round(len(text) * LETTER) + PADDING
