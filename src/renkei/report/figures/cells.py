"""The load of the staff cells, by design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.figures.dots import dots
from renkei.report.figures.figure import Cell, Choice, Figure, columns, drawn
from renkei.report.said import Said, both

if TYPE_CHECKING:
    from renkei.analysis.responses.loads import Load
    from renkei.results import Results

_SHOWN = 20
"""Cells shown: those most loaded under any design."""

_UTILISATION, _WAIT = "utilisation", "wait"


def cell_loads(
    results: Results,
    designs: Sequence[str],
    names: Mapping[str, Said],
    stations: Mapping[str, Said],
) -> Figure | None:
    """Return the figure, a variant for share of hours at work and for mean wait.

    Parameters
    ----------
    names, stations
        Names of designs and of cells.
    """
    from renkei.analysis.responses import loads

    found = {
        design: {one.station: one for one in loads.cell_loads(results, design)}
        for design in designs
    }
    if not any(found.values()):
        return None
    choices = (
        Choice(
            id=_UTILISATION,
            name=both(lambda: tr("share of the teams' hours at work [%]")),
            columns=_columns(found, lambda one: one.utilisation.value * 100),
        ),
        Choice(
            id=_WAIT,
            name=both(lambda: tr("mean wait for a free team [h]")),
            columns=_columns(found, lambda one: one.wait_h.value),
        ),
    )
    shown = {str(key) for one in choices for key in one.columns["cell"]}
    words = {key: name for key, name in stations.items() if key in shown}
    return Figure(
        id="cells",
        section="where",
        title=both(lambda: tr("The busiest staff cells")),
        caption=both(
            lambda: tr(
                "Averages over all hours of the run. A cell that works nine tenths of its hours "
                "has waits that grow quickly with any more work."
            )
        ),
        spec=drawn(
            lambda: dots(
                "cell",
                {key: str(name) for key, name in words.items()},
                names,
                "value",
                None,
                (tr("staff cell"), tr("value")),
            )
        ),
        choices=choices,
    )


def _columns(
    found: Mapping[str, Mapping[str, Load]], of: Callable[[Load], float]
) -> dict[str, list[Cell]]:
    most: dict[str, float] = {}
    for own in found.values():
        for station, load in own.items():
            most[station] = max(most.get(station, 0.0), of(load))
    shown = sorted(most, key=lambda one: (-most[one], one))[:_SHOWN]
    rows: list[dict[str, Cell]] = [
        {"cell": station, "design": design, "value": of(own[station]), "order": place}
        for place, station in enumerate(shown)
        for design, own in found.items()
        if station in own
    ]
    return columns(rows)
