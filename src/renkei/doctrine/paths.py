"""Quickest paths in a small directed graph.

What for: the command graph asks for thousands of paths between a few dozen nodes; all paths from
one node are found at once and kept. Takes edges with a weight and a piece of data; gives paths.
Ties fall to the edge that was added first.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

FAR = float("inf")
"""Length of a path that does not exist."""


@dataclass(frozen=True)
class Tree:
    """All quickest paths from one node: their lengths, and the node before the last of each."""

    lengths: dict[str, float]
    before: dict[str, str]

    def path(self, end: str) -> list[str] | None:
        """Return the nodes of the path, both ends included; None: there is none."""
        if end not in self.lengths:
            return None
        nodes = [end]
        while nodes[-1] in self.before:
            nodes.append(self.before[nodes[-1]])
        return nodes[::-1]


class Digraph(Generic[T]):
    """A directed graph whose edges carry a weight of at least 0 and some data.

    Edges may be added and replaced until the first question is asked.

    Parameters
    ----------
    nodes
        Nodes that are there even without an edge.
    """

    def __init__(self, nodes: Iterable[str] = ()) -> None:
        self._below: dict[str, dict[str, tuple[float, T]]] = {node: {} for node in nodes}
        self._above: dict[str, list[str]] | None = None
        self._trees: dict[tuple[str, frozenset[str]], Tree] = {}
        self._climbs: dict[str, dict[str, int]] = {}

    def add(self, start: str, end: str, weight: float, data: T) -> None:
        """Add an edge, or give it another weight and other data."""
        self._below.setdefault(end, {})
        self._below.setdefault(start, {})[end] = (weight, data)

    def weight(self, start: str, end: str) -> float | None:
        """Return the weight of an edge; None: there is none."""
        edge = self._below.get(start, {}).get(end)
        return None if edge is None else edge[0]

    def data(self, start: str, end: str) -> T:
        """Return the data of an edge."""
        return self._below[start][end][1]

    def quickest(self, start: str, without: frozenset[str] = frozenset()) -> Tree:
        """Return the quickest paths from a node that pass none of ``without``."""
        key = (start, without)
        if key not in self._trees:
            self._trees[key] = self._tree(start, without)
        return self._trees[key]

    def climb(self, start: str, also: Iterable[tuple[str, str]] = ()) -> dict[str, int]:
        """Return how many edges upward every node above ``start`` is; 0 for itself.

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

    def _tree(self, start: str, without: frozenset[str]) -> Tree:
        done: dict[str, float] = {}
        seen, before = {start: 0.0}, dict[str, str]()
        fringe, pushed = [(0.0, 0, start)], 0
        while fringe:
            length, _, node = heapq.heappop(fringe)
            if node in done:
                continue
            done[node] = length
            for end, (weight, _) in self._below[node].items():
                further = length + weight
                if end in done or end in without or further >= seen.get(end, FAR):
                    continue
                seen[end], before[end] = further, node
                pushed += 1  # of two as near, the one that was found first
                heapq.heappush(fringe, (further, pushed, end))
        return Tree(done, before)

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
