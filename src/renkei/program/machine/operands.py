"""Operands of blocks: what a column of a block holds, and how several share one."""

from __future__ import annotations

from dataclasses import dataclass

TABLES = (
    "station",
    "gate",
    "milestone",
    "reason",
    "stock",
    "pool",
    "source",
    "tally",
    "slot",
    "dist",
)
"""Roles of operands that are the row of a thing in its table; -1: none."""

ROLES: dict[str, str] = {
    **{name: f"row of a {name}" for name in TABLES},
    "slot": "row of a world value",
    "dist": "row of a distribution",
    "pc": "number of a block; -1: none",
    "jumps": "first of the rows of `jumps`: target, and slot of its probability",
    "stations": "first of the rows of `jumps`: station",
    "options": "first of the rows of `jumps`, two each: target and slot of the opening; station",
    "ramp": "first of two rows of `jumps`: slot of the share at the start, slot of the hours",
    "profile": "first of the rows of the intensities: time, factor",
    "request": "number of the request, whose candidates stand by place",
    "rows": "how many rows",
    "precedence": "precedence class, 0 to 3; -1: the token's own",
    "when_short": "0 wait, 1 take less, 2 fail",
    "selection": "0 in the order listed, 1 the largest share of its platforms free first",
    "status": "what the platforms carried then do",
    "stamp": "0 the first time, 1 the last, 2 the first unless a request has given up",
    "use": "0 platform-hours, 1 deployments",
    "clock": "clock of the token, 0 to 2",
    "number": "a number",
    "flag": "0 or 1",
}
"""What the value of an operand is."""


@dataclass(frozen=True)
class Operand:
    """What a column of a block holds, or a part of it where several share the column.

    The value is ``column // unit % size + first``; several operands of one column are added.

    Parameters
    ----------
    column
        Column of ``Program.blocks``.
    role
        What the value is: a key of :data:`ROLES`.
    called
        Its name among the operands of the kind; default: the role.
    unit, size, first
        How it is packed: weight in the column, number of values (0: no bound), least value.
    """

    column: str
    role: str
    called: str = ""
    unit: int = 1
    size: int = 0
    first: int = 0

    @property
    def name(self) -> str:
        """Its name among the operands of the kind."""
        return self.called or self.role

    @property
    def formula(self) -> str:
        """How the value is got from the column, such as ``b // 4 - 1``."""
        text = self.column + (f" // {self.unit}" if self.unit > 1 else "")
        text += f" % {self.size}" if self.size else ""
        return text + (f" - {-self.first}" if self.first else "")

    def pack(self, value: int) -> int:
        """Return what a value adds to the column.

        Raises
        ------
        ValueError
            If a value of limited size is beyond it.
        """
        if self.size and not 0 <= value - self.first < self.size:
            last = self.first + self.size - 1
            raise ValueError(f"operand {self.name}: expected {self.first} to {last}, got {value}")
        return (value - self.first) * self.unit

    def unpack(self, column: int) -> int:
        """Return the value that a column holds."""
        value = column // self.unit
        return (value % self.size if self.size else value) + self.first
