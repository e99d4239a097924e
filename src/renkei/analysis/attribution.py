"""Where the time goes, and which part of a difference comes from where.

Takes the critical-path hours in the results; gives the mean hours to a milestone by cause and
headquarters, under one design (:func:`attribute`) or as the difference between two
(:func:`attribute_difference`).

Hours are summed per replication, so a mean is a ratio: hours over incidents that reached the
milestone. The parts of a difference sum exactly to the paired difference of means, with two
remainders that are shown, not hidden: *other incidents*, since the means of two designs are over
the incidents that each of them brought to the milestone while the paired difference is over those
that both did; and *untraced*, hours that no step accounts for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei._base.errors import ResultsError
from renkei.analysis.differences import Difference, mean_difference
from renkei.analysis.estimation import CONFIDENCE, Estimate, Floats, mean, student
from renkei.analysis.samples import Sample, load_sample, pair
from renkei.results import Results

BY = ("kind", "state", "headquarters")
"""Columns by which hours are split where none are asked for."""

OTHER_INCIDENTS = "other incidents"
UNTRACED = "untraced"
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
        Of the total; ``nan`` where the total is zero.
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
        Mean hours from event to milestone.
    parts
        Largest first; with ``untraced`` they sum to the total.
    """

    incident: str | None
    milestone: str
    design: str
    by: tuple[str, ...]
    total: Estimate
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
    total
        Paired difference over the incidents that reached the milestone under both designs.
    parts
        Largest in size first; they sum to the total.
    """

    incident: str | None
    milestone: str
    design: str
    baseline: str
    by: tuple[str, ...]
    total: Difference
    parts: tuple[Part, ...]

    def frame(self) -> pl.DataFrame:
        """Return the parts as a tidy frame."""
        names = {"incident": self.incident, "design": self.design, "baseline": self.baseline}
        return _frame(self.parts, self.by, **names)


def attribute(
    results: Results,
    design: str,
    incident: str | None,
    milestone: str,
    *,
    by: Sequence[str] = BY,
    confidence: float = CONFIDENCE,
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

    Raises
    ------
    ResultsError
        If the milestone was not traced under the design, or a column is unknown.
    """
    sample = _load(results, design, incident, milestone)
    reached = np.isfinite(sample.hours[milestone])
    total = mean(sample.hours[milestone][reached], sample.clusters.only(reached), confidence)
    if not total.n_incidents:
        return Attribution(incident, milestone, design, tuple(by), total, ())
    ledger = _ledger(results, design, incident, milestone, by, sample)
    means = ledger.means()
    parts = [
        _part(key, value, ledger.influence(i), total.value, confidence)
        for i, (key, value) in enumerate(zip(ledger.keys, means, strict=True))
    ]
    parts += _rest(UNTRACED, total.value - float(means.sum()), by, total.value)
    return Attribution(incident, milestone, design, tuple(by), total, _sorted(parts))


def attribute_difference(
    results: Results,
    design: str,
    baseline: str,
    incident: str | None,
    milestone: str,
    *,
    by: Sequence[str] = BY,
    confidence: float = CONFIDENCE,
) -> AttributedDifference:
    """Split the paired difference of the mean hours to a milestone by cause.

    Parameters and errors as of :func:`attribute`.
    """
    ours, theirs = pair(
        _load(results, design, incident, milestone), _load(results, baseline, incident, milestone)
    )
    total = mean_difference(
        ours.hours[milestone], theirs.hours[milestone], ours.clusters, confidence
    )
    if not total.n_incidents:
        return AttributedDifference(incident, milestone, design, baseline, tuple(by), total, ())
    a = _ledger(results, design, incident, milestone, by, ours)
    b = _ledger(results, baseline, incident, milestone, by, theirs)
    a, b = _aligned(a, b)
    differences = a.means() - b.means()
    parts = [
        _part(key, value, a.influence(i) - b.influence(i), total.value, confidence)
        for i, (key, value) in enumerate(zip(a.keys, differences, strict=True))
    ]
    own, other = _other_incidents(ours, theirs, milestone)
    parts += _rest(UNTRACED, own - float(differences.sum()), by, total.value)
    if abs(total.value - own) > _ROUNDING:
        key = _remainder_key(OTHER_INCIDENTS, by)
        parts.append(_part(key, total.value - own, other, total.value, confidence))
    return AttributedDifference(
        incident, milestone, design, baseline, tuple(by), total, _sorted(parts)
    )


@dataclass(frozen=True)
class _Ledger:
    """Hours by replication and cause.

    ``hours`` is ``(n_replications, n_keys)``, ``reached`` ``(n_replications,)`` incidents.
    """

    replications: NDArray[np.int64]
    keys: tuple[tuple[str, ...], ...]
    hours: Floats
    reached: NDArray[np.int64]

    @property
    def n(self) -> int:
        return int(self.reached.sum())

    def means(self) -> Floats:
        means: Floats = self.hours.sum(axis=0) / self.n
        return means

    def influence(self, i: int) -> Floats:
        """Return what each replication adds to the error of mean ``i``; sums to zero."""
        value = self.hours[:, i].sum() / self.n
        influence: Floats = (self.hours[:, i] - value * self.reached) / self.n
        return influence


