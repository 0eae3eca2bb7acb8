"""Routing: which role is asked which practices, so that nobody is asked for too long.

Practices that the reading demands come first, those of lower levels before those of
higher ones. Then, as long as somebody has room:

1. every practice is asked of one role: its owner, else its collaborator, else the role
   with the most room;
2. every practice is asked of a second one, so that disagreement can be seen: of those
   who are involved in it first, else of a role on the other side (leadership beside
   practitioners), else of the role with the most room;
3. every practice is asked on both sides, so that a gap between them can be seen;
4. a practice that everyone works on is asked of everyone.

Owner and collaborator are those of the source paper's table of roles, as the practices
name them.
"""

from collections.abc import Collection, Mapping, Sequence
from math import inf

from advisor.assess.answers import Mode
from advisor.assess.questionnaire import Practice, Questionnaire
from advisor.assess.reading import DemandReading, LevelReading
from advisor.assess.sections import citing
from advisor.content import Value
from advisor.session.session import Plan
from advisor.session.settings import SessionSettings


class Routing(Value):
    """What each role is asked, most important first, and what nobody can be asked."""

    questions: Mapping[str, tuple[str, ...]]
    unasked: tuple[str, ...]

    @property
    def asked(self) -> frozenset[str]:
        """Return every practice that some role is asked."""
        return frozenset(id_ for ids in self.questions.values() for id_ in ids)

    def roles_for(self, practice: str) -> tuple[str, ...]:
        """Return the roles that are asked a practice."""
        return tuple(role for role, ids in self.questions.items() if practice in ids)

    def unheard(self, present: Collection[str]) -> tuple[str, ...]:
        """Return the practices that none of the roles present is asked."""
        heard = {id_ for role in present for id_ in self.questions.get(role, ())}
        every = dict.fromkeys(id_ for ids in self.questions.values() for id_ in ids)
        return tuple(id_ for id_ in every if id_ not in heard)


def route(
    questionnaire: Questionnaire,
    plan: Plan,
    reading: LevelReading,
    settings: SessionSettings,
) -> Routing:
    """Share the practices out among the roles of the plan.

    Nobody is asked for longer than the plan's minutes. The same content, plan and
    settings always give the same routing.
    """
    practices = _by_importance(questionnaire, plan.mode, reading)
    desk = _Desk(plan, settings)
    for practice in practices:
        desk.ask(practice, desk.first(practice))
    for practice in practices:
        desk.ask(practice, desk.second(practice))
    for practice in practices:
        desk.ask(practice, desk.across(practice))
    for practice in practices:
        for role in desk.involved(practice):
            desk.ask(practice, role)
    return Routing(
        questions={
            role: tuple(p.id for p in practices if p.id in ids)
            for role, ids in desk.questions.items()
        },
        unasked=tuple(p.id for p in practices if not desk.asked_of(p.id)),
    )


class _Desk:
    """Keeps count of who is asked what while practices are shared out."""

    def __init__(self, plan: Plan, settings: SessionSettings) -> None:
        self.questions: dict[str, list[str]] = {role: [] for role in plan.roles}
        self._most = settings.questions_in(plan.minutes)
        self._sides = (settings.leadership, settings.practitioners)

    def ask(self, practice: Practice, role: str | None) -> None:
        """Put a practice to a role, if there is one."""
        if role is not None:
            self.questions[role].append(practice.id)

    def asked_of(self, practice: str) -> tuple[str, ...]:
        """Return the roles that are asked a practice already."""
        return tuple(role for role, ids in self.questions.items() if practice in ids)

    def first(self, practice: Practice) -> str | None:
        """Return who is asked first, None if nobody has room."""
        return self._named(practice) or self._roomiest(self._free(practice))

    def second(self, practice: Practice) -> str | None:
        """Return who is asked besides, None if nobody has room."""
        free = self._free(practice)
        return (
            self._named(practice)
            or self._roomiest([role for role in free if practice.involves(role)])
            or self.across(practice)
            or self._roomiest(free)
        )

    def across(self, practice: Practice) -> str | None:
        """Return who is asked on the side that is not heard yet, None if none can be."""
        asked = self.asked_of(practice.id)
        unheard = [side for side in self._sides if side.isdisjoint(asked)]
        return self._roomiest(
            [r for r in self._free(practice) if any(r in side for side in unheard)]
        )

    def involved(self, practice: Practice) -> tuple[str, ...]:
        """Return who is involved in a practice, is not asked yet and has room."""
        return tuple(role for role in self._free(practice) if practice.involves(role))

    def _named(self, practice: Practice) -> str | None:
        """Return the owner, else the collaborator, if they are free."""
        free = self._free(practice)
        named = (practice.owner, practice.collaborator)
        return next((role for role in named if role in free), None)

    def _free(self, practice: Practice) -> list[str]:
        return [
            role
            for role, ids in self.questions.items()
            if len(ids) < self._most and practice.id not in ids
        ]

    def _roomiest(self, roles: Sequence[str]) -> str | None:
        """Return the role that is asked least, the first of them in the plan."""
        return min(roles, key=lambda role: len(self.questions[role]), default=None)


def _by_importance(
    questionnaire: Questionnaire, mode: Mode, reading: LevelReading
) -> tuple[Practice, ...]:
    """Return what the mode asks: what gates the lowest levels first, then file order."""
    level = _first_level(questionnaire, reading)
    kept = questionnaire.quick if mode is Mode.QUICK else ()
    asked = [p for id_, p in questionnaire.practices.items() if not kept or id_ in kept]
    return tuple(sorted(asked, key=lambda p: level.get(p.id, inf)))


def _first_level(
    questionnaire: Questionnaire, reading: LevelReading
) -> Mapping[str, int]:
    """Return the lowest level that asks for each practice; points ask for all alike."""
    if isinstance(reading, DemandReading):
        return reading.first_level
    tests = [test for section in reading.sections for test in section.tests]
    return {id_: 1 for test in tests for id_ in citing(questionnaire, reading, test)}
