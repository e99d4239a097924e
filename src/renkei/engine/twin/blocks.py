"""What a token does at each block, for the twin.

What for: the meaning of a program, block by block, as :data:`renkei.program.machine.blocks` states
it: one ``match`` over all kinds. Takes the state and a token; lets the token go on until it waits,
takes time or ends.
"""

from __future__ import annotations

import math
from bisect import bisect_left

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.arrivals import new_incident
from renkei.engine.twin.docks import choose_dock, seize_team, vacate_team
from renkei.engine.twin.fleets import muster
from renkei.engine.twin.line import allocate, take_platforms
from renkei.engine.twin.parts import Join, Row, Token
from renkei.engine.twin.readiness import await_use, fill_hole, make_hole, set_status
from renkei.engine.twin.requests import release_platforms
from renkei.engine.twin.state import Run
from renkei.engine.twin.stations import activate, come_to_work
from renkei.engine.twin.stocks import (
    level_less_wanted,
    note_order,
    put_items,
    review_stock,
    ticks_to_make,
)
from renkei.engine.twin.tokens import close_incident, end_token, new_child, report_to_parent
from renkei.engine.twin.world import population_of
from renkei.program.machine.block_table import DRAW_CLASS
from renkei.program.machine.blocks import CARRY, NEXT_ROUND, Op, Stamp, Status
from renkei.program.machine.clock import TICKS

OUTLET_SALT = 0x9D39247E33776D41
"""Distinguishes the draw of an outlet from the draw of the time that the decision takes."""


def go(run: Run, token: Token) -> None:
    """Run a token until it waits or dies."""
    while True:
        block = run.blocks[token.pc]
        span = step(run, token, block)
        if span is None:
            return
        if span > 0:
            run.schedule(run.now + span, Kind.TOKEN, token)
            gate = block["op"] in (Op.GATE_WAIT, Op.WAIT_UNTIL)
            run.record(token, block["tag"], 0.0, span if gate else 0.0, 0.0 if gate else span)
            return


def step(run: Run, token: Token, block: Row) -> float | None:
    """Do one block; return the ticks it takes, or None if the token waits or is dead."""
    if Op.EQUIP <= block["op"] <= Op.MUSTER:
        return _step_of_sustainment(run, token, block)
    incident, a, b, here = token.incident, block["a"], block["b"], token.pc
    token.pc += 1
    match block["op"]:
        case Op.MARK:
            fresh = math.isnan(incident.stamps[a])
            last = b == Stamp.LAST and token.until < 0
            lacks = b == Stamp.UNLESS_GIVEN_UP and incident.given_up
            if not incident.outcome and (fresh or last) and not lacks:
                incident.stamps[a] = run.now
                incident.heads[a] = token.path
        case Op.DELAY:
            return run.duration(block["dist"], run.uniform(token, block))
        case Op.NOTICE | Op.TURNAROUND:
            pool = run.attributes[token.pool]
            dist = pool["notice"] if block["op"] == Op.NOTICE else pool["turnaround"]
            if block["op"] == Op.TURNAROUND and run.program.sustains:
                set_status(run, token, Status.RECOVERING)
            return run.duration(dist, run.uniform(token, block)) if dist >= 0 else 0.0
        case Op.STAY:
            span = run.duration(block["dist"], run.uniform(token, block))
            if token.until < 0:
                token.until = run.now + span
            span = max(token.until - run.now, 0.0)
            endurance = run.attributes[token.pool]["endurance"] if token.pool >= 0 else -1
            return min(span, draws.ticks(run.world[endurance])) if endurance >= 0 else span
        case Op.DECIDE:
            span = 0.0
            if block["dist"] >= 0:
                span = run.duration(block["dist"], run.uniform(token, block))
            if b > 0:
                token.pc = _choose_target(run, block, run.uniform(token, block, OUTLET_SALT))
            return span
        case Op.BRANCH:
            if run.uniform(token, block) < run.world[block["slot"]]:
                token.pc = a
        case Op.REPEAT:
            if run.uniform(token, block) >= run.world[block["slot"]]:
                token.round += 1
                token.pc = a
        case Op.ROUTE:
            token.pc = _choose_target(run, block, run.uniform(token, block))
            token.round += block["flags"] & NEXT_ROUND
        case Op.JUMP:
            token.round += block["flags"] & NEXT_ROUND
            token.pc = a
        case Op.IF_DONE:
            if incident.outcome:
                token.pc = a
        case Op.COME:
            incident.come = max(incident.come, a)
        case Op.UNLESS_COME:
            if incident.come < b:
                token.pc = a
        case Op.GATE_WAIT:
            first, end = run.program.gate_first[a : a + 2]
            times = run.program.gate_times[first:end].tolist()
            row = bisect_left(times, run.now)
            return times[row] - run.now if row < len(times) else math.inf
        case Op.TRANSIT:
            distance = float(run.program.distances_nmi[token.pool, incident.place])
            speed = run.world[run.attributes[token.pool]["speed"]]
            return draws.ticks(distance / speed) if distance > 0 else 0.0
        case Op.WORK:
            return come_to_work(run, token, block, here)
        case Op.FORK | Op.SPLIT:
            join = Join(token, block["c"]) if block["op"] == Op.FORK else None
            for target, _ in run.jumps[a : a + b]:
                child = new_child(run, token, target, join)
                if join is not None:
                    child.pool = token.pool  # its parent's platforms wait with it
                run.schedule(run.now, Kind.TOKEN, child)
            return None if join else 0.0
        case Op.SPAWN:
            child = new_child(run, token, a)
            child.recorded = False
            run.schedule(run.now, Kind.TOKEN, child)
        case Op.RELIEVE:
            if token.until > run.now and incident.outcome < 2:
                child = new_child(run, token, a)
                child.recorded = False
                child.round += 1
                child.until, child.ask = token.until, token.quantity
                run.schedule(run.now, Kind.TOKEN, child)
            token.until = -1.0
        case Op.ASSEMBLE:
            incident.assembled[b] += 1
            if incident.assembled[b] < a:
                end_token(run, token)
                return None
            incident.assembled[b] = 0
        case Op.SIGNAL:
            report_to_parent(run, token)
        case Op.END:
            report_to_parent(run, token)
            end_token(run, token)
            return None
        case Op.ALLOCATE:
            token.pc = here
            return 0.0 if allocate(run, token, block) else None
        case Op.RELEASE:
            release_platforms(run, token)
        case Op.ACTIVATE:
            for i, _ in run.jumps[a : a + b]:
                activate(run, incident, i)
        case Op.FINISH:
            close_incident(run, incident, 1)
        case Op.FAIL:
            close_incident(run, incident, 2 + a)
        case _:
            raise _unknown(block)
    return 0.0


