"""What was decided, by which figures and from what: append-only, chained by digests."""

from reference_stack.ledger.decision_record import Entry, Event, Kind, Ledger

__all__ = ["Entry", "Event", "Kind", "Ledger"]
