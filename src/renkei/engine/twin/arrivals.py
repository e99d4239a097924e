"""When incidents arrive, for the twin.

What for: the arrival times of one source as a plain generator; see
:mod:`renkei.engine.kernel.arrivals` for the method. Takes the program in ticks, the row of the
source, the world and the key of the replication; gives times [ticks] without end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from renkei.engine.twin import draws
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program, text_hash


def arrival_times(
    program: Program, source: dict[str, Any], world: list[float], key: int
) -> Iterator[float]:
    """Yield the arrival times of a source, then infinity."""
    if source["rate"] < 0:
        first = source["times"]
        yield from program.fixed_times[first : first + source["n_times"]].tolist()
        yield math.inf
    levels = slice(source["intensity"], source["intensity"] + source["n_intensity"])
    times, factors = program.intensity_times[levels], program.intensity_factors[levels]
    years = program.year_starts[source["years"] : source["years"] + source["n_years"]]
    varies = source["overdispersion"] >= 0
    changes = sorted({*times.tolist(), *(years.tolist() if varies else ())})
    now, number = 0.0, 0
    while now < math.inf:
        u = draws.uniform(key, source["key"], text_hash("gap between arrivals"), number)
        left = -math.log(1.0 - u)
        while True:
            factor = float(factors[times <= now][-1])
            level = world[source["rate"]] / TICKS * factor
            if varies:
                level = level * _year_factor(source, world, key, int((years <= now).sum()) - 1)
            stop = next((change for change in changes if change > now), math.inf)
            if level > 0 and level * (stop - now) >= left:
                now = float(math.floor(now + left / level + 0.5))
                break
            if stop > program.horizon_h + program.drain_h:
                now = math.inf
                break
            left -= level * (stop - now)
            now = stop
        yield now
        number += 1


def _year_factor(source: dict[str, Any], world: list[float], key: int, year: int) -> float:
    u = draws.uniform(key, source["key"], text_hash("factor of a year"), year)
    return draws.gamma_quantile(world[source["overdispersion"]], u)
