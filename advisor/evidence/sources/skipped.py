"""What was not read, and why."""

from advisor.content import Value
from advisor.evidence.finding import Printable


class Skipped(Value):
    """Something that was not read, and why. `place` is a path or a source's name."""

    place: Printable
    reason: Printable
