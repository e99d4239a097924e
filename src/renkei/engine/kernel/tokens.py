"""Tokens, incidents and the segments of their paths: rows taken and given back.

What for: birth and death in flat arrays. Each family has a free list through its ``next``, and a
high-water mark above which rows were never used. The segments of an incident are linked in order of
making, so that all go back at once when its last token dies.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.clock import hours, ticks
from renkei.engine.kernel.jit import Record, helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.rng import incident_key, uniform
from renkei.engine.kernel.state import Code, Noted, State
from renkei.program.machine.program import Table, text_hash

_GROW_TOKENS, _GROW_INCIDENTS = Code.GROW_TOKENS, Code.GROW_INCIDENTS
_GROW_SEGMENTS, _GROW_JOINS, _GROW_ROWS = Code.GROW_SEGMENTS, Code.GROW_JOINS, Code.GROW_ROWS
_GROW_TRACE, _GROW_OTHERS = Code.GROW_TRACE, Code.GROW_OTHERS
_GROW_JOURNAL = Code.GROW_JOURNAL

STEP, REACHED, ARRIVED = Noted.STEP, Noted.MILESTONE, Noted.ARRIVAL

_PLACE = np.uint64(text_hash("place of an incident"))


@inlined
def lacking(s: State) -> int:
    """Count the events and blocks that the arrays have room for; return what is too small, or 0."""
    c = s.core[0]
    tokens = len(s.token) - c.token_used + c.token_spare
    incidents = len(s.incident) - c.incident_used + c.incident_spare
    joins = len(s.join) - c.join_used + c.join_spare
    segments = len(s.segment) - c.segment_used + c.segment_spare if c.keeps else tokens
    rows = len(s.row) - c.n_rows
    others = len(s.heap) - len(s.token) - c.others
    trace = len(s.trace) - c.n_trace if c.traced else tokens
    journal = len(s.journal) - c.n_noted if c.noted else tokens
    c.room = 0
    if tokens < c.step:
        return _GROW_TOKENS
    if incidents < c.step:
        return _GROW_INCIDENTS
    if segments < c.step:
        return _GROW_SEGMENTS
    if joins < c.step:
        return _GROW_JOINS
    if rows < c.step:
        return _GROW_ROWS
    if trace < c.step:
        return _GROW_TRACE
    if journal < c.step:
        return _GROW_JOURNAL
    if others < c.step:
        return _GROW_OTHERS
    least = min(tokens, incidents, segments, joins, rows, trace, journal, others)
    c.room = least // c.step
    c.idle += c.room
    return 0


@helper
def new_token(c: Record, token: Table, owner: Record, i: int) -> int:
    """Return a fresh token of incident i, its ``owner``; the caller has seen to the room."""
    t = c.token_free
    if t >= 0:
        c.token_free = token[t].next
        c.token_spare -= 1
    else:
        t = c.token_used
        c.token_used += 1
    row = token[t]
    row.incident = i
    row.round = 0
    row.join = -1
    row.chain = -1
    row.next = -1
    row.station = -1
    row.pool = -1
    row.quantity = 0
    row.ask = 0
    row.stays = 0
    row.stopped = 0
    row.precedence = owner.precedence
    row.recorded = owner.counted * c.keeps
    owner.tokens += 1
    return int(t)


@helper
def new_child(c: Record, token: Table, owner: Record, parent: int, pc: int) -> int:
    """Return a token at ``pc`` that has the parent's incident, round, class and path."""
    like = token[parent]
    t = new_token(c, token, owner, wide(like.incident))
    row = token[t]
    row.pc = pc
    row.round = like.round
    row.chain = like.chain
    row.recorded = like.recorded
    row.precedence = like.precedence
    return t


@inlined
def hand_on(s: State, parent: int, child: int) -> None:
    """Let a child carry its parent's lot, amount due and clocks."""
    s.cargo[child].lot = s.cargo[parent].lot
    s.cargo[child].due = s.cargo[parent].due
    s.cargo[child].clock_0 = s.cargo[parent].clock_0
    s.cargo[child].clock_1 = s.cargo[parent].clock_1
    s.cargo[child].clock_2 = s.cargo[parent].clock_2
    s.cargo[child].clocked = s.cargo[parent].clocked


@inlined
def new_join(s: State, parent: int, need: int, children: int) -> int:
    """Return a join at which ``parent`` waits for ``need`` reports of ``children``."""
    c = s.core[0]
    j = c.join_free
    if j >= 0:
        c.join_free = s.join[j].next
        c.join_spare -= 1
    else:
        j = c.join_used
        c.join_used += 1
    row = s.join[j]
    row.parent = parent
    row.need = need
    row.left = children
    return int(j)


@inlined
def within(s: State, time: float) -> bool:
    """Return whether what begins at a time counts for statistics."""
    c = s.core[0]
    return bool(c.warm_up <= time < c.horizon)


@inlined
def add_segment(s: State, t: int, tag: int, queue: float, closed: float, busy: float) -> None:
    """Put ticks on the path of token t; nothing for tokens whose path is not kept."""
    token = s.token[t]
    if token.recorded and queue + closed + busy > 0.0:
        owner = s.incident[token.incident]
        _link_segment(s.core[0], owner, token, s.segment, wide(tag), queue, closed, busy)


