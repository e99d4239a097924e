"""How large a replication may become before it stops, and what it then says.

What for: a queue that grows without end, or a workflow that starts itself for ever, must stop
before it eats the memory of the machine or wraps a number around. Takes the state of a replication
that cannot go on; gives a :class:`~renkei._base.errors.RunError` that names what ran full, when,
where, with which seed, and what to look at.

The limits are properties of the replication, not of the machine, so that it stops at the same event
wherever it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from renkei._base.errors import RunError
from renkei._base.language import Phrase, later
from renkei.engine.kernel.event_list import KEY_BITS, KIND_BITS
from renkei.engine.kernel.state import Code, State
from renkei.program.machine.clock import MOST_HOURS, TICKS
from renkei.program.machine.program import Program

MOST_ROWS_IN_KEY = 1 << (KEY_BITS - KIND_BITS)
"""Tokens, sources or stations that the key of the event list can distinguish."""

MOST_EVENTS = 2_000_000_000
"""Events that no counter of 32 bits misses: incidents made, with those still to arrive, are fewer
than events and :data:`MOST_INCIDENTS` together. The sequence of the event list has 36 bits, and
uses one number per event executed or listed."""

MOST_INCIDENTS = 1 << 26
"""Incidents in progress at once; see :data:`MOST_EVENTS`."""


@dataclass(frozen=True)
class Limits:
    """The most that a replication may hold.

    Parameters
    ----------
    tokens
        Pieces of work in progress at once, waiting ones included.
    incidents
        Incidents in progress at once.
    segments
        Steps remembered at once for the critical paths of incidents in progress.
    joins
        Forks at once that wait for their branches.
    rows
        Incidents of counted types over the whole replication.
    events
        Events executed.
    """

    tokens: int = 1 << 22
    incidents: int = 1 << 21
    segments: int = 1 << 24
    joins: int = 1 << 22
    rows: int = 1 << 20
    events: int = MOST_EVENTS

    def __post_init__(self) -> None:
        widest = {
            "tokens": MOST_ROWS_IN_KEY,
            "incidents": MOST_INCIDENTS,
            "segments": (1 << 31) - 1,
            "joins": (1 << 31) - 1,
            "rows": (1 << 31) - 1,
            "events": MOST_EVENTS,
        }
        for name, most in widest.items():
            if not 0 < getattr(self, name) <= most:
                raise ValueError(f"1 to {most} {name} expected, not {getattr(self, name)}")


LIMITS = Limits()
"""The limits of every run; at most some 2 GB per process."""


def check_size(program: Program) -> None:
    """Refuse a program with more sources or stations than the event list can distinguish.

    Nor may it run longer than the clock is exact.
    """
    end_h = program.horizon_h + program.drain_h
    if end_h > MOST_HOURS:
        raise RunError(
            Phrase(
                "a run of {end_h} h; the clock of microseconds is exact up to "
                "{most_hours} h, some 285 years.",
                end_h=f"{end_h:,.0f}",
                most_hours=f"{MOST_HOURS:,.0f}",
            )
        )
    for what, names in (("sources", program.sources), ("stations", program.stations)):
        if len(names) > MOST_ROWS_IN_KEY:
            raise RunError(
                Phrase(
                    "{names} {what}; at most {most_rows_in_key} can be simulated.",
                    names=len(names),
                    what=what,
                    most_rows_in_key=MOST_ROWS_IN_KEY,
                )
            )


def room(state: State, code: int, limits: Limits) -> int:
    """Return the most rows that the array may have for which the kernel asks more."""
    if code == Code.GROW_OTHERS:  # of the event list: its tokens, and as many others
        return limits.tokens + len(state.token)
    if code in (Code.GROW_TRACE, Code.GROW_JOURNAL):
        return limits.events + 2
    return {
        Code.GROW_TOKENS: limits.tokens,
        Code.GROW_INCIDENTS: limits.incidents,
        Code.GROW_SEGMENTS: limits.segments,
        Code.GROW_JOINS: limits.joins,
        Code.GROW_ROWS: limits.rows,
    }[code]


_REASONS = {
    Code.STUCK: later("a loop takes no time"),
    Code.BAD_TIME: later("a time is not a number, or a speed is not above 0"),
    Code.HELD: later("a token ends while it holds platforms; release them first"),
    Code.RAN_OFF: later("a token ran off the program"),
    Code.NO_POOL: later("a token without platforms moves, makes ready or changes their status"),
    Code.HELD_TEAM: later("a token ends while it holds a team; vacate it first"),
    Code.NO_TEAM: later("a token vacates a team that it does not hold"),
    Code.TWO_TEAMS: later("a token that holds a team seizes another"),
    Code.CARRIES: later("a token that carries platforms takes others"),
    Code.NO_CLOCK: later("a token tallies the time of a clock that it never set"),
    Code.NO_BLOCK: later("a block is of a kind that the engine does not know"),
}

_FULL = {
    Code.GROW_TOKENS: later("the limit of {most} pieces of work in progress at once"),
    Code.GROW_INCIDENTS: later("the limit of {most} incidents in progress at once"),
    Code.GROW_SEGMENTS: later("the limit of {most} steps on the paths of incidents in progress"),
    Code.GROW_JOINS: later("the limit of {most} forks waiting for their branches at once"),
    Code.GROW_ROWS: later("the limit of {most} incidents of counted types"),
    Code.GROW_OTHERS: later(
        "the limit of {most} events of sources and staff cells pending at once"
    ),
    Code.TOO_LONG: later("the limit of {most} events"),
}


def stop(
    program: Program, state: State, code: int, limits: Limits, seed: int, replication: int
) -> NoReturn:
    """Raise the error of a replication that cannot go on."""
    where = _where(program, state, seed, replication)
    if code in _REASONS:
        raise RunError(Phrase("{reason}: {where}", reason=Phrase(_REASONS[code]), where=where))
    most = {Code.TOO_LONG: limits.events, Code.GROW_OTHERS: limits.tokens}.get(code)
    most = room(state, code, limits) if most is None else most
    reason = Phrase(_FULL[code], most=f"{most:,}")
    raise RunError(
        Phrase(
            "{reason} is reached: {where}. {crowd}",
            reason=reason,
            where=where,
            crowd=_crowd(program, state),
        )
    )


def _where(program: Program, state: State, seed: int, replication: int) -> str:
    block = int(state.core["block"][0])
    names = [name for at, name in program.labels if at <= block]
    place = (
        Phrase("block {block} (after label `{label}`)", block=block, label=names[-1])
        if names
        else Phrase("block {block}", block=block)
    )
    return Phrase(
        "replication {replication}, time {now} h, {place}, seed {seed}",
        replication=replication,
        now=f"{state.core['now'][0] / TICKS:.6g}",
        place=place,
        seed=seed,
    )


def _crowd(program: Program, state: State) -> str:
    """Say where most of the work is."""
    queue = incidents_of = None
    queued = state.station["queued"]
    if len(queued) and queued.max() > 0:
        longest = int(queued.argmax())
        queue = f"{queued[longest]:,}", program.stations[longest]
    incidents = state.incident[: int(state.core["incident_used"][0])]
    alive = np.bincount(incidents["source"][incidents["tokens"] > 0], minlength=1)
    if alive.max() > 0:
        most = int(alive.argmax())
        incidents_of = f"{alive[most]:,}", program.sources[most]
    advice = Phrase(
        "Work comes in faster than it is done, a workflow starts itself again and again, or the "
        "run is too long."
    )
    if queue and incidents_of:
        return Phrase(
            "The longest queue is {queue} at `{station}`, {alive} incidents in progress are of "
            "`{source}`. {advice}",
            queue=queue[0],
            station=queue[1],
            alive=incidents_of[0],
            source=incidents_of[1],
            advice=advice,
        )
    if queue:
        return Phrase(
            "The longest queue is {queue} at `{station}`. {advice}",
            queue=queue[0],
            station=queue[1],
            advice=advice,
        )
    if incidents_of:
        return Phrase(
            "{alive} incidents in progress are of `{source}`. {advice}",
            alive=incidents_of[0],
            source=incidents_of[1],
            advice=advice,
        )
    return advice
