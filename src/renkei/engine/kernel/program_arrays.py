"""The arrays of a program in the form in which the kernel takes them.

What for: compiled functions take named tuples of arrays. Takes a program; gives :class:`Tables`.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.clock import ticked
from renkei.program.machine.program import Program

_ARRAYS = ("Table", "Integers", "Floats")
"""Annotations of the fields of a program that are arrays."""

_MADE = {
    "traced": "(milestones,) row of path_hours, or -1",
    "inverted": "(slots,) whether it counts as one over its value",
}
"""Arrays that a program has in another form: as `traced` and `inverse`."""

TAKEN = tuple(
    field.name for field in fields(Program) if field.type in _ARRAYS and field.name != "inverse"
)
"""Arrays of a program that the kernel takes as they are, in ticks."""

if TYPE_CHECKING:
    # For those who check types a program with two other fields, so that no field is named twice.
    @dataclass(frozen=True, eq=False)
    class Tables(Program):
        """The arrays of a program that the kernel reads, times in ticks; see :class:`Program`."""

        _fields: ClassVar[tuple[str, ...]]
        traced: NDArray[np.int64]  # type: ignore[assignment]
        inverted: NDArray[np.int8]

        def _replace(self, **arrays: Any) -> Tables:
            """Return it with other arrays."""
            raise NotImplementedError

else:
    Tables = namedtuple("Tables", (*TAKEN, *_MADE), module=__name__)
    Tables.__doc__ = "The arrays of a program that the kernel reads, times in ticks."


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
    clocked = ticked(program)
    arrays = {name: getattr(clocked, name) for name in TAKEN}
    return Tables(**arrays, traced=traced, inverted=inverted)
