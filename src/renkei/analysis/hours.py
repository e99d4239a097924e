"""The one unit in which times that stand together are written."""

from __future__ import annotations

import math
from collections.abc import Iterable


def time_unit(values: Iterable[float]) -> tuple[str, float]:
    """Return name and hours of the unit that suits values that stand together [h].

    Minutes where all are short, days where most are long, else hours.
    """
    sizes = sorted(abs(value) for value in values if math.isfinite(value) and value)
    if not sizes:
        return "h", 1.0
    if sizes[-1] < 1.5:
        return "min", 1 / 60
    # Where three in four are of some days a tenth of a day still tells the rest.
    return ("d", 24.0) if sizes[len(sizes) // 4] >= 72 else ("h", 1.0)
