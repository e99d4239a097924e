"""The parts of the time to a milestone, and the parts of a difference.

Takes the critical-path hours in the results; gives the mean hours to a milestone by cause and
headquarters, under one design (:func:`attribute`) or as the difference between two
(:func:`attribute_difference`).

Hours are summed per replication, so a mean is a ratio. Under one design it is over the incidents
that reached the milestone, and says which share they are. A difference is that of restricted means
(:mod:`renkei.analysis.responses.metrics`): over all paired incidents, of the time up to a limit.
Its parts sum exactly to it: hours of each cause per counted incident, *never arrives* (the limit,
for those that do not reach the milestone), *beyond the limit* (hours later than it, which do not
count), and *untraced*, hours that no step accounts for. Parts may offset each other, and then are
larger than the difference; no share is said of these.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei.analysis.responses.samples import OVER, Sample, load_sample, longest, match
from renkei.analysis.statistics.differences import Difference, mean_difference
from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Clusters,
    Estimate,
    Floats,
    Over,
    mean,
    skewed,
)
from renkei.analysis.statistics.independent import Estimator, independent_difference
from renkei.results import Results

BY = ("kind", "state", "headquarters")
"""Columns by which hours are split by default."""

NEVER = "never arrives"
LATE = "beyond the limit"
UNTRACED = "untraced"
REMAINDERS = (NEVER, LATE, UNTRACED)
"""Parts that are not causes."""

STATES = ("queue", "closed", "busy")
"""Waiting for a team; off hours and waiting for boards; work and delay."""

_STEP_COLUMNS = ("kind", "headquarters", "nation", "cell", "step")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Part:
    """Hours of one cause.

    Parameters
    ----------
    key
        Values of the columns by which hours are split, in their order; ``""``: does not apply.
    hours, low, high
        Mean hours per incident, or their difference (design minus baseline), with the interval.
    share
        Share of the total; ``nan`` if the total is zero, or parts offset each other.
    """

    key: tuple[str, ...]
    hours: float
    low: float
    high: float
    share: float


@dataclass(frozen=True)
class Attribution:
    """Mean hours to a milestone under one design, by cause.

    Parameters
    ----------
    incident, milestone, design
        Of what; incident None: all types.
    by
        Columns of the keys of the parts.
    total
        Mean hours from event to milestone, of the incidents that reached it.
    reached
        Share of the incidents that did.
    parts
        Largest first; with ``untraced`` they sum to the total.
    """

    incident: str | None
    milestone: str
    design: str
    by: tuple[str, ...]
    total: Estimate
    reached: float
    parts: tuple[Part, ...]

    def frame(self) -> pl.DataFrame:
        """Return the parts as a tidy frame."""
        return _frame(self.parts, self.by, incident=self.incident, design=self.design)


@dataclass(frozen=True)
class AttributedDifference:
    """Difference of the mean hours to a milestone, by cause.

    Parameters
    ----------
    incident, milestone, design, baseline
        Of what; incident None: all types.
    by
        Columns of the keys of the parts.
    limit_h
        Time up to which an incident counts [h].
    total
        Difference of the restricted means, over all incidents.
    parts
        Largest in size first; they sum to the total.
    """

    incident: str | None
    milestone: str
    design: str
    baseline: str
    by: tuple[str, ...]
    limit_h: float
    total: Difference
    parts: tuple[Part, ...]

    def frame(self) -> pl.DataFrame:
        """Return the parts as a tidy frame."""
        names = {"incident": self.incident, "design": self.design, "baseline": self.baseline}
        return _frame(self.parts, self.by, **names)


class CriticalPaths:
    """The tables of critical paths of results: each part is read once."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._steps: dict[str, list[dict[str, Any]]] = {}
        self._segments: dict[tuple[str, str], pl.DataFrame] = {}

    def steps(self, design: str) -> list[dict[str, Any]]:
        """Return the steps of a design: tag, incident type, and by what hours can be split."""
        if design not in self._steps:
            wanted = self._results.scan("steps", design).select("tag", "incident", *_STEP_COLUMNS)
            self._steps[design] = wanted.collect().to_dicts()
        return self._steps[design]

    def segments(self, design: str, milestone: str) -> pl.DataFrame:
        """Return the hours on the critical path to a milestone, by replication and tag."""
        key = design, milestone
        if key not in self._segments:
            hours = [f"{state}_h" for state in STATES]
            self._segments[key] = (
                self._results.scan("segments", design)
                .filter(pl.col("milestone") == milestone)
                .select("replication", "tag", *hours)
                .collect(engine="streaming")
                .sort("replication", "tag", *hours)
            )
        return self._segments[key]


