"""Reports in another language: whole sentences and its numbers, the same JSON."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from string import Formatter

import pytest
from assess_builders import practice, questionnaire, reading
from hypothesis import given, settings
from hypothesis import strategies as st
from match_builders import catalogue, platform, portfolio, use_case

from advisor import language
from advisor.advise.catalogue import Catalogue
from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import Matching, match
from advisor.advise.next_level import NAME, NAMELESS
from advisor.advise.roadmap import cheapest_path
from advisor.assess import adoption
from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.assessment import Assessment, assess
from advisor.assess.questionnaire import Effort, Rung
from advisor.assess.reading import Readings
from advisor.assess.settings import load
from advisor.evidence.sentences import Sentence
from advisor.language import t
from advisor.report import assessment as assessment_report
from advisor.report import charts, markdown, matching, payload, text, wording
from advisor.report import roadmap as roadmap_report

Golden = Callable[[str, str], None]
GERMAN = "de"
QUESTIONS = questionnaire(
    practice("data.supply", name="Automatic supply"),
    practice(
        "data.rules",
        name="Written rules",
        prerequisites=("data.supply",),
        effort=Effort(knowledge=2, time=3, resources=2),
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
    scope=Scope(name="Acme"),
    answers={
        "data.supply": Answer(rung=Rung.NONE),
        "data.rules": Answer(rung=Rung.BY_HAND),
    },
)


def assessed(sheet: AnswerSheet) -> Assessment:
    return assess(QUESTIONS, Readings(readings=(RULE, OTHER)), sheet, load())


@pytest.fixture
def german() -> Iterator[None]:
    with language.use(GERMAN):
        yield


@pytest.mark.usefixtures("german")
def test_an_assessment_reads_well_in_german(golden: Golden) -> None:
    shown = assessment_report.document(assessed(SHEET), QUESTIONS)

    golden("assessment_de.md", markdown.render(shown))


@pytest.mark.usefixtures("german")
def test_a_road_map_reads_well_in_german(golden: Golden) -> None:
    plan = cheapest_path(QUESTIONS, SHEET.rungs, RULE, 2, 6.0)

    shown = roadmap_report.document(plan, QUESTIONS, assessed(SHEET))

    golden("roadmap_de.txt", text.render(shown))


@pytest.mark.usefixtures("german")
def test_a_matching_reads_well_in_german(golden: Golden) -> None:
    found, known = matched()

    golden("matching_de.md", markdown.render(matching.document(found, known)))


@pytest.mark.usefixtures("german")
def test_german_decimals_stand_after_a_comma() -> None:
    assert wording.points(8.4) == "8,4"
    assert wording.percent(0.61) == "61 %"
    assert language.signed(-0.25, 2) == "-0,25"


@given(
    st.dictionaries(st.sampled_from(list(QUESTIONS.practices)), st.sampled_from(Rung))
)
@settings(deadline=None, max_examples=20)
def test_json_is_the_same_in_every_language(rungs: dict[str, Rung]) -> None:
    sheet = SHEET.model_copy(
        update={"answers": {i: Answer(rung=r, reason="why") for i, r in rungs.items()}}
    )

    def told() -> str:
        plan = cheapest_path(QUESTIONS, sheet.rungs, RULE, 2)
        found = payload.assessment(assessed(sheet))
        return json.dumps([found, payload.roadmap(plan, "0")])

    english = told()
    with language.use(GERMAN):
        assert told() == english


def test_a_matching_keeps_its_json_in_every_language() -> None:
    english = json.dumps(matching.payload(*matched()))
    with language.use(GERMAN):
        assert json.dumps(matching.payload(*matched())) == english


def test_bars_keep_their_order_and_colours_in_every_language() -> None:
    figures = adoption.load_adoption()

    def drawn() -> tuple[list[str], list[str], set[str]]:
        chart = charts.adoption(figures).to_dict()
        colour = chart["layer"][0]["encoding"]["color"]
        (rows,) = chart["datasets"].values()
        return (
            colour["scale"]["domain"],
            colour["scale"]["range"],
            {row["stage"] for row in rows},
        )

    english = drawn()
    with language.use(GERMAN):
        translated = drawn()
        assert translated[0] == [t(name) for name in english[0]]
    assert translated[1] == english[1]
    assert translated[2] == set(translated[0])


def test_only_other_languages_give_charts_their_numbers() -> None:
    chart = charts.probability(assessed(SHEET))

    assert "locale" not in charts.spec(chart)["config"]
    with language.use(GERMAN):
        assert charts.spec(chart)["config"]["locale"]["number"]["decimal"] == ","


@pytest.mark.parametrize("sentence", Sentence)
@pytest.mark.usefixtures("german")
def test_a_sentence_of_a_finding_is_found_again_by_its_template(
    sentence: Sentence,
) -> None:
    values = {
        place: f"{place}7" for _, place, *_ in Formatter().parse(sentence) if place
    }

    assert wording.told(sentence.format(**values)) == t(sentence, **values)


@pytest.mark.usefixtures("german")
def test_a_finding_is_told_by_the_parts_around_its_colon() -> None:
    assert wording.told("watch over drift: not found") == ": ".join(
        (t("watch over drift"), t("not found"))
    )
    assert wording.told("what no template knows") == "what no template knows"


@pytest.mark.usefixtures("german")
def test_a_name_made_here_is_worded_anew_and_a_typed_one_is_kept() -> None:
    assert wording.again("Our Level 2", NAME, NAMELESS) == t(NAME, level="2")
    assert wording.again("Churn {x}", NAME, NAMELESS) == "Churn {x}"


def matched() -> tuple[Matching, Catalogue]:
    known = catalogue(platform("one", 3, 2), platform("two", 1, None))
    asked = portfolio(use_case("churn", {"alpha": 2}), use_case("price", {"alpha": 1}))
    return match(asked, known, load_match_settings(), date(2026, 11, 22)), known
