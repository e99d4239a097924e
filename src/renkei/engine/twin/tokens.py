"""Tokens and incidents of the twin: how they begin, report and end.

What for: who is alive, for which incident, and what is written down when it is over.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.state import Kind
from renkei.engine.twin.parts import Incident, Join, Token
from renkei.engine.twin.state import Run
from renkei.engine.twin.stations import deactivate
from renkei.program.machine.clock import TICKS


def new_token(run: Run, incident: Incident, pc: int, precedence: int, recorded: bool) -> Token:
    """Begin a token of an incident."""
    incident.tokens += 1
    token = Token(incident, pc, precedence, recorded)
    run.living.add(token)
    return token


def new_child(run: Run, parent: Token, pc: int, join: Join | None = None) -> Token:
    """Begin a token at a block that carries on for another."""
    child = new_token(run, parent.incident, pc, parent.precedence, parent.recorded)
    child.round, child.path, child.join = parent.round, parent.path, join
    child.lot, child.due, child.clocks = parent.lot, parent.due, parent.clocks
    return child


def report_to_parent(run: Run, token: Token) -> None:
    """Tell the token that waits at a join; the last report lets it go on."""
    if token.join is None:
        return
    join, token.join = token.join, None
    join.need -= 1
    if join.need == 0:
        if join.parent.recorded:
            join.parent.path = token.path
        run.schedule(run.now, Kind.TOKEN, join.parent)


def end_token(run: Run, token: Token) -> None:
    """End a token; with its last one an incident is complete."""
    incident = token.incident
    if incident.tokens == 1:
        close_incident(run, incident, 1)
        run.alive.remove(incident)
    incident.tokens -= 1
    run.living.discard(token)


def close_incident(run: Run, incident: Incident, outcome: int) -> None:
    """Give an incident its outcome, once: 1 complete, 2 + k failed for reason k."""
    if incident.outcome:
        return
    incident.outcome = outcome
    if outcome == 1 and incident.window:
        hours = (run.now - incident.arrived) / TICKS
        sums = run.sojourns[incident.source]
        sums["n"] += 1
        sums["sum_h"] += hours
        sums["sumsq_h2"] += hours * hours
    run.open_counted -= incident.counted
    if outcome >= 2:
        run.mark_line()
    write_row(run, incident)
    deactivate(run, incident)


def write_row(run: Run, incident: Incident) -> None:
    """Keep an incident for the results, with the hours on its paths."""
    if not run.sources[incident.source]["counted"] or incident.arrived >= run.window[1]:
        return
    run.finished.append(incident)
    for k, m in enumerate(run.program.traced):
        if incident.counted and not math.isnan(incident.stamps[m]):
            run.reached[k, incident.source] += 1
            segment = incident.heads[m]
            while segment:
                run.path_hours[k, segment.tag] += segment.hours
                segment = segment.previous
