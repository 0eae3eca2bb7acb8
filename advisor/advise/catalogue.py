"""Catalogue: every platform, on one vocabulary, with the integrations between them."""

import hashlib
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, get_args

from advisor import content
from advisor.advise.integrations import Integrations
from advisor.advise.platforms import Basis, Cell, Group, Platform
from advisor.assess.capability import Capabilities, load_capabilities
from advisor.content import Document, Place, Value
from advisor.errors import CatalogueError, ContentError
from advisor.language import t

GROUPS: Final[tuple[Group, ...]] = get_args(Group)
BASES: Final[tuple[Basis, ...]] = get_args(Basis)

Fault = tuple[Place, str]


class RatedCell(Value):
    """A cell with the place it stands at."""

    platform: str
    capability: str
    cell: Cell


class Catalogue(Value):
    """The platforms in order of their ids, and what ties them together."""

    capabilities: Capabilities
    platforms: tuple[Platform, ...]
    integrations: Integrations

    @cached_property
    def by_id(self) -> Mapping[str, Platform]:
        """Return the platforms by id."""
        return {platform.id: platform for platform in self.platforms}

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the whole content."""
        return hashlib.sha256(content.canonical(self).encode()).hexdigest()

    @cached_property
    def cells(self) -> tuple[RatedCell, ...]:
        """Return every cell with its platform and capability."""
        return tuple(
            RatedCell(platform=platform.id, capability=capability, cell=cell)
            for platform in self.platforms
            for capability, cell in platform.cells.items()
        )

    def by_group(self, group: str) -> tuple[Platform, ...]:
        """Return the platforms of a group; raise CatalogueError if there is none."""
        if group not in GROUPS:
            raise CatalogueError(
                t(
                    "group '{group}': expected one of {expected}",
                    group=group,
                    expected=", ".join(GROUPS),
                )
            )
        return tuple(p for p in self.platforms if group in p.groups)

    def with_capability(self, capability: str) -> tuple[Platform, ...]:
        """Return the platforms that offer it in some way, the deepest first.

        An unknown cell is not an offer. Raises CatalogueError for an unknown id.
        """
        if capability not in self.capabilities.by_id:
            known = ", ".join(self.capabilities.by_id)
            raise CatalogueError(
                t(
                    "capability '{capability}': expected one of {known}",
                    capability=capability,
                    known=known,
                )
            )
        offering = [p for p in self.platforms if p.depth(capability)]
        return tuple(sorted(offering, key=lambda p: -(p.depth(capability) or 0)))

    def counts_by_basis(self) -> Mapping[Basis, int]:
        """Return how many cells rest on a source, an absence, a judgement, nothing."""
        found = Counter(rated.cell.basis for rated in self.cells)
        return {basis: found[basis] for basis in BASES}

    def stale_cells(self, today: date, months: int = 12) -> tuple[RatedCell, ...]:
        """Return the cells that were checked more than so many months ago."""
        return tuple(
            r for r in self.cells if _months_later(r.cell.checked_on, months) < today
        )


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read a folder laid out like the shipped data/ (the default).

    It holds `capabilities.yaml`, `integrations.yaml` and one file for each
    platform in `platforms/`. Raises ContentError naming file and line.
    """
    folder = folder or content.data_folder()
    paths = sorted((folder / "platforms").glob("*.yaml"))
    read = [_read(path, Platform) for path in paths]
    integrations_document, integrations = _read(
        folder / "integrations.yaml", Integrations
    )
    catalogue = Catalogue(
        capabilities=load_capabilities(folder / "capabilities.yaml"),
        platforms=tuple(platform for _, platform in read),
        integrations=integrations,
    )
    faults = [
        _worded(document, fault)
        for document, platform in read
        for fault in (*_misnamed(document, platform), *_strange(platform, catalogue))
    ]
    faults += [
        _worded(integrations_document, f) for f in _strange_integrations(catalogue)
    ]
    if faults:
        raise ContentError("\n".join(faults))
    return catalogue


def _read(path: Path, kind: type[Any]) -> tuple[Document, Any]:
    document = content.parse(content.read_bytes(path, ContentError), path.name)
    return document, content.check(document, kind, ContentError)


def _worded(document: Document, fault: Fault) -> str:
    place, message = fault
    return f"{document.where(place)}: {'.'.join(map(str, place))}: {message}"


def _misnamed(document: Document, platform: Platform) -> Iterator[Fault]:
    if document.name != f"{platform.id}.yaml":
        yield (
            ("id",),
            t("'{id}' names another file than the one it stands in", id=platform.id),
        )


def _strange(platform: Platform, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield every id of a platform that the catalogue does not know."""
    known = catalogue.capabilities.by_id
    for capability in known:
        if capability not in platform.cells:
            yield ("cells",), t("'{id}' is missing; write it as unknown", id=capability)
    for capability, cell in platform.cells.items():
        if capability not in known:
            yield ("cells", capability), t("is not in capabilities.yaml")
        yield from _strange_tools(("cells", capability, "via"), cell.via, catalogue)
    yield from _strange_tools(("works_with",), platform.works_with, catalogue)
    successor = catalogue.by_id.get(platform.successor or platform.id)
    if successor is None or (platform.successor and not successor.recommended):
        yield (
            ("successor",),
            t(
                "'{id}' is not a platform that can be recommended",
                id=platform.successor,
            ),
        )


def _strange_integrations(catalogue: Catalogue) -> Iterator[Fault]:
    for i, edge in enumerate(catalogue.integrations.integrations):
        place = ("integrations", i)
        if edge.a not in catalogue.by_id:
            yield (
                (*place, "a"),
                t("'{id}' is not a platform of the catalogue", id=edge.a),
            )
        yield from _strange_tools((*place, "b"), (edge.b,), catalogue)
        if edge.capability not in catalogue.capabilities.by_id:
            yield (
                (*place, "capability"),
                t("'{id}' is not in capabilities.yaml", id=edge.capability),
            )


def _strange_tools(
    place: Place, ids: tuple[str, ...], catalogue: Catalogue
) -> Iterator[Fault]:
    for id_ in ids:
        if id_ not in catalogue.by_id and id_ not in catalogue.integrations.tools:
            yield (
                place,
                t("'{id}' is neither a platform nor one of the listed tools", id=id_),
            )


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months on, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
