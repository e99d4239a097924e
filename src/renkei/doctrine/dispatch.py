"""The dispatch of forces: the units that could go, and the way of the order to each."""

from __future__ import annotations

import itertools

from renkei._base.language import Phrase
from renkei.doctrine.context import Context
from renkei.doctrine.workflow import (
    Dispatch,
    Do,
    Node,
    OrderRoute,
    Reach,
    Sequence,
    Step,
    StepKind,
    sequence,
)
from renkei.scenario.model.common import Overtaking
from renkei.scenario.model.incidents import ForceRequirement, GivenUp, OrderTrigger


def candidates(context: Context, force: ForceRequirement) -> list[str]:
    """Return the units of the nation that have the capability, by identifier."""
    return [
        identifier
        for identifier, unit in context.graph.units
        if unit.nation == force.nation and force.capability in unit.capabilities
    ]


def dispatch(
    context: Context, requirement: str, force: ForceRequirement, sender: str, category: str
) -> Dispatch:
    """Return the dispatch of one force ordered by ``sender``.

    Units that no order can reach are left out; if none is left, ``routes`` is empty.
    """
    path, what = f"{context.response_path}.forces.{requirement}", force.capability
    grouped: dict[tuple[str, ...], list[str]] = {}
    for unit in candidates(context, force):
        chain = _chain(context, force, sender, unit, category)
        if chain is not None:
            grouped.setdefault(chain, []).append(unit)
    routes = tuple(
        OrderRoute(
            id=f"{requirement}/{'>'.join(chain)}",
            units=tuple(units),
            steps=_route(context, requirement, force, sender, chain, category),
        )
        for chain, units in sorted(grouped.items())
    )
    return Dispatch(
        requirement=requirement,
        nation=force.nation,
        capability=force.capability,
        count=force.count,
        when_short=force.when_short.value,
        gives_up_after=force.gives_up_after,
        goes_on_without=force.when_given_up is GivenUp.WITHOUT,
        overtaking=(force.overtaking or context.scenario.doctrine.overtaking) is Overtaking.ALLOWED,
        selection=force.selection or context.scenario.doctrine.selection,
        routes=routes,
        allocation=_unit_step(
            context, requirement, force, StepKind.ALLOCATION, _waiting(force), path
        ),
        preparation=_unit_step(
            context,
            requirement,
            force,
            StepKind.PREPARATION,
            Phrase("{capability} makes ready to move", capability=what),
            path,
        ),
        transit=_unit_step(
            context,
            requirement,
            force,
            StepKind.TRANSIT,
            Phrase("{capability} moves", capability=what),
            path,
        ),
        on_station=_unit_step(
            context,
            requirement,
            force,
            StepKind.ON_STATION,
            Phrase("{capability} stays on station", capability=what),
            path,
        ),
        recovery=_unit_step(
            context,
            requirement,
            force,
            StepKind.RECOVERY,
            Phrase("{capability} returns and turns around", capability=what),
            path,
        ),
        consumes=tuple(sorted(force.consumes.items())),
        clearance=_clearance(context, requirement, force),
    )


def _waiting(force: ForceRequirement) -> str:
    longest = force.gives_up_after
    if longest is None:
        return Phrase("{capability} waits for free platforms", capability=force.capability)
    return Phrase(
        "{capability} waits for free platforms, {hours} h at most",
        capability=force.capability,
        hours=f"{longest.mean():g}",
    )


def _chain(
    context: Context, force: ForceRequirement, sender: str, unit: str, category: str
) -> tuple[str, ...] | None:
    """Return the headquarters from the first that orders the unit down to its superior.

    The first element is the sender itself, or the superior that has to be asked.
    """
    graph = context.graph
    if force.trigger is OrderTrigger.DETECTION:
        superior = graph.immediate_superior(unit, category)
        path = [superior, unit] if superior is not None else None
    else:
        path = graph.order_path(sender, unit, category)
        if path is None:
            holder = graph.lowest_common_superior([sender, unit], category)
            path = graph.order_path(holder, unit, category) if holder is not None else None
    if path is None or context.message_path(sender, path[0]) is None:
        return None
    return tuple(path[:-1])


def _route(
    context: Context,
    requirement: str,
    force: ForceRequirement,
    sender: str,
    chain: tuple[str, ...],
    category: str,
) -> Sequence:
    nation = force.nation
    purpose = f"order/{requirement}"
    nodes: list[Node] = []
    if chain[0] != sender:
        nodes += context.send(purpose, sender, chain[0], nation)
        if force.trigger is not OrderTrigger.DETECTION:
            nodes.append(_request_for_forces(context, requirement, force, chain[0]))
    nodes.append(
        _order(
            context,
            requirement,
            force,
            chain[0],
            "standing" if force.trigger is OrderTrigger.DETECTION else "issues",
            f"headquarters.{chain[0]}",
        )
    )
    for superior, subordinate in itertools.pairwise(chain):
        link = context.graph.reports.data(superior, subordinate)
        nodes += context.message(purpose, link, nation)
        edge = context.graph.edge_path(superior, subordinate, category)
        nodes.append(_order(context, requirement, force, subordinate, "turns", edge))
    nodes.append(Reach("ordered"))
    return sequence(nodes)


def _clearance(context: Context, requirement: str, force: ForceRequirement) -> Step | None:
    """Return the time until others give leave, while the unit makes ready; None: none needed."""
    if force.clearance is None:
        return None
    path = f"{context.response_path}.forces.{requirement}.clearance"
    return Step(
        id=f"clearance/{requirement}",
        kind=StepKind.CLEARANCE,
        actor="",
        text=Phrase("{capability} waits for leave to go", capability=force.capability),
        cause=context.cause("clearance", path),
        nation=force.nation,
        duration=force.clearance,
    )


def _order(
    context: Context,
    requirement: str,
    force: ForceRequirement,
    headquarters: str,
    manner: str,
    cause_path: str,
) -> Do:
    text = {
        "standing": Phrase("orders its unit out under a standing order"),
        "issues": Phrase("issues the order"),
        "turns": Phrase("turns the order into its own"),
    }[manner]
    rule = "standing-order" if manner == "standing" else "order-path"
    return context.staff_step(
        f"order/{requirement}/{headquarters}",
        StepKind.ORDER,
        headquarters,
        "order",
        context.graph.ordering(headquarters),
        text,
        context.cause(rule, cause_path),
        force.nation,
    )


def _request_for_forces(
    context: Context, requirement: str, force: ForceRequirement, holder: str
) -> Do:
    return context.staff_step(
        f"forces/{requirement}",
        StepKind.FORCES_REQUEST,
        holder,
        "forces",
        context.graph.request_for_forces(holder),
        Phrase("answers the request for {capability}", capability=force.capability),
        context.cause("request-for-forces", f"{context.response_path}.forces.{requirement}"),
        force.nation,
    )


def _unit_step(
    context: Context,
    requirement: str,
    force: ForceRequirement,
    kind: StepKind,
    text: str,
    path: str,
) -> Step:
    rule = {
        StepKind.ALLOCATION: "allocation",
        StepKind.ON_STATION: "on-station",
        StepKind.RECOVERY: "recovery",
    }.get(kind, "movement")
    on_station = kind is StepKind.ON_STATION
    return Step(
        id=f"{kind.value}/{requirement}",
        kind=kind,
        actor="",
        text=text,
        cause=context.cause(rule, path),
        nation=force.nation,
        duration=force.duration if on_station else None,
    )
