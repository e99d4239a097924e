"""Readiness of the twin's platforms: statuses, use, parts that platforms lend each other.

What for: the blocks STATUS, AWAIT_USE, HOLE and FILL; see :mod:`renkei.engine.kernel.readiness`.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.state import Kind
from renkei.engine.twin.parts import PoolState, Row, Token
from renkei.engine.twin.state import Run
from renkei.program.machine.blocks import PER_PLATFORM, Status, Use
from renkei.program.machine.clock import TICKS


def shift_status(run: Run, i: int, before: int, after: int, n: int) -> None:
    """Move platforms of pool i from one status to another."""
    i = run.attributes[i]["fleet"]
    pool = run.pools[i]
    post_use(run, pool)
    pool.count[before] -= n
    pool.count[after] += n
    if pool.users and not pool.pending:
        pool.pending = True
        run.schedule(run.now, Kind.USE, i)


def post_use(run: Run, pool: PoolState) -> None:
    """Take use and hours by status of a fleet up to now."""
    pool.use += pool.rate() * (run.now - pool.posted)
    pool.post(run.now, run.window)


def set_status(run: Run, token: Token, status: int) -> None:
    """Give the platforms that a token carries a status."""
    shift_status(run, token.pool, token.status, status, token.quantity)
    token.status = status


def give_back_status(run: Run, token: Token) -> None:
    """Make the platforms of a token ready again; a mission counts as deployments."""
    if not token.taken:
        run.pools[token.pool].deployments += token.quantity
    set_status(run, token, Status.READY)
    token.taken = False


def await_use(run: Run, token: Token, block: Row, here: int) -> float | None:
    """Do a block AWAIT_USE: wait until a fleet has been used so much more."""
    pool = run.pools[block["a"]]
    post_use(run, pool)
    use = pool.use if block["b"] == Use.HOURS else float(pool.deployments)
    if token.granted:
        token.granted = False
        run.record(token, block["tag"], 0.0, run.now - token.since, 0.0)
        token.used = use
        return 0.0
    amount = run.sample(block["dist"], run.uniform(token, block))
    if block["flags"] & PER_PLATFORM:
        amount *= pool.size
    if block["b"] == Use.HOURS:
        amount *= TICKS
    token.target = token.used + amount
    if use >= token.target:
        token.used = use
        return 0.0
    token.pc, token.since = here, run.now
    pool.users.append(token)
    _plan_use(run, block["a"])
    return None


def _use_due_at(run: Run, pool: PoolState, token: Token) -> float:
    """Return when a token's use will be reached if the rate stays as it is."""
    if run.blocks[token.pc]["b"] != Use.HOURS:
        return run.now if pool.deployments >= token.target else math.inf
    if pool.use >= token.target:
        return run.now
    rate = pool.rate()
    return run.now + np.ceil((token.target - pool.use) / rate) if rate > 0 else math.inf


def _plan_use(run: Run, i: int) -> None:
    """List the earliest moment at which the use of a fleet may be enough for a token."""
    i = run.attributes[i]["fleet"]
    pool = run.pools[i]
    at = min((_use_due_at(run, pool, token) for token in pool.users), default=math.inf)
    if at < pool.wake:
        pool.wake = at
        run.schedule(at, Kind.USE, i)


def check_use(run: Run, i: int) -> None:
    """Let all tokens go on for which the use of fleet i is enough."""
    pool = run.pools[i]
    pool.pending = False
    if run.now >= pool.wake:
        pool.wake = math.inf
    post_use(run, pool)
    for token in list(pool.users):
        if _use_due_at(run, pool, token) <= run.now:
            pool.users.remove(token)
            token.granted = True
            run.schedule(run.now, Kind.TOKEN, token)
    _plan_use(run, i)


def make_hole(run: Run, token: Token, block: Row, here: int) -> float | None:
    """Do a block HOLE: take a part out; wait if one more platform is down without it."""
    if token.granted:
        token.granted = False
        run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
        token.pc = block["c"]
        return 0.0
    pool = run.pools[token.pool]
    pool.holes[block["a"]] += 1
    if pool.holes[block["a"]] <= len(pool.downs):
        return 0.0
    token.pc, token.since = here, run.now
    pool.downs.append(token)
    return None


def fill_hole(run: Run, pool: PoolState, k: int) -> None:
    """Put part k back; where that makes a platform whole, let its token go on."""
    pool.holes[k] -= 1
    if max(pool.holes.values()) < len(pool.downs):
        whole = pool.downs.pop(0)
        whole.granted = True
        run.schedule(run.now, Kind.TOKEN, whole)
