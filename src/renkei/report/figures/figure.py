"""What a figure is: a specification without data, in both languages, and the rows it draws.

What for: the page, ``renkei plot`` and a notebook draw the same figure. A figure has variants (one
incident type each, say) that share its specification. Colours come from the scale of designs or
causes; sizes, fonts and grounds from whoever draws it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from renkei._base.language import LANGUAGES, Language, speaking, tr
from renkei.report.said import Said
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    import altair as alt

Cell = str | float | int | bool | None
Section = Literal["how-long", "where", "readiness"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
"""Seven colours that the colour-blind tell apart (Okabe and Ito 2008), grey last."""

PALE = "#C8C8C8"
"""What is left over."""

ROWS = "rows"
"""Name of the data in a specification."""

_DIGITS = 5

_LEGEND = 56
"""Characters of a design's name in a legend."""

_HOURS = (1 / 60, 1 / 6, 1.0, 6.0, 24.0, 168.0, 720.0, YEAR_H)


class Part(BaseModel):
    """A part of a document: no other keys, no change after it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Part):
    """A variant of a figure, such as one incident type, with rows of its own.

    ``columns`` are the rows by column, all of one length: the numbers that the figure draws, and
    the lines of its CSV.
    """

    id: str
    name: Said
    columns: dict[str, list[Cell]]


class Figure(Part):
    """A chart as a Vega-Lite specification without its data, once in each language.

    The data are named ``rows``; who draws it puts the rows of a variant there. ``section`` is where
    it stands on the page; ``caption`` says what is to be seen and what it means.
    """

    id: str
    section: Section
    title: Said
    caption: Said
    spec: dict[Language, dict[str, Any]]
    choices: tuple[Choice, ...]


def drawn(make: Callable[[], alt.TopLevelMixin]) -> dict[Language, dict[str, Any]]:
    """Return the specification in each language, without data, theme and version of the maker."""
    specs: dict[Language, dict[str, Any]] = {}
    for language in LANGUAGES:
        with speaking(language):
            spec = make().to_dict(validate=False)  # a test does, slowly
        spec.pop("config", None)
        spec.pop("datasets", None)
        specs[language] = spec
    return specs


def columns(rows: Sequence[Mapping[str, Cell]]) -> dict[str, list[Cell]]:
    """Return rows by column; numbers with five digits, which no figure can show more of."""
    if not rows:
        return {}
    return {key: [_short(row[key]) for row in rows] for key in rows[0]}


def _short(value: Cell) -> Cell:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return value


def log_hours(title: str) -> alt.X:
    """Return an axis of hours after the event, each tick in the unit that reads best."""
    import altair as alt

    return alt.X(
        "hours:Q",
        title=title,
        scale=alt.Scale(type="log"),
        axis=alt.Axis(values=list(_HOURS), labelExpr=hours_expression(), grid=True),
    )


def hours_expression() -> str:
    """Return the Vega expression that writes ``datum.value`` in hours in the best unit."""

    def written(size: float, unit: str) -> str:
        return f"format(datum.value / {size:.12g}, '.3~g') + {quoted(' ' + unit)}"

    units = ((1.0, 1 / 60, tr("min")), (24.0, 1.0, tr("h")), (YEAR_H, 24.0, tr("d")))
    tests = [
        f"datum.value < {below - 1e-6:.12g} ? {written(size, unit)} : "
        for below, size, unit in units
    ]
    return "".join(tests) + written(YEAR_H, tr("yr"))


def colour_of_designs(
    designs: Sequence[str], names: Mapping[str, str], *, lines: bool = False
) -> alt.Color:
    """Return the colours of designs, in their order, with their names in the legend.

    ``lines``: the legend shows a piece of line, not a mark.
    """
    import altair as alt

    line: dict[str, Any] = (
        {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolSize": 200} if lines else {}
    )
    legend = distinct({key: names[key] for key in designs}, _LEGEND)

    return alt.Color(
        "design:N",
        title=None,
        sort=list(designs),
        scale=alt.Scale(domain=list(designs), range=palette(len(designs))),
        legend=alt.Legend(
            labelExpr=names_expression(legend, 100),
            labelLimit=400,
            orient="top",
            columns=2,
            **line,
        ),
    )


def palette(count: int) -> list[str]:
    """Return so many colours; beyond seven they begin again."""
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def with_names(chart: alt.TopLevelMixin, **fields: Mapping[str, str]) -> alt.TopLevelMixin:
    """Return a chart that has the name of each field's identifier in ``FIELD_name``, for tips."""
    named = {
        f"{field}_name": names_expression(names, 100, f"datum.{field}")
        for field, names in fields.items()
    }
    changed: alt.TopLevelMixin = chart.transform_calculate(**named)
    return changed


def distinct(names: Mapping[str, str], most: int) -> dict[str, str]:
    """Return names of so many characters at most; those that would be alike lose their middle.

    Where that does not tell them apart either, all stay whole.
    """
    cut = {key: short(name, most) for key, name in names.items()}
    front, times = most // 2, Counter(cut.values())
    ends = {
        key: cut[key]
        if times[cut[key]] == 1
        else f"{_front(name, front)}…{_front(name[::-1], most - front - 1)[::-1]}"
        for key, name in names.items()
    }
    return ends if len(set(ends.values())) == len(ends) else dict(names)


def names_expression(names: Mapping[str, str], most: int = 44, field: str = "datum.label") -> str:
    """Return the Vega expression that writes an identifier as its name.

    Heads of facets take no such expression: their field is calculated by one (``field``).
    """
    expression = field
    for key, name in reversed(list(names.items())):
        expression = f"{field} === {quoted(key)} ? {quoted(short(name, most))} : {expression}"
    return expression


def short(name: str, most: int = 44) -> str:
    """Return a name of so many characters at most, cut between words where one ends near there."""
    return name if len(name) <= most else _front(name, most - 1) + "…"


def _front(name: str, most: int) -> str:
    """Return the beginning of a name, without a piece of a word unless that takes half of it."""
    if name[most : most + 1] in ("", " "):
        return name[:most]
    space = name.rfind(" ", 0, most)
    return name[:space] if 2 * space > most else name[:most]


def quoted(text: str) -> str:
    """Return a text as a Vega expression: a literal that no name can break out of."""
    import json

    return json.dumps(text)
