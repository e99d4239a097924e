"""How many replications a wanted precision takes, and when to stop.

Takes a half-width reached and one wanted; gives the number of replications, or a rule that
:func:`renkei.results.run` calls between batches.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from renkei.analysis.responses.rows import Deadline
from renkei.analysis.responses.samples import OVER, CountedIncidents, Sample, match
from renkei.analysis.statistics.differences import probability_difference
from renkei.analysis.statistics.estimation import CONFIDENCE, Over, probability, student
from renkei.analysis.statistics.independent import independent_difference
from renkei.analysis.statistics.verdicts import FEW
from renkei.results import Results


def replications_needed(
    half_width: float, replications: int, wanted: float, confidence: float = CONFIDENCE
) -> int | None:
    """Return the replications that should give the wanted half-width.

    Parameters
    ----------
    half_width, replications
        Half-width seen, and the replications that gave it.
    wanted
        Half-width wanted, above 0, in the same unit.

    Returns
    -------
    Replications, at least 2; None where the half-width seen tells nothing.
    """
    if not (math.isfinite(half_width) and replications >= 2 and wanted > 0):
        return None
    spread = half_width * math.sqrt(replications) / student(replications - 1, confidence)
    normal = student(10**9, confidence)
    needed = max(2, math.floor((spread * normal / wanted) ** 2))
    # Student's quantile is a little above the normal one: a few more, until they suffice.
    while spread * student(needed - 1, confidence) > wanted * math.sqrt(needed) * (1 + 1e-12):
        needed += 1
    return needed


@dataclass(frozen=True)
class Precision:
    """Half-widths of the probability of meeting the deadline, now.

    Parameters
    ----------
    worst
        Largest half-width over incident types and designs, of the paired differences with the
        baseline or, with one design, of the probabilities.
    incident, design
        Where it is.
    replications
        Replications behind it.
    """

    worst: float
    incident: str
    design: str
    replications: int

    def needed(self, wanted: float, confidence: float = CONFIDENCE) -> int | None:
        """Return the replications that should bring the worst to ``wanted``."""
        return replications_needed(self.worst, self.replications, wanted, confidence)


def current_precision(
    results: Results,
    deadlines: Mapping[str, Deadline],
    baseline: str | None = None,
    confidence: float = CONFIDENCE,
    over: Over = OVER,
) -> Precision:
    """Return the worst half-width of the probability of meeting the deadline.

    Of differences where there is something to compare with; else of the probabilities. Incidents
    that are the same under a design and the baseline are known exactly.
    """
    baseline = baseline or results.designs[0]
    others = [design for design in results.designs if design != baseline]
    found: list[Precision] = []
    milestones = sorted({deadline.milestone for deadline in deadlines.values()})
    met = {
        design: CountedIncidents(results, design, milestones, over, list(deadlines))
        for design in [baseline, *others]
    }
    for incident, deadline in deadlines.items():
        theirs = met[baseline].of(incident, deadline.until_h)
        done = results.replications(baseline)
        if not others:
            within = theirs.hours[deadline.milestone] <= deadline.hours
            estimate = probability(within, theirs.clusters, confidence)
            found.append(Precision(estimate.half_width, incident, baseline, done))
        for design in others:
            ours = met[design].of(incident, deadline.until_h)
            half = _half(results, design, baseline, ours, theirs, deadline, confidence)
            both = min(done, results.replications(design))
            found.append(Precision(half, incident, design, both))
    return max(found, key=lambda precision: precision.worst)


def _half(
    results: Results,
    design: str,
    baseline: str,
    ours: Sample,
    theirs: Sample,
    deadline: Deadline,
    confidence: float,
) -> float:
    """Return the half-width of the difference; 0 where every pair is the same."""
    matched = match(results, design, baseline, ours, theirs)
    a, b = matched.ours, matched.theirs
    one, other = a.hours[deadline.milestone], b.hours[deadline.milestone]
    if not matched.paired:
        difference = independent_difference(
            lambda level: probability(one <= deadline.hours, a.clusters, level),
            lambda level: probability(other <= deadline.hours, b.clusters, level),
            confidence,
        )
    elif len(one) and np.array_equal(one, other):
        return 0.0
    else:
        difference = probability_difference(
            one <= deadline.hours, other <= deadline.hours, a.clusters, confidence
        )
    return (difference.high - difference.low) / 2


@dataclass(frozen=True)
class HalfWidth:
    """A rule for ``run(enough=...)``: stop when the worst half-width is small enough.

    Looking again and again makes the interval at the stop a little short; the rule therefore does
    not look before ``least`` replications, and a batch is at least 25.

    Parameters
    ----------
    deadlines, baseline, confidence, over
        As of :func:`current_precision`.
    wanted
        Half-width of a probability, such as 0.02.
    least
        Replications before which the run does not stop.
    """

    deadlines: Mapping[str, Deadline]
    wanted: float
    baseline: str | None = None
    confidence: float = CONFIDENCE
    least: int = 4 * FEW
    over: Over = OVER

    def __call__(self, results: Results) -> bool:
        """Return whether the results so far are precise enough."""
        if min(results.replications(design) for design in results.designs) < self.least:
            return False
        precision = current_precision(
            results, self.deadlines, self.baseline, self.confidence, self.over
        )
        return precision.worst <= self.wanted
