"""The differences of each design from the baseline, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.figures.figure import (
    ROWS,
    Cell,
    Choice,
    Figure,
    columns,
    distinct,
    drawn,
    names_expression,
    with_names,
)
from renkei.report.said import Said, both
from renkei.report.wording import milestone_words, percent

if TYPE_CHECKING:
    import altair as alt

    from renkei.analysis import Comparison, Row

_VERDICTS = {
    "better": ("#0072B2", "triangle-right"),
    "worse": ("#D55E00", "triangle-left"),
    "equivalent": ("#009E73", "diamond"),
    "undecided": ("#7F7F7F", "circle"),
}
"""Colour and shape of each verdict: neither is needed to read the other."""

_SHOWN = ("p_deadline", "mean")

_HEAD = 34
"""Characters of a design's name above its panel."""


def differences(
    comparison: Comparison, names: Mapping[str, Said], incidents: Mapping[str, Said]
) -> Figure | None:
    """Return the figure, a variant for each measure; None: one design alone.

    Parameters
    ----------
    names, incidents
        Names of designs and of incident types; types from top to bottom.
    """
    others = [one for one in comparison.designs if one != comparison.baseline]
    if not others:
        return None
    by_measure: dict[tuple[str, str], list[Row]] = {}
    for row in comparison.rows:
        told = row.statistic in _SHOWN and row.verdict != "too few"
        if told and row.difference is not None and row.design in others:
            of = "" if row.statistic == "p_deadline" else row.milestone
            by_measure.setdefault((row.statistic, of), []).append(row)
    choices = []
    for (statistic, milestone), rows in by_measure.items():
        found = [_row(row, comparison) for row in rows]
        choices.append(
            Choice(
                id=f"{statistic}-{milestone}".strip("-").replace("p_deadline", "in-time"),
                name=_name(statistic, milestone),
                columns=columns(found),
            )
        )
    if not choices:  # of each type too few
        return None
    return Figure(
        id="differences",
        section="how-long",
        title=both(lambda: tr("Difference from {baseline}", baseline=names[comparison.baseline])),
        caption=both(
            lambda: tr(
                "Each mark is the difference of a design from the baseline in the same worlds with "
                "the same luck, its line the {confidence} interval. The grey zone counts as no "
                "difference. Shape and colour say the verdict.",
                confidence=percent(comparison.confidence),
            )
        ),
        spec=drawn(lambda: _chart(others, names, incidents)),
        choices=tuple(choices),
    )


def _name(statistic: str, milestone: str) -> Said:
    if statistic == "p_deadline":
        return both(lambda: tr("answered in time [points]"))
    return both(lambda: tr("mean time to {milestone} [h]", milestone=milestone_words(milestone)))


def _row(row: Row, comparison: Comparison) -> dict[str, Cell]:
    size = 100.0 if row.unit == "1" else 1.0
    assert row.difference is not None
    return {
        "incident": row.incident,
        "design": row.design,
        "difference": row.difference * size,
        "low": _times(row.diff_low, size),
        "high": _times(row.diff_high, size),
        "verdict": row.verdict,
        "zone": _times(row.zone, size),
    }


def _times(value: float | None, size: float) -> float | None:
    return None if value is None else value * size


def _chart(
    designs: Sequence[str],
    names: Mapping[str, Said],
    incidents: Mapping[str, Said],
) -> alt.TopLevelMixin:
    import altair as alt

    types = {key: str(name) for key, name in incidents.items()}
    base = alt.Chart()
    down = alt.Y(
        "incident:N",
        title=None,
        sort=list(incidents),
        axis=alt.Axis(labelExpr=names_expression(types), labelLimit=260),
    )
    said = alt.Scale(domain=list(_VERDICTS), range=[colour for colour, _ in _VERDICTS.values()])
    shapes = alt.Scale(domain=list(_VERDICTS), range=[shape for _, shape in _VERDICTS.values()])
    legend = alt.Legend(orient="top", title=None, labelExpr=names_expression(verdict_words()))
    colour = alt.Color("verdict:N", scale=said, legend=legend)
    zone = (
        base.mark_bar(opacity=0.12, color="#7F7F7F", height={"band": 1})
        .encode(x=alt.X("from:Q"), x2="zone:Q", y=down)
        .transform_calculate(**{"from": "-datum.zone"})
    )
    line = base.mark_rule(strokeWidth=1.5).encode(
        x=alt.X(
            "low:Q",
            title=tr("difference from the baseline"),
            axis=alt.Axis(tickCount=5, labelFlush=False),
        ),
        x2="high:Q",
        y=down,
        color=colour,
    )
    mark = base.mark_point(filled=True, size=70, opacity=1).encode(
        x="difference:Q",
        y=down,
        color=colour,
        shape=alt.Shape("verdict:N", scale=shapes, legend=legend),
        tooltip=[
            alt.Tooltip("incident_name:N", title=tr("incident type")),
            alt.Tooltip("design_name:N", title=tr("design")),
            alt.Tooltip("difference:Q", title=tr("difference"), format="+.3~g"),
            alt.Tooltip("low:Q", title=tr("from"), format="+.3~g"),
            alt.Tooltip("high:Q", title=tr("to"), format="+.3~g"),
            alt.Tooltip("verdict_name:N", title=tr("verdict")),
        ],
    )
    nought = base.mark_rule(strokeWidth=1).encode(x=alt.datum(0))
    words = distinct({key: str(names[key]) for key in designs}, _HEAD)
    head = alt.Header(title=None, labelFontWeight="bold", labelFontSize=12)
    chart: alt.TopLevelMixin = (
        alt.layer(zone, nought, line, mark, data=alt.NamedData(name=ROWS))
        .properties(width=200, height={"step": 19})
        .facet(facet=alt.Facet("panel:N", header=head, sort=list(words.values())), columns=3)
        .transform_calculate(panel=names_expression(words, field="datum.design"))
    )
    return with_names(
        chart,
        design={key: str(names[key]) for key in designs},
        incident=types,
        verdict=verdict_words(),
    )


def verdict_words() -> dict[str, str]:
    """Return the verdicts in the language of the context."""
    return {
        "better": tr("better"),
        "worse": tr("worse"),
        "equivalent": tr("equivalent"),
        "undecided": tr("undecided"),
        "too few": tr("too few incidents"),
    }
