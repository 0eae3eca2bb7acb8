"""Foreign YAML is read as text with lines, within limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.evidence.sources.plain_yaml import YamlError, block, documents

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{later}: &{later} [" + ", ".join([f"*{earlier}"] * 10) + "]\n"
    for earlier, later in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_scalars_stay_text_and_know_their_line() -> None:
    (found,) = documents("on:\n  push: yes\nrun: |\n  make\n")

    assert found == {"on": {"push": "yes"}, "run": "make\n"}
    assert block(found["on"]).lines == {"push": 2}
    assert found.lines["run"] == 4


def test_a_merge_key_adds_what_is_not_there() -> None:
    (found,) = documents("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  x: 3\n")

    assert found["b"] == {"x": "3", "y": "2"}


def test_tags_construct_nothing() -> None:
    (found,) = documents("!!python/object/apply:os.system ['touch /tmp/x']")

    assert found == ["touch /tmp/x"]


@pytest.mark.parametrize(
    "text",
    [BOMB, "[" * 100, "a: [", "x" * 1_000_001, "\0", "a: b: c"],
)
def test_what_is_no_yaml_or_too_large_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        documents(text)


@given(st.text(alphabet="ab:-[]{}&*!|>\n\t '\"#,?%@<", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        documents(text)
    except YamlError:
        return
