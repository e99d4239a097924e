"""A scenario as loaded: the base, its designs by phase, and the places of all values.

What for: the loader gives a document, and all later stages take it. A design is resolved into
phases: time spans in which the command structure does not change, each with a full Scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from renkei._base.errors import Location
from renkei.scenario.designs.combination import mistake_in, name_of
from renkei.scenario.designs.resolution import resolve
from renkei.scenario.disrupted import ResolvedPhase, split
from renkei.scenario.model.common import Name
from renkei.scenario.model.document import Clock, DesignKind, Scenario
from renkei.scenario.model.organisation import Authority, Relationship
from renkei.scenario.text.nodes import Mapping, Path, find, locate
from renkei.scenario.text.yaml_writing import to_yaml

BASE = "base"
"""Id of the one design of a scenario that declares none."""


@dataclass(frozen=True)
class ResolvedDesign:
    """A design with all its phases, in order of time."""

    id: str
    name: Name
    phases: tuple[ResolvedPhase, ...]

    def at(self, hour: float) -> ResolvedPhase:
        """Return the phase in force at an hour since the start."""
        return next(
            (phase for phase in reversed(self.phases) if phase.from_h <= hour), self.phases[0]
        )


@dataclass(frozen=True)
class DocumentState:
    """The document from a date on, as a design and its phases have changed it until then."""

    begins: date | None
    root: Mapping
    scenario: Scenario


@dataclass(frozen=True)
class Document:
    """A loaded scenario.

    Parameters
    ----------
    name
        File or folder of the scenario.
    scenario
        The base, explicit: superiors are entries of ``relationships``.
    root
        The raw tree of the base.
    states
        For each declared design its states by date.
    combine
        Makes the states of a combination of designs.
    """

    name: str
    scenario: Scenario
    root: Mapping
    states: dict[str, tuple[DocumentState, ...]]
    combine: Callable[[str], tuple[DocumentState, ...]] = field(repr=False, compare=False)
    _combined: dict[str, tuple[DocumentState, ...]] = field(default_factory=dict, repr=False)
    _designs: dict[str, ResolvedDesign] = field(default_factory=dict, repr=False)

    @property
    def design_ids(self) -> list[str]:
        """Ids of the designs in the order of declaration; ``base`` if none is declared."""
        return list(self.states)

    @property
    def compared_ids(self) -> list[str]:
        """Ids of the designs that are compared unless others are named: no levers, no loads."""
        declared = self.scenario.designs
        return [
            id for id in self.design_ids
            if id not in declared or declared[id].kind is DesignKind.COMMAND
        ]  # fmt: skip

    @property
    def baseline(self) -> str:
        """Id of the design that the others are compared to."""
        return self.scenario.runs.baseline or self.design_ids[0]

    def design(self, id: str) -> ResolvedDesign:
        """Return a design in phases; ``d2+m1`` is a combination: ``m1`` laid on ``d2``.

        Raises
        ------
        KeyError
            If no such design or combination exists; see :attr:`design_ids`.
        InputError
            If the designs contradict each other.
        """
        if id not in self._designs:
            states = self.states_of(id)
            declared = self.scenario.designs
            name = name_of(id, declared) if declared else self.scenario.name
            self._designs[id] = ResolvedDesign(id, name, tuple(phases(states)))
        return self._designs[id]

    def states_of(self, design: str) -> tuple[DocumentState, ...]:
        """Return the states by date of a design or combination; raises as :meth:`design` does."""
        if design in self.states:
            return self.states[design]
        if design not in self._combined:
            mistake = mistake_in(design, self.scenario.designs)
            if mistake is not None:
                raise KeyError(mistake.found)
            self._combined[design] = self.combine(design)
        return self._combined[design]

    def hours(self, day: date | None) -> float:
        """Return the hours from the start of the run to a day; 0 for None."""
        return 0.0 if day is None else hours_of(self.scenario.time, day)

    def locate(self, path: Path, design: str | None = None) -> Location:
        """Return the location of a path of the document, under a design if one is given.

        The deepest part that exists is located, so that a default leads to its table.
        """
        if design is not None:
            for state in self.states_of(design):
                if find(state.root, path) is not None:
                    return locate(state.root, path)
        return locate(self.root, path)

    def resolved(self) -> dict[str, Any]:
        """Return the explicit canonical form as plain data."""
        return resolve(self.scenario, self.root)

    def resolved_yaml(self) -> str:
        """Return the explicit canonical form as YAML; a valid input with the same meaning."""
        return to_yaml(self.resolved())


def hours_of(clock: Clock, day: date) -> float:
    """Return the hours from the start to the midnight with which a day begins."""
    zone = ZoneInfo(clock.zone)
    start, then = (datetime.combine(d, time(), zone).timestamp() for d in (clock.start, day))
    return (then - start) / 3600


def day_of(clock: Clock, hours: float) -> date:
    """Return the day on which an hour since the start falls."""
    zone = ZoneInfo(clock.zone)
    start = datetime.combine(clock.start, time(), zone).timestamp()
    return datetime.fromtimestamp(start + hours * 3600, zone).date()


def phases(states: Iterable[DocumentState]) -> list[ResolvedPhase]:
    """Split the states of a design where relationships, authorities or takeovers begin or end."""
    states = list(states)
    clock = states[0].scenario.time
    end_h = clock.horizon.mean() + clock.drain.mean()
    end = clock.start + timedelta(days=int(end_h // 24) + 2)

    found: list[ResolvedPhase] = []
    for index, state in enumerate(states):
        begins = max(state.begins or clock.start, clock.start)
        ends = states[index + 1].begins if index + 1 < len(states) else end
        assert ends is not None
        inner = sorted({day for day in _dates(state.scenario) if begins < day < ends})
        for day, until in zip([begins, *inner], [*inner, ends], strict=True):
            from_h = hours_of(clock, day)
            until_h = min(hours_of(clock, until), end_h)
            if from_h < until_h:
                found.append(ResolvedPhase(from_h, until_h, in_force(state.scenario, day)))
    return split(found)


def _dates(scenario: Scenario) -> set[date]:
    dated: list[Relationship | Authority] = [*scenario.relationships.values()]
    dated += scenario.authorities.values()
    return {day for item in dated for day in (item.from_, item.until) if day is not None}


def in_force(scenario: Scenario, day: date) -> Scenario:
    """Return the scenario with the relationships and authorities in force on a day only."""
    if not _dates(scenario):
        return scenario
    return scenario.model_copy(
        update={
            "relationships": _current(scenario.relationships, day),
            "authorities": _current(scenario.authorities, day),
        }
    )


_Dated = TypeVar("_Dated", Relationship, Authority)


def _current(entries: dict[str, _Dated], day: date) -> dict[str, _Dated]:
    return {
        id_: entry.model_copy(update={"from_": None, "until": None})
        for id_, entry in entries.items()
        if (entry.from_ or day) <= day and (entry.until is None or day < entry.until)
    }
