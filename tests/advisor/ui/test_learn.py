"""Learn: phases, roles, styles, levels, words."""

from ui_builders import shown, visit

from advisor.ui import cache


def test_every_phase_is_drawn_with_its_decisions() -> None:
    app = visit("learn")

    for phase in cache.life_cycle().phases:
        app.selectbox(key="phase").set_value(phase.id).run()

        said = shown(app)
        assert not app.exception
        assert phase.summary in said
        assert all(decision.question in said for decision in phase.decisions)


def test_every_role_style_challenge_and_reading_is_named() -> None:
    said = shown(visit("learn"))

    cycle = cache.life_cycle()
    names = [role.name for role in cache.roles().roles]
    names += [style.name for style in cycle.styles]
    names += [challenge.name for challenge in cycle.challenges]
    assert names
    assert [name for name in names if name not in said] == []
    for reading in cache.content().readings.levelled:
        assert all(level.summary in said for level in reading.levels)


def test_the_words_are_explained() -> None:
    said = shown(visit("learn"))

    assert "Rung" in said
    assert "Blocker" in said
