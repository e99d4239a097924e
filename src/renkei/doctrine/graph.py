"""The command graph of one phase of a design: ways of reports and of orders.

Takes an explicit scenario; gives quickest report paths, order paths and common superiors. All
choices go by planning values (means of the best values, from a random moment of the year on, with
the waits for working hours), so the organisation does not change from world to world; ties fall to
the smaller identifier.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from renkei.doctrine.cells import cell_for
from renkei.doctrine.paths import FAR, Digraph, Tree
from renkei.doctrine.planning import planned, step_hours
from renkei.doctrine.succession import LostLinks
from renkei.doctrine.waits import Leg, Way, cell_hours, channel_hours
from renkei.scenario.model.organisation import Channel, Relationship, RelationshipType

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.model.forces import Unit
    from renkei.scenario.quantities.quantity import Quantity

ORDERING_TYPES = frozenset({RelationshipType.COCOM, RelationshipType.OPCON, RelationshipType.TACON})
"""Orders flow only down these."""

_SUPERSEDED = frozenset({RelationshipType.OPCON, RelationshipType.TACON})
"""A relationship of these types for a mission takes the place of the general one."""


@dataclass(frozen=True)
class Link:
    """The way of a message from one headquarters to the next.

    Parameters
    ----------
    sender, receiver
        Its two ends.
    delay
        Delay of one message.
    path
        Path of the relationship or channel that carries it.
    channel
        The channel; None for the command net along a relationship.
    channel_id
        Its id, or "".
    """

    sender: str
    receiver: str
    delay: Quantity
    path: str
    channel: Channel | None = None
    channel_id: str = ""

    @property
    def key(self) -> str:
        """What losses name: the id of the channel, or the path of the relationship."""
        return self.channel_id or self.path


class CommandGraph:
    """Reporting and ordering among the headquarters and units of one phase.

    Parameters
    ----------
    scenario
        An explicit scenario, as :meth:`ResolvedDesign.phases` holds it.
    delayed
        Channels and command nets (by :attr:`Link.key`) that are lost, with the hours that a message
        waits for them: no path takes one that has another way in less. Infinite: no path takes the
        channel at all.
    """

    def __init__(self, scenario: Scenario, delayed: Mapping[str, float] | None = None) -> None:
        self.scenario = scenario
        self.delayed = dict(delayed or {})
        self._others: dict[frozenset[str], CommandGraph] = {}

    def without(self, channels: frozenset[str]) -> CommandGraph:
        """Return the graph without some channels."""
        if channels not in self._others:
            gone = self.delayed | dict.fromkeys(channels, FAR)
            self._others[channels] = CommandGraph(self.scenario, gone)
        return self._others[channels]

    @cached_property
    def units(self) -> tuple[tuple[str, Unit], ...]:
        """Units in the order of their identifiers."""
        return tuple(sorted(self.scenario.units.items()))

    @cached_property
    def reports(self) -> Digraph[Link]:
        """Headquarters joined by quickest links; the way: message and handling at the receiver."""
        graph: Digraph[Link] = Digraph(sorted(self.scenario.headquarters))
        for link in self._links():
            way = Way((*self._legs(link), self._staff_leg(link.receiver, "handling")))
            known = graph.way(link.sender, link.receiver)
            if known is None or way.mean < known.mean:
                graph.add(link.sender, link.receiver, way, link)
        return graph

    def _legs(self, link: Link) -> list[Leg]:
        """Return a message as legs: translation, then the way, in the hours of the channel."""
        scenario, channel = self.scenario, link.channel
        delayed = self.delayed.get(link.key, 0.0)
        if channel is None:
            return [Leg(planned(scenario, link.delay) + delayed)]
        legs = []
        if channel.translation is not None:
            interpreters, cell = channel.translation.interpreters.split(".")
            tempo = scenario.headquarters[interpreters].tempo
            hours = step_hours(scenario, channel.translation.work, tempo)
            legs.append(Leg(hours, cell_hours(scenario, interpreters, cell)))
        hours = planned(scenario, link.delay) + delayed
        return [*legs, Leg(hours, channel_hours(scenario, link.channel_id))]

    def _staff_leg(self, headquarters: str, function: str) -> Leg:
        """Return the handling of a report, or the ordering, in the cell that does it."""
        scenario, declared = self.scenario, self.scenario.headquarters[headquarters]
        work = self.handling if function == "handling" else self.ordering
        hours = step_hours(scenario, work(headquarters), declared.tempo)
        cell = cell_for(declared, "handling" if function == "handling" else "order")
        return Leg(hours, cell_hours(scenario, headquarters, cell))

    def _links(self) -> list[Link]:
        scenario = self.scenario
        links = []
        for identifier, relationship in sorted(scenario.relationships.items()):
            if relationship.type not in ORDERING_TYPES:
                continue
            ends = (relationship.superior, relationship.subordinate)
            if not all(end in scenario.headquarters for end in ends):
                continue
            for sender, receiver in (ends, ends[::-1]):
                links.append(
                    Link(
                        sender,
                        receiver,
                        scenario.doctrine.command_net,
                        f"relationships.{identifier}",
                    )
                )
        for identifier, channel in sorted(scenario.channels.items()):
            if self.delayed.get(identifier) == FAR:
                continue
            first, second = channel.between
            directions = (
                [(first, second)] if channel.one_way else [(first, second), (second, first)]
            )
            for sender, receiver in directions:
                path = f"channels.{identifier}"
                links.append(Link(sender, receiver, channel.delay, path, channel, identifier))
        return links

    def handling(self, headquarters: str) -> Quantity:
        """Return the staff work to pass a report on there."""
        own = self.scenario.headquarters[headquarters].handling
        if own is not None:
            return own
        return self.scenario.doctrine.handling

    def ordering(self, headquarters: str) -> Quantity:
        """Return the staff work to turn an order into its own."""
        own = self.scenario.headquarters[headquarters].ordering
        if own is not None:
            return own
        return self.scenario.doctrine.ordering

    def request_for_forces(self, headquarters: str) -> Quantity:
        """Return the staff work to answer a request for forces there."""
        own = self.scenario.headquarters[headquarters].request_for_forces
        if own is not None:
            return own
        return self.scenario.doctrine.request_for_forces

    def message_path(
        self, sender: str, receiver: str, through: frozenset[str] = frozenset()
    ) -> list[Link] | None:
        """Return the quickest chain of links from one headquarters to another; None: none exists.

        The list is empty if both are the same. The chain passes an improvised headquarters only if
        ``through`` names it.
        """
        nodes = self._quickest(sender, receiver, through).path(receiver)
        if nodes is None:
            return None
        return [self.reports.data(here, there) for here, there in itertools.pairwise(nodes)]

    def message_hours(
        self, sender: str, receiver: str, through: frozenset[str] = frozenset()
    ) -> float:
        """Return the mean time of the quickest report without load [h]; inf: no path."""
        return self._quickest(sender, receiver, through).length(receiver)

    def _quickest(self, sender: str, receiver: str, through: frozenset[str]) -> Tree:
        """Return the quickest paths from a sender, past no improvised headquarters on the way."""
        return self.reports.quickest(sender, self.improvised - through - {sender, receiver})

    @cached_property
    def losses(self) -> LostLinks:
        """The channels and command nets that are ever lost."""
        return LostLinks(self.scenario)

    @cached_property
    def improvised(self) -> frozenset[str]:
        """Headquarters that work only once activated."""
        return frozenset(
            identifier
            for identifier, headquarters in self.scenario.headquarters.items()
            if headquarters.build_up is not None
        )

    def relationships_for(self, category: str) -> dict[str, Relationship]:
        """Return the ordering relationships in force for a decision category, by identifier.

        A relationship for the mission takes the place of a general one of OPCON or TACON.
        """
        applicable = {
            identifier: relationship
            for identifier, relationship in sorted(self.scenario.relationships.items())
            if relationship.type in ORDERING_TYPES
            and (relationship.missions is None or category in relationship.missions)
        }
        special = {
            relationship.subordinate
            for relationship in applicable.values()
            if relationship.missions is not None and relationship.type in _SUPERSEDED
        }
        return {
            identifier: relationship
            for identifier, relationship in applicable.items()
            if relationship.missions is not None
            or relationship.subordinate not in special
            or relationship.type not in _SUPERSEDED
        }

    def orders(self, category: str) -> Digraph[str]:
        """Return the graph of orders in a category; edges run downward.

        The data of an edge is the path of its relationship in the scenario.
        """
        if category not in self._orders:
            relationships = self.relationships_for(category)
            key = tuple(relationships)  # most categories have the same, and so share one graph
            if key not in self._order_graphs:
                self._order_graphs[key] = self._order_graph(relationships)
            self._orders[category] = self._order_graphs[key]
        return self._orders[category]

    def _order_graph(self, relationships: dict[str, Relationship]) -> Digraph[str]:
        scenario = self.scenario
        graph: Digraph[str] = Digraph([*sorted(scenario.headquarters), *sorted(scenario.units)])
        for identifier, relationship in relationships.items():
            superior, subordinate = relationship.superior, relationship.subordinate
            if graph.way(superior, subordinate) is None:
                legs = [Leg(planned(scenario, scenario.doctrine.command_net))]
                if subordinate in scenario.headquarters:
                    legs.append(self._staff_leg(subordinate, "ordering"))
                graph.add(superior, subordinate, Way(tuple(legs)), f"relationships.{identifier}")
        return graph

    @cached_property
    def _orders(self) -> dict[str, Digraph[str]]:
        return {}

    @cached_property
    def _order_graphs(self) -> dict[tuple[str, ...], Digraph[str]]:
        return {}

    def order_path(self, superior: str, subordinate: str, category: str) -> list[str] | None:
        """Return the chain of command from ``superior`` down to ``subordinate``, ends included.

        None where no order can flow.
        """
        return self.orders(category).quickest(superior).path(subordinate)

    def edge_path(self, superior: str, subordinate: str, category: str) -> str:
        """Return the scenario path of the relationship behind one edge of an order path."""
        return self.orders(category).data(superior, subordinate)

    def superiors(self, subordinate: str, category: str) -> list[str]:
        """Return every headquarters above, the lowest first (by length of the order path)."""
        heights = self.orders(category).climb(subordinate)
        above = [(steps, node) for node, steps in heights.items() if steps]
        return [node for _, node in sorted(above)]

    def immediate_superior(self, subordinate: str, category: str) -> str | None:
        """Return the lowest headquarters that can order ``subordinate``; None: none can."""
        above = self.superiors(subordinate, category)
        return above[0] if above else None

    def lowest_common_superior(
        self, members: list[str], category: str, *, administrative: bool = False
    ) -> str | None:
        """Return the lowest headquarters at or above all ``members``; None: none exists.

        ``administrative`` also counts ADCON, as when two ministries share only the prime minister.
        """
        also = self._administrative if administrative else ()
        heights = [self.orders(category).climb(member, also) for member in members]
        common = set(heights[0]).intersection(*heights[1:])
        common &= set(self.scenario.headquarters)
        if not common:
            return None
        return min(common, key=lambda node: (sum(above[node] for above in heights), node))

    @cached_property
    def _administrative(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (relationship.superior, relationship.subordinate)
            for relationship in self.scenario.relationships.values()
            if relationship.type is RelationshipType.ADCON
        )
