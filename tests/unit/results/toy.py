"""A toy program and a toy engine with the attributes that results read; picklable for spawning."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from renkei._base.errors import RunError
from renkei.results import Inputs, Plan, Results
from renkei.results.experiment import Engine, run


@dataclass(frozen=True)
class ToyProgram:
    shift: float = 0.0
    fails: tuple[int, ...] = ()
    pause_s: float = 0.0
    gives_up_h: float = 1e9
    milestones: tuple[str, ...] = ("decided", "agreed", "on-station")
    traced: tuple[int, ...] = (0, 2)
    sources: tuple[str, ...] = ("evacuation", "intrusion", "routine")
    places: tuple[str, ...] = ("yonaguni", "ishigaki")
    stations: tuple[str, ...] = ("jjoc.operations", "usfj.plans")
    pools: tuple[str, ...] = ("wing",)
    stocks: tuple[str, ...] = ("missiles",)
    tallies: tuple[str, ...] = ("dock wait wing.phase", "in dock wing.phase", "overrun wing.phase")
    docks: float = 1.0
    supply: float = 6.0
    slots: tuple[str, ...] = ("a.fixed", "b.unknown")
    varying_slots: tuple[int, ...] = (1,)
    reasons: tuple[str, ...] = ("no platform",)
    tags: tuple[tuple[str, ...], ...] = field(
        default=tuple(
            (f"{i}/{s}", i, s, kind, "JPN", hq, "operations", f"{s} at {hq}", "rule", "path")
            for i in ("evacuation", "intrusion")
            for s, kind, hq in (
                ("report", "message", ""),
                ("plan/JPN", "plan", "jjoc"),
                ("board", "board", "usfj"),
            )
        )
    )

    @property
    def fleets(self) -> np.ndarray:
        return np.arange(len(self.pools), dtype=np.int32)

    def digest(self) -> str:
        return hashlib.sha256(
            repr(
                (
                    *(self.shift, self.fails, self.gives_up_h, self.tags),
                    *(self.stocks, self.tallies, self.docks, self.supply),
                )
            ).encode()
        ).hexdigest()


def replicate(program: ToyProgram, seed: int, replication: int, *, nominal: bool = False) -> Any:
    """Incidents whose three steps share a world factor; the shift lengthens planning."""
    if program.pause_s:
        time.sleep(program.pause_s)
    if replication in program.fails:
        raise RunError(f"replication {replication}, seed {seed}: too many tokens")
    rng = np.random.default_rng([seed, replication])
    world = 1.0 if nominal else float(rng.uniform(0.5, 1.5))
    n = int(rng.poisson(6)) + 1
    source = rng.integers(0, 3, n)
    ordinal = np.array([np.sum(source[:i] == source[i]) for i in range(n)], np.int32)
    arrived = np.sort(rng.uniform(0, 1000, n))
    hours = rng.exponential(2.0, (n, 3)) * world
    hours[:, 1] += program.shift
    counted = (arrived >= 100) & (source < 2)
    decided = hours[:, 0] + hours[:, 1]
    on_station = decided + hours[:, 2]
    milestones = np.column_stack([decided, decided, on_station])
    late = rng.random(n) < 0.1
    late |= on_station > program.gives_up_h
    milestones[late, 1:] = np.nan
    segments = np.zeros((2, len(program.tags), 3))
    reached = np.zeros((2, 3), np.int32)
    for i in np.flatnonzero(counted):
        for t, m in enumerate(program.traced):
            if np.isnan(milestones[i, m]):
                continue
            reached[t, source[i]] += 1
            first = 3 * source[i]
            segments[t, first, 2] += hours[i, 0]
            segments[t, first + 1, 0] += 0.25 * hours[i, 1]
            segments[t, first + 1, 2] += 0.75 * hours[i, 1]
            if t == 1:
                segments[t, first + 2, 1] += hours[i, 2]
    incidents = SimpleNamespace(
        source=source.astype(np.int32),
        ordinal=ordinal,
        place=rng.integers(0, 2, n).astype(np.int32),
        arrived_h=arrived,
        milestones=arrived[:, np.newaxis] + milestones,
        after_h=milestones,
        outcome=np.where(late, 2, 1).astype(np.int8),
        counted=counted,
    )
    return SimpleNamespace(
        incidents=incidents,
        segments=segments,
        reached=reached,
        stations=np.ones((2, 6)),
        pools=np.ones((1, 4)),
        world=np.array([2.0, world]),
        sojourns=np.ones((3, 3)),
        events=n * 10,
        **sustained(program, seed, replication),
    )


TARGET = 40.0
"""Amount at which the stock of the toy is full; it begins full."""

DAYS = np.arange(0.0, 41.0) * 24.0
"""When the toy is sampled; it runs for the last of these hours, without a warm-up."""


def sustained(program: ToyProgram, seed: int, replication: int) -> dict[str, Any]:
    """Eight platforms and a stock, the same luck under every design.

    Of the time that platforms wait for a dock, ``docks`` is the divisor. The stock is used up in
    the first ten days, and then grows by ``supply`` a day until it is full.
    """
    if not program.stocks:
        return {
            "readiness": np.zeros((1, 9)),
            "available": np.zeros((1, 9)),
            "stock": np.zeros((0, 18)),
            "tallies": np.zeros((0, 4)),
            "sample_h": np.zeros(0),
            "stock_series": np.zeros((0, 0, 3)),
            "pool_series": np.zeros((0, 1, 9)),
        }
    rng = np.random.default_rng([seed, replication, 9])
    waiting = np.minimum(rng.poisson(2.0, len(DAYS)) / program.docks, 7.0).round()
    planned = np.ones(len(DAYS))
    pool_series = np.zeros((len(DAYS), 1, 9))
    pool_series[:, 0, 0] = 8 - planned - waiting
    pool_series[:, 0, 3] = planned
    pool_series[:, 0, 7] = waiting
    used = rng.poisson(6.0, len(DAYS)) * (DAYS <= 240)
    on_hand, short = np.zeros(len(DAYS)), np.zeros(len(DAYS))
    level = TARGET
    for day in range(len(DAYS)):
        received = program.supply if DAYS[day] > 240 else 0.0
        short[day] = max(used[day] - level, 0.0)
        level = min(max(level - used[day], 0.0) + received, TARGET)
        on_hand[day] = level
    stock_series = np.zeros((len(DAYS), 1, 3))
    stock_series[:, 0, 0] = on_hand
    stock = np.zeros((1, 18))
    stock[0, :7] = (
        *(24 * on_hand.sum(), 24 * short.sum(), 24 * (on_hand == 0).sum(), np.count_nonzero(used)),
        *(used.sum(), used.sum() - short.sum(), used.sum() - short.sum()),
    )
    stock[0, 9] = stock[0, 1]
    stock[0, 10] = level
    empty = DAYS[on_hand <= 0]
    lowest = int(on_hand.argmin())
    full = [day for day in DAYS[lowest:] if on_hand[int(day / 24)] >= TARGET]
    stock[0, 14:] = (
        empty[0] if len(empty) else np.nan,
        on_hand.min(),
        DAYS[lowest],
        full[0] if full else np.nan,
    )
    mission_capable = pool_series[:, 0, :3].sum(axis=1).astype(int)
    wait = 24 * waiting.sum()
    return {
        "readiness": 24 * pool_series.sum(axis=0),
        "available": 24 * np.bincount(mission_capable, minlength=9)[np.newaxis].astype(float),
        "stock": stock,
        "tallies": np.array(
            [[5.0, wait, wait**2 / 5, 1.0], [5.0, 500.0, 5e4, 0.0], [2.0, 96.0, 5e3, 0.0]]
        ),
        "sample_h": DAYS,
        "stock_series": stock_series,
        "pool_series": pool_series,
    }


def replicate_until_seen(
    program: ToyProgram, seed: int, replication: int, *, nominal: bool = False, root: Path
) -> Any:
    """Like replicate, but a bug in replication 30, once the first part below ``root`` is sealed."""
    if replication == 30:
        until = time.monotonic() + 60
        while not list(root.glob("*/old/seals/part-00000.json")) and time.monotonic() < until:
            time.sleep(0.01)
        raise ZeroDivisionError("a bug")
    return replicate(program, seed, replication, nominal=nominal)


def replicate_until_dead(
    program: ToyProgram, seed: int, replication: int, *, nominal: bool = False
) -> Any:
    """Like replicate, but replication 20 ends the process."""
    if replication == 20:
        os._exit(9)
    return replicate(program, seed, replication, nominal=nominal)


ENGINE = Engine(replicate, "toy-1")
INPUTS = Inputs(
    name="Toy: 南西 islands",
    scenario="renkei: 1\n",
    designs={"old": "phases: []\n"},
    command=("renkei", "run", "toy.yaml"),
)
PROGRAMS = {"old": ToyProgram(shift=1.0), "new": ToyProgram()}


def make(root: Path, replications: int, programs: Any = None, **options: Any) -> Results:
    """Run the toy; options of Plan and of run are told apart by name."""
    plan = {k: options.pop(k) for k in list(options) if k in Plan.__dataclass_fields__}
    return run(
        programs or PROGRAMS,
        INPUTS,
        Plan(seed=7, replications=replications, **plan),
        root,
        **{"engine": ENGINE} | options,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """All result bytes of a folder: everything but the record and the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("provenance.json", ".lock")
    }


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
