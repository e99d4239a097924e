"""How many of all incidents are answered in time: one difference over all types together.

Takes results and the deadlines of the incident types; gives for each design the paired difference
with the baseline and its verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from renkei.analysis.responses.comparison import Deadline
from renkei.analysis.responses.samples import OVER, load_sample, pair
from renkei.analysis.statistics.differences import (
    Difference,
    no_difference,
    probability_difference,
    unknown,
)
from renkei.analysis.statistics.estimation import CONFIDENCE, Clusters, Over
from renkei.analysis.statistics.verdicts import Claim, Judgement, Zone, judge
from renkei.results import Results


@dataclass(frozen=True)
class InTime:
    """Difference in the probability that an incident of any type is answered in time."""

    difference: Difference
    judgement: Judgement


def in_time(
    results: Results,
    deadlines: Mapping[str, Deadline],
    baseline: str,
    designs: Sequence[str],
    confidence: float = CONFIDENCE,
    zone: Zone | None = None,
    over: Over = OVER,
) -> dict[str, InTime]:
    """Return the difference of each design with the baseline, corrected by Holm's method.

    Within a world each type weighs as much as it has incidents. Without incident types there is
    nothing to be in time for, and nothing is returned.
    """
    if not deadlines:
        return {}
    limit = (zone or Zone()).limit("1", 1.0, "p_deadline", "in-time")
    found = {d: _difference(results, deadlines, baseline, d, confidence, over) for d in designs}
    claims = [
        Claim(difference, limit, "more", True, results.replications(design), design)
        for design, difference in found.items()
    ]
    judgements, _ = judge(claims, confidence)
    return {
        design: InTime(found[design], said)
        for design, said in zip(designs, judgements, strict=True)
    }


def _difference(
    results: Results,
    deadlines: Mapping[str, Deadline],
    baseline: str,
    design: str,
    confidence: float,
    over: Over,
) -> Difference:
    replications, ours, theirs = [], [], []
    identical = True
    for incident, deadline in deadlines.items():
        own, base = pair(
            *(
                load_sample(results, d, incident, [deadline.milestone], over, deadline.until_h)
                for d in (design, baseline)
            )
        )
        replications.append(own.replication)
        hours, others = own.hours[deadline.milestone], base.hours[deadline.milestone]
        identical = identical and np.array_equal(hours, others)
        ours.append(hours <= deadline.hours)
        theirs.append(others <= deadline.hours)
    clusters = Clusters(np.concatenate(replications), over)
    if not clusters.n:
        return unknown()
    if identical:
        return no_difference(clusters.n, clusters.count)
    return probability_difference(
        np.concatenate(ours), np.concatenate(theirs), clusters, confidence
    )
