"""The time to each milestone, by design: how likely it is reached within each hour."""

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
    log_hours,
    names_expression,
    with_names,
)
from renkei.report.said import Said, both
from renkei.report.wording import milestone_words, percent

if TYPE_CHECKING:
    import altair as alt

    from renkei.analysis import Deadline
    from renkei.analysis.responses.samples import Sample
    from renkei.results import Results

_LEAST_H = 1 / 60
"""Shortest time drawn: a logarithmic axis has no zero."""


def times(
    results: Results,
    deadlines: Mapping[str, Deadline],
    designs: Sequence[str],
    milestones: Sequence[str],
    confidence: float,
    names: Mapping[str, Said],
    incidents: Mapping[str, Said],
) -> Figure | None:
    """Return the figure, a variant for each incident type; None: none ever reached a milestone.

    Parameters
    ----------
    milestones
        Milestones shown besides the one that answers a type.
    names, incidents
        Names of designs and of incident types, the types in the order in which they are offered.
    """
    from renkei.analysis.responses.samples import CountedIncidents

    shown = list(dict.fromkeys([*(one.milestone for one in deadlines.values()), *milestones]))
    met = {design: CountedIncidents(results, design, shown) for design in designs}
    choices = []
    for incident, name in incidents.items():
        deadline = deadlines[incident]
        samples = {key: counted.of(incident, deadline.until_h) for key, counted in met.items()}
        own = dict.fromkeys([deadline.milestone, *milestones])
        rows = [row for one in own for row in _rows(samples, one, deadline, confidence)]
        if rows:
            choices.append(Choice(id=incident, name=name, columns=columns(rows)))
    if not choices:
        return None
    caption = both(
        lambda: tr(
            "Share of incidents that have reached the milestone by each time after the event; "
            "bands are {confidence} intervals of each point. A curve that stays below 100 % has "
            "incidents that never got there. The vertical line is the deadline.",
            confidence=percent(confidence),
        )
    )
    found = {str(one) for choice in choices for one in choice.columns["milestone"]}
    order = [one for one in results.milestones if one in found]
    return Figure(
        id="times",
        section="how-long",
        title=both(lambda: tr("How long until each milestone")),
        caption=caption,
        spec=drawn(lambda: _chart(designs, names, order)),
        choices=tuple(choices),
    )


def _rows(
    samples: Mapping[str, Sample], milestone: str, deadline: Deadline, confidence: float
) -> list[dict[str, Cell]]:
    from renkei.analysis.responses.reaching import hours_to_show, reaching

    hours = hours_to_show(list(samples.values()), milestone)
    answers = milestone == deadline.milestone
    return [
        {
            "milestone": milestone,
            "design": design,
            "hours": max(float(hour), _LEAST_H),
            "reached": one.value,
            "low": one.low,
            "high": one.high,
            "deadline": deadline.hours if answers else None,
        }
        for design, sample in samples.items()
        if len(hours) and sample.clusters.n
        for hour, one in zip(
            hours, reaching(sample, milestone, hours, confidence).reached, strict=True
        )
    ]


def _chart(
    designs: Sequence[str],
    names: Mapping[str, Said],
    milestones: Sequence[str],
) -> alt.TopLevelMixin:
    import altair as alt

    words_of = {key: str(name) for key, name in names.items()}
    colour = colour_of_designs(designs, words_of, lines=True)
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    share = alt.Y("reached:Q", title=tr("share that reached it"), axis=axis)
    base = alt.Chart()
    tips = [
        alt.Tooltip("design_name:N", title=tr("design")),
        alt.Tooltip("hours:Q", title=tr("hours after the event"), format=".3~g"),
        alt.Tooltip("reached:Q", title=tr("reached"), format=".1%"),
        alt.Tooltip("low:Q", title=tr("from"), format=".1%"),
        alt.Tooltip("high:Q", title=tr("to"), format=".1%"),
    ]
    across = log_hours(tr("time after the event"))
    band = base.mark_area(opacity=0.5 / (2 + len(designs)), interpolate="step-after").encode(
        x=across, y=alt.Y("low:Q", title=tr("share that reached it")), y2="high:Q", color=colour
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=1.75).encode(
        x=across,
        y=share,
        color=colour,
        strokeDash=alt.StrokeDash("design:N", legend=None, sort=list(designs)),
    )
    points = base.mark_point(opacity=0, size=60).encode(
        x=across, y=share, color=colour, tooltip=tips
    )
    deadline = base.mark_rule(strokeWidth=1.25, strokeDash=[4, 3]).encode(
        x=alt.X("min(deadline):Q", scale=alt.Scale(type="log"))
    )
    words = {one: milestone_words(one) for one in milestones}
    head = alt.Header(title=None, labelFontWeight="bold", labelFontSize=12)
    order = [words[one] for one in milestones]
    chart: alt.TopLevelMixin = (
        alt.layer(band, line, points, deadline, data=alt.NamedData(name=ROWS))
        .properties(width=300, height=200)
        .facet(facet=alt.Facet("panel:N", header=head, sort=order), columns=2)
        .transform_calculate(panel=names_expression(words, field="datum.milestone"))
        .resolve_scale(x="independent")
    )
    return with_names(chart, design=words_of)
