"""The probes as a table for docs/evidence.md.

Run as `python -m advisor.report.scan_probes` to write it; a test keeps it fresh.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from advisor import content
from advisor.evidence import probes
from advisor.evidence.probe import ProbeText

PAGE: Final = "evidence.md"
BEGIN: Final = "<!-- probes: written by python -m advisor.report.scan_probes -->"
END: Final = "<!-- end of probes -->"
COLUMNS: Final = ("probe", "shows", "tests", "reads", "how", "blind spots")


def table(texts: Iterable[ProbeText]) -> str:
    """Return the probes as a Markdown table, one row each."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *map(_row, texts)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def filled(page: str, texts: Iterable[ProbeText]) -> str:
    """Return the page with the table put between its two marks."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    return f"{head}{begin}\n\n{table(texts)}\n\n{end}{tail}"


def write(page: Path) -> None:
    """Write the table of today's probes into the page."""
    texts = [probe.text for probe in probes.load()]
    page.write_text(filled(page.read_text("utf-8"), texts), encoding="utf-8")


def _row(text: ProbeText) -> tuple[str, ...]:
    shows = ", ".join(f"{practice} {rung}" for practice, rung in text.shows.items())
    return (
        f"`{text.id}`: {_cell(text.question)}",
        shows.replace("by_hand", "by hand"),
        " ".join(text.tests) or "–",
        ", ".join(text.reads),
        _cell(text.how),
        _cell(text.blind_spots),
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    write(content.docs_folder() / PAGE)
