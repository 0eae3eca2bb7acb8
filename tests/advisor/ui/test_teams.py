"""Teams: distributions over teams, and a benchmark that refuses small numbers."""

from datetime import UTC, datetime

from session_ui_builders import visit_with
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, all_of, begun, shown

from advisor.assess import bundle
from advisor.assess.answers import Mode, Scope, ScopeKind
from advisor.assess.assessment import assess
from advisor.assess.questionnaire import Rung
from advisor.session import benchmark
from advisor.store.records import Stamp
from advisor.store.store import Store

File = tuple[str, bytes, str]


def team(store: Store, name: str, rung: Rung) -> None:
    """Assess a team that answers everything alike."""
    stamp = Stamp(at=datetime.now(UTC), by="Ada")
    scope = Scope(kind=ScopeKind.TEAM, name=name)
    record = store.create(scope, QUESTIONS, Mode.FULL, stamp)
    store.answer_many(record.id, all_of(rung), stamp)


def submissions(store: Store, count: int) -> list[File]:
    """Return files of so many other organisations."""
    found = bundle.load()
    sheet = store.sheet(begun(store, all_of(Rung.NONE), name="Other"))
    assessment = assess(QUESTIONS, found.readings, sheet, found.settings)
    one = benchmark.submission(assessment)
    many = [one.model_copy(update={"coverage": i / 100}) for i in range(count)]
    return [
        (f"{i}.json", benchmark.dump(each).encode(), "application/json")
        for i, each in enumerate(many)
    ]


def compared(store: Store, count: int) -> AppTest:
    files = submissions(store, count)
    return hand_in(visit_with("teams"), files)


def hand_in(app: AppTest, files: list[File]) -> AppTest:
    """Upload files as submissions."""
    return app.file_uploader(key="submissions").set_value(files).run()


def test_without_a_team_the_page_says_so(store: Store) -> None:
    begun(store, all_of(Rung.NONE))

    assert "No team is assessed yet" in shown(visit_with("teams"))


def test_teams_are_counted_by_level_and_named(store: Store) -> None:
    team(store, "Fraud *x*", Rung.NONE)
    team(store, "Pricing", Rung.AUTOMATED)
    team(store, "Search", Rung.AUTOMATED)
    app = visit_with("teams")

    levels = app.table[0].value
    assert list(levels["level"]) == ["Level 0", "Level 1", "Level 2"]
    assert list(levels["teams"]) == ["Fraud \\*x\\*", "–", "Pricing\\, Search"]


def test_only_the_latest_assessment_of_a_team_counts(store: Store) -> None:
    team(store, "Fraud", Rung.NONE)
    team(store, "Fraud", Rung.AUTOMATED)

    assert list(visit_with("teams").table[0].value["teams"]) == ["–", "–", "Fraud"]


def test_what_blocks_most_teams_is_named(store: Store) -> None:
    team(store, "Fraud", Rung.NONE)
    team(store, "Pricing", Rung.NONE)

    assert "2: Fraud, Pricing" in shown(visit_with("teams"))


def test_fewer_than_twenty_others_are_never_compared(store: Store) -> None:
    page = shown(compared(store, 19))

    assert "needs 20 organisations, and there are 19" in page
    assert "your level is above" not in page


def test_twenty_others_give_a_place(store: Store) -> None:
    assert "Among 20 organisations" in shown(compared(store, 20))


def test_a_file_that_is_no_submission_is_named(store: Store) -> None:
    begun(store, all_of(Rung.NONE))
    app = visit_with("teams")
    bad = [("bad.json", b'{"level": 1}', "application/json")]
    hand_in(app, bad)

    assert "bad.json" in shown(app)


def test_a_sector_must_be_one_word(store: Store) -> None:
    begun(store, all_of(Rung.NONE))
    app = visit_with("teams")
    app.text_input(key="benchmark_sector").set_value("Öl & Gas").run()

    assert "A sector is one word" in shown(app)
