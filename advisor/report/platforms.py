"""The catalogue of platforms as a document and as JSON values."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from advisor.advise.catalogue import Catalogue
from advisor.advise.platforms import Basis, Cell, Group, Platform, Status
from advisor.assess.capability import Capability
from advisor.content import Value
from advisor.report import wording
from advisor.report.document import Document, Section, Table
from advisor.report.payload import SCHEMA_VERSION

NOTHING: Final = "–"
GROUPS: Final[Mapping[Group, str]] = {
    "model_training": "model training",
    "mlops_core": "MLOps core",
    "open_source": "open source",
    "cloud": "cloud",
}
STATUSES: Final[Mapping[Status, str]] = {
    "active": "active",
    "maintenance": "maintained",
    "dormant": "dormant",
    "sunset": "ended",
    "historical": "historical",
}
BASES: Final[Mapping[Basis, str]] = {
    "sourced": "a page says so",
    "absence": "the documentation was searched and says nothing of it",
    "judgement": "our judgement, no page",
    "unknown": "not found, not guessed",
}


class Selection(Value):
    """What was asked for, the platforms it leaves, and the day it was asked."""

    capability: str | None = None
    group: str | None = None
    platforms: tuple[Platform, ...]
    today: date


def choose(
    catalogue: Catalogue, capability: str | None, group: str | None, today: date
) -> Selection:
    """Select platforms by capability and group; raise CatalogueError for strange ids.

    Of a capability come those that offer it, the deepest first.
    """
    members = catalogue.by_group(group) if group else catalogue.platforms
    offering = (
        catalogue.with_capability(capability) if capability else catalogue.platforms
    )
    chosen = tuple(platform for platform in offering if platform in members)
    return Selection(capability=capability, group=group, platforms=chosen, today=today)


def document(catalogue: Catalogue, selection: Selection) -> Document:
    """Return the selected platforms, and on what the whole catalogue rests."""
    live = [p for p in selection.platforms if p.recommended]
    over = [p for p in selection.platforms if not p.recommended]
    return Document(
        title="Catalogue of MLOps platforms",
        summary=_summary(catalogue, selection),
        sections=(
            *_asked(catalogue, selection.capability),
            *_listed(live, selection.capability),
            *_over(over),
            *_unknown(catalogue, selection),
            _basis(catalogue),
        ),
    )


def payload(catalogue: Catalogue, selection: Selection) -> Mapping[str, Any]:
    """Return the selected platforms and their integrations as plain JSON values."""
    ids = {platform.id for platform in selection.platforms}
    return {
        "schema_version": SCHEMA_VERSION,
        "content_digest": catalogue.digest,
        "capability": selection.capability,
        "group": selection.group,
        "capabilities": [
            c.model_dump(mode="json") for c in catalogue.capabilities.capabilities
        ],
        "platforms": [
            platform.model_dump(mode="json") | {"recommended": platform.recommended}
            for platform in selection.platforms
        ],
        "tools": dict(catalogue.integrations.tools),
        "integrations": [
            edge.model_dump(mode="json")
            for edge in catalogue.integrations.integrations
            if edge.a in ids or edge.b in ids
        ],
        "counts_by_basis": catalogue.counts_by_basis(),
        "stale_cells": [
            {"platform": rated.platform, "capability": rated.capability}
            for rated in catalogue.stale_cells(selection.today)
        ],
    }


def _summary(catalogue: Catalogue, selection: Selection) -> tuple[str, ...]:
    shown = wording.counted(len(selection.platforms), "platform", "platforms")
    stale = len(catalogue.stale_cells(selection.today))
    aged = wording.counted(stale, "cell was", "cells were")
    return (
        f"{shown} of {len(catalogue.platforms)}, rated on "
        f"{len(catalogue.capabilities.capabilities)} capabilities from 0 to 3.",
        f"{aged} last checked more than 12 months ago.",
        f"Digest of the content: {catalogue.digest[:12]}.",
    )


def _asked(catalogue: Catalogue, capability: str | None) -> tuple[Section, ...]:
    if capability is None:
        return ()
    asked: Capability = catalogue.capabilities.by_id[capability]
    rows = tuple((str(depth), text) for depth, text in enumerate(asked.anchors))
    return (
        Section(
            title=asked.name,
            sentences=(asked.meaning,),
            table=Table(columns=("depth", "what it takes"), rows=rows),
        ),
    )


def _listed(platforms: list[Platform], capability: str | None) -> tuple[Section, ...]:
    if not platforms:
        return ()
    table = _offers(platforms, capability) if capability else _profiles(platforms)
    title = "Who offers it" if capability else "Platforms"
    return (Section(title=f"{title} ({len(platforms)})", table=table),)


def _profiles(platforms: list[Platform]) -> Table:
    columns = (
        "id",
        "name",
        "group",
        "licence",
        "hosting",
        "cost",
        "lock-in",
        "status",
    )
    rows = tuple(
        (
            p.id,
            p.name,
            GROUPS[p.group],
            p.licence.name,
            ", ".join(h.replace("_", " ") for h in p.hosting),
            p.cost_class,
            p.lock_in,
            STATUSES[p.status],
        )
        for p in platforms
    )
    return Table(columns=columns, rows=rows)


def _offers(platforms: list[Platform], capability: str) -> Table:
    columns = ("platform", "depth", "how", "edition", "basis", "checked", "note")
    rows = tuple((p.name, *_offer(p.cells[capability])) for p in platforms)
    return Table(columns=columns, rows=rows, numeric=("depth",))


def _offer(cell: Cell) -> tuple[str, ...]:
    limited = "limited" if cell.limited else "native"
    how = f"via {', '.join(cell.via)}" if cell.value == "integration" else limited
    edition = NOTHING if cell.edition == "unknown" else cell.edition
    checked = cell.checked_on.isoformat()
    return (str(cell.depth), how, edition, cell.basis, checked, cell.note or NOTHING)


def _over(platforms: list[Platform]) -> tuple[Section, ...]:
    if not platforms:
        return ()
    rows = tuple(
        (p.name, STATUSES[p.status], p.successor or NOTHING, p.status_note or NOTHING)
        for p in platforms
    )
    columns = ("platform", "status", "look at", "why")
    return (
        Section(
            title=f"Kept for the record, never recommended ({len(platforms)})",
            table=Table(columns=columns, rows=rows),
        ),
    )


def _unknown(catalogue: Catalogue, selection: Selection) -> tuple[Section, ...]:
    """Name the platforms that might offer what was asked for, but nobody knows."""
    if selection.capability is None:
        return ()
    asked = selection.capability
    members = (
        catalogue.by_group(selection.group) if selection.group else catalogue.platforms
    )
    names = [p.name for p in members if p.recommended and p.depth(asked) is None]
    if not names:
        return ()
    return (Section(title="Not known", sentences=(f"{', '.join(names)}.",)),)


def _basis(catalogue: Catalogue) -> Section:
    counts = catalogue.counts_by_basis()
    total = sum(counts.values())
    rows = tuple(
        (basis, BASES[basis], str(count), f"{100 * count / total:.0f} %")
        for basis, count in counts.items()
    )
    return Section(
        title=f"What the {total} cells of the whole catalogue rest on",
        table=Table(
            columns=("basis", "meaning", "cells", "share"),
            rows=rows,
            numeric=("cells", "share"),
        ),
    )
