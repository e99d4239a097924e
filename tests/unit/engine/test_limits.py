"""Every limit is reached for real, stops loudly, and says what, when, where and with which seed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from renkei._base.errors import RunError
from renkei.engine.kernel.event_list import KEY_BITS, KIND_BITS
from renkei.engine.limits import LIMITS, MOST_EVENTS, MOST_INCIDENTS, MOST_ROWS_IN_KEY, Limits
from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Exponential

SMALL = {"tokens": 64, "incidents": 64, "segments": 256, "joins": 64, "rows": 64}
ROOMY = dict.fromkeys(SMALL, 1 << 15)


def only(**lowered: int) -> Limits:
    return Limits(**ROOMY | {"events": 1_000_000} | lowered)


def overloaded(horizon_h: float = 5000.0) -> Program:
    """Two arrivals an hour at a cell that does one."""
    asm = Assembler(horizon_h, 0.0, 0.0, ["decided"], ["decided"])
    cell = asm.station("hq.operations", asm.constant(1))
    entry = asm.here("report")
    asm.work(cell, asm.distribution(Exponential(1.0)), "work")
    asm.mark("decided")
    asm.end()
    asm.source("intrusion", [[entry]], Arrivals(rate=asm.constant(2.0)))
    return asm.build()


def spawning() -> Program:
    """A workflow that starts itself again every hour, twice."""
    asm = Assembler(5000.0, 0.0, 0.0, ["decided"], ["decided"])
    entry = asm.here("again")
    asm.delay(asm.distribution(Constant(1.0)), "hour")
    twice = asm.label()
    asm.spawn(twice)
    asm.place_label(twice)
    asm.jump(entry, next_round=True)
    asm.source("rumour", [[entry]], Arrivals(times=[0.0]))
    return asm.build()


def forking() -> Program:
    """Forks within forks, none of which ever ends."""
    asm = Assembler(5000.0, 0.0, 0.0, ["decided"], ["decided"])
    entry = asm.here("split up")
    left, right = asm.label(), asm.label()
    asm.fork([left, right])
    asm.end()
    for branch in (left, right):
        asm.place_label(branch)
        asm.delay(asm.distribution(Constant(1.0)), "hour")
        asm.jump(entry, next_round=True)
    asm.source("rumour", [[entry]], Arrivals(times=[0.0]))
    return asm.build()


def circling() -> Program:
    """A loop that takes time, but so little that the run never ends."""
    asm = Assembler(5000.0, 0.0, 0.0, ["decided"], ["decided"])
    entry = asm.here("round and round")
    asm.delay(asm.distribution(Constant(1e-9)), "moment")
    asm.jump(entry, next_round=True)
    asm.source("rumour", [[entry]], Arrivals(times=[1.0]))
    return asm.build()


@pytest.mark.parametrize(
    ("program", "limits", "reason", "at", "crowd"),
    [
        (
            overloaded(),
            only(tokens=64),
            "the limit of 64 pieces of work in progress at once",
            "report",
            "at `hq.operations`",
        ),
        (
            overloaded(),
            only(incidents=64),
            "the limit of 64 incidents in progress at once",
            "report",
            "incidents in progress are of `intrusion`",
        ),
        (
            overloaded(),
            only(rows=64),
            "the limit of 64 incidents of counted types",
            "report",
            "at `hq.operations`",
        ),
        (
            overloaded(),
            only(events=5000),
            "the limit of 5,000 events",
            "report",
            "at `hq.operations`",
        ),
        (
            spawning(),
            only(tokens=1024),
            "the limit of 1,024 pieces of work in progress at once",
            "again",
            "1 incidents in progress are of `rumour`",
        ),
        (
            forking(),
            only(joins=300),
            "the limit of 300 forks waiting for their branches at once",
            "split up",
            "1 incidents in progress are of `rumour`",
        ),
        (
            circling(),
            only(events=20_000),
            "the limit of 20,000 events",
            "round and round",
            "1 incidents in progress are of `rumour`",
        ),
    ],
)
def test_a_runaway_stops_loudly(
    program: Program, limits: Limits, reason: str, at: str, crowd: str
) -> None:
    with pytest.raises(RunError) as stop:
        replicate(program, 9, 4, tokens=16, limits=limits)
    message = str(stop.value)
    assert message.startswith(f"{reason} is reached: replication 4, time ")
    assert re.search(rf"time [\d.e+]+ h, block \d+ \(after label `{at}`\), seed 9\. ", message)
    assert crowd in message
    assert "Work comes in faster than it is done" in message
    with pytest.raises(RunError, match=re.escape(message)):  # and says the same again
        replicate(program, 9, 4, limits=limits)


def test_steps_of_incidents_in_progress_are_limited() -> None:
    asm = Assembler(5000.0, 0.0, 0.0, ["decided"], ["decided"])
    entry = asm.here("long")
    asm.delay(asm.distribution(Constant(1.0)), "hour")
    asm.jump(entry, next_round=True)
    other = asm.here()
    asm.mark("decided")
    asm.end()
    asm.source("endless", [[entry]], Arrivals(times=[0.0, 0.5]))
    asm.source("short", [[other]], Arrivals(times=[0.0]))
    program = asm.build()
    with pytest.raises(RunError, match="the limit of 400 steps on the paths") as stop:
        replicate(program, 1, 0, tokens=16, limits=only(segments=400))
    assert "time 198 h" in str(stop.value)


def test_within_its_limits_a_run_is_as_without() -> None:
    program = overloaded(20.0)
    free = replicate(program, 3, 1)
    tight = replicate(program, 3, 1, tokens=16, limits=Limits(**SMALL, events=free.events))
    np.testing.assert_array_equal(tight.incidents.milestones, free.incidents.milestones)
    np.testing.assert_array_equal(tight.segments, free.segments)
    with pytest.raises(RunError, match=f"the limit of {free.events - 1} events"):
        replicate(program, 3, 1, limits=Limits(**SMALL, events=free.events - 1))


def test_limits_never_exceed_what_the_numbers_can_hold() -> None:
    assert MOST_ROWS_IN_KEY << KIND_BITS == 1 << KEY_BITS
    # One sequence number per event executed or listed; the key is a signed number of 64 bits.
    most_listed = 3 * MOST_ROWS_IN_KEY
    assert MOST_EVENTS + most_listed < 1 << (63 - KEY_BITS)
    assert MOST_EVENTS + MOST_INCIDENTS < 1 << 31
    assert Limits() == LIMITS
    for name in ("tokens", "incidents", "segments", "joins", "rows", "events"):
        for value in (0, 1 << 31):
            with pytest.raises(ValueError, match=f"{name} expected"):
                Limits(**{name: value})
