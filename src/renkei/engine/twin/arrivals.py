"""The arrivals of incidents in the twin, and the tokens that they begin.

What for: the arrival times of one source as a plain generator; see
:mod:`renkei.engine.kernel.arrivals` for the method. Takes the program in ticks, the row of the
source, the world and the key of the replication; gives times [ticks] without end, and the incident
with its first token when one comes.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.parts import Incident, Segment, Token
from renkei.engine.twin.state import Run
from renkei.engine.twin.tokens import new_token
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program, text_hash


def schedule_arrival(run: Run, source: int) -> None:
    """List the next arrival of a source, if it comes before the end."""
    time = next(run.arrivals[source])
    if time <= run.program.horizon_h + run.program.drain_h:
        run.schedule(time, Kind.ARRIVAL, source)


def arrive(run: Run, i: int) -> Token:
    """Begin the incident that arrives now, and list the others of its cluster; return its token."""
    source = run.sources[i]
    number = run.arrived[i]
    run.arrived[i] += 1
    first = new_incident(run, i, run.now, number, 0)
    schedule_arrival(run, i)
    if source["extra"] >= 0:
        purpose = text_hash("further incidents of a cluster")
        u = draws.uniform(run.key, first.incident.key, purpose, 0)
        extra = draws.poisson_quantile(min(run.world[source["extra"]], 700.0), u)
        for member in range(1, extra + 1):
            key = draws.incident_key(source["key"], number, member)
            u = draws.uniform(run.key, key, text_hash("delay within a cluster"), 0)
            at = run.now + run.duration(source["within"], u)
            run.schedule(at, Kind.TOKEN, new_incident(run, i, at, number, member))
    return first


def new_incident(run: Run, i: int, at: float, number: int, member: int) -> Token:
    """Begin an incident of source i at a time: draw its place, find its phase, give its token."""
    source, p = run.sources[i], run.program
    key = draws.incident_key(source["key"], number, member)
    n = len(p.places)
    place = 0
    if n > 1:
        u = draws.uniform(run.key, key, text_hash("place of an incident"), 0)
        weights = p.weights[source["weights"] : source["weights"] + n]
        place = bisect_left(weights.tolist(), u)
    starts = _phase_begins(run, source)
    phase = max(bisect_right(starts, at) - 1, 0)
    window = run.window[0] <= at < run.window[1]
    counted = window and bool(source["counted"])
    stamps = [math.nan] * len(p.milestones)
    heads: list[Segment | None] = [None] * len(p.milestones)
    incident = Incident(key, at, i, run.made[i], place, counted, window, stamps, heads)
    run.made[i] += 1
    run.open_counted += counted
    run.alive.append(incident)
    pc = int(p.entries[source["entry"] + phase * n + place])
    return new_token(run, incident, pc, source["precedence"], counted)


def _phase_begins(run: Run, source: dict[str, Any]) -> list[float]:
    """Return when the phases of a source begin in this world."""
    span = slice(source["phase"], source["phase"] + source["n_phases"])
    begins: list[float] = run.program.phase_times[span].tolist()
    if not len(run.program.phase_slots):
        return begins
    after = [run.world[k] if k >= 0 else 0.0 for k in run.program.phase_slots[span].tolist()]
    return [begin + draws.ticks(hours) for begin, hours in zip(begins, after, strict=True)]


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
