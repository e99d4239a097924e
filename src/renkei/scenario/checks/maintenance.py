"""Maintenance, facilities and items that platforms take along: can each be done, once?

Takes a scenario; yields findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from renkei._base.language import NameList, Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.scenario.checks.finding import Finding
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.sustainment import Facility, Maintenance
from renkei.scenario.text.nodes import Path

TRIGGERS = ("every", "every_use", "every_deployments", "scheduled")
"""The attributes that start maintenance: an entry has exactly one."""


def check_maintenance(scenario: Scenario) -> Iterator[Finding]:
    """Yield maintenance that is never due, or that no facility may take, and the like."""
    for id_, unit in scenario.units.items():
        path: Path = ("units", id_)
        if unit.availability is not None and unit.maintenance:
            found = Phrase(
                "`availability` beside maintenance, which would count the same loss twice"
            )
            remedy = Phrase("remove one of the two")
            expected = Phrase("`availability`, or `maintenance`")
            yield Finding("SCN-113", (*path, "availability"), found, expected, remedy)
        yield from _lending(unit, path)
        for name, maintenance in unit.maintenance.items():
            at = (*path, "maintenance", name)
            yield from _trigger(maintenance, at)
            yield from _facilities(scenario, unit, maintenance, at)
            yield from _parts(scenario, unit, maintenance, at)
    types = {unit.type for unit in scenario.units.values() if unit.type is not None}
    for id_, facility in scenario.facilities.items():
        yield from _types(facility, ("facilities", id_), types)
        if facility.nation in facility.serves:
            path = ("facilities", id_, "serves", facility.nation)
            found = Phrase("`{nation}`, whose own it is", nation=facility.nation)
            yield Finding("SCN-112", path, found, Phrase("another nation"), at_key=True)


def _types(facility: Facility, path: Path, types: set[str]) -> Iterator[Finding]:
    """Yield types that are spelt nearly as a unit's; other types may be those of another design."""
    named = [((*path, "docks", type_), type_, True) for type_ in facility.docks]
    for nation, serving in facility.serves.items():
        at = (*path, "serves", nation, "types")
        named += [((*at, index), type_, False) for index, type_ in enumerate(serving.types or ())]
    for at, type_, at_key in named:
        hint = "" if type_ in types else did_you_mean(type_, types)
        if hint:
            found = Phrase("`{type}`, the type of no unit", type=type_)
            yield Finding("SCN-050", at, found, Phrase("the type of a unit"), hint, at_key=at_key)


def _lending(unit: Unit, path: Path) -> Iterator[Finding]:
    """Yield cannibalisation where maintenance needs no parts, and its time without it."""
    if unit.cannibalises and not any(work.parts for work in unit.maintenance.values()):
        found = Phrase("platforms that lend parts, while none of their maintenance needs any")
        remedy = Phrase("add `parts` to the maintenance, or remove `cannibalises`")
        yield Finding("SCN-116", (*path, "cannibalises"), found, Phrase("`parts` to lend"), remedy)
    elif unit.cannibalisation is not None and not unit.cannibalises:
        found = Phrase("time to swap parts, while platforms lend none")
        expected = Phrase("`cannibalises: true` beside it")
        yield Finding("SCN-116", (*path, "cannibalisation"), found, expected)


def _trigger(maintenance: Maintenance, path: Path) -> Iterator[Finding]:
    given = [name for name in TRIGGERS if getattr(maintenance, name) is not None]
    if len(given) != 1:
        found = (
            Phrase("both {given}", given=NameList(given, later(" and ")))
            if given
            else Phrase("none of them")
        )
        expected = Phrase("exactly one of: {triggers}", triggers=", ".join(TRIGGERS))
        yield Finding("SCN-110", (*path, given[1]) if given else path, found, expected)
    if maintenance.scheduled == []:
        yield Finding("SCN-110", (*path, "scheduled"), Phrase("no dates"), Phrase("at least one"))


