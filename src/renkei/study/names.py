"""Display names: of headquarters, and of all subjects of readiness and supply.

Takes scenarios; gives names by identifier.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from renkei._base.language import later, spoken_names, tr, tr_as
from renkei.scenario.designs.combination import SIGN, parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei.scenario import Document
    from renkei.scenario.model.common import Name
    from renkei.scenario.model.document import Scenario

_KINDS = {
    "planned": later("all planned work"),
    "inspection": later("all inspections"),
    "failure": later("all failures"),
}

_NUMBERED = re.compile(r"([^\s:：]+)(?:: *|：)")
"""The identifier with which the name of a design may begin."""


def _of(whole: str, part: str) -> str:
    return tr("{whole}: {part}", whole=whole, part=part)


def names_of_milestones(scenario: Scenario) -> dict[str, str]:
    """Return the display names of the milestones that the responses of a scenario declare."""
    found: dict[str, str] = {}
    for response in scenario.responses.values():
        for id_, milestone in response.milestones.items():
            found.setdefault(id_, name_of(milestone.name, id_))
    return found


def name_of(name: Name | None, identifier: str) -> str:
    """Return the display name in the language of the context, else in English, else the id."""
    if name is None:
        return identifier
    return (name.ja if spoken_names() == "ja" and name.ja else name.en) or identifier


def plain_design_name(id_: str, name: str) -> str:
    """Return the name of a design without its identifier, with which it may begin.

    ``D2: joint force headquarters + M4: second shift`` of ``d2+m4`` is ``joint force headquarters
    + second shift``.
    """
    between = f" {SIGN} "
    parts = {part.lower() for part in parts_of(id_)}
    said = []
    for part in name.split(between):
        begins = _NUMBERED.match(part)
        own = begins is not None and begins[1].lower() in parts
        said.append(part[begins.end() :] if begins is not None and own else part)
    return between.join(said)


def design_in_words(id_: str, name: str) -> str:
    """Return a design as sentences name it: what a reader types, and its name."""
    plain = plain_design_name(id_, name)
    return id_ if plain == id_ else tr_as("of a design", "{id} ({name})", id=id_, name=plain)


def headquarters_names(document: Document, designs: Sequence[str]) -> dict[str, str]:
    """Return the names of the headquarters of all designs, those of the first design first."""
    names: dict[str, str] = {}
    for design in designs:
        for phase in document.design(design).phases:
            for key, headquarters in phase.scenario.headquarters.items():
                names.setdefault(key, name_of(headquarters.name, key))
    return names


def names_of_subjects(document: Document, designs: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the names of the subjects of all designs, those of the first design first."""
    names: dict[tuple[str, str], str] = {}
    for design in reversed(designs):
        for phase in reversed(document.design(design).phases):
            names |= subject_names(phase.scenario)
    return names


def subject_names(scenario: Scenario) -> dict[tuple[str, str], str]:
    """Return the display name of every subject of readiness and supply.

    Keys are domain and identifier; the name of a group is what its members share, as in
    :func:`renkei.study.layouts.layout`.
    """
    names: dict[tuple[str, str], str] = {}
    for id_, unit in scenario.units.items():
        name = name_of(unit.name, id_)
        names["readiness", id_] = name
        for kind, work in unit.maintenance.items():
            names["maintenance", f"{id_}.{kind}"] = _of(name, name_of(work.name, kind))
            together = f"{unit.nation} {work.kind.value}"
            names["maintenance", together] = _of(unit.nation, tr(_KINDS[work.kind.value]))
    for id_, facility in scenario.facilities.items():
        name = name_of(facility.name, id_)
        names["facility", f"{facility.nation} yards"] = _of(
            facility.nation, tr("all docks and bays")
        )
        for type_ in facility.docks:
            names["facility", f"{id_}.{type_}"] = _of(name, type_)
    for id_, stock in scenario.stocks.items():
        names["stock", id_] = name_of(stock.name, id_)
        nation = scenario.depots[stock.depot].nation
        item = name_of(scenario.items[stock.item].name, stock.item)
        names["stock", f"{nation} {stock.item}"] = _of(nation, item)
    for id_, line in scenario.lines.items():
        name = name_of(line.name, id_)
        names["line", id_] = name
        item = name_of(scenario.items[line.item].name, line.item)
        names["line", f"{line.item} lines"] = tr("{item}, all lines", item=item)
        for contract in line.contracts:
            names["contract", f"{id_}.{contract}"] = _of(name, contract)
    return names
