"""How well the model does on recorded clocks: coverage of its bands, bias, uniform ranks.

Takes measured clocks; gives :class:`Score`. Clocks of one event share its luck, so events are what
is independent: the interval of the coverage is clustered by event, and bias and ranks take one
number of each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from renkei.analysis.recorded.measuring import Measured
from renkei.analysis.statistics.estimation import CONFIDENCE, Clusters, Estimate, probability

LEAST_FOR_UNIFORM = 8
"""With fewer events a test of uniform ranks could find almost nothing."""


@dataclass(frozen=True)
class Bias:
    """By which factor the model is too slow (above 1) or too fast.

    Parameters
    ----------
    factor
        Median over events of the model's median over the record.
    low, high
        Its interval; 0 and ``inf`` with too few events for one.
    events
        Events that it is made from.
    """

    factor: float
    low: float
    high: float
    events: int


@dataclass(frozen=True)
class Uniformity:
    """Whether ranks look uniform, as they would be if the model were right.

    Parameters
    ----------
    distance
        Largest distance of the distribution function of the ranks from the uniform one.
    p
        Probability of such a distance or more, if they are uniform.
    events
        Events, of each of which the first clock counts.
    """

    distance: float
    p: float
    events: int


@dataclass(frozen=True)
class Score:
    """The model on some clocks.

    Parameters
    ----------
    clocks, events
        How many were scored, of how many events.
    inside, too_slow, too_fast
        How many records lie in the band, below it and above it.
    may_be_inside
        How many lie in the band in some reading of the record.
    left_out
        How many had too few incidents to be scored.
    coverage
        Share inside; its interval is Wilson's, clustered by event.
    bias
        None where no clock has a ratio.
    uniformity
        None with too few events.
    """

    clocks: int
    events: int
    inside: int
    too_slow: int
    too_fast: int
    may_be_inside: int
    left_out: int
    coverage: Estimate
    bias: Bias | None
    uniformity: Uniformity | None


def score(measured: Iterable[Measured]) -> Score:
    """Return how well the model does on these clocks."""
    every = list(measured)
    told = [one for one in every if one.fit != "too few"]
    events = [one.clock.event for one in told]
    fits = [one.fit for one in told]
    numbers = np.unique(events, return_inverse=True)[1].astype(np.int64)
    inside = np.array([fit == "inside" for fit in fits], np.bool_)
    return Score(
        clocks=len(told),
        events=len(set(events)),
        inside=int(inside.sum()),
        too_slow=fits.count("too slow"),
        too_fast=fits.count("too fast"),
        may_be_inside=sum(one.may_fit for one in told),
        left_out=len(every) - len(told),
        coverage=probability(inside, Clusters(numbers)),
        bias=_bias(told),
        uniformity=_uniformity(told),
    )


def _bias(told: Sequence[Measured]) -> Bias | None:
    by_event: dict[str, list[float]] = {}
    for one in told:
        if one.clock.hours > 0:  # nothing is a multiple of no time
            by_event.setdefault(one.clock.event, []).append(one.factor)
    factors = sorted(middle(sorted(own)) for own in by_event.values())
    if not factors:
        return None
    low, high = median_interval(factors, CONFIDENCE)
    return Bias(middle(factors), max(low, 0.0), high, len(factors))


def middle(values: Sequence[float]) -> float:
    """Return the median of ascending factors: of two in the middle their geometric mean."""
    n = len(values)
    if n % 2:
        return values[n // 2]
    below, above = values[n // 2 - 1], values[n // 2]
    return below if math.isinf(above) else math.sqrt(below * above)


def median_interval(values: Sequence[float], confidence: float) -> tuple[float, float]:
    """Return the interval of the median of independent values, ascending, of any distribution.

    Its ends are two of them (Thompson 1936): as many lie below the median as heads fall.
    Infinite where there are too few for the confidence.
    """
    from scipy.special import bdtr

    n = len(values)
    cut = -1
    while float(bdtr(cut + 1, n, 0.5)) <= (1 - confidence) / 2:
        cut += 1
    if cut < 0:
        return -math.inf, math.inf
    return values[cut], values[n - 1 - cut]


def _uniformity(told: Sequence[Measured]) -> Uniformity | None:
    first: dict[str, float] = {}
    for one in told:
        first.setdefault(one.clock.event, one.rank)
    ranks = np.sort(np.array(list(first.values()), np.float64))
    return uniformity(ranks) if len(ranks) >= LEAST_FOR_UNIFORM else None


def uniformity(ranks: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Uniformity:
    """Return the test of Kolmogorov and Smirnov on ascending ranks.

    The probability is twice the exact one of one side (Smirnov 1944; Birnbaum and Tingey 1951), at
    most 1: slightly too large, so that too little rather than too much is found.
    """
    from scipy.special import smirnov

    n = len(ranks)
    steps = np.arange(n)
    distance = float(max((ranks - steps / n).max(), ((steps + 1) / n - ranks).max()))
    return Uniformity(distance, min(2 * float(smirnov(n, distance)), 1.0), n)
