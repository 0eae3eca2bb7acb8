"""A portfolio as text: in an address, as YAML, and ids made of names."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advise import portfolio_exchange
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import UseCaseSheet
from advisor.errors import PortfolioError
from advisor.ui import cache
from advisor.ui.portfolio_text import as_yaml, new_id, pack, unpack

WORDS = st.text(min_size=3, max_size=40).filter(lambda text: len(text.strip()) > 2)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
USE_CASES = st.builds(
    UseCaseSheet,
    id=NAMES,
    name=WORDS,
    answers=st.dictionaries(NAMES, st.lists(NAMES, max_size=3).map(tuple), max_size=4),
)
SHEETS = st.builds(
    PortfolioSheet,
    name=WORDS,
    projects=st.none() | st.integers(0, 99),
    use_cases=st.lists(USE_CASES, min_size=1, max_size=4, unique_by=lambda u: u.id).map(
        tuple
    ),
)


@given(SHEETS)
def test_what_is_packed_is_unpacked_unchanged(sheet: PortfolioSheet) -> None:
    assert unpack(pack(sheet)) == sheet


def test_a_packed_portfolio_needs_no_escaping_and_is_short() -> None:
    packed = pack(cache.example())

    assert set(packed) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    )
    assert len(packed) < 1000


def test_yaml_that_was_written_is_read_again() -> None:
    sheet = cache.example()

    read = portfolio_exchange.load_sheet(
        as_yaml(sheet), "mine.yaml", cache.catalogue(), cache.use_case_questions()
    )

    assert read == sheet


@pytest.mark.parametrize(
    "packed",
    ["", "!", "abc", "é", "AAAA", pack(cache.example())[:-20], "x" * 5000],
    ids=["empty", "mark", "short", "letter", "zeros", "cut", "long"],
)
def test_what_is_no_portfolio_is_refused_in_words(packed: str) -> None:
    with pytest.raises(PortfolioError, match="address"):
        unpack(packed)


def test_a_small_text_that_unpacks_to_gigabytes_is_refused() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000, 9)).decode()

    with pytest.raises(PortfolioError, match="part of a portfolio"):
        unpack(bomb)


@given(st.text(max_size=200), st.sets(NAMES, max_size=3))
def test_any_name_gives_a_new_and_valid_id(name: str, taken: set[str]) -> None:
    first = new_id(name, taken)
    second = new_id(name, {*taken, first})

    assert first not in taken
    assert second not in {*taken, first}
    for id_ in (first, second):
        assert UseCaseSheet(id=id_, name="Some name").id == id_
