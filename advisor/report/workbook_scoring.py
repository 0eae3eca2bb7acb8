"""The worksheets of a workbook that score the answers again, with formulas.

They follow assess/scoring.py step by step: from answers to practices, demands and
levels. A column of 1 and 0 says yes and no. Each level's row says whether it and all
below it are reached, so that the level is the number of such rows less one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.assess.assessment import Assessment, choose
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Practice, Rung
from advisor.assess.reading import DemandReading, LevelReading, SectionReading
from advisor.assess.scoring import Rungs, may_meet, meets
from advisor.assess.sections import citing
from advisor.language import t
from advisor.report.workbook_cells import (
    ANSWERS,
    FIRST,
    Cell,
    Formula,
    Worksheet,
    at,
    column,
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Demand:
    """One practice that one level of one reading demands, in its row of the worksheet."""

    reading: str
    level: int
    practice: Practice
    needs: Rung
    weight: float
    first: bool


@dataclass(frozen=True)
class Source:
    """What is scored: the questions and rules, the answers, and what they come to."""

    bundle: Bundle
    found: Assessment
    rungs: Rungs

    @property
    def chosen(self) -> LevelReading:
        """Return the reading of the assessment."""
        return choose(self.bundle.readings, self.found.reading)

    @cached_property
    def practices(self) -> Mapping[str, Practice]:
        """Return the practices in the order of their rows."""
        return self.bundle.questionnaire.practices

    @cached_property
    def practice_rows(self) -> Mapping[str, int]:
        """Return the row of each practice."""
        return {id_: FIRST + i for i, id_ in enumerate(self.practices)}

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """Return the demands in the order of their rows."""
        return tuple(
            Demand(
                reading.id,
                step.level,
                self.practices[id_],
                needs,
                reading.weight(id_),
                first=reading.first_level[id_] == step.level,
            )
            for reading in self.bundle.readings.demanding
            for step in reading.levels
            for id_, needs in step.demands.items()
        )

    @cached_property
    def level_rows(self) -> Mapping[str, Span]:
        """Return the first and the last row of each reading's levels."""
        spans: dict[str, Span] = {}
        row = FIRST
        for reading in self.bundle.readings.levelled:
            spans[reading.id] = (row, row + len(reading.levels) - 1)
            row += len(reading.levels)
        return spans

    def rung(self, practice: str) -> Rung:
        """Return the answered rung, unknown where nothing was answered."""
        return self.rungs.get(practice, Rung.UNKNOWN)

    def practice_column(self, letter: str) -> str:
        """Return a column of the worksheet of practices."""
        return column("practices", letter, FIRST, FIRST + len(self.practices) - 1)

    def demand_column(self, letter: str) -> str:
        """Return a column of the worksheet of demands; one row is there even if none is."""
        return column("demands", letter, FIRST, FIRST + max(1, len(self.demands)) - 1)


def practices(source: Source) -> Worksheet:
    """Return each practice with its answer, and the points it gives."""
    heading = (
        t("practice"),
        t("name"),
        t("dimension"),
        t("as answered"),
        t("rung"),
        t("known"),
        t("applicable"),
        t("score"),
        t("points if unknown is none"),
        t("points if unknown is automated"),
        *(
            t("cited by {reading}", reading=r.id)
            for r in source.bundle.readings.levelled
            if isinstance(r, SectionReading)
        ),
    )
    rows = (_practice(source, id_) for id_ in source.practices)
    widths = (32, 34, 16, 16, 16, *(12,) * (len(heading) - 5))
    return Worksheet((heading, *rows), widths)


