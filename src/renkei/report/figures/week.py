"""The load of the staff cells over the week, as a heat map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.figures.figure import (
    ROWS,
    Cell,
    Choice,
    Figure,
    columns,
    drawn,
    names_expression,
    quoted,
    with_names,
)
from renkei.report.said import Said, both

if TYPE_CHECKING:
    import altair as alt

    from renkei.study.weekly import WeeklyLoads

_SHOWN = 18
"""Cells shown: those with the most work in hand and in the queue."""


def week(
    loads: Mapping[str, WeeklyLoads], names: Mapping[str, Said], stations: Mapping[str, Said]
) -> Figure | None:
    """Return the figure, a variant for each design, and for work in hand and queue.

    Parameters
    ----------
    loads
        The loads of each design.
    names, stations
        Names of designs and of cells.
    """
    choices = []
    for design, own in loads.items():
        for id_, values, words in (
            ("queue", own.queued, both(lambda: tr("waiting for a team"))),
            ("in-hand", own.in_hand, both(lambda: tr("in hand"))),
        ):
            heaviest = sorted(
                range(len(own.cells)),
                key=lambda i: (-float(values[:, i].mean()), own.cells[i]),
            )[:_SHOWN]
            rows: list[dict[str, Cell]] = [
                {
                    "cell": own.cells[i],
                    "order": place,
                    "day": hour // 24,
                    "hour": hour % 24,
                    "pieces": float(values[hour, i]),
                }
                for place, i in enumerate(heaviest)
                for hour in range(len(values))
            ]
            if rows:
                name = names[design]
                choices.append(
                    Choice(
                        id=f"{design}-{id_}",
                        name=Said(en=f"{name.en}: {words.en}", ja=f"{name.ja}：{words.ja}"),
                        columns=columns(rows),
                    )
                )
    if not choices:
        return None
    shown = {str(key) for one in choices for key in one.columns["cell"]}
    many = max(own.replications for own in loads.values())
    return Figure(
        id="week",
        section="where",
        title=both(lambda: tr("Work at the staff cells over the week")),
        caption=both(
            lambda: tr(
                "Mean number of pieces of work at each full hour of the week, local time of the "
                "scenario, over {count} replications. What is in hand rests where a cell is "
                "closed.",
                count=many,
            )
        ),
        spec=drawn(lambda: _chart({key: stations[key] for key in stations if key in shown})),
        choices=tuple(choices),
    )


def _chart(cells: Mapping[str, Said]) -> alt.TopLevelMixin:
    import altair as alt

    words = {key: str(name) for key, name in cells.items()}
    days = tr("Mon Tue Wed Thu Fri Sat Sun").split()
    day = "[" + ", ".join(map(quoted, days)) + "][datum.value]"
    chart: alt.TopLevelMixin = (
        alt.Chart(alt.NamedData(name=ROWS))
        .mark_rect()
        .encode(
            x=alt.X(
                "at:O",
                title=None,
                axis=alt.Axis(
                    values=[24 * one + 12 for one in range(7)],
                    labelExpr=day.replace("datum.value", "floor(datum.value / 24)"),
                    labelAngle=0,
                    ticks=False,
                    grid=False,
                ),
            ),
            y=alt.Y(
                "cell:N",
                title=None,
                sort=alt.EncodingSortField("order", order="ascending"),
                axis=alt.Axis(
                    labelExpr=names_expression(words, most=60), labelLimit=320, grid=False
                ),
            ),
            color=alt.Color("pieces:Q", title=tr("pieces of work")),
            tooltip=[
                alt.Tooltip("cell_name:N", title=tr("staff cell")),
                alt.Tooltip("hour:Q", title=tr("hour of the day")),
                alt.Tooltip("pieces:Q", title=tr("pieces of work"), format=".3~g"),
            ],
        )
        .transform_calculate(at="24 * datum.day + datum.hour")
        .properties(width=560, height={"step": 18})
    )
    return with_names(chart, cell=words)
