"""Where the time goes: hours on the critical path by cause, and by headquarters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.analysis.responses.attribution import CriticalPaths, attribute
from renkei.report.figures.dots import dots
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
from renkei.report.step_kinds import GROUPS, REST, group_of, group_words

if TYPE_CHECKING:
    import altair as alt

    from renkei.analysis import Deadline
    from renkei.analysis.responses.attribution import Attribution
    from renkei.results import Results

_HEADQUARTERS = 12
"""Headquarters shown."""


class TimeByCause:
    """The attributions of the time to the answer of each incident type under each design.

    Parameters
    ----------
    incidents
        Names of incident types, in the order in which they are offered.
    names
        Names of designs.
    headquarters
        Names of headquarters.
    """

    def __init__(
        self,
        results: Results,
        deadlines: Mapping[str, Deadline],
        designs: Sequence[str],
        names: Mapping[str, Said],
        incidents: Mapping[str, Said],
        headquarters: Mapping[str, Said],
    ) -> None:
        self.designs, self.names, self.incidents = designs, names, incidents
        self.headquarters = headquarters
        self.found: dict[str, dict[str, Attribution]] = {}
        self._traced = CriticalPaths(results)
        for incident in incidents:
            milestone = deadlines[incident].milestone
            own = self._attributed(results, incident, milestone)
            if any(one.parts for one in own.values()):
                self.found[incident] = own

    def _attributed(
        self, results: Results, incident: str, milestone: str
    ) -> dict[str, Attribution]:
        return {
            design: attribute(results, design, incident, milestone, traced=self._traced)
            for design in self.designs
            if milestone in results.record.designs[design].traced
        }

    def by_cause(self) -> Figure | None:
        """Return the mean hours by cause, a variant for each incident type."""
        choices = []
        for incident, own in self.found.items():
            rows: list[dict[str, Cell]] = [
                {"design": design, "cause": cause, "hours": hours, "order": place}
                for design, one in own.items()
                for place, (cause, hours) in enumerate(_grouped(one).items())
            ]
            choices.append(
                Choice(id=incident, name=self.incidents[incident], columns=columns(rows))
            )
        if not choices:
            return None
        return Figure(
            id="causes",
            section="where",
            title=both(lambda: tr("Where the time to the answer goes, by cause")),
            caption=both(
                lambda: tr(
                    "Mean hours on the critical path from the event to the milestone that answers "
                    "the type, of the incidents that reached it. Work that ran beside a longer "
                    "step is not on it."
                )
            ),
            spec=drawn(self._causes_chart),
            choices=tuple(choices),
        )

    def by_headquarters(self) -> Figure | None:
        """Return the mean hours by headquarters, a variant for each incident type."""
        choices = []
        for incident, own in self.found.items():
            sums = {design: _sums(one, _place) for design, one in own.items()}
            most = {
                key: max(hours.get(key, 0.0) for hours in sums.values())
                for key in {key for hours in sums.values() for key in hours}
            }
            shown = sorted(most, key=lambda key: (-most[key], key))[:_HEADQUARTERS]
            rows: list[dict[str, Cell]] = [
                {
                    "headquarters": key,
                    "design": design,
                    "hours": hours.get(key, 0.0),
                    "order": place,
                }
                for place, key in enumerate(shown)
                for design, hours in sums.items()
                if hours.get(key)
            ]
            if rows:
                choices.append(
                    Choice(id=incident, name=self.incidents[incident], columns=columns(rows))
                )
        if not choices:
            return None
        return Figure(
            id="headquarters",
            section="where",
            title=both(lambda: tr("Where the time to the answer goes, by headquarters")),
            caption=both(
                lambda: tr(
                    "Mean hours of the critical path that passed at each headquarters: its work, "
                    "the waits for its teams and hours, and messages on their way to it."
                )
            ),
            spec=drawn(self._headquarters_chart),
            choices=tuple(choices),
        )

    def _causes_chart(self) -> alt.TopLevelMixin:
        import altair as alt

        words = {key: group_words(key) for key in (*GROUPS, REST)}
        names = {key: str(name) for key, name in self.names.items()}
        colour = alt.Color(
            "cause:N",
            title=None,
            scale=alt.Scale(domain=list(words), range=[*COLOURS, PALE]),
            legend=alt.Legend(
                orient="top", columns=2, labelExpr=names_expression(words, most=60), labelLimit=400
            ),
        )
        chart: alt.TopLevelMixin = (
            alt.Chart(alt.NamedData(name=ROWS))
            .mark_bar()
            .encode(
                x=alt.X(
                    "sum(hours):Q",
                    title=tr("mean hours on the critical path"),
                    axis=alt.Axis(tickCount=10),
                ),
                y=alt.Y(
                    "design:N",
                    title=None,
                    sort=list(self.designs),
                    axis=alt.Axis(labelExpr=names_expression(distinct(names, 44)), labelLimit=280),
                ),
                color=colour,
                order=alt.Order("order:Q"),
                tooltip=[
                    alt.Tooltip("design_name:N", title=tr("design")),
                    alt.Tooltip("cause_name:N", title=tr("cause")),
                    alt.Tooltip("hours:Q", title=tr("hours"), format=".3~g"),
                ],
            )
            .properties(width=560, height={"step": 26})
        )
        return with_names(chart, design=names, cause=words)

    def _headquarters_chart(self) -> alt.TopLevelMixin:
        words = {key: str(name) for key, name in self.headquarters.items()}
        words[REST] = tr("no headquarters: units, and waits for them")
        heads = (tr("headquarters"), tr("hours"))
        title = tr("mean hours on the critical path")
        return dots("headquarters", words, self.names, "hours", title, heads)


def _grouped(found: Attribution) -> dict[str, float]:
    """Return the hours by group of causes, all groups in their order; what is left comes last."""
    hours = dict.fromkeys((*GROUPS, REST), 0.0)
    for part in found.parts:
        kind, state, _ = part.key
        hours[group_of(kind, state)] += part.hours
    return hours


def _place(key: tuple[str, ...]) -> str:
    return key[2]


def _sums(found: Attribution, of: Callable[[tuple[str, ...]], str]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for part in found.parts:
        key = of(part.key) or REST
        sums[key] = sums.get(key, 0.0) + part.hours
    return sums
