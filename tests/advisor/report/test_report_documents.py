"""The report as a document: six parts for a board, and nothing is passed over."""

from collections.abc import Callable

import pytest
from match_builders import catalogue, platform, portfolio, use_case
from report_builders import AUTO, EVIL, SMALL, agreed, dossier, sheet_of, small

from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import match
from advisor.assess.answers import Answer
from advisor.language import use
from advisor.report import full, markdown, text
from advisor.report.document import Document, Part, Section
from advisor.report.dossier import Dossier
from advisor.report.parts import platforms

Golden = Callable[[str, str], None]


def document(found: Dossier) -> Document:
    return full.document(found, SMALL)


def part(found: Dossier, wanted: Part) -> Section:
    section = document(found).part(wanted)
    assert section
    return section


def test_a_report_reads_well(golden: Golden) -> None:
    found = small("Nightly job.").model_copy(update={"outcome": agreed()})

    golden("report.md", markdown.render(document(found)))


def test_a_report_reads_well_as_text(golden: Golden) -> None:
    golden("report.txt", text.render(document(small())))


def test_every_part_answers_even_where_nothing_was_looked_into() -> None:
    shown = document(small())

    answers = {p: shown.part(p) for p in Part}

    assert all(section and section.sentences for section in answers.values())
    for wanted, said in (
        (Part.DISAGREEMENT, "No session was held"),
        (Part.PLATFORMS, "No platforms were compared"),
        (Part.EVIDENCE, "No evidence was looked at"),
    ):
        assert part(small(), wanted).sentences[0].startswith(said)


def test_a_top_level_has_nothing_in_its_way_and_nothing_to_do() -> None:
    done = dossier(
        sheet_of({i: Answer(rung=AUTO) for i in SMALL.questionnaire.practices})
    )

    assert part(done, Part.BLOCKERS).sentences == (
        "Nothing is left that this reading asks for.",
    )
    assert "Nothing is left to do" in part(done, Part.ROAD_MAP).sentences[0]


def test_a_session_tells_where_people_differ_and_never_who() -> None:
    shown = document(small().model_copy(update={"outcome": agreed()}))

    said = markdown.render(shown)

    assert "Different answers to 3 of 3 practices, from 4 people." in said
    assert "Krippendorff" in said
    assert "Person" not in said


def test_who_took_a_step_on_stands_in_the_road_map_with_the_quarter() -> None:
    found = part(small().model_copy(update={"outcome": agreed()}), Part.ROAD_MAP)

    assert found.table
    assert found.table.columns[-1] == "agreed until"
    row = next(row for row in found.table.rows if row[1] == "Written rules")
    assert row[-2:] == ("Ada", "2027-Q1")


def test_every_figure_says_in_words_what_it_shows() -> None:
    shown = document(small().model_copy(update={"outcome": agreed()}))

    figures = [section.figure for section in shown.sections if section.figure]

    assert len(figures) >= 4
    for figure in figures:
        (rows,) = figure.spec["datasets"].values()
        assert all(str(row["text"]) in figure.alternative for row in rows)


def test_platform_advice_comes_from_the_portfolio() -> None:
    shop = catalogue(platform("whole", 2, 2), platform("half", 3))
    asked = portfolio(use_case("one", {"alpha": 2}), projects=1)
    matched = match(asked, shop, load_match_settings(), small().on)
    found = small().model_copy(update={"matching": matched})

    assert "No platform is needed yet" in platforms(found, shop).sentences[0]


def test_numbers_are_written_as_the_language_does() -> None:
    with use("de"):
        said = markdown.render(document(small()))

    assert "0,5" in said or "4,5" in said or "1,5" in said


def test_what_a_person_typed_stays_text_in_markdown() -> None:
    said = markdown.render(document(small(EVIL, EVIL[:100])))

    assert "<b" not in said.replace(r"\<b", "")
    assert "`[here](http://x.example)`" in said


@pytest.mark.parametrize("form", [markdown.render, text.render])
def test_each_table_and_figure_carries_what_it_rests_on(
    form: Callable[[Document], str],
) -> None:
    shown = document(small())
    note = "coverage 100 %"

    marked = sum(bool(s.table or s.figure) for s in shown.sections)

    assert form(shown).count(note) == marked + len(shown.summary)
