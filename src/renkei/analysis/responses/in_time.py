"""The share of all incidents answered in time: one difference over all types together.

Takes results and the deadlines of the incident types; gives for each design the difference with
the baseline, paired where all incidents are the same, and its verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.responses.rows import Deadline
from renkei.analysis.responses.samples import OVER, CountedIncidents, Sample, match
from renkei.analysis.statistics.differences import (
    Difference,
    no_difference,
    probability_difference,
    unknown,
)
from renkei.analysis.statistics.estimation import CONFIDENCE, Clusters, Estimate, Over, probability
from renkei.analysis.statistics.independent import independent_difference
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

    Within a world each type weighs as much as it has incidents. Without incident types the result
    is empty.
    """
    if not deadlines:
        return {}
    limit = (zone or Zone()).limit("1", 1.0, "p_deadline", "in-time")
    milestones = sorted({deadline.milestone for deadline in deadlines.values()})
    met = {
        d: CountedIncidents(results, d, milestones, over, list(deadlines))
        for d in dict.fromkeys([baseline, *designs])
    }
    found = {
        d: _difference(results, deadlines, (d, met[d]), (baseline, met[baseline]), confidence)
        for d in designs
    }
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
    design: tuple[str, CountedIncidents],
    baseline: tuple[str, CountedIncidents],
    confidence: float,
) -> Difference:
    (name, ours_met), (base_name, theirs_met) = design, baseline
    over = ours_met.over
    found = []
    for incident, deadline in deadlines.items():
        one, other = (met.of(incident, deadline.until_h) for met in (ours_met, theirs_met))
        found.append((deadline, match(results, name, base_name, one, other)))
    if not all(matched.paired for _, matched in found):
        own = [(deadline, matched.ours) for deadline, matched in found]
        base = [(deadline, matched.theirs) for deadline, matched in found]
        return independent_difference(
            lambda level: _probability(own, over, level),
            lambda level: _probability(base, over, level),
            confidence,
        )
    ours, clusters = _within([(deadline, matched.ours) for deadline, matched in found], over)
    theirs, _ = _within([(deadline, matched.theirs) for deadline, matched in found], over)
    if not clusters.n:
        return unknown()
    if all(
        np.array_equal(m.ours.hours[d.milestone], m.theirs.hours[d.milestone]) for d, m in found
    ):
        return no_difference(clusters.n, clusters.count)
    return probability_difference(ours, theirs, clusters, confidence)


def _within(
    samples: Sequence[tuple[Deadline, Sample]], over: Over
) -> tuple[NDArray[np.bool_], Clusters]:
    """Return for all incidents whether they were answered in time, and their replications."""
    within = [sample.hours[d.milestone] <= d.hours for d, sample in samples]
    replication = [sample.replication for _, sample in samples]
    block = samples[0][1].block
    return np.concatenate(within), Clusters(np.concatenate(replication), over, block)


def _probability(
    samples: Sequence[tuple[Deadline, Sample]], over: Over, confidence: float
) -> Estimate:
    within, clusters = _within(samples, over)
    return probability(within, clusters, confidence)
