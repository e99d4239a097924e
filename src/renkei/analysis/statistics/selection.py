"""The best of several designs, with fewer replications for the bad ones.

Takes one value of each replication under each design, in growing samples; says which designs are
still in question. It is the procedure KN of Kim and Nelson (2001), A fully sequential procedure for
indifference-zone selection in simulation, with its constant c = 1.

Its guarantee: if the best design is better than every other by the indifference zone or more, it is
the one that is left with at least the confidence asked for. That holds under common random numbers
too, and uses their gain, since all it looks at are variances of differences. Values are taken to be
normal; means of several incidents in a world are near enough
(``tests/unit/analysis/test_selection.py``, 1,000 repetitions). Replications are taken as
independent; those of Latin or Sobol worlds are more even, and are mostly dropped later than need
be. Looking less often than at every
replication keeps the guarantee: what is not looked at cannot drop a design.

With k designs, n0 replications of the first stage, S^2 the variance of the differences of two
designs in it, zone d and error a, a design is dropped after r replications where its mean is worse
than another's by more than

    W = max(0, d / (2 r) * (h^2 S^2 / d^2 - r)),
    h^2 = (n0 - 1) ((2 a / (k - 1))^(-2 / (n0 - 1)) - 1).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from renkei.analysis.statistics.estimation import CONFIDENCE, Floats

FIRST_STAGE = 50
"""Replications from which the variances are taken."""


@dataclass(frozen=True)
class Dropped:
    """A design that is out.

    Parameters
    ----------
    design, after
        Design, and the replications after which it was dropped.
    than
        Design that it was worse than.
    difference
        By how much, at least 0.
    """

    design: str
    after: int
    than: str
    difference: float


class Selection:
    """Drops designs until one is left.

    Parameters
    ----------
    designs
        Two designs or more; of designs with equal values the first is preferred.
    zone
        Difference that is worth finding, above 0, in the unit of the values.
    more_is_better
        Whether large values are good.
    confidence
        Probability of the guarantee, above 1 / number of designs.
    """

    def __init__(
        self,
        designs: Sequence[str],
        zone: float,
        *,
        more_is_better: bool = True,
        confidence: float = CONFIDENCE,
    ) -> None:
        if len(set(designs)) < 2 or not 0 < zone < math.inf:
            raise ValueError(f"two designs and a zone above 0 expected: {designs}, {zone}")
        self.designs = tuple(designs)
        self.left = list(designs)
        self.dropped: list[Dropped] = []
        self.zone = zone
        self.confidence = confidence
        self._sign = 1.0 if more_is_better else -1.0
        self._variance: dict[tuple[str, str], float] = {}
        power = -2 / (FIRST_STAGE - 1)
        base = 2 * (1 - confidence) / (len(self.designs) - 1)
        self._h2 = float((FIRST_STAGE - 1) * (base**power - 1))

    @property
    def most(self) -> int | None:
        """Replications after which one design is left for sure; None: before the first stage."""
        if not self._variance:
            return None
        pairs = [self._variance[pair] for pair in permutations(self.left, 2)]
        return max(
            [math.floor(self._h2 * one / self.zone**2) + 1 for one in pairs], default=FIRST_STAGE
        )

    def look(self, values: Mapping[str, Floats]) -> bool:
        """Look at the values so far, each sample longer than before; return whether one is left.

        Parameters
        ----------
        values
            By design that is left, in the same order of replications; fewer than the first stage
            tell nothing.
        """
        reached = len(values[self.left[0]])
        if reached < FIRST_STAGE:
            return False
        if not self._variance:
            for one, other in permutations(self.designs, 2):
                first = values[one][:FIRST_STAGE] - values[other][:FIRST_STAGE]
                self._variance[one, other] = float(first.var(ddof=1))
        mean = {design: self._sign * float(values[design].mean()) for design in self.left}
        out = []
        for design in self.left:
            gaps = {
                other: mean[other] - mean[design] - self._slack(design, other, reached)
                for other in self.left
                if other != design
            }
            than = max(gaps, key=gaps.__getitem__, default=design)
            if than != design and gaps[than] > 0:
                out.append(Dropped(design, reached, than, mean[than] - mean[design]))
        if reached >= (self.most or 0) and len(out) < len(self.left) - 1:
            out += self._tied(mean, out, reached)
        self.dropped += out
        gone = {one.design for one in out}
        self.left = [design for design in self.left if design not in gone]
        return len(self.left) == 1

    def _slack(self, design: str, other: str, reached: int) -> float:
        zone = self.zone
        room = self._h2 * self._variance[design, other] / zone**2 - reached
        return max(0.0, zone / (2 * reached) * room)

    def _tied(
        self, mean: Mapping[str, float], out: Sequence[Dropped], reached: int
    ) -> list[Dropped]:
        """Return the designs, equal to the first of the best, that are dropped for that."""
        gone = {one.design for one in out}
        best, *others = [design for design in self.left if design not in gone]
        return [Dropped(one, reached, best, mean[best] - mean[one]) for one in others]