def attribute(
    results: Results,
    design: str,
    incident: str | None,
    milestone: str,
    *,
    by: Sequence[str] = BY,
    confidence: float = CONFIDENCE,
    over: Over = OVER,
    traced: CriticalPaths | None = None,
) -> Attribution:
    """Split the mean hours to a milestone by cause.

    Parameters
    ----------
    incident
        Incident type; None: all counted ones.
    milestone
        A traced milestone.
    by
        Any of ``kind``, ``state``, ``headquarters``, ``nation``, ``cell``, ``step``.
    over
        Unit that weighs the same.
    traced
        Tables of the results that are read once for many types; None: they are read for this one.

    Raises
    ------
    ResultsError
        If the milestone was not traced under the design, or a column is unknown.
    """
    sample = _load(results, design, incident, milestone, over)
    reached = np.isfinite(sample.hours[milestone])
    inner = sample.clusters.only(reached)
    share = sample.clusters.average(reached) if sample.clusters.n else 0.0
    total = mean(sample.hours[milestone][reached], inner, confidence)
    if not total.n_incidents:
        return Attribution(incident, milestone, design, tuple(by), total, share, ())
    ledger = _ledger(traced or CriticalPaths(results), design, incident, milestone, by, inner)
    means = ledger.means()
    parts = [
        _part(key, value, ledger.influence(i), confidence)
        for i, (key, value) in enumerate(zip(ledger.keys, means, strict=True))
    ]
    parts += _rest(total.value - float(means.sum()), by, total.value)
    shared = _shared(parts, total.value)
    return Attribution(incident, milestone, design, tuple(by), total, share, shared)


def attribute_difference(
    results: Results,
    design: str,
    baseline: str,
    incident: str | None,
    milestone: str,
    *,
    by: Sequence[str] = BY,
    confidence: float = CONFIDENCE,
    over: Over = OVER,
    limit_h: float | None = None,
) -> AttributedDifference:
    """Split the difference of the restricted mean hours to a milestone by cause.

    Paired if both designs meet the same incidents; else every interval is that of independent
    samples.

    Parameters and errors as of :func:`attribute`; and

    Parameters
    ----------
    limit_h
        Time up to which an incident counts [h]; an incident that never arrives counts as this
        time. None: the longest time seen.
    """
    matched = match(
        results,
        design,
        baseline,
        _load(results, design, incident, milestone, over),
        _load(results, baseline, incident, milestone, over),
    )
    ours, theirs = matched.ours, matched.theirs
    x, y, clusters = ours.hours[milestone], theirs.hours[milestone], ours.clusters
    limit = longest(x, y) if limit_h is None else limit_h
    of_ours, of_theirs = np.minimum(x, limit), np.minimum(y, limit)
    if matched.paired:
        total = mean_difference(of_ours, of_theirs, clusters, confidence)
    else:
        total = independent_difference(
            lambda level: mean(of_ours, clusters, level),
            lambda level: mean(of_theirs, theirs.clusters, level),
            confidence,
        )
    found = (incident, milestone, design, baseline, tuple(by), limit, total)
    if not total.n_incidents:
        return AttributedDifference(*found, ())
    traced = CriticalPaths(results)
    a = _ledger(traced, design, incident, milestone, by, clusters)
    b = _ledger(traced, baseline, incident, milestone, by, theirs.clusters)
    keys = tuple(sorted({*a.keys, *b.keys}))
    a, b = a.over(keys), b.over(keys)

    def part(key: tuple[str, ...], means: tuple[float, float], *errors: Floats) -> Part:
        if matched.paired:
            return _part(key, means[0] - means[1], errors[0] - errors[1], confidence)
        return _part_apart(key, means, errors, confidence)

    parts = [
        part(key, (float(one), float(other)), a.influence(i), b.influence(i))
        for i, (key, one, other) in enumerate(zip(keys, a.means(), b.means(), strict=True))
    ]
    for name, one, other in (
        (NEVER, np.isinf(x) * limit, np.isinf(y) * limit),
        (LATE, _beyond(x, limit), _beyond(y, limit)),
    ):
        if not np.array_equal(one, other):
            means = clusters.average(one), theirs.clusters.average(other)
            errors = (
                clusters.influence(one - means[0]),
                theirs.clusters.influence(other - means[1]),
            )
            parts.append(part(_remainder_key(name, by), means, *errors))
    parts += _rest(total.value - sum(part.hours for part in parts), by, total.value)
    return AttributedDifference(*found, _shared(parts, total.value))


def _beyond(hours: Floats, limit: float) -> Floats:
    """Return the hours past the limit, negative: they do not count."""
    beyond: Floats = np.where(np.isfinite(hours), np.minimum(limit - hours, 0.0), 0.0)
    return beyond


@dataclass(frozen=True)
class _Ledger:
    """Hours by replication and cause.

    ``hours`` is ``(n_replications, n_keys)``; ``weight`` ``(n_replications,)`` that of one
    incident, ``incidents`` their number.
    """

    keys: tuple[tuple[str, ...], ...]
    hours: Floats
    weight: Floats
    incidents: NDArray[np.int64]

    def means(self) -> Floats:
        means: Floats = self.weight @ self.hours
        return means

    def influence(self, i: int) -> Floats:
        """Return what each replication adds to the error of mean ``i``; sums to zero."""
        value = self.weight @ self.hours[:, i]
        influence: Floats = self.weight * (self.hours[:, i] - value * self.incidents)
        return influence

    def over(self, keys: tuple[tuple[str, ...], ...]) -> _Ledger:
        """Return it with a column for each of these keys."""
        columns = np.array([keys.index(key) for key in self.keys], np.int64)
        hours = np.zeros((len(self.hours), len(keys)))
        hours[:, columns] = self.hours
        return _Ledger(keys, hours, self.weight, self.incidents)