def _practice(source: Source, id_: str) -> tuple[Cell, ...]:
    row, rung = source.practice_rows[id_], source.rung(id_)
    last = FIRST + len(source.practices) - 1
    found = (
        f"INDEX({column(ANSWERS, 'B', FIRST, last)},"
        f"MATCH(A{row},{column(ANSWERS, 'A', FIRST, last)},0))"
    )
    applies = rung is not Rung.NOT_APPLICABLE
    score: str | float = "" if rung.score is None else rung.score
    low, high = (
        (("", "") if not applies else (score, score)) if score == "" else (score, score)
    )
    if rung is Rung.UNKNOWN:
        low, high = 0.0, 1.0
    return (
        id_,
        t(source.practices[id_].name),
        source.practices[id_].dimension,
        Formula(f'IFERROR(LOWER(TRIM({found})),"")', source.rungs.get(id_, "")),
        Formula(
            f'IF(OR(D{row}="none",D{row}="by_hand",D{row}="automated",'
            f'D{row}="not_applicable"),D{row},"unknown")',
            rung,
        ),
        Formula(
            f'IF(OR(E{row}="none",E{row}="by_hand",E{row}="automated"),1,0)',
            int(rung.is_known),
        ),
        Formula(f'IF(E{row}="not_applicable",0,1)', int(applies)),
        Formula(
            f'IF(E{row}="none",0,IF(E{row}="by_hand",0.5,IF(E{row}="automated",1,"")))',
            score,
        ),
        Formula(f'IF(G{row}=0,"",IF(F{row}=1,H{row},0))', low),
        Formula(f'IF(G{row}=0,"",IF(F{row}=1,H{row},1))', high),
        *(int(id_ in ids) for ids in cited(source).values()),
    )


def cited(source: Source) -> Mapping[str, frozenset[str]]:
    """Return the practices that the tests of each reading by points cite."""
    return {
        reading.id: frozenset(
            id_
            for section in reading.sections
            for test in section.tests
            for id_ in citing(source.bundle.questionnaire, reading, test)
        )
        for reading in source.bundle.readings.levelled
        if isinstance(reading, SectionReading)
    }


def demands(source: Source) -> Worksheet:
    """Return what each level of each reading demands, and whether it is met."""
    heading = (
        t("reading"),
        t("level"),
        t("practice"),
        t("name"),
        t("dimension"),
        t("needs"),
        t("points needed"),
        t("weight"),
        t("is"),
        t("applicable"),
        t("known"),
        t("met"),
        t("may be met"),
        t("counts for coverage"),
        t("blocks the next level"),
    )
    rows = (_demand(source, d, FIRST + i) for i, d in enumerate(source.demands))
    return Worksheet((heading, *rows), (15, 8, 32, 34, 16, 12, 10, 8, 16, *(12,) * 6))


def _demand(source: Source, demand: Demand, row: int) -> tuple[Cell, ...]:
    practice, rung = demand.practice, source.rung(demand.practice.id)
    there = source.practice_rows[practice.id]
    applies, met = rung is not Rung.NOT_APPLICABLE, meets(rung, demand.needs)
    level = at("readings", f"$C${reading_row(source, demand.reading)}")
    blocks = applies and not met and demand.level == _level(source, demand.reading) + 1
    return (
        demand.reading,
        demand.level,
        practice.id,
        t(practice.name),
        practice.dimension,
        demand.needs,
        demand.needs.score or 0.0,
        demand.weight,
        Formula(at("practices", f"E{there}"), rung),
        Formula(at("practices", f"G{there}"), int(applies)),
        Formula(at("practices", f"F{there}"), int(rung.is_known)),
        Formula(
            f"IF(K{row}=1,IF({at('practices', f'H{there}')}>=G{row},1,0),0)", int(met)
        ),
        Formula(
            f"IF(J{row}=0,0,IF(K{row}=1,L{row},1))",
            int(applies and may_meet(rung, demand.needs)),
        ),
        int(demand.first),
        Formula(f"IF(AND(J{row}=1,L{row}=0,B{row}={level}+1),1,0)", int(blocks)),
    )


def _level(source: Source, reading: str) -> int:
    (found,) = (r for r in source.found.readings if r.id == reading)
    return found.standing.level or 0


