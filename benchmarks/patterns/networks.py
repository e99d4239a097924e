"""The command network in every engine that can express it, checked against each other."""

from __future__ import annotations

import math
import statistics
import time

import numpy as np

from harness import HERE, Bench, half_width, median_and_spread, rival, rounded, table
from models.network import as_json, as_numbers, network
from models.programs import network_program, outcome
from renkei.engine import run

REPLICATIONS = {"Renkei": 1000, "C": 1000, "cimba": 100, "SimPy": 20}
COLUMNS = ("mean response [h]", "teams busy", "units busy")


def measure(bench: Bench) -> list[str]:
    """Return the lines of the section."""
    net = network()
    numbers, text = bench.folder / "network.txt", bench.folder / "network.json"
    numbers.write_text(as_numbers(net))
    text.write_text(as_json(net))
    program = network_program(net)
    run.replicate(program, 1, 0)
    engines = {"Renkei": REPLICATIONS["Renkei"]}
    c_program = bench.compiled("network")
    if c_program:
        engines["C"] = REPLICATIONS["C"]
    if not bench.smoke:
        engines |= {name: REPLICATIONS[name] for name in ("cimba", "SimPy") if bench.has(name)}
    share = {name: n // (50 if bench.smoke else bench.rounds) for name, n in engines.items()}
    ms: dict[str, list[float]] = {name: [] for name in engines}
    rows: dict[str, list[list[float]]] = {name: [] for name in engines}
    for turn in range(bench.rounds):
        for name, n in share.items():
            if name == "Renkei":
                began = time.process_time()
                results = [run.replicate(program, 1, turn * n + k) for k in range(n)]
                cpu_s = time.process_time() - began
                for one in map(outcome, results):
                    rows[name].append([one.response_h, one.teams_busy, one.units_busy])
            else:
                if name == "C":
                    found = rival([c_program, numbers, n, 1 + turn])
                else:
                    script = HERE / "rivals" / f"rival_{name.lower()}.py"
                    found = rival([bench.python, script, "network", text, n, 1 + turn])
                cpu_s = found["cpu_s"]
                rows[name] += found["rows"]
            ms[name].append(1000 * cpu_s / n)
    middle = {name: statistics.median(values) for name, values in ms.items()}
    _goals(bench, middle)
    lines = [
        "## The command network",
        "",
        f"{len(net.teams)} headquarters of two nations with 2 to {max(net.teams)} teams each and "
        f"four precedence queues, {2 * sum(net.pairs)} units in {len(net.pairs)} pools, "
        f"{len(net.kinds)} types of incident whose responses are fork-join graphs of 15 tasks with "
        "lognormal work and a mission of two units; 30 days, 3,200 incidents. Processor "
        "milliseconds per replication. No closed form is known: the engines must agree in the "
        "mean of every column within the 99.9 % interval of the difference to Renkei's.",
        "",
    ]
    body = []
    for name in sorted(engines, key=middle.__getitem__):
        cells = [_answer(bench, rows["Renkei"], rows[name], name, k) for k in range(3)]
        count = f"{len(rows[name]):,}"
        ratio = rounded(middle[name] / middle["Renkei"])
        body.append([name, count, median_and_spread(ms[name]), ratio, *cells])
    head = ["engine", "replications", "ms per replication", "time, Renkei = 1", *COLUMNS]
    return lines + table(head, body)


def _answer(
    bench: Bench, own: list[list[float]], other: list[list[float]], name: str, column: int
) -> str:
    mine, theirs = ([row[column] for row in rows] for rows in (own, other))
    mean, width = statistics.fmean(theirs), half_width(theirs)
    apart = abs(mean - float(np.mean(mine)))
    right = name == "Renkei" or apart <= math.hypot(width, half_width(mine))
    if not right:
        what = f"command network, {name}, {COLUMNS[column]}"
        bench.wrong.append(f"{what}: {mean:.4f} ± {width:.4f}, Renkei {np.mean(mine):.4f}")
    return f"{mean:.3f} ± {width:.3f}" + ("" if right else " WRONG")


def _goals(bench: Bench, middle: dict[str, float]) -> None:
    for name, least in (("SimPy", 60), ("cimba", 3)):
        if name in middle:
            ratio = middle[name] / middle["Renkei"]
            bench.goal(
                f"command network against {name}", f"≥ {least}", f"{ratio:.1f}", ratio >= least
            )
    if "C" in middle:
        ratio = middle["C"] / middle["Renkei"]
        what = "command network: speed as a share of C"
        bench.goal(what, "≥ 0.6", f"{ratio:.2f}", ratio >= 0.6)
