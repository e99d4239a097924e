"""Symbol identification codes of headquarters and units.

What the scenario states holds. Else it is the twenty digits of MIL-STD-2525D (2014) and APP-6(D)
(2017), which both draw alike, and says no more than the scenario does: friend, present,
headquarters or unit, and of a unit the medium in which it moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.scenario.model.forces import Medium
from renkei.scenario.model.organisation import HeadquartersKind

if TYPE_CHECKING:
    from renkei.scenario.model.forces import Unit
    from renkei.scenario.model.organisation import Headquarters

_FRIEND = "1003"
"""Version 10 (2525D), reality, friend."""

_LAND_UNIT, _LAND_CIVILIAN, _SEA_SURFACE = "10", "11", "30"
"""Symbol sets."""

_ENTITIES = {
    Medium.LAND: (_LAND_UNIT, "121100"),  # infantry
    Medium.AIR: (_LAND_UNIT, "120800"),  # aviation, fixed wing
    Medium.SEA: (_SEA_SURFACE, "120000"),  # military combatant
}
_ANY = "000000"


def symbol_of_headquarters(headquarters: Headquarters) -> str:
    """Return the code of a headquarters: with the staff of the headquarters indicator."""
    if headquarters.sidc is not None:
        return headquarters.sidc
    civil = headquarters.kind is HeadquartersKind.CIVIL
    return _code(_LAND_CIVILIAN if civil else _LAND_UNIT, _ANY, headquarters=not civil)


def symbol_of_unit(unit: Unit) -> str:
    """Return the code of a unit, by the medium in which it moves."""
    if unit.sidc is not None:
        return unit.sidc
    symbol_set, entity = _ENTITIES[unit.medium]
    return _code(symbol_set, entity)


def _code(symbol_set: str, entity: str, *, headquarters: bool = False) -> str:
    return f"{_FRIEND}{symbol_set}0{'2' if headquarters else '0'}00{entity}0000"
