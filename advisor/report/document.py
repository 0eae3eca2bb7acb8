"""Document: what a report says, before it is put into any form."""

from advisor.content import Value


class Table(Value):
    """A table of texts; `numeric` names the columns that are set flush right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...] = ()


class Section(Value):
    """A titled part: sentences first, then a table."""

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None


class Document(Value):
    """A whole report."""

    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
