"""Looking at results again and again: where to look, and what stays true at every look.

Two questions end a run, and each needs a rule of its own.

- *Is the interval short enough?* The run ends at the first look at which the usual interval is as
  short as asked. Its coverage tends to the nominal one as the half-width asked for gets small: Chow
  and Robbins (1965), On the asymptotic theory of fixed-width sequential confidence intervals for
  the mean; Glynn and Whitt (1992), The asymptotic validity of sequential stopping rules for
  stochastic simulations. What loses coverage is a spread that looks small by luck. So no run ends
  before :data:`LEAST` replications, of which :data:`INFORMED` had something to say, looks grow
  apart (:func:`next_look`), and the interval must be short at two looks in a row
  (:class:`TwoLooks`). ``benchmarks/interval_coverage.py`` measures what remains.
- *Is it decided?* Whether the run ends depends on the difference itself, so that the usual interval
  at the end is wrong too often. Interval and error are then made to hold at all looks at once: the
  normal mixture of Robbins (1970), Statistical methods related to the law of the iterated
  logarithm, in the asymptotic form of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024),
  Time-uniform central limit theory and asymptotic confidence sequences. With ``r`` the replications
  over :data:`SCALE`, the interval reaches ``c`` standard errors,

      c^2 = (r + 1) / r * (log(r + 1) + 2 log(1 / error)),

  whatever the looks were, however the run was extended, and whatever ended it. The price: it is
  longer than the usual one, about 1.6 times near 400 replications.
"""

from __future__ import annotations

import math

LEAST = 100
"""Replications before which no run ends because its intervals are short."""

INFORMED = 50
"""Of them those that had the incident at least."""

SCALE = 45.5
"""Replications at which the mixture has as much weight on drift as on noise: at 95 % confidence the
interval then is shortest, against the usual one, near 400 replications (``8.78 * SCALE``)."""

_GROWTH = 0.25
"""Share by which looks grow apart: at most that share of replications is more than needed."""


def next_look(replications: int, part: int) -> int:
    """Return the replications at the look after this one, in whole parts."""
    return replications + part * max(1, round(_GROWTH * replications / part))


class TwoLooks:
    """Ends a run when the intervals are short at two looks in a row."""

    def __init__(self) -> None:
        self._before = False

    def ends(self, replications: int, is_short: bool) -> bool:
        """Return whether the run ends at this look."""
        both = is_short and self._before
        self._before = is_short
        return both and replications >= LEAST


def always_valid_confidence(confidence: float, replications: int) -> float:
    """Return the confidence of a usual interval that is as long as the one for all looks."""
    from scipy.special import ndtr

    return 1 - 2 * float(ndtr(-_reach(1 - confidence, replications)))


def always_valid_error(error: float, replications: int) -> float:
    """Return the error at which the interval for all looks leaves a value, from the usual error."""
    from scipy.special import ndtri

    if error <= 0:
        return 0.0
    ratio = replications / SCALE
    reach = -float(ndtri(min(error, 1.0) / 2))
    logarithm = 0.5 * math.log(ratio + 1) - 0.5 * reach**2 * ratio / (ratio + 1)
    return math.exp(min(logarithm, 0.0))


def _reach(error: float, replications: int) -> float:
    """Return how many standard errors the interval for all looks reaches."""
    ratio = replications / SCALE
    return math.sqrt((ratio + 1) / ratio * (math.log(ratio + 1) + 2 * math.log(1 / error)))
