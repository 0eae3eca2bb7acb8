"""Errors of the stack: each says where, what, and what would be right."""


class StackError(Exception):
    """Something a person can mend.

    Args:
        where: File, place, batch or version that it is about.
        what: What is wrong there.
        wanted: What would be right; may be empty.
    """

    def __init__(self, where: str, what: str, wanted: str = "") -> None:
        super().__init__("; ".join(p for p in (f"{where}: {what}", wanted) if p))
        self.where = where
        self.what = what
        self.wanted = wanted


class CaseError(StackError):
    """The folder that describes the case cannot be used."""


class LedgerError(StackError):
    """The ledger is damaged or was changed afterwards."""


class BatchError(StackError):
    """A batch of data cannot be read."""


class ModelError(StackError):
    """A model is missing, changed or cannot be trusted."""


class ReleaseError(StackError):
    """A release or the service behind it is not as it should be."""
