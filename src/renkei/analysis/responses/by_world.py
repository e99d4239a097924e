"""One value of a measure in each world: what designs are selected by.

Takes results and a measure that is a mean over worlds; gives a value of each replication that had
such an incident, of all designs in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from renkei.analysis.responses.rows import Deadline, Statistic
from renkei.analysis.responses.samples import CountedIncidents, match
from renkei.analysis.statistics.estimation import Floats
from renkei.results import Results


@dataclass(frozen=True)
class ByWorld:
    """Values of each world.

    Parameters
    ----------
    values
        By design, in the same order of replications.
    unpaired
        Designs that met other incidents than the first.
    """

    values: Mapping[str, Floats]
    unpaired: tuple[str, ...] = ()


def by_world(
    results: Results,
    deadlines: Mapping[str, Deadline],
    designs: Sequence[str],
    statistic: Statistic,
    milestone: str | None,
    followed_h: float,
) -> ByWorld:
    """Return the mean of each world over its incidents of all types that are given.

    Parameters
    ----------
    deadlines
        Deadline of each incident type that counts.
    statistic, milestone
        ``p_deadline``, ``reached`` or ``mean``, as of the rows of a comparison.
    followed_h
        Time up to which a mean counts [h], or the deadline if that is longer.

    Raises
    ------
    ValueError
        If the statistic is no mean over worlds.
    """
    if statistic not in ("p_deadline", "reached", "mean"):
        raise ValueError(f"a mean or a probability expected: {statistic}")
    milestones = sorted({milestone or deadline.milestone for deadline in deadlines.values()})
    base = designs[0]
    met = {one: CountedIncidents(results, one, milestones, "worlds", list(deadlines))
           for one in designs}  # fmt: skip
    unpaired: list[str] = []
    every: dict[str, list[tuple[Floats, Floats]]] = {design: [] for design in designs}
    for incident, deadline in deadlines.items():
        of = milestone or deadline.milestone
        samples = {one: met[one].of(incident, deadline.until_h) for one in designs}
        for design in designs:
            pair = match(results, design, base, samples[design], samples[base])
            if not pair.paired:
                unpaired.append(design)
            hours = pair.ours.hours[of]
            match statistic:
                case "p_deadline":
                    counted = (hours <= deadline.hours).astype(float)
                case "reached":
                    counted = np.isfinite(hours).astype(float)
                case _:
                    counted = np.minimum(hours, max(followed_h, deadline.hours))
            every[design].append((pair.ours.replication.astype(float), counted))
    means = {design: _means(parts) for design, parts in every.items()}
    common = sorted(set.intersection(*(set(own) for own in means.values())))
    values = {d: np.array([own[r] for r in common]) for d, own in means.items()}
    return ByWorld(values, tuple(dict.fromkeys(unpaired)))


def _means(parts: Sequence[tuple[Floats, Floats]]) -> dict[int, float]:
    replication = np.concatenate([own for own, _ in parts]).astype(int)
    counted = np.concatenate([own for _, own in parts])
    names, index, sizes = np.unique(replication, return_inverse=True, return_counts=True)
    sums = np.bincount(index, weights=counted, minlength=len(names))
    return dict(zip(names.tolist(), (sums / sizes).tolist(), strict=True))
