"""Cost against size, of recording critical paths, and of a second process."""

from __future__ import annotations

import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from harness import Bench, median_and_spread, rounded, table
from models.network import Network, network
from models.programs import network_program
from renkei.engine import run
from renkei.program.machine.program import Program


def _timed(program: Program, replications: range) -> tuple[float, int]:
    """Return processor seconds and events of a few replications."""
    events = 0
    began = time.process_time()
    for number in replications:
        events += run.replicate(program, 1, number).events
    return time.process_time() - began, events


def _sizes(smoke: bool) -> list[tuple[str, str, Network, int]]:
    """Return (what varies, its value, the network, replications)."""
    found = []
    for days in (30, 120, 480):
        found.append(("events (length of the run)", f"{days} days", network(horizon_h=24.0 * days)))
    for n in (30, 60, 120, 240):
        found.append(("headquarters", str(n), network(headquarters=n)))
    for n in (200, 400, 800, 1600):
        found.append(("units", str(n), network(units=n)))
    for load in (1, 4, 16):
        size = network(units=200 * load, load=load)
        found.append(("incidents in progress", f"{round(4.5 * load * 23.6)}", size))
    rows = [(*row, 2 if smoke else 10) for row in found]
    for n in (1, 10, 100):
        rows.append(("replications", str(n), network(), n))
    return rows


def sizes(bench: Bench) -> list[str]:
    """Return the lines of the section on size."""
    programs = [
        (*row[:2], network_program(row[2]), row[3])
        for row in _sizes(bench.smoke)
        if not bench.smoke or row[0] != "replications"
    ]
    seconds: list[list[float]] = [[] for _ in programs]
    counts = [0] * len(programs)
    for _ in range(1 if bench.smoke else 3):
        for i, (_, _, program, n) in enumerate(programs):
            cpu_s, counts[i] = _timed(program, range(n))
            seconds[i].append(cpu_s)
    rows = []
    for (what, value, _, n), spent, events in zip(programs, seconds, counts, strict=True):
        ns = [1e9 * cpu_s / events for cpu_s in spent]
        ms = rounded(1000 * statistics.median(spent) / n)
        rows.append([what, value, f"{events / n:,.0f}", ms, median_and_spread(ns)])
    return [
        "## Cost against size",
        "",
        "The command network with one thing varied at a time; teams follow the load. What grows "
        "no faster than the number of events has the same nanoseconds per event in every row.",
        "",
        *table(
            ["varied", "value", "events per replication", "ms per replication", "ns per event"],
            rows,
        ),
    ]


def segments(bench: Bench) -> list[str]:
    """Return the lines of the section on critical paths."""
    net = network()
    programs = {name: network_program(net, name == "recorded") for name in ("not", "recorded")}
    n = 10 if bench.smoke else 100
    ms: dict[str, list[float]] = {name: [] for name in programs}
    for name in programs:
        run.replicate(programs[name], 1, 0)
    for turn in range(2 * bench.rounds):
        for name, program in list(programs.items())[:: -1 if turn % 2 else 1]:
            ms[name].append(1000 * _timed(program, range(n))[0] / n)
    ratios = [b / a - 1 for a, b in zip(ms["not"], ms["recorded"], strict=True)]
    extra = statistics.median(ratios)
    bench.goal("recording critical paths", "< 25 %", f"{100 * extra:.0f} %", extra < 0.25)
    return [
        "## Recording critical paths",
        "",
        "The command network with no traced milestone, and with every response's critical path "
        f"recorded ({n} replications per round, by turns).",
        "",
        *table(
            ["critical paths", "ms per replication"],
            [[name + " recorded" * (name == "not"), median_and_spread(ms[name])] for name in ms],
        ),
        f"Extra cost: {100 * extra:.0f} % ({100 * min(ratios):.0f} to {100 * max(ratios):.0f} %).",
        "",
    ]


_program: Program | None = None


def _start() -> None:
    global _program
    _program = network_program(network())
    run.replicate(_program, 1, 0)


def _block(replications: range) -> tuple[float, float, float]:
    """Return when a block of replications began and ended, and its processor seconds."""
    assert _program is not None
    began = time.monotonic()
    cpu_s, _ = _timed(_program, replications)
    return began, time.monotonic(), cpu_s


def processes(bench: Bench) -> list[str]:
    """Return the lines of the section on two processes."""
    n = 300
    speeds: list[float] = []
    shares: list[float] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_start) as pool:
        list(pool.map(_block, [range(20)] * 4))
        for _ in range(bench.rounds):
            begin, end, alone_cpu = pool.submit(_block, range(n)).result()
            alone = end - begin
            both = list(pool.map(_block, [range(n), range(n, 2 * n)]))
            together = max(x[1] for x in both) - min(x[0] for x in both)
            speeds.append(2 * alone / together)
            shares.append(alone_cpu / alone)
    speed = statistics.median(speeds)
    bench.goal("two processes against one", "≥ 1.85", f"{speed:.2f}", speed >= 1.85)
    return [
        "## Two processes",
        "",
        f"{n} replications in one process, then {n} in each of two, by the clock on the wall: "
        f"{median_and_spread(speeds)} times as fast. This alone cannot be measured in processor "
        f"time, so other work on the {os.cpu_count()} cores counts against it; the single process "
        f"had a core for {100 * statistics.median(shares):.0f} % of its time, and the load of the "
        f"machine was {os.getloadavg()[0]:.1f}.",
        "",
    ]
