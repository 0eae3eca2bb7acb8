"""Nothing a complete source says about maturity is left without a practice."""

from collections import Counter
from pathlib import Path

import pytest

from advisor import content
from advisor.assess import questionnaire
from advisor.assess.sources import Source, load_sources
from advisor.errors import ContentError

PRACTICES = tuple(questionnaire.load().practices.values())
SOURCES = load_sources()
COMPLETE = tuple(source for source in SOURCES.sources if source.complete)
STATEMENTS = [(source.id, item) for source in COMPLETE for item in source.items]

each_source = pytest.mark.parametrize("source", SOURCES.sources, ids=lambda s: s.id)


@pytest.mark.parametrize(("source", "item"), STATEMENTS, ids="-".join)
def test_every_statement_of_a_complete_source_has_a_practice(
    source: str, item: str
) -> None:
    behind = [p.id for p in PRACTICES if item in p.sources.get(source, ())]

    assert behind


def test_the_source_paper_and_the_test_score_are_complete() -> None:
    assert {source.id for source in COMPLETE} == {"nagarro", "ml-test-score"}


def test_the_source_paper_is_listed_in_full() -> None:
    kinds = Counter(item.split(".")[0][:1] for item in SOURCES.by_id["nagarro"].items)

    assert kinds == {"L": 22, "C": 8, "S": 3, "X": 3}


def test_the_test_score_is_listed_in_full() -> None:
    sections = Counter(item[0] for item in SOURCES.by_id["ml-test-score"].items)

    assert sections == {"D": 7, "M": 7, "I": 7, "O": 7}


@each_source
def test_a_statement_is_one_sentence_of_our_own(source: Source) -> None:
    for text in source.items.values():
        assert text.endswith(".")
        assert text.count(". ") == 0


@each_source
def test_no_two_statements_of_a_source_say_the_same(source: Source) -> None:
    assert len(set(source.items.values())) == len(source.items)


def test_the_data_folder_says_where_each_file_comes_from() -> None:
    folder = content.data_folder()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    files = [path.name for path in folder.iterdir() if path.name != "README.md"]

    assert not [name for name in files if f"`{name}" not in readme]


def test_a_complete_source_without_items_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n"
        "  - {id: a, title: Some title, publisher: Somebody, year: 2020, complete: true}\n"
    )

    with pytest.raises(ContentError, match=r"sources\.yaml:2: .*lists no items"):
        load_sources(path)


def test_two_sources_of_one_id_are_refused(tmp_path: Path) -> None:
    entry = "  - {id: a, title: Some title, publisher: Somebody, year: 2020}\n"
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n" + entry + entry)

    with pytest.raises(ContentError, match="same id"):
        load_sources(path)
