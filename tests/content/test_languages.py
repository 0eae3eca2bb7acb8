"""Every language says every text, with the same values in it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from advisor import language, messages
from advisor.language import catalogue_of

FILES = sorted(language.FOLDER.glob("*.po"))
PLACE = re.compile(r"\{\w+\}")
KEYS = messages.keys()

pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def translated(path: Path) -> list[tuple[Message, list[str]]]:
    """Return the translated texts of a language, each with all of its forms."""
    catalog: Catalog = catalogue_of(path)
    return [(m, forms) for m in catalog if m.id and any(forms := forms_of(m))]


def forms_of(message: Message) -> list[str]:
    string = message.string or ""
    return [string] if isinstance(string, str) else list(string)


def test_no_text_is_left_untranslated(path: Path) -> None:
    left = messages.missing(catalogue_of(path))

    assert not left, f"{len(left)} without a translation, such as {left[:5]}"


def test_the_file_holds_todays_texts_and_no_others(path: Path) -> None:
    # `python -m advisor.messages` brings it up to date.
    catalog = catalogue_of(path)

    held = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in catalog
        if message.id
    }

    assert held == set(KEYS)


def test_no_translation_is_a_guess(path: Path) -> None:
    assert [message.id for message in catalogue_of(path) if message.fuzzy] == []


def test_every_translation_has_the_places_of_its_text(path: Path) -> None:
    wrong = []
    for message, strings in translated(path):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for number, string in enumerate(strings):
            wanted = set(PLACE.findall(ids[min(number, len(ids) - 1)]))
            if set(PLACE.findall(string)) != wanted:
                wrong.append((ids[0], string))

    assert wrong == []


def test_a_translation_has_a_space_at_its_edges_where_its_text_has(path: Path) -> None:
    wrong = [
        (message.id, string)
        for message, strings in translated(path)
        for string in strings
        if edges(string)
        != edges(message.id if isinstance(message.id, str) else message.id[0])
    ]

    assert wrong == []


def edges(text: str) -> tuple[bool, bool]:
    return text[0].isspace(), text[-1].isspace()
