"""Quickest paths: against networkx on random graphs, ties by the order of edges."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from renkei.doctrine.paths import FAR, Digraph
from renkei.doctrine.waits import Leg, Way


@pytest.mark.parametrize("seed", range(8))
def test_paths_are_those_of_networkx(seed: int) -> None:
    luck = random.Random(seed)
    nodes = [f"n{number}" for number in range(12)]
    ours: Digraph[str] = Digraph(nodes)
    theirs: nx.DiGraph[str] = nx.DiGraph()
    theirs.add_nodes_from(nodes)
    for _ in range(30):
        start, end = luck.sample(nodes, 2)
        weight = float(luck.randint(0, 3))  # few lengths, many ties
        ours.add(start, end, Way((Leg(weight),)), f"{start}>{end}")
        theirs.add_edge(start, end, weight=weight)
    without = frozenset({nodes[3]})
    passable = theirs.subgraph([node for node in nodes if node not in without])
    found = 0
    for start in nodes:
        lengths, paths = nx.single_source_dijkstra(theirs, start)
        tree = ours.quickest(start)
        # The search stops at the node asked for, and goes on from there: any order will do.
        asked = luck.sample(nodes, len(nodes))
        assert {end: tree.length(end) for end in asked if end in lengths} == lengths
        assert all(tree.length(end) == FAR for end in asked if end not in lengths)
        assert {end: tree.path(end) for end in lengths} == paths
        assert all(tree.path(end) is None for end in nodes if end not in lengths)
        upward = nx.single_source_shortest_path_length(theirs.reverse(), start)
        assert ours.climb(start) == dict(upward)
        found += len(lengths)
        if start not in without:
            around = nx.single_source_dijkstra_path_length(passable, start)
            apart = ours.quickest(start, without)
            assert {end: apart.length(end) for end in asked} == {
                end: around.get(end, FAR) for end in asked
            }
    assert found > len(nodes)


def test_edges_for_one_question_are_not_kept() -> None:
    graph: Digraph[None] = Digraph(["low", "high"])
    assert graph.climb("low", [("high", "low"), ("highest", "high")]) == {
        "low": 0,
        "high": 1,
        "highest": 2,
    }
    assert graph.climb("low") == {"low": 0}
    assert graph.quickest("high").length("low") == FAR
