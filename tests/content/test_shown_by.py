"""Where a practice is shown, the reference stack has that step."""

from pathlib import Path

import pytest

from advisor.assess import questionnaire

ROOT = Path(__file__).parents[2]
STACK = ROOT / "reference_stack"
SHOWN = {
    p.id: p.shown_by for p in questionnaire.load().practices.values() if p.shown_by
}


@pytest.mark.skipif(
    not (STACK / "lifecycle.py").exists(),
    reason="the reference stack's life cycle is not built yet",
)
@pytest.mark.parametrize("practice", SHOWN)
def test_the_step_that_shows_a_practice_exists(practice: str) -> None:
    room, step = SHOWN[practice].split("/")
    places = [STACK / room, STACK / f"{room}.py", ROOT / f".{room}", ROOT / room]

    assert any(place.exists() for place in places), room
    assert any(
        step in path.stem or step in path.read_text(encoding="utf-8", errors="ignore")
        for place in places
        if place.exists()
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file()
    ), SHOWN[practice]
