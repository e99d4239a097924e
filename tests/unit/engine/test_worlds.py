"""Worlds that are given: lists, Latin hypercubes, Sobol sequences.

Right values: the generator of the twin, which is plain integers; the definition of a Latin
hypercube; SciPy's sequence drawn in one go; weights as counts.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from renkei.engine import twin as _twin
from renkei.engine.run import replicate
from renkei.engine.twin import draws
from renkei.engine.twin import twin as reference
from renkei.engine.worlds import BLOCK, Latin, Rows, Sobol, philox, place_in, value_at
from renkei.program.assembling.assembler import Assembler
from renkei.program.machine.program import Program

assert _twin


def program(slots: dict[str, tuple[float, float, float]]) -> Program:
    """Return a program with some slots and next to nothing that happens."""
    asm = Assembler(horizon_h=1.0, warm_up_h=0.0, places=["here"])
    handles = {
        path: asm.slot(path, middle, low, high) for path, (low, middle, high) in slots.items()
    }
    return handles and _built(asm)


def _built(asm: Assembler) -> Program:
    return asm.build()


RANGES = {"a": (1.0, 2.0, 4.0), "b": (0.0, 0.5, 1.0), "c": (10.0, 10.0, 30.0)}
