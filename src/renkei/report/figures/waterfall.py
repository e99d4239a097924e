"""What takes platforms away from being mission capable, as a waterfall for each design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.figures.figure import (
    COLOURS,
    PALE,
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

if TYPE_CHECKING:
    import altair as alt

ALL, CAPABLE = "all", "capable"
"""The bars that the waterfall begins and ends with."""

_CAPABLE = ("ready", "committed", "recovering")
_AWAY = ("planned", "overrun", "repair", "waiting")
_LEAST_TOLD = 0.0005
"""A share that is written as 0.1 % or more has a label."""


def taken_away(
    shares: Mapping[str, Mapping[str, Mapping[str, float]]],
    names: Mapping[str, Said],
    subjects: Mapping[str, Said],
) -> Figure | None:
    """Return what takes platforms away from being mission capable, a variant for each group.

    Parameters
    ----------
    shares
        For each subject, design and status, the share of the platforms' hours.
    """
    choices = []
    for subject, by_design in shares.items():
        rows = [row for design, own in by_design.items() for row in waterfall(design, own)]
        name = subjects.get(subject, Said(en=subject, ja=subject))
        choices.append(Choice(id=subject, name=name, columns=columns(rows)))
    if not choices:
        return None
    return Figure(
        id="taken-away",
        section="readiness",
        title=both(lambda: tr("What takes platforms away")),
        caption=both(
            lambda: tr(
                "From all of the platforms' hours at the top, each bar takes away the share of one "
                "cause; what remains at the bottom is mission capable, by what they do."
            )
        ),
        spec=drawn(lambda: _chart(list(names), names)),
        choices=tuple(choices),
    )


def waterfall(design: str, shares: Mapping[str, float]) -> list[dict[str, Cell]]:
    """Return the bars of a design from top to bottom.

    Each has the status it shows, the line it stands on, from where to where it reaches as shares
    of all hours, and in ``label`` the share that is written beside it, if any.
    """

    def bar(
        line: str, status: str, low: float, high: float, label: float | None
    ) -> dict[str, Cell]:
        share = high - low
        return {
            "design": design,
            "line": line,
            "status": status,
            "share": share,
            "from": low,
            "to": high,
            "label": label,
        }

    rows = [bar(ALL, ALL, 0.0, 1.0, None)]
    left = 1.0
    for status in _AWAY:
        share = shares.get(status, 0.0)
        told = share if share >= _LEAST_TOLD else None
        rows.append(bar(status, status, left - share, left, told))
        left -= share
    low = 0.0
    for status in _CAPABLE:
        share = shares.get(status, 0.0)
        last = status == _CAPABLE[-1]
        rows.append(bar(CAPABLE, status, low, low + share, low + share if last else None))
        low += share
    return rows


def _chart(designs: Sequence[str], names: Mapping[str, Said]) -> alt.TopLevelMixin:
    import altair as alt

    words = status_words()
    lines = {
        ALL: tr("all platforms"),
        **{key: f"− {words[key]}" for key in _AWAY},
        CAPABLE: tr("mission capable"),
    }
    colours = dict(zip((*_CAPABLE, *_AWAY), COLOURS, strict=True))
    y = alt.Y(
        "line:N",
        title=None,
        sort=list(lines),
        axis=alt.Axis(labelExpr=names_expression(lines, most=34), labelLimit=210),
    )
    base = alt.Chart()
    bars = base.mark_bar(height={"band": 0.75}).encode(
        x=alt.X(
            "from:Q",
            title=tr("share of the platforms' hours"),
            axis=alt.Axis(format=".0%", tickCount=5),
            scale=alt.Scale(domain=[0, 1]),
        ),
        x2="to:Q",
        y=y,
        color=alt.Color(
            "status:N",
            title=None,
            scale=alt.Scale(domain=[*_CAPABLE, *_AWAY, ALL], range=[*colours.values(), PALE]),
            legend=alt.Legend(
                values=list(_CAPABLE), orient="top", columns=3, labelExpr=names_expression(words)
            ),
        ),
        tooltip=[
            alt.Tooltip("design_name:N", title=tr("design")),
            alt.Tooltip("status_name:N", title=tr("status")),
            alt.Tooltip("share:Q", title=tr("share"), format=".1%"),
        ],
    )
    told = base.transform_filter("isValid(datum.label)")
    away = (
        told.transform_filter(f"datum.line !== '{CAPABLE}'")
        .mark_text(align="right", dx=-4, fontSize=11)
        .encode(x="from:Q", y=y, text=alt.Text("label:Q", format=".1%"))
    )
    capable = (
        told.transform_filter(f"datum.line === '{CAPABLE}'")
        .mark_text(align="left", dx=4, fontSize=11)
        .encode(x="to:Q", y=y, text=alt.Text("label:Q", format=".1%"))
    )
    panel = distinct({key: str(name) for key, name in names.items()}, 44)
    chart: alt.TopLevelMixin = (
        alt.layer(bars, away, capable, data=alt.NamedData(name=ROWS))
        .properties(width=260, height={"step": 22})
        .facet(
            facet=alt.Facet(
                "panel:N",
                header=alt.Header(title=None, labelFontWeight="bold", labelFontSize=12),
                sort=[panel[key] for key in designs],
            ),
            columns=2,
        )
        .transform_calculate(panel=names_expression(panel, field="datum.design"))
    )
    return with_names(
        chart,
        design={key: str(name) for key, name in names.items()},
        status={**words, ALL: lines[ALL]},
    )


def status_words() -> dict[str, str]:
    """Return the statuses of platforms in the language of the context, capable ones first."""
    return {
        "ready": tr("ready at home"),
        "committed": tr("on a task"),
        "recovering": tr("back, being made ready"),
        "planned": tr("planned work"),
        "overrun": tr("work beyond the plan"),
        "repair": tr("repair"),
        "waiting": tr("waiting for a part or a dock"),
    }
