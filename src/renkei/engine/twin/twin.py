"""The twin: the same programs in plain Python, slow and meant to be read.

What for: an independent reading of what a program means (:mod:`renkei.program.machine.blocks`), to
which the kernel must agree event by event and bit by bit; the order in which sums are taken is
therefore the kernel's. Takes and gives what :func:`renkei.engine.run.replicate` takes and gives.
Objects, lists and one heap; no free lists, no limits.

All of it is functions over one :class:`~renkei.engine.twin.state.Run`, a file for each subject:
``beginning`` makes the state of hour 0, this file takes events in order of time, ``blocks`` says
what a token does at each block, and ``harvest`` gives the sums at the end.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

from renkei.engine.kernel.state import Kind
from renkei.engine.replication import Replication
from renkei.engine.twin.arrivals import arrive
from renkei.engine.twin.beginning import begin
from renkei.engine.twin.blocks import go
from renkei.engine.twin.fleets import change_fleet
from renkei.engine.twin.harvest import harvest, sample_levels
from renkei.engine.twin.line import serve_line
from renkei.engine.twin.losses import change_loss, first_loss
from renkei.engine.twin.readiness import check_use
from renkei.engine.twin.state import Run
from renkei.engine.twin.stations import change_station, end_work, serve_station
from renkei.engine.twin.stocks import draw_items, place_order
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program


def replicate(
    program: Program,
    seed: int,
    replication: int,
    nominal: bool = False,
    tokens: int = 0,
    trace: bool = False,
    *,
    given: Sequence[float] | None = None,
) -> Replication:
    """Run one replication; like :func:`renkei.engine.run.replicate`, ``tokens`` is not needed."""
    return run_to_end(begin(program, seed, replication, nominal, given), trace)


def run_to_end(run: Run, trace: bool) -> Replication:
    """Take events until the end."""
    p = run.program
    n_events = 0
    while True:
        due = bool(run.events) and run.events[0][0] <= run.now
        if not due and _serve_most_urgent(run):
            continue
        if not run.events:
            break
        time = run.events[0][0]
        if time > p.horizon_h + p.drain_h or (time >= p.horizon_h and not run.open_counted):
            break
        run.now, _, kind, what = heapq.heappop(run.events)
        n_events += 1
        if trace:
            _list_event(run, kind, what)
        if kind == Kind.TOKEN:
            if what.stopped and (what.station < 0 or what.ends != run.now):
                continue  # its work was stopped, and does not end now
            if what.station >= 0:
                end_work(run, what)
            go(run, what)
        elif kind == Kind.ARRIVAL:
            go(run, arrive(run, what))
        elif kind == Kind.ORDER:
            order = place_order(run, what)
            if order:
                go(run, order)
        elif kind == Kind.USE:
            check_use(run, what)
        elif kind == Kind.SCHEDULE and what >= first_loss(run):
            change_loss(run, what - first_loss(run))
        elif kind == Kind.SCHEDULE and what >= len(run.stations):
            change_fleet(run, what - len(run.stations))
        elif kind == Kind.SAMPLE:
            sample_levels(run, what)
        else:
            change_station(run, kind, what)
    return harvest(run, n_events, trace)


def _list_event(run: Run, kind: int, what: Any) -> None:
    """Put an event in the trace."""
    if kind == Kind.TOKEN:
        incident = what.incident
        run.listed.append((run.now / TICKS, kind, incident.source, incident.ordinal, what.pc))
    else:
        run.listed.append((run.now / TICKS, kind, what, -1, -1))


def _serve_most_urgent(run: Run) -> bool:
    """Serve one station, draw or class of the line; return whether one was served."""
    for rank, stations in enumerate(run.marked):
        if stations:
            first = next(iter(stations))
            del stations[first]
            serve_station(run, first)
            return True
        if run.drawing[rank]:
            _take_turn(run, rank)
            return True
        if rank in run.line_marked:
            serve_line(run, rank)
            return True
    return False


def _take_turn(run: Run, rank: int) -> None:
    """Try the most urgent draw of a class; of several, the first that came."""
    token = min(run.drawing[rank], key=lambda token: token.precedence)
    run.drawing[rank].remove(token)
    if draw_items(run, token, run.blocks[token.pc]):
        go(run, token)
