"""The setting of an exercise: what stands still while it goes on.

What for: the program knows tags and blocks, people know headquarters and what they do. Takes a
definition; gives for each tag the step behind it, for each seat its blocks, for each decision the
forces that it sends, and the ways along which people can send messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from renkei._base.language import said, tr
from renkei.doctrine.cells import cell_for
from renkei.doctrine.planning import planned, step_hours
from renkei.doctrine.workflow import DECISIONS, StepKind, steps
from renkei.exercise.boards import BoardInfo, gates_of, openings_of
from renkei.program.machine.blocks import Op
from renkei.program.machine.program import TAG_FIELDS
from renkei.report.said import Said, both, named
from renkei.report.step_kinds import cause_words
from renkei.report.wording import milestone_name

if TYPE_CHECKING:
    from renkei.doctrine.graph import CommandGraph
    from renkei.doctrine.workflow import Step, Workflow
    from renkei.exercise.definition import Definition
    from renkei.program.machine.program import Floats, Program
    from renkei.scenario.disrupted import ResolvedPhase
    from renkei.scenario.model.common import Name
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.model.organisation import Headquarters

BY_PEOPLE = DECISIONS | {
    StepKind.ASSESS,
    StepKind.PLAN,
    StepKind.ADJUDICATION,
    StepKind.COORDINATION,
    StepKind.ORDER,
    StepKind.FORCES_REQUEST,
    StepKind.REQUEST,
    StepKind.TRANSLATION,
    StepKind.RELEASE,
    StepKind.BOARD,
}
"""Kinds of steps that wait for a person where the seat has one; of a board only its sitting."""

MOVES = frozenset({StepKind.PREPARATION, StepKind.TRANSIT, StepKind.ON_STATION, StepKind.RECOVERY})
"""Kinds of steps of units on their way."""


@dataclass(frozen=True)
class TagInfo:
    """What is behind a tag of the program.

    ``kind`` is a :class:`StepKind` in text, or what the program alone knows; ``to`` the receiver of
    a message; ``usual_h`` the planning value of the step [h].
    """

    incident: str
    step: str
    kind: str
    nation: str
    headquarters: str
    cell: str
    text: Said
    to: str
    usual_h: float
    precedence: str
    board: BoardInfo | None = None


@dataclass(frozen=True)
class SeatSetting:
    """A seat: a headquarters, or one of its cells, and the blocks whose work waits for it.

    ``nation`` is empty where nations share the headquarters; ``nations`` are then all of them.
    """

    id: str
    name: Said
    nation: str
    nations: tuple[str, ...]
    headquarters: str
    cell: str | None
    blocks: tuple[int, ...]


@dataclass(frozen=True)
class UnitChoice:
    """A unit that could be sent: platforms by plan, distance, and time until it would be there."""

    id: str
    name: Said
    platforms: int
    distance_nmi: float
    arrives_h: float


@dataclass(frozen=True)
class ForceInfo:
    """A force that a decision of a nation sends; ``step`` is that of its allocation."""

    id: str
    step: str
    nation: str
    name: Said
    count: int
    units: tuple[UnitChoice, ...]


class Setting:
    """What stands still in an exercise.

    Parameters
    ----------
    definition
        The exercise.

    Raises
    ------
    InputError
        If the scenario has problems.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.document = definition.document
        compiled = definition.compiled
        self.design = self.document.design(definition.design)
        self.program: Program = compiled.program(definition.design)
        self.phase = max(
            k for k, phase in enumerate(self.design.phases) if phase.from_h <= definition.begins_h
        )
        self.scenario: Scenario = self.design.phases[self.phase].scenario
        self.graph: CommandGraph = compiled.derivations.graph(definition.design, self.phase)
        self._chains: dict[str, tuple[str, ...]] = {}
        self._steps = self._all_steps()
        self.tags = tuple(self._tag(dict(zip(TAG_FIELDS, tag, strict=True)))
                          for tag in self.program.tags)  # fmt: skip
        self.seats: Mapping[str, SeatSetting] = self._seats()

    # --- steps and tags

    def _all_steps(self) -> dict[tuple[str, str, str], Step]:
        """Return the steps of all workflows by type, id and actor; the present phase first."""
        found: dict[tuple[str, str, str], Step] = {}
        phases = [self.phase, *(k for k in range(len(self.design.phases)) if k != self.phase)]
        self.workflows: dict[tuple[str, str], Workflow] = {}
        derivations = self.definition.compiled.derivations
        for number in phases:
            scenario = self.design.phases[number].scenario
            for incident in scenario.incidents:
                of_places = derivations.workflows(self.design.id, number, incident)
                for place, workflow in of_places.items():
                    self.workflows.setdefault((incident, place), workflow)
                    for step in steps(workflow.root):
                        found.setdefault((incident, step.id, step.actor), step)
                    for load in workflow.side_loads:
                        for step in steps(load.steps):
                            found.setdefault((incident, step.id, step.actor), step)
        return found

    def _tag(self, tag: Mapping[str, str]) -> TagInfo:
        step = self._steps.get((tag["incident"], tag["step"], tag["headquarters"]))
        text = tag["text"] if step is None else step.text
        incident = self.scenario.incidents.get(tag["incident"])
        precedence = "routine"
        if incident is not None:
            precedence = self.scenario.responses[incident.response].precedence.value.lower()
        return TagInfo(
            incident=tag["incident"],
            step=tag["step"],
            kind=tag["kind"],
            nation=tag["nation"],
            headquarters=tag["headquarters"],
            cell=tag["cell"],
            text=both(lambda: said(text)),
            to=(step.to or "") if step is not None else "",
            usual_h=0.0 if step is None else self._usual(step),
            precedence=precedence,
            board=self._board(tag),
        )

    def _usual(self, step: Step) -> float:
        if step.board is not None:  # its time is the cut-off: the board itself takes none
            return 0.0
        return step_hours(self.scenario, step.duration, step.factor)

    def _board(self, tag: Mapping[str, str]) -> BoardInfo | None:
        """Return the board of a step; its successor's tag is of the same board."""
        if tag["kind"] != StepKind.BOARD:
            return None
        step = next(
            (
                one
                for (incident, id_, _), one in self._steps.items()
                if (incident, id_) == (tag["incident"], tag["step"])
            ),
            None,
        )
        if step is None or step.board is None:
            return None
        boards = (phase.scenario.boards.get(step.board) for phase in self._phases())
        name = next((one.name for one in boards if one is not None), None)
        cut_off_h = 0.0 if step.duration is None else step.duration.mean()
        return BoardInfo(step.board, named(name, step.board), cut_off_h)

    def _phases(self) -> list[ResolvedPhase]:
        """Return the phases of the design, the present one first."""
        phases = self.design.phases
        return [phases[self.phase], *(one for one in phases if one is not phases[self.phase])]

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The unit of each pool of the program: the pools of later phases are units too."""
        fleets = self.program.pool["fleet"]
        return tuple(self.program.pools[int(fleet)] for fleet in fleets)

    # --- seats

    def _seats(self) -> dict[str, SeatSetting]:
        """Return the seats; each block of work goes to the seat of its cell, else of its staff.

        Of several such seats the first has it: who leaves another one takes no work along.
        """
        declared = self.definition.file.seats
        blocks = self.program.blocks
        by_people = [
            k
            for k in np.flatnonzero(blocks["tag"] >= 0).tolist()
            if self._waits(self.tags[blocks["tag"][k]], Op(blocks["op"][k]))
        ]
        at: dict[tuple[str, str], list[int]] = {}
        for k in by_people:
            info = self.tags[blocks["tag"][k]]
            cell = info.cell if info.board is None else self._sits_in(info.headquarters)
            at.setdefault((info.headquarters, cell), []).append(k)
        if not declared:
            whole = sorted({headquarters for headquarters, _ in at})
            seats: list[tuple[str, str, str | None, Name | None]]
            seats = [(one, one, None, None) for one in whole]
        else:
            seats = [
                (id_, seat.headquarters, seat.cell, seat.name) for id_, seat in declared.items()
            ]
        own = {(headquarters, cell or "") for _, headquarters, cell, _ in seats if cell}
        found, given = {}, set[int]()
        for id_, headquarters, cell, name in seats:
            mine = {
                k
                for (there, in_cell), rows in at.items()
                if there == headquarters
                and (in_cell == cell if cell is not None else (there, in_cell) not in own)
                for k in rows
            } - given
            given |= mine
            found[id_] = SeatSetting(
                id=id_,
                name=named(name, id_) if name is not None else self._seat_name(headquarters, cell),
                nation=self.nation_of(headquarters),
                nations=self.nations_of(headquarters),
                headquarters=headquarters,
                cell=cell,
                blocks=tuple(sorted(mine)),
            )
        return found

    def _waits(self, info: TagInfo, op: Op) -> bool:
        # Papers wait for a board by themselves; who sits on it has them where it has met.
        here = (Op.WORK, Op.DELAY) if info.board is None else (Op.WORK, Op.DECIDE)
        return bool(info.headquarters) and info.kind in BY_PEOPLE and op in here and (
            info.incident in self.scenario.incidents
        )  # fmt: skip

    def _sits_in(self, headquarters: str) -> str:
        """Return the cell that sits on the boards of a headquarters; empty: the seat without one.

        Without such a seat it is the cell that works on decisions.
        """
        cells = [
            one.cell
            for one in self.definition.file.seats.values()
            if one.headquarters == headquarters
        ]
        if not cells or None in cells:
            return ""
        return cell_for(self._headquarters[headquarters], "decision")

    @cached_property
    def gates(self) -> Mapping[int, int]:
        """By block at which a person sits on a board: the gate at which its papers wait."""
        blocks = self.program.blocks
        mine = (k for seat in self.seats.values() for k in seat.blocks)
        return gates_of(self.program, (k for k in mine if self.tags[blocks["tag"][k]].board))

    @cached_property
    def openings_h(self) -> Mapping[int, Floats]:
        """By tag of a board: the moments at which papers for it must be in [h]."""
        return openings_of(self.program)

    def _seat_name(self, headquarters: str, cell: str | None) -> Said:
        of = self.name_of(headquarters)
        if cell is None:
            return of
        return Said(en=f"{of.en}: {cell}", ja=f"{of.ja}: {cell}")

    # --- names and relations

    def name_of(self, headquarters: str) -> Said:
        """Return the name of a headquarters in both languages."""
        known = self._headquarters.get(headquarters)
        return named(known.name if known is not None else None, headquarters)

    @cached_property
    def _headquarters(self) -> dict[str, Headquarters]:
        found = dict(self.scenario.headquarters)
        for phase in self.design.phases:
            for id_, one in phase.scenario.headquarters.items():
                found.setdefault(id_, one)
        return found

    def nation_of(self, headquarters: str) -> str:
        """Return the nation of a headquarters; empty for one of both nations."""
        known = self._headquarters.get(headquarters)
        return (known.nation or "") if known is not None else ""

    def nations_of(self, headquarters: str) -> tuple[str, ...]:
        """Return the nations of a headquarters: all of the scenario for one that they share."""
        nation = self.nation_of(headquarters)
        return (nation,) if nation else tuple(self.scenario.nations)

    def incident_name(self, incident: str) -> Said:
        """Return the name of an incident type."""
        return named(self.scenario.incidents[incident].name, incident)

    def unit_name(self, unit: str) -> Said:
        """Return the name of a unit."""
        known = self.scenario.units.get(unit)
        return named(known.name if known is not None else None, unit)

    def place_name(self, place: str) -> Said:
        """Return the name of a place."""
        known = self.scenario.places.get(place)
        return named(known.name if known is not None else None, place)

    def detected_by(self, incident: str, place: str) -> str:
        """Return the headquarters that first learns of an incident."""
        declared = self.scenario.incidents[incident]
        at = declared.places.get(place)
        return (at.detected_by if at is not None else None) or declared.detected_by

    def named_milestones(self, incident: str) -> frozenset[str]:
        """Return the milestones that the scenario names for an incident type."""
        response = self.scenario.responses[self.scenario.incidents[incident].response]
        return frozenset(response.milestones)

    def answered_by(self, incident: str) -> str:
        """Return the milestone that answers incidents of a type."""
        return self.scenario.responses[self.scenario.incidents[incident].response].deadline_for

    def deadline_h(self, incident: str) -> float:
        """Return the deadline of incidents of a type [h since the event]."""
        return self.scenario.responses[self.scenario.incidents[incident].response].deadline.mean()

    def deciders(self, incident: str, place: str) -> Mapping[str, str]:
        """Return the decider of each deciding nation."""
        workflow = self.workflows.get((incident, place))
        return {} if workflow is None else workflow.deciders

    def milestone_name(self, milestone: str) -> Said:
        """Return the name of a milestone, with that of the nation whose it is."""
        name, _, nation = milestone.partition(".")
        known = self.scenario.nations.get(nation)

        def words() -> str:
            own = milestone_name(name, self.scenario)
            if not nation:
                return own
            whose = str(named(known.name if known is not None else None, nation))
            return tr("{milestone} ({nation})", milestone=own, nation=whose)

        return both(words)

    def kind_name(self, kind: str) -> Said:
        """Return the words for a kind of step."""
        return both(lambda: cause_words(kind))

    @cached_property
    def superiors(self) -> dict[str, str]:
        """The headquarters that holds each unit, and so first hears of it."""
        found = {}
        for unit in sorted(set(self.units)):
            for category in sorted(
                {one.category for one in self.scenario.responses.values() if one.category}
            ):
                superior = self.graph.immediate_superior(unit, category)
                if superior is not None:
                    found[unit] = superior
                    break
        return found

    def hear_of(self, unit: str, deciders: Mapping[str, str]) -> dict[str, float]:
        """Return who hears how a unit moves, besides its superior, and how long that takes [h].

        Its superior reports up the chain of command, and to who decides for its nation, each report
        in the usual time of the way. This loads no staff: an exercise has it, the model has not.
        """
        first = self.superiors.get(unit, "")
        known = self.scenario.units.get(unit)
        nation = known.nation if known is not None else ""
        above = [*self._above(first), deciders.get(nation, "")]
        return {
            one: hours
            for one in dict.fromkeys(above)
            if one not in ("", first)
            and self.nation_of(one) == nation
            and (hours := self.reach_h(first, one)) < float("inf")
        }

    def _above(self, headquarters: str) -> tuple[str, ...]:
        """Return the headquarters above one, by the orders that it gets in any category."""
        if headquarters not in self._chains:
            found: dict[str, None] = {}
            at = [headquarters]
            categories = sorted({one.category for one in self.scenario.responses.values()})
            while at:
                below = at.pop(0)
                for category in categories:
                    superior = self.graph.immediate_superior(below, category)
                    if superior is not None and superior not in found:
                        found[superior] = None
                        at.append(superior)
            self._chains[headquarters] = tuple(found)
        return self._chains[headquarters]

    def reach_h(self, sender: str, receiver: str) -> float:
        """Return the usual time of a message between headquarters [h]; infinite: no way."""
        return self.graph.message_hours(sender, receiver)

    @cached_property
    def releasers(self) -> dict[str, tuple[str, ...]]:
        """For each nation the headquarters that may release what is its own."""
        found: dict[str, tuple[str, ...]] = {}
        for nation in self.scenario.nations:
            declared = self.definition.file.release.get(nation)
            if declared is not None:
                found[nation] = tuple(declared.by)
                continue
            across = {
                here
                for channel in self.scenario.channels.values()
                for here, there in (tuple(channel.between), tuple(channel.between)[::-1])
                if self.nation_of(here) == nation != self.nation_of(there)
            }
            found[nation] = tuple(sorted(across))
        return found

    def release_h(self, nation: str) -> float:
        """Return how long a release by a nation takes [h]."""
        declared = self.definition.file.release.get(nation)
        return 0.0 if declared is None or declared.time is None else declared.time.mean()

    # --- forces

    @cached_property
    def forces(self) -> dict[tuple[str, str], tuple[ForceInfo, ...]]:
        """The forces of an incident type at a place, by (incident, place)."""
        found: dict[tuple[str, str], dict[str, ForceInfo]] = {}
        program, blocks = self.program, self.program.blocks
        for k in np.flatnonzero(np.isin(blocks["op"], (Op.ALLOCATE, Op.EQUIP))).tolist():
            info = self.tags[blocks["tag"][k]]
            if info.kind != StepKind.ALLOCATION or info.incident not in self.scenario.incidents:
                continue
            response = self.scenario.responses[self.scenario.incidents[info.incident].response]
            requirement = info.step.removeprefix("allocation/")
            force = response.forces.get(requirement)
            if force is None:
                continue
            for p, place in enumerate(program.places):
                at = int(blocks["a"][k]) * len(program.places) + p
                first, end = int(program.request_first[at]), int(program.request_first[at + 1])
                units = [self._unit(int(row), p) for row in program.request_pool[first:end]]
                if units:
                    found.setdefault((info.incident, place), {}).setdefault(
                        info.step,
                        ForceInfo(
                            id=requirement,
                            step=info.step,
                            nation=force.nation,
                            name=Said(en=force.capability, ja=force.capability),
                            count=force.count,
                            units=tuple(dict.fromkeys(units)),
                        ),
                    )
        return {key: tuple(of.values()) for key, of in found.items()}

    def _unit(self, pool: int, place: int) -> UnitChoice:
        id_ = self.units[pool]
        unit = self.scenario.units.get(id_)
        distance = float(self.program.distances_nmi[pool, place])
        if unit is None:
            return UnitChoice(id_, Said(en=id_, ja=id_), 0, distance, 0.0)
        speed = planned(self.scenario, unit.speed) if unit.speed is not None else 0.0
        hours = planned(self.scenario, unit.notice) + (distance / speed if speed > 0 else 0.0)
        platforms = planned(self.scenario, unit.platforms)
        if unit.availability is not None:
            platforms *= planned(self.scenario, unit.availability)
        return UnitChoice(id_, named(unit.name, id_), round(platforms), distance, hours)