def _facilities(
    scenario: Scenario, unit: Unit, maintenance: Maintenance, path: Path
) -> Iterator[Finding]:
    if not maintenance.facilities:
        if maintenance.travel is not None:
            found = Phrase("`travel` to a facility, while the work is done at the base")
            remedy = Phrase("add `facilities`, or remove `travel`")
            yield Finding(
                "SCN-112", (*path, "travel"), found, Phrase("`facilities` beside it"), remedy
            )
        return
    if unit.type is None:
        found = Phrase("facilities for a unit without a type of platform")
        expected, remedy = (
            Phrase("a `type`, by which docks are counted"),
            Phrase("add `type` to `{path}`", path=path[1]),
        )
        yield Finding("SCN-111", (*path, "facilities"), found, expected, remedy)
        return
    listed = [(id_, scenario.facilities.get(id_)) for id_ in maintenance.facilities]
    reasons = [(id_, refusal(facility, unit, maintenance)) for id_, facility in listed if facility]
    if len(reasons) == len(listed) and all(reason for _, reason in reasons):
        types = {type_ for _, facility in listed if facility for type_ in facility.docks}
        each = [Phrase("`{id}` {reason}", id=id_, reason=reason) for id_, reason in reasons]
        why = NameList(each, later("; "))
        expected = Phrase(
            "a facility that may take `{type}` of {nation}", type=unit.type, nation=unit.nation
        )
        near = did_you_mean(unit.type, types - {unit.type})
        yield Finding("SCN-112", (*path, "facilities"), why, expected, near)


def refusal(facility: Facility, unit: Unit, maintenance: Maintenance) -> str:
    """Return why a facility never takes the platforms of a unit for this work; empty if it does.

    Planned work counts with its best value.
    """
    if unit.type not in facility.docks:
        return Phrase("has no docks for `{type}`", type=unit.type)
    if facility.nation == unit.nation:
        return ""
    access = facility.serves.get(unit.nation)
    if access is None:
        return Phrase("does not serve {nation}", nation=unit.nation)
    if access.types is not None and unit.type not in access.types:
        return Phrase("takes no `{type}` of {nation}", type=unit.type, nation=unit.nation)
    if access.longest is not None and maintenance.work.mean() > access.longest.mean():
        return Phrase(
            "takes work of at most {longest} from {nation}",
            longest=access.longest.written,
            nation=unit.nation,
        )
    return ""


def _parts(
    scenario: Scenario, unit: Unit, maintenance: Maintenance, path: Path
) -> Iterator[Finding]:
    held = items_of(scenario, unit)
    for item in maintenance.parts:
        if item in scenario.items and item not in held:
            at = (*path, "parts", item)
            yield _not_stocked(
                item, at, Phrase("the depot of `{unit}`", unit=path[1]), unit.depot, held
            )


def check_consumption(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that forces use up, and that no unit which could be sent draws on."""
    for id_, response in scenario.responses.items():
        for name, force in response.forces.items():
            able = [
                unit
                for unit in scenario.units.values()
                if unit.nation == force.nation and force.capability in unit.capabilities
            ]
            held = {item for unit in able for item in items_of(scenario, unit)}
            for item in force.consumes:
                if item in scenario.items and able and item not in held:
                    depots = ", ".join(sorted({unit.depot for unit in able if unit.depot}))
                    at = ("responses", id_, "forces", name, "consumes", item)
                    yield _not_stocked(
                        item, at, Phrase("a depot of the units that could be sent"), depots, held
                    )


def items_of(scenario: Scenario, unit: Unit) -> set[str]:
    """Return the items in stock at the depot of a unit."""
    return {stock.item for stock in scenario.stocks.values() if stock.depot == unit.depot}


def _not_stocked(item: str, path: Path, where: str, depots: str | None, held: set[str]) -> Finding:
    found = Phrase(
        "`{item}`, which is not in stock at {where} ({depots})",
        item=item,
        where=where,
        depots=depots or Phrase("none is named"),
    )
    remedy = did_you_mean(item, held) or Phrase("add a stock of it there, or name another depot")
    return Finding("SCN-114", path, found, Phrase("an item in stock there"), remedy, at_key=True)
