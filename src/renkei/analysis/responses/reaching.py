"""How likely a milestone is reached by each hour after the event.

Takes the counted incidents of a type under a design; gives the distribution of the time to a
milestone at chosen hours, with the interval of each probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from renkei.analysis.responses.samples import Sample
from renkei.analysis.statistics.estimation import CONFIDENCE, Estimate, Floats, probabilities

POINTS = 24
"""Hours at which a distribution is given, at most."""


@dataclass(frozen=True)
class Reaching:
    """The probability of having reached a milestone within each hour.

    Parameters
    ----------
    hours
        ``(n,)`` hours after the event, ascending.
    reached
        Of each hour, the probability with its interval, which holds for that hour alone.
    """

    hours: Floats
    reached: tuple[Estimate, ...]


def hours_to_show(samples: Sequence[Sample], milestone: str, points: int = POINTS) -> Floats:
    """Return the hours at which the distributions of all samples are told together.

    These are quantiles of the times of all that reached the milestone, so that each step between
    them is about as likely.
    """
    times = np.concatenate([sample.hours[milestone] for sample in samples])
    times = times[np.isfinite(times)]
    if not times.size:
        return np.empty(0)
    shares = np.linspace(0.0, 1.0, points)
    return np.unique(np.quantile(times, shares, method="inverted_cdf"))


def reaching(
    sample: Sample, milestone: str, hours: Floats, confidence: float = CONFIDENCE
) -> Reaching:
    """Return how likely the milestone is reached within each of the hours.

    An incident that never reaches it counts as later than any hour.
    """
    found = probabilities(sample.hours[milestone], hours, sample.clusters, confidence)
    return Reaching(hours, tuple(found))
