"""Compare two assessments and say what every change of level is due to.

A level may change because the rule was changed (reading), because the
questions were (questionnaire), or because the organisation was (answers). The
change is taken apart in that order: the earlier answers are judged again under
the later rule, then under the later questions, then replaced by the later
answers. The three parts add up to the whole change, by construction.
"""

from collections.abc import Iterable

from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import stand
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.reading import LevelReading
from advisor.assess.scoring import Standing
from advisor.content import Value


class Judged(Value):
    """An answer sheet with the questions and the rule it is judged by."""

    questionnaire: Questionnaire
    reading: LevelReading
    sheet: AnswerSheet

    @property
    def standing(self) -> Standing:
        """Return where the sheet stands."""
        return stand(self.questionnaire, self.reading, self.sheet.rungs)


class Shift(Value):
    """A change of level, and how much of it each cause accounts for."""

    before: int
    after: int
    by_reading: int
    by_questionnaire: int
    by_answers: int


class AnswerShift(Value):
    """A practice whose rung changed, and whether that opened or closed a way up."""

    practice: str
    before: Rung
    after: Rung
    unblocks: bool
    blocks: bool


class Comparison(Value):
    """What changed between two assessments, and why."""

    established: Shift
    optimistic: Shift
    answers: tuple[AnswerShift, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reading_changed: bool
    questionnaire_changed: bool


def compare(before: Judged, after: Judged) -> Comparison:
    """Return the differences, each change of level attributed to its cause."""
    stages = (
        before,
        Judged(
            questionnaire=before.questionnaire,
            reading=after.reading,
            sheet=before.sheet,
        ),
        Judged(
            questionnaire=after.questionnaire, reading=after.reading, sheet=before.sheet
        ),
        after,
    )
    standings = [stage.standing for stage in stages]
    old, new = before.questionnaire.practices, after.questionnaire.practices
    return Comparison(
        established=_shift([s.level_pessimistic or 0 for s in standings]),
        optimistic=_shift([s.level_optimistic or 0 for s in standings]),
        answers=tuple(_answers(before, after)),
        added=tuple(id_ for id_ in new if id_ not in old),
        removed=tuple(id_ for id_ in old if id_ not in new),
        reading_changed=before.reading != after.reading,
        questionnaire_changed=before.questionnaire.digest != after.questionnaire.digest,
    )


def _shift(levels: list[int]) -> Shift:
    start, reading, questionnaire, end = levels
    return Shift(
        before=start,
        after=end,
        by_reading=reading - start,
        by_questionnaire=questionnaire - reading,
        by_answers=end - questionnaire,
    )


def _answers(before: Judged, after: Judged) -> Iterable[AnswerShift]:
    ids = {**before.questionnaire.practices, **after.questionnaire.practices}
    blocked_before = {b.practice for b in before.standing.blockers}
    blocked_after = {b.practice for b in after.standing.blockers}
    for id_ in ids:
        was, is_ = before.sheet.rung(id_), after.sheet.rung(id_)
        if was is not is_:
            yield AnswerShift(
                practice=id_,
                before=was,
                after=is_,
                unblocks=id_ in blocked_before and id_ not in blocked_after,
                blocks=id_ in blocked_after and id_ not in blocked_before,
            )
