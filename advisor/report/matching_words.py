"""What a matching says, in sentences; each kind of warning has its template."""

from collections.abc import Iterable, Mapping
from typing import Final

from advisor.advise.catalogue import Catalogue
from advisor.advise.fit import How, Missing
from advisor.advise.flips import Flip
from advisor.advise.groups import GroupStanding
from advisor.advise.matching import Matching, UseCaseMatch
from advisor.advise.pitfalls import Kind, Pitfall
from advisor.advise.portfolio import Constraints, Reason, StyleId, UseCase
from advisor.report import wording
from advisor.report.platforms import GROUPS

WARNINGS: Final[Mapping[Kind, str]] = {
    "single_project": (
        "Projects counted: {number}. A platform pays once several projects share it."
    ),
    "wide_portfolio": (
        "{number} different capabilities are must-haves, more than {of}: so wide a "
        "portfolio seldom fits one platform well. Drop what can wait."
    ),
    "breadth_trap": (
        "{names} offers {of} capabilities by itself, of which {number} are asked for: "
        "breadth that nobody uses costs money and attention."
    ),
    "undocumented_pairs": (
        "No page in the catalogue documents how {names} work together. Try it out "
        "before deciding."
    ),
    "changed_hands": (
        "{names} changed its owner or steward lately. Ask for the road map in writing."
    ),
    "ended_platform": (
        "{first} is owned but at its end, so it counts for nothing here. Look at "
        "{last} now."
    ),
}
MISSING: Final[Mapping[How, str]] = {
    "lacks": "lacks {what}",
    "unknown": "passes if {what} is confirmed",
    "with_tool": "{what} with {tools}",
}
CONSTRAINTS: Final[Mapping[str, str]] = {
    "hosting": "the hosting asked for",
    "open_licence": "an open licence",
    "cost_class": "the cost class asked for",
    "skills": "the skills asked for",
    "excluded": "permission, being ruled out",
}


STYLES: Final[Mapping[StyleId, str]] = {
    "basic": "basic",
    "customer_facing": "customer-facing",
    "regulated": "regulated",
}
METHODS: Final[Mapping[str, str]] = {
    "swing": "What counts is weighed by swing points from 0 to 100.",
    "rank_order": "What counts is weighed by rank order (rank-order centroid).",
}


class Words:
    """Puts ids of one catalogue into words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def platform(self, id_: str) -> str:
        """Return the name of a platform or tool."""
        found = self._catalogue.by_id.get(id_)
        return found.name if found else self._catalogue.integrations.tools[id_]

    def platforms(self, ids: Iterable[str], last: str = "and") -> str:
        """Return names as a list within a sentence."""
        *first, end = [self.platform(id_) for id_ in ids]
        return f"{', '.join(first)} {last} {end}" if first else end

    def asked(self, id_: str) -> str:
        """Return the name of a capability or a constraint."""
        found = self._catalogue.capabilities.by_id.get(id_)
        return found.name if found else CONSTRAINTS[id_]

    def all_asked(self, ids: Iterable[str]) -> str:
        """Return names of capabilities, with commas."""
        return ", ".join(self.asked(id_) for id_ in ids)

    def missing(self, found: Missing) -> str:
        """Return what a platform still misses."""
        tools = self.platforms(found.tools, last="or") if found.tools else ""
        return MISSING[found.how].format(what=self.asked(found.id), tools=tools)

    def warning(self, pitfall: Pitfall) -> str:
        """Return a warning as it is read."""
        names = [self.platform(id_) for id_ in pitfall.subjects]
        return WARNINGS[pitfall.kind].format(
            number=pitfall.number,
            of=pitfall.of,
            names=" and ".join(names),
            first=names[0] if names else "",
            last=names[-1] if names else "",
        )

    def flip(self, flip: Flip) -> str:
        """Return what would change a winner."""
        instead = self.platform(flip.instead_of) if flip.instead_of else "nobody"
        winner = self.platform(flip.winner) if flip.winner else "nobody"
        what = self.asked(flip.capability)
        if flip.platform is None:
            return (
                f"Were the weight of {what} {wording.percent(flip.after or 0)} instead "
                f"of {wording.percent(flip.before or 0)}, {winner} would draw level "
                f"with {instead}."
            )
        depths = " or ".join(map(str, flip.depths))
        return (
            f"Unknown: {what} of {self.platform(flip.platform)}. Were it at depth "
            f"{depths}, {winner} would come first instead of {instead}."
        )

    def limits(self, found: Constraints) -> tuple[str, ...]:
        """Return the constraints as one sentence, none where there are none."""
        parts = (
            f"hosted as {' or '.join(found.hosting)}" if found.hosting else "",
            "under an open licence" if found.open_licence else "",
            f"of cost class {found.cost_class} at most" if found.cost_class else "",
            f"asking for {found.skills} skills at most" if found.skills else "",
            f"none of {self.platforms(found.excluded)}" if found.excluded else "",
        )
        said = "; ".join(filter(None, parts))
        return (f"It must be {said}.".replace("_", " "),) if said else ()

    def style(self, use_case: UseCase) -> str:
        """Return the deployment style and what calls for it."""
        because = " ".join(use_case.style_reasons) or "Nothing said asks for more."
        return f"Deployment style: {STYLES[use_case.style]}. {because}"

    def origin(self, reason: Reason) -> str:
        """Return which musts an answer implies."""
        return f"“{reason.text}” asks for {self.all_asked(reason.musts)}."

    def verdict(self, found: UseCaseMatch) -> str:
        """Return who comes first, or that nobody passes."""
        if found.winner is None:
            return "No single platform surely passes every must."
        passing = sum(ranked.fit.passes for ranked in found.ranking)
        count = wording.counted(passing, "platform passes", "platforms pass")
        if found.tied:
            names = self.platforms((found.winner, *found.tied))
            return f"{count}; {names} share the first place."
        share = wording.percent(found.ranking[0].acceptability)
        return (
            f"{count}; {self.platform(found.winner)} comes first, and does so in "
            f"{share} of the draws of weights and unknowns."
        )

    def group(self, standing: GroupStanding) -> str:
        """Return how far a group gets by itself."""
        name = GROUPS[standing.group]
        title = f"{name[0].upper()}{name[1:]}"
        open_ = self.all_asked(standing.uncovered)
        left = f"leaves open {open_}" if open_ else "meets every must"
        if standing.best is None:
            return f"{title}: {left}; no small set of its platforms helps."
        added = standing.best.added
        by = f"with {self.platforms(added)} " if added else "adding nothing "
        return f"{title}: {by}it {left}."


def why(found: Matching, words: Words) -> tuple[str, ...]:
    """Return why a platform is needed or not."""
    gate = found.gate
    shared = words.all_asked(gate.shared)
    return (
        _projects(gate.projects),
        f"Must-haves that several use cases share: {shared}."
        if shared
        else "No must-have is shared by several use cases.",
    )


def _projects(number: int | None) -> str:
    if number is None:
        return "How many projects there are was not said."
    counted = wording.counted(number, "project", "projects")
    return f"There {'is' if number == 1 else 'are'} {counted}."


def reasons(found: Matching, words: Words) -> tuple[str, ...]:
    """Return how far each group gets, the recommended one first."""
    if not found.gate.platform_needed:
        return ("No platform is needed, so no kind of platform is recommended.",)
    return tuple(words.group(standing) for standing in found.groups)
