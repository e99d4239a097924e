"""The order of battle under each design, and the places of the map, for the page's document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.page.document import Map, Organisation, Phase, Place, Post, Relation
from renkei.report.page.land import land_around
from renkei.report.said import Said, both, named
from renkei.report.scenario.order_of_battle import detail_of
from renkei.report.wording import joined, phase_name, readable
from renkei.study.symbols import symbol_of_headquarters, symbol_of_unit

if TYPE_CHECKING:
    from renkei.scenario import Document, ResolvedDesign, ResolvedPhase
    from renkei.scenario.model.document import Scenario

_Key = tuple[str, str, str, tuple[str, ...]]
_Types = Mapping[str, Mapping[str, Said]]
"""By decision category the incident types that are decided so, with their names."""


def organisations(document: Document, designs: Sequence[str]) -> tuple[Organisation, ...]:
    """Return posts and relationships under each design; the first is the baseline."""
    first = document.design(designs[0])
    before = _keys(first.phases[0].scenario)
    types = _types(phase.scenario for id_ in designs for phase in document.design(id_).phases)
    found = []
    for id_ in designs:
        design = document.design(id_)
        posts: dict[str, Post] = {}
        for phase in design.phases:
            for post in _posts(phase.scenario):
                posts.setdefault(post.id, post)
        found.append(
            Organisation(
                design=id_,
                posts=tuple(posts.values()),
                phases=tuple(_phase(design, one, before, types) for one in design.phases),
            )
        )
    return tuple(found)


def _posts(scenario: Scenario) -> Iterable[Post]:
    for id_, headquarters in scenario.headquarters.items():
        yield Post(
            id=id_,
            name=named(headquarters.name, id_),
            kind="headquarters",
            nation=headquarters.nation,
            sidc=symbol_of_headquarters(headquarters),
            detail=_detail(scenario, id_),
            place=headquarters.place,
        )
    for id_, unit in scenario.units.items():
        yield Post(
            id=id_,
            name=named(unit.name, id_),
            kind="unit",
            nation=unit.nation,
            sidc=symbol_of_unit(unit),
            detail=_detail(scenario, id_),
            place=unit.base,
        )


def _detail(scenario: Scenario, id_: str) -> Said:
    return both(lambda: detail_of(scenario, id_))


def _types(scenarios: Iterable[Scenario]) -> _Types:
    """Return the incident types of which a response, or the part of a nation, is of a category."""
    types: dict[str, dict[str, Said]] = {}
    for scenario in scenarios:
        for id_, incident in scenario.incidents.items():
            response = scenario.responses[incident.response]
            for category in (response.category, *(p.category for p in response.nations.values())):
                if category is not None and id_ not in types.setdefault(category, {}):
                    types[category][id_] = named(incident.name, id_)
    return types


def _only(missions: Sequence[str], types: _Types) -> Said | None:
    """Return categories in words; one without an incident type by its identifier."""
    found: dict[str, Said] = {}
    for one in missions:
        found |= types.get(one) or {one: Said(en=readable(one), ja=readable(one))}
    return both(lambda: joined(map(str, found.values()))) if found else None


def _phase(
    design: ResolvedDesign, phase: ResolvedPhase, before: Mapping[_Key, None], types: _Types
) -> Phase:
    own = _keys(phase.scenario)
    return Phase(
        name=both(lambda: phase_name(design, phase) or tr("the whole run")),
        from_h=phase.from_h,
        relations=tuple(_relation(key, types, changed=key not in before) for key in own),
        gone=tuple(_relation(key, types, changed=True) for key in before if key not in own),
    )


def _keys(scenario: Scenario) -> dict[_Key, None]:
    return {
        (one.superior, one.subordinate, one.type.value, tuple(one.missions or ())): None
        for one in scenario.relationships.values()
    }


def _relation(key: _Key, types: _Types, *, changed: bool) -> Relation:
    superior, subordinate, type_, missions = key
    return Relation(
        superior=superior,
        subordinate=subordinate,
        type=type_,
        missions=missions,
        only=_only(missions, types),
        changed=changed,
    )


def places(document: Document, designs: Sequence[str]) -> Map | None:
    """Return the map of the places; None: there are none."""
    found: dict[str, Place] = {}
    for design in designs:
        for phase in document.design(design).phases:
            for id_, place in phase.scenario.places.items():
                found.setdefault(
                    id_,
                    Place(
                        id=id_,
                        name=named(place.name, id_),
                        latitude=float(place.latitude),
                        longitude=float(place.longitude),
                    ),
                )
    if not found:
        return None
    return Map(
        land=land_around([(place.latitude, place.longitude) for place in found.values()]),
        milestones=(),
        places=tuple(found.values()),
        replication=None,
        from_h=0.0,
        until_h=0.0,
        replays=(),
    )
