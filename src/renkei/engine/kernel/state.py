"""The state of a replication: flat arrays that grow, and free lists.

What for: the layout of everything the kernel changes. Takes nothing; gives :class:`State`, a named
tuple of arrays, and the codes of events and of why the kernel returned. The arrays are made in
:mod:`renkei.engine.kernel.memory`. Row -1 means "none" everywhere. Memory follows what is in
progress: rows of tokens, incidents, segments and joins go back to a free list (linked by ``next``)
when their owner ends; unused rows above ``*_used`` have never been touched.

Moments and spans are in ticks (:mod:`renkei.program.machine.clock`); what ends in ``_h``, tallies,
paths and segments are in hours.

One record per row keeps what is used together on one or two cache lines (of 64 bytes): a token and
an incident fill one each, and so do the four children of an entry of the event list.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.program import Floats, Integers, Table

TOKEN = np.dtype(
    [
        ("pc", np.int32),  # next block
        ("incident", np.int32),
        ("round", np.int32),  # part of the key of draws
        ("join", np.int32),
        ("chain", np.int32),  # last segment of its path
        ("next", np.int32),  # next in its queue or the free list
        ("station", np.int32),  # where it is in service
        ("pool", np.int32),  # of which it carries platforms
        ("quantity", np.int16),
        ("ask", np.int16),  # platforms that a relief asks for
        ("precedence", np.int8),  # class at allocations and default class at work
        ("recorded", np.int8),  # whether segments are kept
        ("stays", np.int8),  # whether the end of its stay on station is known: `State.stay_end`
        ("stopped", np.int8),  # its present work was interrupted: `State.work_left`; 2: it counts
        ("since", np.float64),  # when it began to wait
        ("begun", np.float64),  # when its service began
        ("duration", np.float64),  # of its service [h]
    ]
)

INCIDENT = np.dtype(
    [
        ("key", np.uint64),  # of its draws
        ("arrived", np.float64),
        ("source", np.int32),
        ("ordinal", np.int32),  # number within its source
        ("place", np.int32),
        ("tokens", np.int32),  # alive; 0: the row is free
        ("outcome", np.int16),  # 0 running, 1 complete, 2 + k failed for reason k
        ("given_up", np.int16),  # a request for platforms has waited too long
        ("come", np.int32),  # highest rank of a force that has come
        ("precedence", np.int16),
        ("counted", np.int8),  # arrived in [warm_up, horizon) from a counted source
        ("window", np.int8),  # arrived in [warm_up, horizon)
        ("first", np.int32),  # segments of this incident, linked by `next`
        ("last", np.int32),
        ("next", np.int32),
        ("segments", np.int32),  # how many it has
        ("assembled", np.int32),  # tokens that have come to an assemble block of count 0
        ("assembled_1", np.int32),  # ... of count 1
    ]
)

SEGMENT = np.dtype(
    [
        ("previous", np.int32),  # on the path
        ("next", np.int32),  # of the same incident, or free
        ("tag", np.int32),
        ("pool", np.int32),  # of its token, or -1
        ("queue", np.float64),  # [h] waiting while open
        ("closed", np.float64),  # [h] waiting or resting outside hours
        ("busy", np.float64),  # [h] work and delay
    ]
)

JOIN = np.dtype(
    [
        ("parent", np.int32),
        ("need", np.int32),  # reports still needed; the parent goes on at 0
        ("left", np.int32),  # reports still to come; the row is free at 0
        ("next", np.int32),
    ]
)

STATION_STATE = np.dtype(
    [
        ("teams", np.int32),  # now, within hours
        ("off", np.int32),  # now, outside hours
        ("busy", np.int32),
        ("queued", np.int32),
        ("fresh", np.int32),  # of them, those who came within the window
        ("working", np.int32),  # who works, the last begun first; only where it is listed
        ("marked", np.int8),  # a bit for each class of its queue to be served at this moment
        ("rests", np.int8),  # work rests outside hours
        ("closes", np.int8),  # nobody starts work outside hours
        ("interrupts", np.int8),  # as declared
        ("retired", np.int8),  # what is in hand is finished, and nobody else is on duty
        ("lost", np.int8),  # nobody works there for a time
        ("diverted", np.int8),  # and what comes there goes on elsewhere
        ("listed", np.int8),  # who works there is listed: work may be stopped
        ("last", np.float64),  # up to when the integrals are taken
        ("busy_h", np.float64),
        ("queue_h", np.float64),
        ("wait_h", np.float64),  # of those who came within the window
        # The second cache line:
        ("capacity_h", np.float64),
        ("served", np.int32),  # fewer than events
        ("joined", np.int32),
        ("wake", np.float64),  # time of its pending opening event, or infinity
        ("activated", np.float64),
        ("open_before", np.float64),  # open ticks up to `last`; -1: not known
        ("begun", np.int32),  # intervals of its calendar that had begun when it was last looked at
        ("pad", np.int32),
        ("base", np.int32),  # teams of the present design phase
        ("base_off", np.int32),
        ("active", np.int32),  # incidents that need it
        ("step", np.int32),  # next row of its schedule
    ]
)

QUEUE = np.dtype([("first", np.int32), ("last", np.int32)])

CARGO = np.dtype(
    [
        ("lot", np.float64),  # items carried; all zero where a token begins
        ("due", np.float64),  # amount of the order that it is
        ("clock_0", np.float64),
        ("clock_1", np.float64),
        ("clock_2", np.float64),
        ("asked", np.float64),  # of a draw
        ("need", np.float64),  # of it, still to come
        ("reserve", np.float64),  # that it may not touch
        ("used", np.float64),  # use of the pool when it last passed
        ("target", np.float64),  # use for which it waits
        ("made_from", np.float64),  # when its first make began
        ("held", np.int32),  # station whose team it holds, + 1
        ("status", np.int32),  # of the platforms carried
        ("taken", np.int32),  # whether they were taken, not sent
        ("granted", np.int32),  # what it waited for has come
        ("clocked", np.int32),  # a bit for each clock that was set
        ("making", np.int32),
        ("tally_0", np.int32),  # in which clock 0 counts at the end of the run, + 1
        ("tally_1", np.int32),
        ("tally_2", np.int32),
        ("pad", np.int32),
    ]
)

STOCK_STATE = np.dtype(
    [
        ("on_hand", np.float64),
        ("due_in", np.float64),
        ("backorder", np.float64),  # asked for by claims and not issued
        ("fresh", np.float64),  # of it, asked for within the window
        ("wanted", np.float64),  # by requests for platforms that wait
        ("wanted_fresh", np.float64),  # of it, by those that came within the window
        ("promised", np.float64),  # within one grant
        ("ahead", np.float64),  # wanted by requests that come before the one that is tried
        ("last", np.float64),
        ("on_hand_h", np.float64),
        ("backorder_h", np.float64),
        ("empty_h", np.float64),
        ("demanded", np.float64),
        ("filled", np.float64),
        ("issued", np.float64),
        ("received", np.float64),
        ("ordered", np.float64),
        ("lost", np.float64),  # demanded, refused or gone without
        ("wait_h", np.float64),  # [item h] of what was asked for within the window
        ("end_on_hand", np.float64),
        ("end_due_in", np.float64),
        ("end_owed", np.float64),  # asked for within the window and not issued at the horizon
        ("empty_at", np.float64),  # first time in the window with nothing on hand; nan: never
        ("lowest", np.float64),  # least on hand in the window
        ("lowest_at", np.float64),  # first time of it
        ("full", np.float64),  # amount at which it is full
        ("full_at", np.float64),  # first time after it at the full amount; nan: not again
        ("claims", np.int64),
        ("orders", np.int64),
        ("pending", np.int64),  # whether an order event is due now
    ]
)

UPKEEP_STATE = np.dtype(
    [
        ("posted", np.float64),  # up to when use and hours by status are taken
        ("use", np.float64),  # platform-ticks since hour 0
        ("training", np.float64),  # use of a ready platform
        ("wake", np.float64),  # time of the event at which use may be enough, or infinity
        ("deployments", np.int64),
        ("first", np.int32),  # tokens that wait for use
        ("last", np.int32),
        ("pending", np.int64),  # whether an event of it is due now
        ("down", np.int64),  # tokens that wait for a platform to be whole
    ]
)

POOL_STATE = np.dtype(
    [
        ("size", np.int32),  # platforms that exist, those that are to go included
        ("free", np.int32),
        ("fleet", np.int32),  # row that has its platforms; others have none of their own
        ("most", np.int32),  # platforms in the phase in which it has most
        ("leaving", np.int32),  # platforms that go when they come back
        ("mustered", np.int32),  # platforms in force for its upkeep
        ("newest", np.int32),  # number of the first of those given last
        ("reserve", np.int32),  # kept from requests that are not urgent enough
        ("last", np.float64),
        ("busy_h", np.float64),
        ("capacity_h", np.float64),
        ("held", np.int64),  # by those who wait, in the pass along the line of this number
        ("held_in", np.int64),
        ("allocations", np.int64),
        ("short", np.int64),
    ]
)

SOURCE_STATE = np.dtype(
    [
        ("time", np.float64),  # of the next arrival
        ("level", np.int32),  # row of the intensity at that time
        ("year", np.int32),
        ("year_factor", np.float64),
        ("arrivals", np.int32),  # arrivals scheduled, without cluster members
        ("made", np.int32),  # incidents made
        ("pending", np.int32),  # cluster members still to make
        ("member", np.int32),
        ("current", np.int32),  # number of the arrival whose cluster is made
        ("pad", np.int32),
        ("n", np.int64),  # tallies of sojourn times of complete incidents [h]
        ("sum", np.float64),
        ("square", np.float64),
    ]
)

CORE = np.dtype(
    [
        ("key", np.uint64),  # of the replication
        ("now", np.float64),
        ("sequence", np.int64),
        ("n_heap", np.int64),  # entries, the hole included
        ("hole", np.int64),
        ("ring_start", np.int64),
        ("ring_end", np.int64),
        ("token_used", np.int64),
        ("token_free", np.int64),
        ("token_spare", np.int64),  # rows in the free list
        ("incident_used", np.int64),
        ("incident_free", np.int64),
        ("incident_spare", np.int64),
        ("segment_used", np.int64),
        ("segment_free", np.int64),
        ("segment_spare", np.int64),
        ("join_used", np.int64),
        ("join_free", np.int64),
        ("join_spare", np.int64),
        ("n_rows", np.int64),
        ("n_trace", np.int64),
        ("others", np.int64),  # entries of sources and stations in the event list
        ("events", np.int64),
        ("idle", np.int64),  # events and blocks since time last moved on
        ("open_counted", np.int64),  # counted incidents not done
        ("current", np.int64),  # token to go on with after the arrays have grown
        ("source", np.int64),  # source to go on with
        ("step", np.int64),  # most rows of one array that an event or a block takes
        ("room", np.int64),  # events and blocks for which the arrays surely have room
        ("stepped", np.int64),  # whether external decisions park
        ("traced", np.int64),  # whether events are listed
        ("noted", np.int64),  # whether steps and milestones are noted in the journal
        ("n_noted", np.int64),
        ("keeps", np.int64),  # whether any path is kept
        ("decision", np.int64),  # token parked last
        ("parked", np.int64),  # token whose work a person has just begun; -1: none
        ("asks", np.int64),  # whether platforms are chosen from outside
        ("asking", np.int64),  # token for which they are to be chosen; -1: none
        ("chosen", np.int64),  # token to which `choice` belongs; -1: none
        ("block", np.int64),  # where an error happened
        ("most_events", np.int64),  # at which a run without end stops
        ("sustains", np.int64),  # whether the program has sustainment
        ("samples", np.int64),  # taken
        ("due", np.int64),  # whether the event list has more of the present moment
        ("marked", np.int64),  # classes of line and draws to be served now, see `line.LINE`
        ("n_marks", np.int64),  # queues of stations to be served at this moment
        ("passes", np.int64),  # along the line
        ("line", np.int64),  # class of the line whose pass goes on from here; -1: none is stopped
        ("before", np.int64),  # token after which that pass goes on; -1: from the head
        ("sample_every", np.float64),
        ("span", np.float64),  # that a block of sustainment takes
        ("warm_up", np.float64),
        ("horizon", np.float64),
        ("end", np.float64),
    ]
)

ROW = np.dtype(
    [
        ("source", np.int32),
        ("ordinal", np.int32),
        ("place", np.int32),
        ("outcome", np.int32),
        ("counted", np.int64),
        ("arrived", np.float64),
    ]
)

TRACE = np.dtype(
    [
        ("time", np.float64),
        ("kind", np.int32),  # Kind of the event
        ("a", np.int32),  # source of the token or arrival; station
        ("b", np.int32),  # ordinal of the token's incident; -1
        ("block", np.int32),  # block at which the token stands; -1
    ]
)


JOURNAL = np.dtype(
    [
        ("kind", np.int32),  # see `Noted`
        ("token", np.int32),
        ("what", np.int32),  # row of the tag; of the milestone
        ("source", np.int32),
        ("ordinal", np.int32),
        ("place", np.int32),
        ("pool", np.int32),  # of which the token carries platforms; -1
        ("quantity", np.int32),  # of them
        ("since", np.float64),  # when a step began; when an incident arrived
        ("until", np.float64),  # when it ended, or will end; when it was reached
    ]
)


class State(NamedTuple):
    """All that changes during a replication; row i of a ``*_state`` is row i of the program."""

    core: Table
    heap: Table
    ring: NDArray[np.int64]
    token: Table
    stay_end: Floats  # (tokens,) where `token.stays`
    work_left: Floats  # (tokens,) where `token.stopped`
    work_end: Floats  # (tokens,) at stations that list who works: when the present work ends
    incident: Table
    stamps: Floats  # (incidents, milestones), nan: not reached
    heads: Integers  # (incidents, traced) path at the milestone
    active: NDArray[np.int8]  # (incidents, stations) activated by the incident
    segment: Table
    join: Table
    station: Table
    queue: Table  # (4 stations,) row 4 i + k: class k of station i
    marks: Integers  # (4 stations,) the queues to be served at this moment, `core.n_marks` of them
    pool: Table
    waiting: Table  # (4,) queues of those who wait for platforms, by class
    drawing: Table  # (4,) queues of those who come to a draw at this moment, by class
    source: Table
    own: Floats  # (slots,) before factors; at hour 0 what is given, nan: to be drawn
    world: Floats  # (slots,)
    scale: Floats  # (dists,) mean times factor in this world
    row: Table
    row_stamps: Floats
    path_hours: Floats  # (traced, tags, 3)
    reached: NDArray[np.int64]  # (traced, sources)
    trace: Table
    journal: Table
    cargo: Table  # row i belongs to token i; this and what follows is empty without sustainment
    want: Floats  # (tokens, stocks) items that a waiting request for platforms wants
    lack: Floats  # (tokens, stocks) what it counts as demand; -1: it does not count; 0: no lack
    wanted: Floats  # (stocks, 4) sums of `want` by precedence
    stock: Table
    claim: Table  # (5 stocks,) rows of queues: four classes of claims, those who wait for room
    upkeep: Table  # (pools,)
    down: Table  # (pools,) queues of tokens that wait for a platform to be whole
    platforms: Integers  # (pools, statuses)
    holes: Integers  # (pools, stocks) parts that platforms lack
    status_h: Floats  # (pools, statuses)
    capable_h: Floats  # (pools, most platforms + 1)
    send: Integers  # platforms of each candidate, within one grant
    choice: Integers  # platforms of each candidate that were chosen from outside
    turn: Integers  # candidates in the order in which one request draws on them
    tally: Floats  # (tallies, 4)
    stock_series: Floats  # (samples, stocks, 3)
    pool_series: Floats  # (samples, pools, statuses)


class Kind:
    """What an event is."""

    TOKEN = 0  # goes on
    ARRIVAL = 1  # of a source
    OPENING = 2  # a station may open or change shift; past the last: a request may give up
    SCHEDULE = 3  # the teams of a station change by design phase; from the number of stations on,
    # a row of the schedule of a fleet, then three for each loss of a station, then nothing
    BUILD_UP = 4  # an activated station grows
    SAMPLE = 5  # levels of stocks and pools are taken
    ORDER = 6  # a stock orders
    USE = 7  # a token may have waited for enough use of a pool


class Noted:
    """What a line of the journal is."""

    STEP = 0  # that takes time: delays when they begin, work when it ends
    MILESTONE = 1
    ARRIVAL = 2


class Code:
    """Why the kernel returned."""

    DONE = 0
    UNTIL = 1
    DECISION = 2
    CHOICE = 3
    GROW_TOKENS = 4
    GROW_INCIDENTS = 5
    GROW_SEGMENTS = 6
    GROW_JOINS = 7
    GROW_ROWS = 8
    GROW_TRACE = 9
    GROW_OTHERS = 10
    GROW_JOURNAL = 11
    STUCK = 12
    BAD_TIME = 13
    HELD = 14
    RAN_OFF = 15
    NO_POOL = 16
    TOO_LONG = 17
    HELD_TEAM = 18
    NO_TEAM = 19
    TWO_TEAMS = 20
    CARRIES = 21
    NO_CLOCK = 22
    NO_BLOCK = 23
