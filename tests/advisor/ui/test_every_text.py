"""Every text of every page comes from the one catalogue.

A language made for this test puts brackets around each text and leaves the places
for values open. What a page shows outside of brackets was therefore never looked up;
it has to be a value that is the same in every language, or it is a fault.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache as once
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from google.protobuf.message import Message
from language_builders import PLACE, spoken, write
from scan_builders import finding, scan
from stack_builders import left
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from ui_builders import APP, ESCAPED, PAGES, QUESTIONS, all_of, begun, follow

from advisor import language, messages
from advisor.assess import sources
from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome
from advisor.report import scan_payload
from advisor.store.store import Store
from advisor.ui import cache, portfolio_text

# Days, numbers and lists are those of CLDR's English; all other texts are ours.
CODE = "en_001"
LETTER = re.compile(r"[^\W\d_]")
BRACKETED = re.compile("⟦[^⟦⟧]*⟧")
# Fields of Streamlit's messages that a person sees or hears.
VISIBLE = {
    *("body", "label", "help", "placeholder", "text", "options", "title", "caption"),
    *("alt", "alt_text", "content", "display_name", "section_header"),
}
IN_A_CHART = ("title", "domain", "sort")
# Words of the data that only pick a colour or a mark; another word is drawn.
PICKS = {"champion", "challenger", "page", "ticket"}

# Without a session; what they show in one is tested beside them.
OF_SESSIONS = ("sessions", "board", "join", "agreed", "teams")
# Taken out before names are, which may stand in them.
WHOLE = re.compile(r"(?s)<style>.*?</style>|`[^`]*`|<?\w+://[^\s>]+>?")
LABEL = re.compile(r'label="((?:[^"\\]|\\.)*)"')
# What is the same in every language, and why.
SAME = {
    "an icon": r":material/\w+:",
    "a path": r"(/\w+)+|\b[\w.]+/[\w./]+|\w+\.(py|db)\b",
    "a colour": r"#[0-9a-f]{6}\b",
    "a day or a month": r"\d{4}-\d\d-\d\dT\S+|\b(\d{1,2} )?[A-Z][a-z]{2,3} \d{4}\b|\d{4}-\d\d(-\d\d)?",
    "the word between the last two of a list": r"\b(and|or)\b",
    "the id of a practice": r"\b[a-z]+\.[a-z_]+\b",
    "a version of a model": r"\bv\d+\b",
    "the form of a file": r"\b(YAML|JSON|CSV|XLSX|SARIF|SVG|PDF)\b",
    "a letter that stands for a criterion": r"\b[A-Z]\b",
    "the first signs of an id": r"\([0-9a-f]{4}\)",
    "a digest": r"\b[0-9a-f]{12,64}\b",
    "where a source says it": r"(\b[A-Z]\w*)?\.[\w.-]+",
}
# What a person, a project or a run wrote.
WRITTEN = ("Acme", "Ada", "acme", "Look here", "Let a server do it.", "churn")
# What the run of the stack wrote.
RUN = (
    *("Will this flight be late?", "Spend less on late arrivals."),
    *("Cost saved", "cost saved", "at least", "because of"),
    *("batch weather", "quality ranking", "schema weather", "ml can help"),
)


@pytest.fixture(scope="module", autouse=True)
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("locales")
    texts: dict[messages.Key, str | tuple[str, ...]] = {
        key: _in_brackets(key)
        if isinstance(key, str)
        else tuple(_in_brackets(form) for form in key)
        for key in messages.keys()  # noqa: SIM118 - a function of the module
    }
    write(folder, CODE, texts)
    with spoken(folder):
        yield


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    # AppTest asks for the words of choices outside of a run, where nobody reads.
    monkeypatch.setenv(language.VARIABLE, CODE)


def test_every_text_of_a_page_without_anything_is_looked_up() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)

    assert _never_looked_up(app) == set()


def test_every_text_of_a_page_with_everything_is_looked_up(
    store: Store, tmp_path: Path
) -> None:
    half = list(QUESTIONS.practices)[::2]
    begun(store, all_of(Rung.AUTOMATED, half))
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["assessment"] = begun(store, all_of(Rung.BY_HAND, half))
    app.query_params["portfolio"] = portfolio_text.pack(cache.example())
    _scanned(tmp_path / "scans" / "acme")
    left(tmp_path / "stack")

    assert _never_looked_up(app) == set()


def _scanned(folder: Path) -> None:
    first, second, *rest = QUESTIONS.practices
    findings = (
        finding(first),
        finding(second, outcome=Outcome.FALSE),
        *(finding(id_, outcome=Outcome.NOT_AVAILABLE) for id_ in rest[:5]),
        *(finding(id_) for id_ in rest[5:15]),
    )
    folder.mkdir(parents=True)
    for number, found in enumerate((findings, findings[1:])):
        written = json.dumps(scan_payload.payload(scan(*found)))
        (folder / f"{number}.json").write_text(written)


def _never_looked_up(app: AppTest) -> set[str]:
    """Return what each page shows that was never looked up, with where it stands."""
    found: set[str] = set()
    for page in (*PAGES, *OF_SESSIONS):
        follow(app, page)
        assert not app.exception, page
        for text in _texts(app):
            if LETTER.search(rest := _rest(text)):
                found.add(f"{page}: {' '.join(rest.split())} in {text[:80]!r}")
    return found


def _in_brackets(text: str) -> str:
    parts = PLACE.split(text)
    return "".join(
        part if PLACE.fullmatch(part) or not LETTER.search(part) else f"⟦{part}⟧"
        for part in parts
    )


def _rest(text: str) -> str:
    """Return what is left of a text without brackets, names and what is the same."""
    kept = BRACKETED.sub(" ", ESCAPED.sub(r"\1", text))
    kept = WHOLE.sub(" ", kept)
    for name in _names():
        kept = kept.replace(name, " ")
    for pattern in SAME.values():
        kept = re.sub(pattern, " ", kept)
    return kept


@once
def _names() -> tuple[str, ...]:
    """Return the names that are the same in every language, the longest first."""
    known, example, bundle = cache.catalogue(), cache.example(), cache.content()
    tools = (QUESTIONS.practices[id_].shown_by or "" for id_ in QUESTIONS.practices)
    found = {
        *WRITTEN,
        *RUN,
        *cache.tool_names().values(),
        *(name for p in known.platforms for name in (p.owner, p.licence.name)),
        *(p.health.last_release or "" for p in known.platforms),
        *(example.name, *(use_case.name for use_case in example.use_cases)),
        *(reading.id for reading in bundle.readings.levelled),
        *(source.id for source in sources.load_sources().sources),
        *(step.replace("_", " ").replace("/", " / ") for step in tools),
        *language.languages().values(),
    }
    return tuple(sorted(found - {""}, key=len, reverse=True))


def _texts(app: AppTest) -> Iterator[str]:
    """Yield every text that a page shows or reads aloud."""
    for node in _nodes(app._tree):
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            yield from _strings(proto)
            yield from PARTS.get(type(proto).__name__, _nothing)(proto)


def _nodes(block: Block) -> Iterator[Any]:
    yield block
    for child in block.children.values():
        if isinstance(child, Block):
            yield from _nodes(child)
        else:
            yield child


def _strings(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        for each in value if field.is_repeated else [value]:
            if isinstance(each, Message):
                yield from _strings(each)
            elif isinstance(each, str) and field.name in VISIBLE:
                yield each


def _nothing(proto: Any) -> Iterator[str]:  # noqa: ARG001 - as the others of PARTS
    yield from ()


def _drawing(proto: Any) -> Iterator[str]:
    yield from (label.replace("\\l", " ") for label in LABEL.findall(proto.spec))


def _table(proto: Any) -> Iterator[str]:
    yield from _cells(proto.arrow_data.data)


def _data_frame(proto: Any) -> Iterator[str]:
    if proto.editing_mode == proto.READ_ONLY:
        yield from _table(proto)
        return
    # A cell that can be edited holds a word's id and shows its label.
    for column in json.loads(proto.columns).values():
        yield from (column.get("label", ""), column.get("help", ""))
        for option in column.get("type_config", {}).get("options", ()):
            yield option["label"]


def _chart(proto: Any) -> Iterator[str]:
    said = [*_words(json.loads(proto.spec))]
    for drawn in proto.datasets:
        said += _cells(drawn.data.data, heads=False)
    yield from (text for text in said if text not in PICKS)


def _words(spec: Any, key: str = "") -> Iterator[str]:
    if isinstance(spec, dict):
        for name, inner in spec.items():
            yield from _words(inner, name)
    elif isinstance(spec, list):
        for inner in spec:
            yield from _words(inner, key)
    elif isinstance(spec, str) and key in IN_A_CHART:
        yield spec


def _cells(arrow: bytes, heads: bool = True) -> Iterator[str]:
    frame = pa.ipc.open_stream(arrow).read_pandas()
    for name, column in frame.items():
        if heads:
            yield str(name)
        if not str(name).endswith("_id"):
            yield from (str(cell) for cell in column if isinstance(cell, str))


PARTS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "GraphVizChart": _drawing,
    "VegaLiteChart": _chart,
    "Table": _table,
    "Dataframe": _data_frame,
}
