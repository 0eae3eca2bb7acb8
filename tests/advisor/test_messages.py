"""The texts that a language translates, and where they come from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

import advisor
from advisor import messages
from advisor.assess import bundle
from advisor.assess.glossary import load_glossary
from advisor.language import catalogue_of

PACKAGE = Path(advisor.__file__).parent
MODULES = {p: ast.parse(p.read_bytes()) for p in sorted(PACKAGE.rglob("*.py"))}
# Two words, the first of two letters or more.
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]")
# Markup; commands; what the store keeps in English, so that all can read it again.
KEPT = ("<", "mlflow ui", "reference-stack ", "Evidence ", "evidence in ")
TRANSLATES = {"t", "tn"}
KEYS = messages.keys()


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs when a module is imported: all but the bodies of functions."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def test_a_text_is_written_whole_where_it_is_translated() -> None:
    # A text put together before it is looked up is in no catalogue.
    put_together = [
        f"{path.name}:{call.lineno}: {ast.unparse(call)}"
        for path, tree in MODULES.items()
        for call in calls(tree)
        for part in call.args[: messages.KEYWORDS.get(messages._called(call), 0)]
        if _is_put_together(part)
    ]

    assert put_together == []


def _is_put_together(part: ast.expr) -> bool:
    branches = {ast.IfExp: ("body", "orelse"), ast.BoolOp: ("values",)}
    for name in branches.get(type(part), ()):
        inner = getattr(part, name)
        if any(map(messages._literal, inner if isinstance(inner, list) else [inner])):
            return True
    return isinstance(part, ast.JoinedStr | ast.BinOp)


def test_nothing_is_translated_when_a_module_is_imported() -> None:
    # Nobody reads yet, so the language is not known. app.py runs for each reader.
    early = [
        f"{path.name}:{node.lineno}"
        for path, tree in MODULES.items()
        if path.name != "app.py"
        for node in at_import(tree)
        if isinstance(node, ast.Call) and messages._called(node) in TRANSLATES
    ]

    assert early == []


def test_every_page_says_its_sentences_through_the_catalogue() -> None:
    unmarked = [
        f"{path.name}:{node.lineno}: {node.value!r}"
        for path, tree in MODULES.items()
        if path.parent.name in ("ui", "pages")
        for node in _unmarked(tree)
        if SENTENCE.search(said := str(node.value)) and not said.startswith(KEPT)
    ]

    assert unmarked == []


def _unmarked(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the texts outside of what translates, documents or annotates."""
    body = getattr(tree, "body", None)
    skipped = body[0] if isinstance(body, list) and body and _is_doc(body[0]) else None
    for child in ast.iter_child_nodes(tree):
        if child is skipped or _is_marked(child):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        yield from _unmarked(child)


def _is_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_marked(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and messages._called(node) in messages.KEYWORDS


def test_texts_of_code_and_of_content_are_both_gathered() -> None:
    shipped = bundle.load()
    practice = next(iter(shipped.questionnaire.practices.values()))

    assert "How mature is your MLOps?" in KEYS
    assert ("{count} use case", "{count} use cases") in KEYS
    assert {practice.name, practice.question, practice.ladder.by_hand} <= set(KEYS)
    assert {reading.stance for reading in shipped.readings.levelled} <= set(KEYS)
    assert load_glossary()[1] in KEYS


def test_no_text_is_nothing_and_none_is_gathered_twice() -> None:
    forms = [form for key in KEYS for form in ([key] if isinstance(key, str) else key)]

    assert all(form.strip() for form in forms)
    assert len(set(KEYS)) == len(KEYS)


def test_a_text_has_either_one_form_or_two() -> None:
    # A catalogue knows a text by its first form, so both could not be kept.
    plural = {key[0] for key in KEYS if not isinstance(key, str)}

    assert plural.isdisjoint(KEYS)


def test_names_are_not_translated() -> None:
    assert "MLflow" not in KEYS
    assert "Databricks" not in KEYS


def test_bringing_up_to_date_keeps_translations_adds_new_texts_and_drops_old() -> None:
    before = Catalog(locale="fr")
    before.add("Begin", string="Commencer")
    before.add("No longer said", string="Plus dit")

    after = messages.updated(before)

    begin = after.get("Begin")
    assert begin is not None
    assert begin.string == "Commencer"
    assert after.get("No longer said") is None
    assert {message.id for message in after if message.id} == set(KEYS)
    assert "Begin" not in messages.missing(after)
    assert len(messages.missing(after)) == len(KEYS) - 1


def test_what_was_brought_up_to_date_can_be_read_again(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(
        'msgid ""\nmsgstr "Language: fr\\n"\n\nmsgid "Begin"\nmsgstr "Commencer"\n'
    )

    messages.write(tmp_path)
    once = (tmp_path / "fr.po").read_bytes()
    messages.write(tmp_path)

    found = catalogue_of(tmp_path / "fr.po").get("Begin")
    assert found is not None
    assert found.string == "Commencer"
    assert (tmp_path / "fr.po").read_bytes() == once
