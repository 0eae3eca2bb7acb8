"""How far stated probabilities are from what came true, on simulated truth."""

from typing import Final

from advisor.assess import bundle
from benchmarks.measuring import Table
from benchmarks.worlds import as_assumed, calibration_error, ladder_like, uniform_shares

AIM: Final = 0.05
SEED: Final = 20240501
WORLDS: Final = {
    "as assumed": as_assumed,
    "ladder-like": ladder_like,
    "uniform shares": uniform_shares,
}


def measure(organisations: int = 3000) -> Table:
    """Return the expected calibration error of each world, 0 to 1."""
    found = bundle.load()
    return {
        name: {
            "organisations": organisations,
            "error": calibration_error(
                world(found.questionnaire, found.readings.default, found.settings),
                organisations,
                SEED,
            ),
            "aim": AIM,
        }
        for name, world in WORLDS.items()
    }
