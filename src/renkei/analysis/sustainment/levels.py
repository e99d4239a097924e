"""Levels over time, and the distribution of the number of mission-capable platforms.

Takes results; gives bands of quantiles over replications at a few moments, and the share of time at
or below each number of platforms, with intervals. Series are read lazily and column by column.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Estimate,
    Floats,
    ratio_variance,
    student,
)
from renkei.results import CAPABLE, Results

MOMENTS = 40
"""Moments of a band."""

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of time at which a distribution is given."""


@dataclass(frozen=True)
class Band:
    """A level over time.

    Parameters
    ----------
    at_h
        Moments, from hour 0.
    low, middle, high
        10 %, 50 % and 90 % of the replications were at or below this.
    """

    at_h: Floats
    low: Floats
    middle: Floats
    high: Floats


def stock_bands(
    results: Results,
    design: str,
    moments: int = MOMENTS,
    groups: Mapping[str, str] | None = None,
    from_h: float = 0.0,
) -> dict[str, Band]:
    """Return the band of the amount on hand in each stock of a design, or each group of stocks.

    Moments before ``from_h`` are left out.
    """
    levels = _some_moments(results.scan("stock_levels", design), moments, from_h)
    if groups:
        levels = levels.with_columns(pl.col("stock").replace(groups))
        keys = ("replication", "stock", "at_h")
        levels = levels.group_by(keys).agg(pl.col("on_hand").sum())
    return _bands(levels, "stock", pl.col("on_hand"))


def capable_bands(
    results: Results,
    design: str,
    groups: Mapping[str, str],
    moments: int = MOMENTS,
    from_h: float = 0.0,
) -> dict[str, Band]:
    """Return the band of the platforms mission capable in each group of units, from ``from_h``."""
    levels = _some_moments(results.scan("unit_levels", design), moments, from_h)
    return _bands(_capable(levels, groups), "group", pl.col("capable"))


def _some_moments(levels: pl.LazyFrame, moments: int, from_h: float) -> pl.LazyFrame:
    """Return the rows of a few moments, evenly to the end, the first and the last included."""
    levels = levels.filter(pl.col("at_h") >= from_h)
    # Every replication is sampled at the same moments.
    of_one = levels.filter(pl.col("replication") == pl.col("replication").first())
    at = of_one.select(pl.col("at_h").unique()).collect(engine="streaming")["at_h"].sort()
    rows = np.unique(np.linspace(0, len(at) - 1, moments).round().astype(np.int64))
    chosen = at.gather(rows) if len(at) else at
    return levels.filter(pl.col("at_h").is_in(chosen.implode()))


def _bands(levels: pl.LazyFrame, key: str, value: pl.Expr) -> dict[str, Band]:
    quantiles = [
        value.quantile(share, interpolation="lower").alias(name)
        for name, share in (("low", 0.1), ("middle", 0.5), ("high", 0.9))
    ]
    frame = levels.group_by(key, "at_h").agg(quantiles).sort(key, "at_h")
    return {
        str(name): Band(*(own[column].to_numpy().astype(float) for column in own.columns[1:]))
        for (name,), own in frame.collect(engine="streaming").group_by(key, maintain_order=True)
    }


def _capable(levels: pl.LazyFrame, groups: Mapping[str, str]) -> pl.LazyFrame:
    """Return replication, group, hour and platforms mission capable, lazily."""
    group = pl.col("unit").replace_strict(groups, return_dtype=pl.String).alias("group")
    capable = pl.sum_horizontal(*CAPABLE).cast(pl.Int64).alias("capable")
    rows = levels.filter(pl.col("unit").is_in(list(groups)))
    rows = rows.select("replication", group, "at_h", capable)
    return rows.group_by("replication", "group", "at_h").agg(pl.col("capable").sum())


def distribution(
    results: Results,
    design: str,
    units: Sequence[str],
    window: tuple[float, float],
    shares: Sequence[float] = SHARES,
    confidence: float = CONFIDENCE,
) -> list[Estimate]:
    """Return the number of mission-capable platforms of some units, by share of time.

    Of one unit the time is exact; of several it is that of the samples within the window.

    Parameters
    ----------
    units
        Units counted together.
    window
        Hours from warm-up to horizon.
    shares
        Shares of time during which at most the returned number are mission capable.

    Returns
    -------
    One estimate for each share, by Woodruff's inversion with the variance between replications.
    """
    if len(units) == 1:
        rows = results.scan("available", design).filter(pl.col("unit") == units[0])
        spent = rows.select("replication", pl.col("platforms").cast(pl.Int64), "hours")
    else:
        within = (pl.col("at_h") >= window[0]) & (pl.col("at_h") < window[1])
        levels = results.scan("unit_levels", design).filter(within)
        rows = _capable(levels, dict.fromkeys(units, "all"))
        spent = rows.group_by("replication", pl.col("capable").alias("platforms")).agg(
            pl.len().cast(pl.Float64).alias("hours")
        )
    frame = spent.collect(engine="streaming")
    if not frame.height:
        return [Estimate(math.nan, 0.0, math.inf, 0, 0) for _ in shares]
    _, row = np.unique(frame["replication"].to_numpy(), return_inverse=True)
    hours = np.zeros((int(row.max()) + 1, int(frame["platforms"].max()) + 1))  # type: ignore[arg-type]
    np.add.at(hours, (row, frame["platforms"].to_numpy()), frame["hours"].to_numpy())
    return [_quantile(hours, share, confidence) for share in shares]


def _quantile(hours: Floats, share: float, confidence: float) -> Estimate:
    """Return the number that is not exceeded for ``share`` of the time."""
    n, numbers = hours.shape
    below = hours.cumsum(axis=1)
    total = below[:, -1]
    cumulative = below.sum(axis=0) / total.sum()
    value = int(np.searchsorted(cumulative, share - 1e-12))
    half = math.inf
    if n > 1:
        # At the last number the distribution function is constant: take the one just below.
        at = value if value < numbers - 1 or value == 0 else value - 1
        half = student(n - 1, confidence) * math.sqrt(ratio_variance(below[:, at], total))
    low = int(np.searchsorted(cumulative, share - half)) if half < share else 0
    high = numbers - 1
    if share + half < 1:
        high = min(int(np.searchsorted(cumulative, share + half)), high)
    return Estimate(float(value), float(min(low, value)), float(max(high, value)), n, n)
