"""What a person typed is shown letter by letter."""

from hypothesis import given, settings
from hypothesis import strategies as st
from ui_builders import ESCAPED

from advisor.ui.literal import plain, plain_lines

law = settings(deadline=None, max_examples=200)


@law
@given(st.text())
def test_no_letter_is_lost_or_added(text: str) -> None:
    assert ESCAPED.sub(r"\1", plain(text)) == " ".join(text.split())


@law
@given(st.text(alphabet="*_`[]()<>#:|$!-+.1a\\ \n"))
def test_no_mark_is_left_with_a_meaning(text: str) -> None:
    bare = ESCAPED.sub("", plain(text))

    assert all(letter.isalnum() or letter == " " for letter in bare)


def test_lines_stay_lines() -> None:
    assert plain_lines("a_b\nc") == "a\\_b  \nc"
