"""One request for platforms of the twin: what it asks for, and what sends and returns them.

What for: what the line (:mod:`renkei.engine.twin.line`) and the items of platforms
(:mod:`renkei.engine.twin.equipping`) both need to know of a request.
"""

from __future__ import annotations

import math
from fractions import Fraction

from renkei.engine.choosing import request_at
from renkei.engine.kernel.state import Kind
from renkei.engine.twin.parts import Join, Row, Token
from renkei.engine.twin.readiness import give_back_status, shift_status
from renkei.engine.twin.state import Run
from renkei.engine.twin.tokens import new_child
from renkei.program.machine.blocks import SELECTION, PoolOrder, Status, WhenShort
from renkei.program.machine.clock import TICKS
from renkei.program.machine.policy import checked


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
    most = 0
    for pool, _ in candidates_of(run, token):
        size = run.pools[pool].most if ever else run.pools[pool].size
        most += max(size - reserved(run, pool, token.precedence), 0)
    return most >= (1 if block["b"] == WhenShort.LESS else platforms_wanted(run, token))


def not_held(run: Run, pool: int) -> int:
    """Return the free platforms of a pool that nobody before in the line holds."""
    return max(run.pools[pool].free - run.held[run.attributes[pool]["fleet"]], 0)


def reserved(run: Run, pool: int, rank: int) -> int:
    """Return the platforms of a pool that a request of class ``rank`` may not have."""
    row = run.attributes[pool]
    if row["reserve"] < 0 or rank <= row["reserve_for"]:
        return 0
    return math.floor(run.world[row["reserve"]] + 0.5)


def available(run: Run, token: Token, pool: int) -> int:
    """Return the free platforms of a pool that a request may have now."""
    return max(not_held(run, pool) - reserved(run, pool, token.precedence), 0)


def in_turn(run: Run, token: Token) -> list[int]:
    """Return the positions of a request's candidates in the order in which it draws on them."""
    candidates = candidates_of(run, token)
    turn = list(range(len(candidates)))
    if run.blocks[token.pc]["flags"] // SELECTION == PoolOrder.MOST_READY:
        pools = [pool for pool, _ in candidates]
        turn.sort(
            key=lambda k: (
                -Fraction(available(run, token, pools[k]), max(run.pools[pools[k]].size, 1))
            )
        )
    return turn


def chosen(run: Run, token: Token) -> list[int] | None:
    """Return how many platforms of each candidate a policy sends; None: there is no policy."""
    if run.program.policy is None:
        return None
    if token.left_waiting == run.now:  # it is asked once in a moment
        return [0] * len(candidates_of(run, token))
    incident = token.incident
    request = request_at(
        run.program,
        token.pc,
        (incident.source, incident.ordinal, incident.place),
        token.precedence,
        run.now / TICKS,
        (run.now - token.since) / TICKS,
        (platforms_wanted(run, token), run.blocks[token.pc]["b"] == WhenShort.LESS),
        [
            (pool, available(run, token, pool), run.pools[pool].size)
            for pool, _ in candidates_of(run, token)
        ],
    )
    return checked(run.program.policy, request)


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
