"""The times at which stocks run out and are full again, event by event.

Takes the stocks of a design and their targets; gives for each stock one time per replication,
``inf`` where it did not come before the run ended. Times are taken in the engine: between two daily
samples a stock may be empty, and full again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import Floats
from renkei.results import Results


@dataclass(frozen=True)
class Target:
    """The amount at which a stock is full.

    Parameters
    ----------
    amount
        Its best value.
    path
        Path of the quantity in the scenario: if it has a range, each replication has its own.
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
        From the end of the warm-up to the first moment with nothing on hand.
    refill_h
        From the first moment with the least on hand to the first one after it at the target; 0
        where it never fell below the target.
    fell
        Whether it fell below the target.
    """

    target: Floats
    empty_h: Floats
    refill_h: Floats
    fell: NDArray[np.bool_]


def stock_times(
    results: Results,
    design: str,
    numbers: NDArray[np.int64],
    targets: Mapping[str, Target],
    warm_up_h: float = 0.0,
) -> dict[str, StockTimes]:
    """Return the times of every stock with a target, for these replications."""
    full = _targets(results, design, numbers, targets)
    if not full.height:
        return {}
    kept = ("empty_at_h", "lowest", "lowest_at_h", "full_at_h")
    rows = results.scan("stocks", design).select("replication", "stock", *kept)
    frame = rows.join(full.lazy(), on=["replication", "stock"]).collect(engine="streaming")
    found = {}
    for (stock,), own in frame.sort("stock", "replication").group_by("stock", maintain_order=True):
        if own.height == len(numbers):
            target, lowest = own["target"].to_numpy(), own["lowest"].to_numpy()
            again = own["full_at_h"].fill_null(np.inf).to_numpy()
            found[str(stock)] = StockTimes(
                target,
                own["empty_at_h"].fill_null(np.inf).to_numpy() - warm_up_h,
                again - own["lowest_at_h"].to_numpy(),
                lowest < target,
            )
    return found


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