def _ledger(
    traced: CriticalPaths,
    design: str,
    incident: str | None,
    milestone: str,
    by: Sequence[str],
    clusters: Clusters,
) -> _Ledger:
    """Return the hours of the replications of these incidents."""
    columns = [column for column in by if column != "state"]
    for column in columns:
        if column not in _STEP_COLUMNS:
            raise ResultsError(
                Phrase(
                    "time cannot be split by `{column}`; it can by state, {step_columns}",
                    column=column,
                    step_columns=", ".join(_STEP_COLUMNS),
                )
            )
    of_tag = {
        step["tag"]: step
        for step in traced.steps(design)
        if incident is None or step["incident"] == incident
    }
    # A replication without such an incident says nothing here.
    replications, first = np.unique(clusters.replication.astype(np.int64), return_index=True)
    rows = traced.segments(design, milestone).filter(
        pl.col("tag").is_in(list(of_tag)) & pl.col("replication").is_in(replications.tolist())
    )
    at, tags = np.searchsorted(replications, rows["replication"].to_numpy()), rows["tag"].to_numpy()
    # Summed in the order of rows: a sum over groups taken by several threads would differ in its
    # last digits from one look to the next.
    sums: dict[tuple[str, ...], Floats] = {}
    for state in STATES:
        values = rows[f"{state}_h"].to_numpy()
        for tag in np.unique(tags[values != 0]).tolist():
            key = tuple(state if name == "state" else of_tag[tag][name] or "" for name in by)
            own = tags == tag
            np.add.at(sums.setdefault(key, np.zeros(len(replications))), at[own], values[own])
    keys = sorted(sums)
    hours = np.zeros((len(replications), len(keys)))
    for i, key in enumerate(keys):
        hours[:, i] = sums[key]
    return _Ledger(tuple(keys), hours, clusters.weight[first], clusters.sizes.astype(np.int64))


def _load(
    results: Results, design: str, incident: str | None, milestone: str, over: Over
) -> Sample:
    traced = results.record.designs[design].traced if design in results.designs else ()
    if milestone not in traced:
        raise ResultsError(
            Phrase(
                "{folder}: the critical path to `{milestone}` is not traced "
                "under `{design}`; traced are {traced}",
                folder=results.folder,
                milestone=milestone,
                design=design,
                traced=", ".join(traced) or Phrase("none"),
            )
        )
    return load_sample(results, design, incident, [milestone], over)


def _part(key: tuple[str, ...], value: float, influence: Floats, confidence: float) -> Part:
    value = float(value)
    low, high = skewed(value, influence, confidence)
    return Part(key, value, low, high, math.nan)


def _part_apart(
    key: tuple[str, ...],
    means: tuple[float, float],
    errors: tuple[Floats, ...],
    confidence: float,
) -> Part:
    """Return a part of the difference of independent samples."""

    def estimator(value: float, influence: Floats) -> Estimator:
        n = len(influence)
        return lambda level: Estimate(value, *skewed(value, influence, level), n, n)

    ours, theirs = (estimator(*one) for one in zip(means, errors, strict=True))
    found = independent_difference(ours, theirs, confidence)
    return Part(key, found.value, found.low, found.high, math.nan)


def _rest(value: float, by: Sequence[str], total: float) -> list[Part]:
    """Return the hours of no step, without an interval, unless they are only rounding."""
    if abs(value) <= _ROUNDING * max(1.0, abs(total)):
        return []
    return [Part(_remainder_key(UNTRACED, by), value, -math.inf, math.inf, math.nan)]


def _remainder_key(name: str, by: Sequence[str]) -> tuple[str, ...]:
    return (name, *("" for _ in by[1:]))


def _shared(parts: Sequence[Part], total: float) -> tuple[Part, ...]:
    """Return the parts, largest first, with shares of the total unless a part works against it."""
    small = _ROUNDING * max(1.0, abs(total))
    offsetting = any(part.hours * total < 0 and abs(part.hours) > small for part in parts)
    if total and not offsetting:
        parts = [replace(part, share=part.hours / total) for part in parts]
    return tuple(sorted(parts, key=lambda part: (-abs(part.hours), part.key)))


def _frame(parts: Sequence[Part], by: Sequence[str], **names: str | None) -> pl.DataFrame:
    columns: dict[str, list[str | None] | list[str] | list[float]] = {
        name: [value] * len(parts) for name, value in names.items()
    }
    columns |= {column: [part.key[i] for part in parts] for i, column in enumerate(by)}
    for field in ("hours", "low", "high", "share"):
        columns[field] = [getattr(part, field) for part in parts]
    texts = dict.fromkeys((*names, *by), pl.String)
    return pl.DataFrame(columns, schema_overrides=texts)
