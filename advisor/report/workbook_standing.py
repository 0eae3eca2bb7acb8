"""The worksheets of a workbook with what the scores come to: points, readings, dimensions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from advisor.assess import sections as scored
from advisor.assess.assessment import DimensionStanding, ReadingResult
from advisor.assess.questionnaire import Rung
from advisor.assess.reading import DemandReading, Section, SectionReading
from advisor.assess.scoring import may_meet, meets
from advisor.assess.sections import citing
from advisor.language import t
from advisor.report.wording import NOTHING
from advisor.report.workbook_cells import (
    FIRST,
    Cell,
    Formula,
    Worksheet,
    at,
    column,
    letter,
)
from advisor.report.workbook_scoring import (
    Source,
    cited,
    final_row,
    reading_row,
)

# On the worksheet of practices: the first column that says which reading by points cites it.
FIRST_CITED: Final = 11
# On the worksheet of dimensions: the first column that says which level is reached.
FIRST_FLAG: Final = 8


@dataclass(frozen=True)
class Kind:
    """One way to count a demand as met, and the column of demands that says so."""

    place: int
    column: str
    counts: Callable[[Rung, Rung], bool]


HELD: Final = Kind(0, "L", meets)
HOPED: Final = Kind(1, "M", may_meet)


def tests(source: Source) -> Worksheet:
    """Return the points of each test: those of the weakest practice that cites it."""
    heading = (
        t("reading"),
        t("section"),
        t("test"),
        t("practices"),
        t("points if unknown is none"),
        t("points if unknown is automated"),
    )
    rows = (
        _test(source, reading, section, test)
        for reading in _by_points(source)
        for section in reading.sections
        for test in section.tests
    )
    return Worksheet((heading, *rows), (15, 18, 8, 60, 14, 14))


def _by_points(source: Source) -> Iterator[SectionReading]:
    for reading in source.bundle.readings.levelled:
        if isinstance(reading, SectionReading):
            yield reading


def _test(
    source: Source, reading: SectionReading, section: Section, test: str
) -> tuple[Cell, ...]:
    ids = citing(source.bundle.questionnaire, reading, test)
    one = reading.model_copy(
        update={"sections": (section.model_copy(update={"tests": (test,)}),)}
    )
    return (
        reading.id,
        section.id,
        test,
        ", ".join(ids),
        *(
            Formula(_weakest(source, points, ids, nothing), _points(source, one, rung))
            for points, nothing, rung in (("I", 0, Rung.NONE), ("J", 1, Rung.AUTOMATED))
        ),
    )


def _weakest(source: Source, points: str, ids: tuple[str, ...], nothing: int) -> str:
    """Return the smallest points of practices; a test that none cites is unknown."""
    if not ids:
        return str(nothing)
    cells = ",".join(
        at("practices", f"${points}${source.practice_rows[id_]}") for id_ in ids
    )
    return f'IF(COUNT({cells})=0,"",MIN({cells}))'


def _points(source: Source, one: SectionReading, unknown: Rung) -> str | float:
    """Return the points of a reading of one section; empty where nothing applies."""
    found = scored.score(source.bundle.questionnaire, one, source.rungs, unknown)
    (points,) = found.sections.values()
    return "" if points is None else points


def sections(source: Source) -> Worksheet:
    """Return the sum of each section, and the smallest as the final score."""
    heading = (
        t("reading"),
        t("section"),
        t("name"),
        t("points if unknown is none"),
        t("points if unknown is automated"),
    )
    rows: list[tuple[Cell, ...]] = []
    test_row = FIRST
    for reading in _by_points(source):
        first = FIRST + len(rows)
        for section in reading.sections:
            rows.append(_section(source, reading, section, test_row))
            test_row += len(section.tests)
        rows.append(_final(source, reading, first))
    return Worksheet((heading, *rows), (15, 18, 30, 14, 14))


def _section(
    source: Source, reading: SectionReading, section: Section, test_row: int
) -> tuple[Cell, ...]:
    number = len(section.tests)
    one = reading.model_copy(update={"sections": (section,)})
    cells = {
        points: column("tests", points, test_row, test_row + number - 1)
        for points in ("E", "F")
    }
    return (
        reading.id,
        section.id,
        t(section.name),
        *(
            Formula(
                f'IF(COUNT({of})=0,"",SUM({of})*{number}/COUNT({of}))',
                _points(source, one, rung),
            )
            for of, rung in zip(
                cells.values(), (Rung.NONE, Rung.AUTOMATED), strict=True
            )
        ),
    )


def _final(source: Source, reading: SectionReading, first: int) -> tuple[Cell, ...]:
    last = first + len(reading.sections) - 1
    questionnaire = source.bundle.questionnaire
    return (
        reading.id,
        "final",
        t("final (the smallest)"),
        *(
            Formula(
                f"IF(COUNT({points}{first}:{points}{last})=0,0,"
                f"MIN({points}{first}:{points}{last}))",
                scored.score(questionnaire, reading, source.rungs, rung).final,
            )
            for points, rung in (("D", Rung.NONE), ("E", Rung.AUTOMATED))
        ),
    )


def readings(source: Source) -> Worksheet:
    """Return the level, its band, coverage and progress under every reading."""
    heading = (
        t("reading"),
        t("name"),
        t("level"),
        t("level if all unknown are met"),
        t("top"),
        t("coverage"),
        t("progress"),
        t("called"),
    )
    rows = (_reading(source, result) for result in source.found.readings)
    return Worksheet((heading, *rows), (15, 24, 10, 14, 8, 12, 12, 30))


def _reading(source: Source, result: ReadingResult) -> tuple[Cell, ...]:
    standing, row = result.standing, reading_row(source, result.id)
    first, last = source.level_rows[result.id]
    reading = source.bundle.readings.by_id[result.id]
    progress = (
        _progress(source, result.id, row)
        if isinstance(reading, DemandReading)
        else _progress_by_points(source, result.id, row)
    )
    coverage = (
        _coverage(source, row)
        if isinstance(reading, DemandReading)
        else _coverage_by_points(source, result.id)
    )
    return (
        result.id,
        t(result.name),
        Formula(_number_reached("H", first, last), standing.level or 0),
        Formula(_number_reached("I", first, last), standing.level_optimistic or 0),
        standing.top,
        Formula(coverage, standing.coverage, share=True),
        Formula(progress, standing.progress, share=True),
        Formula(
            f"INDEX({column('levels', 'C', first, last)},C{row}+1)",
            t(result.level_name),
        ),
    )


def _number_reached(flags: str, first: int, last: int) -> str:
    return f"MAX(0,SUM({column('levels', flags, first, last)})-1)"


def _coverage(source: Source, row: int) -> str:
    asked = ",".join(
        (
            f"{source.demand_column('A')},A{row}",
            f"{source.demand_column('N')},1",
            f"{source.demand_column('J')},1",
        )
    )
    known = f"COUNTIFS({asked},{source.demand_column('K')},1)"
    return f"IF(COUNTIFS({asked})=0,1,{known}/COUNTIFS({asked}))"


def _progress(source: Source, reading: str, row: int) -> str:
    first, last = source.level_rows[reading]
    met, demanded = (column("levels", weight, first, last) for weight in ("G", "F"))
    return f"IF(C{row}=E{row},1,INDEX({met},C{row}+2)/INDEX({demanded},C{row}+2))"


def _coverage_by_points(source: Source, reading: str) -> str:
    here = letter(FIRST_CITED + list(cited(source)).index(reading))
    asked = f"{source.practice_column(here)},1,{source.practice_column('G')},1"
    known = f"COUNTIFS({asked},{source.practice_column('F')},1)"
    return f"IF(COUNTIFS({asked})=0,1,{known}/COUNTIFS({asked}))"


def _progress_by_points(source: Source, reading: str, row: int) -> str:
    bounds = column("levels", "J", *source.level_rows[reading])
    upper, lower = f"INDEX({bounds},C{row}+2)", f"INDEX({bounds},C{row}+1)"
    final = at("sections", f"$D${final_row(source, reading)}")
    return (
        f"IF(C{row}=E{row},1,IF({upper}>{lower},"
        f"MIN(1,({final}-{lower})/({upper}-{lower})),0))"
    )


def dimensions(source: Source) -> Worksheet:
    """Return the level of each dimension, and how far its practices are adopted."""
    chosen = source.chosen
    steps = chosen.levels if isinstance(chosen, DemandReading) else ()
    heading = (
        t("dimension"),
        t("name"),
        t("level"),
        t("level if all unknown are met"),
        t("adoption"),
        t("known"),
        t("applicable"),
        *(t("Level {level} reached", level=step.level) for step in steps),
        *(t("Level {level} possible", level=step.level) for step in steps),
    )
    rows = (
        _dimension(source, standing, FIRST + i, len(steps))
        for i, standing in enumerate(source.found.dimensions)
    )
    widths = (16, 24, 10, 14, 12, 10, 12, *(10,) * (2 * len(steps)))
    return Worksheet((heading, *rows), widths)


def _dimension(
    source: Source, found: DimensionStanding, row: int, steps: int
) -> tuple[Cell, ...]:
    of_it = f"{source.practice_column('C')},A{row}"
    known = f"COUNTIFS({of_it},{source.practice_column('F')},1)"
    mean = f"AVERAGEIFS({source.practice_column('H')},{of_it},{source.practice_column('F')},1)"
    return (
        found.id,
        t(found.name),
        *(_dimension_level(source, row, found, place, steps) for place in (0, 1)),
        Formula(
            f'IF({known}=0,"{NOTHING}",{mean})',
            NOTHING if found.adoption is None else found.adoption,
            share=True,
        ),
        Formula(known, found.known),
        Formula(f"COUNTIFS({of_it},{source.practice_column('G')},1)", found.applicable),
        *_flags(source, row, found.id, HELD),
        *_flags(source, row, found.id, HOPED),
    )


def _dimension_level(
    source: Source, row: int, found: DimensionStanding, place: int, steps: int
) -> Cell:
    level = (found.standing.level, found.standing.level_optimistic)[place]
    if not steps:
        return NOTHING
    first = FIRST_FLAG + place * steps
    reached = f"SUM({letter(first)}{row}:{letter(first + steps - 1)}{row})"
    asked = f"COUNTIFS({_asked(source, row)})"
    return Formula(
        f'IF({asked}=0,"{NOTHING}",MAX(0,{reached}-1))',
        NOTHING if level is None else level,
    )


def _asked(source: Source, row: int) -> str:
    """Return the conditions for the chosen reading's demands in a row's dimension."""
    chosen = at("readings", f"$A${reading_row(source, source.chosen.id)}")
    return (
        f"{source.demand_column('A')},{chosen},{source.demand_column('E')},A{row},"
        f"{source.demand_column('J')},1"
    )


def _flags(source: Source, row: int, dimension: str, kind: Kind) -> Iterator[Formula]:
    """Yield for each level whether it and those below lack nothing in a dimension."""
    chosen = source.chosen
    if not isinstance(chosen, DemandReading):
        return
    held = 1
    first = FIRST_FLAG + kind.place * len(chosen.levels)
    for number, step in enumerate(chosen.levels):
        here = (
            f"{_asked(source, row)},{source.demand_column('B')},{step.level},"
            f"{source.demand_column(kind.column)},0"
        )
        below = f"{letter(first + number - 1)}{row}" if number else "1"
        held *= all(
            kind.counts(source.rung(id_), needs)
            for id_, needs in step.demands.items()
            if source.practices[id_].dimension == dimension
            and source.rung(id_) is not Rung.NOT_APPLICABLE
        )
        yield Formula(f"IF(COUNTIFS({here})=0,{below},0)", held)
