"""The names of the measures of sustainment and of their subjects, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from renkei._base.language import later, spoken, tr
from renkei.analysis.sustainment.measures import MEASURES
from renkei.analysis.sustainment.observing import ALL
from renkei.report.wording import Unit, unit_for
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    from renkei.analysis import Measure
    from renkei.analysis.sustainment.observed import Domain


HEADS = {
    "readiness": later("units"),
    "maintenance": later("maintenance"),
    "facility": later("docks and bays"),
    "stock": later("stocks"),
    "line": later("production lines"),
    "contract": later("contracts"),
}
"""The name of each domain; :func:`renkei._base.language.tr` says it."""

SECTIONS: tuple[tuple[str, tuple[tuple[Domain, tuple[str, ...]], ...]], ...] = (
    (
        later("Readiness"),
        (("readiness", ("platforms", "capable", "waiting_dock", "waiting_part")),),
    ),
    (later("Supply"), (("stock", ("supply", "ran out", "refill", "shortfall")),)),
    (
        later("Yards"),
        (
            ("facility", ("utilisation", "queue", "wait")),
            ("maintenance", ("late", "overrun", "dock wait", "off")),
        ),
    ),
    (
        later("Production"),
        (("line", ("output", "ordered", "wait")), ("contract", ("delivered", "late"))),
    ),
)
"""Sections of a page, their domains, and the first measures of each."""


def words(measure: Measure) -> str:
    """Return the words for a measure; an unknown one, of a later version, keeps its own name."""
    row = MEASURES.get((measure.domain, measure.name))
    if row is None:
        return measure.name
    return (row.ja if spoken() == "ja" else row.en).of(measure.level)


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
    """Return the display name of the subject of a measure."""
    return subject_name(names, measure.domain, measure.subject)


def subject_name(names: Mapping[tuple[str, str], str], domain: str, subject: str) -> str:
    """Return the display name of a subject; a group is called by its key, all units by words."""
    return tr(ALL) if subject == ALL else names.get((domain, subject), subject)
