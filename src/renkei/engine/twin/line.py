"""The line of requests for platforms of the twin: who is served, in which order.

What for: the blocks ALLOCATE, EQUIP and TAKE; see :mod:`renkei.engine.kernel.allocation`.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.equipping import drop_items, equip, equippable, refuse_items, want_items
from renkei.engine.twin.parts import Join, Row, Token
from renkei.engine.twin.readiness import shift_status
from renkei.engine.twin.requests import (
    available,
    candidates_of,
    chosen,
    could_ever,
    gives_up,
    in_turn,
    not_held,
    note_short,
    platforms_wanted,
    send_child,
)
from renkei.engine.twin.state import Run
from renkei.program.machine.blocks import OVERTAKEN, Op, Status, WhenShort


def allocate(run: Run, token: Token, block: Row) -> bool:
    """Join the line; return whether the token goes on instead, to the label for failure."""
    token.since = run.now
    if block["c"] >= 0 and not could_ever(run, token, ever=True):
        note_short(run, token)
        token.pc = block["c"]
        return True
    _join_line(run, token, token.precedence)
    want_items(run, token, tried=False)
    if gives_up(block):
        at = run.now + draws.ticks(run.world[block["dist"]])
        run.schedule(at, Kind.OPENING, len(run.stations))
    return False


def take_platforms(run: Run, token: Token, block: Row, here: int) -> float | None:
    """Do a block TAKE: join the line; when served, go on with the platforms."""
    if token.granted:
        token.granted = False
        run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
        return 0.0
    token.pc = here
    _join_line(run, token, block["b"] if block["b"] >= 0 else token.precedence)
    return None


def _join_line(run: Run, token: Token, rank: int) -> None:
    """Put a request at the end of its class."""
    token.since, token.tried, token.left_waiting = run.now, False, -1.0
    run.waiting[rank].append(token)
    run.line_marked.add(rank)


def serve_line(run: Run, rank: int) -> None:
    """Try the requests of one class, in order of time, with what those before do not hold."""
    run.line_marked.remove(rank)
    run.held.clear()
    for requests in run.waiting[:rank]:
        for ahead in requests:
            _hold_for(run, ahead)
    for token in list(run.waiting[rank]):
        result = _try_request(run, token)
        if result == 0:
            want_items(run, token, tried=True)
            _hold_for(run, token)
            continue
        last = token is run.waiting[rank][-1]
        run.waiting[rank].remove(token)
        run.line_marked |= {k for k in range(rank + 1, 4) if run.waiting[k]}
        if result == 2 and not last:
            run.line_marked.add(rank)
            return


def _hold_for(run: Run, token: Token) -> None:
    """Hold of each pool on the list of a request as many platforms as it asks for."""
    block = run.blocks[token.pc]
    if block["op"] == Op.TAKE:
        count = math.floor(run.world[block["slot"]] + 0.5)
        if count <= run.pools[block["a"]].size:
            run.held[run.attributes[block["a"]]["fleet"]] += count
    elif not block["flags"] & OVERTAKEN and could_ever(run, token):
        count = platforms_wanted(run, token)
        most = [count] * len(candidates_of(run, token))
        if block["op"] == Op.EQUIP:
            most = equippable(run, token, count)
        for (pool, _), n in zip(candidates_of(run, token), most, strict=True):
            run.held[run.attributes[pool]["fleet"]] += min(n, available(run, token, pool))


def _try_request(run: Run, token: Token) -> int:
    """Try a request: 0 it waits on, 1 it has its platforms, 2 it leaves the line without."""
    block = run.blocks[token.pc]
    if block["op"] == Op.TAKE:
        token.granted = _take_now(run, token)
        if token.granted:
            run.schedule(run.now, Kind.TOKEN, token)
        return int(token.granted)
    then = block["c"]
    if block["c"] < 0 or token.incident.outcome < 2:
        result = equip(run, token) if block["op"] == Op.EQUIP else int(_grant(run, token))
        if result == 1:
            return 1
        if not token.tried:
            token.tried = True
            note_short(run, token)
        if result == 2:
            refuse_items(run, token)
        if result == 0 and block["b"] != WhenShort.FAIL:
            patient = not gives_up(block)
            if patient or run.now - token.since < draws.ticks(run.world[block["dist"]]):
                return 0
            token.incident.given_up = True
            then = token.pc + 1
    run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
    if block["op"] == Op.EQUIP:
        drop_items(run, token)
    token.pc = then
    run.schedule(run.now, Kind.TOKEN, token)
    return 2


def _grant(run: Run, token: Token) -> bool:
    """Send platforms without items to a request; return whether enough were free."""
    block, count = run.blocks[token.pc], platforms_wanted(run, token)
    candidates = candidates_of(run, token)
    free = sum(available(run, token, pool) for pool, _ in candidates)
    if free < count and not (block["b"] == WhenShort.LESS and free > 0):
        return False
    most = chosen(run, token) if count > 0 else None
    left, takes = min(count, free), [0] * len(candidates)
    for k in in_turn(run, token):
        takes[k] = min(left, available(run, token, candidates[k][0]))
        if most is not None:
            takes[k] = min(takes[k], most[k])
        left -= takes[k]
    if left > 0 and not (block["b"] == WhenShort.LESS and any(takes)):
        token.left_waiting = run.now
        return False
    run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
    token.pc += 2 if gives_up(block) else 1
    if not any(takes):
        run.schedule(run.now, Kind.TOKEN, token)
        return True
    join = Join(token, 0)
    for (i, target), take in zip(candidates, takes, strict=True):
        if take > 0:
            send_child(run, token, i, target, take, join)
    return True


def _take_now(run: Run, token: Token) -> bool:
    """Give a TAKE its platforms; return whether enough were free."""
    block = run.blocks[token.pc]
    pool = run.pools[block["a"]]
    count = math.floor(run.world[block["slot"]] + 0.5)
    if not_held(run, block["a"]) < count:
        return False
    if count > 0:
        pool.integrate(run.now, run.window)
        pool.free -= count
        shift_status(run, block["a"], Status.READY, block["flags"], count)
        token.pool, token.quantity, token.status = block["a"], count, block["flags"]
        token.taken = True
    return True
