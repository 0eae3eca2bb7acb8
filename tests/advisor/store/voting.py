"""Vote one by one, and say so after each: a program the tests kill."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from advisor.assess.answers import Answer
from advisor.store.sessions import Sessions
from advisor.store.store import Store


def main(url: str, folder: str, token: str, name: str, number: str) -> None:
    sessions = Sessions(Store.open(url or None, Path(folder)))
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for count in range(int(number)):
        sessions.vote(token, "data.a", Answer(note=f"{name} {count}"), at)
        sys.stdout.write(f"{name} {count}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
