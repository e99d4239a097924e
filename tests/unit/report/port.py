"""Invented results of the valid scenario of sustainment, for the pages that tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tests.unit.results.toy import ToyProgram, make, replicate

from renkei.results import Results
from renkei.results.experiment import Engine

SCENARIO = Path(__file__).parents[2] / "conformance" / "valid" / "sustainment.yaml"


@dataclass(frozen=True)
class Port(ToyProgram):
    """Names of the scenario; ``docks`` shortens waits, ``supply`` fills the rounds."""

    sources: tuple[str, ...] = ("piracy", "routine")
    pools: tuple[str, ...] = ("planes", "ships")
    stations: tuple[str, ...] = ("channel liaison", "facility yard.corvette", "joint.operations")
    stocks: tuple[str, ...] = ("line works", "motors", "pumps", "rounds", "rounds-store")
    tallies: tuple[str, ...] = (
        "dock wait ships.refit",
        "in dock ships.refit",
        "late works.direct",
        "off ships.refit",
        "order rounds",
        "overrun ships.refit",
    )


FULL = (np.inf, 50.0, 4.0, 100.0, 300.0)
"""Amount at which each stock is full."""


def times(level: np.ndarray, full: float) -> tuple[float, float, float, float]:
    """Return when a stock is first empty, its lowest level and when, and when it is full again."""
    empty, lowest = np.flatnonzero(level <= 0), int(level.argmin())
    again = np.flatnonzero(level[lowest:] >= full)
    return (
        24.0 * empty[0] if len(empty) else np.nan,
        float(level.min()),
        24.0 * lowest,
        24.0 * (lowest + again[0]) if len(again) else np.nan,
    )


def simulate(program: Port, seed: int, replication: int, *, nominal: bool = False) -> Any:
    """Return six ships that wait for a dock, and rounds that run low."""
    result = replicate(ToyProgram(), seed, replication, nominal=nominal)
    keep = result.incidents.source < 1
    for name, values in vars(result.incidents).items():
        setattr(result.incidents, name, values[keep])
    result.segments = np.zeros((2, len(program.tags), 3))
    result.reached = np.zeros((2, 2), np.int32)
    result.sojourns = np.ones((2, 3))
    rng = np.random.default_rng([seed, replication, 3])
    days = np.arange(0.0, 300.0)
    series = np.zeros((300, 2, 9))
    series[:, 0, 0] = 2
    waiting = np.minimum(rng.poisson(1.2, 300) / program.docks, 2).round()
    series[:, 1, 3] = 1 - (rng.random(300) < 0.2)
    series[:, 1, 4] = 1 - series[:, 1, 3]
    series[:, 1, 7] = waiting
    series[:, 1, 1] = rng.random(300) < 0.3
    series[:, 1, 0] = 5 - waiting - series[:, 1, 1]
    used = rng.poisson(1.0, 300) * (1 + 3 * (days < 60))
    made = rng.random(300) < program.supply / 10.0
    level, on_hand = 100.0, []
    for day in range(300):
        level = min(max(level - used[day], 0.0) + 2 * made[day], 100.0)
        on_hand.append(level)
    stocks = np.zeros((300, 5, 3))
    stocks[:, 3, 0] = on_hand
    stocks[:, [1, 4], 0] = 50, 300
    stocks[:, 2, 0] = rng.integers(0, 5, 300)
    rows = np.zeros((5, 18))
    rows[:, 0] = 24 * stocks[:, :, 0].sum(axis=0)
    rows[:, 2] = 24 * (stocks[:, :, 0] == 0).sum(axis=0)
    rows[3, 3:8] = 90, used.sum(), 0.9 * used.sum(), 0.97 * used.sum(), made.sum() * 2
    rows[2, 3:8] = 12, 12, rng.integers(6, 12), 12, 12
    rows[0, 3:8] = 14, 280, 100, 270, 275 + rng.integers(0, 9)
    rows[:4, 1] = [9000 + 400 * rng.random(), 0, 200 * rng.random(), 2000 * rng.random()]
    rows[:, 9] = rows[:, 1]
    rows[:, 10] = stocks[-1, :, 0]
    rows[:, 13] = np.maximum(rows[:, 4] - rows[:, 6], 0.0)
    rows[:, 14:] = [times(stocks[:, k, 0], full) for k, full in enumerate(FULL)]
    result.stations = np.array([[5000.0, 24 * waiting.sum(), 7200, 8, 24 * waiting.sum(), 8]] * 3)
    result.pools = np.ones((2, 4))
    result.readiness = 24 * series.sum(axis=0)
    capable = series[:, :, :3].sum(axis=2).astype(int)
    result.available = np.array([np.bincount(own, minlength=7) * 24.0 for own in capable.T])
    result.stock, result.stock_series = rows, stocks
    result.sample_h, result.pool_series = 24 * days, series
    sums = np.array([24 * waiting.sum(), 6500.0, 400 + 90 * rng.random(), 9e3, 800.0, 30.0])
    counts = np.array([8.0, 8, 2, 8, 5, 3])
    result.tallies = np.column_stack([counts, sums, sums**2 / counts, np.zeros(6)])
    return result


def results(root: Path, replications: int = 60) -> Results:
    """Run three designs: as it is, with another dock, and with nothing made."""
    programs = {"base": Port(), "dock": Port(docks=3.0), "cut": Port(supply=0.0)}
    return make(root, replications, programs, engine=Engine(simulate, "port-1"))
