"""A field for a number with decimals, written with a comma or a point.

The browser's own field for numbers takes only one of the two, by its settings and not
by the language of the page.
"""

from streamlit.delta_generator import DeltaGenerator

from advisor.errors import LanguageError
from advisor.language import number, parsed, t
from advisor.ui import state
from advisor.ui.literal import plain


def ask(
    place: DeltaGenerator, label: str, key: str, default: float, limits: tuple[int, int]
) -> float:
    """Return the number that is typed, the last good one while it is none.

    Both `limits` are allowed.
    """
    good = f"good_{key}"
    state.keep_widget(key, number(default))
    try:
        value = _within(place.text_input(label, key=key, max_chars=12), limits)
    except LanguageError as fault:
        place.error(plain(str(fault)))
        return float(str(state.held(good) or default))
    state.hold(good, value)
    return value


def _within(text: str, limits: tuple[int, int]) -> float:
    value = parsed(text)
    least, most = limits
    if not least <= value <= most:
        raise LanguageError(
            t(
                "{text} is out of range; expected {least} to {most}",
                text=text.strip(),
                least=number(least),
                most=number(most),
            )
        )
    return value
