"""The kernel and its twin agree bit by bit; sizes of arrays and slices of time do not matter."""

from __future__ import annotations

import dataclasses
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.programs import random_program

from renkei.engine import run
from renkei.engine.stepping import Stepper
from renkei.engine.twin import twin as reference
from renkei.program.machine.blocks import Op
from renkei.program.machine.clock import on_clock
from renkei.program.machine.program import Program

# Random programs take their choices from a generator that hypothesis seeds.
programs = st.integers(0, 2**32 - 1)


def differences(a: object, b: object, prefix: str = "") -> list[str]:
    """Return the names of the fields whose bytes differ."""
    names = []
    for field in dataclasses.fields(a):
        x, y = getattr(a, field.name), getattr(b, field.name)
        if dataclasses.is_dataclass(x):
            names += differences(x, y, f"{field.name}.")
        elif isinstance(x, np.ndarray):
            if x.shape != y.shape or x.dtype != y.dtype or x.tobytes() != y.tobytes():
                names.append(prefix + field.name)
        elif x != y:
            names.append(prefix + field.name)
    return names


@given(programs)
def test_kernel_and_twin_agree_event_by_event(number: int) -> None:
    program = random_program(random.Random(number))
    fast = run.replicate(program, number, 3, trace=True)
    slow = reference.replicate(program, number, 3, trace=True)
    assert len(fast.trace) == len(slow.trace) == fast.events
    for row, (a, b) in enumerate(zip(fast.trace, slow.trace, strict=True)):
        assert a == b, f"event {row} of {fast.events}"
    assert differences(fast, slow) == []


@given(programs)
@settings(max_examples=10)
def test_nominal_worlds_agree(number: int) -> None:
    program = random_program(random.Random(number))
    fast = run.replicate(program, 1, 0, nominal=True)
    assert differences(fast, reference.replicate(program, 1, 0, nominal=True)) == []


@given(programs)
@settings(max_examples=10)
def test_growing_arrays_change_nothing(number: int) -> None:
    program = random_program(random.Random(number))
    small = run.replicate(program, number, 0, tokens=1, trace=True)
    large = run.replicate(program, number, 0, tokens=4096, trace=True)
    assert differences(small, large) == []


ON_ONE_PATH = (4, 8, 18, 26, 32, 44, 58)
"""Random programs of which all time is on their paths: what is spawned runs beside the path, and a
relief begins again. One of nine is such a program, and to make one takes a while."""


def _on_one_path(number: int) -> Program:
    program = random_program(random.Random(number))
    assert program.traced
    assert not np.isin(program.blocks["op"], (Op.SPAWN, Op.RELIEVE)).any()
    return program


def _path_and_time(program: Program, seed: int) -> list[tuple[float, float]]:
    """Return of each traced milestone the hours on its paths, and those until it came."""
    result = run.replicate(program, seed, 0)
    found = []
    for k, milestone in enumerate(program.traced):
        rows = result.incidents.counted & ~np.isnan(result.incidents.milestones[:, milestone])
        hours = result.incidents.milestones[rows, milestone] - result.incidents.arrived_h[rows]
        assert result.reached[k].sum() == rows.sum()
        found.append((float(result.segments[k].sum()), float(hours.sum())))
    return found


def test_hours_on_the_path_are_the_time_to_the_milestone() -> None:
    longest = []
    for number in ON_ONE_PATH:
        found = _path_and_time(_on_one_path(number), number)
        for path, time in found:
            assert path == pytest.approx(time, abs=1e-6)
        longest.append(max(time for _, time in found))
    assert sum(time > 0.0 for time in longest) >= 2  # what is compared is seldom nothing


def test_replications_are_independent_of_each_other() -> None:
    program = random_program(random.Random(5))
    alone = run.replicate(program, 9, 2)
    for k in (0, 1):
        run.replicate(program, 9, k)
    assert differences(run.replicate(program, 9, 2), alone) == []


@given(programs, st.lists(st.floats(0.0, 600.0), max_size=8))
@settings(max_examples=10)
def test_stepping_in_slices_equals_one_run(number: int, times: list[float]) -> None:
    program = random_program(random.Random(number))
    stepper = Stepper(program, number, 1, trace=True)
    for time in sorted(times):
        stepper.advance(time)
        if not stepper.done:
            assert stepper.now == on_clock(time)
    assert differences(stepper.result(), run.replicate(program, number, 1, trace=True)) == []


@given(programs, st.floats(0.0, 300.0))
@settings(max_examples=10)
def test_restored_run_goes_on_with_the_same_bytes(number: int, time: float) -> None:
    program = random_program(random.Random(number))
    stepper = Stepper(program, number, 0, trace=True)
    stepper.advance(time)
    saved = stepper.snapshot()
    first = stepper.result()
    stepper.restore(saved)
    stepper.advance(time + 50.0)
    assert differences(stepper.result(), first) == []


@given(programs)
@settings(max_examples=10)
def test_every_external_decision_can_be_taken(number: int) -> None:
    program = random_program(random.Random(number), external=True)
    stepper = Stepper(program, number, 0)
    taken = 0
    while (decision := stepper.advance_to_decision()) is not None:
        assert decision.since_h == stepper.now
        stepper.inject(decision, taken % max(1, len(decision.outlets)))
        taken += 1
    assert stepper.done
    assert stepper.pending == ()
    drawn = Stepper(program, number, 0, external=False).result()
    assert differences(drawn, run.replicate(program, number, 0)) == []
