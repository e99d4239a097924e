"""The cell of a headquarters for each kind of staff work."""

from __future__ import annotations

from renkei.scenario.disrupted import same_cell
from renkei.scenario.model.organisation import Headquarters

FIRST_CHOICE = {
    "handling": ("operations",),
    "assess": ("operations",),
    "plan": ("plans", "operations"),
    "decision": ("command", "operations"),
    "coordination": ("coordination", "operations"),
    "order": ("operations",),
    "adjudication": ("operations",),
    "forces": ("operations",),
    "release": ("logistics", "operations"),
}
"""Cells that do each kind of staff work, best first; else the first cell declared."""


def cell_for(headquarters: Headquarters, function: str) -> str:
    """Return the cell of ``headquarters`` that does a kind of staff work."""
    return _first_of(headquarters, FIRST_CHOICE[function])


def cell_named(headquarters: Headquarters, cell: str) -> str:
    """Return the cell of that name; without one operations, else the first declared."""
    return same_cell(headquarters, cell)


def _first_of(headquarters: Headquarters, names: tuple[str, ...]) -> str:
    known = (cell for cell in names if cell in headquarters.cells)
    return next(known, next(iter(headquarters.cells)))
