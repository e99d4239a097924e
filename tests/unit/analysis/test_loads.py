"""Loads of cells are ratios over replications."""

from __future__ import annotations

import math

import numpy as np
import pytest

from renkei.analysis.statistics.estimation import ratio


def test_a_constant_ratio_has_no_error() -> None:
    estimate = ratio(np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0]), 0.95)
    assert estimate.value == 0.5
    assert estimate.half_width == pytest.approx(0.0, abs=1e-12)


def test_equal_weights_give_the_interval_of_a_mean() -> None:
    values = np.array([0.2, 0.4, 0.6])
    estimate = ratio(values, np.ones(3), 0.95)
    expected = 4.302652729911275 * values.std(ddof=1) / math.sqrt(3)  # Student t, 2 df
    assert estimate.high - estimate.value == pytest.approx(expected)


def test_one_replication_bounds_nothing() -> None:
    assert ratio(np.ones(1), np.ones(1), 0.95).high == math.inf
