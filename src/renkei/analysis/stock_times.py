"""When stocks run out and when they are full again, from their levels over time.

Takes the sampled levels of a design and what counts as full; gives for each stock one time per
replication, ``inf`` where it did not come before the run ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei.analysis.estimation import Floats
from renkei.results import Results

_BLOCK = 100
"""Replications whose levels are looked at together: memory does not grow with all of them."""


@dataclass(frozen=True)
class Target:
    """The amount at which a stock is full.

    Parameters
    ----------
    amount
        Its best value.
    path
        Path of the quantity in the scenario: where it has a range, each replication has its own.
    parameter
        Path of the shared unknown that multiplies it; None: none does.
    """

    amount: float
    path: str
    parameter: str | None = None


@dataclass(frozen=True)
class StockTimes:
    """Times of one stock, one for each replication.

    Parameters
    ----------
    target
        Amount at which it is full.
    empty_h
        Hour of the first sample with nothing on hand.
    refill_h
        From the first sample with the least on hand to the first one after it at the target; 0
        where it never fell below the target.
    fell
        Whether it fell below the target.
    """

    target: Floats
    empty_h: Floats
    refill_h: Floats
    fell: NDArray[np.bool_]


def stock_times(
    results: Results, design: str, numbers: NDArray[np.int64], targets: Mapping[str, Target]
) -> dict[str, StockTimes]:
    """Return the times of every stock with a target and levels, for these replications."""
    full = _targets(results, design, numbers, targets)
    if not full.height:
        return {}
    blocks = [numbers[first : first + _BLOCK] for first in range(0, len(numbers), _BLOCK)]
    frame = pl.concat([_of_block(results, design, block, full) for block in blocks])
    found = {}
    for (stock,), own in frame.sort("stock", "replication").group_by("stock", maintain_order=True):
        if own.height == len(numbers):
            found[str(stock)] = StockTimes(
                own["target"].to_numpy(),
                own["empty_h"].fill_null(np.inf).to_numpy(),
                own["refill_h"].fill_null(np.inf).to_numpy(),
                own["fell"].to_numpy(),
            )
    return found


def _of_block(
    results: Results, design: str, block: NDArray[np.int64], full: pl.DataFrame
) -> pl.DataFrame:
    """Return the times of some replications: a row for each of them and each stock."""
    within = pl.col("replication").is_between(int(block[0]), int(block[-1]))
    levels = (
        results.scan("stock_levels", design)
        .filter(within)
        .select("replication", "stock", "at_h", "on_hand")
        .join(full.lazy(), on=["replication", "stock"])
    )
    keys = ("replication", "stock")
    lowest = levels.group_by(keys).agg(
        pl.col("at_h").filter(pl.col("on_hand") <= 0).min().alias("empty_h"),
        pl.col("at_h").sort_by("on_hand", "at_h").first().alias("lowest_h"),
        (pl.col("on_hand") < pl.col("target")).any().alias("fell"),
        pl.col("target").first(),
    )
    again = (
        levels.filter(pl.col("on_hand") >= pl.col("target"))
        .join(lowest.select(*keys, "lowest_h"), on=keys)
        .filter(pl.col("at_h") >= pl.col("lowest_h"))
        .group_by(keys)
        .agg((pl.col("at_h").min() - pl.col("lowest_h").first()).alias("refill_h"))
    )
    frame = lowest.join(again, on=keys, how="left")
    chosen = frame.select(*keys, "target", "empty_h", "refill_h", "fell")
    return chosen.collect(engine="streaming")


def _targets(
    results: Results, design: str, numbers: NDArray[np.int64], targets: Mapping[str, Target]
) -> pl.DataFrame:
    """Return replication, stock and target; of a target with a range, as that world has it."""
    best = pl.DataFrame(
        {
            "stock": list(targets),
            "path": [target.path for target in targets.values()],
            "best": [target.amount for target in targets.values()],
            "parameter": [target.parameter for target in targets.values()],
        },
        schema={"stock": pl.String, "path": pl.String, "best": pl.Float64, "parameter": pl.String},
    )
    worlds = (
        results.scan("worlds", design)
        .filter(pl.col("path").is_in(pl.concat([best["path"], best["parameter"]]).implode()))
        .unique(["replication", "path"], keep="first", maintain_order=True)
        .select("replication", "path", "value")
        .collect(engine="streaming")
    )
    every = pl.DataFrame({"replication": numbers.astype(np.int32)}).join(best, how="cross")
    factors = worlds.rename({"path": "parameter", "value": "factor"})
    drawn = every.join(worlds, on=["replication", "path"], how="left").join(
        factors, on=["replication", "parameter"], how="left"
    )
    # A value that is drawn has its parameter in it already. The engine rounds in the same way.
    best_here = pl.col("best") * pl.col("factor").fill_null(1.0)
    amount = (pl.coalesce("value", best_here) + 0.5).floor()
    return drawn.select("replication", "stock", amount.alias("target"))
