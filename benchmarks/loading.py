"""Reading the shipped questionnaire, readings and settings from YAML."""

from advisor.assess import bundle
from benchmarks.measuring import Table, repeated, spread


def measure(repeats: int = 30) -> Table:
    """Return the time of a load that finds nothing kept from an earlier one."""
    return {"YAML to bundle": spread(repeated(bundle.load.__wrapped__, repeats))}
