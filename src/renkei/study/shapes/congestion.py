"""Congestion in a hierarchy to which links are added: who has to pass on how much.

After Dodds, Watts and Sabel (2003): links are added to a hierarchical backbone with a probability
that falls with the depth of the lowest common superior of two members, exp(-D/lambda), and with
their distance in the organisation, exp(-x/zeta); messages go to others near by, exp(-x/xi). The
congestion of a member is the share of messages that he passes on. Our reading, where the numbers
kept of the publication do not say it: x is the root of d1^2 + d2^2 - 2, with d the steps of each up
to the lowest common superior; links join members of whom neither is above the other; and who holds
a message passes it to that of his neighbours who is nearest to the addressee in the hierarchy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from renkei.program.textbook.networks import member, messages
from renkei.scenario.quantities.distributions import Exponential
from renkei.study.shapes.records import ShapeCheck, ShapeRow, row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.study.study_file import CongestionShape

KINDS: dict[str, tuple[str, float, float]] = {
    "random": ("random", math.inf, math.inf),
    "team": ("local team", math.inf, 0.0),
    "divisions": ("interdivisional", 0.0, math.inf),
    "core": ("core-periphery", 0.1, 0.15),
    "multiscale": ("multiscale", 0.5, 0.5),
}
"""Kinds of organisation: name, lambda, zeta, as published."""

BACKBONE = "backbone"

_WARM = 0.2
"""Length of what comes before the counted part of a run, by that part."""


class Hierarchy:
    """A full tree: superiors, depths and distances; members are numbered from the top.

    Parameters
    ----------
    branching
        Subordinates of each superior.
    levels
        Levels, the top included.
    """

    def __init__(self, branching: int, levels: int) -> None:
        self.size = (branching**levels - 1) // (branching - 1)
        self.above = np.array([-1, *((i - 1) // branching for i in range(1, self.size))])
        lines: list[list[int]] = [[0]]
        for one in range(1, self.size):
            lines.append([*lines[self.above[one]], one])
        self.lines = lines
        """Of each member his superiors from the top, and himself."""
        self.depth = np.array([len(line) - 1 for line in lines])
        self._at = np.full((levels, self.size), -1)
        for one, line in enumerate(lines):
            self._at[: len(line), one] = line

    def common(self, one: int) -> NDArray[np.int64]:
        """Return the depth of the lowest common superior of a member and of each; own: himself."""
        line = self.lines[one]
        found: NDArray[np.int64] = (self._at[: len(line)] == np.array(line)[:, None]).sum(
            axis=0
        ) - 1
        return found

    def far(self, one: int) -> NDArray[np.float64]:
        """Return the distance of each from a member, in the organisation."""
        common = self.common(one)
        own, others = self.depth[one] - common, self.depth - common
        found: NDArray[np.float64] = np.sqrt(np.maximum(own**2.0 + others**2.0 - 2.0, 0.0))
        return found

    def steps(self, one: int, other: int) -> int:
        """Return the steps from one member to another along the hierarchy."""
        a, b = self.lines[one], self.lines[other]
        same = 0
        for x, y in zip(a, b, strict=False):
            if x != y:
                break
            same += 1
        return len(a) + len(b) - 2 * same


class LinkedHierarchy:
    """A hierarchy with links added, and messages between some pairs of its members.

    Parameters
    ----------
    tree
        The hierarchy.
    links
        Pairs added.
    pairs
        Sender and addressee of each message, all equally frequent.
    """

    def __init__(
        self, tree: Hierarchy, links: Sequence[tuple[int, int]], pairs: Sequence[tuple[int, int]]
    ) -> None:
        self.tree, self.pairs = tree, pairs
        near: list[set[int]] = [set() for _ in range(tree.size)]
        both = [(i, int(tree.above[i])) for i in range(1, tree.size)]
        for a, b in [*both, *links]:
            near[a].add(b)
            near[b].add(a)
        self._near = [sorted(one) for one in near]
        self._to: dict[tuple[int, int], int] = {}

    def onward(self, holder: int, addressee: int) -> list[int]:
        """Return to whom a member passes a message for an addressee."""
        key = (holder, addressee)
        if key not in self._to:
            self._to[key] = min(
                self._near[holder], key=lambda one: (self.tree.steps(one, addressee), one)
            )
        return [self._to[key]]

    @cached_property
    def congestion(self) -> NDArray[np.float64]:
        """Share of messages that each member passes on: betweenness, by adding up the paths."""
        found = np.zeros(self.tree.size)
        for sender, addressee in self.pairs:
            (holder,) = self.onward(sender, addressee)
            while holder != addressee:
                found[holder] += 1.0 / len(self.pairs)
                (holder,) = self.onward(holder, addressee)
        return found

    def program(self, work: float, length: float) -> Program:
        """Return the program of one message in a unit of time, of all members together."""
        rates: dict[int, dict[int, float]] = {}
        for sender, addressee in self.pairs:
            to = rates.setdefault(sender, {})
            to[addressee] = to.get(addressee, 0.0) + 1.0 / len(self.pairs)
        # Warmed up: of a run from empty the messages still under way at its end would be missing.
        warm = _WARM * length
        return messages(
            rates, self.onward, Exponential(work), warm + length, warm, sender_works=False
        )


def pairs_of(tree: Hierarchy, count: int, reach: float, seed: int) -> list[tuple[int, int]]:
    """Return sender and addressee of messages: senders in turn, addressees rarer the farther."""
    random = np.random.Generator(np.random.Philox(seed))
    found = []
    for number in range(count):
        # In steps of less than one member, so that all parts of the hierarchy send.
        sender = number * tree.size // count if count < tree.size else number % tree.size
        weight = np.exp(-tree.far(sender) / reach)
        weight[sender] = 0.0
        total = np.cumsum(weight)
        addressee = int(np.searchsorted(total, random.random() * total[-1], side="right"))
        found.append((sender, addressee))
    return found


class Pairs:
    """All pairs of which neither is above the other: candidates for links.

    A pair's chance depends on both depths and that of the lowest common superior alone, so pairs
    are kept by these three numbers.
    """

    def __init__(self, tree: Hierarchy) -> None:
        self._levels = levels = int(tree.depth.max()) + 1
        kinds, firsts, seconds = [], [], []
        for one in range(tree.size):
            common, own = tree.common(one)[one + 1 :], int(tree.depth[one])
            depth = tree.depth[one + 1 :]
            others = np.flatnonzero((common < own) & (common < depth))
            kind = (own * levels + depth[others]) * levels + common[others]
            kinds.append(kind.astype(np.uint16))
            seconds.append((others + one + 1).astype(np.int32))
            firsts.append(np.full(len(others), one, dtype=np.int32))
        self._kind = np.concatenate(kinds)
        self._first, self._second = np.concatenate(firsts), np.concatenate(seconds)

    def links(self, rule: tuple[float, float], most: int, seed: int) -> list[tuple[int, int]]:
        """Return links added by lambda and zeta, in the order of addition."""
        levels = self._levels
        first, second, common = np.meshgrid(*3 * [np.arange(float(levels))], indexing="ij")
        far = np.sqrt(np.maximum((first - common) ** 2 + (second - common) ** 2 - 2.0, 0.0))
        depth, reach = rule
        log = (_decay(common, depth) + _decay(far, reach)).reshape(-1)
        # Drawing without replacement by weight, as an exponential race: the first to arrive.
        random = np.random.Generator(np.random.Philox(seed))
        race = np.log(random.standard_exponential(len(self._kind))) - log[self._kind]
        most = min(most, len(race) - 1)
        first_ones = np.argpartition(race, most)[:most]
        chosen = first_ones[np.argsort(race[first_ones], kind="stable")]
        return [(int(self._first[k]), int(self._second[k])) for k in chosen]


def _decay(distance: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    if math.isinf(scale):
        return np.zeros_like(distance)
    if scale == 0.0:  # the nearest first; where there are no more of them, the next
        return -1e6 * distance
    return -distance / scale


class Congestion:
    """The model, see :class:`renkei.study.shapes.records.ShapeModel`."""

    def __init__(self, shape: CongestionShape) -> None:
        self.shape = shape
        self.tree = Hierarchy(shape.branching, shape.levels)

    @cached_property
    def _candidates(self) -> Pairs:
        return Pairs(self.tree)

    @cached_property
    def organisations(self) -> dict[str, LinkedHierarchy]:
        """The organisations by id: the backbone, then each kind, amount and network."""
        shape, tree = self.shape, self.tree
        pairs = pairs_of(tree, shape.pairs, shape.reach, 1)
        counts = {share: round(share * tree.size) for share in shape.added}
        found = {BACKBONE: LinkedHierarchy(tree, [], pairs)}
        for kind, (_, *rule) in KINDS.items():
            for network in range(shape.networks):
                links = self._candidates.links(
                    (rule[0], rule[1]), max(counts.values()), 1 + network
                )
                for share, count in counts.items():
                    found[_id(kind, share, network)] = LinkedHierarchy(tree, links[:count], pairs)
        return found

    @property
    def work(self) -> float:
        """Mean work on a message: the busiest member of the backbone has the load asked for."""
        return self.shape.load / float(self.organisations[BACKBONE].congestion.max())

    def programs(self) -> Mapping[str, Program]:
        """Return the program of each organisation."""
        return {
            name: one.program(self.work, self.shape.length)
            for name, one in self.organisations.items()
        }

    def rows(self, results: Results) -> list[ShapeRow]:
        """Return the congestion of the busiest member, by kind and number of links."""
        shape = self.shape
        found = [
            row(
                BACKBONE,
                "no links added: share of messages that the busiest passes on",
                "",
                self._passed(results, BACKBONE),
                float(self.organisations[BACKBONE].congestion.max()),
            )
        ]
        for share in shape.added:
            for kind, (words, *_) in KINDS.items():
                ids = [_id(kind, share, network) for network in range(shape.networks)]
                passed = np.mean([self._passed(results, one) for one in ids], axis=0)
                exact = [float(self.organisations[one].congestion.max()) for one in ids]
                what = f"links for {share:g} of N added, {words}"
                found.append(row(_id(kind, share), what, "", passed, float(np.mean(exact))))
        return found

    def _passed(self, results: Results, id_: str) -> NDArray[np.float64]:
        """Return the share of messages that the member with most to pass on had, by replication.

        Who that is follows from the organisation, not from the run: the largest of many counts
        would be too large.
        """
        import polars as pl

        busiest = member(int(np.argmax(self.organisations[id_].congestion)))
        cells = results.scan("cells", id_).filter(pl.col("station") == busiest)
        joined = cells.sort("replication").select("joined").collect()["joined"].to_numpy()
        return np.asarray(joined / self.shape.length, np.float64)

    def checks(self, rows: Mapping[str, ShapeRow]) -> list[ShapeCheck]:
        """Return whether multiscale relieves the busiest, and by how many links."""
        shape = self.shape
        at = min(shape.added, key=lambda share: abs(share - 1.0))
        by_kind = {kind: rows[_id(kind, at)].value for kind in KINDS}
        told = ", ".join(f"{words} {by_kind[kind]:.3f}" for kind, (words, *_) in KINDS.items())
        others = min(by_kind[kind] for kind in ("random", "team", "divisions"))
        around = self._around(at)
        checks = [
            ShapeCheck(
                "with as many links as members, multiscale has far less congestion than random, "
                "local team and interdivisional",
                by_kind["multiscale"] < others / 2,
                told,
            ),
            ShapeCheck(
                "congestion has a minimum at lambda = zeta = 0.5",
                around[0] == min(around),
                f"{around[0]:.3f} there; lambda 0.25 and 1: {around[1]:.3f}, {around[2]:.3f}; "
                f"zeta 0.25 and 1: {around[3]:.3f}, {around[4]:.3f} (betweenness of one network)",
            ),
        ]
        most = max(shape.added)
        if most > at:
            start, end = rows[BACKBONE].value, rows[_id("multiscale", most)].value
            gained = (start - by_kind["multiscale"]) / (start - end)
            checks.append(
                ShapeCheck(
                    "most of the reduction of multiscale comes by as many links as members",
                    gained > 0.5,
                    f"{gained:.0%} of the reduction at {most:g} links for each member".replace(
                        "%", " %"
                    ),
                )
            )
        return checks

    def _around(self, share: float) -> list[float]:
        """Return the congestion at lambda = zeta = 0.5, and at half and twice of either."""
        pairs = self.organisations[BACKBONE].pairs
        found = []
        for rule in ((0.5, 0.5), (0.25, 0.5), (1.0, 0.5), (0.5, 0.25), (0.5, 1.0)):
            links = self._candidates.links(rule, round(share * self.tree.size), 1)
            found.append(float(LinkedHierarchy(self.tree, links, pairs).congestion.max()))
        return found

    @property
    def method(self) -> str:
        """The model and the independent check in words."""
        shape = self.shape
        return (
            f"Hierarchy with b={shape.branching}, L={shape.levels}, N={self.tree.size}; "
            f"{shape.networks} networks of each kind (published: 100), xi={shape.reach:g}; "
            f"{shape.length:g} messages a run (published: 10 in each of 1,000 steps) between "
            f"{shape.pairs:,} pairs drawn once. Beside each number stands the betweenness of the "
            "same networks and pairs, by adding up paths."
        )


def _id(kind: str, share: float, network: int | None = None) -> str:
    base = f"{kind}-{share:g}".replace(".", "_")
    return base if network is None else f"{base}-{network}"
