"""Lifecycle and roles: the five phases, who owns them and what stands across them.

A phase is a small flowchart of steps and decisions. An arrow leads to a node
of the same phase, to another phase (also back to an earlier one), or to the
end at which machine learning is not the answer.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from advisor import content
from advisor.assess.questionnaire import Name, PracticeId, Text
from advisor.content import Value
from advisor.language import mark, t

NO_ML: Final = "no_ml"


class Edge(Value):
    """An arrow of the drawn life cycle; one that leaves a decision has an answer."""

    source: Name
    target: Name
    answer: Literal["yes", "no"] | None = None


class Step(Value):
    """Something that is done, and what comes next."""

    id: Name
    name: Text
    next: Name

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Return the one arrow that leaves the step."""
        return (Edge(source=self.id, target=self.next),)


class Decision(Value):
    """A question that is answered with yes or no, and where each answer leads."""

    id: Name
    question: Text
    yes: Name
    no: Name

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Return the two arrows that leave the decision."""
        return (
            Edge(source=self.id, target=self.yes, answer="yes"),
            Edge(source=self.id, target=self.no, answer="no"),
        )


class Phase(Value):
    """A phase with its owner, its collaborator and its flowchart."""

    id: Name
    name: Text
    summary: Text
    owner: Name
    collaborator: Name
    output: Text
    start: Name
    steps: tuple[Step, ...] = Field(min_length=1)
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def nodes(self) -> Mapping[str, Step | Decision]:
        """Return the steps and decisions by id."""
        parts: tuple[Step | Decision, ...] = (*self.steps, *self.decisions)
        return {node.id: node for node in parts}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Return every arrow of the flowchart, those that leave the phase included."""
        return tuple(edge for node in self.nodes.values() for edge in node.edges)

    @cached_property
    def ways_out(self) -> tuple[Edge, ...]:
        """Return the arrows that lead out of the phase."""
        return tuple(edge for edge in self.edges if edge.target not in self.nodes)

    @model_validator(mode="after")
    def _is_one_flowchart(self) -> Self:
        if len(self.nodes) < len(self.steps) + len(self.decisions):
            raise ValueError(
                t("two nodes of phase '{id}' have the same id", id=self.id)
            )
        if self.start not in self.nodes:
            raise ValueError(
                t(
                    "start '{start}' is not a step or decision of '{id}'",
                    start=self.start,
                    id=self.id,
                )
            )
        if lost := sorted(set(self.nodes) - _reached(self.start, self.edges)):
            raise ValueError(
                t(
                    "'{lost}' cannot be reached from start '{start}'",
                    lost=lost[0],
                    start=self.start,
                )
            )
        if not self.ways_out:
            raise ValueError(t("no arrow leads out of phase '{id}'", id=self.id))
        return self


class Style(Value):
    """A deployment style: when it fits, and the path of a release."""

    id: Name
    name: Text
    when: Text
    release_path: tuple[Text, ...] = Field(min_length=1)


class Challenge(Value):
    """A difficulty that never goes away, and the practices that answer it."""

    id: Name
    name: Text
    text: Text
    practices: tuple[PracticeId, ...] = Field(min_length=1)


class Lifecycle(Value):
    """The phases in order, the deployment styles and the standing challenges."""

    phases: tuple[Phase, ...] = Field(min_length=1)
    styles: tuple[Style, ...] = ()
    challenges: tuple[Challenge, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Phase]:
        """Return the phases by id, in order."""
        return {phase.id: phase for phase in self.phases}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Return the arrows between phases, the answers that cause them left out."""
        arrows = (
            Edge(source=phase.id, target=edge.target)
            for phase in self.phases
            for edge in phase.ways_out
        )
        return tuple(dict.fromkeys(arrows))

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        nodes = (node for phase in self.phases for node in phase.nodes)
        _refuse_twice(
            (NO_ML, *(phase.id for phase in self.phases), *nodes), mark("phase or node")
        )
        _refuse_twice((style.id for style in self.styles), mark("style"))
        _refuse_twice(
            (challenge.id for challenge in self.challenges), mark("challenge")
        )
        return self

    @model_validator(mode="after")
    def _every_phase_is_reached(self) -> Self:
        for edge in self.edges:
            if edge.target not in (*self.by_id, NO_ML):
                raise ValueError(
                    t(
                        "phase '{source}' leads to '{target}', which is neither a "
                        "node of it, nor a phase, nor '{out}'",
                        source=edge.source,
                        target=edge.target,
                        out=NO_ML,
                    )
                )
        first = self.phases[0].id
        if lost := sorted(set(self.by_id) - _reached(first, self.edges)):
            raise ValueError(
                t(
                    "phase '{lost}' cannot be reached from '{first}'",
                    lost=lost[0],
                    first=first,
                )
            )
        return self


class Role(Value):
    """A role, what it answers for, and what it does in each phase."""

    id: Name
    name: Text
    also_called: tuple[Text, ...] = ()
    responsibilities: tuple[Text, ...] = Field(min_length=1)
    phases: Mapping[Name, tuple[Text, ...]]


class Roles(Value):
    """Every role that owns a phase or a practice, or works on one."""

    roles: tuple[Role, ...] = Field(min_length=1)

    @cached_property
    def by_id(self) -> Mapping[str, Role]:
        """Return the roles by id, in file order."""
        return {role.id: role for role in self.roles}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        _refuse_twice((role.id for role in self.roles), mark("role"))
        return self


def load_lifecycle(path: Path | None = None) -> Lifecycle:
    """Read the life cycle; raise ContentError naming every fault by line."""
    return content.read(path or content.data_folder() / "lifecycle.yaml", Lifecycle)


def load_roles(path: Path | None = None) -> Roles:
    """Read the roles; raise ContentError naming every fault by line."""
    return content.read(path or content.data_folder() / "roles.yaml", Roles)


def _refuse_twice(ids: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise ValueError(
                t(
                    "{what} '{id}' is defined twice; ids are unique",
                    what=t(what),
                    id=id_,
                )
            )
        seen.add(id_)


def _reached(start: str, edges: Iterable[Edge]) -> set[str]:
    """Return every node that the arrows lead to from `start`, itself included."""
    arrows = tuple(edges)
    found: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(edge.target for edge in arrows if edge.source == node)
    return found
