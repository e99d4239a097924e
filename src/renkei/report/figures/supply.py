"""Measures of readiness, yards, stocks and lines: days to empty, refill, queues at docks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.analysis.sustainment.measures import MEASURES
from renkei.report.figures.dots import dots
from renkei.report.figures.figure import Cell, Choice, Figure, columns, drawn
from renkei.report.said import Said, both
from renkei.report.sustainment.measure_names import HEADS, named, words
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    from renkei._base.language import Language
    from renkei.analysis import Sustained, SustainedRow
    from renkei.analysis.sustainment.observed import Domain

_SHOWN: tuple[tuple[Domain, str], ...] = (
    ("stock", "supply"),
    ("stock", "empty after"),
    ("stock", "refill"),
    ("stock", "shortfall"),
    ("facility", "utilisation"),
    ("facility", "queue"),
    ("facility", "wait"),
    ("maintenance", "overrun"),
    ("maintenance", "dock wait"),
    ("line", "output"),
    ("contract", "delivered"),
)
"""Measures in order; each is a variant."""

_SUBJECTS = 20
"""Subjects shown, those first that differ most between designs."""

_DAY_H = 24.0


def supply(
    sustained: Sustained,
    names: Mapping[str, Said],
    subjects: Mapping[Language, Mapping[tuple[str, str], str]],
) -> Figure | None:
    """Return the figure, a variant for each measure.

    Parameters
    ----------
    names
        Names of designs.
    subjects
        In each language, names of subjects by domain and identifier.
    """
    by_measure: dict[tuple[Domain, str], dict[str, dict[str, SustainedRow]]] = {}
    for row in sustained.rows:
        one = row.measure
        pooled = MEASURES[one.domain, one.name].pooling != "apart"
        if (one.domain, one.name) in _SHOWN and (one.level == "group" or not pooled):
            own = by_measure.setdefault((one.domain, one.name), {})
            own.setdefault(one.subject, {})[row.design] = row
    choices, known = [], dict[str, Said]()
    for key in _SHOWN:
        rows = _rows(by_measure.get(key, {}))
        if not rows:
            continue
        first = next(iter(next(iter(by_measure[key].values())).values()))
        for by_design in by_measure[key].values():
            measure = next(iter(by_design.values())).measure
            known[measure.subject] = Said(
                en=named(subjects["en"], measure), ja=named(subjects["ja"], measure)
            )
        choices.append(
            Choice(id="-".join(key).replace(" ", "-"), name=_name(first), columns=columns(rows))
        )
    if not choices:
        return None
    return Figure(
        id="supply",
        section="readiness",
        title=both(lambda: tr("Supply, yards and production")),
        caption=both(
            lambda: tr(
                "Each mark is the estimate of one design; what differs most between designs comes "
                "first. A time that most replications did not see end has no mark."
            )
        ),
        spec=drawn(
            lambda: dots(
                "subject",
                {key: str(name) for key, name in known.items()},
                names,
                "value",
                None,
                (tr("of"), tr("value")),
            )
        ),
        choices=tuple(choices),
    )


def _name(row: SustainedRow) -> Said:
    measure = row.measure

    def said() -> str:
        shown = {"1": "%", "h": tr("d"), "items/h": tr("a year"), "orders/h": tr("a year")}
        unit = shown.get(measure.unit, "")
        name = f"{tr(HEADS[measure.domain])}: {words(measure)}"
        return f"{name} [{unit}]" if unit else name

    return both(said)


def _rows(own: Mapping[str, Mapping[str, SustainedRow]]) -> list[dict[str, Cell]]:
    """Return the rows of a measure, the subjects first that differ most between designs."""

    def spread(subject: str) -> float:
        values = [row.estimate for row in own[subject].values() if math.isfinite(row.estimate)]
        return max(values) - min(values) if values else -1.0

    shown = sorted(own, key=lambda subject: (-spread(subject), subject))[:_SUBJECTS]
    return [
        {
            "subject": subject,
            "design": design,
            "value": row.estimate * _size(row),
            "low": row.low * _size(row),
            "high": row.high * _size(row),
            "order": place,
        }
        for place, subject in enumerate(shown)
        for design, row in own[subject].items()
        if math.isfinite(row.estimate)
    ]


def _size(row: SustainedRow) -> float:
    return {"1": 100.0, "h": 1 / _DAY_H, "items/h": YEAR_H, "orders/h": YEAR_H}.get(
        row.measure.unit, 1.0
    )
