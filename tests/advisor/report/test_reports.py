"""What people read: golden copies, and nothing typed becomes markup."""

import json
from collections.abc import Callable

import pytest
from assess_builders import practice, questionnaire, reading

from advisor.advise.roadmap import best_value, cheapest_path
from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.assessment import Assessment, assess
from advisor.assess.questionnaire import Effort, Questionnaire, Rung
from advisor.assess.reading import DemandReading, Readings
from advisor.assess.settings import load
from advisor.report import assessment as assessment_report
from advisor.report import charts, diagrams, markdown, payload, text, wording
from advisor.report import roadmap as roadmap_report

NONE, HAND, AUTO, UNKNOWN, NA = Rung
Golden = Callable[[str, str], None]

QUESTIONS = questionnaire(
    practice("data.supply", name="Automatic supply", capability="data_preparation"),
    practice(
        "data.rules",
        name="Written rules",
        prerequisites=("data.supply",),
        effort=Effort(knowledge=2, time=3, resources=1),
        shown_by="data_acquisition/contract",
    ),
    practice("ops.watch", name="Eyes on it", owner="devops"),
)
RULE = reading(
    {"automated": ["data.rules"], "by_hand": ["data.supply"]},
    {"automated": ["ops.watch"]},
)
OTHER = reading({"automated": ["ops.watch"]}, id_="other").model_copy(
    update={"default": False}
)
SHEET = AnswerSheet(
    scope=Scope(name="Acme <b>*bank*</b> | `x`"),
    answers={"data.supply": Answer(rung=NONE), "data.rules": Answer(rung=HAND)},
)


@pytest.fixture(scope="module")
def found() -> Assessment:
    return assess(QUESTIONS, Readings(readings=(RULE, OTHER)), SHEET, load())


def test_an_assessment_reads_well_as_text(found: Assessment, golden: Golden) -> None:
    golden("assessment.txt", text.render(assessment_report.document(found, QUESTIONS)))


def test_an_assessment_reads_well_as_markdown(
    found: Assessment, golden: Golden
) -> None:
    golden(
        "assessment.md", markdown.render(assessment_report.document(found, QUESTIONS))
    )


def test_an_assessment_keeps_its_json(found: Assessment, golden: Golden) -> None:
    golden("assessment.json", json.dumps(payload.assessment(found), indent=1) + "\n")


def test_a_road_map_reads_well(found: Assessment, golden: Golden) -> None:
    plan = cheapest_path(QUESTIONS, SHEET.rungs, RULE, 2, 4.0)

    document = roadmap_report.document(plan, QUESTIONS, found)

    golden("roadmap.txt", text.render(document))
    golden("roadmap.md", markdown.render(document))
    golden("roadmap.json", json.dumps(payload.roadmap(plan, "0"), indent=1) + "\n")
    golden("roadmap.dot", diagrams.road_map(plan, QUESTIONS.practices) + "\n")


def test_a_road_that_is_done_says_so(found: Assessment) -> None:
    plan = best_value(QUESTIONS, dict.fromkeys(QUESTIONS.practices, AUTO), 5.0)

    shown = text.render(roadmap_report.document(plan, QUESTIONS, found))

    assert "Nothing is left to do" in shown


def test_no_line_of_text_is_wider_than_the_page(found: Assessment) -> None:
    shown = text.render(assessment_report.document(found, QUESTIONS))

    assert max(map(len, shown.splitlines())) <= text.WIDTH


def test_what_a_person_typed_never_becomes_markup(found: Assessment) -> None:
    shown = markdown.render(assessment_report.document(found, QUESTIONS))

    assert "<b>" not in shown.replace(r"\<b\>", "")
    assert r"Acme \<b\>\*bank\*\</b\> \| \`x\`" in shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0 %"), (0.001, "<1 %"), (0.5, "50 %"), (0.999, ">99 %"), (1, "100 %")],
)
def test_a_share_is_never_rounded_into_certainty(share: float, shown: str) -> None:
    assert wording.percent(share) == shown


def test_charts_carry_their_figures_as_text(found: Assessment) -> None:
    drawn = [
        charts.probability(found),
        charts.dimensions(found),
        charts.readings(found),
        charts.quarters(cheapest_path(QUESTIONS, SHEET.rungs, RULE, 1)),
    ]

    for chart in drawn:
        marks = [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
        assert "text" in marks


def test_a_diagram_cannot_be_broken_out_of() -> None:
    tricky = practice("data.a", name='x"]; evil [label="y')
    questions: Questionnaire = questionnaire(tricky)
    rule: DemandReading = reading({"automated": ["data.a"]})
    plan = cheapest_path(questions, {}, rule, 1)

    assert r"x\"]; evil" in diagrams.road_map(plan, questions.practices)
