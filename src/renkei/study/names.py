"""Display names: of headquarters, and of all subjects of readiness and supply.

Takes scenarios; gives names by identifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei.scenario import Document
    from renkei.scenario.model.common import Name
    from renkei.scenario.model.document import Scenario

_KINDS = {
    "planned": "all planned work",
    "inspection": "all inspections",
    "failure": "all failures",
}


def name_of(name: Name | None, identifier: str, lang: str = "en") -> str:
    """Return the display name in ``lang``, else in English, else the identifier."""
    if name is None:
        return identifier
    return (name.ja if lang == "ja" and name.ja else name.en) or identifier


def headquarters_names(document: Document, designs: Sequence[str]) -> dict[str, str]:
    """Return the names of the headquarters of all designs, those of the first design first."""
    names: dict[str, str] = {}
    for design in designs:
        for phase in document.design(design).phases:
            for key, headquarters in phase.scenario.headquarters.items():
                names.setdefault(key, headquarters.name.en)
    return names


def names_of_subjects(document: Document, designs: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the names of the subjects of all designs, those of the first design first."""
    names: dict[tuple[str, str], str] = {}
    for design in reversed(designs):
        for phase in reversed(document.design(design).phases):
            names |= subject_names(phase.scenario)
    return names


def subject_names(scenario: Scenario, lang: str = "en") -> dict[tuple[str, str], str]:
    """Return the display name of every subject of readiness and supply.

    Keys are domain and identifier; the name of a group is what its members share, as in
    :func:`renkei.study.layouts.layout`.
    """
    names: dict[tuple[str, str], str] = {}
    for id_, unit in scenario.units.items():
        name = name_of(unit.name, id_, lang)
        names["readiness", id_] = name
        for kind, work in unit.maintenance.items():
            names["maintenance", f"{id_}.{kind}"] = f"{name}: {name_of(work.name, kind, lang)}"
            together = f"{unit.nation} {work.kind.value}"
            names["maintenance", together] = f"{unit.nation}: {_KINDS[work.kind.value]}"
    for id_, facility in scenario.facilities.items():
        name = name_of(facility.name, id_, lang)
        names["facility", f"{facility.nation} yards"] = f"{facility.nation}: all docks and bays"
        for type_ in facility.docks:
            names["facility", f"{id_}.{type_}"] = f"{name}: {type_}"
    for id_, stock in scenario.stocks.items():
        names["stock", id_] = name_of(stock.name, id_, lang)
        nation = scenario.depots[stock.depot].nation
        item = name_of(scenario.items[stock.item].name, stock.item, lang)
        names["stock", f"{nation} {stock.item}"] = f"{nation}: {item}"
    for id_, line in scenario.lines.items():
        name = name_of(line.name, id_, lang)
        names["line", id_] = name
        item = name_of(scenario.items[line.item].name, line.item, lang)
        names["line", f"{line.item} lines"] = f"{item}, all lines"
        for contract in line.contracts:
            names["contract", f"{id_}.{contract}"] = f"{name}: {contract}"
    return names
