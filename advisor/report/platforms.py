"""The catalogue of platforms as a document and as JSON values."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from advisor.advise.catalogue import Catalogue
from advisor.advise.platforms import (
    Basis,
    Cell,
    CellEdition,
    CostClass,
    Degree,
    Group,
    Hosting,
    Platform,
    Status,
)
from advisor.assess.capability import Capability
from advisor.content import Value
from advisor.language import mark, number, t, tn
from advisor.report import wording
from advisor.report.document import Document, Section, Table
from advisor.report.payload import SCHEMA_VERSION
from advisor.report.wording import NOTHING

GROUPS: Final[Mapping[Group, str]] = {
    "model_training": mark("model training"),
    "mlops_core": mark("MLOps core"),
    "open_source": mark("open source"),
    "cloud": mark("cloud"),
}
STATUSES: Final[Mapping[Status, str]] = {
    "active": mark("active"),
    "maintenance": mark("maintained"),
    "dormant": mark("dormant"),
    "sunset": mark("ended"),
    "historical": mark("historical"),
}
BASES: Final[Mapping[Basis, str]] = {
    "sourced": mark("a page says so"),
    "absence": mark("the documentation was searched and says nothing of it"),
    "judgement": mark("our judgement, no page"),
    "unknown": mark("not found, not guessed"),
}
HOSTING: Final[Mapping[Hosting, str]] = {
    "library": mark("library"),
    "self_hosted": mark("self hosted"),
    "hybrid": mark("hybrid"),
    "cloud_managed": mark("cloud managed"),
    "saas": mark("saas"),
}
COSTS: Final[Mapping[CostClass, str]] = {
    "free": mark("free"),
    "low": mark("low"),
    "medium": mark("medium"),
    "high": mark("high"),
    "unknown": mark("unknown"),
}
DEGREES: Final[Mapping[Degree, str]] = {
    "low": mark("low"),
    "medium": mark("medium"),
    "high": mark("high"),
}
EDITIONS: Final[Mapping[CellEdition, str]] = {
    "free": mark("free"),
    "paid": mark("paid"),
    "unknown": NOTHING,
}
BASIS_NAMES: Final[Mapping[Basis, str]] = {
    "sourced": mark("sourced"),
    "absence": mark("absence"),
    "judgement": mark("judgement"),
    "unknown": mark("unknown"),
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
        title=t("Catalogue of MLOps platforms"),
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
    return (
        tn(
            "{count} platform of {all}, rated on {capabilities} capabilities from 0 to 3.",
            "{count} platforms of {all}, rated on {capabilities} capabilities from 0 to 3.",
            len(selection.platforms),
            all=len(catalogue.platforms),
            capabilities=len(catalogue.capabilities.capabilities),
        ),
        tn(
            "{count} cell was last checked more than 12 months ago.",
            "{count} cells were last checked more than 12 months ago.",
            len(catalogue.stale_cells(selection.today)),
        ),
        t("Digest of the content: {digest}.", digest=catalogue.digest[:12]),
    )


def _asked(catalogue: Catalogue, capability: str | None) -> tuple[Section, ...]:
    if capability is None:
        return ()
    asked: Capability = catalogue.capabilities.by_id[capability]
    rows = tuple((str(depth), t(text)) for depth, text in enumerate(asked.anchors))
    return (
        Section(
            title=t(asked.name),
            sentences=(t(asked.meaning),),
            table=Table(columns=(t("depth"), t("what it takes")), rows=rows),
        ),
    )


def _listed(platforms: list[Platform], capability: str | None) -> tuple[Section, ...]:
    if not platforms:
        return ()
    table = _offers(platforms, capability) if capability else _profiles(platforms)
    title = (
        t("Who offers it ({number})", number=len(platforms))
        if capability
        else t("Platforms ({number})", number=len(platforms))
    )
    return (Section(title=title, table=table),)


def _profiles(platforms: list[Platform]) -> Table:
    columns = (
        t("id"),
        t("name"),
        t("group"),
        t("licence"),
        t("hosting"),
        t("cost"),
        t("lock-in"),
        t("status"),
    )
    rows = tuple(
        (
            p.id,
            p.name,
            t(GROUPS[p.group]),
            p.licence.name,
            ", ".join(t(HOSTING[form]) for form in p.hosting),
            t(COSTS[p.cost_class]),
            t(DEGREES[p.lock_in]),
            t(STATUSES[p.status]),
        )
        for p in platforms
    )
    return Table(columns=columns, rows=rows)


def _offers(platforms: list[Platform], capability: str) -> Table:
    columns = (
        t("platform"),
        t("depth"),
        t("how"),
        t("edition"),
        t("basis"),
        t("checked"),
        t("note"),
    )
    rows = tuple((p.name, *_offer(p.cells[capability])) for p in platforms)
    return Table(columns=columns, rows=rows, numeric=columns[1:2])


def _offer(cell: Cell) -> tuple[str, ...]:
    return (
        str(cell.depth),
        _how(cell),
        t(EDITIONS[cell.edition]),
        t(BASIS_NAMES[cell.basis]),
        cell.checked_on.isoformat(),
        t(cell.note or NOTHING),
    )


def _how(cell: Cell) -> str:
    if cell.value == "integration":
        return t("via {tools}", tools=", ".join(cell.via))
    return t("limited") if cell.limited else t("native")


def _over(platforms: list[Platform]) -> tuple[Section, ...]:
    if not platforms:
        return ()
    rows = tuple(
        (
            p.name,
            t(STATUSES[p.status]),
            p.successor or NOTHING,
            t(p.status_note or NOTHING),
        )
        for p in platforms
    )
    columns = (t("platform"), t("status"), t("look at"), t("why"))
    return (
        Section(
            title=t(
                "Kept for the record, never recommended ({number})",
                number=len(platforms),
            ),
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
    return (Section(title=t("Not known"), sentences=(f"{', '.join(names)}.",)),)


def _basis(catalogue: Catalogue) -> Section:
    counts = catalogue.counts_by_basis()
    total = sum(counts.values())
    rows = tuple(
        (
            t(BASIS_NAMES[basis]),
            t(BASES[basis]),
            number(count),
            wording.percent(count / total),
        )
        for basis, count in counts.items()
    )
    columns = (t("basis"), t("meaning"), t("cells"), t("share"))
    return Section(
        title=t("What the {all} cells of the whole catalogue rest on", all=total),
        table=Table(columns=columns, rows=rows, numeric=columns[2:]),
    )