def _ledger(
    results: Results,
    design: str,
    incident: str | None,
    milestone: str,
    by: Sequence[str],
    sample: Sample,
) -> _Ledger:
    """Return the hours of the replications in ``sample``."""
    columns = [column for column in by if column != "state"]
    for column in columns:
        if column not in _STEP_COLUMNS:
            raise ResultsError(
                f"time cannot be split by `{column}`; it can by state, {', '.join(_STEP_COLUMNS)}"
            )
    steps = results.scan("steps", design).select("tag", "incident", *columns)
    if incident is not None:
        steps = steps.filter(pl.col("incident") == incident)
    rows = (
        results.scan("segments", design)
        .filter(pl.col("milestone") == milestone)
        .join(steps, on="tag")
        .rename({f"{state}_h": state for state in STATES})
        .group_by("replication", *columns)
        .agg(pl.col(*STATES).sum())
        .unpivot(STATES, index=["replication", *columns], variable_name="state")
        .filter(pl.col("value") != 0)
        .with_columns(pl.col(*columns, "state").fill_null(""))
        .group_by("replication", *by)
        .agg(pl.col("value").sum())
        .collect(engine="streaming")
    )
    replications, index = np.unique(sample.replication.astype(np.int64), return_inverse=True)
    reached = np.bincount(
        index, weights=np.isfinite(sample.hours[milestone]), minlength=len(replications)
    ).astype(np.int64)
    # A replication without an incident that reached the milestone says nothing here.
    replications, reached = replications[reached > 0], reached[reached > 0]
    rows = rows.filter(pl.col("replication").is_in(replications.tolist()))
    keys = sorted(set(rows.select(by).rows()))
    place = {key: i for i, key in enumerate(keys)}
    hours = np.zeros((len(replications), len(keys)))
    at = np.searchsorted(replications, rows["replication"].to_numpy())
    of = [place[key] for key in rows.select(by).rows()]
    hours[at, of] = rows["value"].to_numpy()
    return _Ledger(replications, tuple(keys), hours, reached)


def _aligned(a: _Ledger, b: _Ledger) -> tuple[_Ledger, _Ledger]:
    """Return both ledgers over all replications and keys of either."""
    replications = np.union1d(a.replications, b.replications)
    keys = tuple(sorted({*a.keys, *b.keys}))

    def over(ledger: _Ledger) -> _Ledger:
        rows = np.searchsorted(replications, ledger.replications)
        columns = np.array([keys.index(key) for key in ledger.keys], np.int64)
        hours = np.zeros((len(replications), len(keys)))
        hours[rows[:, np.newaxis], columns] = ledger.hours
        reached = np.zeros(len(replications), np.int64)
        reached[rows] = ledger.reached
        return _Ledger(replications, keys, hours, reached)

    return over(a), over(b)


def _load(results: Results, design: str, incident: str | None, milestone: str) -> Sample:
    traced = results.record.designs[design].traced if design in results.designs else ()
    if milestone not in traced:
        raise ResultsError(
            f"{results.folder}: the critical path to `{milestone}` is not traced under `{design}`; "
            f"traced are {', '.join(traced) or 'none'}"
        )
    return load_sample(results, design, incident, [milestone])


def _other_incidents(ours: Sample, theirs: Sample, milestone: str) -> tuple[float, Floats]:
    """Return the difference of each design's own mean, and the influence of the remainder.

    The remainder is the paired difference less that; it is due to incidents that only one of the
    designs brought to the milestone.
    """
    x, y, replication = ours.hours[milestone], theirs.hours[milestone], ours.clusters.index
    reached_x, reached_y = np.isfinite(x), np.isfinite(y)
    both = reached_x & reached_y
    of_x, x_influence = _mean_influence(x, reached_x, replication)
    of_y, y_influence = _mean_influence(y, reached_y, replication)
    _, x_both = _mean_influence(x, both, replication)
    _, y_both = _mean_influence(y, both, replication)
    return of_x - of_y, (x_both - y_both) - (x_influence - y_influence)


def _mean_influence(
    values: Floats, chosen: NDArray[np.bool_], replication: NDArray[np.intp]
) -> tuple[float, Floats]:
    """Return the mean of the chosen values and what each replication adds to its error."""
    value = float(values[chosen].mean())
    deviations = (values[chosen] - value) / np.count_nonzero(chosen)
    size = int(replication.max()) + 1
    influence = np.bincount(replication[chosen], weights=deviations, minlength=size)
    return value, influence.astype(np.float64)


def _part(
    key: tuple[str, ...], value: float, influence: Floats, total: float, confidence: float
) -> Part:
    count = len(influence)
    half = math.inf
    if count > 1:
        error = math.sqrt(float(influence @ influence) * count / (count - 1))
        half = student(count - 1, confidence) * error
    value = float(value)
    return Part(key, value, value - half, value + half, _share(value, total))


def _rest(name: str, value: float, by: Sequence[str], total: float) -> list[Part]:
    """Return a remainder as a part without an interval, unless it is only rounding."""
    if abs(value) <= _ROUNDING * max(1.0, abs(total)):
        return []
    return [Part(_remainder_key(name, by), value, -math.inf, math.inf, _share(value, total))]


def _remainder_key(name: str, by: Sequence[str]) -> tuple[str, ...]:
    return (name, *("" for _ in by[1:]))


def _share(value: float, total: float) -> float:
    return value / total if total else math.nan


def _sorted(parts: Sequence[Part]) -> tuple[Part, ...]:
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
