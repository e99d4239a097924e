"""The columns of the arrays that a replication gives, each array declared once.

What for: kernel, twin and result tables must mean the same by column 5 of ``stock``. Both engines
hand over their values by name and :meth:`Columns.stack` puts them in order; the results tables
take names, units and meanings from here (:mod:`renkei.results.tables`). To add a column, declare
it here and let both engines give it: whichever forgets it raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Column:
    """One column of numbers.

    Parameters
    ----------
    name
        Name, also in the files.
    unit
        Unit; ``1`` for a number.
    meaning
        What a value says.
    null
        What nan says; empty where the column never holds one.
    """

    name: str
    unit: str
    meaning: str
    null: str = ""


@dataclass(frozen=True)
class Columns:
    """The last axis of one array, in order."""

    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in order."""
        return tuple(column.name for column in self.columns)

    def index(self, name: str) -> int:
        """Return the place of a column.

        Raises
        ------
        ValueError
            If no such column exists.
        """
        return self.names.index(name)

    def stack(self, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Return the array of the values of each column; with as many rows as they have.

        Raises
        ------
        ValueError
            If a column has no values, or values have no column.
        """
        import numpy as np

        if values.keys() != set(self.names):
            wrong = sorted(values.keys() ^ set(self.names))
            raise ValueError(f"columns {', '.join(self.names)} expected; without a pair: {wrong}")
        return np.stack([np.asarray(values[name], np.float64) for name in self.names], axis=-1)

    def split(self, array: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return the columns of an array by name; views, not copies."""
        if array.shape[-1] != len(self):
            raise ValueError(f"{len(self)} columns expected, not {array.shape[-1]}")
        return {name: array[..., i] for i, name in enumerate(self.names)}


SEGMENTS = Columns(
    (
        Column("queue_h", "h", "Waiting for a team while the cell is open."),
        Column("closed_h", "h", "Off hours, and waiting for a board."),
        Column("busy_h", "h", "Work and delay."),
    )
)
"""Hours of a step on the critical paths to a milestone."""

STATIONS = Columns(
    (
        Column("busy_h", "team h", "Teams at work, integrated from warm-up to horizon."),
        Column("queue_h", "h", "Length of the queue, integrated likewise."),
        Column(
            "capacity_h",
            "team h",
            "Teams present, integrated likewise: on duty, or still at work beyond their hours.",
        ),
        Column("served", "1", "Of the work that came, begun by the horizon."),
        Column(
            "wait_h",
            "h",
            "Waits of the work that came from warm-up to horizon, each until it was begun or "
            "the horizon, summed.",
        ),
        Column("joined", "1", "Pieces of work that came from warm-up to horizon."),
    )
)
"""Sums of a station."""

POOLS = Columns(
    (
        Column("busy_h", "platform h", "Platforms out, from warm-up to horizon."),
        Column("capacity_h", "platform h", "Platforms held, integrated likewise."),
        Column("allocations", "1", "Platforms it sent."),
        Column("short", "1", "Requests that preferred it and found too few free."),
    )
)
"""Sums of a pool."""

SOJOURNS = Columns(
    (
        Column("n", "1", "Complete incidents from warm-up to horizon."),
        Column("sum_h", "h", "Sum of their times from the event to the end."),
        Column("sumsq_h2", "h²", "Sum of their squares."),
    )
)
"""Times from arrival to completion of a source."""

STOCKS = Columns(
    (
        Column("on_hand_h", "item h", "On hand, from warm-up to horizon."),
        Column("backorder_h", "item h", "Asked for and not issued, likewise."),
        Column("empty_h", "h", "Time with nothing on hand, likewise."),
        Column("claims", "1", "Claims made from warm-up to horizon."),
        Column("demanded", "1", "Items they asked for."),
        Column("filled_at_once", "1", "Items of them issued without a wait."),
        Column("issued", "1", "Items issued."),
        Column("received", "1", "Items put into it."),
        Column("orders", "1", "Orders placed for it."),
        Column(
            "wait_h",
            "item h",
            "Waits of the items demanded, each until it was issued or the horizon, summed.",
        ),
        Column("on_hand_end", "1", "On hand at the horizon."),
        Column("due_in_end", "1", "Ordered and not received by then."),
        Column("ordered", "1", "Items ordered for it."),
        Column("unfilled", "1", "Items demanded and not issued by the horizon."),
        Column(
            "empty_at_h",
            "h",
            "First time from warm-up to horizon with nothing on hand, since hour 0.",
            "never",
        ),
        Column("lowest", "1", "Least on hand from warm-up to horizon."),
        Column("lowest_at_h", "h", "First time of it."),
        Column(
            "full_at_h",
            "h",
            "First time from then on at the full amount, as declared.",
            "not again by the horizon",
        ),
    )
)
"""Sums and moments of a stock."""

TALLIES = Columns(
    (
        Column("n", "1", "Stretches that began from warm-up to horizon."),
        Column("sum_h", "h", "Their sum, each until it ended or the horizon."),
        Column("sumsq_h2", "h²", "Sum of their squares."),
        Column("open", "1", "How many of them had not ended at the horizon."),
    )
)
"""Stretches of time of one kind."""

STOCK_LEVELS = Columns(
    (
        Column("on_hand", "1", "On hand."),
        Column("backorder", "1", "Asked for and not issued."),
        Column("due_in", "1", "Ordered and not received."),
    )
)
"""A stock at the moment of a sample."""
