"""The beginning of a replication: its world, its stations, pools and sources.

What for: set the state at hour 0. Takes the program's arrays as :class:`Tables`, the seed and the
number of the replication. Events of hour 0 are scheduled station by station, then source by source.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.array_pointer import fixed
from renkei.engine.kernel.arrivals import schedule_next
from renkei.engine.kernel.event_list import KIND_BITS, schedule
from renkei.engine.kernel.jit import inlined, jit, wide
from renkei.engine.kernel.losses import begin_loss
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.readiness import pool_size
from renkei.engine.kernel.rng import replication_key, uniform
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.stations import set_teams, team_count
from renkei.engine.kernel.sustainment import begin_sustainment

_NO_PURPOSE = np.uint64(0)
_SCHEDULE = Kind.SCHEDULE


@inlined
def draw_world(p: Tables, s: State, nominal: bool) -> None:
    """Draw every slot: low at u = 0, middle at 1/2, high at 1, linear between; then factors.

    A slot whose value is given already keeps it, also in the nominal world.
    """
    n = len(p.slot)
    for i in range(n):
        row = p.slot[i]
        if not math.isnan(s.own[i]):
            continue
        if nominal:
            s.own[i] = row.best
            continue
        u = uniform(s.core[0].key, row.key, _NO_PURPOSE, 0)
        if u < 0.5:
            s.own[i] = row.low + (row.middle - row.low) * (2.0 * u)
        else:
            s.own[i] = row.middle + (row.high - row.middle) * (2.0 * u - 1.0)
    for i in range(n):
        value = s.own[i]
        if p.inverted[i]:
            value = 1.0 / value
        factor = p.slot[i].factor
        while factor >= 0:
            value = value / s.own[factor] if p.inverted[factor] else value * s.own[factor]
            factor = p.slot[factor].factor
        s.world[i] = value
    for i in range(len(p.dist)):
        mean = p.dist[i].mean
        if p.dist[i].slot >= 0:
            mean = s.world[p.dist[i].slot]
        if p.dist[i].factor >= 0:
            mean = mean * s.world[p.dist[i].factor]
        s.scale[i] = mean


@inlined
def begin_fleet(p: Tables, s: State, i: int) -> None:
    """Set the platforms of a pool at hour 0; what its phases change is due at their times."""
    row = p.pool[i]
    size, most = pool_size(p, s, i), pool_size(p, s, i)
    mustered = math.floor(s.world[row.platforms] + 0.5)
    for k in range(row.schedule, row.schedule + row.n_schedule):
        at = wide(p.schedule_slots[k])
        if at >= 0:
            most = max(most, pool_size(p, s, at))
        if p.schedule_hours[k] <= 0.0:
            size = mustered = 0
            if at >= 0:
                size = pool_size(p, s, at)
                mustered = math.floor(s.world[p.pool[at].platforms] + 0.5)
        else:
            what = ((len(p.station) + k) << KIND_BITS) | _SCHEDULE
            schedule(s.heap, s.ring, s.core[0], p.schedule_hours[k], what)
            s.core[0].others += 1
    s.pool[i].size = size
    s.pool[i].free = size
    s.pool[i].most = most
    s.pool[i].mustered = mustered


@jit
def begin(
    tables: Tables, state: State, seed: np.uint64, replication: np.uint64, nominal: bool
) -> None:
    """Set the state at hour 0."""
    p, s = fixed(tables), fixed(state)
    c = s.core[0]
    c.key = replication_key(seed, replication)
    c.token_free = -1
    c.incident_free = -1
    c.segment_free = -1
    c.join_free = -1
    c.current = -1
    c.source = -1
    c.decision = -1
    c.line = -1
    c.asking = -1
    c.parked = -1
    c.chosen = -1
    c.block = -1
    draw_world(p, s, nominal)
    for i in range(len(p.station)):
        row = p.station[i]
        st = s.station[i]
        st.rests = 1 if row.calendar >= 0 and row.off_teams < 0 else 0
        st.wake = math.inf
        st.working = -1
        st.interrupts = row.interrupts
        st.listed = 1 if row.interrupts > 0 else 0
        st.open_before = -1.0
        st.step = row.schedule
        st.base = team_count(p, s, row.teams)
        if row.off_teams >= 0:
            st.base_off = team_count(p, s, row.off_teams)
        st.closes = 1 if row.calendar >= 0 and st.base_off == 0 else 0
        set_teams(p, s, i)
        if st.step < row.schedule + row.n_schedule:
            at = p.schedule_hours[st.step]
            schedule(s.heap, s.ring, s.core[0], at, (i << KIND_BITS) | _SCHEDULE)
            c.others += 1
    for k in range(len(p.loss_begins)):
        begin_loss(p, s, k)
    for i in range(len(p.pool)):
        s.pool[i].fleet = p.pool[i].fleet
        if p.pool[i].reserve >= 0:
            s.pool[i].reserve = math.floor(s.world[p.pool[i].reserve] + 0.5)
        if p.pool[i].fleet == i:
            begin_fleet(p, s, i)
    for i in range(len(p.source)):
        s.source[i].year = -1
        s.source[i].year_factor = 1.0
        s.source[i].level = p.source[i].intensity
        schedule_next(p, s, i)
    if c.sustains:
        begin_sustainment(p, s)
