"""The arrays of a program in the form in which the kernel takes them.

What for: compiled functions take named tuples of arrays. Takes a program; gives :class:`Tables`.
"""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.clock import ticked
from renkei.program.machine.program import Floats, Integers, Program, Table


class Tables(NamedTuple):
    """The arrays of a program that the kernel reads, times in ticks; see :class:`Program`."""

    slot: Table
    dist: Table
    station: Table
    pool: Table
    source: Table
    blocks: Table
    jumps: Integers
    knots: Floats
    calendar_first: Integers
    opens: Floats
    closes: Floats
    open_before: Floats
    gate_first: Integers
    gate_times: Floats
    schedule_hours: Floats
    schedule_slots: Integers
    build_after: Integers
    build_share: Integers
    request_first: Integers
    request_pool: Integers
    request_target: Integers
    distances_nmi: Floats
    phase_times: Floats
    entries: Integers
    weights: Floats
    intensity_times: Floats
    intensity_factors: Floats
    fixed_times: Floats
    year_starts: Floats
    stock: Table
    arm: Table
    arm_first: Integers
    training: Integers
    population: Integers
    traced: NDArray[np.int64]  # (milestones,) row of path_hours, or -1
    inverted: NDArray[np.int8]  # (slots,) whether it counts as one over its value


_made: WeakKeyDictionary[Program, Tables] = WeakKeyDictionary()


def tables_of(program: Program) -> Tables:
    """Return the arrays of a program for the kernel; made once, since every replication asks."""
    if program not in _made:
        _made[program] = _tables_of(program)
    return _made[program]


def _tables_of(program: Program) -> Tables:
    traced = np.full(len(program.milestones), -1, dtype=np.int64)
    traced[list(program.traced)] = np.arange(len(program.traced))
    inverted = np.zeros(len(program.slots), dtype=np.int8)
    inverted[program.inverse] = 1
    made = ("traced", "inverted")
    clocked = ticked(program)
    arrays = {name: getattr(clocked, name) for name in Tables._fields if name not in made}
    return Tables(**arrays, traced=traced, inverted=inverted)
