"""Codes that people read out and type, and tokens that nobody guesses."""

import secrets
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.store.codes import ALPHABET, cleaned, digest, new_code, new_token, shown

codes = st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8)


def test_no_two_signs_of_a_code_look_alike() -> None:
    assert len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("01ILO")


@given(st.binary(min_size=16, max_size=16))
def test_a_drawn_code_is_one_that_can_be_typed(drawn: bytes) -> None:
    code = new_code(lambda _: drawn)

    assert cleaned(code) == code


def test_every_sign_is_drawn_as_often_as_another() -> None:
    signs = Counter("".join(new_code(secrets.token_bytes) for _ in range(5_000)))

    # 40,000 draws of 31: 1,290 each; seven standard deviations are 250.
    assert set(signs) == set(ALPHABET)
    assert max(abs(count - 40_000 / 31) for count in signs.values()) < 250


@given(code=codes)
def test_a_code_is_read_in_any_case_with_or_without_the_dash(code: str) -> None:
    halves = shown(code)

    assert len(halves) == 9
    for typed in (halves, code, halves.lower(), f"  {halves.replace('-', ' ')}\t"):
        assert cleaned(typed) == code


@pytest.mark.parametrize(
    "text", ["", "ABCD", "ABCD-2340", "ABCD-234I", "ABCD-23456", "ÄBCD-2345", "'; --"]
)
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert cleaned(text) is None


def test_a_token_carries_all_its_random_bytes_and_fits_in_an_address() -> None:
    tokens = {new_token(secrets.token_bytes) for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert new_token(bytes) != new_token(lambda n: bytes(n - 1) + b"\1")


def test_a_digest_does_not_show_what_it_is_of() -> None:
    assert digest("secret") == digest("secret") != digest("Secret")
    assert "secret" not in digest("secret")
