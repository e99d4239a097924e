"""The phases of a design in which a successor has taken over, or messages go another way.

Takes the phases of a design and the disruptions they declare; splits a phase wherever a takeover
begins or ends. The scenario of a takeover has the successor in the place of the headquarters that
is lost: its authorities, the relationships above and below it, its channels, boards, depots and
information requests. So what begins then is derived by doctrine like anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from renkei.scenario.model.disruptions import Disruption
from renkei.scenario.model.document import Clock, Scenario
from renkei.scenario.model.organisation import (
    Authority,
    Channel,
    Headquarters,
    Relationship,
    RelationshipType,
)
from renkei.scenario.quantities.quantity import Quantity

_CHAINS = (RelationshipType.COCOM, RelationshipType.OPCON, RelationshipType.TACON)

NET = "relationships."
"""Before the id of a relationship: the command net along it, beside the ids of channels."""


@dataclass(frozen=True)
class Offset:
    """A moment that differs from world to world: a time after an hour since the start."""

    begin_h: float
    after: Quantity


@dataclass(frozen=True)
class ResolvedPhase:
    """A span ``[from_h, until_h)`` of hours since the start, and the scenario in it.

    The scenario holds only the relationships and authorities in force; their dates are consumed.

    Parameters
    ----------
    offset
        Where the phase begins at another time in each world; ``from_h`` is then by best values.
    taken_over
        Disruptions for which a successor has taken over, or messages go another way. The scenario
        has the successors in their places.
    """

    from_h: float
    until_h: float
    scenario: Scenario
    offset: Offset | None = None
    taken_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Boundary:
    """The beginning (or the end) of a takeover, by the best value of its time."""

    at_h: float
    offset: Offset
    id: str
    begins: bool


def moment_h(clock: Clock, moment: datetime) -> float:
    """Return a moment as hours since the start, in the zone of the scenario."""
    zone = ZoneInfo(clock.zone)
    start = datetime.combine(clock.start, datetime.min.time(), zone)
    return (moment.replace(tzinfo=zone).timestamp() - start.timestamp()) / 3600.0


def best_h(scenario: Scenario, time: Quantity) -> float:
    """Return the best value of a time, times that of the parameter it names [h]."""
    factor = scenario.parameters.get(time.parameter or "")
    return time.mean() * (1.0 if factor is None else factor.value.mean())


def extremes_h(scenario: Scenario, time: Quantity) -> tuple[float, float]:
    """Return the least and the greatest value of a time over all worlds [h]."""
    factor = scenario.parameters.get(time.parameter or "")
    low, high = _extremes(time)
    least, most = (1.0, 1.0) if factor is None else _extremes(factor.value)
    return low * least, high * most


def _extremes(quantity: Quantity) -> tuple[float, float]:
    if quantity.low is None or quantity.high is None:
        return quantity.mean(), quantity.mean()
    return quantity.low, quantity.high


def declared(phases: Iterable[ResolvedPhase]) -> dict[str, tuple[Disruption, Scenario]]:
    """Return the disruptions of a design by id, each with the scenario that declares it first."""
    found: dict[str, tuple[Disruption, Scenario]] = {}
    for phase in phases:
        for id_, disruption in sorted(phase.scenario.disruptions.items()):
            found.setdefault(id_, (disruption, phase.scenario))
    return found


def split(phases: list[ResolvedPhase]) -> list[ResolvedPhase]:
    """Return the phases, with those of takeovers apart.

    What lies before, between and after takeovers has one scenario, the very object, so that it is
    derived once.
    """
    boundaries = sorted(_boundaries(phases), key=lambda one: (one.at_h, one.id, one.begins))
    if not boundaries:
        return phases
    found: list[ResolvedPhase] = []
    taken: list[str] = []
    for phase in phases:
        begin, offset = phase.from_h, None
        while boundaries and boundaries[0].at_h < phase.until_h:
            boundary = boundaries.pop(0)
            if boundary.at_h > begin:
                found.append(_within(phase, begin, boundary.at_h, offset, taken))
                begin, offset = boundary.at_h, boundary.offset
            taken = [id_ for id_ in taken if id_ != boundary.id]
            taken += [boundary.id] if boundary.begins else []
        found.append(_within(phase, begin, phase.until_h, offset, taken))
    return found


def _boundaries(phases: list[ResolvedPhase]) -> Iterator[_Boundary]:
    for id_, (disruption, scenario) in declared(phases).items():
        if disruption.after is None or disruption.cell is not None:
            continue  # nobody takes over; or the work of a cell only, by the one that commands
        at = moment_h(scenario.time, disruption.from_)
        for time, begins in ((disruption.after, True), (disruption.for_, False)):
            yield _Boundary(at + best_h(scenario, time), Offset(at, time), id_, begins)


def _within(
    phase: ResolvedPhase, from_h: float, until_h: float, offset: Offset | None, taken: list[str]
) -> ResolvedPhase:
    scenario = phase.scenario
    for id_ in taken:
        disruption = scenario.disruptions.get(id_)
        if disruption is not None and disruption.successor and disruption.headquarters:
            scenario = succeeded(scenario, disruption.headquarters, disruption.successor)
    return replace(
        phase,
        from_h=from_h,
        until_h=until_h,
        scenario=scenario,
        offset=offset,
        taken_over=tuple(taken),
    )


# Ways of messages ---------------------------------------------------------------------------------


def lost_links(scenario: Scenario, disruption: Disruption) -> frozenset[str]:
    """Return the channels that a loss takes away, and the command nets as ``relationships.id``.

    A cut takes all between a headquarters at one of its places and one elsewhere, whatever the
    design: so none is spared because it has channels of its own.
    """
    if not disruption.cut_off:
        return frozenset(disruption.channels)
    seats = scenario.headquarters

    def crosses(*ends: str) -> bool:
        there = {seats[end].place in disruption.cut_off for end in ends if end in seats}
        return len(there) == 2

    channels = {id_ for id_, channel in scenario.channels.items() if crosses(*channel.between)}
    nets = {
        f"{NET}{id_}"
        for id_, one in scenario.relationships.items()
        if one.type in _CHAINS and crosses(one.superior, one.subordinate)
    }
    return frozenset(channels | nets)


# Succession ---------------------------------------------------------------------------------------


def succeeded(scenario: Scenario, lost: str, successor: str) -> Scenario:
    """Return the scenario with a successor in the place of a headquarters that is lost.

    Times and teams are the successor's; a channel keeps its delay. What would join the successor
    to itself falls away. Units, their bases and their supplies stay as they are.
    """

    def name(headquarters: str | None) -> str | None:
        return successor if headquarters == lost else headquarters

    def with_names(entry: Any, *attributes: str) -> Any:
        return entry.model_copy(update={one: name(getattr(entry, one)) for one in attributes})

    requests = {
        id_: with_names(request, "asker", "answerer")
        for id_, request in scenario.information_requests.items()
    }
    return scenario.model_copy(
        update={
            "authorities": {
                id_: _authority(authority, lost, successor)
                for id_, authority in scenario.authorities.items()
            },
            "relationships": dict(_relationships(scenario, lost, successor)),
            "channels": dict(_channels(scenario, lost, successor)),
            "boards": {
                id_: with_names(board, "headquarters") for id_, board in scenario.boards.items()
            },
            "depots": {
                id_: with_names(depot, "headquarters") for id_, depot in scenario.depots.items()
            },
            "information_requests": {
                id_: request
                for id_, request in requests.items()
                if request.asker != request.answerer
            },
            "incidents": {
                id_: with_names(incident, "detected_by").model_copy(
                    update={
                        "places": {
                            place: with_names(entry, "detected_by")
                            for place, entry in incident.places.items()
                        }
                    }
                )
                for id_, incident in scenario.incidents.items()
            },
            "responses": {
                id_: response.model_copy(
                    update={
                        "milestones": {
                            key: with_names(entry, "approval", "by", "to")
                            for key, entry in response.milestones.items()
                        }
                    }
                )
                if response.milestones
                else response
                for id_, response in scenario.responses.items()
            },
        }
    )


def _authority(authority: Authority, lost: str, successor: str) -> Authority:
    update: dict[str, Any] = {}
    for attribute in ("holder", "delegated_to"):
        if getattr(authority, attribute) == lost:
            update[attribute] = successor
    if authority.escalation is not None and authority.escalation.to == lost:
        update["escalation"] = authority.escalation.model_copy(update={"to": successor})
    if any(approval.by == lost for approval in authority.approvals):
        update["approvals"] = [
            approval.model_copy(update={"by": successor}) if approval.by == lost else approval
            for approval in authority.approvals
        ]
    return authority.model_copy(update=update) if update else authority


def _relationships(
    scenario: Scenario, lost: str, successor: str
) -> Iterator[tuple[str, Relationship]]:
    """Yield the relationships: who was under the lost headquarters is under its successor.

    The successor answers to the superiors of the lost headquarters besides its own, but for those
    that are under itself.
    """
    below = _below(scenario, successor)
    for id_, relationship in scenario.relationships.items():
        superior, subordinate = relationship.superior, relationship.subordinate
        if lost not in (superior, subordinate):
            yield id_, relationship
            continue
        superior = successor if superior == lost else superior
        subordinate = successor if subordinate == lost else subordinate
        if superior == subordinate or (subordinate == successor and superior in below):
            continue
        yield (
            id_,
            relationship.model_copy(update={"superior": superior, "subordinate": subordinate}),
        )


def _below(scenario: Scenario, headquarters: str) -> set[str]:
    """Return all that a headquarters commands, by whatever mission."""
    found: set[str] = set()
    waiting = [headquarters]
    while waiting:
        here = waiting.pop()
        for relationship in scenario.relationships.values():
            subordinate = relationship.subordinate
            chain = relationship.type in _CHAINS and relationship.superior == here
            if chain and subordinate not in found:
                found.add(subordinate)
                waiting.append(subordinate)
    return found


def _channels(scenario: Scenario, lost: str, successor: str) -> Iterator[tuple[str, Channel]]:
    seats = scenario.headquarters
    for id_, channel in scenario.channels.items():
        update: dict[str, Any] = {}
        if lost in channel.between:
            update["between"] = [successor if end == lost else end for end in channel.between]
            if len(set(update["between"])) == 1:
                continue
        if channel.translation is not None:
            headquarters, _, cell = channel.translation.interpreters.partition(".")
            if headquarters == lost:
                place = f"{successor}.{same_cell(seats[successor], cell)}"
                update["translation"] = channel.translation.model_copy(
                    update={"interpreters": place}
                )
        yield id_, channel.model_copy(update=update) if update else channel


def same_cell(headquarters: Headquarters, cell: str) -> str:
    """Return the cell of that name; without one operations, else the first declared."""
    known = (name for name in (cell, "operations") if name in headquarters.cells)
    return next(known, next(iter(headquarters.cells)))
