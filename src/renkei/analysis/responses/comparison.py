"""Compare designs on the same incidents: estimates, paired differences, verdicts.

Takes results and the deadlines of the incident types; gives :class:`Comparison`, one row for each
incident type, design and metric, judged as :mod:`renkei.analysis.statistics.verdicts` says. What
was asked is of each incident type the probability of its own deadline; times are explored besides.
The intervals shown are not corrected.

Means count each counted incident, and its time up to a limit: the restricted mean (Irwin 1949,
The standard error of an estimate of expectation of life). What never arrives counts as the limit,
so that a design that gives the slow ones up is not praised for the rest.

Source: Nelson and Matejcik (1995) for comparing systems under common random numbers with an
indifference zone.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei._base.errors import ResultsError
from renkei._base.nearest import did_you_mean
from renkei.analysis.responses.samples import OVER, Matched, Sample, load_sample, match
from renkei.analysis.statistics.differences import (
    Difference,
    certain,
    mean_difference,
    no_difference,
    probability_difference,
    quantile_difference,
)
from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Clusters,
    Estimate,
    Floats,
    Over,
    is_certain,
    mean,
    probability,
    quantile,
)
from renkei.analysis.statistics.independent import independent_difference
from renkei.analysis.statistics.verdicts import (
    FEW,
    Claim,
    Correction,
    Families,
    Family,
    Reason,
    Verdict,
    Zone,
    comparisons,
    judge,
)
from renkei.program.machine.clock import on_clock
from renkei.results import Results

MILESTONES = ("decided", "agreed", "on-station")
"""Milestones compared where none are asked for."""

Statistic = Literal["p_deadline", "mean", "median", "p90", "reached"]

_SHARES: dict[Statistic, float] = {"median": 0.5, "p90": 0.9}
_LONGEST = float(np.finfo(np.float64).max)
"""Every time that is reached is at most this [h]."""

_FEW_CARRY = 0.5
"""Share of all hours in the longest twentieth of the replications from which on it is told."""


@dataclass(frozen=True)
class Deadline:
    """What answers an incident, and within which time of the event.

    Parameters
    ----------
    milestone
        Milestone that answers it.
    hours
        Deadline [h]; an incident not answered counts as late.
    end_h
        When the run ends [h]: of an incident whose deadline lies beyond it nobody can say whether
        it was answered in time, and it is left out of all that is said of its type.
    """

    milestone: str
    hours: float
    end_h: float = math.inf

    def __post_init__(self) -> None:
        # A time that meets it exactly is the same float.
        object.__setattr__(self, "hours", on_clock(self.hours))

    @property
    def until_h(self) -> float:
        """Arrival of the last incident whose deadline the run sees [h]."""
        return self.end_h - self.hours


@dataclass(frozen=True)
class Row:
    """One metric of one incident type under one design.

    Parameters
    ----------
    incident, design, metric
        Of what; ``metric`` is ``p_deadline`` or milestone and statistic (``on_station_p90``;
        ``on_station_reached``, the probability of ever reaching it, where some do not).
    milestone, statistic
        The metric in its parts.
    unit
        ``1`` or ``h``.
    estimate, low, high
        Estimate with its interval, over all counted incidents; ``inf`` is not reached, or not
        bounded.
    n_incidents, n_replications
        Incidents behind the estimate, and replications that had any.
    reached
        Share that reached the milestone at all.
    limit_h
        Of a mean: the time up to which it counts [h]; None: no mean.
    difference, diff_low, diff_high
        Design minus baseline, None for the baseline itself.
    paired
        The difference is of the same incidents; else the design meets others, and the difference
        is that of independent samples (:mod:`renkei.analysis.statistics.independent`).
    variance_reduction
        What the pairing gained; None: baseline, or undefined.
    identical
        Every pair is the same, to the last bit.
    zone
        Differences up to this are too small to matter, in the unit; None for the baseline.
    verdict, reason, family, p_value, p_adjusted, needed
        As of :class:`renkei.analysis.statistics.verdicts.Judgement`.
    """

    incident: str
    design: str
    metric: str
    milestone: str
    statistic: Statistic
    unit: str
    estimate: float
    low: float
    high: float
    n_incidents: int
    n_replications: int
    reached: float
    limit_h: float | None = None
    difference: float | None = None
    diff_low: float | None = None
    diff_high: float | None = None
    paired: bool = True
    variance_reduction: float | None = None
    identical: bool = False
    zone: float | None = None
    verdict: Verdict = "baseline"
    reason: Reason = ""
    family: Family = ""
    p_value: float | None = None
    p_adjusted: float | None = None
    needed: int | None = None


@dataclass(frozen=True)
class Comparison:
    """All rows, and what is needed to read them.

    Parameters
    ----------
    rows
        By incident, metric, design; the baseline first.
    baseline, designs
        Designs compared.
    confidence, zone, correction
        How.
    families
        Numbers of comparisons.
    over
        What weighs the same in each estimate: worlds, or incidents.
    warnings
        Sentences that a reader must see.
    """

    rows: tuple[Row, ...]
    baseline: str
    designs: tuple[str, ...]
    confidence: float
    zone: Zone
    correction: Correction
    families: Families
    over: Over
    warnings: tuple[str, ...]

    def frame(self) -> pl.DataFrame:
        """Return the rows as a tidy frame."""
        return pl.DataFrame([asdict(row) for row in self.rows], schema=_FRAME)

    def row(self, incident: str, design: str, metric: str) -> Row:
        """Return one row; KeyError if there is none."""
        for row in self.rows:
            if (row.incident, row.design, row.metric) == (incident, design, metric):
                return row
        raise KeyError((incident, design, metric))

    def statement(self) -> str:
        """Return in a few sentences how the verdicts were reached."""
        families, least = self.families, f"{1 - self.confidence:.0%}".replace("%", " %")
        unpaired = {row.design: 0 for row in self.rows if not row.paired}
        how = {"holm": "Holm", "bonferroni": "Bonferroni", "none": "no"}[self.correction]
        said = [
            f"Paired with {self.baseline} on the same incidents, {OVER_WORDS[self.over]}; "
            f"{self.confidence:.0%} confidence".replace("%", " %")
            + f", indifference zone {self.zone.words()}.",
            f"Asked: the deadline of each incident type, {comparisons(families.asked)}, {how} "
            "correction.",
        ]
        if families.explored:
            false = "" if self.correction == "none" else f"; of what is told at most {least} is "
            said.append(
                f"Explored: times, {comparisons(families.explored)}"
                + (f"{false}expected to be false." if false else ", no correction.")
            )
        if families.identical:
            said.append(f"{families.identical} that are the same in every incident do not count.")
        if unpaired:
            said.append(f"Unpaired, where they meet other incidents: {', '.join(unpaired)}.")
        said += self._on_means()
        said.append("Intervals, and what is called equivalent, are for one comparison each.")
        return " ".join(said)

    def _on_means(self) -> list[str]:
        """Say what few replications leave open of means; the sample cannot say whether it does.

        Where the rare long times are missing it looks harmless, and only there the interval
        misses: so this is said by their number, whatever they look like.
        """
        few = [
            row.n_replications
            for row in self.rows
            if row.statistic == "mean" and row.low < row.high and row.n_replications >= FEW
        ]
        if not few or min(few) >= _MANY_FOR_MEANS:
            return []
        return [
            f"Means of as few as {min(few)} replications: where rare worlds are many times slower, "
            "20 replications hold the mean in about 92 of 100 such 95 % intervals, 100 in 94."
        ]


_MANY_FOR_MEANS = 100
"""Replications from which on nothing is said of intervals of means."""

OVER_WORDS: Mapping[Over, str] = {
    "worlds": "each plausible world weighing the same",
    "incidents": "each incident weighing the same",
}
"""What an answer is over, in words."""

_FRAME = {
    "incident": pl.String,
    "design": pl.String,
    "metric": pl.String,
    "milestone": pl.String,
    "statistic": pl.String,
    "unit": pl.String,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n_incidents": pl.Int64,
    "n_replications": pl.Int64,
    "reached": pl.Float64,
    "limit_h": pl.Float64,
    "difference": pl.Float64,
    "diff_low": pl.Float64,
    "diff_high": pl.Float64,
    "paired": pl.Boolean,
    "variance_reduction": pl.Float64,
    "identical": pl.Boolean,
    "zone": pl.Float64,
    "verdict": pl.String,
    "reason": pl.String,
    "family": pl.String,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "needed": pl.Int64,
}


def compare(
    results: Results,
    deadlines: Mapping[str, Deadline],
    *,
    baseline: str | None = None,
    designs: Sequence[str] | None = None,
    milestones: Sequence[str] = MILESTONES,
    confidence: float = CONFIDENCE,
    zone: Zone | None = None,
    correction: Correction = "holm",
    over: Over = OVER,
    followed_h: float | None = None,
) -> Comparison:
    """Compare designs with a baseline.

    Parameters
    ----------
    results
        What was run.
    deadlines
        Deadline of each incident type to be compared; background types are left out.
    baseline
        Design that the others are compared with; None: the first.
    designs
        Designs to compare; None: all.
    milestones
        Milestones whose times are compared; those that no incident of a type reaches under any
        design are left out for that type.
    confidence
        Of each interval, and of all that was asked together.
    zone
        Indifference zone; None: the default one.
    correction
        For the number of comparisons.
    over
        What weighs the same in each estimate.
    followed_h
        How long every counted incident is followed at least [h], such as ``time.drain``: means
        count up to this, or to the deadline where that is longer. None: up to the longest time
        seen under any of the designs.

    Raises
    ------
    ResultsError
        If a design or incident type is not in the results.
    """
    chosen = tuple(designs or results.designs)
    baseline = baseline or chosen[0]
    for design in (*chosen, baseline):
        _known(design, results.designs, "design", results)
    for incident in deadlines:
        _known(incident, results.incidents, "incident type", results)
    chosen = (baseline, *(design for design in chosen if design != baseline))
    zone = zone or Zone()
    measured: list[_Measured] = []
    warnings = list(_failures(results, chosen))
    for incident, deadline in deadlines.items():
        wanted = tuple(dict.fromkeys((*milestones, deadline.milestone)))
        samples = {
            d: load_sample(results, d, incident, wanted, over, deadline.until_h) for d in chosen
        }
        pairs = {
            d: match(results, d, baseline, samples[d], samples[baseline])
            for d in chosen
            if d != baseline
        }
        for milestone, statistic in _metrics(deadline, milestones, samples):
            limit_h = _limit(milestone, deadline, samples, followed_h)
            measure = _Measure(milestone, statistic, deadline.hours, limit_h, confidence)
            measured += _measured(incident, measure, samples, pairs)
            if statistic == "mean":
                warnings += _carried(incident, measure, samples)
        warnings += _warnings(incident, deadline, samples)
        warnings += [
            f"{incident}, {design}: meets other incidents than {baseline}, so that it is compared "
            "unpaired, as if both had run in other worlds: with longer intervals."
            for design, matched in pairs.items()
            if not matched.paired
        ]
    rows, families = _judged(measured, zone, confidence, correction, results)
    return Comparison(
        tuple(rows),
        baseline,
        chosen,
        confidence,
        zone,
        correction,
        families,
        over,
        tuple(warnings),
    )


@dataclass(frozen=True)
class _Compared:
    """A difference, and what tells it from others: the same key is the same numbers."""

    difference: Difference
    key: tuple[str, Statistic, bytes]


_Measured = tuple[Row, _Compared | None]


def _limit(
    milestone: str, deadline: Deadline, samples: Mapping[str, Sample], followed_h: float | None
) -> float:
    """Return up to which time a mean counts [h]."""
    if followed_h is not None:
        return max(followed_h, deadline.hours)
    return longest(*(sample.hours[milestone] for sample in samples.values()))


def longest(*hours: Floats) -> float:
    """Return the longest time reached [h]; 0 where none is."""
    return max((float(h[np.isfinite(h)].max(initial=0.0)) for h in hours), default=0.0)


@dataclass(frozen=True)
class _Measure:
    """One statistic of one milestone."""

    milestone: str
    statistic: Statistic
    deadline_h: float
    limit_h: float
    confidence: float

    @property
    def metric(self) -> str:
        if self.statistic == "p_deadline":
            return self.statistic
        return f"{self.milestone.replace('-', '_')}_{self.statistic}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names by which its zone may be given, the most special first."""
        if self.statistic == "p_deadline":
            return (self.metric, "in-time")
        return (self.metric, self.metric.replace("_", "-"), self.milestone)

    def estimate(
        self, hours: Floats, clusters: Clusters, confidence: float | None = None
    ) -> Estimate:
        found = self._estimate(hours, clusters, confidence or self.confidence)
        if is_certain(clusters, hours):
            return replace(found, low=found.value, high=found.value)
        return found

    def _estimate(self, hours: Floats, clusters: Clusters, confidence: float) -> Estimate:
        match self.statistic:
            case "p_deadline":
                return probability(hours <= self.deadline_h, clusters, confidence)
            case "reached":
                return probability(np.isfinite(hours), clusters, confidence)
            case "mean":
                return mean(np.minimum(hours, self.limit_h), clusters, confidence)
            case _:
                return quantile(hours, clusters, _SHARES[self.statistic], confidence)

    def compared(self, matched: Matched) -> _Compared:
        """Return the difference, of pairs where there are any."""
        ours, theirs = (s.hours[self.milestone] for s in (matched.ours, matched.theirs))
        if matched.paired:
            return self.difference(ours, theirs, matched.clusters)
        difference = independent_difference(
            lambda confidence: self.estimate(ours, matched.ours.clusters, confidence),
            lambda confidence: self.estimate(theirs, matched.theirs.clusters, confidence),
            self.confidence,
        )
        return _Compared(difference, ("", self.statistic, _digest(ours, theirs)))

    def difference(self, ours: Floats, theirs: Floats, clusters: Clusters) -> _Compared:
        difference, key = self._difference(ours, theirs, clusters)
        if is_certain(clusters, ours, theirs):
            difference = certain(difference)
        return _Compared(difference, ("", self.statistic, key))

    def _difference(
        self, ours: Floats, theirs: Floats, clusters: Clusters
    ) -> tuple[Difference, bytes]:
        match self.statistic:
            case "p_deadline" | "reached":
                limit = self.deadline_h if self.statistic == "p_deadline" else _LONGEST
                met, theirs_met = ours <= limit, theirs <= limit
                found = (
                    no_difference(clusters.n, clusters.count)
                    if clusters.n and np.array_equal(ours, theirs)
                    else probability_difference(met, theirs_met, clusters, self.confidence)
                )
                return found, _digest(met, theirs_met)
            case "mean":
                capped, other = np.minimum(ours, self.limit_h), np.minimum(theirs, self.limit_h)
                found = mean_difference(capped, other, clusters, self.confidence)
                return found, _digest(capped, other)
            case _:
                share = _SHARES[self.statistic]
                found = quantile_difference(ours, theirs, clusters, share, self.confidence)
                return found, _digest(ours, theirs)


