"""Words that the pages on understanding share: what is measured, in which unit, of which designs.

Takes an inquiry; gives titles, units and intervals as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from renkei._base.language import spoken, tr
from renkei.report.wording import Unit, bracketed, milestone_words, plain, range_words, unit_for
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.analysis.sensitivity.surface import Interval
    from renkei.study.understanding import Inquiry

POINTS = Unit("points", 0.01)
_FINER = Unit("points", 0.01, digits=2)
_PERCENT = Unit("%", 0.01)
_FINE = 0.01


def measured(inquiry: Inquiry) -> str:
    """Return what is measured, such as ``Large disaster, answered in time``."""
    asked = inquiry.asked
    if asked.incident is None:
        return tr("All incident types, answered in time")
    of = name_of(inquiry.opened.scenario.incidents[asked.incident].name, asked.incident)
    if asked.what == "in-time":
        return tr("{incident}, answered in time", incident=of)
    # In English by its identifier, which the options take.
    milestone = asked.milestone if spoken() == "en" else milestone_words(asked.milestone or "")
    if asked.what == "reached":
        return tr("{incident}, reached {milestone}", incident=of, milestone=milestone)
    return tr("{incident}, mean time to {milestone}", incident=of, milestone=milestone)


def unit_of(inquiry: Inquiry, values: Iterable[float], *, difference: bool) -> Unit:
    """Return the unit in which values of the measure are written."""
    if inquiry.asked.unit == "1":
        few = max((abs(one) for one in values), default=1.0) < _FINE
        return (_FINER if few else POINTS) if difference else _PERCENT
    return unit_for(values)


def interval(unit: Unit, found: Interval, *, signed: bool = False, named: bool = False) -> str:
    """Return a value with its interval: ``3.1 (2.0 to 4.4)``; named: ``3.1 h (2.0 to 4.4)``."""
    value, low, high = (
        unit.number(one, signed=signed) for one in (found.value, found.low, found.high)
    )
    return bracketed(f"{value} {unit.name}" if named else value, range_words(low, high))


def shares(found: Interval) -> str:
    """Return a share with its interval: ``31 % (12 to 44)``."""
    value, low, high = (f"{100 * one:.0f}" for one in (found.value, found.low, found.high))
    return bracketed(f"{value} %", range_words(low, high))


def interval_data(found: Interval | None) -> dict[str, object] | None:
    """Return an interval as plain data."""
    if found is None:
        return None
    return {"value": plain(found.value), "low": plain(found.low), "high": plain(found.high)}


def question_data(inquiry: Inquiry) -> dict[str, Any]:
    """Return the question as plain data."""
    return {"question": inquiry.as_data()}
