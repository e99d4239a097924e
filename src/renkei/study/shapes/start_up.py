"""Start-up bias: the mean queue of a short M/M/c run that begins empty, against the long run's.

The exact mean over a finite time is the integral of the transient distribution of the birth-death
chain, by uniformisation (Grassmann 1977, Transient solutions in Markovian queueing systems); the
long run's is Erlang C.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from renkei.program.textbook.queueing import queue
from renkei.scenario.quantities.distributions import Exponential
from renkei.study.shapes.records import ShapeCheck, ShapeRow, row

if TYPE_CHECKING:
    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.study.study_file import StartUpShape

_LONG, _WARM = 3000.0, 500.0
"""Length and warm-up of the run that stands for the long run, in mean service times."""


def erlang_c(servers: int, load: float) -> float:
    """Return the probability of waiting in an M/M/c queue (Erlang 1917)."""
    offered = servers * load
    inverse = 1.0  # of Erlang B, by recursion
    for k in range(1, servers + 1):
        inverse = 1.0 + inverse * k / offered
    blocked = 1.0 / inverse
    return blocked / (1 - load * (1 - blocked))


def mean_queue(servers: int, load: float) -> float:
    """Return the mean number that wait in the long run."""
    return erlang_c(servers, load) * load / (1 - load)


def mean_queue_from_empty(servers: int, load: float, length: float, states: int = 600) -> float:
    """Return the mean number that wait over ``[0, length]``, of a queue empty at 0.

    Parameters
    ----------
    length
        In mean service times.
    states
        Numbers in the queue up to which states are kept; beyond, the chance is negligible.
    """
    from scipy.stats import poisson

    arrive, leave = servers * load, np.minimum(np.arange(states), servers).astype(np.float64)
    fastest = arrive + servers
    up = np.full(states, arrive / fastest)
    up[-1] = 0.0
    down = leave / fastest
    stay = 1.0 - up - down
    waiting = np.maximum(np.arange(states) - servers, 0)
    at = np.zeros(states)
    at[0] = 1.0
    jumps = fastest * length
    most = int(jumps + 12 * np.sqrt(jumps) + 50)
    weights = poisson.sf(np.arange(most), jumps) / fastest  # time spent after k jumps
    total = 0.0
    for weight in weights:
        total += weight * float(at @ waiting)
        after = at * stay
        after[1:] += at[:-1] * up[:-1]
        after[:-1] += at[1:] * down[1:]
        at = after
    return total / length


class StartUp:
    """The model, see :class:`renkei.study.shapes.records.ShapeModel`."""

    def __init__(self, shape: StartUpShape) -> None:
        self.shape = shape

    def programs(self) -> Mapping[str, Program]:
        """Return a queue for each length, and one that is warmed up."""
        shape = self.shape
        rate, work = shape.servers * shape.load, Exponential(1.0)
        found = {
            self._id(length): queue(rate, work, shape.servers, None, length, 0.0)
            for length in shape.lengths
        }
        return {**found, "long": queue(rate, work, shape.servers, None, _LONG, _WARM)}

    def rows(self, results: Results) -> list[ShapeRow]:
        """Return the mean queue by length of the run."""
        shape = self.shape
        found = [
            row(
                self._id(length),
                f"mean number waiting, run of {length:g} from empty",
                "",
                _queue(results, self._id(length)) / length,
                mean_queue_from_empty(shape.servers, shape.load, length),
            )
            for length in shape.lengths
        ]
        long = _queue(results, "long") / (_LONG - _WARM)
        exact = mean_queue(shape.servers, shape.load)
        rate = shape.servers * shape.load
        found.append(row("long", "mean number waiting, warmed up", "", long, exact))
        found.append(
            row("wait", "mean wait, warmed up, in service times", "", long / rate, exact / rate)
        )
        return found

    def checks(self, rows: Mapping[str, ShapeRow]) -> list[ShapeCheck]:
        """Return whether short runs are too low, and by less the longer they are."""
        long = rows["long"]
        by_length = [rows[self._id(length)] for length in sorted(self.shape.lengths)]
        rising = all(a.value < b.value for a, b in pairwise(by_length))
        first = by_length[0]
        return [
            ShapeCheck(
                "a run that begins empty shows too short a queue",
                first.high < long.low,
                f"{first.value:.3g} instead of {long.value:.3g}",
            ),
            ShapeCheck(
                "the longer the run, the smaller the bias",
                rising,
                ", ".join(f"{one.value / long.value - 1:+.0%}" for one in by_length).replace(
                    "%", " %"
                ),
            ),
        ]

    @property
    def method(self) -> str:
        """The model and the independent check in words."""
        shape = self.shape
        return (
            f"M/M/{shape.servers} at utilisation {shape.load:g}, time in mean service times. "
            "Beside each number stands the exact one: over a finite time from empty by "
            "uniformisation of the birth-death chain, in the long run by Erlang C."
        )

    @staticmethod
    def _id(length: float) -> str:
        return f"empty-{length:g}".replace(".", "-")


def _queue(results: Results, design: str) -> np.ndarray:
    import polars as pl

    frame = results.scan("cells", design).filter(pl.col("station") == "queue")
    found = frame.sort("replication").select("queue_h").collect()
    return found["queue_h"].to_numpy()
