"""What a probe says, in the words of the confidence rule.

5 ran lately and is pointed at, 4 is wired into something that runs, 3 is used by the
product, 2 is only configured or asked for, 1 is a name. Absence is weak: `not_found`
shows nothing, `contradicted` needs the place to have been read completely.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal, Protocol

from advisor.evidence.finding import MOST_POINTERS, Observation, Outcome, Pointer

RAN: Final = 5
WIRED: Final = 4
USED: Final = 3
CONFIGURED: Final = 2
NAMED: Final = 1

Where = Literal["tree", "history", "ci", "mlflow", "predictions"]


class Placed(Protocol):
    """Anything that stands on a line of a file."""

    @property
    def path(self) -> str:
        """The path of the file."""

    @property
    def line(self) -> int:
        """The line, from 1."""


def yes(
    confidence: int,
    message: str,
    pointers: Iterable[Pointer] = (),
    at: datetime | None = None,
) -> Observation:
    """Say that it is so."""
    return _said(Outcome.TRUE, confidence, message, pointers, at)


def partly(
    confidence: int,
    message: str,
    pointers: Iterable[Pointer] = (),
    at: datetime | None = None,
) -> Observation:
    """Say that it is so by hand, or for a part only."""
    return _said(Outcome.PARTIAL, confidence, message, pointers, at)


def contradicted(message: str, pointers: Iterable[Pointer] = ()) -> Observation:
    """Say that the place where it would have to be shows that it is not so."""
    return _said(Outcome.FALSE, USED, message, pointers, None)


def not_found(message: str, pointers: Iterable[Pointer] = ()) -> Observation:
    """Say that nothing was found, or no more than a configuration or a name."""
    told = tuple(pointers)
    confidence = CONFIGURED if told else NAMED
    return _said(Outcome.FALSE, confidence, message, told, None)


def unseen(message: str) -> Observation:
    """Say that it cannot be seen from here."""
    return _said(Outcome.NOT_AVAILABLE, NAMED, message, (), None)


def at_lines(
    found: Iterable[Placed], text: str = "", source: Where = "tree"
) -> tuple[Pointer, ...]:
    """Point at lines of files; `text` says what stands there, else its own name."""
    pointers: dict[tuple[str, int], Pointer] = {}
    for one in found:
        said = text or str(getattr(one, "name", "") or getattr(one, "text", ""))
        pointer = Pointer(source=source, place=one.path, line=one.line, text=said)
        pointers.setdefault((one.path, one.line), pointer)
        if len(pointers) == MOST_POINTERS:
            break
    return tuple(pointers.values())


def at_files(paths: Iterable[str], text: str = "") -> tuple[Pointer, ...]:
    """Point at files as a whole."""
    return tuple(
        Pointer(source="tree", place=path, line=1, text=text)
        for path, _ in zip(paths, range(MOST_POINTERS), strict=False)
    )


def _said(
    outcome: Outcome,
    confidence: int,
    message: str,
    pointers: Iterable[Pointer],
    at: datetime | None,
) -> Observation:
    return Observation(
        outcome=outcome,
        confidence=confidence,
        message=message,
        pointers=tuple(pointers)[:MOST_POINTERS],
        at=at,
    )
