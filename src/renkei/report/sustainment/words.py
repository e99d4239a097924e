"""What the measures of sustainment and their subjects are called, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from renkei.report.wording import Unit, name_of, unit_for
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    from renkei.analysis import Measure
    from renkei.analysis.sustainment.observed import Domain
    from renkei.scenario.model.document import Scenario


HEADS = {
    "readiness": "units",
    "maintenance": "maintenance",
    "facility": "docks and bays",
    "stock": "stocks",
    "line": "production lines",
    "contract": "contracts",
}
"""What each domain is called."""

SECTIONS: tuple[tuple[str, tuple[tuple[Domain, tuple[str, ...]], ...]], ...] = (
    ("Readiness", (("readiness", ("platforms", "capable", "waiting_dock", "waiting_part")),)),
    ("Supply", (("stock", ("supply", "ran out", "refill", "shortfall")),)),
    (
        "Yards",
        (
            ("facility", ("utilisation", "queue", "wait")),
            ("maintenance", ("late", "overrun", "dock wait", "off")),
        ),
    ),
    (
        "Production",
        (("line", ("output", "ordered", "wait")), ("contract", ("delivered", "late"))),
    ),
)
"""Sections of a page, their domains, and what is read first of each."""

_WORDS = {
    ("readiness", "platforms"): "platforms mission capable",
    ("readiness", "capable"): "mission capable",
    ("readiness", "ready"): "ready",
    ("readiness", "committed"): "committed",
    ("readiness", "recovering"): "recovering",
    ("readiness", "planned"): "planned work",
    ("readiness", "overrun"): "overrun",
    ("readiness", "repair"): "repair",
    ("readiness", "waiting_part"): "waits for a part",
    ("readiness", "waiting_dock"): "waits for a dock",
    ("readiness", "moving"): "on the way",
    ("maintenance", "late"): "ran over",
    ("maintenance", "overrun"): "overrun, when late",
    ("maintenance", "dock wait"): "wait for a dock",
    ("maintenance", "part wait"): "wait for a part",
    ("maintenance", "in dock"): "in dock",
    ("maintenance", "off"): "out of the unit",
    ("facility", "utilisation"): "in use",
    ("facility", "queue"): "platforms waiting",
    ("facility", "wait"): "mean wait",
    ("stock", "fill"): "filled at once",
    ("stock", "shortfall"): "not issued",
    ("stock", "supply"): "supply at mean use",
    ("stock", "wait"): "mean wait of an item",
    ("stock", "order"): "order to receipt",
    ("stock", "orders"): "orders",
    ("stock", "empty"): "time empty",
    ("stock", "ran out"): "ran out by the end",
    ("stock", "empty after"): "first empty, median",
    ("stock", "level at the end"): "of target at the end",
    ("stock", "full again"): "runs full again",
    ("stock", "refill"): "lowest to full, median",
    ("line", "output"): "made",
    ("line", "ordered"): "ordered, not sent",
    ("line", "wait"): "mean wait of an item",
    ("contract", "delivered"): "delivered of those due",
    ("contract", "late"): "due to receipt",
}


NAMES = tuple(dict.fromkeys(name.replace(" ", "-") for _, name in _WORDS))
"""Names of measures as a command takes them."""

_OF_SEVERAL = {
    ("stock", "ran out"): "any depot ran out by the end",
    ("stock", "empty after"): "first depot empty, median",
    ("stock", "full again"): "runs all full again",
    ("stock", "refill"): "lowest to all full, median",
}
"""What is said of a group where it is not the sum of its members."""

_KINDS = {
    "planned": "all planned work",
    "inspection": "all inspections",
    "failure": "all failures",
}


def words(measure: Measure) -> str:
    """Return what a measure is called; one that a later version tells keeps its own name."""
    key = (measure.domain, measure.name)
    if measure.level == "group" and key in _OF_SEVERAL:
        return _OF_SEVERAL[key]
    return _WORDS.get(key, measure.name)


def unit_of(measure: Measure, values: Iterable[float]) -> Unit:
    """Return the unit in which values of a measure are written."""
    match measure.unit:
        case "1":
            return Unit("%", 0.01)
        case "h":
            return unit_for(values)
        case "items/h" | "orders/h":
            return Unit("a year", 1 / YEAR_H)
        case _:
            return Unit("", 1.0, digits=2)  # a tenth of a platform is much


def subject_names(scenario: Scenario, lang: str = "en") -> dict[tuple[str, str], str]:
    """Return the display name of every subject by domain and identifier."""
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


def named(names: Mapping[tuple[str, str], str], measure: Measure) -> str:
    """Return the display name of the subject of a measure; a group is called by its key."""
    return names.get((measure.domain, measure.subject), measure.subject)
