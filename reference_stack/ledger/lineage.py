"""What a version rests on and what was decided about it, from the ledger alone."""

from collections.abc import Iterable, Sequence

from reference_stack.ledger.decision_record import Entry
from reference_stack.values import Value

OF_A_VERSION = "version"


class Lineage(Value):
    """The entries about a version in order, and the inputs they name.

    `inputs` gathers what the entries rest on: digests of data, case and code by name.
    """

    version: str
    entries: tuple[Entry, ...]
    inputs: dict[str, str]

    @property
    def complete(self) -> bool:
        """Tell whether the way from data to release can be followed without a gap."""
        phases = {entry.phase for entry in self.entries}
        return {"model_development", "model_deployment"} <= phases and bool(self.inputs)


def lineage(entries: Iterable[Entry], version: str) -> Lineage:
    """Follow a version through the ledger: training, gates, release, rollback."""
    about = tuple(e for e in entries if e.inputs.get(OF_A_VERSION) == version)
    inputs: dict[str, str] = {}
    for entry in about:
        inputs.update(entry.inputs)
    inputs.pop(OF_A_VERSION, None)
    return Lineage(version=version, entries=about, inputs=inputs)


def impact(entries: Sequence[Entry], digest: str) -> tuple[str, ...]:
    """Return the versions that rest on a digest: the way back, from data to models."""
    found = dict.fromkeys(
        e.inputs[OF_A_VERSION]
        for e in entries
        if OF_A_VERSION in e.inputs and digest in e.inputs.values()
    )
    return tuple(found)
