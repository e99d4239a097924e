"""The benchmark's models as programs of Renkei."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.network import Network
from renkei.engine.replication import Replication
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Exponential, Lognormal

SPEED_KT = 20.0


@dataclass(frozen=True)
class Outcome:
    """Means over one replication: response [h], share of teams and of units that is busy."""

    response_h: float
    teams_busy: float
    units_busy: float


def queue_program(utilisation: float, servers: int, customers: float) -> Program:
    """Return an M/M/c queue with service rate 1 per hour and server."""
    rate = utilisation * servers
    asm = Assembler(customers / rate, drain_h=1000.0)
    desk = asm.station("desk", asm.constant(servers))
    entry = asm.here("customer")
    asm.work(desk, asm.distribution(Exponential(1.0)), "service")
    asm.finish()
    asm.end()
    asm.source("customers", [[entry]], Arrivals(rate=asm.constant(rate)), counted=False)
    return asm.build()


def mean_time(utilisation: float, servers: int) -> float:
    """Return the mean time in an M/M/c queue with service rate 1, by Erlang's formula C."""
    offered = utilisation * servers
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    waits = blocked / (1 - utilisation * (1 - blocked))
    return 1 + waits / (servers - offered)


def network_program(net: Network, traced: bool = False) -> Program:
    """Return the command network; ``traced`` records the critical paths of responses."""
    asm = Assembler(
        net.horizon_h,
        net.warm_up_h,
        milestones=["done"],
        traced=["done"] if traced else [],
    )
    stations = [asm.station(f"hq {i}", asm.constant(n)) for i, n in enumerate(net.teams)]
    tags = [asm.tag(f"hq {i}", nation="ab"[i % 2]) for i in range(len(net.teams))]
    field = asm.tag("mission")
    pools = [
        asm.pool(
            f"pool {i}",
            asm.constant(2 * n),
            None,
            asm.distribution(Lognormal(*net.notice)),
            None,
            asm.constant(SPEED_KT),
            [SPEED_KT * net.transit_h],
        )
        for i, n in enumerate(net.pairs)
    ]
    route = asm.here("route")
    asm.notice("notice", field)
    asm.transit("out", field)
    asm.stay(asm.distribution(Lognormal(*net.stay)), "stay", field)
    asm.transit("back", field)
    asm.release()
    asm.end()
    for k, kind in enumerate(net.kinds):
        forks = {
            s: [asm.label(f"kind {k} stage {s} branch {b}") for b in range(len(stage))]
            for s, stage in enumerate(kind.stages)
            if len(stage) > 1
        }

        def branch(s: int, b: int, kind=kind, k=k) -> None:  # type: ignore[no-untyped-def]
            tasks = kind.stages[s][b]
            for j, task in enumerate(tasks):
                work = asm.distribution(Lognormal(task.mean, task.cv))
                asm.work(stations[task.station], work, f"{k} {s} {b} {j}", tags[task.station])
            if not tasks:
                asm.allocate([[(pools[kind.pool], route)]], 2, "wait", tag=field)

        entry = asm.here(f"kind {k}")
        for s in range(len(kind.stages)):
            if s in forks:
                asm.fork(forks[s])
            else:
                branch(s, 0)
        asm.mark("done")
        asm.finish()
        asm.end()
        for s, labels in forks.items():
            for b, label in enumerate(labels):
                asm.place_label(label)
                branch(s, b)
                asm.end()
        rate = asm.constant(kind.rate)
        asm.source(f"kind {k}", [[entry]], Arrivals(rate=rate), precedence=kind.precedence)
    return asm.build()


def outcome(result: Replication) -> Outcome:
    """Return what the engines are compared by."""
    n, hours, _ = result.sojourns.sum(axis=0)
    teams, units = result.stations, result.pools
    return Outcome(
        hours / n,
        float(np.sum(teams[:, 0]) / np.sum(teams[:, 2])),
        float(np.sum(units[:, 0]) / np.sum(units[:, 1])),
    )


def spread(values: list[float]) -> tuple[float, float]:
    """Return mean and standard error."""
    error = np.std(values, ddof=1) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return float(np.mean(values)), float(error)
