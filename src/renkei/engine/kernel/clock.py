"""The clock in compiled code: hours to whole ticks and back.

See :mod:`renkei.program.machine.clock`.

What for: in the kernel and its twin every moment and every span is a whole number of ticks.
Integrals over time, tallies and the segments of paths are in hours.
"""

from __future__ import annotations

import numpy as np

from renkei.engine.kernel.jit import inlined
from renkei.program.machine.clock import TICKS


@inlined
def ticks(hours: float) -> float:
    """Return hours as whole ticks; half a tick goes up."""
    return float(np.floor(hours * TICKS + 0.5))


@inlined
def hours(span: float) -> float:
    """Return a span in hours."""
    return span / TICKS
