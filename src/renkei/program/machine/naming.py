"""Names of stations, stocks and tallies: written and read here, by kind and id.

What for: result tables name stations, stocks and tallies by one text each. The compiler writes the
text of (kind, id), results and analysis read it again, and nothing else knows how it is spelled.

Stations of staff cells and stocks of depots go by their id alone; docks, bays and the output of
production lines have their kind before it, and a tally has its measure before its subject. Ids have
no blanks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The names of one table.

    Parameters
    ----------
    plain
        Kind of those that go by their id alone.
    others
        Kinds that stand before the id.
    """

    plain: str
    others: tuple[str, ...]

    def write(self, kind: str, identifier: str) -> str:
        """Return the name of a thing.

        Raises
        ------
        ValueError
            If the table has no such kind, or the name would be read as another's.
        """
        name = identifier if kind == self.plain else f"{kind} {identifier}"
        if kind not in (self.plain, *self.others) or self.read(name) != (kind, identifier):
            raise ValueError(f"no name for {kind!r} {identifier!r}: {self}")
        return name

    def read(self, name: str) -> tuple[str, str]:
        """Return kind and id of a name."""
        for kind in self.others:
            if name.startswith(self.prefix(kind)):
                return kind, name.removeprefix(self.prefix(kind))
        return self.plain, name

    def prefix(self, kind: str) -> str:
        """Return how the names of a kind begin, and no others."""
        return f"{kind} "


CELL, CHANNEL, FACILITY, SEAT = "cell", "channel", "facility", "headquarters"
STATIONS = Names(CELL, (CHANNEL, FACILITY, SEAT))
"""Staff cells by `headquarters.cell`; channels; docks and bays by `facility.type`; the seats
of headquarters that may be lost."""

STOCK, LINE = "stock", "line"
STOCKS = Names(STOCK, (LINE,))
"""Stocks of depots; what a production line has made, by the line."""

OFF, DOCK_WAIT, IN_DOCK, OVERRUN, PART_WAIT = "off", "dock wait", "in dock", "overrun", "part wait"
ORDER, LATE = "order", "late"
TALLIES = Names("", (OFF, DOCK_WAIT, IN_DOCK, OVERRUN, PART_WAIT, ORDER, LATE))
"""Measure and subject: `unit.maintenance`, a stock for `order`, `line.contract` for `late`."""
