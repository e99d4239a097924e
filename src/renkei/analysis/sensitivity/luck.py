"""Luck and ranges: the part of the variance between replications that the ranges make.

Takes the results of stretches of each replication; gives a share with its interval.
"""

from __future__ import annotations

import numpy as np

from renkei.analysis.sensitivity.outcomes import Outcome, products
from renkei.analysis.sensitivity.surface import DRAWS, SEED, Interval
from renkei.analysis.statistics.estimation import CONFIDENCE, Floats

INTERVAL_ENDS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
"""Quantiles between which an interval lies."""


def ranges_share(found: Outcome) -> Interval | None:
    """Return the share of the variance between replications that the ranges make.

    The rest is luck. Luck that lasts a whole run, such as a bad year, counts with the ranges.
    """
    parts = lasting(found)
    if parts is None:
        return None
    between, values = parts
    n = len(values)
    variance = float(values.var(ddof=1))
    if not variance > 0:
        return None
    generator = np.random.default_rng(SEED)
    ratios = np.empty(DRAWS)
    for draw in range(DRAWS):
        rows = generator.integers(0, n, n)
        spread = float(values[rows].var(ddof=1))
        ratios[draw] = np.nanmean(between[rows]) / spread if spread > 0 else 0.0
    low, high = np.quantile(ratios, INTERVAL_ENDS)
    value = float(np.nanmean(between)) / variance
    return Interval(clip(value), clip(float(low)), clip(float(high)))


def lasting(found: Outcome) -> tuple[Floats, Floats] | None:
    """Return the products of stretches and the values of the first column; None: not known.

    The mean of the products is the variance that lasts from stretch to stretch.
    """
    every = products(found)
    if every is None:
        return None
    values = found.values[:, 0]
    # The mean that is taken off holds a little of each replication.
    return every[:, 0, 0] + values.var(ddof=1) / len(values), values


def clip(value: float) -> float:
    """Return a share, which is neither below 0 nor above 1."""
    return min(max(value, 0.0), 1.0)
