"""Who may do what. The rule alone: who is there, and what the file of --auth says.

Without --auth nobody signs in: a visitor of the machine itself is the facilitator, every
other one a participant. With --auth the address counts for nothing: who is signed in
with a verified e-mail address or a claim that the file names has the rank it gives, and
everybody else is a participant.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from advisor.content import Document, Value, check
from advisor.errors import AccessError
from advisor.language import mark, t

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
CALLBACK: Final = "/oauth2callback"


class Rank(StrEnum):
    """What somebody is to the app."""

    FACILITATOR = "facilitator"
    VIEWER = "viewer"
    PARTICIPANT = "participant"


class Act(StrEnum):
    """What a rank may do: take part in a session, read results, change what is kept."""

    JOIN = "join"
    READ = "read"
    CHANGE = "change"


ALLOWED: Final[Mapping[Rank, frozenset[Act]]] = {
    Rank.FACILITATOR: frozenset(Act),
    Rank.VIEWER: frozenset({Act.JOIN, Act.READ}),
    Rank.PARTICIPANT: frozenset({Act.JOIN}),
}
RANKS: Final[Mapping[Rank, str]] = {
    Rank.FACILITATOR: mark("Facilitator"),
    Rank.VIEWER: mark("Viewer"),
    Rank.PARTICIPANT: mark("Participant"),
}


class Visitor(Value):
    """Where a visitor comes from and what the provider says about them.

    `address` is None on the machine itself. `hosts` are the names by which the browser
    calls the app (of the Host and Origin headers). `forwarded` tells that a proxy stands
    in between. `claims` are empty where nobody is signed in.
    """

    address: str | None = None
    hosts: tuple[str, ...] = ()
    forwarded: bool = False
    claims: Mapping[str, Any] = Field(default_factory=dict)


def _website(text: str) -> str:
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK
    )
    if not secure:
        raise ValueError("expected an https address (http on localhost alone)")
    return text


def _returning(text: str) -> str:
    if urlsplit(text).path.endswith(CALLBACK):
        return text
    raise ValueError(f"expected the app's own address, ending in {CALLBACK}")


Website = Annotated[str, AfterValidator(_website)]
Secret = Annotated[str, Field(min_length=32)]
Word = Annotated[str, Field(min_length=1)]


class Provider(Value):
    """Where people sign in: the part [auth] of the file, which the server reads too."""

    redirect_uri: Annotated[Website, AfterValidator(_returning)]
    cookie_secret: Secret
    client_id: Word
    client_secret: Word
    server_metadata_url: Website
    client_kwargs: Mapping[str, str] = Field(default_factory=dict)


class Grant(Value):
    """Who has a rank: by e-mail address, or by a claim that has one of the values."""

    emails: frozenset[Word] = frozenset()
    claims: Mapping[str, frozenset[Word]] = Field(default_factory=dict)

    def covers(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether what the provider says is enough for the rank."""
        named = {email.casefold() for email in self.emails}
        return verified_email(claims).casefold() in named or any(
            wanted & _values(claims.get(claim)) for claim, wanted in self.claims.items()
        )


class Ranks(Value):
    """Who has which rank, and after how many hours people have to sign in again."""

    facilitator: Grant = Grant()
    viewer: Grant = Grant()
    hours: Annotated[int, Field(ge=1, le=720)] = 12


class AuthFile(Value):
    """What the file of --auth says."""

    auth: Provider
    ranks: Ranks


def auth_file(raw: bytes, name: str) -> AuthFile:
    """Read the file of --auth; raise AccessError naming every fault in it."""
    try:
        found = tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise AccessError(
            t("{file}: not a TOML file: {fault}", file=name, fault=fault)
        ) from fault
    checked: AuthFile = check(Document(found, name), AuthFile, AccessError)
    return checked


def rank_of(visitor: Visitor, ranks: Ranks | None, at: datetime) -> Rank:
    """Return a visitor's rank; `ranks` is None where nobody signs in."""
    if ranks is None:
        return Rank.FACILITATOR if is_local(visitor) else Rank.PARTICIPANT
    if not is_signed_in(visitor, ranks, at):
        return Rank.PARTICIPANT
    if ranks.facilitator.covers(visitor.claims):
        return Rank.FACILITATOR
    return Rank.VIEWER if ranks.viewer.covers(visitor.claims) else Rank.PARTICIPANT


def is_local(visitor: Visitor) -> bool:
    """Tell whether a visitor sits at the machine itself.

    A page of a foreign name that is made to lead to this machine is not local, nor is
    what a proxy on this machine passes on.
    """
    names = {_bare(host) for host in visitor.hosts}
    return visitor.address is None and not visitor.forwarded and names <= LOOPBACK


def is_signed_in(visitor: Visitor, ranks: Ranks, at: datetime) -> bool:
    """Tell whether somebody is signed in and was so within the hours that count."""
    issued = visitor.claims.get("iat")
    if not visitor.claims.get("is_logged_in") or not isinstance(issued, int | float):
        return False
    age = at - datetime.fromtimestamp(issued, UTC)
    return age < timedelta(hours=ranks.hours)


def verified_email(claims: Mapping[str, Any]) -> str:
    """Return the e-mail address that the provider vouches for, nothing if none."""
    verified = claims.get("email_verified") in (True, "true")
    return str(claims.get("email") or "") if verified else ""


def _values(claim: object) -> frozenset[str]:
    """Return the values of a claim that is a word or a list of words."""
    if isinstance(claim, str):
        return frozenset({claim})
    return (
        frozenset(map(str, claim)) if isinstance(claim, list | tuple) else frozenset()
    )


def _bare(host: str) -> str:
    """Return a host without its port, small, and without the brackets of IPv6."""
    try:
        return (urlsplit(f"//{host}").hostname or "").casefold()
    except ValueError:
        return ""
