"""Sentences on recorded clocks: a factor of one is no miss."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from renkei.analysis.recorded.clocks import Clock
from renkei.analysis.recorded.measuring import Measured
from renkei.analysis.recorded.scoring import Bias
from renkei.report.recorded import validation

CLOCK = Clock("a", "a", "2011-03-11", "fire", None, None, "decided", 2.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("factor", "low", "high", "said"),
    [
        (2.0, 1.5, 3.0, "is 2 times too slow (1.5 to 3 times the record)"),
        (0.25, 0.1, 0.5, "is 4 times too fast (0.1 to 0.5 times the record)"),
        (1.04, 0.9, 1.3, "takes about as long as the record (0.9 to 1.3 times the record)"),
        (0.97, 0.9, 1.3, "takes about as long as the record (0.9 to 1.3 times the record)"),
        (1.0, 0.0, math.inf, "takes about as long as the record (too few events (3) for an"),
        (1.1, 0.9, 1.3, "is 1.1 times too slow (0.9 to 1.3 times the record)"),
    ],
)
def test_a_bias_is_said_as_it_prints(factor: float, low: float, high: float, said: str) -> None:
    assert validation._bias(Bias(factor, low, high, 3)).startswith(
        f"In the median the model {said}"
    )


@pytest.mark.parametrize(
    ("median", "fit", "said"),
    [
        (4.0, "too slow", "too slow ×2"),
        (2.05, "too slow", "too slow"),  # a narrow band just above the record
        (1.97, "too fast", "too fast"),
        (0.5, "too fast", "too fast ÷4"),
        (math.inf, "too slow", "too slow ×∞"),
        (0.0, "too fast", "too fast ÷∞"),
    ],
)
def test_a_miss_of_next_to_nothing_has_no_factor(median: float, fit: str, said: str) -> None:
    one = Measured(CLOCK, "base", 100, 50, median, 1.0, 3.0, 0.5, 0.5, 0.5, "inside")
    assert validation._verdict(replace(one, fit=fit)) == said
