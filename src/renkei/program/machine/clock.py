"""The clock: time as whole ticks of a microsecond.

What for: moments that are equal must compare as equal. A tenth of an hour and two tenths are three
tenths on a clock of whole ticks; as floats of hours they are not. Takes hours; gives ticks.

Ticks are whole numbers kept as floats, which are exact below 2**53: sums and differences of moments
have no rounding at all up to :data:`MOST_HOURS`, some 285 years. Drawn durations are rounded to the
nearest tick; a declared whole number of minutes or seconds is a whole number of ticks. A program
holds hours (:class:`~renkei.program.machine.program.Program`), the engine runs on :func:`ticked`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.program import Program

TICKS = 3_600_000_000.0
"""Ticks of an hour."""

MOST_HOURS = 2.0**53 / TICKS
"""Up to here the clock is exact [h]."""

Floats = NDArray[np.float64]

_TIMES = (
    "opens",
    "closes",
    "gate_times",
    "schedule_hours",
    "phase_times",
    "intensity_times",
    "fixed_times",
    "year_starts",
    "loss_begins",
)
_SPANS = ("horizon_h", "warm_up_h", "drain_h", "sample_every_h")


def to_ticks(hours: Floats | float) -> Floats:
    """Return hours as whole ticks; half a tick goes up."""
    ticks: Floats = np.floor(np.multiply(hours, TICKS) + 0.5)
    return ticks


def on_clock(hours: float) -> float:
    """Return hours as the float that the clock gives for them, so that equal times are equal."""
    return float(to_ticks(hours)) / TICKS


def ticked(program: Program) -> Program:
    """Return the program with every time as whole ticks; the fields keep their names.

    Quantities of the world stay in hours: a duration drawn, a speed, a rate.
    """
    changed: dict[str, Any] = {name: to_ticks(getattr(program, name)) for name in _TIMES}
    changed |= {name: float(to_ticks(getattr(program, name))) for name in _SPANS}
    changed["open_before"] = _open_before(program, changed)
    return replace(program, **changed)


def _open_before(program: Program, times: dict[str, Floats]) -> Floats:
    """Return the open ticks of each calendar before each of its intervals, exactly."""
    spans = times["closes"] - times["opens"]
    before = np.zeros_like(spans)
    for first, end in zip(program.calendar_first[:-1], program.calendar_first[1:], strict=True):
        before[first + 1 : end] = np.cumsum(spans[first : end - 1])
    return before