def reading_row(source: Source, reading: str) -> int:
    """Return the row of a reading on the worksheet of readings."""
    ids = [r.id for r in source.bundle.readings.levelled]
    return FIRST + ids.index(reading)


def levels(source: Source) -> Worksheet:
    """Return each level of each reading: what it lacks, and whether it is reached."""
    heading = (
        t("reading"),
        t("level"),
        t("called"),
        t("not met"),
        t("cannot be met"),
        t("weight demanded"),
        t("weight met"),
        t("reached"),
        t("reached if all unknown are met"),
        t("reached above"),
    )
    rows = (
        row
        for reading in source.bundle.readings.levelled
        for row in (
            _demanded_levels(source, reading)
            if isinstance(reading, DemandReading)
            else _banded_levels(source, reading)
        )
    )
    return Worksheet((heading, *rows), (15, 8, 30, *(12,) * 7))


def _demanded_levels(
    source: Source, reading: DemandReading
) -> Iterator[tuple[Cell, ...]]:
    """Yield rows by demands: a level is reached if it and those below lack nothing."""
    first, _ = source.level_rows[reading.id]
    letters = {letter: source.demand_column(letter) for letter in "ABHJLM"}
    sure = hopeful = 1
    for number, step in enumerate(reading.levels):
        row = first + number
        here = f"{letters['A']},A{row},{letters['B']},B{row},{letters['J']},1"
        demanded = [
            (source.rung(id_), needs, reading.weight(id_))
            for id_, needs in step.demands.items()
            if source.rung(id_) is not Rung.NOT_APPLICABLE
        ]
        lacking = sum(not meets(rung, needs) for rung, needs, _ in demanded)
        barred = sum(not may_meet(rung, needs) for rung, needs, _ in demanded)
        sure, hopeful = sure * (lacking == 0), hopeful * (barred == 0)
        yield (
            reading.id,
            step.level,
            t(step.name),
            Formula(f"COUNTIFS({here},{letters['L']},0)", lacking),
            Formula(f"COUNTIFS({here},{letters['M']},0)", barred),
            Formula(f"SUMIFS({letters['H']},{here})", sum(w for _, _, w in demanded)),
            Formula(
                f"SUMIFS({letters['H']},{here},{letters['L']},1)",
                sum(w for rung, needs, w in demanded if meets(rung, needs)),
            ),
            Formula(_reached("H", "D", row, number), sure),
            Formula(_reached("I", "E", row, number), hopeful),
            "",
        )


def _reached(own: str, lacking: str, row: int, number: int) -> str:
    below = f"{own}{row - 1}" if number else "1"
    return f"IF({lacking}{row}=0,{below},0)"


def _banded_levels(
    source: Source, reading: SectionReading
) -> Iterator[tuple[Cell, ...]]:
    """Yield rows by points: a level is reached if the final score is above its bound."""
    first, _ = source.level_rows[reading.id]
    final = final_row(source, reading.id)
    (standing,) = (r.standing for r in source.found.readings if r.id == reading.id)
    for number, band in enumerate(reading.levels):
        row = first + number
        sure = f"IF({at('sections', f'$D${final}')}>J{row},1,0)" if number else "1"
        hope = f"IF({at('sections', f'$E${final}')}>J{row},1,0)" if number else "1"
        yield (
            reading.id,
            band.level,
            t(band.name),
            *("",) * 4,
            Formula(sure, int(number <= (standing.level or 0))),
            Formula(hope, int(number <= (standing.level_optimistic or 0))),
            band.above or 0.0,
        )


def final_row(source: Source, reading: str) -> int:
    """Return the row of the final score of a reading by points."""
    row = FIRST - 1
    for one in source.bundle.readings.levelled:
        if isinstance(one, SectionReading):
            row += len(one.sections) + 1
            if one.id == reading:
                break
    return row