def _digest(*arrays: Floats | NDArray[np.bool_]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for array in arrays:
        digest.update(array.tobytes())
    return digest.digest()


def _metrics(
    deadline: Deadline, milestones: Sequence[str], samples: Mapping[str, Sample]
) -> Iterator[tuple[str, Statistic]]:
    yield deadline.milestone, "p_deadline"
    for milestone in milestones:
        if any(np.isfinite(sample.hours[milestone]).any() for sample in samples.values()):
            yield milestone, "median"
            yield milestone, "p90"
            yield milestone, "mean"
            if not all(np.isfinite(sample.hours[milestone]).all() for sample in samples.values()):
                yield milestone, "reached"


def _measured(
    incident: str,
    measure: _Measure,
    samples: Mapping[str, Sample],
    pairs: Mapping[str, Matched],
) -> Iterator[_Measured]:
    for design, sample in samples.items():
        hours = sample.hours[measure.milestone]
        estimate = measure.estimate(hours, sample.clusters)
        row = Row(
            incident=incident,
            design=design,
            metric=measure.metric,
            milestone=measure.milestone,
            statistic=measure.statistic,
            unit="1" if measure.statistic in ("p_deadline", "reached") else "h",
            estimate=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n_incidents=estimate.n_incidents,
            n_replications=estimate.n_replications,
            reached=sample.clusters.average(np.isfinite(hours)) if len(hours) else 0.0,
            limit_h=measure.limit_h if measure.statistic == "mean" else None,
        )
        if design not in pairs:
            yield row, None
            continue
        matched = pairs[design]
        compared = measure.compared(matched)
        difference = compared.difference
        yield (
            replace(
                row,
                difference=difference.value,
                diff_low=difference.low,
                diff_high=difference.high,
                paired=matched.paired,
                variance_reduction=difference.variance_reduction,
                identical=difference.identical,
            ),
            replace(compared, key=(incident, *compared.key[1:])),
        )


def _judged(
    measured: Sequence[_Measured],
    zone: Zone,
    confidence: float,
    correction: Correction,
    results: Results,
) -> tuple[list[Row], Families]:
    """Return the rows with their verdicts, and how many comparisons were corrected for."""
    rows: list[Row] = []
    claims: list[Claim] = []
    scale = math.nan
    for row, compared in measured:
        if compared is None:
            scale = row.estimate
            rows.append(row)
            continue
        names = _Measure(row.milestone, row.statistic, 0.0, 0.0, confidence).names
        limit = zone.limit(row.unit, scale, *names)
        is_time = row.unit == "h"
        claims.append(
            Claim(
                compared.difference,
                limit,
                "less" if is_time else "more",
                row.statistic == "p_deadline",
                results.replications(row.design),
                compared.key,
            )
        )
        rows.append(replace(row, zone=limit))
    judgements, families = judge(claims, confidence, correction)
    said = iter(judgements)
    judged = [
        row if compared is None else replace(row, **vars(next(said)))
        for row, (_, compared) in zip(rows, measured, strict=True)
    ]
    return judged, families


def _known(name: str, names: Sequence[str], what: str, results: Results) -> None:
    if name not in names:
        raise ResultsError(
            f"{results.folder} holds no {what} `{name}`; it holds {', '.join(names)}. "
            + did_you_mean(name, names)
        )


def _failures(results: Results, designs: Sequence[str]) -> Iterator[str]:
    for design in designs:
        failed = results.failures(design).height
        if failed:
            yield (
                f"{design}: {failed} of {results.replications(design)} replications failed and "
                "are not counted."
            )


def _warnings(incident: str, deadline: Deadline, samples: Mapping[str, Sample]) -> Iterator[str]:
    left_out = max(sample.left_out for sample in samples.values())
    if left_out:
        yield (
            f"{incident}: {left_out} incidents came less than their deadline before the run ended, "
            "and are left out, answered or not; a longer `time.drain` would count them."
        )
    for design, sample in samples.items():
        count = sample.clusters.count
        if count < FEW:
            yield (
                f"{incident}, {design}: only {count} replications had such an incident; at least "
                f"{FEW} are needed for a verdict."
            )
        open_ = sample.running & ~np.isfinite(sample.hours[deadline.milestone])
        if open_.sum() > 0.01 * len(open_):
            yield (
                f"{incident}, {design}: {open_.sum()} of {len(open_)} incidents still waited for "
                f"{deadline.milestone} when their replication ended and count as not reached; a "
                "longer `time.drain` would tell."
            )


def _carried(incident: str, measure: _Measure, samples: Mapping[str, Sample]) -> Iterator[str]:
    """Yield of which means most hours come from few replications."""
    for design, sample in samples.items():
        clusters = sample.clusters
        if clusters.count < FEW:
            continue
        hours = np.minimum(sample.hours[measure.milestone], measure.limit_h)
        total = np.sort(clusters.influence(hours))[::-1]
        few = math.ceil(0.05 * clusters.count)
        if total.sum() > 0 and total[:few].sum() > _FEW_CARRY * total.sum():
            share = f"{total[:few].sum() / total.sum():.0%}".replace("%", " %")
            yield (
                f"{incident}, {design}: {few} of {clusters.count} replications carry {share} of "
                f"all hours to {measure.milestone}; the mean hangs on them, look at the median."
            )
