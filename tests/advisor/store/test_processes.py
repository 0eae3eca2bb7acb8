"""Real processes write at once, and one is killed: what was acknowledged is there."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import select
from store_builders import Address, begun, joined, opened

from advisor.store import schema
from advisor.store.sessions import Sessions
from advisor.store.store import Store

HERE = Path(__file__).parent
KILLED_AFTER = 100


def a_writer(
    program: str, address: Address, what: str, name: str, number: int
) -> "subprocess.Popen[str]":
    where = [address.url or "", str(address.folder)]
    return subprocess.Popen(
        [sys.executable, str(HERE / program), *where, what, name, str(number)],
        stdout=subprocess.PIPE,
        text=True,
    )


def run_and_kill_the_first(
    victim: "subprocess.Popen[str]", *others: "subprocess.Popen[str]"
) -> Counter[str]:
    """Return what the programs acknowledged, the first being killed in the middle."""
    assert victim.stdout
    acknowledged = [victim.stdout.readline() for _ in range(KILLED_AFTER)]
    victim.kill()
    acknowledged += victim.communicate()[0].splitlines(keepends=True)
    for other in others:
        acknowledged += other.communicate()[0].splitlines(keepends=True)
    assert victim.returncode == -9
    assert [other.returncode for other in others] == [0] * len(others)
    return Counter(line.strip() for line in acknowledged if line.endswith("\n"))


def check(said: Counter[str], kept: Counter[str], each: int) -> None:
    """Check that all that was said is kept, and each once."""
    assert max(kept.values()) == 1
    assert said <= kept
    # The victim may have been killed between a commit and its word for it.
    by_victim = said.total() - 2 * each
    assert kept - said <= Counter({f"victim {by_victim}": 1})
    assert KILLED_AFTER <= by_victim < each


def test_whatever_was_acknowledged_is_kept_once_even_of_a_killed_process(
    store: Store, address: Address
) -> None:
    each = 1_000
    id_ = begun(store)
    names = ("victim", "a", "b")

    said = run_and_kill_the_first(
        *(a_writer("writing.py", address, id_, name, each) for name in names)
    )

    notes = store.rows(select(schema.answer.c.note))
    check(said, Counter(note for (note,) in notes), each)


def test_a_vote_that_was_acknowledged_is_kept_once_even_of_a_killed_server(
    store: Store, sessions: Sessions, address: Address
) -> None:
    each = 200
    session = opened(sessions)
    names = ("victim", "a", "b")
    tokens = {name: joined(sessions, session, name)[1] for name in names}

    said = run_and_kill_the_first(
        *(a_writer("voting.py", address, tokens[name], name, each) for name in names)
    )

    notes = store.rows(select(schema.vote.c.note))
    check(said, Counter(note for (note,) in notes), each)
