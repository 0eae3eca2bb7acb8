"""The one door to DuckDB: files, SQL in files, and frames."""

from reference_stack.warehouse.door import Connection, Fault, blamed, frame, opened
from reference_stack.warehouse.queries import Query, query

__all__ = ["Connection", "Fault", "Query", "blamed", "frame", "opened", "query"]
