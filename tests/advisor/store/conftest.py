"""A store on each database: an SQLite file, and a Postgres server started here."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from store_builders import Address

from advisor.store.sessions import Sessions
from advisor.store.store import Store

MISSING = "PostgreSQL server binaries not installed"
NUMBERS = count()


@dataclass(frozen=True)
class Server:
    """A Postgres server that listens on a socket in a folder of its own."""

    binaries: Path
    folder: Path

    def run(self, *command: str) -> None:
        # The server refuses to run as root.
        prefix = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        program, *arguments = command
        subprocess.run(
            [*prefix, str(self.binaries / program), *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        data = str(self.folder / "data")
        settings = f"-c listen_addresses='' -c fsync=off -k {self.folder}"
        self.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N")
        self.run("pg_ctl", "-D", data, "-l", "log", "-w", "-o", settings, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def new_database(self) -> str:
        name = f"store_{next(NUMBERS)}"
        where = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://postgres@/{name}?host={self.folder}"


def binaries() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = binaries()
    if found is None:
        pytest.skip(MISSING)
    # Its own folder, because a socket's path is short and pytest's folders private.
    folder = Path(tempfile.mkdtemp(prefix="store-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Server(found, folder)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    if request.param == "sqlite":
        return Address(None, tmp_path)
    return Address(request.getfixturevalue("server").new_database(), tmp_path)


@pytest.fixture
def store(address: Address) -> Iterator[Store]:
    opened = address.open()
    yield opened
    opened.close()


@pytest.fixture
def sessions(store: Store) -> Sessions:
    return Sessions(store)
