"""The command graph of one phase of a design: who reports to whom, who can order whom.

Takes an explicit scenario; gives quickest report paths, order paths and common superiors. All
choices go by planning values (means of the best values), so the organisation does not change from
world to world; ties fall to the smaller identifier.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx

from renkei.doctrine.planning import planned, step_hours
from renkei.doctrine.rhythm import mean_closed_wait_h
from renkei.scenario.model.organisation import Channel, Relationship, RelationshipType

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities import Quantity

ORDERING_TYPES = frozenset({RelationshipType.COCOM, RelationshipType.OPCON, RelationshipType.TACON})
"""Orders flow only down these."""

ALWAYS = "always"
"""Hours of a channel that carries messages at any time."""

_SUPERSEDED = frozenset({RelationshipType.OPCON, RelationshipType.TACON})
"""A relationship of these types for a mission takes the place of the general one."""


@dataclass(frozen=True)
class Link:
    """How a message gets from one headquarters to the next.

    Parameters
    ----------
    sender, receiver
        Its two ends.
    delay, delay_path
        Delay of one message and its path in the scenario.
    path
        Path of the relationship or channel that carries it.
    channel
        The channel; None for the command net along a relationship.
    """

    sender: str
    receiver: str
    delay: Quantity
    delay_path: str
    path: str
    channel: Channel | None = None


class CommandGraph:
    """Reporting and ordering among the headquarters and units of one phase.

    Parameters
    ----------
    scenario
        An explicit scenario, as :meth:`ResolvedDesign.phases` holds it.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def reports(self) -> nx.DiGraph[str]:
        """Headquarters joined by quickest links; weight: message and handling at the receiver."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(sorted(self.scenario.headquarters))
        for link in self._links():
            cost = self.link_hours(link) + self._staff_hours(link.receiver, self.handling)
            known = graph.get_edge_data(link.sender, link.receiver)
            if known is None or cost < known["weight"]:
                graph.add_edge(link.sender, link.receiver, weight=cost, link=link)
        return graph

    def link_hours(self, link: Link) -> float:
        """Return the planned time of one message: delay, translation, wait for its hours [h]."""
        scenario, channel = self.scenario, link.channel
        hours = planned(scenario, link.delay)
        if channel is None:
            return hours
        if channel.translation is not None:
            tempo = scenario.headquarters[channel.translation.interpreters.split(".")[0]].tempo
            hours += step_hours(scenario, channel.translation.work, tempo)
        if channel.hours != ALWAYS:
            rhythm = scenario.hours[channel.hours]
            hours += mean_closed_wait_h(tuple(rhythm.days), rhythm.open, rhythm.close)
        return hours

    def _staff_hours(self, headquarters: str, work: Callable[[str], tuple[Quantity, str]]) -> float:
        tempo = self.scenario.headquarters[headquarters].tempo
        return step_hours(self.scenario, work(headquarters)[0], tempo)

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
                        "doctrine.command_net",
                        f"relationships.{identifier}",
                    )
                )
        for identifier, channel in sorted(scenario.channels.items()):
            first, second = channel.between
            directions = (
                [(first, second)] if channel.one_way else [(first, second), (second, first)]
            )
            for sender, receiver in directions:
                path = f"channels.{identifier}"
                links.append(Link(sender, receiver, channel.delay, f"{path}.delay", path, channel))
        return links

    def handling(self, headquarters: str) -> tuple[Quantity, str]:
        """Return the staff work to pass a report on there, and its path in the scenario."""
        own = self.scenario.headquarters[headquarters].handling
        if own is not None:
            return own, f"headquarters.{headquarters}.handling"
        return self.scenario.doctrine.handling, "doctrine.handling"

    def ordering(self, headquarters: str) -> tuple[Quantity, str]:
        """Return the staff work to turn an order into its own, and its path."""
        own = self.scenario.headquarters[headquarters].ordering
        if own is not None:
            return own, f"headquarters.{headquarters}.ordering"
        return self.scenario.doctrine.ordering, "doctrine.ordering"

    def message_path(
        self, sender: str, receiver: str, through: frozenset[str] = frozenset()
    ) -> list[Link] | None:
        """Return the quickest chain of links from one headquarters to another; None: there is none.

        An empty list where both are the same. An improvised headquarters is passed on the way only
        if ``through`` names it.
        """
        nodes = self._quickest(sender, receiver, through)[1]
        if nodes is None:
            return None
        edges = self.reports.edges
        return [edges[here, there]["link"] for here, there in itertools.pairwise(nodes)]

    def message_hours(
        self, sender: str, receiver: str, through: frozenset[str] = frozenset()
    ) -> float:
        """Return the planned time of the quickest report without load [h]; inf: no path."""
        return self._quickest(sender, receiver, through)[0]

    def _quickest(
        self, sender: str, receiver: str, through: frozenset[str]
    ) -> tuple[float, list[str] | None]:
        """Return planned hours and headquarters of the quickest path; workflows ask again often."""
        key = (sender, receiver, self.improvised - through - {sender, receiver})
        if key not in self._paths:
            graph = self._standing(sender, receiver, through)
            try:
                found = nx.single_source_dijkstra(graph, sender, receiver, weight="weight")
            except nx.NetworkXNoPath:
                found = (float("inf"), None)
            self._paths[key] = found
        return self._paths[key]

    @cached_property
    def _paths(self) -> dict[tuple[str, str, frozenset[str]], tuple[float, list[str] | None]]:
        return {}

    @cached_property
    def improvised(self) -> frozenset[str]:
        """Headquarters that are there only once activated."""
        return frozenset(
            identifier
            for identifier, headquarters in self.scenario.headquarters.items()
            if headquarters.build_up is not None
        )

    def _standing(self, sender: str, receiver: str, through: frozenset[str]) -> nx.DiGraph[str]:
        """Return the graph of reports without the improvised headquarters that are not passed."""
        absent = self.improvised - through - {sender, receiver}
        if not absent:
            return self.reports
        if absent not in self._without:
            graph = self.reports.copy()
            graph.remove_nodes_from(absent)
            self._without[absent] = graph
        return self._without[absent]

    @cached_property
    def _without(self) -> dict[frozenset[str], nx.DiGraph[str]]:
        return {}

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

    def orders(self, category: str) -> nx.DiGraph[str]:
        """Return the graph of who can order whom in a category; edges run downward."""
        if category not in self._orders:
            graph: nx.DiGraph[str] = nx.DiGraph()
            doctrine = self.scenario.doctrine
            graph.add_nodes_from(sorted(self.scenario.headquarters))
            graph.add_nodes_from(sorted(self.scenario.units))
            for identifier, relationship in self.relationships_for(category).items():
                superior, subordinate = relationship.superior, relationship.subordinate
                ordering = (
                    self._staff_hours(subordinate, self.ordering)
                    if subordinate in self.scenario.headquarters
                    else 0.0
                )
                if not graph.has_edge(superior, subordinate):
                    graph.add_edge(
                        superior,
                        subordinate,
                        weight=ordering + planned(self.scenario, doctrine.command_net),
                        path=f"relationships.{identifier}",
                    )
            self._orders[category] = graph
        return self._orders[category]

    @cached_property
    def _orders(self) -> dict[str, nx.DiGraph[str]]:
        return {}

    def order_path(self, superior: str, subordinate: str, category: str) -> list[str] | None:
        """Return the chain of command from ``superior`` down to ``subordinate``, ends included.

        None where no order can flow.
        """
        try:
            return list(
                nx.dijkstra_path(self.orders(category), superior, subordinate, weight="weight")
            )
        except nx.NetworkXNoPath:
            return None

    def edge_path(self, superior: str, subordinate: str, category: str) -> str:
        """Return the scenario path of the relationship behind one edge of an order path."""
        return str(self.orders(category).edges[superior, subordinate]["path"])

    def superiors(self, subordinate: str, category: str) -> list[str]:
        """Return every headquarters above, the lowest first (by length of the order path)."""
        graph = self.orders(category)
        distance = nx.single_source_shortest_path_length(graph.reverse(copy=False), subordinate)
        above = [(steps, node) for node, steps in distance.items() if steps]
        return [node for _, node in sorted(above)]

    def immediate_superior(self, subordinate: str, category: str) -> str | None:
        """Return the lowest headquarters that can order ``subordinate``; None: there is none."""
        above = self.superiors(subordinate, category)
        return above[0] if above else None

    def lowest_common_superior(
        self, members: list[str], category: str, *, administrative: bool = False
    ) -> str | None:
        """Return the lowest headquarters at or above all ``members``; None: there is none.

        ``administrative`` also counts ADCON, as when two ministries share only the prime minister.
        """
        graph = self.orders(category)
        if administrative:
            graph = graph.copy()
            for relationship in self.scenario.relationships.values():
                if relationship.type is RelationshipType.ADCON:
                    graph.add_edge(relationship.superior, relationship.subordinate)
        upward = graph.reverse(copy=False)
        distances = [nx.single_source_shortest_path_length(upward, member) for member in members]
        common = set(distances[0]).intersection(*distances[1:])
        common &= set(self.scenario.headquarters)
        if not common:
            return None
        return str(min(common, key=lambda node: (sum(d[node] for d in distances), node)))
