"""How precise results are, against a half-width that is asked for.

Takes results and a :class:`HalfWidth`; gives the :class:`Precision` where it is worst, with the
replications that should do. When to stop is for :mod:`renkei.study.pacing`, and why that keeps the
coverage of intervals for :mod:`renkei.analysis.statistics.sequential`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from renkei.analysis.responses.metrics import Metric
from renkei.analysis.responses.rows import Deadline, Statistic
from renkei.analysis.responses.samples import OVER, CountedIncidents, Sample, longest, match
from renkei.analysis.statistics.estimation import CONFIDENCE, Over, student
from renkei.analysis.statistics.sequential import INFORMED
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
class HalfWidth:
    """A half-width asked for, of the intervals of one measure.

    Parameters
    ----------
    statistic, milestone
        The measure, as of a row of a comparison; None: the milestone that answers the type.
    amount
        Largest half-width [h, or probability]; with ``relative`` a share of the estimate.
    relative
        Whether it is a share of the estimate.
    of_difference
        Whether it is asked of the paired differences with the baseline; else of every design.
    incident
        Incident type; None: every type.
    """

    statistic: Statistic
    amount: float
    relative: bool = False
    of_difference: bool = False
    milestone: str | None = None
    incident: str | None = None


@dataclass(frozen=True)
class Precision:
    """A half-width reached, beside the one asked for.

    Parameters
    ----------
    asked
        What was asked.
    half_width, wanted
        Half-width now, ``inf`` where nothing is known, and asked for [h, or probability].
    incident, design
        Where.
    replications, informed
        Replications run, and those of them that had such an incident.
    confidence
        Confidence of the interval.
    """

    asked: HalfWidth
    half_width: float
    wanted: float
    incident: str
    design: str
    replications: int
    informed: int
    confidence: float = CONFIDENCE

    @property
    def is_reached(self) -> bool:
        """Whether the half-width is as small as asked for."""
        return self.half_width <= self.wanted

    @property
    def may_stop(self) -> bool:
        """Whether it is small, and not by the luck of a few replications."""
        return self.is_reached and (not self.half_width or self.informed >= INFORMED)

    @property
    def needed(self) -> int | None:
        """Replications that should do; None: this cannot be said yet."""
        found = replications_needed(
            self.half_width, self.replications, self.wanted, self.confidence
        )
        if found is None or not self.informed:
            return None
        informed = math.ceil(self.replications * INFORMED / self.informed)
        return max(found, informed) if self.half_width else found


def current_precision(
    results: Results,
    deadlines: Mapping[str, Deadline],
    asked: HalfWidth,
    designs: Sequence[str] | None = None,
    confidence: float = CONFIDENCE,
    over: Over = OVER,
    followed_h: float | None = None,
) -> Precision:
    """Return the precision where it is worst, over incident types and designs.

    Parameters
    ----------
    deadlines
        Deadline of each incident type that counts; one of them at least.
    designs
        Designs, the baseline first; None: all of the results.
    confidence
        Confidence of the interval, or of the usual one that is as long as that for all looks.
    followed_h
        As of :func:`renkei.analysis.responses.comparison.compare`.
    """
    chosen = tuple(designs or results.designs)
    found = _precisions(results, deadlines, asked, chosen, confidence, over, followed_h)
    return max(found, key=lambda one: _share(one.half_width, one.wanted))


def _share(half_width: float, wanted: float) -> float:
    if not half_width:
        return 0.0
    return half_width / wanted if wanted else math.inf


def _precisions(
    results: Results,
    deadlines: Mapping[str, Deadline],
    asked: HalfWidth,
    designs: Sequence[str],
    confidence: float,
    over: Over,
    followed_h: float | None,
) -> Iterator[Precision]:
    types = {
        name: deadline
        for name, deadline in deadlines.items()
        if asked.incident is None or name == asked.incident
    }
    milestones = sorted({asked.milestone or deadline.milestone for deadline in types.values()})
    met = {one: CountedIncidents(results, one, milestones, over, list(types)) for one in designs}
    base, *others = designs
    for incident, deadline in types.items():
        samples = {one: met[one].of(incident, deadline.until_h) for one in designs}
        milestone = asked.milestone or deadline.milestone
        limit_h = _limit(milestone, deadline, samples, followed_h)
        metric = Metric(milestone, asked.statistic, deadline.hours, limit_h, confidence)
        for design in others if asked.of_difference else designs:
            done = results.replications(design)
            if asked.of_difference:
                done = min(done, results.replications(base))
                pair = match(results, design, base, samples[design], samples[base])
                difference = metric.compared(pair).difference
                value, ends = difference.value, (difference.low, difference.high)
                informed = difference.n_replications
            else:
                sample = samples[design]
                estimate = metric.estimate(sample.hours[milestone], sample.clusters)
                value, ends = estimate.value, (estimate.low, estimate.high)
                informed = estimate.n_replications
            half = (ends[1] - ends[0]) / 2
            yield Precision(
                asked,
                math.inf if math.isnan(half) or math.isnan(value) else half,
                asked.amount * abs(value) if asked.relative else asked.amount,
                incident,
                design,
                done,
                informed,
                confidence,
            )


def _limit(
    milestone: str, deadline: Deadline, samples: Mapping[str, Sample], followed_h: float | None
) -> float:
    if followed_h is not None:
        return max(followed_h, deadline.hours)
    return longest(*(sample.hours[milestone] for sample in samples.values()))
