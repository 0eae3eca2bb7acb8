"""Ratings: cells of the catalogue as marks, facts and a comparison side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from advisor import language
from advisor.advise.catalogue import Catalogue
from advisor.advise.platforms import Cell, Group, Hosting, Platform, Status
from advisor.assess.capability import Stage
from advisor.content import Value
from advisor.language import t
from advisor.report.document import Table
from advisor.report.platforms import (
    BASES,
    COSTS,
    DEGREES,
    EDITIONS,
    GROUPS,
    HOSTING,
    STATUSES,
)
from advisor.report.wording import NOTHING

UNKNOWN: Final = "?"
JUDGEMENT: Final = "*"
LEGEND: Final = language.mark(
    "0 not offered · 1 basic, or through another tool · 2 solid by itself · 3 leading · "
    "* our judgement, no page · ? not known"
)
STAGES: Final[Mapping[Stage, str]] = {
    "data": language.mark("Data"),
    "experiment": language.mark("Experiment"),
    "deploy": language.mark("Deploy"),
    "operate": language.mark("Operate"),
}


class Filter(Value):
    """What a platform has to be to be listed; an empty part asks for nothing.

    One of several groups, statuses or forms of hosting suffices. Of `capability`
    it must surely reach the depth `at_least`.
    """

    groups: tuple[Group, ...] = ()
    statuses: tuple[Status, ...] = ()
    hosting: tuple[Hosting, ...] = ()
    capability: str | None = None
    at_least: int = 1

    def passes(self, platform: Platform) -> bool:
        """Tell whether a platform is listed."""
        return (
            (not self.groups or bool(platform.groups & set(self.groups)))
            and (not self.statuses or platform.status in self.statuses)
            and (not self.hosting or bool(set(platform.hosting) & set(self.hosting)))
            and self._deep_enough(platform)
        )

    def _deep_enough(self, platform: Platform) -> bool:
        if self.capability is None:
            return True
        depth = platform.depth(self.capability)
        return depth is not None and depth >= self.at_least


def filtered(catalogue: Catalogue, wanted: Filter) -> tuple[Platform, ...]:
    """Return the platforms that pass, by name."""
    found = [platform for platform in catalogue.platforms if wanted.passes(platform)]
    return tuple(sorted(found, key=lambda platform: platform.name.casefold()))


def mark(cell: Cell) -> str:
    """Return a depth with a mark where it is judged, or one for the unknown."""
    if cell.depth is None:
        return UNKNOWN
    return f"{cell.depth}{JUDGEMENT if cell.basis == 'judgement' else ''}"


def facts(
    catalogue: Catalogue, platform: Platform, capability: str
) -> Mapping[str, str]:
    """Return all that is known about one cell, by name of the fact."""
    cell = platform.cells[capability]
    anchors = catalogue.capabilities.by_id[capability].anchors
    return {
        t("Rating"): t("not known")
        if cell.depth is None
        else t("{depth} of 3", depth=cell.depth),
        t("Which means"): NOTHING if cell.depth is None else t(anchors[cell.depth]),
        t("How"): _how(catalogue, cell),
        t("Edition"): t(EDITIONS[cell.edition]),
        t("Rests on"): t(BASES[cell.basis]),
        t("Checked on"): cell.checked_on.isoformat(),
        t("Source"): cell.source or NOTHING,
        t("Note"): t(cell.note or NOTHING),
    }


def heat_rows(
    platforms: Iterable[Platform], catalogue: Catalogue, capabilities: Sequence[str]
) -> list[Mapping[str, Any]]:
    """Return one row for each cell, as the heat map draws it."""
    names = catalogue.capabilities.by_id
    return [
        {
            "platform": platform.name,
            "capability": t(names[id_].name),
            "platform_id": platform.id,
            "capability_id": id_,
            "depth": platform.depth(id_),
            "mark": mark(cell := platform.cells[id_]),
            "rests on": t(BASES[cell.basis]),
            "checked on": cell.checked_on.isoformat(),
            "source": cell.source or NOTHING,
        }
        for platform in platforms
        for id_ in capabilities
    ]


def comparison(catalogue: Catalogue, platforms: Sequence[Platform]) -> Table:
    """Return platforms side by side: what they are, then every rating."""
    profiles = [_profile(platform) for platform in platforms]
    rows = [
        (fact, *(profile[fact] for profile in profiles))
        for fact in (profiles[0] if profiles else ())
    ]
    rows += [
        (t(capability.name), *(mark(p.cells[capability.id]) for p in platforms))
        for capability in catalogue.capabilities.capabilities
    ]
    return Table(columns=("", *(p.name for p in platforms)), rows=tuple(rows))


def _profile(platform: Platform) -> Mapping[str, str]:
    return {
        t("Owner"): platform.owner,
        t("Group"): ", ".join(t(GROUPS[g]) for g in sorted(platform.groups)),
        t("Status"): t(STATUSES[platform.status]),
        t("Licence"): platform.licence.name,
        t("Hosting"): ", ".join(t(HOSTING[form]) for form in platform.hosting),
        t("Cost class"): t(COSTS[platform.cost_class]),
        t("Lock-in"): t(DEGREES[platform.lock_in]),
        t("Skills"): t(DEGREES[platform.skills.level]),
        t("Last release known"): platform.health.last_release or NOTHING,
    }


def _how(catalogue: Catalogue, cell: Cell) -> str:
    if cell.value == "integration":
        tools = catalogue.integrations.tools
        known = catalogue.by_id
        names = [known[id_].name if id_ in known else tools[id_] for id_ in cell.via]
        return t("through {tools}", tools=", ".join(names))
    return {
        "native": t("by itself, in part") if cell.limited else t("by itself"),
        "none": t("not offered"),
    }.get(cell.value, NOTHING)


def worded(id_: str) -> str:
    """Return an id as words."""
    return id_.replace("_", " ")
