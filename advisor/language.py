"""Every text a person reads passes through here.

A text is written in English where it is used and is its own key: `t("Begin")`. Another
language is one file, `locales/<code>.po`, in the format that translators' tools read.
What no file translates stays English. Numbers, shares and days are written the way the
language writes them (CLDR, by Babel).
"""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from advisor.errors import LanguageError

SOURCE: Final = "en"
VARIABLE: Final = "MLOPS_ADVISOR_LANGUAGE"
# Languages that write nouns with a capital wherever they stand.
CAPITALS: Final = frozenset({"de", "lb"})
FOLDER: Final = Path(__file__).parent / "locales"
Made = TypeVar("Made")

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_askers: list[Callable[[], str | None]] = []


def t(text: str, /, **values: object) -> str:
    """Return a text in the current language, its {places} filled with the values.

    Without values nothing is filled, so that braces in content stay what they are.
    """
    found = _translations(current()).gettext(text) if text else ""
    return found.format(**values) if values else found


def tn(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a text that fits a number, which fills the place {count}."""
    form = _translations(current()).ngettext(one, many, count)
    return form.format(count=number(count), **values)


def mark(text: str) -> str:
    """Return the text as it is; it is looked up with `t` where it is shown."""
    return text


def opened(text: str) -> str:
    """Return a text as a sentence or title begins, whatever follows untouched."""
    return text[:1].upper() + text[1:]


def inside(name: str) -> str:
    """Return a translated name as it stands within a sentence: small, as a rule."""
    return name if current() in CAPITALS else name.lower()


def listed(items: Iterable[str], last: Literal["and", "or"] = "and") -> str:
    """Return texts as a list within a sentence, such as "a, b and c"."""
    style: Literal["standard", "or"] = "or" if last == "or" else "standard"
    return format_list(list(items), style=style, locale=_locale())


def number(value: float, digits: int | None = None) -> str:
    """Return a number with the marks of the language, with so many decimals if said."""
    if digits is None:
        return format_decimal(value, locale=_locale())
    return format_decimal(value, format=_pattern(digits), locale=_locale())


def signed(value: float, digits: int = 0) -> str:
    """Return a number with its sign, also where it is positive."""
    pattern = _pattern(digits)
    return format_decimal(value, format=f"+{pattern};-{pattern}", locale=_locale())


def parsed(text: str) -> float:
    """Return the number in a text, its decimals after a comma or a point.

    The one mark that it may have is that of the decimals. Raises LanguageError if it
    is no number.
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LanguageError(
            t(
                "{text} is not a number; expected one such as {example}",
                text=repr(text),
                example=number(20.5),
            )
        )
    return value


def day(value: date) -> str:
    """Return a day, such as 22 Nov 2026."""
    return format_skeleton("yMMMd", value, locale=_locale())


def moment(value: datetime) -> str:
    """Return a day with the time of day."""
    return f"{day(value)} {format_time(value, 'HH:mm', locale=_locale())}"


def chart_locale() -> dict[str, Any]:
    """Return how charts write numbers and days, in the form of d3-format and d3-time."""
    locale = Locale.parse(_locale())
    days, months = locale.days["format"], locale.months["format"]
    # The week of CLDR begins on Monday, that of d3 on Sunday.
    week, year = (6, 0, 1, 2, 3, 4, 5), range(1, 13)
    return {
        "number": {
            "decimal": get_decimal_symbol(locale),
            "thousands": get_group_symbol(locale),
            "grouping": [3],
            "currency": ["", ""],
            "percent": " %",
        },
        "time": {
            "dateTime": "%d %b %Y %H:%M",
            "date": "%d %b %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": [days["wide"][day] for day in week],
            "shortDays": [days["abbreviated"][day] for day in week],
            "months": [months["wide"][month] for month in year],
            "shortMonths": [months["abbreviated"][month] for month in year],
        },
    }


def languages() -> Mapping[str, str]:
    """Return every language there is, each by its own name, English first."""
    codes = (SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po")))
    names = {code: Locale.parse(code).get_display_name(code) for code in codes}
    return {code: (name or code).capitalize() for code, name in names.items()}


def current() -> str:
    """Return the code of the language in which texts are shown now."""
    if chosen := _chosen.get():
        return chosen
    for ask in _askers:
        if (asked := ask()) in languages_known():
            return asked or SOURCE
    preset = os.environ.get(VARIABLE, "")
    return preset if preset in languages_known() else SOURCE


def decide_by(ask: Callable[[], str | None]) -> None:
    """Ask this for the language where none was chosen (a server has many readers)."""
    if ask not in _askers:
        _askers.append(ask)


@contextmanager
def use(code: str) -> Iterator[None]:
    """Show texts in a language for a while; raise LanguageError if there is none such."""
    if code not in languages_known():
        known = ", ".join(sorted(languages_known()))
        raise LanguageError(
            t(
                "language {code}: there is none; expected one of {known}",
                code=repr(code),
                known=known,
            )
        )
    before = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(before)


def bound(make: Callable[[], Made]) -> Callable[[], Made]:
    """Return what makes a thing later in the language of now.

    A download is made on a thread of the server that knows no reader.
    """
    code = current()

    def in_that_language() -> Made:
        with use(code):
            return make()

    return in_that_language


@cache
def languages_known() -> frozenset[str]:
    """Return the codes of the languages there are."""
    return frozenset(languages())


def catalogue_of(path: Path) -> Catalog:
    """Read a language's file; raise LanguageError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.stem)
    except (OSError, ValueError, UnknownLocaleError) as fault:
        raise LanguageError(
            f"{path.name}: not a catalogue of texts: {fault}"
        ) from fault


@cache
def _translations(code: str) -> NullTranslations:
    """Return what looks texts up; the source language looks up nothing."""
    if code == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue_of(FOLDER / f"{code}.po"))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _locale() -> str:
    # Days and numbers of the source language are written as in Britain: 22 Nov 2026.
    code = current()
    return "en_GB" if code == SOURCE else code


def _pattern(digits: int) -> str:
    return f"#,##0.{'0' * digits}" if digits else "#,##0"
