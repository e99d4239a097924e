"""The arrays of a state: made for a program, and made larger.

What for: memory follows what is in progress. The kernel returns when an array is full, and the
caller doubles that family of arrays. Takes a program, or a state and the code of why the kernel
returned; gives a :class:`~renkei.engine.kernel.state.State`. Runs between calls of the kernel, in
plain Python.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renkei.engine.kernel.event_list import HEAP
from renkei.engine.kernel.state import (
    CARGO,
    CORE,
    INCIDENT,
    JOIN,
    JOURNAL,
    POOL_STATE,
    QUEUE,
    ROW,
    SEGMENT,
    SOURCE_STATE,
    STATION_STATE,
    STOCK_STATE,
    TOKEN,
    TRACE,
    UPKEEP_STATE,
    Code,
    State,
)
from renkei.program.machine.blocks import Op, Status
from renkei.program.machine.clock import to_ticks
from renkei.program.machine.program import Program

_LINE = 64  # bytes of a cache line


def new_state(program: Program, tokens: int, trace: bool, journal: bool = False) -> State:
    """Return empty arrays for a program; ``tokens`` is a first guess of those alive at once."""
    n_stations, n_traced = len(program.stations), len(program.traced)
    n = max(16, 1 << (tokens - 1).bit_length())
    others = 4 * n_stations + 2 * len(program.sources) + 256  # room is counted seldom
    others += 3 * len(program.loss_begins)
    builds = n_stations if np.any(program.station["build_up"] >= 0) else 0
    marks = len(program.milestones)
    sustains = program.sustains
    state = State(
        core=np.zeros(1, CORE),
        heap=_aligned(n + others, HEAP),
        ring=np.empty(1 << (n + others + 8).bit_length(), np.int64),
        token=_aligned(n, TOKEN),
        stay_end=np.empty(n),
        work_left=np.empty(n),
        work_end=np.empty(n),
        incident=_aligned(n, INCIDENT),
        stamps=np.empty((n, marks)),
        heads=np.empty((n, n_traced), np.int32),
        active=np.zeros((n, builds), np.int8),
        segment=np.empty(8 * n if n_traced else 8, SEGMENT),
        join=np.empty(n, JOIN),
        station=_aligned(n_stations, STATION_STATE),
        queue=np.full(4 * n_stations, -1, QUEUE),
        marks=np.zeros(4 * n_stations, np.int32),
        pool=np.zeros(len(program.pools), POOL_STATE),
        waiting=np.full(4, -1, QUEUE),
        drawing=np.full(4, -1, QUEUE),
        source=np.zeros(len(program.sources), SOURCE_STATE),
        own=np.full(len(program.slots), np.nan),
        world=np.empty(len(program.slots)),
        scale=np.empty(len(program.dist)),
        row=np.empty(n, ROW),
        row_stamps=np.empty((n, marks)),
        path_hours=np.zeros((n_traced, len(program.tags), 3)),
        reached=np.zeros((n_traced, len(program.sources)), np.int64),
        trace=np.empty(1024 if trace else 0, TRACE),
        journal=np.empty(1024 if journal else 0, JOURNAL),
        **_sustainment(program, n, sustains),
    )
    state.core["traced"] = trace
    state.core["noted"] = journal
    state.core["keeps"] = n_traced > 0
    state.core["step"] = widest_step(program)
    state.core["sustains"] = sustains
    state.core["sample_every"] = to_ticks(program.sample_every_h)
    state.core["warm_up"] = to_ticks(program.warm_up_h)
    state.core["horizon"] = to_ticks(program.horizon_h)
    state.core["end"] = to_ticks(program.horizon_h) + to_ticks(program.drain_h)
    return state


def _sustainment(program: Program, tokens: int, sustains: bool) -> dict[str, Any]:
    """Return the arrays of sustainment."""
    pools = len(program.pools) if sustains else 0
    platforms = program.most_platforms if pools else 0
    n_stocks, every = len(program.stocks), program.sample_every_h
    samples = math.ceil(program.horizon_h / every) if every > 0 else 0
    return {
        "cargo": np.zeros(tokens if sustains else 0, CARGO),
        "want": np.zeros((tokens if len(program.arm) else 0, n_stocks)),
        "lack": np.zeros((tokens if len(program.arm) else 0, n_stocks)),
        "wanted": np.zeros((n_stocks, 4)),
        "stock": np.zeros(n_stocks, STOCK_STATE),
        "claim": np.full(5 * n_stocks, -1, QUEUE),
        "upkeep": np.zeros(pools, UPKEEP_STATE),
        "down": np.full(pools, -1, QUEUE),
        "platforms": np.zeros((pools, len(Status)), np.int32),
        "holes": np.zeros((pools, n_stocks), np.int32),
        "status_h": np.zeros((pools, len(Status))),
        "capable_h": np.zeros((pools, platforms + 1)),
        "send": np.zeros(np.diff(program.request_first).max(initial=0), np.int32),
        "choice": np.zeros(np.diff(program.request_first).max(initial=0), np.int32),
        "turn": np.zeros(np.diff(program.request_first).max(initial=0), np.int32),
        "tally": np.zeros((len(program.tallies), 4)),
        "stock_series": np.zeros((samples, n_stocks, 3)),
        "pool_series": np.zeros((samples, pools, len(Status))),
    }


def widest_step(program: Program) -> int:
    """Return the most rows of one array that an event or a block can take, with a margin."""
    op = program.blocks["op"]
    many = program.blocks["b"][(op == Op.FORK) | (op == Op.SPLIT) | (op == Op.ACTIVATE)]
    candidates = np.diff(program.request_first)
    if len(program.arm):  # a grant may make each stock order and wake each pool
        candidates = candidates + np.diff(program.arm_first[program.request_first])
    return 2 + int(max(2, many.max(initial=0), candidates.max(initial=0)))


def grown(state: State, code: int, most: int) -> State | None:
    """Return the state with larger arrays where the kernel asked for them; None: no room.

    Arrays double, up to ``most`` rows; the rows of incidents, of which no page is touched before it
    is needed, become eight times as many.
    """
    families = {
        Code.GROW_TOKENS: _of_tokens(state),
        Code.GROW_INCIDENTS: ("incident", "stamps", "heads", "active"),
        Code.GROW_SEGMENTS: ("segment",),
        Code.GROW_JOINS: ("join",),
        Code.GROW_ROWS: ("row", "row_stamps"),
        Code.GROW_TRACE: ("trace",),
        Code.GROW_JOURNAL: ("journal",),
        Code.GROW_OTHERS: ("heap",),
    }
    names = families[code]
    size = len(getattr(state, names[0]))
    more = min(7 * size if code == Code.GROW_ROWS else size + 8, most - size)
    if more <= 0:
        return None
    larger = {name: _with_room(getattr(state, name), more) for name in names}
    if code in (Code.GROW_TOKENS, Code.GROW_OTHERS):  # every token may be in the list of events
        larger |= {"heap": _with_room(state.heap, more), "ring": _unrolled(state)}
    return state._replace(**larger)


def _of_tokens(state: State) -> tuple[str, ...]:
    """Return the arrays with a row for each token."""
    names = ("token", "stay_end", "work_left", "work_end", "cargo", "want", "lack")
    return names[: 7 if len(state.want) else 5 if len(state.cargo) else 4]


def _aligned(rows: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return rows of zeros, as few of them as possible on two cache lines.

    Row 0 of the event list lies at the end of a line, so that the children of row i, 4 i + 1 to
    4 i + 4, share one.
    """
    raw = np.zeros(rows * dtype.itemsize + 2 * _LINE, np.uint8)
    first = -raw.ctypes.data % _LINE + (_LINE - dtype.itemsize) % _LINE
    return raw[first : first + rows * dtype.itemsize].view(dtype)


def _with_room(array: NDArray[Any], more: int) -> NDArray[Any]:
    rows = len(array) + more
    if array.dtype in (TOKEN, INCIDENT, HEAP):
        larger = _aligned(rows, array.dtype)
    else:
        larger = np.zeros((rows, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger


def _unrolled(state: State) -> NDArray[np.int64]:
    """Return a ring of twice the size, entries at the start, and set its ends."""
    core = state.core[0]
    start, end = int(core["ring_start"]), int(core["ring_end"])
    ring = np.empty(2 * len(state.ring), np.int64)
    for i in range(start, end):
        ring[i - start] = state.ring[i & (len(state.ring) - 1)]
    state.core["ring_start"] = 0
    state.core["ring_end"] = end - start
    return ring
