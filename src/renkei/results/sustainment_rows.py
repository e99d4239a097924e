"""The rows of sustainment: readiness, stocks, durations and their levels over time.

Takes one replication as the engine gives it and the names of the program; gives columns. Draws
nothing, estimates nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from renkei.engine.columns import STOCK_LEVELS, STOCKS, TALLIES
from renkei.program.machine import naming
from renkei.results.tables import STATUSES

if TYPE_CHECKING:
    from renkei.engine.replication import Replication
    from renkei.program.machine.program import Program

Columns = dict[str, "NDArray[Any] | list[Any]"]

_STATUSES = np.array(list(STATUSES), dtype=object)


def _readiness(program: Program, result: Replication) -> Columns:
    unit, status = np.nonzero(result.readiness)
    return {
        "unit": _names(program.pools)[unit],
        "status": _STATUSES[status],
        "platform_h": result.readiness[unit, status],
    }


def _available(program: Program, result: Replication) -> Columns:
    unit, platforms = np.nonzero(result.available)
    return {
        "unit": _names(program.pools)[unit],
        "platforms": platforms.astype(np.int32),
        "hours": result.available[unit, platforms],
    }


def _stocks(program: Program, result: Replication) -> Columns:
    return {"stock": _names(program.stocks), **STOCKS.split(result.stock)}


def _durations(program: Program, result: Replication) -> Columns:
    split = [naming.TALLIES.read(name) for name in program.tallies]
    return {
        "measure": _names([measure for measure, _ in split]),
        "subject": _names([subject for _, subject in split]),
        **TALLIES.split(result.tallies),
    }


def _stock_levels(program: Program, result: Replication) -> Columns:
    levels = _series(result.sample_h, result.stock_series)
    columns: Columns = {
        "stock": np.repeat(_names(program.stocks), len(result.sample_h)),
        "at_h": np.tile(result.sample_h, len(program.stocks)),
    }
    return columns | STOCK_LEVELS.split(levels)


def _unit_levels(program: Program, result: Replication) -> Columns:
    own = program.fleets
    series = result.pool_series  # a program without sustainment has no rows, not even of length 0
    levels = _series(result.sample_h, series[:, own] if series.shape[1] else series)
    columns: Columns = {
        "unit": np.repeat(_names(program.pools)[own], len(result.sample_h)),
        "at_h": np.tile(result.sample_h, len(own)),
    }
    return columns | {name: levels[:, i].astype(np.int32) for i, name in enumerate(STATUSES)}


def _series(times: NDArray[np.float64], series: NDArray[Any]) -> NDArray[Any]:
    """Return the series with one row for each thing and moment, the moments of a thing together.

    Values of one thing side by side pack to a fraction of the size.
    """
    return series.transpose(1, 0, 2).reshape(len(times) * series.shape[1], series.shape[2])


def _names(names: Sequence[str]) -> NDArray[Any]:
    # Typed, since a program may have none, and numpy would take nothing for numbers.
    return np.array(names, dtype=object)


SUSTAINMENT: dict[str, Callable[[Program, Replication], Columns]] = {
    "readiness": _readiness,
    "available": _available,
    "stocks": _stocks,
    "durations": _durations,
    "stock_levels": _stock_levels,
    "unit_levels": _unit_levels,
}
"""What makes the rows of each table of sustainment."""
