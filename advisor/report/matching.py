"""The answer to a portfolio as a document and as JSON values."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from advisor import content, language
from advisor.advise.catalogue import Catalogue
from advisor.advise.matching import Gate, Matching, Ranked, UseCaseMatch
from advisor.advise.platforms import Group
from advisor.advise.portfolio import OUR_NEXT_LEVEL, NextLevel, UseCase
from advisor.advise.stacking import Cover, Stack
from advisor.language import mark, t, tn
from advisor.report import matching_next_level as next_level
from advisor.report import wording
from advisor.report.document import Document, Section, Table
from advisor.report.matching_words import METHODS, Words, reasons, value, why
from advisor.report.payload import SCHEMA_VERSION
from advisor.report.platforms import GROUPS
from advisor.report.wording import NOTHING

# So many platforms of a use case are printed: those that pass, those that might.
PASSING_SHOWN: Final = 5
MIGHT_SHOWN: Final = 3
DIGITS: Final = 4
NO_PLATFORM: Final = mark(
    "No platform is needed yet: serve the model with a small service and scripts."
)


def document(found: Matching, catalogue: Catalogue) -> Document:
    """Return whether a platform is needed, which, and what would change that."""
    words = Words(catalogue)
    return Document(
        title=t("Platforms: {name}", name=next_level.title_of(found.portfolio)),
        summary=tuple(_summary(found, catalogue, words)),
        sections=(
            Section(title=t("Which kind of platform"), sentences=reasons(found, words)),
            stack_section(found, words),
            *_covers(found, words),
            *next_level.sections(found.portfolio.next_level, words),
            *(use_case_section(use_case, words) for use_case in found.use_cases),
            *_warnings(found, words),
        ),
    )


def stack_section(found: Matching, words: Words) -> Section:
    """Return the smallest sets of platforms, and what no platform meets."""
    return Section(
        title=t("Smallest sets that meet every must"),
        sentences=tuple(_stack_sentences(found, words)),
        table=_stack_table(found.stacks.stacks, words),
    )


def use_case_section(found: UseCaseMatch, words: Words) -> Section:
    """Return what a use case asks for, who comes first, and what would change that."""
    musts = ", ".join(
        f"{words.asked(id_)} ({depth})" for id_, depth in found.use_case.musts.items()
    )
    return Section(
        title=next_level.name_of(found.use_case),
        sentences=(
            t("Must have, with the least depth: {musts}.", musts=musts),
            *words.limits(found.use_case.constraints),
            *(words.origin(r) for r in found.use_case.reasons if r.musts),
            *_style(found.use_case, words),
            words.verdict(found),
            *(words.flip(flip) for flip in found.flips),
        ),
        table=_ranking(found, words),
    )


def payload(found: Matching, catalogue: Catalogue) -> Mapping[str, Any]:
    """Return the whole answer as plain JSON values, its texts in English."""
    with language.use(language.SOURCE):
        return _payload(found, catalogue)


def _payload(found: Matching, catalogue: Catalogue) -> Mapping[str, Any]:
    words = Words(catalogue)
    text = content.canonical(found.portfolio)
    weights = found.portfolio.weights
    return {
        "schema_version": SCHEMA_VERSION,
        "content_digest": catalogue.digest,
        "portfolio": found.portfolio.name,
        "portfolio_digest": hashlib.sha256(text.encode()).hexdigest(),
        "today": found.today.isoformat(),
        "platform_needed": found.gate.platform_needed,
        "why": list(why(found, words)),
        "category": {"id": category(found), "reasons": list(reasons(found, words))},
        "groups": [g.model_dump(mode="json") for g in found.groups],
        "weights": weights and weights.model_dump(mode="json"),
        "next_level": next_level.values(found.portfolio.next_level),
        "use_cases": [
            _use_case_values(u, found.portfolio.next_level) for u in found.use_cases
        ],
        "stacks": [s.model_dump(mode="json") for s in found.stacks.stacks],
        "smallest_stacks": found.stacks.smallest,
        "stacks_capped": found.stacks.capped,
        "uncovered": [c.model_dump(mode="json") for c in found.stacks.uncovered],
        "flips": [
            flip.model_dump(mode="json") | {"text": words.flip(flip)}
            for use_case in found.use_cases
            for flip in use_case.flips
        ],
        "warnings": [
            pitfall.model_dump(mode="json") | {"text": words.warning(pitfall)}
            for pitfall in found.pitfalls
        ],
    }


def category(found: Matching) -> Group | None:
    """Return the group that gets furthest by itself; None if none is needed."""
    best = found.groups[0]
    return best.group if found.gate.platform_needed and best.best else None


def _use_case_values(found: UseCaseMatch, level: NextLevel | None) -> Mapping[str, Any]:
    use_case = found.use_case
    ours = level if use_case.id == OUR_NEXT_LEVEL else None
    return {
        "id": use_case.id,
        "name": use_case.name,
        "style": {"id": use_case.style, "reasons": list(use_case.style_reasons)},
        "importance": use_case.importance,
        "constraints": use_case.constraints.model_dump(mode="json"),
        "reasons": [reason.model_dump(mode="json") for reason in use_case.reasons],
        "musts": dict(use_case.musts),
        "criteria": dict(use_case.weights),
        "winner": found.winner,
        "tied": list(found.tied),
        "wins": _rounded(found.wins),
        "ranking": [_ranked_values(ranked, ours) for ranked in found.ranking],
    }


def _ranked_values(ranked: Ranked, level: NextLevel | None) -> Mapping[str, Any]:
    values = {
        "platform": ranked.fit.platform,
        "passes": ranked.fit.passes,
        "value": round(ranked.fit.value, DIGITS),
        "acceptability": round(ranked.acceptability, DIGITS),
        "ranks": [round(share, DIGITS) for share in ranked.ranks],
        "missing": [m.model_dump(mode="json") for m in ranked.fit.missing],
        "depths": dict(ranked.fit.depths),
        "dominated": ranked.dominated,
        "central_weights": _rounded(ranked.central),
    }
    return values | ({"closes": next_level.closed(ranked.fit, level)} if level else {})


def _rounded(shares: Mapping[str, float]) -> Mapping[str, float]:
    return {id_: round(share, DIGITS) for id_, share in shares.items()}


def _summary(found: Matching, catalogue: Catalogue, words: Words) -> Iterator[str]:
    yield " ".join((_needed(found.gate), *why(found, words)))
    group = category(found)
    if group:
        yield t(
            "The kind that gets furthest by itself: {group}.", group=t(GROUPS[group])
        )
    for best in found.stacks.stacks[:1] if group else ():
        yield t("The best of the smallest sets: {set}.", set=_members(best, words))
    if found.portfolio.weights:
        yield t(METHODS[found.portfolio.weights.method])
    yield t(
        "Digest of the content: {digest}; as of {today}.",
        digest=catalogue.digest[:12],
        today=found.today,
    )


def _needed(gate: Gate) -> str:
    if not gate.platform_needed:
        return t(NO_PLATFORM)
    if gate.projects is None and not gate.shared:
        return t("A platform is needed, unless there is a single project.")
    return t("A platform is needed.")


def _members(stack: Stack, words: Words) -> str:
    if not stack.platforms:
        return t("what is owned already")
    return words.platforms(stack.platforms)


def _covers(found: Matching, words: Words) -> Iterator[Section]:
    for best in found.stacks.stacks[:1]:
        yield Section(
            title=t("Who meets which must in the best set"),
            table=_cover_table(best.covers, words),
        )


def _stack_sentences(found: Matching, words: Words) -> Iterator[str]:
    stacks = found.stacks
    if not found.gate.platform_needed:
        yield t("Only if you want a platform all the same:")
    if stacks.uncovered:
        open_ = dict.fromkeys(cover.capability for cover in stacks.uncovered)
        names = words.all_asked(open_)
        yield t(
            "No platform surely meets: {names}. The sets meet the rest.", names=names
        )
    if not stacks.stacks:
        yield t("No small set meets what can be met.")
        return
    size = len(stacks.stacks[0].added)
    added = tn("{count} platform", "{count} platforms", size)
    if stacks.capped:
        yield tn(
            "At least {count} set is smallest, adding {added}.",
            "At least {count} sets are smallest, adding {added}.",
            stacks.smallest,
            added=added,
        )
    else:
        yield tn(
            "{count} set is smallest, adding {added}.",
            "{count} sets are smallest, adding {added}.",
            stacks.smallest,
            added=added,
        )


def _stack_table(stacks: Iterable[Stack], words: Words) -> Table | None:
    rows = tuple(
        (
            _members(stack, words),
            str(len(stack.added)),
            str(len(stack.undocumented_pairs)),
            value(stack.value),
            str(len(stack.changed_hands)),
        )
        for stack in stacks
    )
    columns = (
        t("set"),
        t("added"),
        t("undocumented joins"),
        t("value"),
        t("changed hands"),
    )
    return Table(columns=columns, rows=rows, numeric=columns[1:]) if rows else None


def _cover_table(covers: Iterable[Cover], words: Words) -> Table:
    rows = tuple(
        (
            words.asked(cover.capability),
            str(cover.depth),
            words.platforms(cover.by),
            ", ".join(cover.use_cases),
        )
        for cover in covers
    )
    columns = (t("must"), t("depth"), t("met by"), t("asked by"))
    return Table(columns=columns, rows=rows, numeric=columns[1:2])


def _style(use_case: UseCase, words: Words) -> tuple[str, ...]:
    """Return the deployment style; what is still to be introduced releases nothing."""
    return () if use_case.id == OUR_NEXT_LEVEL else (words.style(use_case),)


def _ranking(found: UseCaseMatch, words: Words) -> Table | None:
    passing = [r for r in found.ranking if r.fit.passes][:PASSING_SHOWN]
    might = [r for r in found.ranking if r.fit.missing and not r.fit.lacks]
    shown = (*passing, *might[:MIGHT_SHOWN])
    columns = (t("platform"), t("value"), t("first in"), t("remark"))
    rows = tuple(_row(ranked, words) for ranked in shown)
    return Table(columns=columns, rows=rows, numeric=columns[1:3]) if rows else None


def _row(ranked: Ranked, words: Words) -> tuple[str, ...]:
    missing = "; ".join(words.missing(m) for m in ranked.fit.missing)
    first = wording.percent(ranked.acceptability) if ranked.fit.passes else NOTHING
    dominated = t("another is never worse") if ranked.dominated else ""
    name = words.platform(ranked.fit.platform)
    return (name, value(ranked.fit.value), first, missing or dominated)


def _warnings(found: Matching, words: Words) -> tuple[Section, ...]:
    sentences = tuple(words.warning(pitfall) for pitfall in found.pitfalls)
    return (Section(title=t("Warnings"), sentences=sentences),) if sentences else ()
