"""A response as it happened, drawn as a swimlane.

Takes a followed incident; gives a :class:`Swimlane`, of the steps that held up its answer or of
all, and a sentence on what its time went to.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Group
from rich.text import Text

from renkei._base.language import said, spoken, tr
from renkei.doctrine.workflow import StepKind
from renkei.report.responses.side_by_side import render_side_by_side, side_by_side_data
from renkei.report.responses.swimlane import (
    LaneRow,
    Swimlane,
    lanes_of,
    milestones_of,
    render_swimlane,
    swimlane_data,
)
from renkei.report.step_kinds import cause_words
from renkei.report.wording import (
    bracketed,
    cell_words,
    hours,
    joined,
    milestone_name,
    outcome_words,
    phase_name,
)
from renkei.study.following import MEDIAN, SLOWEST
from renkei.study.names import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from renkei.scenario.model.document import Clock, Scenario
    from renkei.study.following import Followed, FollowedStep, Picked

ALLOCATION = StepKind.ALLOCATION.value

_MOST_CAUSES = 4


def lane_of_followed(followed: Followed, *, whole: bool = False) -> Swimlane:
    """Return the swimlane of a followed incident.

    Parameters
    ----------
    whole
        Every step; False: those on the critical path to the milestone it was picked by.
    """
    scenario, picked = followed.phase.scenario, followed.picked
    incident = scenario.incidents[picked.incident]
    response = scenario.responses[incident.response]
    on_path = [one for one in followed.steps if picked.milestone in one.decides]
    chosen = followed.steps if whole or not on_path else on_path
    rows = tuple(_row(scenario, one) for one in chosen)
    design = followed.design
    return Swimlane(
        incident=picked.incident,
        incident_name=name_of(incident.name, picked.incident),
        design=design.id,
        design_name=name_of(design.name, design.id),
        place=name_of(scenario.places[picked.place].name, picked.place),
        precedence=response.precedence.value,
        deadline_h=followed.deadline_h,
        deadline_for=response.deadline_for,
        lanes=lanes_of(scenario, rows),
        rows=rows,
        milestones=milestones_of(followed.milestones),
        names={one: milestone_name(one, scenario) for one in milestones_of(followed.milestones)},
        phase=phase_name(design, followed.phase),
        basis=_basis(picked, scenario),
    )


def _basis(picked: Picked, scenario: Scenario) -> str:
    moment = local_moment(scenario.time, picked.arrived_h)
    values = {
        "id": picked.id,
        "moment": moment_words(moment),
        "of": f"{picked.of:,}",
        "milestone": milestone_name(picked.milestone, scenario),
        "never": tr("; {many} never reached it", many=f"{picked.never:,}") if picked.never else "",
    }
    if picked.how == MEDIAN:
        return tr(
            "as it happened, the median of {of} by {milestone}: incident {id}, {moment}{never}",
            **values,
        )
    if picked.how == SLOWEST:
        return tr(
            "as it happened, the slowest of {of} by {milestone}: incident {id}, {moment}{never}",
            **values,
        )
    return tr("as it happened, incident {id}, {moment}{never}", **values)


_DAYS_JA = "月火水木金土日"


def moment_words(moment: datetime) -> str:
    """Return a moment with the day of the week: ``Monday 2027-03-01 04:10 JST``."""
    if spoken() == "ja":
        return f"{moment:%Y-%m-%d}（{_DAYS_JA[moment.weekday()]}）{moment:%H:%M %Z}"
    return f"{moment:%A %Y-%m-%d %H:%M %Z}"


def local_moment(clock: Clock, hour: float) -> datetime:
    """Return the local moment of an hour of the run."""
    zone = ZoneInfo(clock.zone)
    start = datetime.combine(clock.start, time(0), zone)
    return (start.astimezone(UTC) + timedelta(hours=hour)).astimezone(zone)


def _row(scenario: Scenario, one: FollowedStep) -> LaneRow:
    if one.headquarters:
        lane = one.headquarters
        who = name_of(scenario.headquarters[lane].name, lane)
    else:
        lane = f"units-{one.nation}" if one.nation else ""
        who = name_of(scenario.units[one.unit].name, one.unit) if one.unit else ""
    if one.cell:
        who = bracketed(who, cell_words(one.cell))
    cause = one.step.cause if one.step is not None else None
    return LaneRow(
        id=one.id,
        kind=one.kind,
        start_h=one.began_h,
        hours=one.hours,
        lane=lane,
        to=one.step.to if one.step is not None else None,
        who=who,
        what=_what(one),
        nation=one.nation or None,
        unit=one.unit,
        probability=1.0,
        rounds=1.0,
        rule=one.rule,
        path=cause.path if cause is not None else "",
        where=":".join(one.where.split(":")[:2]) if ":" in one.where else "",
        aside=False,
        queue_h=one.queue_h,
        closed_h=one.closed_h,
        decides=one.decides,
    )


def _what(one: FollowedStep) -> str:
    """Return what was done: as doctrine says it of the step, unless results say it otherwise."""
    same = one.step is not None and one.step.text == one.text
    return said(one.step.text) if same and one.step is not None else tr(one.text)


def sum_of(followed: Followed) -> dict[str, float]:
    """Return the hours to the milestone by cause, the longest first; they sum to it.

    Causes are the kinds of steps, and the two kinds of waits.
    """
    sums: defaultdict[str, float] = defaultdict(float)
    for one in followed.steps:
        if followed.picked.milestone in one.decides:
            sums[one.kind or "other"] += one.busy_h
            # A request for platforms waits for platforms, not for a team.
            sums[ALLOCATION if one.kind == ALLOCATION else "queue"] += one.queue_h
            sums["outside hours"] += one.closed_h
    return dict(
        sorted(((k, v) for k, v in sums.items() if v), key=lambda item: (-item[1], item[0]))
    )


def sentence(followed: Followed, design: str | None = None) -> str:
    """Return one sentence: when it was answered, and where that time went.

    ``design`` is what the design is called; None: by its identifier.
    """
    picked = followed.picked
    design = design or followed.design.id
    milestone = milestone_name(picked.milestone, followed.phase.scenario)
    if picked.answered_h is None:
        return tr(
            "{design}: never {milestone} ({outcome}).",
            design=design,
            milestone=milestone,
            outcome=outcome_words(picked.outcome),
        )
    parts = [
        tr("{time} of {cause}", time=hours(value), cause=cause_words(cause))
        for cause, value in sum_of(followed).items()
    ]
    rest = len(parts) - _MOST_CAUSES
    shown = parts[:_MOST_CAUSES] + ([tr("{many} more", many=rest)] if rest > 0 else [])
    return tr(
        "{design}: {milestone} after {time}: {parts}.",
        design=design,
        milestone=milestone,
        time=hours(picked.answered_h),
        parts=joined(shown),
    )


def followed_data(followed: Sequence[Followed]) -> dict[str, Any]:
    """Return one or two followed incidents as plain data, with every step."""
    lanes = [lane_of_followed(one, whole=True) for one in followed]
    first = followed[0].picked
    told = {
        "id": first.id,
        "arrived_h": first.arrived_h,
        "milestone": first.milestone,
        "answered_h": {one.design.id: one.picked.answered_h for one in followed},
        "outcome": {one.design.id: one.picked.outcome for one in followed},
        "hours_by_cause": {one.design.id: sum_of(one) for one in followed},
    }
    lanes_data = swimlane_data(lanes[0]) if len(lanes) == 1 else side_by_side_data(*lanes)
    return told | {"course": lanes_data}


def render_followed(followed: Sequence[Followed], *, whole: bool = False) -> RenderableType:
    """Return one or two followed incidents for a terminal of 100 columns."""
    lanes = [lane_of_followed(one, whole=whole) for one in followed]
    course = render_swimlane(lanes[0]) if len(lanes) == 1 else render_side_by_side(*lanes)
    told = [Text(sentence(one)) for one in followed]
    aside = "" if whole else tr("Steps that held up the answer; --all shows every step.")
    return Group(course, Text(), *told, Text(aside, "dim"))
