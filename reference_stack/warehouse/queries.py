"""SQL in files: the text, and the grain that its first comment declares."""

import re
from functools import cache
from pathlib import Path

from reference_stack.errors import CaseError
from reference_stack.values import Value

GRAIN = re.compile(r"\A--\s*grain:\s*(?P<columns>[a-z_][a-z0-9_, ]*)$", re.MULTILINE)


class Query(Value):
    """A SELECT (or a script) and the columns of which each combination is one row."""

    path: Path
    text: str
    grain: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return self.path.stem


@cache
def query(path: Path) -> Query:
    """Read a SQL file.

    Raises:
        CaseError: There is no such file, or its first line does not say the grain.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise CaseError(str(path), "no such file", "a SQL file") from None
    found = GRAIN.match(text)
    if not found:
        raise CaseError(
            f"{path}:1",
            "the grain is missing",
            "a first line like `-- grain: origin, departure_hour`",
        )
    grain = tuple(part.strip() for part in found["columns"].split(",") if part.strip())
    return Query(path=path, text=text, grain=grain)
