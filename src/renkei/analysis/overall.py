"""How many of all incidents are answered in time: one difference over all types together.

Takes results and the deadlines of the incident types; gives for each design the paired difference
with the baseline and its verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from renkei.analysis.comparison import FEW, Deadline, Verdict, Zone, corrected
from renkei.analysis.differences import Difference, probability_difference
from renkei.analysis.estimation import CONFIDENCE, Clusters
from renkei.analysis.samples import load_sample, pair
from renkei.results import Results


@dataclass(frozen=True)
class InTime:
    """Difference in the probability that an incident of any type is answered in time."""

    difference: Difference
    verdict: Verdict


def in_time(
    results: Results,
    deadlines: Mapping[str, Deadline],
    baseline: str,
    designs: Sequence[str],
    confidence: float = CONFIDENCE,
    zone: Zone | None = None,
) -> dict[str, InTime]:
    """Return the difference of each design with the baseline, corrected by Holm's method.

    Each type weighs as much as it has incidents.
    """
    limit = (zone or Zone()).probability
    found = {d: _difference(results, deadlines, baseline, d, confidence) for d in designs}
    errors = {
        i: found[design].uncertainty.error_beyond(limit)
        for i, design in enumerate(designs)
        if found[design].n_replications >= FEW
    }
    adjusted = corrected(errors, "holm")
    verdicts: dict[str, Verdict] = {}
    for i, design in enumerate(designs):
        if i not in adjusted:
            verdicts[design] = "too few"
        elif adjusted[i] > 1 - confidence:
            verdicts[design] = "not distinguishable"
        else:
            verdicts[design] = "better" if found[design].value > 0 else "worse"
    return {design: InTime(found[design], verdicts[design]) for design in designs}


def _difference(
    results: Results,
    deadlines: Mapping[str, Deadline],
    baseline: str,
    design: str,
    confidence: float,
) -> Difference:
    replications, ours, theirs = [], [], []
    for incident, deadline in deadlines.items():
        own, base = pair(
            *(load_sample(results, d, incident, [deadline.milestone]) for d in (design, baseline))
        )
        replications.append(own.replication)
        ours.append(own.hours[deadline.milestone] <= deadline.hours)
        theirs.append(base.hours[deadline.milestone] <= deadline.hours)
    clusters = Clusters(np.concatenate(replications))
    return probability_difference(
        np.concatenate(ours), np.concatenate(theirs), clusters, confidence
    )
