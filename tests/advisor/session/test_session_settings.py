"""The stated numbers of sessions hang together, and privacy has a floor."""

from pathlib import Path

import pytest

from advisor import content
from advisor.assess import lifecycle
from advisor.errors import ContentError
from advisor.session.settings import SessionSettings, load

SHIPPED = content.questionnaires_folder() / "session.yaml"


def test_every_role_stands_on_one_side(settings: SessionSettings) -> None:
    roles = {role.id for role in lifecycle.load_roles().roles}

    assert settings.leadership | settings.practitioners == roles


def test_ten_minutes_hold_twenty_four_questions(settings: SessionSettings) -> None:
    assert settings.questions_in(10) == 24
    assert settings.minutes_for(24) == 10


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("least_organisations: 20", "least_organisations: 19", "least_organisations"),
        ("least_group: 5", "least_group: 4", "least_group"),
        ("agenda_items: 10", "agenda_items: 11", "agenda_items"),
        ("resamples: 2000", "resamples: 100", "resamples"),
        ("tentative: 0.667", "tentative: 0.9", "tentative is above reliable"),
        (
            "leadership: [subject_matter_expert, risk_manager]",
            "leadership: [devops]",
            "'devops' stands in leadership and practitioners",
        ),
    ],
)
def test_a_number_that_breaks_a_promise_is_refused(
    tmp_path: Path, line: str, instead: str, fault: str
) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert line in text
    path = tmp_path / "session.yaml"
    path.write_text(text.replace(line, instead), encoding="utf-8")

    with pytest.raises(ContentError, match=fault):
        load(path)
