"""The texts that a language translates, gathered from code and content.

Run as `python -m advisor.messages` to bring every file in locales/ up to date: new texts
are added empty, translated ones are kept, those no longer used go. A test keeps them
fresh, and tells which are still empty.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po
from pydantic import BaseModel

from advisor import content, language
from advisor.advise import catalogue, portfolio_exchange, use_case
from advisor.advise.platforms import Health, Licence, Platform
from advisor.assess import (
    adoption,
    bundle,
    capability,
    glossary,
    lifecycle,
    sources,
)
from advisor.assess.sources import Source
from advisor.errors import ContentError
from advisor.evidence import probes

Key = str | tuple[str, str]
# What takes a text, by its name in code, and how many forms of it.
KEYWORDS: Final = {"t": 1, "tn": 2, "mark": 1}
MODULE: Final = "language"
# Names are the same in every language.
NAMES: Final[frozenset[tuple[type, str]]] = frozenset(
    {
        (Platform, "name"),
        (Platform, "seed_name"),
        (Platform, "former_names"),
        (Platform, "owner"),
        (Licence, "name"),
        (Health, "last_release"),
        (Source, "title"),
        (Source, "publisher"),
    }
)


@cache
def keys() -> tuple[Key, ...]:
    """Return every text there is, in the order of code, then of content, each once."""
    return tuple(dict.fromkeys((*_of_code(), *_of_content())))


def updated(catalog: Catalog) -> Catalog:
    """Return a language's catalogue with exactly today's texts."""
    fresh = Catalog(
        locale=catalog.locale,
        header_comment=catalog.header_comment,
        charset="utf-8",
        fuzzy=False,
    )
    fresh.mime_headers = [h for h in catalog.mime_headers if "Date" not in h[0]]
    for key in keys():
        known = catalog.get(key)
        fresh.add(key, string=known.string if known else None)
    return fresh


def missing(catalog: Catalog) -> tuple[Key, ...]:
    """Return the texts that a catalogue leaves untranslated."""
    return tuple(key for key in keys() if not _translated(catalog.get(key)))


def write(folder: Path = language.FOLDER) -> None:
    """Bring every language's file up to date."""
    for path in sorted(folder.glob("*.po")):
        fresh = updated(language.catalogue_of(path))
        with path.open("wb") as file:
            write_po(file, fresh, width=100, omit_header=False)


def prose(value: Any) -> Iterator[str]:
    """Yield the texts of a value, and of all it holds, that people read."""
    for name, field in type(value).model_fields.items():
        if not any((kind, name) in NAMES for kind in type(value).__mro__):
            yield from _prose(getattr(value, name), field.annotation, field.metadata)


def _prose(value: Any, annotation: Any, metadata: Iterable[Any]) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from prose(value)
    elif isinstance(value, str):
        if content.PROSE in metadata or _is_prose(annotation):
            yield value
    elif isinstance(value, Mapping):
        inner = (*get_args(annotation), None)[1]
        for item in value.values():
            yield from _prose(item, inner, ())
    elif isinstance(value, tuple | list):
        inner = (*get_args(annotation), None)[0]
        for item in value:
            yield from _prose(item, inner, ())


def _is_prose(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return content.PROSE in get_args(annotation)
    return any(_is_prose(part) for part in get_args(annotation))


def _of_code() -> Iterator[Key]:
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            forms = KEYWORDS.get(_called(call), 0)
            texts = [_literal(part) for part in call.args[:forms]]
            if texts and all(texts):
                yield texts[0] if forms == 1 else (texts[0], texts[1])


def _called(call: ast.Call) -> str:
    """Return the name of what is called, also of a function of the module language."""
    function = call.func
    if isinstance(function, ast.Attribute):
        of = function.value
        return function.attr if isinstance(of, ast.Name) and of.id == MODULE else ""
    return function.id if isinstance(function, ast.Name) else ""


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def _of_content() -> Iterator[Key]:
    shipped = bundle.load()
    yield from prose(shipped.questionnaire)
    yield from prose(shipped.readings)
    for loaded in (
        lifecycle.load_lifecycle(),
        lifecycle.load_roles(),
        capability.load_capabilities(),
        sources.load_sources(),
        sources.load_data_readiness(),
        use_case.load_questions(),
        *adoption.load_adoption(),
        *catalogue.load_catalogue().platforms,
        *(probe.text for probe in probes.load()),
    ):
        yield from prose(loaded)
    yield from _of_use_cases()
    yield from glossary.load_glossary()


def _of_use_cases() -> Iterator[str]:
    """Yield what the table of use cases is headed and filled with, and the examples."""
    questions = use_case.load_questions()
    for question in questions.questions:
        for id_ in (question.id, *question.by_id):
            yield id_.replace("_", " ")
    path = content.questionnaires_folder() / "portfolios" / "source_paper.yaml"
    example = portfolio_exchange.load_sheet(
        content.read_bytes(path, ContentError),
        path.name,
        catalogue.load_catalogue(),
        questions,
    )
    yield from (example.name, *(each.name for each in example.use_cases))


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    string = message.string
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    write()
