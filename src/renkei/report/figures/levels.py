"""Stocks and mission-capable platforms over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.figures.figure import (
    ROWS,
    Cell,
    Choice,
    Figure,
    colour_of_designs,
    columns,
    drawn,
    with_names,
)
from renkei.report.said import Said, both

if TYPE_CHECKING:
    import altair as alt

    from renkei.analysis.sustainment.levels import Band

_DAY_H = 24.0

Bands = Mapping[str, Mapping[str, "Band"]]
"""For each design, the band of each subject."""


def stocks(bands: Bands, names: Mapping[str, Said], subjects: Mapping[str, Said]) -> Figure | None:
    """Return the amount on hand over time, a variant for each stock."""
    return _levels(
        "stocks",
        bands,
        names,
        subjects,
        both(lambda: tr("Stocks over time")),
        both(lambda: tr("items on hand")),
    )


def capable(bands: Bands, names: Mapping[str, Said], subjects: Mapping[str, Said]) -> Figure | None:
    """Return the platforms mission capable over time, a variant for each unit or group."""
    return _levels(
        "capable",
        bands,
        names,
        subjects,
        both(lambda: tr("Mission-capable platforms over time")),
        both(lambda: tr("platforms")),
    )


def _levels(
    id_: str,
    bands: Bands,
    names: Mapping[str, Said],
    subjects: Mapping[str, Said],
    title: Said,
    axis: Said,
) -> Figure | None:
    choices = []
    for subject in dict.fromkeys(key for own in bands.values() for key in own):
        rows: list[dict[str, Cell]] = [
            {
                "day": float(at) / _DAY_H,
                "design": design,
                "low": float(low),
                "middle": float(middle),
                "high": float(high),
            }
            for design, own in bands.items()
            if subject in own
            for at, low, middle, high in zip(
                own[subject].at_h,
                own[subject].low,
                own[subject].middle,
                own[subject].high,
                strict=True,
            )
        ]
        name = subjects.get(subject, Said(en=subject, ja=subject))
        choices.append(Choice(id=subject, name=name, columns=columns(rows)))
    if not choices:
        return None
    return Figure(
        id=id_,
        section="readiness",
        title=title,
        caption=both(
            lambda: tr(
                "The line is the median over replications; nine in ten replications are above the "
                "lower edge of the band, and nine in ten below the upper."
            )
        ),
        spec=drawn(lambda: _chart(list(bands), names, str(axis))),
        choices=tuple(choices),
    )


def _chart(
    designs: Sequence[str],
    names: Mapping[str, Said],
    axis: str,
) -> alt.TopLevelMixin:
    import altair as alt

    words = {key: str(name) for key, name in names.items()}
    colour = colour_of_designs(designs, words, lines=True)
    across = alt.X(
        "day:Q",
        title=tr("days since the start of the run"),
        scale=alt.Scale(nice=False),
        axis=alt.Axis(tickCount=12),
    )
    base = alt.Chart()
    band = base.mark_area(opacity=0.14).encode(
        x=across, y=alt.Y("low:Q", title=axis), y2="high:Q", color=colour
    )
    line = base.mark_line(strokeWidth=1.75).encode(
        x=across,
        y=alt.Y("middle:Q", title=axis),
        color=colour,
        strokeDash=alt.StrokeDash("design:N", legend=None, sort=list(designs)),
    )
    points = base.mark_point(opacity=0, size=60).encode(
        x=across,
        y="middle:Q",
        color=colour,
        tooltip=[
            alt.Tooltip("design_name:N", title=tr("design")),
            alt.Tooltip("day:Q", title=tr("day"), format=".0f"),
            alt.Tooltip("middle:Q", title=tr("median"), format=".4~g"),
            alt.Tooltip("low:Q", title=tr("one in ten below"), format=".4~g"),
            alt.Tooltip("high:Q", title=tr("one in ten above"), format=".4~g"),
        ],
    )
    chart: alt.TopLevelMixin = alt.layer(
        band, line, points, data=alt.NamedData(name=ROWS)
    ).properties(width=620, height=240)
    return with_names(chart, design=words)
