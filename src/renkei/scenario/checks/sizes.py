"""Sizes too large to be simulated, and shares that a parameter raises above 1.

What for: a limit that only shows as a number cut off, a counter that wraps round, or a run that
fills the memory, is refused before anything runs. Takes a scenario; yields findings. What counts is
the most that an amount may be in a plausible world: the end of its range, times that of the
parameter it names.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from renkei._base.identity import ByIdentity
from renkei._base.language import Phrase
from renkei.scenario.checks.amounts import highest
from renkei.scenario.checks.finding import Finding
from renkei.scenario.language.attributes import attributes
from renkei.scenario.language.paths import walk
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.incidents import Cluster
from renkei.scenario.model.organisation import Cell
from renkei.scenario.model.sustainment import Facility, Lift, Stock
from renkei.scenario.quantities.quantity import Quantity
from renkei.scenario.quantities.units import LARGEST, Dimension
from renkei.scenario.text.nodes import Path

MOST: dict[type[BaseModel], dict[str, float]] = {
    Cell: {"teams": 1e6, "off_hours_teams": 1e6},
    Unit: {"platforms": 1e5},
    Facility: {"docks": 1e5},
    Lift: {"platforms": 1e4},
    Cluster: {"extra": 700},
}
"""The most that the engine counts or draws: teams, platforms and docks each in a table of their
own; a request for platforms; the mean of a Poisson number by its inverse function."""

MOST_REPAIRABLE = 1e6
"""Parts of a stock with repair: each missing part is a piece of work of its own."""

_Sized = tuple[Path, Quantity, float]


class Sizes:
    """Checks sizes; keeps what it collected by entry, for entries that designs share."""

    def __init__(self) -> None:
        self._known: ByIdentity[list[_Sized]] = ByIdentity()

    def check(self, scenario: Scenario) -> Iterator[Finding]:
        """Yield amounts that may be too large to be simulated, and shares above 1."""
        for path, entry in _entries(scenario):
            for at, amount, most in self._sized(path, entry):
                yield from _too_much(scenario, at, amount, most)

    def _sized(self, path: Path, entry: object) -> list[_Sized]:
        return self._known.of(entry, lambda: list(_collect(entry, path)))


def _entries(scenario: Scenario) -> Iterator[tuple[Path, object]]:
    for table in Scenario.model_fields:
        value = getattr(scenario, table)
        if isinstance(value, dict) and table != "designs":
            for id_, entry in value.items():
                yield (table, id_), entry
        elif isinstance(value, BaseModel):
            yield (table,), value


def _collect(entry: object, path: Path) -> Iterator[_Sized]:
    """Yield the amounts that may be too large: those with a limit or a parameter."""
    special: dict[Path, float] = {}
    for at, value in walk(entry, path):
        model: type[object] = type(value)
        if isinstance(value, BaseModel) and model in MOST:
            for key, most in MOST[type(value)].items():
                amount = getattr(value, attributes(type(value))[key].field)
                keys = [(key,)] if not isinstance(amount, dict) else [(key, k) for k in amount]
                special |= {(*at, *steps): most for steps in keys}
        if isinstance(value, Stock) and value.repair is not None:
            special |= {(*at, key): MOST_REPAIRABLE for key in ("on_hand", "target")}
        if isinstance(value, Quantity):
            most = special.get(at, LARGEST)
            if value.dimension is Dimension.FRACTION:
                most = 1.0
            if most < LARGEST or value.parameter is not None:
                yield at, value, most


def _too_much(scenario: Scenario, path: Path, amount: Quantity, most: float) -> Iterator[Finding]:
    shared = scenario.parameters.get(amount.parameter or "")
    factor = highest(shared.value) if shared is not None else 1.0
    may_be = highest(amount) * factor
    if may_be <= most * (1 + 1e-9):
        return
    is_share = amount.dimension is Dimension.FRACTION
    shown = f"{100 * may_be:,.6g} %" if is_share else f"{may_be:,.10g}"
    limit = "100 %" if is_share else f"{most:,.0f}"
    if shared is not None:
        found = Phrase(
            "{shown} at most, with the parameter `{parameter}` (up to {factor})",
            shown=shown,
            parameter=amount.parameter,
            factor=f"{factor:,.6g}",
        )
        remedy = Phrase(
            "lower the range, that of `{parameter}`, or remove the parameter",
            parameter=amount.parameter,
        )
        yield Finding(
            "SCN-033",
            (*path, "parameter"),
            found,
            Phrase("no more than {limit}", limit=limit),
            remedy,
        )
    else:
        yield Finding("SCN-033", path, shown, Phrase("no more than {limit}", limit=limit))
