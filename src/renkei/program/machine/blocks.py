"""Blocks of a program: the code of each kind, codes and flags of operands, what a kind declares.

What for: the words that assembler, listing, kernel and twin share. The kinds themselves stand in
:mod:`renkei.program.machine.block_table`. Takes nothing; gives codes and records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from renkei.program.machine.operands import Operand


class Op(IntEnum):
    """Codes of the block kinds; the number is the ``op`` of a row of ``Program.blocks``."""

    MARK = 0
    DELAY = 1
    WORK = 2
    GATE_WAIT = 3
    DECIDE = 4
    BRANCH = 5
    ROUTE = 6
    REPEAT = 7
    FORK = 8
    END = 9
    SIGNAL = 10
    SPAWN = 11
    JUMP = 12
    IF_DONE = 13
    ALLOCATE = 14
    NOTICE = 15
    TURNAROUND = 16
    TRANSIT = 17
    RELEASE = 18
    ACTIVATE = 19
    FINISH = 20
    FAIL = 21
    SPLIT = 22
    ASSEMBLE = 23
    STAY = 24
    RELIEVE = 25
    EQUIP = 26  # from here to MUSTER the blocks of sustainment, off the hot path of the kernel
    DRAW = 27
    PUT = 28
    REVIEW = 29
    START = 30
    LOT = 31
    YIELD = 32
    TAKE = 33
    STATUS = 34
    SEIZE = 35
    VACATE = 36
    CHOOSE = 37
    MAKE = 38
    AWAIT_ROOM = 39
    AWAIT_USE = 40
    CLOCK = 41
    TALLY = 42
    STAGGER = 43
    WAIT_UNTIL = 44
    HOLE = 45
    FILL = 46
    MUSTER = 47
    COME = 48
    UNLESS_COME = 49


class Stamp(IntEnum):
    """When a mark records the time of its milestone; operand ``b`` of ``mark``."""

    FIRST = 0
    LAST = 1
    UNLESS_GIVEN_UP = 2


class WhenShort(IntEnum):
    """What an allocation does when too few platforms are free; operand ``b`` of ``allocate``.

    Also what a draw does when too little is on hand, and a candidate that cannot be equipped.
    """

    WAIT = 0
    LESS = 1
    FAIL = 2


class Status(IntEnum):
    """What a platform is doing; mission capable are the first three."""

    READY = 0
    COMMITTED = 1
    RECOVERING = 2
    PLANNED = 3
    OVERRUN = 4
    REPAIR = 5
    WAITING_PART = 6
    WAITING_DOCK = 7
    MOVING = 8


class PoolOrder(IntEnum):
    """In which order the pools of a request are drawn on; an operand of ``allocate``, ``equip``."""

    QUICKEST = 0
    MOST_READY = 1


class Use(IntEnum):
    """What use of a pool an ``await_use`` block counts; its operand ``b``."""

    HOURS = 0
    DEPLOYMENTS = 1


CLOCKS = 3
"""Clocks of a token."""
DUE = 1
"""Flag of ``put``: the items put were on order."""
CARRY = 1
"""Flag of ``draw`` and ``start``: the token (the new token) carries the amount."""
PER_PLATFORM = 2
"""Flag of ``draw`` and ``await_use``: times platforms carried (platforms of the pool)."""
AGAIN = 4
"""Flag of ``draw``: one that fails comes again as another claim, and is not counted."""
EXTERNAL = 1
"""Flag of ``decide``: a person may take the decision.

The stepper sets it, in its own copy of the blocks, on the work and delays of people too.
"""
NEXT_ROUND = 1
"""Flag of ``route`` and ``jump``: the token goes on to its next round, with draws of its own."""
OVERTAKEN = 1
"""Flag of ``allocate`` and ``equip``: others may overtake the request while it waits."""
SELECTION = 2
"""Weight of the :class:`PoolOrder` in the flags of ``allocate`` and ``equip``."""


@dataclass(frozen=True)
class BlockKind:
    """One kind of block.

    Parameters
    ----------
    op
        Its code.
    name
        Name of the assembler's method and of the listing.
    operands
        What its columns hold.
    help
        What it does to the token; columns are named as in ``operands``.
    draws
        Whether it draws a random number, keyed by its purpose.
    ends
        Whether the token never goes on to the block after it.
    """

    op: Op
    name: str
    operands: tuple[Operand, ...]
    help: str
    draws: bool = False
    ends: bool = False

    def pack(self, values: Mapping[str, int]) -> dict[str, int]:
        """Return the columns that hold the values of operands, by their names."""
        known = {operand.name: operand for operand in self.operands}
        columns: dict[str, int] = {}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"{self.name}: no operand {name}; expected one of {sorted(known)}")
            operand = known[name]
            columns[operand.column] = columns.get(operand.column, 0) + operand.pack(value)
        return columns

    def operand(self, name: str) -> Operand:
        """Return the operand of a name.

        Raises
        ------
        KeyError
            If the kind has none of that name.
        """
        return {operand.name: operand for operand in self.operands}[name]

    def unpack(self, row: Any) -> dict[str, int]:
        """Return the values of its operands, by their names, from a row of ``Program.blocks``."""
        return {o.name: o.unpack(int(row[o.column])) for o in self.operands}
