"""One number for each world: a measure of responses under each design.

Takes results and what is measured; gives :class:`Outcome`. Besides the value of each replication it
keeps the sums over stretches of the run. Luck does not last from one stretch to the next and a
world does, so products of different stretches tell how much of the variance is the worlds'
(variance components; Searle, Casella and McCulloch 1992).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.responses.rows import Deadline
from renkei.analysis.responses.samples import CountedIncidents
from renkei.analysis.statistics.estimation import Floats
from renkei.results import Results

STRETCHES = 12
"""Stretches of equal length into which a run is cut."""

What = Literal["in-time", "mean", "reached"]


@dataclass(frozen=True)
class Asked:
    """What is measured of the responses.

    Parameters
    ----------
    incident
        Incident type; None: all types together, each by its own deadline.
    what
        ``in-time``: share answered within the deadline; ``mean``: mean time to a milestone, each
        up to a limit; ``reached``: share that reached the milestone at all.
    milestone
        Milestone of a time; None: the one that answers the type.
    """

    incident: str | None
    what: What = "in-time"
    milestone: str | None = None

    @property
    def unit(self) -> str:
        """``1`` of a share, ``h`` of a time."""
        return "h" if self.what == "mean" else "1"

    @property
    def more_is_better(self) -> bool:
        """Whether a larger value is better."""
        return self.what != "mean"


@dataclass(frozen=True)
class Outcome:
    """A measure in each replication.

    Parameters
    ----------
    designs
        Designs, in the order of the columns.
    replication
        ``(n,)`` replications that had any such incident, ascending.
    values
        ``(n, designs)`` the measure.
    sums, counts
        ``(n, stretches, designs)`` and ``(n, stretches)``: sums of what the incidents of a stretch
        measured, and how many there were; empty where nothing is known of stretches.
    """

    designs: tuple[str, ...]
    replication: NDArray[np.int64]
    values: Floats
    sums: Floats
    counts: Floats

    def chosen(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Outcome:
        """Return some of the replications."""
        return replace(
            self,
            replication=self.replication[rows],
            values=self.values[rows],
            sums=self.sums[rows],
            counts=self.counts[rows],
        )

    def of(self, replication: NDArray[np.integer]) -> Outcome:
        """Return the replications of a list that have it."""
        return self.chosen(np.isin(self.replication, replication))

    def contrast(self, weights: Sequence[float]) -> Outcome:
        """Return one weighted sum of the designs, such as a difference, as a single column."""
        by = np.asarray(weights, np.float64)
        return replace(
            self,
            designs=("",),
            values=(self.values @ by)[:, None],
            sums=(self.sums @ by)[:, :, None],
        )


def outcome(
    results: Results,
    designs: Sequence[str],
    asked: Asked,
    deadlines: Mapping[str, Deadline],
    followed_h: float,
) -> Outcome:
    """Return a measure of each replication under each design.

    Parameters
    ----------
    deadlines
        Deadline of each incident type.
    followed_h
        Time up to which a mean counts [h], or the deadline if that is longer.

    Raises
    ------
    ValueError
        If a design meets other incidents than the first: then worlds cannot be compared one by one.
    """
    types = list(deadlines) if asked.incident is None else [asked.incident]
    milestones = {asked.milestone or deadlines[one].milestone for one in types}
    columns: list[Floats] = []
    first: tuple[NDArray[np.int64], Floats, NDArray[np.int64]] | None = None
    for design in designs:
        counted = CountedIncidents(results, design, sorted(milestones), incidents=types)
        parts, keys, whens, identities = [], [], [], []
        for incident in types:
            deadline = deadlines[incident]
            sample = counted.of(incident, deadline.until_h)
            hours = sample.hours[asked.milestone or deadline.milestone]
            parts.append(_measured(hours, asked.what, deadline, followed_h))
            keys.append(sample.replication.astype(np.int64))
            whens.append(sample.arrived_h)
            identities.append(sample.identity)
        met = np.concatenate(keys), np.concatenate(whens), np.concatenate(identities)
        if first is None:
            first = met
        elif not all(np.array_equal(one, other) for one, other in zip(first, met, strict=True)):
            raise ValueError(f"{design} meets other incidents than {designs[0]}")
        columns.append(np.concatenate(parts))
    assert first is not None
    return of_incidents(tuple(designs), first[0], first[1], np.column_stack(columns))


def _measured(hours: Floats, what: What, deadline: Deadline, followed_h: float) -> Floats:
    if what == "in-time":
        return np.asarray(hours <= deadline.hours, np.float64)
    if what == "reached":
        return np.asarray(np.isfinite(hours), np.float64)
    return np.minimum(hours, max(followed_h, deadline.hours))


def of_incidents(
    designs: tuple[str, ...], replication: NDArray[np.int64], arrived_h: Floats, measured: Floats
) -> Outcome:
    """Return the outcome of incidents, given with ``(incidents, designs)`` values."""
    numbers, row = np.unique(replication, return_inverse=True)
    n, k = len(numbers), len(designs)
    begin, end = (arrived_h.min(), arrived_h.max()) if len(arrived_h) else (0.0, 1.0)
    width = max(end - begin, 1e-9) / STRETCHES
    stretch = np.minimum(((arrived_h - begin) / width).astype(np.intp), STRETCHES - 1)
    cell = row * STRETCHES + stretch
    counts = np.bincount(cell, minlength=n * STRETCHES).astype(np.float64)
    flat = np.zeros((n * STRETCHES, k))
    for column, own in enumerate(measured.T):
        flat[:, column] = np.bincount(cell, own, minlength=n * STRETCHES)
    counts = counts.reshape(n, STRETCHES)
    sums = flat.reshape(n, STRETCHES, k)
    values = sums.sum(axis=1) / counts.sum(axis=1)[:, None]
    return Outcome(designs, numbers.astype(np.int64), values, sums, counts)


def of_values(designs: tuple[str, ...], values: Floats) -> Outcome:
    """Return the outcome of values alone, one row for each replication; nothing of stretches."""
    n, k = values.shape
    return Outcome(designs, np.arange(n), values, np.empty((n, 0, k)), np.empty((n, 0)))


def products(found: Outcome) -> Floats | None:
    """Return ``(n, designs, designs)`` products of stretches around the mean, no neighbours.

    Their mean over replications is the covariance of what the worlds make of the designs, without
    luck; ``nan`` for a replication with no incidents so far apart. None: fewer than
    half of the replications have them, or nothing is known of stretches.
    """
    if found.sums.shape[1] < 2:
        return None
    away = found.sums - found.counts[:, :, None] * found.values.mean(axis=0)
    whole = away.sum(axis=1)
    # A stretch and its neighbours share luck: a queue, a cluster, teams that are still away.
    near, nearby = away.copy(), found.counts.copy()
    for beside, counted in ((near, away), (nearby, found.counts)):
        beside[:, 1:] += counted[:, :-1]
        beside[:, :-1] += counted[:, 1:]
    pairs = found.counts.sum(axis=1) ** 2 - (found.counts * nearby).sum(axis=1)
    usable = pairs > 0
    if usable.sum() < max(len(usable) / 2, 10):
        return None
    between = whole[:, :, None] * whole[:, None, :] - np.einsum("nbi,nbj->nij", away, near)
    return np.where(usable[:, None, None], between / np.where(usable, pairs, 1.0)[:, None, None],
                    math.nan)  # fmt: skip
