"""One request for platforms of the twin: what it asks for, and what sends and returns them.

What for: what the line (:mod:`renkei.engine.twin.line`) and the items of platforms
(:mod:`renkei.engine.twin.equipping`) both need to know of a request.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.state import Kind
from renkei.engine.twin.parts import Join, Row, Token
from renkei.engine.twin.readiness import give_back_status, shift_status
from renkei.engine.twin.state import Run
from renkei.engine.twin.tokens import new_child
from renkei.program.machine.blocks import Status, WhenShort


def candidates_of(run: Run, token: Token) -> list[tuple[int, int]]:
    """Return the pools that a request may draw on, in order, each with where platforms go."""
    p = run.program
    at = run.blocks[token.pc]["a"] * len(p.places) + token.incident.place
    part = slice(int(p.request_first[at]), int(p.request_first[at + 1]))
    pools, targets = p.request_pool[part].tolist(), p.request_target[part].tolist()
    return list(zip(pools, targets, strict=True))


def platforms_wanted(run: Run, token: Token) -> int:
    """Return how many platforms a request asks for."""
    slot = run.blocks[token.pc]["slot"]
    return token.ask if slot < 0 else math.floor(run.world[slot] + 0.5)


def gives_up(block: Row) -> bool:
    """Return whether a request waits only so long."""
    return bool(block["dist"] >= 0)


def could_ever(run: Run, token: Token, ever: bool = False) -> bool:
    """Return whether all platforms, with ``ever`` those of any phase, could fill a request."""
    block = run.blocks[token.pc]
    pools = [run.pools[pool] for pool, _ in candidates_of(run, token)]
    most = sum(pool.most if ever else pool.size for pool in pools)
    return most >= (1 if block["b"] == WhenShort.LESS else platforms_wanted(run, token))


def not_held(run: Run, pool: int) -> int:
    """Return the free platforms of a pool that nobody before in the line holds."""
    return max(run.pools[pool].free - run.held[run.attributes[pool]["fleet"]], 0)


def note_short(run: Run, token: Token) -> None:
    """Count a request that found too few free, at the pool it prefers."""
    candidates = candidates_of(run, token)
    if candidates and run.within():
        run.pools[candidates[0][0]].short += 1


def send_child(run: Run, token: Token, i: int, target: int, take: int, join: Join) -> None:
    """Start the child that carries platforms of pool i."""
    pool = run.pools[i]
    pool.integrate(run.now, run.window)
    pool.free -= take
    if run.within():
        pool.allocations += take
    child = new_child(run, token, target, join)
    child.pool, child.quantity, child.until = i, take, token.until
    if run.program.sustains:
        shift_status(run, i, Status.READY, Status.COMMITTED, take)
        child.status = int(Status.COMMITTED)
    join.need += 1
    run.schedule(run.now, Kind.TOKEN, child)


def release_platforms(run: Run, token: Token) -> None:
    """Give back what a token carries; those that are to leave the fleet go."""
    if token.quantity > 0:
        pool = run.pools[token.pool]
        pool.integrate(run.now, run.window)
        if run.program.sustains:
            give_back_status(run, token)
        gone = min(pool.leaving, token.quantity)
        pool.leaving -= gone
        pool.size -= gone
        pool.free += token.quantity - gone
        pool.count[Status.READY] -= gone
    token.quantity, token.pool = 0, -1
    run.mark_line()
