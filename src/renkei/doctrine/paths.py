"""Quickest paths in a small directed graph.

What for: the command graph asks for thousands of paths between a few dozen nodes; what one search
finds is kept. Takes edges with a way and a piece of data; gives paths. Of
two ways the quicker on average over the moments of the year is taken; whoever waited for one desk
to open waits less for the next, so ways are followed, not added. Each node is reached by its own
quickest path, and passed on from there. Ties fall to the edge that was added first.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from renkei.doctrine.moments import Moments
from renkei.doctrine.waits import Way

T = TypeVar("T")

FAR = float("inf")
"""Length of a path that does not exist."""

_ROUNDING_H = 1e-6
"""More than what the means of two ways can differ by rounding [h]."""


class Tree:
    """The quickest paths from one node: their lengths, and the node before the last of each.

    The search goes on from where it stood, and only until the node that is asked for is reached.

    Parameters
    ----------
    start
        The node that all paths begin at.
    below
        For each node the nodes below it, each with the way there.
    without
        Nodes that no path passes.
    """

    def __init__(
        self,
        start: str,
        below: Mapping[str, Mapping[str, tuple[Way, object]]],
        without: frozenset[str],
    ) -> None:
        self._below = below
        self._without = without
        self._reached: dict[str, float] = {}
        self._there = {start: Moments()}
        self._before: dict[str, str] = {}
        self._fringe = [(0.0, 0, start)]
        self._pushed = 0

    def length(self, end: str) -> float:
        """Return the length of the path to a node [h]; inf: there is none."""
        while self._fringe and end not in self._reached:
            self._reach_next()
        return self._reached.get(end, FAR)

    def path(self, end: str) -> list[str] | None:
        """Return the nodes of the path, both ends included; None: there is none."""
        if self.length(end) == FAR:
            return None
        nodes = [end]
        while nodes[-1] in self._before:
            nodes.append(self._before[nodes[-1]])
        return nodes[::-1]

    def _reach_next(self) -> None:
        length, _, node = heapq.heappop(self._fringe)
        if node in self._reached:
            return
        self._reached[node] = length
        for end, (way, _) in self._below[node].items():
            if end in self._reached or end in self._without:
                continue
            known = self._there[end].mean if end in self._there else FAR
            if length + way.hours >= known + _ROUNDING_H:
                continue  # not even without a wait
            further = way.done(self._there[node])
            if further.mean >= known:
                continue
            self._there[end], self._before[end] = further, node
            self._pushed += 1  # of two as near, the one that was found first
            heapq.heappush(self._fringe, (further.mean, self._pushed, end))


class Digraph(Generic[T]):
    """A directed graph whose edges carry a way and some data.

    Edges may be added and replaced until the first question is asked.

    Parameters
    ----------
    nodes
        Nodes of the graph, with or without edges.
    """

    def __init__(self, nodes: Iterable[str] = ()) -> None:
        self._below: dict[str, dict[str, tuple[Way, T]]] = {node: {} for node in nodes}
        self._above: dict[str, list[str]] | None = None
        self._trees: dict[tuple[str, frozenset[str]], Tree] = {}
        self._climbs: dict[str, dict[str, int]] = {}

    def add(self, start: str, end: str, way: Way, data: T) -> None:
        """Add an edge, or give it another way and other data."""
        self._below.setdefault(end, {})
        self._below.setdefault(start, {})[end] = (way, data)

    def way(self, start: str, end: str) -> Way | None:
        """Return the way of an edge; None: no such edge exists."""
        edge = self._below.get(start, {}).get(end)
        return None if edge is None else edge[0]

    def data(self, start: str, end: str) -> T:
        """Return the data of an edge."""
        return self._below[start][end][1]

    def quickest(self, start: str, without: frozenset[str] = frozenset()) -> Tree:
        """Return the quickest paths from a node that pass none of ``without``."""
        key = (start, without)
        if key not in self._trees:
            self._trees[key] = Tree(start, self._below, without)
        return self._trees[key]

    def climb(self, start: str, also: Iterable[tuple[str, str]] = ()) -> dict[str, int]:
        """Return the number of edges from ``start`` up to every node above; 0 for itself.

        ``also`` are edges, from above to below, that count for this question only.
        """
        extra = tuple(also)
        if extra:
            return _climb(self._upward(extra), start)
        if start not in self._climbs:
            if self._above is None:
                self._above = self._upward(())
            self._climbs[start] = _climb(self._above, start)
        return self._climbs[start]

    def _upward(self, also: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
        above: dict[str, list[str]] = {node: [] for node in self._below}
        for start, ends in self._below.items():
            for end in ends:
                above[end].append(start)
        for start, end in also:
            above.setdefault(start, [])
            above.setdefault(end, []).append(start)
        return above


def _climb(above: dict[str, list[str]], start: str) -> dict[str, int]:
    heights = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for higher in above[node]:
            if higher not in heights:
                heights[higher] = heights[node] + 1
                waiting.append(higher)
    return heights
