"""The record of gates, alerts and decisions, as JSON lines that only ever grow.

Every entry carries the digest of the one before it, so a line that is changed, removed
or slipped in later breaks the chain. What a clock measured stands in `timings`, outside
the digest: two runs of the same case then have the same chain.
"""

import hashlib
import json
from datetime import datetime
from os import SEEK_END
from pathlib import Path
from typing import IO, Literal

from filelock import FileLock
from pydantic import Field, ValidationError

from reference_stack.errors import LedgerError
from reference_stack.gate import Gate, Phase
from reference_stack.values import Figure, Value

Kind = Literal["step", "gate", "alert", "decision"]
GENESIS = "0" * 64


class Event(Value):
    """What happened; `at` is the clock of the run, not of the machine.

    `inputs` names what it rests on by digest or version; `timings` are what a clock
    measured, in the unit their name ends with.
    """

    at: datetime
    kind: Kind
    phase: Phase
    subject: str
    verdict: str
    reason: str
    figures: dict[str, Figure] = Field(default_factory=dict)
    inputs: dict[str, str] = Field(default_factory=dict)
    timings: dict[str, float] = Field(default_factory=dict)


class Entry(Event):
    """One line of the ledger."""

    number: int
    previous: str
    digest: str

    def sealed(self) -> str:
        """Return the SHA-256 of everything but `digest` and `timings`."""
        return _sha256(self, {"digest", "timings"})


class Ledger:
    """The one door to the ledger's file; several processes may write in turn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(f"{path}.lock")
        self._forget()

    def record(self, event: Event) -> Entry:
        """Append an event and return the line it became.

        The same event (whatever a clock measured) is recorded once: a step that was
        interrupted and done again leaves no second trace.

        Raises:
            LedgerError: A line cannot be read.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, self._path.open("a+b") as file:
            self._read(file)
            file.truncate(self._offset)
            content = _content(event)
            if content in self._by_content:
                return self._by_content[content]
            last = self._entries[-1] if self._entries else None
            entry = Entry(
                **event.model_dump(),
                number=last.number + 1 if last else 1,
                previous=last.digest if last else GENESIS,
                digest="",
            )
            entry = entry.model_copy(update={"digest": entry.sealed()})
            file.write(entry.model_dump_json().encode() + b"\n")
            file.flush()
        return entry

    def record_gate(
        self,
        gate: Gate,
        at: datetime,
        subject: str,
        inputs: dict[str, str] | None = None,
    ) -> Entry:
        """Append the answer of a gate; where a no leads stands among the figures."""
        way = {"otherwise": gate.otherwise} if gate.otherwise else {}
        return self.record(
            Event(
                at=at,
                kind="gate",
                phase=gate.phase,
                subject=f"{gate.id} {subject}".strip(),
                verdict=gate.verdict,
                reason=gate.reason,
                figures={"question": gate.question, **way, **gate.figures},
                inputs=inputs or {},
            )
        )

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries in order; a torn last line is not one.

        Raises:
            LedgerError: A line cannot be read.
        """
        if self._path.exists():
            with self._path.open("rb") as file:
                self._read(file)
        return tuple(self._entries)

    def done(self, subject: str) -> bool:
        """Tell whether a step with this subject is recorded as done."""
        return any(e.kind == "step" and e.subject == subject for e in self.entries())

    def verify(self) -> int:
        """Check the chain from the first entry to the last and return its length.

        Raises:
            LedgerError: An entry was changed, removed or slipped in.
        """
        self._forget()
        previous, number = GENESIS, 0
        for entry in self.entries():
            number += 1
            whole = entry.digest == entry.sealed() and entry.previous == previous
            if not whole or entry.number != number:
                raise LedgerError(
                    f"{self._path}:{number}",
                    "the chain of digests is broken here",
                    "restore the file from a copy; entries are never edited",
                )
            previous = entry.digest
        return number

    def _forget(self) -> None:
        self._entries: list[Entry] = []
        self._by_content: dict[str, Entry] = {}
        self._offset = 0

    def _read(self, file: IO[bytes]) -> None:
        """Take over the whole lines that were written since the last look."""
        if file.seek(0, SEEK_END) < self._offset:
            self._forget()
        file.seek(self._offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            entry = _entry(line, self._path, len(self._entries) + 1)
            self._entries.append(entry)
            self._by_content[_content(entry)] = entry
            self._offset += len(line)


def _entry(line: bytes, path: Path, number: int) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise LedgerError(
            f"{path}:{number}",
            f"not an entry ({first['msg']})",
            "restore the file from a copy; entries are never edited",
        ) from None


def _content(event: Event) -> str:
    return _sha256(event, {"number", "previous", "digest", "timings"})


def _sha256(event: Event, without: set[str]) -> str:
    content = event.model_dump(mode="json", exclude=without)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
