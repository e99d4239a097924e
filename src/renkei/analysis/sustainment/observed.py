"""One measure as each replication gave it, its estimate, and its difference between designs.

A *ratio* is one sum over replications over another, such as platform hours mission capable over
platform hours. A *time* is one per replication and ``inf`` where it was not reached before the run
ended: quantiles and the probability of having reached it are then said, never a mean.
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
    """What is measured.

    Parameters
    ----------
    domain, subject, name
        Of what kind of thing, of which, and what.
    kind
        ``share`` (a ratio within 0 and 1), ``ratio``, ``event`` (a probability) or ``time`` (one
        per replication, of which the median is taken).
    unit
        ``1``, ``h``, or what is counted.
    better
        Which direction is better; ``either``: neither is.
    level
        ``group``: what is read first; ``single``: one of several of a group.
    group
        Of what is single, the subject of its group.
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
        ``(n,)`` what it adds to both sums of a ratio; of an event 0 or 1 over 1, of a time the
        hours over 1.
    cut
        ``(n,)`` of what the lower sum counts, how many had not ended when the run did and count
        with their time until then; None: nothing of the kind can be.
    occurs
        False where there is nothing of the kind: told only where another design has some.
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
        """Share of what is counted that had not ended when the run did."""
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
