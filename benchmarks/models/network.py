"""The command network: one description, from which every engine builds its own model.

30 headquarters of two nations with several teams and four precedence queues, 200 units in 8 pools,
8 types of incident. A response is a row of stages; the branches of a stage run side by side and the
next stage begins when all are done; a branch is a row of tasks with lognormal work, or a mission of
a pair of units: notice, transit, stay, transit. Statistics: incidents that arrive in
``[warm_up_h, horizon_h)`` and are complete before the horizon; busy hours in that window.

Knows nothing of Renkei: the rivals read the description as JSON (:func:`as_json`) or as a file of
numbers (:func:`as_numbers`).
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass

STAGES = ((1,), (1,), (2, 2, 2), (1,), (2, 2, 0), (1,), (1,))  # tasks of each branch; 0: mission
TYPES = 8
INCIDENTS_PER_H = 4.5
UTILISATION = 0.75


@dataclass(frozen=True)
class Task:
    station: int
    mean: float
    cv: float


@dataclass(frozen=True)
class Kind:
    """A type of incident; an empty branch is the mission."""

    rate: float
    precedence: int
    pool: int
    stages: tuple[tuple[tuple[Task, ...], ...], ...]


@dataclass(frozen=True)
class Network:
    warm_up_h: float
    horizon_h: float
    teams: tuple[int, ...]
    pairs: tuple[int, ...]
    notice: tuple[float, float]  # mean [h], coefficient of variation
    transit_h: float
    stay: tuple[float, float]
    kinds: tuple[Kind, ...]


def network(
    headquarters: int = 30, units: int = 200, load: float = 1.0, horizon_h: float = 720.0
) -> Network:
    """Return a network; teams follow the load so that headquarters are busy to about 70 %."""
    rate = INCIDENTS_PER_H * load / TYPES
    busy = [0.0] * headquarters
    kinds = []
    number = 0
    for k in range(TYPES):
        stages = []
        for stage in STAGES:
            branches = []
            for length in stage:
                tasks = []
                for _ in range(length):
                    station = (7 * k + 11 * number) % headquarters
                    mean = 0.5 + 0.25 * (number % 5)
                    busy[station] += rate * mean
                    tasks.append(Task(station, mean, 0.5 + 0.25 * (number % 3)))
                    number += 1
                branches.append(tuple(tasks))
            stages.append(tuple(branches))
        kinds.append(Kind(rate, k % 4, k, tuple(stages)))
    pairs = units // 2
    return Network(
        warm_up_h=horizon_h / 6,
        horizon_h=horizon_h,
        teams=tuple(max(2, math.ceil(hours / UTILISATION)) for hours in busy),
        pairs=tuple(pairs * (k + 1) // TYPES - pairs * k // TYPES for k in range(TYPES)),
        notice=(1.0, 0.5),
        transit_h=2.0,
        stay=(8.0, 0.75),
        kinds=tuple(kinds),
    )


def log_parameters(mean: float, cv: float) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm."""
    square = math.log1p(cv * cv)
    return math.log(mean) - square / 2, math.sqrt(square)


def as_json(net: Network) -> str:
    """Return the description for the rivals in Python."""
    return json.dumps(asdict(net))


def as_numbers(net: Network) -> str:
    """Return the description for the rival in C: what it reads, in that order."""
    out: list[float] = [net.warm_up_h, net.horizon_h, len(net.teams), *net.teams]
    out += [len(net.pairs), *net.pairs, len(net.kinds)]
    for kind in net.kinds:
        out += [kind.rate, kind.precedence, kind.pool, *log_parameters(*net.notice)]
        out += [net.transit_h, *log_parameters(*net.stay), len(kind.stages)]
        for stage in kind.stages:
            out.append(len(stage))
            for branch in stage:
                out.append(len(branch))
                for task in branch:
                    out += [task.station, *log_parameters(task.mean, task.cv)]
    return "\n".join(f"{number!r}" for number in out) + "\n"
