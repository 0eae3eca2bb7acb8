"""Write answers one by one, and say so after each: a program the tests kill."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from advisor.assess.answers import Answer
from advisor.store.records import Stamp
from advisor.store.store import Store


def main(url: str, folder: str, id_: str, name: str, number: str) -> None:
    store = Store.open(url or None, Path(folder))
    stamp = Stamp(at=datetime(2026, 1, 5, tzinfo=UTC), by=name)
    for count in range(int(number)):
        store.answer(id_, "data.a", Answer(note=f"{name} {count}"), stamp)
        sys.stdout.write(f"{name} {count}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
