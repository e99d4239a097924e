"""Search with congestion: which network is fastest at which load.

After Guimera, Diaz-Guilera, Vega-Redondo, Cabrales and Arenas (2002). Each agent starts messages
for random others; whoever holds one passes it to the addressee if it is a neighbour, else to a
random neighbour. With Poisson arrivals and exponential handling at one rate this is an open network
of the kind of Kelly (1975), so mean numbers have a closed form, from the expected visits of the
absorbing random walk (Kemeny and Snell 1960).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from renkei.program.textbook.networks import messages
from renkei.scenario.quantities.distributions import Exponential
from renkei.study.shapes.records import ShapeCheck, ShapeRow, row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.study.study_file import SearchShape

EVEN = "even"
"""Network in which all have as many links."""

_WARM = 0.2
"""Share of a run that is not counted."""

_RELAXATIONS = 40
"""Relaxation times of its busiest agent that a run has at least, a fifth of them uncounted."""


def with_hubs(agents: int, hubs: int) -> list[list[int]]:
    """Return the neighbours of each agent: others have two links to hubs, the rest joins hubs."""
    links: set[tuple[int, int]] = set()
    for number, agent in enumerate(range(hubs, agents)):
        first = number % hubs
        second = (first + 1 + (number // hubs) % (hubs - 1)) % hubs
        links |= {(first, agent), (second, agent)}
    spare = [(i, j) for step in range(1, hubs) for i in range(hubs - step) for j in (i + step,)]
    for pair in spare:
        if len(links) >= 2 * agents:
            break
        links.add(pair)
    return _neighbours(agents, links)


def even(agents: int, degree: int = 4, seed: int = 1) -> list[list[int]]:
    """Return the neighbours of each agent in a random network in which all have as many."""
    import networkx  # type: ignore[import-untyped]

    graph = networkx.random_regular_graph(degree, agents, seed=seed)
    return _neighbours(agents, {(min(a, b), max(a, b)) for a, b in graph.edges})


def visits(neighbours: list[list[int]]) -> NDArray[np.float64]:
    """Return how often each agent handles a message on average, the addressee apart.

    Sender and addressee are random; the largest of them is the effective betweenness of the
    publication, by the number of others.
    """
    n = len(neighbours)
    found = np.zeros(n)
    for addressee in range(n):
        others = [i for i in range(n) if i != addressee]
        place = {agent: k for k, agent in enumerate(others)}
        walk = np.zeros((n - 1, n - 1))
        for agent in others:
            near = neighbours[agent]
            if addressee not in near:
                for one in near:
                    walk[place[agent], place[one]] += 1.0 / len(near)
        expected = np.linalg.solve((np.eye(n - 1) - walk).T, np.full(n - 1, 1.0 / (n - 1)))
        found[others] += expected / n
    return found


class Search:
    """The model, see :class:`renkei.study.shapes.records.ShapeModel`."""

    def __init__(self, shape: SearchShape) -> None:
        self.shape = shape

    @cached_property
    def networks(self) -> dict[str, list[list[int]]]:
        """Neighbours of each agent, by network."""
        n = self.shape.agents
        found = {f"hubs{hubs}": with_hubs(n, hubs) for hubs in self.shape.hubs}
        return {**found, EVEN: even(n)}

    @cached_property
    def per_message(self) -> dict[str, NDArray[np.float64]]:
        """Expected visits of each agent by a message, by network."""
        return {name: visits(near) for name, near in self.networks.items()}

    def limit(self, network: str) -> float:
        """Return the messages of each agent in a unit of time that overload the busiest."""
        return float(1.0 / (self.per_message[network].max() * self.shape.agents))

    def _rate(self, load: float) -> float:
        return load * self.limit(EVEN)

    def exact(self, network: str, load: float) -> float | None:
        """Return the mean time of a message; None: the network is overloaded."""
        n, rate = self.shape.agents, self._rate(load)
        used = self.per_message[network] * n * rate
        return None if used.max() >= 1 else float((used / (1 - used)).sum() / (n * rate))

    def length(self, network: str, load: float) -> float:
        """Return the length of a run: as asked, or longer where a network settles slowly.

        An M/M/1 queue of utilisation r settles in 1 / (1 - sqrt(r))^2 times of handling (Cohen
        1982, The single server queue); an overloaded one never.
        """
        used = self._rate(load) / self.limit(network)
        if used >= 1:
            return self.shape.length
        return max(self.shape.length, float(np.ceil(_RELAXATIONS / (1 - np.sqrt(used)) ** 2)))

    def programs(self) -> Mapping[str, Program]:
        """Return each network at each load."""
        shape = self.shape
        n = shape.agents
        found = {}
        for name, near in self.networks.items():
            known = [set(one) for one in near]

            def onward(
                holder: int,
                addressee: int,
                near: list[list[int]] = near,
                known: list[set[int]] = known,
            ) -> list[int]:
                return [addressee] if addressee in known[holder] else near[holder]

            for load in shape.loads:
                each = self._rate(load) / (n - 1)
                rates = {i: {j: each for j in range(n) if j != i} for i in range(n)}
                found[_id(name, load)] = messages(
                    rates,
                    onward,
                    Exponential(1.0),
                    self.length(name, load),
                    _WARM * self.length(name, load),
                    sender_works=True,
                )
        return found

    def rows(self, results: Results) -> list[ShapeRow]:
        """Return the mean time of a message, by load and network, by Little's law."""
        import polars as pl

        n, found = self.shape.agents, []
        for load in self.shape.loads:
            for name in self.networks:
                id_ = _id(name, load)
                cells = results.scan("cells", id_).group_by("replication")
                frame = cells.agg(pl.col("busy_h", "queue_h").sum()).sort("replication")
                sums = frame.collect()
                counted = (1 - _WARM) * self.length(name, load)
                floating = (sums["busy_h"] + sums["queue_h"]).to_numpy() / counted
                time = floating / (n * self._rate(load))
                exact = self.exact(name, load)
                over = "" if exact is not None else ", overloaded: grows with the run"
                what = f"load {load:g}: time of a message, {self._words(name)}{over}"
                found.append(row(id_, what, "", time, exact))
        return found

    def checks(self, rows: Mapping[str, ShapeRow]) -> list[ShapeCheck]:
        """Return whether the star is fastest at low load, and the even network at high."""
        star = f"hubs{min(self.shape.hubs)}"
        best = {load: self._best(rows, load) for load in self.shape.loads}
        low, high = min(self.shape.loads), max(self.shape.loads)
        between = sorted({self._words(one) for one in best.values()} - {
            self._words(star), self._words(EVEN)
        })  # fmt: skip
        told = "; ".join(f"load {load:g}: {self._words(one)}" for load, one in best.items())
        return [
            ShapeCheck("at low load the star is fastest", best[low] == star, told),
            ShapeCheck("at high load the homogeneous network is", best[high] == EVEN, told),
            ShapeCheck(
                "nothing between is fastest at any load",
                not between,
                f"fastest somewhere: {', '.join(between)}" if between else told,
            ),
        ]

    def _best(self, rows: Mapping[str, ShapeRow], load: float) -> str:
        def time(name: str) -> float:
            # Of an overloaded network a longer run gives more, without end.
            one = rows[_id(name, load)]
            return float("inf") if one.exact is None else one.value

        return min(self.networks, key=time)

    def _words(self, network: str) -> str:
        if network == EVEN:
            return "homogeneous"
        hubs = int(network.removeprefix("hubs"))
        return "star (2 hubs)" if hubs == 2 else f"{hubs} hubs"

    @property
    def method(self) -> str:
        """The model and the independent check in words."""
        links = {name: sum(map(len, near)) // 2 for name, near in self.networks.items()}
        least, most = min(links.values()), max(links.values())
        return (
            f"{self.shape.agents} agents, {least} to {most} links in each network; handling takes "
            "1 on average, exponential; times in that unit. Loads are shares of what overloads the "
            "homogeneous network. Times are by Little's law: messages under way in the mean, by "
            "messages begun in a unit of time. Beside each number stands the closed form of the "
            "network of queues, from the expected visits of the random walk. An overloaded network "
            "has none: its busiest member gets more than it can handle, so the number under way "
            "grows as long as the run goes on, and what stands here is of a run of this length. "
            "In the statements it counts as the slowest. Networks that settle slowly run longer: "
            f"{_RELAXATIONS} relaxation times of their busiest agent."
        )


def _neighbours(agents: int, links: set[tuple[int, int]]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(agents)]
    for a, b in sorted(links):
        found[a].append(b)
        found[b].append(a)
    return found


def _id(network: str, load: float) -> str:
    return f"{network}-{load:g}".replace(".", "_")
