"""Queueing models from textbooks, built on the assembler in a few lines each.

What for: to verify the engine against exact theory, to teach, and as examples of the assembler.
Takes rates and distributions in any one unit of time (called hour here); gives programs. Customers
are background load: they have sojourn tallies (``Replication.sojourns``, one row per source) and
station tallies (``Replication.stations``), but no rows.

Names of the models and their formulas: Kleinrock, Queueing Systems, volume 1 (1975).
"""

from __future__ import annotations

from collections.abc import Sequence

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Distribution, Exponential


def queue(
    rate: float,
    service: Distribution,
    servers: int = 1,
    rooms: int | None = None,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return an M/G/c queue, or M/G/c/K with ``rooms`` K.

    Stations: ``lost`` (served: customers turned away) and ``queue``.
    """
    asm = Assembler(horizon_h, warm_up_h)
    station = asm.station("queue", asm.constant(servers), rooms=rooms)
    lost = asm.station("lost", asm.constant(1_000_000))
    entry = asm.here("customer")
    balk = asm.label("turned away")
    asm.work(station, asm.distribution(service), "service", balk=balk)
    asm.finish()
    asm.end()
    asm.place_label(balk)
    asm.fail("full")
    asm.work(lost, asm.distribution(Constant(0.0)), "lost")
    asm.end()
    asm.source("customers", [[entry]], Arrivals(rate=asm.slot("rate", rate)), counted=False)
    return asm.build()


def priorities(
    rates: Sequence[float],
    services: Sequence[Distribution],
    servers: int = 1,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
    interrupts: int | None = None,
) -> Program:
    """Return a queue with up to four classes, the first served first.

    Classes up to ``interrupts`` interrupt less urgent ones (preemptive resume); None: none does.
    Sources: ``class 0`` and so on.
    """
    asm = Assembler(horizon_h, warm_up_h)
    station = asm.station("queue", asm.constant(servers), interrupts=interrupts)
    for rank, (rate, service) in enumerate(zip(rates, services, strict=True)):
        entry = asm.here(f"class {rank}")
        asm.work(station, asm.distribution(service), "service")
        asm.finish()
        asm.end()
        slot = asm.slot(f"rate {rank}", rate)
        asm.source(f"class {rank}", [[entry]], Arrivals(rate=slot), precedence=rank, counted=False)
    return asm.build()


def jackson(
    arrivals: Sequence[float],
    services: Sequence[float],
    routing: Sequence[Sequence[float]],
    servers: Sequence[int] | None = None,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return an open Jackson network.

    Parameters
    ----------
    arrivals
        Rate of arrivals from outside at each node.
    services
        Mean service time of each node.
    routing
        ``routing[i][j]`` is the probability of going from i to j; the rest leaves.
    servers
        Servers of each node; default 1.
    """
    n = len(services)
    asm = Assembler(horizon_h, warm_up_h)
    nodes = [
        asm.station(f"node {i}", asm.constant(1 if servers is None else servers[i]))
        for i in range(n)
    ]
    entries = [asm.label(f"node {i}") for i in range(n)]
    leave = asm.label("leave")
    for i in range(n):
        asm.place_label(entries[i])
        asm.work(nodes[i], asm.distribution(Exponential(services[i])), f"service {i}")
        targets = [(entries[j], routing[i][j]) for j in range(n) if routing[i][j] > 0]
        targets.append((leave, 1 - sum(routing[i])))
        asm.route(f"from {i}", targets, next_round=True)
    asm.place_label(leave)
    asm.finish()
    asm.end()
    for i, rate in enumerate(arrivals):
        if rate > 0:
            slot = asm.slot(f"rate {i}", rate)
            asm.source(f"arrivals {i}", [[entries[i]]], Arrivals(rate=slot), counted=False)
    return asm.build()


def fork_join(
    rate: float,
    service: Distribution,
    branches: int,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return a fork-join queue: each customer has a part at every one of the servers."""
    asm = Assembler(horizon_h, warm_up_h)
    parts = [asm.label(f"part {i}") for i in range(branches)]
    entry = asm.here("customer")
    asm.fork(parts)
    asm.finish()
    asm.end()
    for i, part in enumerate(parts):
        asm.place_label(part)
        station = asm.station(f"server {i}", asm.constant(1))
        asm.work(station, asm.distribution(service), f"service {i}")
        asm.end()
    asm.source("customers", [[entry]], Arrivals(rate=asm.slot("rate", rate)), counted=False)
    return asm.build()


def machine_repair(
    machines: int,
    up: Distribution,
    repair: Distribution,
    crews: int = 1,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return the machine repair model: machines run, fail, and queue for a crew."""
    asm = Assembler(horizon_h, warm_up_h)
    station = asm.station("repair", asm.constant(crews))
    entry = asm.here("machine")
    asm.delay(asm.distribution(up), "up")
    asm.work(station, asm.distribution(repair), "repair")
    asm.jump(entry, next_round=True)
    asm.population("machines", machines, entry)
    return asm.build()
