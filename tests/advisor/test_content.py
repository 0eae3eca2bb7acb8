"""The reader: strict, and every fault has its file and line."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor import content
from advisor.content import Value
from advisor.errors import AdvisorError, ContentError


class Person(Value):
    name: str
    age: int


class People(Value):
    people: tuple[Person, ...]


def fault(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ContentError) as raised:
        content.check(content.parse(raw, "f.yaml"), People, ContentError)
    return str(raised.value)


def test_a_fault_is_named_with_file_line_and_place() -> None:
    text = "people:\n  - name: Ada\n    age: 36\n  - name: Bob\n    age: old\n"

    assert fault(text).startswith("f.yaml:5: people.1.age: ")


def test_all_faults_of_a_file_are_listed_at_once() -> None:
    text = "people:\n  - {name: Ada, age: x}\n  - {nam: Bob, age: 3}\n"

    lines = fault(text).splitlines()

    assert [line.split(": ")[0] for line in lines] == [
        "f.yaml:2",
        "f.yaml:3",
        "f.yaml:3",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", "f.yaml:2: key 'a' stands here twice (first on line 1)"),
        ("a: &x [1]\nb: *x\n", "f.yaml:2: aliases (*name) are not accepted"),
        ("a: !!python/object:os.system x\n", "f.yaml:1: tag "),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document"),
        ("a: [1\n", "f.yaml:2: not YAML"),
        ("? [a]\n: 1\n", "f.yaml:1: a list or mapping as a key"),
        ("", "f.yaml: empty"),
        ("# only a comment\n", "f.yaml: empty"),
        ("[" * 40 + "]" * 40, "f.yaml:1: nested deeper than 30 levels"),
        (b"\xff\xfe\x00", "f.yaml: byte 0 is not UTF-8"),
        (b"a: \x00", "f.yaml: not YAML text"),
    ],
)
def test_what_is_unsafe_or_broken_is_refused_with_its_line(
    text: str | bytes, expected: str
) -> None:
    assert fault(text).startswith(expected)


def test_ten_million_expansions_are_refused_before_they_happen() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n"
        for n in range(7)
    )

    assert "aliases" in fault(bomb)


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "No", "2026-01-01", "1:30"])
def test_words_that_yaml_1_1_turns_into_other_things_stay_words(word: str) -> None:
    assert content.parse(f"a: {word}".encode(), "f").value == {"a": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-2", -2),
        ("0.5", 0.5),
        ("1.5e3", 1500.0),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ('"1"', "1"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("007", "007"),
        ("0x1F", "0x1F"),
    ],
)
def test_scalars_are_those_of_json_and_nothing_more(text: str, value: object) -> None:
    assert content.parse(f"a: {text}".encode(), "f").value == {"a": value}


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(value=st.dictionaries(st.text(min_size=1, max_size=5), plain, min_size=1))
def test_what_a_yaml_writer_writes_is_read_back(value: dict[str, object]) -> None:
    written = yaml.safe_dump(value)

    assert content.parse(written.encode(), "f").value == value


@given(raw=st.binary(max_size=200))
def test_no_bytes_whatever_cause_anything_but_a_named_fault(raw: bytes) -> None:
    said = "f.yaml"
    try:
        content.parse(raw, "f.yaml")
    except AdvisorError as refusal:
        said = str(refusal)

    assert said.startswith("f.yaml")


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(content.MAX_BYTES + 1)

    with pytest.raises(ContentError, match="larger than 5 MB"):
        content.read(large, People)


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.yaml", "no such file"), (".", "is a folder")]
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, reason: str
) -> None:
    with pytest.raises(ContentError, match=reason):
        content.read(tmp_path / name, People)


def test_canonical_text_does_not_depend_on_the_order_of_fields() -> None:
    first = Person(name="Ada", age=36)
    second = Person.model_validate({"age": 36, "name": "Ada"})

    assert content.canonical(first) == content.canonical(second)
