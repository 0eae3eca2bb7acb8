"""Opening a database, and saying in plain words why it cannot be used."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError, StatementError

from advisor.errors import StoreError
from advisor.language import mark, t

FILE: Final = "advisor.sqlite"
PATIENCE_SECONDS: Final = 10

# A transaction that will write says so, and takes SQLite's one write lock at
# once: taken later, it may fail where waiting would have helped.
WRITES: Final = "advisor_writes"

_ADVICE: Final[Mapping[str, str]] = {
    "database is locked": mark(
        "another program holds it; close that one, then try again"
    ),
    "lock timeout": mark("another program holds it; try again in a moment"),
    "unable to open": mark("its folder must exist and allow writing"),
    "readonly": mark("it must allow writing; or name another place"),
    "file is not a database": mark("it is another kind of file; name another place"),
    "malformed": mark("it is damaged; put back a backup"),
    "disk is full": mark("free some space, then try again"),
    "password": mark("check user and password in the address"),
    "connection": mark("check that the server runs and that the address is right"),
}


def locate(url: str | None, folder: Path) -> URL:
    """Return where the store is; the folder is made if the store goes there.

    Raises:
        StoreError: the address is of no database we know, or the folder cannot be made.
    """
    if url is None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreError(
                t(
                    "{folder}: {fault}; expected a folder that allows writing",
                    folder=folder,
                    fault=fault.strerror,
                )
            ) from fault
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        found = make_url(url)
    except ArgumentError:
        found = URL.create("")
    if found.get_backend_name() not in _CONNECT:
        raise StoreError(
            t(
                "store address: of no database that is known here; "
                "expected sqlite:///FILE or postgresql://USER@HOST/DATABASE"
            )
        )
    return found


def connect(url: URL) -> Engine:
    """Return an engine for the store; raise StoreError if its driver is missing."""
    backend = url.get_backend_name()
    try:
        engine = create_engine(
            url, pool_pre_ping=True, connect_args=_CONNECT[backend]()
        )
    except (ImportError, SQLAlchemyError) as fault:
        raise StoreError(
            t(
                "store {driver}: {fault}; expected sqlite, or postgresql with "
                "pip install 'mlops-advisor[postgres]'",
                driver=url.drivername,
                fault=fault,
            )
        ) from fault
    for name, listener in _LISTENERS[backend].items():
        event.listen(engine, name, listener)
    return engine


def turns(url: URL) -> AbstractContextManager[object]:
    """Return what the threads of this process take turns with when they write.

    SQLite has one writer and no queue: those who find it busy sleep and try again, and
    under load one of them may do so for seconds.
    """
    return Lock() if url.get_backend_name() == "sqlite" else nullcontext()


def name_of(url: URL) -> str:
    """Return how messages call the store: its file, or its address without password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what the database refuses into a StoreError that says what would help."""
    try:
        yield
    except DBAPIError as fault:
        what = str(fault.orig).strip().splitlines()[0]
        advice = [t(said) for sign, said in _ADVICE.items() if sign in what]
        raise StoreError(f"{name}: {'; '.join([what, *advice[:1]])}") from fault
    except StatementError as fault:
        raise StoreError(f"{name}: {fault.orig}") from fault
    except SQLAlchemyError as fault:
        raise StoreError(f"{name}: {fault}") from fault
    except ValidationError as fault:
        raise StoreError(
            t(
                "{store}: holds what this program does not know: {fault}; "
                "expected a store that only this program has written",
                store=name,
                fault=fault.errors()[0]["msg"],
            )
        ) from fault


def _prepare(connection: Any, _: Any) -> None:
    # Transactions begin where we say, not where the driver guesses.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_CONNECT: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "sqlite": lambda: {"timeout": PATIENCE_SECONDS},
    "postgresql": lambda: {
        "connect_timeout": PATIENCE_SECONDS,
        "options": f"-c lock_timeout={PATIENCE_SECONDS}s",
    },
}
_LISTENERS: Final[Mapping[str, Mapping[str, Callable[..., None]]]] = {
    "sqlite": {"connect": _prepare, "begin": _begin},
    "postgresql": {},
}
