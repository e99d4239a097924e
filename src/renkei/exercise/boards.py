"""Boards of an exercise: what is known of one, and where a program lets papers wait for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from renkei.program.machine.blocks import Op

if TYPE_CHECKING:
    from renkei.program.machine.program import Floats, Program
    from renkei.report.said import Said


@dataclass(frozen=True)
class BoardInfo:
    """The board that a step waits for: papers must be in ``cut_off_h`` before it sits [h]."""

    id: str
    name: Said
    cut_off_h: float


def gates_of(program: Program, sittings: Iterable[int]) -> dict[int, int]:
    """Return the gate before each block at which people sit on a board."""
    found = {}
    for block in sittings:
        gate = block
        while program.blocks["op"][gate] != Op.GATE_WAIT:
            gate -= 1
        found[block] = gate
    return found


def openings_of(program: Program) -> dict[int, Floats]:
    """Return, by the tag of a gate, the moments at which it opens [h]."""
    found: dict[int, Floats] = {}
    for gate in program.blocks[program.blocks["op"] == Op.GATE_WAIT]:
        first, end = program.gate_first[gate["a"] : gate["a"] + 2]
        known = found.get(int(gate["tag"]), np.empty(0))
        found[int(gate["tag"])] = np.union1d(known, program.gate_times[first:end])
    return found
