"""Compare designs on the same incidents: estimates, paired differences, verdicts.

Takes results and the deadlines of the incident types; gives :class:`Comparison`, one row for each
incident type, design and metric. A verdict says *better* or *worse* only if the difference leaves
the indifference zone after correction for all comparisons made; the intervals shown are not
corrected.

Sources: Holm (1979) for the correction; Nelson and Matejcik (1995) for comparing systems under
common random numbers with an indifference zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from renkei._base.errors import ResultsError
from renkei._base.nearest import did_you_mean
from renkei.analysis.differences import (
    Difference,
    mean_difference,
    probability_difference,
    quantile_difference,
)
from renkei.analysis.estimation import (
    CONFIDENCE,
    Clusters,
    Estimate,
    Floats,
    mean,
    probability,
    quantile,
)
from renkei.analysis.samples import Sample, load_sample, pair
from renkei.program.clock import on_clock
from renkei.results import Results

FEW = 10
"""With fewer replications that had the incident, nothing is said: `too few`."""

MILESTONES = ("decided", "agreed", "on-station")
"""Milestones compared where none are asked for."""

Verdict = Literal["baseline", "better", "not distinguishable", "worse", "too few"]
Correction = Literal["holm", "bonferroni", "none"]
Statistic = Literal["p_deadline", "mean", "median", "p90"]

_SHARES: dict[Statistic, float] = {"median": 0.5, "p90": 0.9}


@dataclass(frozen=True)
class Deadline:
    """What answers an incident, and within which time of the event.

    Parameters
    ----------
    milestone
        Milestone that answers it.
    hours
        Deadline [h]; an incident not answered counts as late.
    """

    milestone: str
    hours: float

    def __post_init__(self) -> None:
        # A time that meets it exactly is the same float.
        object.__setattr__(self, "hours", on_clock(self.hours))


@dataclass(frozen=True)
class Zone:
    """Differences too small to matter.

    Parameters
    ----------
    hours
        For times [h].
    probability
        For probabilities.
    """

    hours: float = 0.5
    probability: float = 0.01

    def of(self, statistic: Statistic) -> float:
        """Return the half-width of the zone for a statistic."""
        return self.probability if statistic == "p_deadline" else self.hours


@dataclass(frozen=True)
class Row:
    """One metric of one incident type under one design.

    Parameters
    ----------
    incident, design, metric
        Of what; ``metric`` is ``p_deadline`` or milestone and statistic (``on_station_p90``).
    milestone, statistic
        The metric in its parts.
    unit
        ``1`` or ``h``.
    estimate, low, high
        Estimate with its interval, over all counted incidents (a mean: over those that reached
        the milestone); ``inf`` is not reached, or not bounded.
    n_incidents, n_replications
        Incidents behind the estimate, and replications that had any.
    reached
        Share of the counted incidents that reached the milestone at all.
    difference, diff_low, diff_high
        Design minus baseline, paired by incident; None for the baseline itself.
    variance_reduction
        What the pairing gained; None: baseline, or undefined.
    p_value, p_adjusted
        Error at which the interval of the difference leaves the indifference zone, alone and
        corrected for the family.
    equivalent
        The interval of the difference lies within the zone: practically the same.
    verdict
        See the module.
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
    difference: float | None = None
    diff_low: float | None = None
    diff_high: float | None = None
    variance_reduction: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    equivalent: bool | None = None
    verdict: Verdict = "baseline"


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
    family
        Number of comparisons that were corrected for.
    warnings
        Sentences that a reader must see.
    """

    rows: tuple[Row, ...]
    baseline: str
    designs: tuple[str, ...]
    confidence: float
    zone: Zone
    correction: Correction
    family: int
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
        """Return in one sentence how the verdicts were reached."""
        how = {"holm": "Holm", "bonferroni": "Bonferroni", "none": "no"}[self.correction]
        return (
            f"Paired with {self.baseline} on the same incidents; verdicts at "
            f"{self.confidence:.0%} confidence with an indifference zone of ±{self.zone.hours:g} h "
            f"and ±{self.zone.probability:g} in probability, {how} correction over "
            f"{self.family} comparisons; intervals are for one comparison each."
        )


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
    "difference": pl.Float64,
    "diff_low": pl.Float64,
    "diff_high": pl.Float64,
    "variance_reduction": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "equivalent": pl.Boolean,
    "verdict": pl.String,
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
        Of each interval, and of all verdicts together.
    zone
        Indifference zone; None: the default one.
    correction
        For the number of comparisons.

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
    measured: list[_Measured] = []
    warnings = list(_failures(results, chosen))
    for incident, deadline in deadlines.items():
        wanted = tuple(dict.fromkeys((*milestones, deadline.milestone)))
        samples = {d: load_sample(results, d, incident, wanted) for d in chosen}
        pairs = {d: pair(samples[d], samples[baseline]) for d in chosen if d != baseline}
        for milestone, statistic in _metrics(deadline, milestones, samples):
            measure = _Measure(milestone, statistic, deadline.hours, confidence)
            measured += _measured(incident, measure, samples, pairs)
        warnings += _warnings(incident, deadline, samples)
    zone = zone or Zone()
    rows, family = _judged(measured, zone, confidence, correction)
    return Comparison(
        tuple(rows),
        baseline,
        chosen,
        confidence,
        zone,
        correction,
        family,
        tuple(warnings),
    )


_Measured = tuple[Row, Difference | None]


@dataclass(frozen=True)
class _Measure:
    """One statistic of one milestone."""

    milestone: str
    statistic: Statistic
    deadline_h: float
    confidence: float

    @property
    def metric(self) -> str:
        if self.statistic == "p_deadline":
            return self.statistic
        return f"{self.milestone.replace('-', '_')}_{self.statistic}"

    def estimate(self, hours: Floats, clusters: Clusters) -> Estimate:
        match self.statistic:
            case "p_deadline":
                return probability(hours <= self.deadline_h, clusters, self.confidence)
            case "mean":
                reached = np.isfinite(hours)
                return mean(hours[reached], clusters.only(reached), self.confidence)
            case _:
                return quantile(hours, clusters, _SHARES[self.statistic], self.confidence)

    def difference(self, ours: Floats, theirs: Floats, clusters: Clusters) -> Difference:
        match self.statistic:
            case "p_deadline":
                within = ours <= self.deadline_h
                theirs_within = theirs <= self.deadline_h
                return probability_difference(within, theirs_within, clusters, self.confidence)
            case "mean":
                return mean_difference(ours, theirs, clusters, self.confidence)
            case _:
                share = _SHARES[self.statistic]
                return quantile_difference(ours, theirs, clusters, share, self.confidence)


def _metrics(
    deadline: Deadline, milestones: Sequence[str], samples: Mapping[str, Sample]
) -> Iterator[tuple[str, Statistic]]:
    yield deadline.milestone, "p_deadline"
    for milestone in milestones:
        if any(np.isfinite(sample.hours[milestone]).any() for sample in samples.values()):
            yield milestone, "median"
            yield milestone, "p90"
            yield milestone, "mean"


def _measured(
    incident: str,
    measure: _Measure,
    samples: Mapping[str, Sample],
    pairs: Mapping[str, tuple[Sample, Sample]],
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
            unit="1" if measure.statistic == "p_deadline" else "h",
            estimate=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n_incidents=estimate.n_incidents,
            n_replications=estimate.n_replications,
            reached=float(np.isfinite(hours).mean()) if len(hours) else 0.0,
        )
        if design not in pairs:
            yield row, None
            continue
        ours, theirs = pairs[design]
        difference = measure.difference(
            ours.hours[measure.milestone], theirs.hours[measure.milestone], ours.clusters
        )
        yield (
            replace(
                row,
                difference=difference.value,
                diff_low=difference.low,
                diff_high=difference.high,
                variance_reduction=difference.variance_reduction,
            ),
            difference,
        )


def _judged(
    measured: Sequence[_Measured], zone: Zone, confidence: float, correction: Correction
) -> tuple[list[Row], int]:
    """Return the rows with their verdicts, and how many comparisons were corrected for."""
    enough = [
        i
        for i, (_, difference) in enumerate(measured)
        if difference is not None and difference.n_replications >= FEW
    ]
    errors = {i: _error(measured[i], zone) for i in enough}
    adjusted = corrected(errors, correction)
    rows = []
    for i, (row, difference) in enumerate(measured):
        if difference is None:
            rows.append(row)
        elif i not in errors:
            rows.append(replace(row, verdict="too few"))
        else:
            limit = zone.of(row.statistic)
            rows.append(
                replace(
                    row,
                    p_value=errors[i],
                    p_adjusted=adjusted[i],
                    equivalent=-limit <= difference.low and difference.high <= limit,
                    verdict=_verdict(row, difference, adjusted[i] <= 1 - confidence),
                )
            )
    return rows, len(errors)


def _error(measured: _Measured, zone: Zone) -> float:
    row, difference = measured
    assert difference is not None
    return difference.uncertainty.error_beyond(zone.of(row.statistic))


def _verdict(row: Row, difference: Difference, sure: bool) -> Verdict:
    if not sure:
        return "not distinguishable"
    # A higher probability is better, a longer time is worse.
    more_is_better = row.statistic == "p_deadline"
    return "better" if (difference.value > 0) == more_is_better else "worse"


def corrected(errors: Mapping[int, float], correction: Correction) -> dict[int, float]:
    """Return errors corrected for their number; Holm's never exceed Bonferroni's."""
    family = len(errors)
    if correction == "none":
        return dict(errors)
    if correction == "bonferroni":
        return {key: min(1.0, family * error) for key, error in errors.items()}
    adjusted: dict[int, float] = {}
    largest = 0.0
    for rank, key in enumerate(sorted(errors, key=errors.__getitem__)):
        largest = max(largest, min(1.0, (family - rank) * errors[key]))
        adjusted[key] = largest
    return adjusted


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
