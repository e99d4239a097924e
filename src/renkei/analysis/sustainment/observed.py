"""One measure in each replication, its estimate, and its difference between designs.

A *ratio* is one sum over replications over another, such as platform hours mission capable over
platform hours. A *time* is one per replication, and ``inf`` if it was not reached before the run
ended: a time has quantiles and a probability of being reached, never a mean.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.statistics.differences import (
    Difference,
    probability_difference,
    quantile_difference,
    ratio_difference,
)
from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Clusters,
    Estimate,
    Floats,
    probability,
    quantile,
    ratio,
)

Domain = Literal["readiness", "maintenance", "facility", "stock", "line", "contract"]
Direction = Literal["more", "less", "either"]
Level = Literal["group", "single"]
Kind = Literal["share", "ratio", "event", "time"]


@dataclass(frozen=True)
class Measure:
    """A measure.

    Parameters
    ----------
    domain, subject, name
        Kind of the subject, the subject, and the name of the measure.
    kind
        ``share`` (a ratio within 0 and 1), ``ratio``, ``event`` (a probability) or ``time`` (one
        per replication, of which the median is taken).
    unit
        ``1``, ``h``, or the things counted.
    better
        The better direction; ``either``: neither is better.
    level
        ``group``: read first; ``single``: one of several members of a group.
    group
        Group of a single subject.
    """

    domain: Domain
    subject: str
    name: str
    kind: Kind
    unit: str
    better: Direction
    level: Level = "single"
    group: str = ""


@dataclass(frozen=True)
class Observed:
    """A measure in each replication.

    Parameters
    ----------
    replication
        ``(n,)`` numbers, ascending.
    above, below
        ``(n,)`` additions to both sums of a ratio; for an event 0 or 1 over 1, for a time the
        hours over 1.
    cut
        ``(n,)`` number in the lower sum that had not ended when the run did, and counts with the
        time until then; None: the measure has no such periods.
    occurs
        False if the design has no such subject: the measure is given only if another design has.
    """

    measure: Measure
    replication: NDArray[np.int64]
    above: Floats
    below: Floats
    occurs: bool = True
    cut: Floats | None = None

    def estimate(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return the value over all replications with its interval."""
        clusters = _clusters(self.replication.tobytes())
        match self.measure.kind:
            case "event":
                return probability(self.above > 0, clusters, confidence)
            case "time":
                return quantile(self.above, clusters, 0.5, confidence)
            case kind:
                return ratio(self.above, self.below, confidence, is_share=kind == "share")

    def difference(self, baseline: Observed, confidence: float = CONFIDENCE) -> Difference:
        """Return this minus the same measure under another design, paired by replication."""
        ours, theirs = self, baseline
        if not np.array_equal(self.replication, baseline.replication):
            _, in_ours, in_theirs = np.intersect1d(
                self.replication, baseline.replication, assume_unique=True, return_indices=True
            )
            ours, theirs = self._chosen(in_ours), baseline._chosen(in_theirs)
        clusters = _clusters(ours.replication.tobytes())
        match self.measure.kind:
            case "event":
                return probability_difference(
                    ours.above > 0, theirs.above > 0, clusters, confidence
                )
            case "time":
                return quantile_difference(ours.above, theirs.above, clusters, 0.5, confidence)
            case _:
                pair = (ours.above, ours.below), (theirs.above, theirs.below)
                return ratio_difference(*pair, confidence)

    @property
    def never(self) -> float:
        """Share of the replications in which a time was not reached before the run ended."""
        return float(np.isinf(self.above).mean()) if len(self.above) else 0.0

    @property
    def cut_share(self) -> float:
        """Share of the counted periods that had not ended when the run did."""
        if self.cut is None or not self.below.sum() > 0:
            return 0.0
        return float(self.cut.sum() / self.below.sum())

    def _chosen(self, rows: NDArray[np.intp]) -> Observed:
        return replace(
            self,
            replication=self.replication[rows],
            above=self.above[rows],
            below=self.below[rows],
        )


@lru_cache(maxsize=64)
def _clusters(numbers: bytes) -> Clusters:
    """Return the replications of thousands of measures, which are the same, made once."""
    return Clusters(np.frombuffer(numbers, np.int64))