@helper
def _link_segment(
    c: Record,
    owner: Record,
    token: Record,
    segment: Table,
    tag: int,
    queue: float,
    closed: float,
    busy: float,
) -> None:
    g = c.segment_free
    if g >= 0:
        c.segment_free = segment[g].next
        c.segment_spare -= 1
    else:
        g = c.segment_used
        c.segment_used += 1
    row = segment[g]
    row.previous = token.chain
    row.next = -1
    row.tag = tag
    row.pool = token.pool
    row.queue = hours(queue)
    row.closed = hours(closed)
    row.busy = hours(busy)
    token.chain = g
    if owner.last >= 0:
        segment[owner.last].next = g
    else:
        owner.first = g
    owner.last = g
    owner.segments += 1


@helper
def note(s: State, kind: int, t: int, what: int, since: float, until: float) -> None:
    """Note a step or a milestone of token t in the journal."""
    c = s.core[0]
    token = s.token[t]
    owner = s.incident[token.incident]
    row = s.journal[c.n_noted]
    row.kind = kind
    row.token = t
    row.what = what
    row.source = owner.source
    row.ordinal = owner.ordinal
    row.place = owner.place
    row.pool = token.pool
    row.quantity = token.quantity
    row.since = since
    row.until = until
    c.n_noted += 1


@inlined
def phase_begin(p: Tables, s: State, k: int) -> float:
    """Return when a phase of a source begins: a time, and perhaps a span of the world after it."""
    at = float(p.phase_times[k])
    if len(p.phase_slots) > 0 and p.phase_slots[k] >= 0:
        at += ticks(s.world[p.phase_slots[k]])
    return at


@helper
def new_incident(
    p: Tables, s: State, source: int, at: float, arrival: int, member: int, where: int
) -> int:
    """Return the token of a new incident that arrives ``at``.

    Its place is ``where``, or drawn (-1).
    """
    c = s.core[0]
    row = p.source[source]
    i = c.incident_free
    if i >= 0:
        c.incident_free = s.incident[i].next
        c.incident_spare -= 1
    else:
        i = c.incident_used
        c.incident_used += 1
    key = incident_key(row.key, arrival, member)
    n_places = p.distances_nmi.shape[1]
    place = max(where, 0)
    if where < 0 and n_places > 1:
        u = uniform(c.key, key, _PLACE, 0)
        while p.weights[row.weights + place] < u:
            place += 1
    phase = row.n_phases - 1
    while phase > 0 and phase_begin(p, s, row.phase + phase) > at:
        phase -= 1
    window = within(s, at)
    counted = window and row.counted == 1
    new = s.incident[i]
    new.key = key
    new.arrived = at
    new.source = source
    new.ordinal = s.source[source].made
    new.place = place
    new.precedence = row.precedence
    new.tokens = 0
    new.outcome = 0
    new.counted = 1 if counted else 0
    new.window = 1 if window else 0
    new.segments = 0
    new.assembled = 0
    new.given_up = 0
    new.come = 0
    new.assembled_1 = 0
    new.first = -1
    new.last = -1
    new.next = -1
    s.source[source].made += 1
    c.open_counted += new.counted
    for m in range(s.stamps.shape[1]):  # slices would allocate
        s.stamps[i, m] = math.nan
    for k in range(s.heads.shape[1]):
        s.heads[i, k] = -1
    for k in range(s.active.shape[1]):
        s.active[i, k] = 0
    t = new_token(c, s.token, new, i)
    s.token[t].pc = p.entries[row.entry + phase * n_places + place]
    if c.noted:
        note(s, ARRIVED, t, -1, at, at)
    return t


@inlined
def write_row(p: Tables, s: State, i: int) -> None:
    """Write the row of incident i and add the paths to its traced milestones."""
    c = s.core[0]
    incident = s.incident[i]
    if not p.source[incident.source].counted or incident.arrived >= c.horizon:
        return
    row = s.row[c.n_rows]
    row.source = incident.source
    row.ordinal = incident.ordinal
    row.place = incident.place
    row.outcome = incident.outcome
    row.counted = incident.counted
    row.arrived = incident.arrived
    for m in range(s.stamps.shape[1]):
        s.row_stamps[c.n_rows, m] = s.stamps[i, m]
    c.n_rows += 1
    if incident.counted:
        for m in range(len(p.traced)):
            k = p.traced[m]
            if k >= 0 and not math.isnan(s.stamps[i, m]):
                s.reached[k, incident.source] += 1
                g = s.heads[i, k]
                while g >= 0:
                    segment = s.segment[g]
                    s.path_hours[k, segment.tag, 0] += segment.queue
                    s.path_hours[k, segment.tag, 1] += segment.closed
                    s.path_hours[k, segment.tag, 2] += segment.busy
                    g = segment.previous


@inlined
def free_token(s: State, t: int) -> None:
    """Give a token's row back."""
    c = s.core[0]
    if c.sustains:
        cargo = s.cargo[t]
        cargo.lot = 0.0
        cargo.due = 0.0
        cargo.used = 0.0
        cargo.clocked = 0
        cargo.making = 0
        cargo.granted = 0
        cargo.taken = 0
        cargo.tally_0 = 0
        cargo.tally_1 = 0
        cargo.tally_2 = 0
    s.token[t].next = c.token_free
    s.token[t].incident = -1
    c.token_free = t
    c.token_spare += 1


@inlined
def free_incident(s: State, i: int) -> None:
    """Give an incident's row and its segments back."""
    c = s.core[0]
    incident = s.incident[i]
    if incident.first >= 0:
        s.segment[incident.last].next = c.segment_free
        c.segment_free = incident.first
        c.segment_spare += incident.segments
    incident.next = c.incident_free
    c.incident_free = i
    c.incident_spare += 1
