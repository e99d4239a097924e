"""Follow one incident of a replication: every step that it took, as it was taken.

What for: to show one response as it happened. Takes a program, a seed, the number of a replication
and an incident of it; gives a :class:`CourseTaken`. The replication is run again by the very kernel
of the experiment, up to the end of that incident, whose row is held so that its steps stay
readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from renkei.engine.kernel.program_arrays import tables_of
from renkei.engine.kernel.state import Code, State
from renkei.engine.replication import Floats
from renkei.engine.run import go_on, started
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program

_FIRST_SLICE_H = 1.0


@dataclass(frozen=True)
class TakenStep:
    """A step as it was taken, times in hours since the incident.

    ``tag`` is its number in the program; ``pool`` the unit that took it, None for a staff;
    ``before`` the step of the course on whose end it could begin, -1 for none. It began to wait at
    ``began_h``; of the time until ``ended_h``, ``queue_h`` passed in a queue within hours,
    ``closed_h`` outside hours, and ``busy_h`` in the step itself. ``decides`` names the milestones
    on whose critical path it lies.
    """

    tag: int
    pool: str | None
    before: int
    began_h: float
    queue_h: float
    closed_h: float
    busy_h: float
    decides: tuple[str, ...]

    @property
    def ended_h(self) -> float:
        """When it ended, or would have, had the incident not ended before."""
        return self.began_h + self.queue_h + self.closed_h + self.busy_h


@dataclass(frozen=True)
class CourseTaken:
    """What happened in one incident: its steps in order of beginning, and its milestones [h].

    ``over`` tells whether the incident came to its end before the replication did. Steps without
    length, and those that nothing waits for, are not in it.
    """

    arrived_h: float
    steps: tuple[TakenStep, ...]
    milestones: dict[str, float]
    over: bool


def follow(
    program: Program,
    seed: int,
    replication: int,
    source: str,
    ordinal: int,
    arrived_h: float,
    nominal: bool = False,
    given: Floats | None = None,
) -> CourseTaken:
    """Run a replication again as far as an incident lasts, and return the course of it.

    Parameters
    ----------
    program, seed, replication, nominal, given
        As for :func:`renkei.engine.run.replicate`.
    source, ordinal
        Incident type, and number within it, as in the table ``incidents``.
    arrived_h
        When it happened [h since the start], as in the table.

    Raises
    ------
    ValueError
        If the program counts no such incident at that moment.
    RunError
        As :func:`renkei.engine.run.replicate` raises it.
    """
    run = _Run(program, seed, replication, nominal, given)
    row = run.hold(Wanted(source, ordinal, arrived_h))
    span = _FIRST_SLICE_H
    while run.state.incident["tokens"][row] > 1 and not run.is_over:
        run.go_on(arrived_h + span)
        span *= 2.0
    return _course(program, run.state, row)


@dataclass(frozen=True)
class Wanted:
    """An incident of a replication: its type, its number within it, and when it happened [h]."""

    source: str
    ordinal: int
    arrived_h: float


def follow_all(
    program: Program,
    seed: int,
    replication: int,
    incidents: Sequence[Wanted],
    until_h: float,
    nominal: bool = False,
    given: Floats | None = None,
) -> list[CourseTaken]:
    """Run a replication again up to an hour, and return the course of several of its incidents.

    A course holds what had begun by then. Parameters and errors as of :func:`follow`.
    """
    run = _Run(program, seed, replication, nominal, given)
    rows: dict[Wanted, int] = {}
    for one in sorted(incidents, key=lambda wanted: wanted.arrived_h):
        rows[one] = run.hold(one)
    run.go_on(until_h)
    return [_course(program, run.state, rows[one]) for one in incidents]


def course_of(program: Program, state: State, source: str, ordinal: int) -> CourseTaken | None:
    """Return the course so far of an incident that is under way in a state; None: it is over."""
    rows = state.incident[: int(state.core["incident_used"][0])]
    found = np.flatnonzero(
        (rows["source"] == program.sources.index(source))
        & (rows["ordinal"] == ordinal)
        & (rows["tokens"] > 0)
    )
    return _course(program, state, int(found[-1])) if len(found) else None


class _Run:
    """A replication run again in slices, with the rows of incidents held."""

    def __init__(
        self, program: Program, seed: int, replication: int, nominal: bool, given: Floats | None
    ) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.tables = tables_of(program)
        self.state = started(program, self.tables, seed, replication, nominal, 1024, False, given)
        self.is_over = False

    def go_on(self, until_h: float) -> None:
        """Go on up to an hour, or to the end of the replication."""
        until = float(np.rint(until_h * TICKS))
        self.state, code = go_on(
            self.program, self.tables, self.state, until, self.seed, self.replication
        )
        self.is_over = code == Code.DONE

    def hold(self, wanted: Wanted) -> int:
        """Go on up to an incident, and return its row, which is not given back from now on."""
        self.go_on(wanted.arrived_h)
        arrived = float(np.rint(wanted.arrived_h * TICKS))
        source = self.program.sources.index(wanted.source)
        row = _row(self.state, source, wanted.ordinal, arrived)
        # One token more than there are: its steps stay as they are.
        self.state.incident["tokens"][row] += 1
        return row


def _row(state: State, source: int, ordinal: int, arrived: float) -> int:
    """Return the row of the state that holds the incident."""
    rows = state.incident[: int(state.core["incident_used"][0])]
    found = np.flatnonzero(
        (rows["source"] == source)
        & (rows["ordinal"] == ordinal)
        & (rows["arrived"] == arrived)
        & (rows["tokens"] > 0)
    )
    if len(found) != 1:
        raise ValueError(
            f"incident {ordinal} of source {source}: expected one that lasts after {arrived} ticks"
        )
    return int(found[0])


def _course(program: Program, state: State, row: int) -> CourseTaken:
    incident = state.incident[row]
    numbers: dict[int, int] = {}
    g = int(incident["first"])
    while g >= 0:
        numbers[g] = len(numbers)
        g = int(state.segment[g]["next"])
    stamps = state.stamps[row]
    ends = {-1: 0}  # whole ticks, so that equal moments are equal
    spent = {}
    for g in numbers:
        segment = state.segment[g]
        spent[g] = [round(float(segment[key]) * TICKS) for key in _PARTS]
        ends[g] = ends[int(segment["previous"])] + sum(spent[g])
    decides: dict[int, list[str]] = {g: [] for g in numbers}
    for m, name in enumerate(program.milestones):
        g = -1
        if m in program.traced:
            g = int(state.heads[row, program.traced.index(m)])
        elif not np.isnan(stamps[m]):
            # No path was kept to it: it was reached by a step that ended at its microsecond.
            after = round(stamps[m] - float(incident["arrived"]))
            g = next((one for one in numbers if ends[one] == after), -1)
        while g >= 0 and not np.isnan(stamps[m]):
            decides[g].append(name)
            g = int(state.segment[g]["previous"])
    steps = []
    for g in numbers:
        segment = state.segment[g]
        queue, closed, busy = spent[g]
        began = ends[int(segment["previous"])]
        pool = int(segment["pool"])
        steps.append(
            TakenStep(
                tag=int(segment["tag"]),
                pool=program.pools[pool] if pool >= 0 else None,
                before=numbers.get(int(segment["previous"]), -1),
                began_h=began / TICKS,
                queue_h=queue / TICKS,
                closed_h=closed / TICKS,
                busy_h=busy / TICKS,
                decides=tuple(decides[g]),
            )
        )
    arrived = float(incident["arrived"])
    return CourseTaken(
        arrived_h=arrived / TICKS,
        steps=_ordered(steps),
        milestones={
            name: (stamps[m] - arrived) / TICKS
            for m, name in enumerate(program.milestones)
            if not np.isnan(stamps[m])
        },
        over=int(incident["tokens"]) == 1,
    )


_PARTS = ("queue", "closed", "busy")


def _ordered(steps: list[TakenStep]) -> tuple[TakenStep, ...]:
    """Return the steps in order of beginning, with their predecessors numbered anew."""
    order = sorted(range(len(steps)), key=lambda k: (steps[k].began_h, k))
    place = {old: new for new, old in enumerate(order)} | {-1: -1}
    return tuple(
        TakenStep(
            one.tag, one.pool, place[one.before], one.began_h, one.queue_h, one.closed_h,
            one.busy_h, one.decides,
        )
        for one in (steps[k] for k in order)
    )  # fmt: skip
