"""What every phase is handed: the settings, the case, the ledger and the warehouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from reference_stack import case as cases
from reference_stack.case import Case
from reference_stack.ledger import Ledger
from reference_stack.settings import Settings
from reference_stack.warehouse import Connection, opened


@dataclass(frozen=True)
class Stack:
    """The doors of one run."""

    settings: Settings
    case: Case
    ledger: Ledger

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Read the case and stand ready to write below the home of the run.

        Raises:
            CaseError: The folder of the case cannot be used.
        """
        return cls(settings, cases.load(settings.case), Ledger(settings.ledger))

    @contextmanager
    def warehouse(self) -> Iterator[Connection]:
        """Open the warehouse for this process alone, until the block ends."""
        with opened(self.settings.warehouse) as con:
            yield con
