"""Real processes write at once, and one is killed: what was acknowledged is there."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import select
from store_builders import Address, begun

from advisor.store import schema
from advisor.store.store import Store

PROGRAM = Path(__file__).with_name("writing.py")
EACH = 1_000
KILLED_AFTER = 100


def a_writer(address: Address, id_: str, name: str) -> "subprocess.Popen[str]":
    where = [address.url or "", str(address.folder)]
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), *where, id_, name, str(EACH)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_whatever_was_acknowledged_is_kept_once_even_of_a_killed_process(
    store: Store, address: Address
) -> None:
    id_ = begun(store)
    victim, *others = [a_writer(address, id_, name) for name in ("victim", "a", "b")]

    assert victim.stdout
    acknowledged = [victim.stdout.readline() for _ in range(KILLED_AFTER)]
    victim.kill()
    acknowledged += victim.communicate()[0].splitlines(keepends=True)
    for other in others:
        acknowledged += other.communicate()[0].splitlines(keepends=True)

    assert victim.returncode == -9
    assert [other.returncode for other in others] == [0, 0]
    kept = Counter(note for (note,) in store.rows(select(schema.answer.c.note)))
    said = Counter(line.strip() for line in acknowledged if line.endswith("\n"))
    assert max(kept.values()) == 1
    assert said <= kept
    # The victim may have been killed between a commit and its word for it.
    assert kept - said <= Counter({f"victim {len(said) - 2 * EACH}": 1})
    assert KILLED_AFTER <= len(said) - 2 * EACH < EACH
