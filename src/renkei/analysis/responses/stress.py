"""What a bad day costs each design: the same incidents with a load and without it.

Takes results that hold designs and the same designs with a load laid on each; gives the change of
each headline measure (the probability in time, and the mean time to the milestone that answers the
type) under each design, how much more or less that is than under the baseline, and how long
responses that begin come later than they would have.

All is paired: the change is formed incident by incident, in the same world with the same luck, and
so is its difference between two designs. Types whose arrivals the load itself changes have no
counterpart without it, and are left out. All changes are judged together (Holm 1979).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.responses.metrics import Metric
from renkei.analysis.responses.rows import Deadline, Statistic
from renkei.analysis.responses.samples import OVER, CountedIncidents, Matched, Sample, match, sound
from renkei.analysis.statistics.differences import Difference, mean_difference
from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Clusters,
    Estimate,
    Floats,
    Over,
    mean,
    quantile,
)
from renkei.analysis.statistics.judged import Judged, judge_rows, with_difference
from renkei.analysis.statistics.verdicts import Claim, Families, Zone
from renkei.results import Results

_STATISTICS: tuple[Statistic, ...] = ("p_deadline", "mean")


@dataclass(frozen=True)
class Stressed:
    """A design, a load, and the design with the load, all by their identifiers."""

    design: str
    load: str
    together: str


@dataclass(frozen=True)
class LoadChange(Judged):
    """One headline measure of one incident type under one design, without a load and with it.

    Parameters
    ----------
    incident, design, load, metric, milestone, statistic, unit
        Of what, as of :class:`renkei.analysis.responses.rows.Row`.
    calm, stressed
        Estimates without and with the load.
    n_incidents, n_replications
        Incidents behind them, and replications that had any.
    limit_h
        Of a mean: the time up to which it counts [h].
    difference, diff_low, diff_high
        With the load minus without.
    more, more_low, more_high
        That difference minus the baseline's; None: of the baseline itself, or no pairs.
    """

    incident: str
    design: str
    load: str
    metric: str
    milestone: str
    statistic: Statistic
    unit: str
    calm: float
    stressed: float
    n_incidents: int
    n_replications: int
    limit_h: float | None = None
    more: float | None = None
    more_low: float | None = None
    more_high: float | None = None


@dataclass(frozen=True)
class Aftermath:
    """Responses of all types that come later under a load, or sooner, in a replication.

    Parameters
    ----------
    design, load
        Of what.
    later, sooner
        How many a replication: answered later (or no more), or sooner (or at all), than without
        the load, by more than the zone.
    lasting, lasting_90
        Median and 90 % point, over replications that have any later, of the time from the first
        incident that is answered later to the last [h]: so long new incidents feel the load.
    n_later
        Replications that have any later.
    n_replications
        Replications compared.
    """

    design: str
    load: str
    later: Estimate
    sooner: Estimate
    lasting: Estimate
    lasting_90: Estimate
    n_later: int
    n_replications: int


@dataclass(frozen=True)
class Stress:
    """The changes under loads.

    Parameters
    ----------
    changes
        By load, incident type, measure, design.
    aftermaths
        By load, design.
    unpaired
        By load: types that come otherwise under it.
    confidence, zone, families, over
        How.
    """

    changes: tuple[LoadChange, ...]
    aftermaths: tuple[Aftermath, ...]
    unpaired: Mapping[str, tuple[str, ...]]
    confidence: float
    zone: Zone
    families: Families
    over: Over


def stress(
    results: Results,
    deadlines: Mapping[str, Deadline],
    pairs: Sequence[Stressed],
    *,
    confidence: float = CONFIDENCE,
    zone: Zone | None = None,
    over: Over = OVER,
    followed_h: float = 0.0,
) -> Stress:
    """Return what loads change under designs.

    Parameters
    ----------
    results
        Results that hold each design without and with its loads.
    deadlines
        Deadline of each incident type asked about.
    pairs
        Designs with loads; of each load the first design is the baseline.
    confidence
        Of each interval, and of all changes together.
    zone
        Changes that count as none; None: the default one.
    over
        What weighs the same in each estimate.
    followed_h
        Least time for which every incident is followed [h]: means count up to this time, or to the
        deadline if that is longer.
    """
    zone = zone or Zone()
    milestones = tuple(dict.fromkeys(one.milestone for one in deadlines.values()))
    names = dict.fromkeys(name for one in pairs for name in (one.design, one.together))
    met = {d: CountedIncidents(results, d, milestones, over, list(deadlines)) for d in names}
    rows: list[LoadChange] = []
    claims: list[Claim | None] = []
    shifts: dict[Stressed, list[_Shift]] = {pair: [] for pair in pairs}
    unpaired: dict[str, dict[str, None]] = {}
    for load in dict.fromkeys(one.load for one in pairs):
        own = [one for one in pairs if one.load == load]
        for incident, deadline in deadlines.items():
            matched = {one: _matched(results, met, one, incident, deadline) for one in own}
            if not all(one.paired for one in matched.values()):
                unpaired.setdefault(load, {})[incident] = None
                continue
            limit_h = max(followed_h, deadline.hours)
            for one, pair in matched.items():
                limit = zone.limit("h", _average(pair, deadline, limit_h), deadline.milestone)
                shifts[one].append(_Shift.of(pair, deadline.milestone, limit))
            for statistic in _STATISTICS:
                metric = Metric(deadline.milestone, statistic, deadline.hours, limit_h, confidence)
                for row, claim in _changes(incident, metric, matched, zone, results):
                    rows.append(row)
                    claims.append(claim)
    judged, families = judge_rows(rows, claims, confidence, "holm")
    aftermaths = tuple(_aftermath(results, one, found, confidence) for one, found in shifts.items())
    left_out = {load: tuple(types) for load, types in unpaired.items()}
    return Stress(tuple(judged), aftermaths, left_out, confidence, zone, families, over)


def _matched(
    results: Results,
    met: Mapping[str, CountedIncidents],
    one: Stressed,
    incident: str,
    deadline: Deadline,
) -> Matched:
    ours, theirs = (met[d].of(incident, deadline.until_h) for d in (one.together, one.design))
    return match(results, one.together, one.design, ours, theirs)


def _average(pair: Matched, deadline: Deadline, limit_h: float) -> float:
    hours = pair.theirs.hours[deadline.milestone]
    return pair.clusters.average(np.minimum(hours, limit_h)) if len(hours) else math.nan


def _changes(
    incident: str,
    metric: Metric,
    matched: Mapping[Stressed, Matched],
    zone: Zone,
    results: Results,
) -> Iterator[tuple[LoadChange, Claim]]:
    """Yield the change under each design with its claim; the first is the baseline."""
    base: Matched | None = None
    for one, pair in matched.items():
        if not pair.clusters.n:
            continue
        compared = metric.compared(pair)
        calm, stressed = (
            metric.estimate(sample.hours[metric.milestone], sample.clusters).value
            for sample in (pair.theirs, pair.ours)
        )
        more = _more(metric, pair, base)
        row = LoadChange(
            incident=incident,
            design=one.design,
            load=one.load,
            metric=metric.name,
            milestone=metric.milestone,
            statistic=metric.statistic,
            unit=metric.unit,
            calm=calm,
            stressed=stressed,
            n_incidents=pair.clusters.n,
            n_replications=pair.clusters.count,
            limit_h=metric.limit_h if metric.statistic == "mean" else None,
            more=None if more is None else more.value,
            more_low=None if more is None else more.low,
            more_high=None if more is None else more.high,
        )
        base = base or pair
        claim = Claim(
            compared.difference,
            zone.limit(row.unit, calm, *metric.names),
            "less" if row.unit == "h" else "more",
            True,
            results.replications(one.together),
            (incident, one.load, *compared.key),
        )
        yield with_difference(row, compared.difference), claim


def _more(metric: Metric, pair: Matched, base: Matched | None) -> Difference | None:
    """Return how much more a measure changes than under the baseline, with its interval."""
    if base is None or not _same_incidents(pair.theirs, base.theirs):
        return None
    ours, theirs = (_valued(metric, one.ours) - _valued(metric, one.theirs) for one in (pair, base))
    return mean_difference(ours, theirs, pair.clusters, metric.confidence)


def _same_incidents(one: Sample, other: Sample) -> bool:
    return np.array_equal(one.identity, other.identity) and np.array_equal(
        one.arrived_h, other.arrived_h
    )


def _valued(metric: Metric, sample: Sample) -> Floats:
    """Return what each incident adds to a measure: whether it was in time, or its time [h]."""
    hours = sample.hours[metric.milestone]
    if metric.statistic == "p_deadline":
        return np.asarray(hours <= metric.deadline_h, np.float64)
    return np.minimum(hours, metric.limit_h)


@dataclass(frozen=True)
class _Shift:
    """Of the incidents of one type: replication, arrival, and -1, 0 or 1: sooner, same, later."""

    replication: NDArray[np.int32]
    arrived_h: Floats
    sign: NDArray[np.int64]

    @staticmethod
    def of(pair: Matched, milestone: str, limit_h: float) -> _Shift:
        ours, theirs = pair.ours.hours[milestone], pair.theirs.hours[milestone]
        later, sooner = ours > theirs + limit_h, theirs > ours + limit_h
        sign = later.astype(np.int64) - sooner.astype(np.int64)
        return _Shift(pair.ours.replication, pair.ours.arrived_h, sign)


def _aftermath(
    results: Results, one: Stressed, shifts: Sequence[_Shift], confidence: float
) -> Aftermath:
    none = np.array([])
    replication = np.concatenate([shift.replication for shift in shifts] or [none]).astype(np.int64)
    arrived = np.concatenate([shift.arrived_h for shift in shifts] or [none])
    sign = np.concatenate([shift.sign for shift in shifts] or [none])
    both = np.intersect1d(sound(results, one.design), sound(results, one.together))
    inside = np.isin(replication, both)
    replication, arrived, sign = replication[inside], arrived[inside], sign[inside]
    each = Clusters(both)
    counts = [
        np.bincount(np.searchsorted(both, replication[sign == way]), minlength=len(both))
        for way in (1, -1)
    ]
    later, where = replication[sign == 1], arrived[sign == 1]
    touched, own = np.unique(later, return_inverse=True)
    first, last = np.full((2, len(touched)), np.inf)
    np.minimum.at(first, own, where)
    np.minimum.at(last, own, -where)
    lasting = -last - first
    spread = Clusters(touched)
    return Aftermath(
        one.design,
        one.load,
        mean(counts[0].astype(np.float64), each, confidence),
        mean(counts[1].astype(np.float64), each, confidence),
        quantile(lasting, spread, 0.5, confidence),
        quantile(lasting, spread, 0.9, confidence),
        len(touched),
        len(both),
    )
