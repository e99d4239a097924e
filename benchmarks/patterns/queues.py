"""M/M/1 and M/M/10 at utilisation 0.9: seconds of processor time for a million customers."""

from __future__ import annotations

import math
import statistics
import time

from harness import HERE, Bench, median_and_spread, rival, rounded, table
from models.programs import mean_time, queue_program
from renkei.engine import run
from renkei.engine.twin import twin as reference

UTILISATION = 0.9
MILLION = 1_000_000
NORMAL = 3.2905  # 99.9 %, two-sided
CUSTOMERS = {"C": MILLION, "cimba": MILLION, "SimPy": 100_000, "Ciw": 50_000, "salabim": 5_000}


def measure(bench: Bench) -> list[str]:
    """Return the lines of the section."""
    lines = [
        "## One queue",
        "",
        "Processor seconds per million customers at utilisation 0.9: median of "
        f"{bench.rounds} rounds (least to greatest), the engines by turns in every round. Slow "
        "ones ran the number of customers in the table, and their time is scaled. The mean time "
        "in the system, over all rounds, stands beside Erlang's formula with its 99.9 % interval; "
        "the variance per customer, the same in every engine, is that of 60 replications in "
        "Renkei.",
        "",
    ]
    for servers in (1, 10):
        lines += _one(bench, servers)
    return lines


def _deviation(servers: int) -> float:
    """Return the deviation of the mean over n customers, times the square root of n."""
    customers = 50_000
    program = queue_program(UTILISATION, servers, customers)
    means = []
    for number in range(60):
        n, total, _ = run.replicate(program, 2, number).sojourns.sum(axis=0)
        means.append(total / n)
    return statistics.stdev(means) * math.sqrt(customers)


def _one(bench: Bench, servers: int) -> list[str]:
    own = MILLION
    program = queue_program(UTILISATION, servers, own)
    short = queue_program(UTILISATION, servers, 20_000)
    run.replicate(program, 1, 0)
    engines: dict[str, int] = {"Renkei": own, "Renkei's twin in plain Python": 20_000}
    c_program = bench.compiled("queue")
    if c_program:
        engines["C"] = own
    if not bench.smoke:
        engines |= {name: n for name, n in CUSTOMERS.items() if name != "C" and bench.has(name)}
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    means: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(bench.rounds):
        for name, customers in engines.items():
            if name.startswith("Renkei"):
                began = time.process_time()
                if name == "Renkei":
                    result = run.replicate(program, 1, number)
                else:
                    result = reference.replicate(short, 1, 1000 + number)
                cpu_s = time.process_time() - began
                n, total, _ = result.sojourns.sum(axis=0)
                mean = total / n
            else:
                seed = 1 + number
                if name == "C":
                    command = [c_program, UTILISATION * servers, servers, customers, seed]
                else:
                    script = HERE / "rivals" / f"rival_{name.lower()}.py"
                    options = ["queue", UTILISATION, servers, customers, seed]
                    command = [bench.python, script, *options]
                found = rival(command)
                cpu_s, mean, n = found["cpu_s"], found["mean"], found["n"]
            seconds[name].append(cpu_s / n * MILLION)
            means[name].append(mean)
    exact = mean_time(UTILISATION, servers)
    deviation = _deviation(servers)
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    rows = []
    for name in sorted(engines, key=middle.__getitem__):
        mean, width = statistics.fmean(means[name]), NORMAL * deviation
        width /= math.sqrt(bench.rounds * engines[name])
        right = abs(mean - exact) <= width
        if not right:
            bench.wrong.append(
                f"M/M/{servers}, {name}: {mean:.4f} ± {width:.4f}, exact {exact:.4f}"
            )
        rows.append(
            [
                name,
                f"{engines[name]:,}",
                median_and_spread(seconds[name]),
                rounded(middle[name] / middle["Renkei"]),
                f"{mean:.3f} ± {width:.3f}" + ("" if right else " WRONG"),
            ]
        )
    what = f"M/M/{servers}"
    if "SimPy" in middle:
        ratio = middle["SimPy"] / middle["Renkei"]
        bench.goal(f"{what} against SimPy", "≥ 100", f"{ratio:.0f}", ratio >= 100)
    if "C" in middle:
        ratio = middle["C"] / middle["Renkei"]
        bench.goal(f"{what}: speed as a share of C", "≥ 0.6", f"{ratio:.2f}", ratio >= 0.6)
    head = [what, "customers per round", "s per 10⁶ customers", "time, Renkei = 1"]
    return table([*head, f"mean time [h], exact {exact:.3f}"], rows)
