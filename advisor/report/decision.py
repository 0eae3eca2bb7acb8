"""A decision record: what was decided, on what it rests, and why not otherwise."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from advisor import content
from advisor.advise.catalogue import Catalogue
from advisor.advise.fit import Fit, How
from advisor.advise.matching import Matching, UseCaseMatch
from advisor.advise.portfolio import OUR_NEXT_LEVEL, UseCase
from advisor.advise.stacking import Stack
from advisor.content import Value
from advisor.language import mark, signed, t
from advisor.report import wording
from advisor.report.document import Document, Section, Table
from advisor.report.matching_next_level import name_of, title_of
from advisor.report.matching_words import STYLES, Words, reasons, value, why
from advisor.report.wording import NOTHING

NO_PLATFORM: Final = mark("no platform for now")
LOOKED_AT: Final = mark("Every platform that was looked at")
HOW: Final[Mapping[How, str]] = {
    "lacks": mark("Lacks"),
    "unknown": mark("To be confirmed"),
    "with_tool": mark("Only with another tool"),
}


class Choice(Value):
    """What somebody decides: a set of the answer, or none; who, and the reason given."""

    stack: Stack | None
    by: str = ""
    because: str = ""


def document(
    found: Matching, catalogue: Catalogue, choice: Choice, on: date
) -> Document:
    """Return the record of a decision made on a day."""
    words = Words(catalogue)
    return Document(
        title=t("Decision: platforms for {name}", name=title_of(found.portfolio)),
        summary=tuple(_summary(found, catalogue, choice, on)),
        sections=tuple(
            section
            for section in (
                _asked(found, words),
                Section(
                    title=t("Is a platform needed, and which kind"),
                    sentences=(*why(found, words), *reasons(found, words)),
                ),
                _weights(found, words),
                _met(found, choice, words),
                _alternatives(found, choice, words),
                _looked_at(found, words),
                _changes(found, words),
                _warnings(found, words),
            )
            if section.sentences or section.table
        ),
    )


def named(stack: Stack | None, words: Words) -> str:
    """Return a choice in words."""
    if stack is None:
        return t(NO_PLATFORM)
    return words.platforms(stack.platforms) if stack.platforms else t("what is owned")


def recommended(found: Matching) -> Stack | None:
    """Return what the comparison comes to: the best set, None if none is needed."""
    if not found.gate.platform_needed or not found.stacks.stacks:
        return None
    return found.stacks.stacks[0]


def _summary(
    found: Matching, catalogue: Catalogue, choice: Choice, on: date
) -> Iterator[str]:
    words = Words(catalogue)
    chosen, made = named(choice.stack, words), on.isoformat()
    if choice.by:
        yield t(
            "Decided on {date} by {who}: {choice}.",
            date=made,
            who=choice.by,
            choice=chosen,
        )
    else:
        yield t("Decided on {date}: {choice}.", date=made, choice=chosen)
    if choice.because:
        yield t("Reason given: {reason}", reason=choice.because)
    else:
        yield t("No reason was given.")
    best = recommended(found)
    if best == choice.stack:
        yield t("The comparison comes to the same.")
    else:
        yield t(
            "The comparison comes to something else: {choice}.",
            choice=named(best, words),
        )
    yield t("The comparison is of {date}.", date=found.today.isoformat())
    yield t("Digest of the catalogue: {digest}.", digest=catalogue.digest)
    portfolio = hashlib.sha256(content.canonical(found.portfolio).encode()).hexdigest()
    yield t("Digest of the portfolio: {digest}.", digest=portfolio)


def _asked(found: Matching, words: Words) -> Section:
    rows = tuple(
        (
            name_of(use_case),
            "; ".join(f"{words.asked(id_)} {d}" for id_, d in use_case.musts.items()),
            # What is still to be introduced releases nothing.
            NOTHING if use_case.id == OUR_NEXT_LEVEL else t(STYLES[use_case.style]),
        )
        for use_case in found.portfolio.use_cases
    )
    columns = (
        t("use case"),
        t("must-haves with their least depth"),
        t("deployment style"),
    )
    owned = found.portfolio.owned
    there = (
        t("There already: {platforms}.", platforms=words.platforms(owned))
        if owned
        else t("Nothing is owned.")
    )
    return Section(
        title=t("What is asked"),
        sentences=(there,),
        table=Table(columns=columns, rows=rows),
    )


def _weights(found: Matching, words: Words) -> Section:
    rows = tuple(
        (name_of(use_case), ", ".join(_shares(use_case, words)))
        for use_case in found.portfolio.use_cases
    )
    columns = (t("use case"), t("criteria with their weights"))
    return Section(title=t("Weights"), table=Table(columns=columns, rows=rows))


def _shares(use_case: UseCase, words: Words) -> Iterator[str]:
    total = sum(use_case.weights.values())
    for id_, weight in use_case.weights.items():
        yield f"{words.asked(id_)} {wording.percent(weight / total)}"


def _met(found: Matching, choice: Choice, words: Words) -> Section:
    open_ = dict.fromkeys(cover.capability for cover in found.stacks.uncovered)
    sentences = (
        (t("No platform surely meets: {names}.", names=words.all_asked(open_)),)
        if open_
        else ()
    )
    if choice.stack is None:
        return Section(title=t("What the decision meets"), sentences=sentences)
    rows = tuple(
        (words.asked(c.capability), str(c.depth), words.platforms(c.by))
        for c in choice.stack.covers
    )
    columns = (t("must-have"), t("depth"), t("met by"))
    return Section(
        title=t("What the decision meets"),
        sentences=(*sentences, *_joins(choice.stack, words)),
        table=Table(columns=columns, rows=rows, numeric=columns[1:2]) if rows else None,
    )


def _joins(stack: Stack, words: Words) -> Iterator[str]:
    for pair in stack.undocumented_pairs:
        yield t(
            "No page documents how {names} work together.", names=words.platforms(pair)
        )


def _alternatives(found: Matching, choice: Choice, words: Words) -> Section:
    """Compare every other set with the one that was chosen."""
    rows = [
        (named(stack, words), _why_not(stack, choice.stack))
        for stack in found.stacks.stacks
        if stack != choice.stack
    ]
    if choice.stack is not None:
        needed = found.gate.platform_needed
        rows.append(
            (
                t(NO_PLATFORM),
                t("There are several projects, or must-haves that use cases share.")
                if needed
                else t("It would do: nothing is shared yet."),
            )
        )
    columns = (t("alternative"), t("beside the choice"))
    return Section(
        title=t("Alternatives and why not"),
        table=Table(columns=columns, rows=tuple(rows)) if rows else None,
    )


def _why_not(stack: Stack, chosen: Stack | None) -> str:
    if chosen is None:
        return t("No platform is taken.")
    differences = (
        (len(stack.added) - len(chosen.added), t("platforms to add")),
        (
            len(stack.undocumented_pairs) - len(chosen.undocumented_pairs),
            t("undocumented joins"),
        ),
        (
            len(stack.changed_hands) - len(chosen.changed_hands),
            t("recent owner changes"),
        ),
    )
    told = [_difference(more, what) for more, what in differences if more]
    told.append(
        t(
            "value {value} ({difference})",
            value=value(stack.value),
            difference=signed(stack.value - chosen.value, 2),
        )
    )
    return f"{', '.join(told)}."


def _difference(more: int, what: str) -> str:
    if more > 0:
        return t("{what}: {number} more", what=what, number=more)
    return t("{what}: {number} fewer", what=what, number=-more)


def _looked_at(found: Matching, words: Words) -> Section:
    """Say of every platform where it passes, and what keeps it out elsewhere."""
    ids = [ranked.fit.platform for ranked in found.use_cases[0].ranking]
    rows = sorted(_row(id_, found.use_cases, words) for id_ in ids)
    columns = (t("platform"), t("passes in"), t("why not elsewhere"))
    return Section(
        title=t(LOOKED_AT),
        sentences=(
            t(
                "Passing means that every must-have and constraint of the use case is surely "
                "met. Platforms at their end are not looked at."
            ),
        ),
        table=Table(columns=columns, rows=tuple(rows)),
    )


def _row(
    id_: str, use_cases: tuple[UseCaseMatch, ...], words: Words
) -> tuple[str, str, str]:
    fits = [
        ranked.fit
        for use_case in use_cases
        for ranked in use_case.ranking
        if ranked.fit.platform == id_
    ]
    passed = t(
        "{number} of {all}", number=sum(fit.passes for fit in fits), all=len(fits)
    )
    return words.platform(id_), passed, " ".join(_kept_out(fits, words)) or NOTHING


def _kept_out(fits: Iterable[Fit], words: Words) -> Iterator[str]:
    """Yield what is missing anywhere: for good, until confirmed, without a tool."""
    missing = [m for found in fits for m in found.missing]
    for how, said in HOW.items():
        ids = dict.fromkeys(m.id for m in missing if m.how == how)
        if ids:
            yield f"{t(said)}: {words.all_asked(ids)}."


def _changes(found: Matching, words: Words) -> Section:
    told = (words.flip(flip) for use_case in found.use_cases for flip in use_case.flips)
    return Section(title=t("What would change the ranking"), sentences=tuple(told))


def _warnings(found: Matching, words: Words) -> Section:
    told = tuple(words.warning(pitfall) for pitfall in found.pitfalls)
    return Section(title=t("Warnings"), sentences=told)
