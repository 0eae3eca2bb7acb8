"""Join codes and tokens: how they are drawn, written and read.

A code has eight characters of 31, some 2^39.6 codes, and none that is easily taken for
another one. A token has 256 bits. Only the digest of a token is kept, so that whoever
reads the store cannot act for a participant.
"""

import base64
import hashlib
import string
from collections.abc import Callable
from typing import Final

# Without 0 and O, 1 and I and L.
ALPHABET: Final = "".join(
    sign for sign in string.digits + string.ascii_uppercase if sign not in "01ILO"
)
LENGTH: Final = 8

Draw = Callable[[int], bytes]

_DRAWN_BYTES: Final = 16
_TOKEN_BYTES: Final = 32
_BETWEEN: Final = "-–— \t\u00a0"


def new_code(draw: Draw) -> str:
    """Return a code made of 16 random bytes.

    The bytes hold 2^88 times more numbers than there are codes, so that the remainder
    favours no code by more than 2^-88.
    """
    number = int.from_bytes(draw(_DRAWN_BYTES))
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def cleaned(text: str) -> str | None:
    """Return the code that somebody typed, or None if it cannot be one."""
    code = "".join(sign for sign in text.upper() if sign not in _BETWEEN)
    fits = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if fits else None


def shown(code: str) -> str:
    """Return a code as people read it out: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def new_token(draw: Draw) -> str:
    """Return a token of 32 random bytes that can stand in an address."""
    return base64.urlsafe_b64encode(draw(_TOKEN_BYTES)).decode().rstrip("=")


def digest(text: str) -> str:
    """Return the SHA-256 of a token, or of where somebody comes from."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
