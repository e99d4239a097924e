"""Bars and sparklines for the terminal: levels over time, and a whole split into parts.

Takes numbers; gives text that reads without colour. No part is rounded up: the neighbours of a part
too small for a cell take its place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_EIGHTHS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], top: float) -> str:
    """Return one column for each value, from 0 to ``top``; a blank for 0."""
    if not top > 0:
        return " " * len(values)
    return "".join(_column(value / top) for value in values)


def _column(part: float) -> str:
    if not part > 0:
        return " "
    return _EIGHTHS[min(math.ceil(min(part, 1.0) * 8), 8) - 1]


def split(parts: Sequence[float], width: int) -> list[int]:
    """Return the number of ``width`` cells that each part takes, by largest remainders.

    Parameters
    ----------
    parts
        Sizes, not negative.
    width
        Cells for their sum.
    """
    total = sum(parts)
    if not total > 0:
        return [0] * len(parts)
    exact = [part / total * width for part in parts]
    cells = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (cells[i] - exact[i], i))
    for i in by_remainder[: width - sum(cells)]:
        cells[i] += 1
    return cells