def _step_of_sustainment(run: Run, token: Token, block: Row) -> float | None:
    """Do one block of sustainment; return the ticks it takes, or None if the token waits."""
    here, op, a, b = token.pc, block["op"], block["a"], block["b"]
    token.pc += 1
    match op:
        case Op.EQUIP:
            token.pc = here
            return 0.0 if allocate(run, token, block) else None
        case Op.TAKE:
            return take_platforms(run, token, block, here)
        case Op.MUSTER:
            return muster(run, token, block, here)
        case Op.STATUS:
            set_status(run, token, a)
        case Op.AWAIT_USE:
            return await_use(run, token, block, here)
        case Op.SEIZE:
            return seize_team(run, token, block, here)
        case Op.VACATE:
            vacate_team(run, token)
        case Op.CHOOSE:
            token.pc = choose_dock(run, a, b)
        case Op.HOLE:
            return make_hole(run, token, block, here)
        case Op.FILL:
            fill_hole(run, run.pools[b], a)
        case _:
            return _step_of_items(run, token, block)
    return 0.0


def _step_of_items(run: Run, token: Token, block: Row) -> float | None:
    """Do one block of items; return the ticks it takes, or None if the token waits."""
    here, op, a = token.pc - 1, block["op"], block["a"]
    match op:
        case Op.DRAW:
            if not token.granted:
                token.pc, token.since = here, run.now
                rank = DRAW_CLASS.unpack(block["b"])
                run.drawing[rank if rank >= 0 else token.precedence].append(token)
                return None
            token.granted = False
            run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
            if block["flags"] & CARRY:
                token.lot = token.asked
        case Op.PUT:
            put_items(run, token, block)
        case Op.REVIEW:
            review_stock(run, run.stocks[a])
        case Op.START:
            number = run.made[a]
            new = new_incident(run, a, run.now, number, 0)
            if block["flags"] & CARRY:
                new.lot = token.lot
            if block["b"] >= 0:
                note_order(run, block["b"], new, token.lot)
            run.schedule(run.now, Kind.TOKEN, new)
        case Op.LOT:
            token.lot = run.whole(block["slot"])
        case Op.YIELD:
            u = run.uniform(token, block)
            token.lot = draws.binomial_quantile(token.lot, run.world[block["slot"]], u)
        case Op.MAKE:
            return ticks_to_make(run, token, block)
        case Op.AWAIT_ROOM:
            stock = run.stocks[a]
            if token.granted:
                token.granted = False
                run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
            elif not level_less_wanted(run, a) < run.whole(block["slot"]):
                token.pc, token.since = here, run.now
                stock.rooms.append(token)
                return None
        case Op.CLOCK:
            clocks = list(token.clocks)
            clocks[a] = run.now
            token.clocks = tuple(clocks)
            token.counts_in[a] = block["b"]
        case Op.STAGGER:
            n = population_of(run, token.incident.source)
            first = 0
            if n is None:
                n = run.sources[token.incident.source]["n_times"]
            if a >= 0:
                first = run.pools[a].newest
                n = run.pools[a].mustered - first
            place = token.incident.ordinal - first + run.uniform(token, block)
            return draws.ticks(place / max(n, 1) * run.scale[block["dist"]])
        case Op.WAIT_UNTIL:
            return max(draws.ticks(run.world[block["slot"]]) - run.now, 0.0)
        case Op.TALLY:
            clock = token.clocks[block["b"]]
            token.counts_in.pop(block["b"], None)
            if run.within(clock):
                hours = (min(run.now, run.window[1]) - clock) / TICKS
                sums = run.tallies[a]
                sums["n"] += 1
                sums["sum_h"] += hours
                sums["sumsq_h2"] += hours * hours
                sums["open"] += run.now > run.window[1]
        case _:
            raise _unknown(block)
    return 0.0


def _unknown(block: Row) -> RunError:
    """Return the error of a kind of block that this file does not know."""
    return RunError(
        Phrase(
            "a block is of a kind that the engine does not know: code {block}", block=block["op"]
        )
    )


def _choose_target(run: Run, block: Row, u: float) -> int:
    """Return the target chosen by weights at a probability."""
    targets = run.jumps[block["a"] : block["a"] + block["b"]]
    left = u * sum(run.world[slot] for _, slot in targets)
    for target, slot in targets[:-1]:
        if left < run.world[slot]:
            return int(target)
        left -= run.world[slot]
    return int(targets[-1][0])
