"""How the app is reached: the addresses to give away, and who signs in where."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from advisor.content import read_bytes
from advisor.errors import AccessError
from advisor.language import t
from advisor.session.access import LOOPBACK, AuthFile, auth_file

EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound
# Of the block for documentation: nobody has this address, and nothing is sent to it.
ELSEWHERE: Final = ("192.0.2.1", 9)


def auth(path: Path | None) -> AuthFile | None:
    """Return what the file of --auth says, None if none is given.

    Raises:
        AccessError: It cannot be read, or is not what it should be.
    """
    if path is None:
        return None
    return auth_file(read_bytes(path, AccessError), path.name)


def ways_in(host: str, port: int, file: AuthFile | None) -> Iterator[str]:
    """Tell by which addresses people reach the app; nothing if this machine alone."""
    if file is not None:
        parts = urlsplit(file.auth.redirect_uri)
        here = f"{parts.scheme}://{parts.netloc}"
        yield t("Sign in at {address}", address=here)
        return
    if host in LOOPBACK:
        return
    if host in EVERYWHERE:
        here = f"http://localhost:{port}"
        yield t("You, the facilitator, on this machine: {address}", address=here)
    else:
        yield t(
            "Nobody is the facilitator under {host}: give --host 0.0.0.0 or --auth",
            host=host,
        )
    if found := lan_address() if host in EVERYWHERE else host:
        there = f"http://{found}:{port}/join"
        yield t("Participants, in the same network: {address}", address=there)


def lan_address() -> str | None:
    """Return this machine's address in its network, None if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # A datagram socket sends nothing when connected; it only chooses a route.
            asked.connect(ELSEWHERE)
        except OSError:
            return None
        found = str(asked.getsockname()[0])
    return None if found.startswith("127.") else found
