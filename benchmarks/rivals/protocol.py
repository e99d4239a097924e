"""What every rival in Python shares: it reads its order, runs, prints one line of JSON.

``<python> <rival>.py queue <utilisation> <servers> <customers> <seed>`` prints processor seconds,
customers and their mean time in the system; ``... network <file.json> <replications> <seed>``
prints processor seconds and a row per replication: mean response, busy share of teams and of pairs
of units. Imports and compilation are not in the time.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from types import SimpleNamespace


def log_parameters(mean: float, cv: float) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm."""
    square = math.log1p(cv * cv)
    return math.log(mean) - square / 2, math.sqrt(square)


def overlap(net: SimpleNamespace, begin: float, end: float) -> float:
    """Return the hours of an interval within the window of the statistics."""
    return max(0.0, min(end, net.horizon_h) - max(begin, net.warm_up_h))


def row(
    net: SimpleNamespace, responses: int, hours: float, teams_h: float, pairs_h: float
) -> list[float]:
    """Return the row of a replication."""
    window = net.horizon_h - net.warm_up_h
    return [
        hours / responses,
        teams_h / (sum(net.teams) * window),
        pairs_h / (sum(net.pairs) * window),
    ]


def main(
    queue: Callable[[float, int, int, int], dict[str, float]],
    network: Callable[[SimpleNamespace, int, int], dict[str, object]] | None = None,
) -> None:
    """Do what the command line says."""
    what, *rest = sys.argv[1:]
    if what == "queue":
        utilisation, servers, customers, seed = rest
        found: object = queue(float(utilisation), int(servers), int(float(customers)), int(seed))
    elif network is not None:
        path, replications, seed = rest
        with open(path) as file:
            net = json.load(file, object_hook=lambda fields: SimpleNamespace(**fields))
        found = network(net, int(replications), int(seed))
    else:
        raise SystemExit(f"no {what} for this rival")
    print(json.dumps(found))
