"""Who may do what: the rule as a table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from advisor.errors import AccessError
from advisor.session.access import (
    ALLOWED,
    Act,
    Grant,
    Rank,
    Ranks,
    Visitor,
    auth_file,
    rank_of,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACILITATOR, VIEWER, PARTICIPANT = Rank
RANKS = Ranks(
    facilitator=Grant(emails=frozenset({"Ada@example.org"})),
    viewer=Grant(
        emails=frozenset({"bo@example.org"}),
        claims={"groups": frozenset({"board"})},
    ),
)
FILE = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "advisor"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[ranks]
facilitator.emails = ["ada@example.org"]
viewer.claims.groups = ["board"]
"""


@pytest.mark.parametrize(
    ("address", "hosts", "forwarded", "rank"),
    [
        (None, ("localhost:8501", "localhost:8501"), False, FACILITATOR),
        (None, ("127.0.0.1:8501",), False, FACILITATOR),
        (None, ("[::1]:8501",), False, FACILITATOR),
        (None, ("LOCALHOST",), False, FACILITATOR),
        (None, (), False, FACILITATOR),
        ("192.168.1.7", ("192.168.1.5:8501",), False, PARTICIPANT),
        ("192.168.1.7", ("localhost:8501",), False, PARTICIPANT),
        (None, ("localhost:8501",), True, PARTICIPANT),
        (None, ("advisor.example.org",), False, PARTICIPANT),
        (None, ("localhost:8501", "evil.example.org"), False, PARTICIPANT),
        (None, ("localhost.evil.example.org:8501",), False, PARTICIPANT),
        (None, ("[::1",), False, PARTICIPANT),
    ],
)
def test_without_a_file_only_the_machine_itself_facilitates(
    address: str | None, hosts: tuple[str, ...], forwarded: bool, rank: Rank
) -> None:
    visitor = Visitor(address=address, hosts=hosts, forwarded=forwarded)

    assert rank_of(visitor, None, NOW) is rank


@pytest.mark.parametrize(
    ("claims", "rank"),
    [
        ({"email": "ada@example.org", "email_verified": True}, FACILITATOR),
        ({"email": "ADA@EXAMPLE.ORG", "email_verified": "true"}, FACILITATOR),
        ({"email": "bo@example.org", "email_verified": True}, VIEWER),
        ({"groups": ["staff", "board"]}, VIEWER),
        ({"groups": "board"}, VIEWER),
        ({"groups": ["board room"]}, PARTICIPANT),
        ({"groups": {"board": True}}, PARTICIPANT),
        ({"email": "kim@example.org", "email_verified": True}, PARTICIPANT),
        ({"email": "ada@example.org"}, PARTICIPANT),
        ({"email": "ada@example.org", "email_verified": False}, PARTICIPANT),
        ({"email": "ada@example.org", "email_verified": 2}, PARTICIPANT),
        ({"email": "", "email_verified": True}, PARTICIPANT),
    ],
)
def test_with_a_file_a_verified_email_or_a_claim_gives_the_rank(
    claims: dict[str, Any], rank: Rank
) -> None:
    assert rank_of(signed_in(claims), RANKS, NOW) is rank


@pytest.mark.parametrize(
    "changed",
    [
        {"is_logged_in": False},
        {"iat": None},
        {"iat": "today"},
        {"iat": (NOW - timedelta(hours=RANKS.hours)).timestamp()},
    ],
)
def test_a_sign_in_that_is_missing_or_old_gives_nothing(
    changed: dict[str, Any],
) -> None:
    claims = {"email": "ada@example.org", "email_verified": True}

    assert rank_of(signed_in(claims), RANKS, NOW) is FACILITATOR
    assert rank_of(signed_in(claims | changed), RANKS, NOW) is PARTICIPANT


def test_with_a_file_sitting_at_the_machine_counts_for_nothing() -> None:
    assert rank_of(Visitor(), RANKS, NOW) is PARTICIPANT


def test_each_rank_may_do_what_the_lower_one_may_and_more() -> None:
    assert ALLOWED[PARTICIPANT] == {Act.JOIN}
    assert ALLOWED[VIEWER] == {Act.JOIN, Act.READ}
    assert ALLOWED[FACILITATOR] == set(Act)


def test_a_file_names_the_provider_and_the_ranks() -> None:
    found = auth_file(FILE.encode(), "auth.toml")

    assert found.auth.client_id == "advisor"
    assert found.ranks.facilitator.emails == {"ada@example.org"}
    assert found.ranks.viewer.claims == {"groups": {"board"}}
    assert found.ranks.hours == 12


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[auth]", "[auth", "not a TOML file"),
        ("0123456789abcdef0123456789abcdef", "short", "auth.cookie_secret"),
        ("oauth2callback", "", "ending in /oauth2callback"),
        ("https://id", "http://id", "expected an https address"),
        ("http://localhost", "ftp://localhost", "expected an https address"),
        ('client_id = "advisor"', "", "auth.client_id: Field required"),
        ("facilitator.emails", "facilitators", "ranks.facilitators"),
        ('["board"]', "3", "ranks.viewer.claims.groups"),
    ],
)
def test_a_fault_in_the_file_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(AccessError, match=r"auth\.toml") as fault:
        auth_file(FILE.replace(old, new).encode(), "auth.toml")

    assert said in str(fault.value)
    assert "0123456789abcdef" not in str(fault.value)


def signed_in(claims: dict[str, Any]) -> Visitor:
    since = (NOW - timedelta(minutes=5)).timestamp()
    return Visitor(
        address="192.168.1.7", claims={"is_logged_in": True, "iat": since} | claims
    )
