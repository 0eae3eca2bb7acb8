"""Which arm an entity belongs to: the same answer everywhere and at any time."""

from hashlib import sha256
from typing import Literal

Arm = Literal["champion", "challenger"]
WHOLE = float(2**64)


def place(salt: str, entity: str) -> float:
    """Return the place of an entity in [0, 1), evenly spread and fixed by the salt."""
    digest = sha256(f"{salt}:{entity}".encode()).digest()
    return int.from_bytes(digest[:8]) / WHOLE


def arm(salt: str, share: float, entity: str) -> Arm:
    """Return the arm of an entity; who met the challenger meets it when shares grow."""
    return "challenger" if place(salt, entity) < share else "champion"
