"""Sources: the arrivals of incidents.

What for: Poisson arrivals with a rate that changes, fixed lists, clusters. Takes tables, state and
the row of a source; schedules its next arrival.

The time between arrivals is exact: unit exponential number k of the source, drawn by the key
(source, "gap", k), is laid along the cumulative intensity, which is piecewise linear. So arrival k
has the same luck in every world and under every design.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.clock import ticks
from renkei.engine.kernel.event_list import KIND_BITS, schedule
from renkei.engine.kernel.jit import helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.rng import incident_key, uniform
from renkei.engine.kernel.sampling import gamma_quantile, poisson_quantile, unit_draw
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.tokens import new_incident
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import text_hash

_GAP = np.uint64(text_hash("gap between arrivals"))
_YEAR = np.uint64(text_hash("factor of a year"))
_EXTRA = np.uint64(text_hash("further incidents of a cluster"))
_WITHIN = np.uint64(text_hash("delay within a cluster"))
_ARRIVAL = Kind.ARRIVAL
_MOST_EXTRA = 700.0


@inlined
def population(p: Tables, s: State, i: int) -> int:
    """Return how many incidents source i has at hour 0, or on its list."""
    if len(p.population) > 0 and p.population[i] >= 0:
        n: int = math.floor(s.world[p.population[i]] + 0.5)
        return n
    return int(p.source[i].n_times)


@helper
def schedule_next(p: Tables, s: State, i: int) -> None:
    """Schedule the next arrival of source i, unless it falls after the end of the run."""
    row = p.source[i]
    st = s.source[i]
    at = math.inf
    if row.rate < 0:
        if len(p.population) > 0 and p.population[i] >= 0:
            if st.arrivals < population(p, s, i):
                at = 0.0
        elif st.arrivals < row.n_times:
            at = p.fixed_times[row.times + st.arrivals]
    else:
        rate = s.world[row.rate] / TICKS
        at = st.time
        left = -math.log(1.0 - uniform(s.core[0].key, row.key, _GAP, st.arrivals))
        while True:
            if row.overdispersion >= 0:  # enter the years that have begun
                while st.year + 1 < row.n_years and p.year_starts[row.years + st.year + 1] <= at:
                    st.year += 1
                    st.year_factor = gamma_quantile(
                        s.world[row.overdispersion],
                        uniform(s.core[0].key, row.key, _YEAR, st.year),
                    )
            end_level = row.intensity + row.n_intensity
            while st.level + 1 < end_level and p.intensity_times[st.level + 1] <= at:
                st.level += 1
            stop = math.inf
            if st.level + 1 < end_level:
                stop = p.intensity_times[st.level + 1]
            if row.overdispersion >= 0 and st.year + 1 < row.n_years:
                stop = min(stop, p.year_starts[row.years + st.year + 1])
            level = rate * p.intensity_factors[st.level] * st.year_factor
            if level > 0.0 and level * (stop - at) >= left:
                at = np.floor(at + left / level + 0.5)
                break
            if stop > s.core[0].end:
                at = math.inf
                break
            left = left - level * (stop - at)
            at = stop
    st.time = at
    st.arrivals += 1
    if at <= s.core[0].end:
        schedule(s.heap, s.ring, s.core[0], at, (i << KIND_BITS) | _ARRIVAL)
        s.core[0].others += 1


@inlined
def arrive(p: Tables, s: State, i: int) -> int:
    """Make the incident that arrives now, note its cluster, return its token."""
    row = p.source[i]
    st = s.source[i]
    st.current = st.arrivals - 1
    t = new_incident(p, s, i, s.core[0].now, wide(st.current), 0, -1)
    if row.extra >= 0:
        u = uniform(s.core[0].key, s.incident[s.token[t].incident].key, _EXTRA, 0)
        st.pending = poisson_quantile(min(s.world[row.extra], _MOST_EXTRA), u)
        st.member = 0
    return t


@helper
def add_member(p: Tables, s: State, i: int) -> None:
    """Make the next member of the cluster that arrived now; it arrives after a drawn delay."""
    row = p.source[i]
    st = s.source[i]
    now = s.core[0].now
    st.pending -= 1
    st.member += 1
    key = incident_key(row.key, wide(st.current), wide(st.member))
    u = uniform(s.core[0].key, key, _WITHIN, 0)
    delay = ticks(max(unit_draw(p.dist[row.within], p.knots, u) * s.scale[row.within], 0.0))
    t = new_incident(p, s, i, now + delay, wide(st.current), wide(st.member), -1)
    schedule(s.heap, s.ring, s.core[0], now + delay, t << KIND_BITS)
