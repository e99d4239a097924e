"""Looks at growing samples: where they are, and that what is said holds at all of them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from renkei.analysis.statistics.sequential import (
    LEAST,
    always_valid_confidence,
    always_valid_error,
    next_look,
)


def test_looks_grow_apart_in_whole_parts() -> None:
    looks = [50]
    while looks[-1] < 2000:
        looks.append(next_look(looks[-1], 25))
    assert looks[:6] == [50, 75, 100, 125, 150, 200]
    assert all(look % 25 == 0 for look in looks)
    assert all(1.1 < b / a <= 1.5 for a, b in pairwise(looks))


def test_the_interval_for_all_looks_is_the_normal_mixture_of_robbins() -> None:
    # By hand, at 455 replications: r = 10, c^2 = 1.1 (log 11 + 2 log 20) = 9.228, c = 3.0378.
    level = always_valid_confidence(0.95, 455)
    assert level == pytest.approx(1 - math.erfc(3.0378 / math.sqrt(2)), abs=2e-6)
    # The error at that distance is the nominal one; nothing is gained or lost on the way.
    assert always_valid_error(1 - level, 455) == pytest.approx(0.05, rel=1e-9)
    assert always_valid_error(1.0, 455) == 1.0
    assert always_valid_error(0.0, 455) == 0.0


def test_shortest_against_the_usual_interval_where_the_module_says() -> None:
    reach = {n: 1 - always_valid_confidence(0.95, n) for n in (100, 200, 300, 400, 500, 800, 1600)}
    assert max(reach, key=reach.__getitem__) == 400


@pytest.mark.parametrize("seed", [1, 2])
def test_no_difference_is_called_one_at_any_of_many_looks(seed: int) -> None:
    """2,000 random walks without drift, looked at after each step from 50 to 3,000.

    Theory: at most 5 % ever leave (Ville); the usual interval is left by far more. Four standard
    errors of a share of 5 % in 2,000 are 1.9 points.
    """
    rng = np.random.default_rng(seed)
    steps = np.arange(1, 3001)
    sums = rng.standard_normal((2000, 3000)).cumsum(axis=1) / np.sqrt(steps)
    at = steps >= 50
    reach = np.array([-_quantile(1 - always_valid_confidence(0.95, int(n))) for n in steps[at]])
    left = (np.abs(sums[:, at]) > reach).any(axis=1).mean()
    usual = (np.abs(sums[:, at]) > 1.96).any(axis=1).mean()
    assert left <= 0.05 + 0.019
    assert usual > 0.2
    assert LEAST >= 50


def _quantile(error: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(error / 2))
