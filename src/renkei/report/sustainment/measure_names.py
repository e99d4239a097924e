"""The names of the measures of sustainment and of their subjects, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from renkei.analysis.sustainment.measures import MEASURES
from renkei.report.wording import Unit, unit_for
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    from renkei.analysis import Measure
    from renkei.analysis.sustainment.observed import Domain


HEADS = {
    "readiness": "units",
    "maintenance": "maintenance",
    "facility": "docks and bays",
    "stock": "stocks",
    "line": "production lines",
    "contract": "contracts",
}
"""The name of each domain."""

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
"""Sections of a page, their domains, and the first measures of each."""


def words(measure: Measure) -> str:
    """Return the words for a measure; an unknown one, of a later version, keeps its own name."""
    row = MEASURES.get((measure.domain, measure.name))
    return measure.name if row is None else row.en.of(measure.level)


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


def named(names: Mapping[tuple[str, str], str], measure: Measure) -> str:
    """Return the display name of the subject of a measure; a group is called by its key."""
    return names.get((measure.domain, measure.subject), measure.subject)
