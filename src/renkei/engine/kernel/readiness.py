"""Readiness of platforms: counts by status, their time integrals, and the use of pools.

What for: readiness is every platform in exactly one :class:`~renkei.program.machine.blocks.Status`
at every moment. Takes tables, state and the row of a pool or token; changes the state.

Use of a pool is the platform-hours of missions and training of all its platforms together, which
grows at a rate that changes with the statuses. A token that waits for use is due when the use
reaches its target; an event is set for the moment at which that will be if nothing changes, and
looked at again whenever a status changes.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.clock import hours
from renkei.engine.kernel.event_list import KIND_BITS, at_once, schedule
from renkei.engine.kernel.jit import Record, helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import append, unlink
from renkei.engine.kernel.rng import uniform
from renkei.engine.kernel.sampling import unit_draw
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.tokens import add_segment
from renkei.engine.kernel.waiting_line import home
from renkei.program.machine.blocks import PER_PLATFORM, Status, Use
from renkei.program.machine.clock import TICKS

_READY, _COMMITTED, _RECOVERING = int(Status.READY), int(Status.COMMITTED), int(Status.RECOVERING)
_STATUSES = len(Status)
_HOURS = int(Use.HOURS)
_USE = Kind.USE


@inlined
def pool_size(p: Tables, s: State, i: int) -> int:
    """Return how many platforms pool i stands for in this world."""
    size = s.world[p.pool[i].platforms]
    if p.pool[i].availability >= 0:
        size = size * s.world[p.pool[i].availability]
    n: int = math.floor(size + 0.5)
    return n


@helper
def change_fleet(p: Tables, s: State, k: int) -> None:
    """Let a fleet have the platforms of row k of the schedule; those taken away go when free."""
    c = s.core[0]
    i = 0
    while not p.pool[i].schedule <= k < p.pool[i].schedule + p.pool[i].n_schedule:
        i += 1
    pool = s.pool[i]
    at = wide(p.schedule_slots[k])
    size = mustered = 0
    if at >= 0:
        size = pool_size(p, s, at)
        mustered = math.floor(s.world[p.pool[at].platforms] + 0.5)
    integrate_pool(c, pool, c.now)
    more = size - (pool.size - pool.leaving)
    stays = min(max(more, 0), pool.leaving)  # platforms that were to go may stay
    pool.leaving -= stays
    more -= stays
    gone = min(max(-more, 0), pool.free)
    pool.leaving += max(-more, 0) - gone
    change = max(more, 0) - gone
    pool.size += change
    pool.free += change
    if mustered != pool.mustered:
        pool.newest = min(pool.mustered, mustered)
        pool.mustered = mustered
    if c.sustains:
        post(s, i, c.now)
        s.platforms[i, _READY] += change
        if len(p.training) > 0:
            s.upkeep[i].training = 0.0
            if at >= 0 and p.training[at] >= 0:
                s.upkeep[i].training = s.world[p.training[at]]
        wake_users(s, i)


@inlined
def muster(p: Tables, s: State, t: int) -> float:
    """Do the block of token t, which has gone on to the next; return the hours it waits."""
    token = s.token[t]
    block = p.blocks[token.pc - 1]
    i = home(s, wide(block.a))
    if s.incident[token.incident].ordinal < s.pool[i].mustered:
        if s.cargo[t].granted:
            s.cargo[t].granted = 0
            token.round += 1
            token.pc = block.c
        return 0.0
    s.cargo[t].granted = 1
    token.pc -= 1
    at = math.inf
    for k in range(p.pool[i].schedule, p.pool[i].schedule + p.pool[i].n_schedule):
        if p.schedule_hours[k] > s.core[0].now:
            at = min(at, p.schedule_hours[k])
    return float(at - s.core[0].now)


@helper
def integrate_pool(c: Record, st: Record, now: float) -> None:
    """Take the time integrals of a pool up to ``now``, within ``[warm_up, horizon)``."""
    span = hours(min(now, c.horizon) - max(st.last, c.warm_up))
    st.last = now
    if span > 0.0:
        st.busy_h += (st.size - st.free) * span
        st.capacity_h += st.size * span


@inlined
def rate_of_use(s: State, i: int) -> float:
    """Return the use of pool i in platform-hours an hour."""
    return float(s.platforms[i, _COMMITTED] + s.upkeep[i].training * s.platforms[i, _READY])


@inlined
def post(s: State, i: int, now: float) -> None:
    """Take the use of pool i up to ``now``, and its integrals by status within the window."""
    c = s.core[0]
    pool = s.upkeep[i]
    pool.use += rate_of_use(s, i) * (now - pool.posted)
    span = hours(min(now, c.horizon) - max(pool.posted, c.warm_up))
    pool.posted = now
    if span > 0.0:
        for k in range(_STATUSES):
            s.status_h[i, k] += s.platforms[i, k] * span
        capable = s.platforms[i, _READY] + s.platforms[i, _COMMITTED] + s.platforms[i, _RECOVERING]
        s.capable_h[i, capable] += span


@helper
def shift(s: State, i: int, before: int, after: int, n: int) -> None:
    """Move ``n`` platforms of pool i from one status to another."""
    c = s.core[0]
    post(s, i, c.now)
    s.platforms[i, before] -= n
    s.platforms[i, after] += n
    wake_users(s, i)


@inlined
def wake_users(s: State, i: int) -> None:
    """Look again, at the present moment, at who waits for the use of pool i: its rate changes."""
    c = s.core[0]
    pool = s.upkeep[i]
    if pool.first >= 0 and not pool.pending:
        pool.pending = 1
        at_once(s.ring, c, (i << KIND_BITS) | _USE)
        c.others += 1


@inlined
def commit(s: State, t: int) -> None:
    """Token t begins to carry platforms on a mission."""
    token = s.token[t]
    s.cargo[t].status = _COMMITTED
    shift(s, home(s, wide(token.pool)), _READY, _COMMITTED, wide(token.quantity))


@inlined
def set_status(s: State, t: int, status: int) -> None:
    """Set the status of the platforms that token t carries."""
    token = s.token[t]
    cargo = s.cargo[t]
    shift(s, home(s, wide(token.pool)), wide(cargo.status), status, wide(token.quantity))
    cargo.status = status


@inlined
def recover(s: State, t: int) -> None:
    """Note that the platforms of token t are back from a mission and made ready."""
    set_status(s, t, _RECOVERING)


@inlined
def make_ready(s: State, t: int) -> None:
    """Note that the platforms of token t are ready; back from a mission they were deployed."""
    if not s.cargo[t].taken:
        s.upkeep[home(s, wide(s.token[t].pool))].deployments += s.token[t].quantity
    set_status(s, t, _READY)
    s.cargo[t].taken = 0


@inlined
def await_use(p: Tables, s: State, t: int) -> bool:
    """Do the block of token t, which has gone on to the next; return whether it waits."""
    c = s.core[0]
    token = s.token[t]
    cargo = s.cargo[t]
    pc = token.pc - 1
    block = p.blocks[pc]
    i = home(s, wide(block.a))
    pool = s.upkeep[i]
    post(s, i, c.now)
    use = pool.use
    if block.b != _HOURS:
        use = float(pool.deployments)
    if cargo.granted:
        cargo.granted = 0
        add_segment(s, t, block.tag, 0.0, c.now - token.since, 0.0)
        cargo.used = use
        return False
    purpose = block.purpose
    if token.pool >= 0:
        purpose = purpose ^ p.pool[token.pool].key
    u = uniform(c.key, s.incident[token.incident].key, purpose, token.round)
    amount = max(unit_draw(p.dist[block.dist], p.knots, u) * s.scale[block.dist], 0.0)
    if block.flags & PER_PLATFORM:
        amount = amount * s.pool[i].size
    if block.b == _HOURS:
        amount = amount * TICKS
    cargo.target = cargo.used + amount
    if use >= cargo.target:
        cargo.used = use
        return False
    token.pc = pc
    token.since = c.now
    append(s.token, pool, t)
    plan_use(p, s, i)
    return True


@inlined
def due_at(p: Tables, s: State, i: int, t: int) -> float:
    """Return when the use that token t waits for is reached if the rate stays as it is."""
    c = s.core[0]
    pool = s.upkeep[i]
    target = s.cargo[t].target
    if p.blocks[s.token[t].pc].b != _HOURS:
        return float(c.now) if pool.deployments >= target else math.inf
    if pool.use >= target:
        return float(c.now)
    rate = rate_of_use(s, i)
    return float(c.now + np.ceil((target - pool.use) / rate)) if rate > 0.0 else math.inf


@inlined
def plan_use(p: Tables, s: State, i: int) -> None:
    """Set the event of the first token that is due, if it is earlier than the one set."""
    c = s.core[0]
    pool = s.upkeep[i]
    at = math.inf
    t = wide(pool.first)
    while t >= 0:
        at = min(at, due_at(p, s, i, t))
        t = wide(s.token[t].next)
    if at < pool.wake:
        pool.wake = at
        schedule(s.heap, s.ring, c, at, (i << KIND_BITS) | _USE)
        c.others += 1


@inlined
def check_use(p: Tables, s: State, i: int) -> None:
    """Let the tokens go on whose use is reached."""
    c = s.core[0]
    pool = s.upkeep[i]
    pool.pending = 0
    if c.now >= pool.wake:
        pool.wake = math.inf
    post(s, i, c.now)
    before = -1
    t = wide(pool.first)
    while t >= 0:
        after = wide(s.token[t].next)
        if due_at(p, s, i, t) <= c.now:
            unlink(s.token, pool, before, after)
            s.cargo[t].granted = 1
            at_once(s.ring, c, t << KIND_BITS)
        else:
            before = t
        t = after
    plan_use(p, s, i)
