"""Every text in the language of its reader."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from language_builders import spoken, write

from advisor import language
from advisor.errors import LanguageError
from advisor.language import (
    bound,
    chart_locale,
    day,
    inside,
    listed,
    moment,
    number,
    opened,
    parsed,
    signed,
    t,
    tn,
    use,
)

TEXTS: dict[str | tuple[str, str], str | tuple[str, ...]] = {
    "Begin": "Commencer",
    "Level {level} of {top}": "{top} niveaux, dont {level}",
    ("{count} practice", "{count} practices"): (
        "{count} pratique",
        "{count} pratiques",
    ),
}


@pytest.fixture
def french(tmp_path: Path) -> Iterator[None]:
    write(tmp_path, "fr", TEXTS)
    with spoken(tmp_path):
        yield


@pytest.fixture
def asker() -> Iterator[list[str | None]]:
    said: list[str | None] = [None]

    def ask() -> str | None:
        return said[0]

    language.decide_by(ask)
    yield said
    language._askers.remove(ask)


@pytest.mark.usefixtures("french")
def test_another_language_is_one_file() -> None:
    with use("fr"):
        assert t("Begin") == "Commencer"
    assert t("Begin") == "Begin"
    assert language.languages() == {"en": "English", "fr": "Français"}


@pytest.mark.usefixtures("french")
def test_values_stand_where_the_language_puts_them() -> None:
    with use("fr"):
        assert t("Level {level} of {top}", level=1, top=2) == "2 niveaux, dont 1"


@pytest.mark.usefixtures("french")
def test_a_text_without_a_translation_stays_english() -> None:
    with use("fr"):
        assert t("Nobody translated {what}", what="this") == "Nobody translated this"


def test_braces_of_a_text_without_values_stay_what_they_are() -> None:
    assert t('A file such as {"id": 1}') == 'A file such as {"id": 1}'


def test_a_text_of_nothing_is_nothing() -> None:
    with use("de"):
        assert t("") == ""


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("count", "said", "dit"),
    [
        (0, "0 practices", "0 pratique"),
        (1, "1 practice", "1 pratique"),
        (1234, "1,234 practices", "1\u202f234 pratiques"),
    ],
)
def test_each_language_has_its_own_plural(count: int, said: str, dit: str) -> None:
    forms = ("{count} practice", "{count} practices")

    assert tn(*forms, count) == said
    with use("fr"):
        assert tn(*forms, count) == dit


def test_numbers_have_the_marks_of_the_language() -> None:
    assert number(1234.5) == "1,234.5"
    assert number(8.44, 1) == "8.4"
    assert signed(2) == "+2"
    with use("de"):
        assert number(1234.5) == "1.234,5"
        assert number(8.44, 1) == "8,4"
        assert signed(-1.25, 2) == "-1,25"


def test_days_are_written_as_the_language_does_it() -> None:
    evening = datetime(2026, 11, 2, 20, 5, tzinfo=UTC)

    assert day(date(2026, 11, 2)) == "2 Nov 2026"
    assert moment(evening) == "2 Nov 2026 20:05"
    with use("de"):
        assert day(date(2026, 11, 2)) == "2. Nov. 2026"
        assert moment(evening) == "2. Nov. 2026 20:05"


def test_lists_end_with_the_word_of_the_language() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b"], "or") == "a or b"
    assert listed([]) == ""
    with use("de"):
        assert listed(["a", "b", "c"]) == "a, b und c"


def test_german_nouns_keep_their_capital_within_a_sentence() -> None:
    assert inside("Version control") == "version control"
    with use("de"):
        assert inside("Belege") == "Belege"


def test_only_the_first_letter_is_made_large() -> None:
    assert opened("von Hand") == "Von Hand"
    assert opened("") == ""


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("text", ["20,5", "20.5", " 20,5 "])
def test_a_number_is_read_with_a_comma_or_a_point(code: str, text: str) -> None:
    with use(code):
        assert parsed(text) == 20.5


@pytest.mark.parametrize("text", ["", "much", "1.234,5", "nan", "inf", "1 000"])
def test_what_is_no_number_is_said_with_an_example(text: str) -> None:
    with (
        use("de"),
        pytest.raises(LanguageError, match=r"20,5$"),
    ):
        parsed(text)


@given(st.integers(-99_999, 99_999), st.sampled_from(["en", "de"]))
def test_what_is_written_is_read_again(hundredths: int, code: str) -> None:
    value = hundredths / 100

    with use(code):
        assert parsed(number(value)) == value


def test_charts_get_the_marks_and_months_of_the_language() -> None:
    with use("de"):
        found = chart_locale()

    assert found["number"]["decimal"] == ","
    assert found["time"]["days"][0] == "Sonntag"
    assert found["time"]["months"][2] == "März"
    assert [len(found["time"][name]) for name in ("days", "shortMonths")] == [7, 12]


def test_an_unknown_language_is_an_error_that_names_the_known() -> None:
    with pytest.raises(LanguageError, match=r"'xx'.*de, en"), use("xx"):
        pass


def test_a_file_that_is_no_catalogue_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "fr.po"
    path.write_bytes(b'msgid "\xff"\nmsgstr "x"\n')

    with pytest.raises(LanguageError, match=r"fr\.po"):
        language.catalogue_of(path)


def test_the_environment_names_the_language_where_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(language.VARIABLE, "de")
    assert language.current() == "de"

    monkeypatch.setenv(language.VARIABLE, "no such")
    assert language.current() == "en"


def test_the_reader_comes_before_the_environment_and_a_choice_before_both(
    asker: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(language.VARIABLE, "de")
    asker[0] = "en"

    assert language.current() == "en"
    with use("de"):
        assert language.current() == "de"


@pytest.mark.parametrize("said", [None, "xx", ""])
def test_a_reader_without_a_language_of_ours_is_passed_over(
    asker: list[str | None], said: str | None
) -> None:
    asker[0] = said

    assert language.current() == "en"


def test_a_download_is_made_in_the_language_in_which_it_was_offered() -> None:
    with use("de"):
        made_later = bound(lambda: number(0.5))

    assert made_later() == "0,5"


def test_use_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), use("de"):
        raise ZeroDivisionError
    assert language.current() == "en"
