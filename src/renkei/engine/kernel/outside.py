"""What comes into a run from outside, at the present moment: the word of a person, an event.

What for: the stepper lets people end work and delays that wait for them, leaves both to their drawn
times again, fails an incident, and adds one. Takes tables, state and what is meant; changes the
state. Each function returns the code of an array that is too small, and then changes nothing, or 0.
"""

from __future__ import annotations

from renkei.engine.kernel.array_pointer import fixed
from renkei.engine.kernel.blocks import close_incident
from renkei.engine.kernel.calendars import advance, first_not_before, open_ticks
from renkei.engine.kernel.clock import ticks
from renkei.engine.kernel.event_list import KIND_BITS, at_once, schedule
from renkei.engine.kernel.jit import inlined, jit, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.rng import uniform
from renkei.engine.kernel.sampling import unit_draw
from renkei.engine.kernel.state import State
from renkei.engine.kernel.stations import complete
from renkei.engine.kernel.tokens import STEP, add_segment, lacking, new_incident, note


@inlined
def send_to(p: Tables, s: State, t: int, target: int, put_off: int) -> None:
    """Let token t go on at block ``target`` now.

    With ``put_off`` the target is a gate, and the token waits for its first opening after now.
    """
    c = s.core[0]
    if put_off == 0:
        s.token[t].pc = target
        at_once(s.ring, c, t << KIND_BITS)
        return
    block = p.blocks[target]
    first, end = p.gate_first[block.a], p.gate_first[block.a + 1]
    opens = first_not_before(p.gate_times, first, end, c.now + 1.0)  # the next tick
    add_segment(s, t, wide(block.tag), 0.0, opens - c.now, 0.0)
    if c.noted:
        note(s, STEP, t, wide(block.tag), c.now, opens)
    s.token[t].pc = target + 1
    schedule(s.heap, s.ring, c, opens, t << KIND_BITS)


@jit
def inject(tables: Tables, state: State, t: int, target: int, put_off: int) -> int:
    """Let parked token t go on at block ``target``; the time it was parked is on its path."""
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    c = s.core[0]
    token = s.token[t]
    tag = wide(p.blocks[token.pc].tag)
    add_segment(s, t, tag, 0.0, 0.0, c.now - token.since)
    if c.noted:
        note(s, STEP, t, tag, token.since, c.now)
    send_to(p, s, t, target, put_off)
    c.room = 0
    return 0


@jit
def end_work(tables: Tables, state: State, t: int, target: int, rounds: int, put_off: int) -> int:
    """End the work of token t, which waits for a person; it goes on at block ``target``.

    The work took as long as it lasted, within the hours of a station whose work rests outside them.
    ``rounds`` is added to its round.
    """
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    c = s.core[0]
    token = s.token[t]
    i = wide(token.station)
    token.duration = c.now - token.begun
    if s.station[i].rests:
        calendar = p.station[i].calendar
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        token.duration = open_ticks(
            p.opens, p.closes, p.open_before, first, stop, c.now
        ) - open_ticks(p.opens, p.closes, p.open_before, first, stop, token.begun)
    complete(p, s, t)
    token.round += rounds
    send_to(p, s, t, target, put_off)
    c.room = 0
    return 0


@jit
def leave_work(tables: Tables, state: State, t: int) -> int:
    """Let work that waits for a person end when its drawn time is over, or now if it is past."""
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    c = s.core[0]
    token = s.token[t]
    i = wide(token.station)
    end = token.begun + token.duration
    if s.station[i].rests:
        calendar = p.station[i].calendar
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        end = advance(p.opens, p.closes, p.open_before, first, stop, token.begun, token.duration)
    end = max(end, c.now)
    if s.station[i].listed:
        s.work_end[t] = end
    schedule(s.heap, s.ring, c, end, t << KIND_BITS)
    c.room = 0
    return 0


@jit
def leave_delay(tables: Tables, state: State, t: int) -> int:
    """Let a delay that waits for a person end when its drawn time is over, or now if it is past."""
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    c = s.core[0]
    token = s.token[t]
    block = p.blocks[token.pc]
    drawn = 0.0
    if block.dist >= 0:  # else it takes no time: what a person could decide, or a board
        purpose = block.purpose
        if token.pool >= 0:
            purpose = purpose ^ p.pool[token.pool].key
        u = uniform(c.key, s.incident[token.incident].key, purpose, token.round)
        drawn = unit_draw(p.dist[block.dist], p.knots, u) * s.scale[block.dist]
    end = max(token.since + ticks(max(drawn, 0.0)), c.now)
    add_segment(s, t, block.tag, 0.0, 0.0, end - token.since)
    if c.noted:
        note(s, STEP, t, wide(block.tag), token.since, end)
    token.pc += 1
    schedule(s.heap, s.ring, c, end, t << KIND_BITS)
    c.room = 0
    return 0


@jit
def fail(tables: Tables, state: State, i: int, reason: int) -> int:
    """Let incident i fail for a reason; nothing more is sent, and staffs may go on talking."""
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    close_incident(p, s, i, 2 + reason)
    s.core[0].room = 0
    return 0


@jit
def add_incident(tables: Tables, state: State, source: int, place: int, number: int) -> int:
    """Add an incident of a source at a place; ``number`` is that of its arrival, for its draws."""
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    c = s.core[0]
    t = new_incident(p, s, source, c.now, number, 0, place)
    at_once(s.ring, c, t << KIND_BITS)
    c.room = 0
    return 0
