"""A decision record: golden copy, what it says of other choices, and as PDF."""

import zlib
from collections.abc import Callable
from datetime import date
from re import DOTALL, findall

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_builders import catalogue, platform, portfolio, use_case

from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import Matching, match
from advisor.report import decision, diagrams, markdown, pdf
from advisor.report.decision import Choice
from advisor.report.document import Document, Section, Table

ON = date(2026, 11, 22)
SHOP = catalogue(
    platform("whole", 2, 2, 2),
    platform("half", 3, 2),
    platform("rest", 0, 0, 2),
    platform("dim", 2, None, 2),
    pairs=(("half", "rest"),),
)


def answer(projects: int = 3) -> Matching:
    asked = portfolio(
        use_case("one", {"alpha": 2, "beta": 2}, {"gamma": 1}),
        use_case("two", {"gamma": 2}, {"alpha": 2, "beta": 1}),
        projects=projects,
    )
    settings_ = load_match_settings().model_copy(update={"draws": 200})
    return match(asked, SHOP, settings_, ON)


@pytest.fixture(scope="module")
def found() -> Matching:
    return answer()


def record(found: Matching, **choice: object) -> Document:
    stack = {"stack": decision.recommended(found)} | choice
    return decision.document(found, SHOP, Choice.model_validate(stack), ON)


def texts(raw: bytes) -> str:
    """Return the letters that a PDF draws, page by page."""
    streams = findall(rb"stream\n(.*?)\nendstream", raw, DOTALL)
    drawn = b"".join(zlib.decompress(s) for s in streams if s[:1] == b"x")
    return b"".join(findall(rb"\((.*?)\) Tj", drawn)).decode("cp1252")


def test_a_decision_reads_well(
    found: Matching, golden: Callable[[str, str], None]
) -> None:
    golden("decision.md", markdown.render(record(found, by="Ada", because="Tried it.")))


def test_the_recommended_set_is_the_best_one(found: Matching) -> None:
    best = decision.recommended(found)

    assert best is not None
    assert best.platforms == ("whole",)
    assert "The comparison comes to the same." in record(found).summary


def test_another_choice_is_told_from_the_comparisons_own(found: Matching) -> None:
    told = record(found, stack=None).summary

    assert told[0] == "Decided on 2026-11-22: no platform for now."
    assert "The comparison comes to something else: The whole." in told


def test_where_no_platform_is_needed_none_is_recommended() -> None:
    alone = match(
        portfolio(use_case("one", {"alpha": 2}), projects=1),
        SHOP,
        load_match_settings(),
        ON,
    )

    assert decision.recommended(alone) is None
    assert "The comparison comes to the same." in record(alone).summary


def test_every_living_platform_is_named_with_what_keeps_it_out(
    found: Matching,
) -> None:
    (section,) = (s for s in record(found).sections if s.title == decision.LOOKED_AT)

    assert section.table
    rows = {row[0]: row[1:] for row in section.table.rows}
    assert rows["The whole"] == ("2 of 2", "–")
    assert rows["The half"] == ("1 of 2", "Lacks: Gamma.")
    assert rows["The dim"] == ("1 of 2", "To be confirmed: Beta.")


def test_joins_are_drawn_solid_where_documented_and_dashed_where_not(
    found: Matching,
) -> None:
    pair = next(s for s in found.stacks.stacks if s.platforms == ("half", "rest"))
    names = {p.id: p.name for p in SHOP.platforms}

    documented = diagrams.stack(pair, frozenset({frozenset({"half", "rest"})}), names)
    undocumented = diagrams.stack(
        pair.model_copy(update={"undocumented_pairs": (("half", "rest"),)}),
        frozenset(),
        names,
    )

    assert "style=solid" in documented
    assert "dashed" not in documented
    assert "style=dashed" in undocumented
    assert "no page found" in undocumented


def test_a_pdf_says_what_the_record_says_and_is_the_same_every_time(
    found: Matching,
) -> None:
    document = record(found, by="Ada", because="Tried “it” – twice.")

    raw = pdf.render(document, ON)

    assert raw == pdf.render(document, ON)
    said = texts(raw)
    assert "The whole" in said
    assert "“it” –" in said
    assert "D:20261122" in raw.decode("latin-1")
    assert "not in the fonts" not in said


def test_letters_that_the_fonts_lack_are_replaced_and_that_is_said() -> None:
    document = Document(title="Łódź → 東京", summary=("ű",), sections=())

    said = texts(pdf.render(document, ON))

    assert "Lódz -> ??" in said
    assert "not in the fonts" in said


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_a_pdf(text: str) -> None:
    table = Table(columns=("one", text), rows=((text, "x" * 500),), numeric=("one",))
    section = Section(title=text, sentences=(text,), table=table)

    raw = pdf.render(Document(title=text, summary=(text,), sections=(section,)), ON)

    assert raw.startswith(b"%PDF")
