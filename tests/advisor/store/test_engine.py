"""Where a store is, how it is opened, and what is said when it cannot be."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from store_builders import at, begun

from advisor.assess.answers import Answer
from advisor.errors import StoreError
from advisor.store import engine
from advisor.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(None, tmp_path / "var" / "deep")
    yield opened
    opened.close()


def pragma(store: Store, name: str) -> object:
    with store.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_the_default_store_is_a_file_in_a_folder_that_is_made(
    store: Store, tmp_path: Path
) -> None:
    assert store.name == str(tmp_path / "var" / "deep" / "advisor.sqlite")
    assert Path(store.name).is_file()


@pytest.mark.parametrize(
    ("name", "value"),
    {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }.items(),
)
def test_an_acknowledged_answer_is_on_the_disk_and_writers_wait(
    store: Store, name: str, value: object
) -> None:
    assert pragma(store, name) == value


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    id_ = begun(store)
    with closing(sqlite3.connect(store.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert store.sheet(id_).answers == {}


def test_threads_of_one_program_take_turns_and_none_finds_the_store_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 0)
    store = Store.open(None, tmp_path)

    with ThreadPoolExecutor(8) as threads:
        ids = [*threads.map(lambda _: begun(store), range(80))]

    assert {each.id for each in store.assessments()} == set(ids)
    store.close()


def test_a_locked_store_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 0.1)
    store = Store.open(None, tmp_path)
    id_ = begun(store)

    with closing(sqlite3.connect(store.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked; another program holds it"):
            store.answer(id_, "data.a", Answer(), at(1))
    store.answer(id_, "data.a", Answer(), at(1))
    store.close()


def test_a_file_that_is_no_database_is_explained_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / engine.FILE
    file.write_bytes(b"not a database at all" * 100)

    with pytest.raises(StoreError, match=r"advisor\.sqlite: .*; it is another kind"):
        Store.open(None, tmp_path)
    assert file.read_bytes() == b"not a database at all" * 100


def test_a_store_that_may_not_be_written_can_be_read_and_says_so(store: Store) -> None:
    id_ = begun(store)
    read_only = Store.open(f"sqlite:///file:{store.name}?mode=ro&uri=true", Path())

    assert read_only.sheet(id_).answers == {}
    with pytest.raises(StoreError, match="readonly database; it must allow writing"):
        read_only.answer(id_, "data.a", Answer(), at(1))
    read_only.close()


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="expected a folder that allows writing"):
        Store.open(None, tmp_path / "file" / "var")


def test_a_file_in_a_folder_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder must exist and allow writing"):
        Store.open(f"sqlite:///{tmp_path}/none/a.sqlite", tmp_path)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://root@host/db", "postgres://h"]
)
def test_an_address_of_no_known_database_is_explained(url: str) -> None:
    with pytest.raises(StoreError, match="expected sqlite:///FILE or postgresql://"):
        Store.open(url, Path())


def test_a_missing_driver_is_explained() -> None:
    with pytest.raises(StoreError, match=r"pip install 'mlops-advisor\[postgres\]'"):
        Store.open("postgresql+psycopg2://user@host/db", Path())


def test_a_server_that_does_not_answer_is_explained_without_the_password(
    tmp_path: Path,
) -> None:
    address = f"postgresql://ada:secret@/db?host={tmp_path}"

    with pytest.raises(StoreError, match="check that the server runs") as caught:
        Store.open(address, tmp_path)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
