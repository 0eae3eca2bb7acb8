"""One writer at a time, and nobody loses a row."""

from multiprocessing import get_context
from pathlib import Path

from reference_stack.warehouse import frame, opened


def add_rows(path: Path, writer: int) -> None:
    for number in range(10):
        with opened(path) as con:
            con.execute("INSERT INTO rows VALUES (?, ?)", [writer, number])


def test_processes_that_take_turns_lose_no_row(tmp_path: Path) -> None:
    path = tmp_path / "home" / "warehouse.duckdb"
    with opened(path) as con:
        con.execute("CREATE TABLE rows (writer INTEGER, number INTEGER)")
    context = get_context("spawn")
    writers = [context.Process(target=add_rows, args=(path, n)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with opened(path) as con:
        found = frame(con, "SELECT DISTINCT writer, number FROM rows")
    assert len(found) == 30
