"""The shipped batches are what the manifest says, and come out the same again."""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml

from reference_stack.data_acquisition import extract
from reference_stack.errors import BatchError
from reference_stack.settings import PACKAGE
from reference_stack.warehouse import opened

DATA = PACKAGE.parent / "data" / "flights"
MANIFEST = yaml.safe_load((DATA / "manifest.yaml").read_text())
FILES = {entry["file"]: entry for entry in MANIFEST["files"]}
SDIST = Path(os.environ.get("FLIGHTS_SDIST", "/nowhere"))
FLIGHT = "2013,7,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,"
CSV = {
    "flights": (
        "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,"
        "arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,"
        f"time_hour\n{FLIGHT}2013-07-01T09:00:00Z\n"
    ),
    "weather": (
        "origin,year,month,day,hour,temp,dewp,humid,wind_dir,wind_speed,wind_gust,"
        "precip,pressure,visib,time_hour\n"
        "EWR,2013,7,1,5,39,26,59,270,10.3,NA,0,1012,10,2013-07-01T09:00:00Z\n"
    ),
    "planes": "tailnum,year,type,manufacturer,model,engines,seats,speed,engine\n"
    "N14228,2004,Fixed wing multi engine,EMBRAER,EMB-145XR,2,55,NA,Turbo-fan\n",
    "airports": "faa,name,lat,lon,alt,tz,dst,tzone\n"
    "IAH,Houston,29.9,-95.3,97,-6,A,America/Chicago\n",
    "carriers": "carrier,name\nUA,United\n",
}


def package(path: Path, left_out: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for source, name in extract.FILES.items():
            content = CSV[source].encode()
            if name.endswith(".zip"):
                packed = io.BytesIO()
                with zipfile.ZipFile(packed, "w") as inner:
                    inner.writestr(name.removesuffix(".zip"), content)
                content = packed.getvalue()
            member = tarfile.TarInfo(f"flights-0/flights/data/{name}")
            member.size = len(content)
            if source != left_out:
                archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_is_the_one_in_the_manifest(name: str, tmp_path: Path) -> None:
    content = (DATA / name).read_bytes()
    with opened(tmp_path / "count.duckdb") as con:
        rows = con.execute(f"SELECT count(*) FROM '{DATA / name}'").fetchall()[0][0]

    assert hashlib.sha256(content).hexdigest() == FILES[name]["sha256"]
    assert rows == FILES[name]["rows"]


def test_the_manifest_names_every_file_the_licence_and_no_address() -> None:
    shipped = {path.name for path in DATA.glob("*.parquet")}

    assert shipped == set(FILES)
    assert MANIFEST["source"]["licence"] == "CC0-1.0"
    assert "://" not in (DATA / "manifest.yaml").read_text()
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 8_000_000
    assert sum(FILES[f]["rows"] for f in FILES if f.startswith("flights")) == 336_776


def test_the_same_package_gives_the_same_bytes(tmp_path: Path) -> None:
    sdist = package(tmp_path / "small.tar.gz")
    extract.main(sdist, tmp_path / "once")
    extract.main(sdist, tmp_path / "again")

    once = {p.name: p.read_bytes() for p in (tmp_path / "once").iterdir()}
    again = {p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()}

    assert once == again
    assert len(once) == 28


def test_times_become_utc_to_the_minute(tmp_path: Path) -> None:
    tables = extract.read(package(tmp_path / "small.tar.gz"))

    row = tables["flights"].to_pylist()[0]

    assert row["scheduled_departure"].isoformat() == "2013-07-01T09:15:00"
    assert row["time_hour"].tzinfo is None


@pytest.mark.skipif(not SDIST.exists(), reason="FLIGHTS_SDIST names no package")
def test_the_published_package_gives_the_shipped_bytes(tmp_path: Path) -> None:
    extract.main(SDIST, tmp_path)

    for path in DATA.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_package_without_a_table_is_refused(tmp_path: Path) -> None:
    sdist = package(tmp_path / "small.tar.gz", left_out="weather")

    with pytest.raises(BatchError, match=r"holds no weather\.csv"):
        extract.main(sdist, tmp_path / "out")


def test_what_is_no_package_ends_with_one_line_and_code_2(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("nothing packed")
    done = subprocess.run(
        [sys.executable, "-m", extract.__name__, str(other), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert str(other) in done.stderr
