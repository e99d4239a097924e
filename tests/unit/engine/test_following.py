"""An incident that is followed: its steps and times, by hand and against whole replications."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.programs import random_program

from renkei.engine.following import follow
from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.scenario.quantities.distributions import Constant


def desk():
    """Return a program of one desk with one team, whose work takes 3 h after 1 h of travel.

    Two incidents come, at 10 and at 11 h; a message of 5 h leaves beside the work, and the answer
    waits for both.
    """
    asm = Assembler(100.0, milestones=("told", "answered"), traced=("answered",))
    station = asm.station("desk", asm.constant(1))
    travel, work, note = (asm.tag(name, kind=name) for name in ("travel", "work", "note"))
    entry = asm.here("entry")
    asm.delay(asm.distribution(Constant(1.0)), "travel", tag=travel)
    branch, after = asm.label(), asm.label()
    asm.fork([branch, after])
    asm.mark("answered")
    asm.finish()
    asm.end()
    asm.place_label(branch)
    asm.work(station, asm.distribution(Constant(3.0)), "work", tag=work)
    asm.end()
    asm.place_label(after)
    asm.delay(asm.distribution(Constant(0.5)), "note", tag=note)
    asm.mark("told")
    asm.end()
    asm.source("call", [[entry]], Arrivals(times=[10.0, 11.0]), counted=True)
    return asm.build()


def test_by_hand() -> None:
    course = follow(desk(), 1, 0, "call", 1, 11.0)
    named = [(desk().tags[one.tag][0], one) for one in course.steps]
    assert [(name, one.began_h, one.ended_h) for name, one in named] == [
        ("travel", 0.0, 1.0),
        ("note", 1.0, 1.5),
        ("work", 1.0, 6.0),  # the first has the team until 3 h after this one came
    ]
    assert [(one.queue_h, one.closed_h, one.busy_h) for _, one in named] == [
        (0.0, 0.0, 1.0), (0.0, 0.0, 0.5), (2.0, 0.0, 3.0),
    ]  # fmt: skip
    assert course.milestones == {"told": 1.5, "answered": 6.0}
    assert [one.decides for _, one in named] == [("told", "answered"), ("told",), ("answered",)]
    assert [one.before for _, one in named] == [-1, 0, 0]
    assert course.over


def test_an_incident_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="incident 7 of source 0"):
        follow(desk(), 1, 0, "call", 7, 11.0)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_what_is_followed_is_what_was_run(number: int) -> None:
    program = random_program(random.Random(number))
    found = replicate(program, number, 0).incidents
    lasting = np.flatnonzero(found.counted & np.isfinite(found.milestones).any(axis=1))
    for row in lasting[:: max(1, len(lasting) // 4)].tolist():
        source = program.sources[found.source[row]]
        try:
            course = follow(
                program, number, 0, source, int(found.ordinal[row]), float(found.arrived_h[row])
            )
        except ValueError:
            # All it did took no time at all: nothing is left of it to be followed.
            assert np.nanmax(found.after_h[row]) == 0.0
            continue
        after = {
            name: hours
            for name, hours in zip(program.milestones, found.after_h[row].tolist(), strict=True)
            if not math.isnan(hours)
        }
        assert course.milestones == after
        for m in program.traced:
            name = program.milestones[m]
            own = [one for one in course.steps if name in one.decides]
            if name in after and own:
                spent = sum(one.queue_h + one.closed_h + one.busy_h for one in own)
                assert spent <= after[name] + 1e-9
                assert max(one.ended_h for one in own) <= after[name] + 1e-9
