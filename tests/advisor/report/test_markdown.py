"""Text of people in Markdown: letter by letter, and never a link."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.report import markdown
from advisor.report.document import Document, Section, Table

CODE = re.compile(r"(?<!\\)(?:\\\\)*`([^`]*)`")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LINKED = re.compile(r"://|www\.|\w@\w+\.|(?<!\w)@\w", re.IGNORECASE)


def titled(text: str) -> str:
    rendered = markdown.render(Document(title=text, summary=(), sections=()))
    return rendered.removeprefix("# ").strip()


def read(text: str) -> str:
    """Return what a reader sees: code as it is, the rest without its escapes."""
    parts = re.split(r"(?<!\\)((?:\\\\)*)`([^`]*)`", text)
    seen = [
        part if place % 3 == 2 else ESCAPED.sub(r"\1", part)
        for place, part in enumerate(parts)
    ]
    return "".join(seen)


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.example/x",
        "HTTPS://evil.example",
        "ftp://evil.example",
        "www.evil.example",
        "ada@example.org",
        "@ada",
        "(@ada)",
        "<http://evil.example>",
        "[click](http://evil.example)",
    ],
)
def test_a_bare_address_never_becomes_a_link(text: str) -> None:
    shown = titled(f"Our {text} case")

    assert not LINKED.search(CODE.sub("", shown))
    assert read(shown) == f"Our {text} case"


def test_an_address_in_a_table_stays_in_its_cell() -> None:
    table = Table(columns=("name",), rows=(("http://a.example|b `c`",),))
    section = Section(title="T", table=table)

    shown = markdown.render(Document(title="D", summary=(), sections=(section,)))

    assert shown.splitlines()[-1] == r"| `http://a.example`\|b \`c\` |"


@given(
    st.lists(
        st.sampled_from(
            ["http://", "www.", "a@b.c", "@ada", "|", "`", "\\", "*", "x", " "]
        )
    ).map("".join)
)
@example("`http://a`")
@example("\\`http://a`\\")
def test_every_letter_is_shown_and_nothing_links(text: str) -> None:
    shown = titled(text)

    assert read(shown) == " ".join(text.split())
    assert not LINKED.search(CODE.sub(" ", shown))
