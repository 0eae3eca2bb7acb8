"""The glossary can be shown as it is: one word and its meaning in each line."""

import re

import pytest

from advisor import content

GLOSSARY = content.data_folder().parent / "docs" / "glossary.md"
ENTRIES = [
    line
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if line.startswith("**")
]
OF_THE_DESIGN = (
    "Blocker",
    "Capability",
    "Collaborator",
    "Coverage",
    "Depth",
    "Dimension",
    "Finding",
    "Gate",
    "KPI",
    "Level",
    "OKR",
    "Owner",
    "Phase",
    "Platform",
    "Practice",
    "Reading",
    "Rung",
    "Scope",
    "Session",
    "Unknown",
    "Use case",
)
WORDS = [entry[2:].partition("**")[0] for entry in ENTRIES]


@pytest.mark.parametrize("entry", ENTRIES, ids=WORDS)
def test_an_entry_is_a_word_and_one_line_of_meaning(entry: str) -> None:
    assert re.fullmatch(r"\*\*[A-Z][\w -]+\*\*: \S.*\.", entry)


def test_the_words_stand_in_order_and_once() -> None:
    lowered = [word.lower() for word in WORDS]

    assert lowered == sorted(set(lowered))


@pytest.mark.parametrize("word", OF_THE_DESIGN)
def test_the_words_of_the_design_are_there(word: str) -> None:
    assert word in WORDS
