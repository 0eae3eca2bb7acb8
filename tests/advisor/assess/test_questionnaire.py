"""What a questionnaire and its readings refuse, and the order they give."""

import shutil
from pathlib import Path

import pytest
from assess_builders import practice, questionnaire, reading

from advisor.assess import bundle
from advisor.assess.questionnaire import LADDER, Rung
from advisor.errors import ContentError

FOREIGN = Path(__file__).parents[2] / "foreign"


@pytest.fixture
def kitchen(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOREIGN, tmp_path / "kitchen"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "maturity/menu.yaml",
            "value: 3",
            "value: 9",
            "menu.yaml:17: practices.0.value",
        ),
        ("maturity/menu.yaml", "value: 3", "valu: 3", "menu.yaml:17: practices.0.valu"),
        ("maturity/menu.yaml", "id: menu.season", "id: men.season", "menu.yaml:"),
        ("maturity/menu.yaml", "[menu.season, ", "[menu.seasn, ", "menu.seasn"),
        ("maturity/hygiene.yaml", "id: hygiene.fridge", "id: hygiene.hands", "twice"),
        ("maturity/index.yaml", "[hygiene, menu]", "[hygiene, food]", "food.yaml"),
        ("maturity/index.yaml", "hygiene.hands", "hygiene.hand", "hygiene.hand"),
        ("readings/stars.yaml", "[hygiene.hands]", "[hygiene.hand]", "stars.yaml:9"),
        ("readings/stars.yaml", "level: 4", "level: 5", "without gaps"),
        ("readings/stars.yaml", "default: true", "default: false", "expected one"),
        ("readings/stars.yaml", "kind: demands", "kind: wishes", "stars.yaml:1"),
        (
            "readings/stars.yaml",
            "by_hand: [hygiene.fridge]",
            "by_hand: [hygiene.hands]",
            "no higher rung",
        ),
    ],
)
def test_a_fault_in_somebodys_own_questionnaire_is_named(
    kitchen: Path, file: str, old: str, new: str, expected: str
) -> None:
    edit(kitchen / file, old, new)

    with pytest.raises(ContentError) as fault:
        bundle.load(kitchen)

    assert expected in str(fault.value)


def test_prerequisites_in_a_circle_are_refused() -> None:
    first = practice("data.a", prerequisites=("data.b",))
    second = practice("data.b", prerequisites=("data.a",))

    with pytest.raises(ValueError, match=r"circle among: data\.a, data\.b"):
        questionnaire(first, second)


def test_every_prerequisite_comes_before_its_dependants() -> None:
    found = questionnaire(
        practice("data.c", prerequisites=("data.b",)),
        practice("data.b", prerequisites=("data.a",)),
        practice("data.a"),
    )

    assert found.in_order == ("data.a", "data.b", "data.c")
    assert found.dependants == {
        "data.c": (),
        "data.b": ("data.c",),
        "data.a": ("data.b",),
    }


def test_the_digest_changes_with_any_word() -> None:
    before = questionnaire(practice("data.a"))
    after = questionnaire(practice("data.a", why="Because of this."))

    assert before.digest != after.digest
    assert before.digest == questionnaire(practice("data.a")).digest


def test_rungs_score_as_in_the_ml_test_score() -> None:
    assert [rung.score for rung in LADDER] == [0.0, 0.5, 1.0]
    assert Rung.UNKNOWN.score is None
    assert Rung.NOT_APPLICABLE.score is None


def test_everyone_includes_every_role() -> None:
    shared = practice("ops.a", owner="devops", collaborator="everyone")

    assert shared.involves("data_scientist")
    assert not practice("ops.b").involves("devops")


def test_a_higher_level_keeps_the_demands_below() -> None:
    rule = reading({"by_hand": ["data.a"]}, {"automated": ["data.a", "data.b"]})

    assert rule.demands_up_to(1) == {"data.a": Rung.BY_HAND}
    assert rule.demands == {"data.a": Rung.AUTOMATED, "data.b": Rung.AUTOMATED}
    assert rule.first_level == {"data.a": 1, "data.b": 2}
