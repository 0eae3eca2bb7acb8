"""Languages made for a test: a folder with a file for each."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from advisor import language
from advisor.messages import Key

PLACE = re.compile(r"(\{\w+\})")


def write(folder: Path, code: str, texts: Mapping[Key, str | tuple[str, ...]]) -> Path:
    """Write a language's file with these translations."""
    catalog = Catalog(locale=code)
    for key, text in texts.items():
        catalog.add(key, string=text)
    path = folder / f"{code}.po"
    with path.open("wb") as file:
        write_po(file, catalog)
    return path


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let the languages of a folder be the ones there are, beside English."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "FOLDER", folder)
        _forget()
        yield
    _forget()


def _forget() -> None:
    language.languages_known.cache_clear()
    language._translations.cache_clear()
