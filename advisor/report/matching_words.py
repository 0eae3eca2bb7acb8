"""What a matching says, in sentences; each kind of warning has its template."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from advisor.advise.catalogue import Catalogue
from advisor.advise.fit import How, Missing
from advisor.advise.flips import Flip
from advisor.advise.groups import GroupStanding
from advisor.advise.matching import Matching, UseCaseMatch
from advisor.advise.pitfalls import Kind, Pitfall
from advisor.advise.portfolio import Constraints, Reason, StyleId, UseCase
from advisor.language import listed, mark, number, opened, t, tn
from advisor.report import wording
from advisor.report.platforms import COSTS, DEGREES, GROUPS, HOSTING

WARNINGS: Final[Mapping[Kind, str]] = {
    "single_project": mark(
        "Projects counted: {number}. A platform pays once several projects share it."
    ),
    "wide_portfolio": mark(
        "{number} different capabilities are must-haves, more than {of}: so wide a "
        "portfolio seldom fits one platform well. Drop what can wait."
    ),
    "breadth_trap": mark(
        "{names} offers {of} capabilities by itself, of which {number} are asked for: "
        "breadth that nobody uses costs money and attention."
    ),
    "undocumented_pairs": mark(
        "No page in the catalogue documents how {names} work together. Try it out "
        "before deciding."
    ),
    "changed_hands": mark(
        "{names} changed its owner or steward lately. Ask for the road map in writing."
    ),
    "ended_platform": mark(
        "{first} is owned but at its end, so it counts for nothing here. Look at "
        "{last} now."
    ),
}
MISSING: Final[Mapping[How, str]] = {
    "lacks": mark("lacks {what}"),
    "unknown": mark("passes if {what} is confirmed"),
    "with_tool": mark("{what} with {tools}"),
}
CONSTRAINTS: Final[Mapping[str, str]] = {
    "hosting": mark("the hosting asked for"),
    "open_licence": mark("an open licence"),
    "cost_class": mark("the cost class asked for"),
    "skills": mark("the skills asked for"),
    "excluded": mark("permission, being ruled out"),
}


STYLES: Final[Mapping[StyleId, str]] = {
    "basic": mark("basic"),
    "customer_facing": mark("customer-facing"),
    "regulated": mark("regulated"),
}
METHODS: Final[Mapping[str, str]] = {
    "swing": mark("What counts is weighed by swing points from 0 to 100."),
    "rank_order": mark("What counts is weighed by rank order (rank-order centroid)."),
}
# How far a group of platforms gets by itself: without gaps, and with some.
HELPLESS: Final = (
    mark("{group}: meets every must; no small set of its platforms helps."),
    mark("{group}: leaves open {open}; no small set of its platforms helps."),
)
OWNED: Final = (
    mark("{group}: adding nothing it meets every must."),
    mark("{group}: adding nothing it leaves open {open}."),
)
ADDING: Final = (
    mark("{group}: with {added} it meets every must."),
    mark("{group}: with {added} it leaves open {open}."),
)


class Words:
    """Puts ids of one catalogue into words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def platform(self, id_: str) -> str:
        """Return the name of a platform or tool."""
        found = self._catalogue.by_id.get(id_)
        return found.name if found else self._catalogue.integrations.tools[id_]

    def platforms(self, ids: Iterable[str]) -> str:
        """Return names as a list within a sentence."""
        return listed([self.platform(id_) for id_ in ids])

    def asked(self, id_: str) -> str:
        """Return the name of a capability or a constraint."""
        found = self._catalogue.capabilities.by_id.get(id_)
        return t(found.name if found else CONSTRAINTS[id_])

    def all_asked(self, ids: Iterable[str]) -> str:
        """Return names of capabilities, with commas."""
        return ", ".join(self.asked(id_) for id_ in ids)

    def missing(self, found: Missing) -> str:
        """Return what a platform still misses."""
        tools = listed([self.platform(id_) for id_ in found.tools], "or")
        return t(MISSING[found.how], what=self.asked(found.id), tools=tools)

    def warning(self, pitfall: Pitfall) -> str:
        """Return a warning as it is read."""
        names = [self.platform(id_) for id_ in pitfall.subjects]
        return t(
            WARNINGS[pitfall.kind],
            number=pitfall.number,
            of=pitfall.of,
            names=listed(names),
            first=names[0] if names else "",
            last=names[-1] if names else "",
        )

    def flip(self, flip: Flip) -> str:
        """Return what would change a winner."""
        instead = self.platform(flip.instead_of) if flip.instead_of else t("nobody")
        winner = self.platform(flip.winner) if flip.winner else t("nobody")
        what = self.asked(flip.capability)
        if flip.platform is None:
            return t(
                "Were the weight of {what} {after} instead of {before}, {winner} would "
                "draw level with {instead}.",
                what=what,
                after=wording.percent(flip.after or 0),
                before=wording.percent(flip.before or 0),
                winner=winner,
                instead=instead,
            )
        return t(
            "Unknown: {what} of {platform}. Were it at depth {depths}, {winner} would "
            "come first instead of {instead}.",
            what=what,
            platform=self.platform(flip.platform),
            depths=listed(map(str, flip.depths), "or"),
            winner=winner,
            instead=instead,
        )

    def limits(self, found: Constraints) -> tuple[str, ...]:
        """Return the constraints as one sentence, none where there are none."""
        said = "; ".join(self._limits(found))
        return (t("It must be {limits}.", limits=said),) if said else ()

    def _limits(self, found: Constraints) -> Iterator[str]:
        if found.hosting:
            forms = listed([t(HOSTING[form]) for form in found.hosting], "or")
            yield t("hosted as {forms}", forms=forms)
        if found.open_licence:
            yield t("under an open licence")
        if found.cost_class:
            yield t("of cost class {cost} at most", cost=t(COSTS[found.cost_class]))
        if found.skills:
            skills = t(DEGREES[found.skills])
            yield t("asking for {skills} skills at most", skills=skills)
        if found.excluded:
            yield t("none of {platforms}", platforms=self.platforms(found.excluded))

    def style(self, use_case: UseCase) -> str:
        """Return the deployment style and what calls for it."""
        because = " ".join(map(t, use_case.style_reasons))
        return t(
            "Deployment style: {style}. {because}",
            style=t(STYLES[use_case.style]),
            because=because or t("Nothing said asks for more."),
        )

    def origin(self, reason: Reason) -> str:
        """Return which musts an answer implies."""
        return t(
            "“{answer}” asks for {capabilities}.",
            answer=t(reason.text),
            capabilities=self.all_asked(reason.musts),
        )

    def verdict(self, found: UseCaseMatch) -> str:
        """Return who comes first, or that nobody passes."""
        if found.winner is None:
            return t("No single platform surely passes every must.")
        passing = sum(ranked.fit.passes for ranked in found.ranking)
        count = tn("{count} platform passes", "{count} platforms pass", passing)
        if found.tied:
            names = self.platforms((found.winner, *found.tied))
            return t(
                "{passing}; {names} share the first place.", passing=count, names=names
            )
        return t(
            "{passing}; {name} comes first, and does so in {share} of the draws of weights "
            "and unknowns.",
            passing=count,
            name=self.platform(found.winner),
            share=wording.percent(found.ranking[0].acceptability),
        )

    def group(self, standing: GroupStanding) -> str:
        """Return how far a group gets by itself."""
        title = opened(t(GROUPS[standing.group]))
        open_ = self.all_asked(standing.uncovered)
        if standing.best is None:
            return t(HELPLESS[bool(open_)], group=title, open=open_)
        if not standing.best.added:
            return t(OWNED[bool(open_)], group=title, open=open_)
        added = self.platforms(standing.best.added)
        return t(ADDING[bool(open_)], group=title, added=added, open=open_)


def value(figure: float) -> str:
    """Return the value of a platform or a set, from 0 to 1."""
    return number(figure, 2)


def why(found: Matching, words: Words) -> tuple[str, ...]:
    """Return why a platform is needed or not."""
    gate = found.gate
    shared = words.all_asked(gate.shared)
    return (
        _projects(gate.projects),
        t("Must-haves that several use cases share: {shared}.", shared=shared)
        if shared
        else t("No must-have is shared by several use cases."),
    )


def _projects(count: int | None) -> str:
    if count is None:
        return t("How many projects there are was not said.")
    return tn("There is {count} project.", "There are {count} projects.", count)


def reasons(found: Matching, words: Words) -> tuple[str, ...]:
    """Return how far each group gets, the recommended one first."""
    if not found.gate.platform_needed:
        return (t("No platform is needed, so no kind of platform is recommended."),)
    return tuple(words.group(standing) for standing in found.groups)
