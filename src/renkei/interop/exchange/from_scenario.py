"""A scenario under one design as an order of battle: the way out.

Takes a document; gives the formations of a design, one superior each, and an entry in the loss
report for everything that an order of battle cannot say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import (
    NOWHERE,
    Formation,
    Holding,
    Move,
    OrderOfBattle,
    Position,
    Relation,
    Side,
)
from renkei.interop.exchange.losses import Fate, Losses
from renkei.scenario import Document
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.organisation import Headquarters, RelationshipType

Symbols = Callable[[Headquarters | Unit], str | None]
"""The symbol code of a headquarters or unit."""

BILATERAL = "ZZZ"
"""The side of headquarters that belong to no nation."""

_ORDERS = (
    RelationshipType.OPCON,
    RelationshipType.COCOM,
    RelationshipType.TACON,
    RelationshipType.ADCON,
)
"""Relationships that place a formation under another, the first that it has counts."""

_NOT_CARRIED = (
    *("hours", "channels", "boards", "authorities", "information_requests", "briefings"),
    *("responses", "incidents", "lines", "facilities", "disruptions", "posture", "parameters"),
)


def stated(one: Headquarters | Unit) -> str | None:
    """Return the symbol code that the scenario states."""
    return one.sidc


def forces_of(
    document: Document, design: str, symbols: Symbols, losses: Losses, *, several: bool = False
) -> OrderOfBattle:
    """Return the order of battle of a design, with its later phases as moves.

    Parameters
    ----------
    several
        Whether the format has several typed relationships of a formation; else it has one
        superior, and the others are noted as lost.
    """
    phases = document.design(design).phases
    scenario = phases[0].scenario
    clock = scenario.time
    zone = ZoneInfo(clock.zone)
    superiors = [_superiors(phase.scenario, losses if not at and not several else None)
                 for at, phase in enumerate(phases)]  # fmt: skip
    relations = _relations(scenario, superiors[0], losses) if several else {}
    formations: dict[str, Headquarters | Unit] = {}
    for phase in phases:
        for table, found in (("headquarters", phase.scenario.headquarters),
                             ("units", phase.scenario.units)):  # fmt: skip
            for id_, one in found.items():
                if id_ not in formations and phase is not phases[0]:
                    why = Phrase("it exists in a later phase; it is written as always there")
                    losses.add(Fate.APPROXIMATED, f"{table}.{id_}", f"`{id_}`", why)
                formations.setdefault(id_, one)
    supplies = _supplies(scenario, losses)
    made = []
    midnight = datetime.combine(clock.start, time(), zone)
    for id_, one in formations.items():
        moves = []
        for phase, before, now in zip(phases[1:], superiors[:-1], superiors[1:], strict=True):
            was, above = (found[id_].superior if id_ in found else None for found in (before, now))
            if was != above:
                moment = midnight + timedelta(hours=phase.from_h)
                moves.append(Move(moment.astimezone(zone), above))
        made.append(
            _formation(id_, one, scenario, superiors[0].get(id_), symbols(one),
                       supplies.get(id_, ()), tuple(moves), tuple(relations.get(id_, ())))
        )  # fmt: skip
    _note_rest(scenario, losses)
    sides = [Side(code, nation.name.en) for code, nation in scenario.nations.items()]
    if any(one.side == BILATERAL for one in made):
        sides.append(Side(BILATERAL, "Bilateral"))
    return OrderOfBattle(
        name=scenario.name.en,
        description=scenario.description.en if scenario.description is not None else "",
        start=clock.start,
        start_is_known=True,
        end=clock.start + timedelta(hours=clock.horizon.mean()),
        zone=clock.zone,
        sides=tuple(sides),
        formations=tuple(made),
    )


def equipment_said(one: Formation) -> tuple[Holding, ...]:
    """Return the equipment of a formation, unnamed where its name is that of the unit.

    What for: to tell whether a scenario says other equipment than before. Platforms without a type
    go by the name of their unit; a new name of the unit is no other equipment.
    """
    return tuple(replace(h, name="") if h.name == one.name else h for h in one.equipment)


def _formation(
    id_: str,
    one: Headquarters | Unit,
    scenario: Scenario,
    superior: Relation | None,
    symbol: str | None,
    supplies: tuple[Holding, ...],
    moves: tuple[Move, ...],
    relations: tuple[Relation, ...],
) -> Formation:
    is_unit = isinstance(one, Unit)
    at = one.base if isinstance(one, Unit) else one.place
    place = scenario.places[at]
    equipment: tuple[Holding, ...] = ()
    if isinstance(one, Unit):
        platforms = round(one.platforms.mean(), 6)
        ready = None if one.availability is None else platforms * one.availability.mean()
        named = one.type or one.name.en
        equipment = (Holding(named, platforms, None if ready is None else round(ready, 6)),)
    return Formation(
        id=id_,
        name=one.name.en,
        side=one.nation or BILATERAL,
        superior=None if superior is None else superior.superior,
        commands=not is_unit,
        symbol=symbol,
        position=None if at == NOWHERE else Position(place.longitude, place.latitude),
        speed_kt=round(one.speed.mean(), 6) if isinstance(one, Unit) else None,
        personnel=None if one.personnel is None else round(one.personnel.mean()),
        equipment=equipment,
        supplies=supplies,
        moves=moves,
        relation="OPCON" if superior is None else superior.type,
        relations=relations,
    )


def _superiors(scenario: Scenario, losses: Losses | None) -> dict[str, Relation]:
    """Return the one superior of each formation that has any; the others are noted."""
    found: dict[str, tuple[int, str]] = {}
    for relation in scenario.relationships.values():
        if relation.type in _ORDERS and relation.missions is None:
            one = (_ORDERS.index(relation.type), relation.superior)
            if relation.subordinate not in found or one[0] < found[relation.subordinate][0]:
                found[relation.subordinate] = one
    for id_, relation in scenario.relationships.items():
        below, above = relation.subordinate, relation.superior
        carried = relation.type in _ORDERS and relation.missions is None
        if losses is not None and not (carried and found[below][1] == above):
            what = Phrase("{type} of {above} over {below}", type=relation.type.value, above=above,
                          below=below)  # fmt: skip
            why = Phrase("a formation has one superior in the file")
            losses.add(Fate.LOST, f"relationships.{id_}", what, why)
    made: dict[str, Relation] = {}
    for below, (rank, above) in found.items():
        if not _is_above(below, above, made):  # two chains may make a ring together
            made[below] = Relation(_ORDERS[rank].value, above)
    return made


def _is_above(one: str, other: str, made: dict[str, Relation]) -> bool:
    """Return whether a formation stands above another, or is the same."""
    at = other
    while at != one:
        if at not in made:
            return False
        at = made[at].superior
    return True


def _relations(
    scenario: Scenario, superiors: dict[str, Relation], losses: Losses
) -> dict[str, list[Relation]]:
    """Return the relationships of each formation beside the one to its superior, sorted."""
    found: dict[str, list[Relation]] = {}
    for id_, relation in scenario.relationships.items():
        below = relation.subordinate
        one = Relation(relation.type.value, relation.superior)
        if relation.missions is not None:
            why = Phrase("it holds for some missions only, which the format cannot say")
            losses.add(Fate.LOST, f"relationships.{id_}", f"`{id_}`", why)
        elif one != superiors.get(below) and one not in found.get(below, ()):
            found.setdefault(below, []).append(one)
    return {below: sorted(several) for below, several in found.items()}


def _supplies(scenario: Scenario, losses: Losses) -> dict[str, tuple[Holding, ...]]:
    """Return the stocks of each formation.

    They are those of the unit that alone draws on the depot, else of the headquarters that
    releases them.
    """
    drawing: dict[str, list[str]] = {}
    for id_, unit in scenario.units.items():
        if unit.depot is not None:
            drawing.setdefault(unit.depot, []).append(id_)
    found: dict[str, list[Holding]] = {}
    for id_, stock in scenario.stocks.items():
        depot = scenario.depots[stock.depot]
        units = drawing.get(stock.depot, [])
        holder = units[0] if len(units) == 1 else depot.headquarters
        on_hand = round(stock.on_hand.mean(), 6)
        target = on_hand if stock.target is None else round(stock.target.mean(), 6)
        name = scenario.items[stock.item].name.en
        found.setdefault(holder, []).append(Holding(name, target, on_hand, where=f"stocks.{id_}"))
        why = Phrase("the file has supplies of a unit, not of a depot, and no replenishment")
        losses.add(Fate.APPROXIMATED, f"stocks.{id_}", Phrase("stock"), why)
    return {id_: tuple(held) for id_, held in found.items()}


def _note_rest(scenario: Scenario, losses: Losses) -> None:
    for table in _NOT_CARRIED:
        entries = getattr(scenario, table)
        if entries:
            why = Phrase("the format has no such thing")
            losses.add(Fate.LOST, table, f"`{table}`", why)
    why = Phrase("the format has no such thing")
    losses.add(Fate.LOST, "headquarters.*.cells", Phrase("staff cells"), why)
    what, why = Phrase("ranges and sources of numbers"), Phrase("the format has one number each")
    losses.add(Fate.LOST, "", what, why)
