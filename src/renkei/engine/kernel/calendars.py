"""Opening hours and gates: binary search on sorted times.

What for: stations that keep hours, boards that meet. Takes the flat arrays of the program and a
calendar's row; gives moments and open time, all in ticks. A calendar is open on ``[open,
close)``. Past its last interval nothing opens any more: the answer is infinity.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from renkei.engine.kernel.jit import helper

Floats = NDArray[np.float64]


@helper
def last_not_after(times: Floats, first: int, end: int, time: float) -> int:
    """Return the last row of ``times[first:end]`` that is not after ``time``; first - 1 if none."""
    low, high = first, end
    while low < high:
        middle = (low + high) >> 1
        if times[middle] <= time:
            low = middle + 1
        else:
            high = middle
    return low - 1


@helper
def first_not_before(times: Floats, first: int, end: int, time: float) -> float:
    """Return the first of ``times[first:end]`` that is not before ``time``, or infinity."""
    low, high = first, end
    while low < high:
        middle = (low + high) >> 1
        if times[middle] >= time:
            high = middle
        else:
            low = middle + 1
    return float(times[low]) if low < end else math.inf


@helper
def boundary_after(opens: Floats, closes: Floats, first: int, end: int, time: float) -> float:
    """Return the next opening or closing after ``time``."""
    row = last_not_after(opens, first, end, time)
    if row >= first and time < closes[row]:
        return float(closes[row])
    return float(opens[row + 1]) if row + 1 < end else math.inf


@helper
def open_ticks(
    opens: Floats, closes: Floats, before: Floats, first: int, end: int, time: float
) -> float:
    """Return the open ticks of the calendar before ``time``."""
    row = last_not_after(opens, first, end, time)
    if row < first:
        return 0.0
    return float(before[row] + (min(time, closes[row]) - opens[row]))


@helper
def advance(
    opens: Floats, closes: Floats, before: Floats, first: int, end: int, time: float, work: float
) -> float:
    """Return when ``work`` that starts at ``time`` ends if it rests while closed."""
    target = open_ticks(opens, closes, before, first, end, time) + work
    low, high = first, end  # the first interval at whose close the target is reached
    while low < high:
        middle = (low + high) >> 1
        if before[middle] + (closes[middle] - opens[middle]) >= target:
            high = middle
        else:
            low = middle + 1
    if low == end:
        return math.inf
    return max(time, float(opens[low] + (target - before[low])))
