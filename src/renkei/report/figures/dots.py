"""A dot for each design in each of some categories, which stand one below the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.figures.figure import ROWS, colour_of_designs, names_expression, with_names

if TYPE_CHECKING:
    import altair as alt

    from renkei.report.said import Said


def dots(
    field: str,
    words: Mapping[str, str],
    names: Mapping[str, Said],
    value: str,
    title: str | None,
    heads: tuple[str, str],
) -> alt.TopLevelMixin:
    """Return the chart in the language of the context.

    Parameters
    ----------
    field, value
        Columns of the category and of the value; a column ``order`` ranks the categories.
    words, names
        Names of categories and of designs.
    title
        What the value is, with its unit; None: the variant says it.
    heads
        Heads of category and value in the tooltip.
    """
    import altair as alt

    designs = list(names)
    design_names = {key: str(name) for key, name in names.items()}
    chart: alt.TopLevelMixin = (
        alt.Chart(alt.NamedData(name=ROWS))
        .mark_point(filled=True, size=70, opacity=0.9)
        .encode(
            x=alt.X(f"{value}:Q", title=title, axis=alt.Axis(tickCount=10)),
            y=alt.Y(
                f"{field}:N",
                title=None,
                sort=alt.EncodingSortField("order", order="ascending"),
                axis=alt.Axis(labelExpr=names_expression(words, 60), labelLimit=320, grid=True),
            ),
            color=colour_of_designs(designs, design_names),
            shape=alt.Shape("design:N", legend=None, sort=designs),
            tooltip=[
                alt.Tooltip(f"{field}_name:N", title=heads[0]),
                alt.Tooltip("design_name:N", title=tr("design")),
                alt.Tooltip(f"{value}:Q", title=heads[1], format=".3~g"),
            ],
        )
        .properties(width=500, height={"step": 21})
    )
    return with_names(chart, design=design_names, **{field: words})
