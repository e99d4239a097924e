"""A workflow as an ordered swimlane: moment, duration, actor, task and cause of each step.

Takes a workflow and its expected course without load; gives rows in order of time, as plain data
and as a rich table with one lane for each headquarters.
"""

from __future__ import annotations

import string
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, said, tr
from renkei.report.tables import Table
from renkei.report.wording import (
    bracketed,
    cell_words,
    clock,
    hours,
    joined,
    milestone_name,
    milestone_words,
    phase_name,
    share,
)
from renkei.study.names import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from renkei._base.errors import Location
    from renkei.doctrine.expected import Course, TimedStep
    from renkei.doctrine.workflow import Workflow
    from renkei.scenario.model.document import Scenario
    from renkei.study.explaining import Explained

_MOST_LANES = 22
_MOST_SPACED = 16
_LETTERS = string.ascii_uppercase + string.ascii_lowercase
_EARLY = 1e-9
_TOLD_H = 1 / 120  # half a minute: shorter waits are not worth a word
_WITHOUT_LOAD = later("expected without load, from a random moment of the year on")
_MILESTONES = (
    "detected", "reported", "decided", "agreed", "settled", "ordered", "departed",
    "first-on-station", "on-station", "complete",
)  # fmt: skip


@dataclass(frozen=True)
class LaneRow:
    """A step of the swimlane.

    ``lane`` and ``to`` are lanes by id (a headquarters, or ``units-JPN``); ``rule`` and ``path``
    give its cause, ``where`` the line of the cause; ``probability`` and ``rounds`` how often. Of a
    step as it was taken, ``queue_h`` and ``closed_h`` are the hours among ``hours`` that passed in
    a queue and outside working hours, and ``decides`` names the milestones that it held up.
    """

    id: str
    kind: str
    start_h: float
    hours: float
    lane: str
    to: str | None
    who: str
    what: str
    nation: str | None
    unit: str | None
    probability: float
    rounds: float
    rule: str
    path: str
    where: str
    aside: bool
    queue_h: float = 0.0
    closed_h: float = 0.0
    decides: tuple[str, ...] = ()

    @property
    def waited(self) -> str:
        """The waits within the step, if any: ``2 h in the queue``."""
        waits = []
        if self.queue_h >= _TOLD_H:
            waits.append(tr("{time} in the queue", time=hours(self.queue_h)))
        if self.closed_h >= _TOLD_H:
            waits.append(tr("{time} outside hours", time=hours(self.closed_h)))
        return joined(waits)

    @property
    def often(self) -> str:
        """How often the step happens, if not once: ``in 30 %``, ``about 1.4 times``."""
        words = []
        if self.probability < 1.0:
            words.append(tr("in {share} of cases", share=share(self.probability)))
        if self.rounds > 1.0:
            words.append(tr("about {times} times", times=rounds(self.rounds)))
        if self.aside:
            words.append(tr("nothing waits for it"))
        return joined(words)


def rounds(times: float) -> str:
    """Return a number of rounds to two digits: 1.4, 12, 130."""
    return f"{float(f'{times:.2g}'):,.10g}"


@dataclass(frozen=True)
class LaneLoad:
    """A question that recurs while the incident runs."""

    every_h: float
    text: str
    rule: str
    path: str
    where: str


@dataclass(frozen=True)
class Swimlane:
    """Everything ``renkei explain`` says about one incident under one design."""

    incident: str
    incident_name: str
    design: str
    design_name: str
    place: str
    precedence: str
    deadline_h: float
    deadline_for: str
    lanes: dict[str, str]
    rows: tuple[LaneRow, ...]
    milestones: dict[str, float]
    loads: tuple[LaneLoad, ...] = ()
    rules: dict[str, str] = field(default_factory=dict)
    phase: str = ""
    """The phase of the design, in words; empty if the design has one phase only."""
    basis: str = _WITHOUT_LOAD
    """What the times are: expected ones, or those of one incident as it happened."""
    names: dict[str, str] = field(default_factory=dict)
    """Milestones in words; those of the data are by identifier."""


def swimlane(
    scenario: Scenario,
    workflow: Workflow,
    course: Course,
    design: tuple[str, str],
    place: str,
    phase: str = "",
) -> Swimlane:
    """Return the swimlane of a workflow.

    Parameters
    ----------
    scenario
        Explicit scenario of the phase.
    workflow, course
        The workflow and its expected course.
    design
        Identifier and display name of the design.
    place
        Where the incident happens.
    phase
        The phase of the design, in words.
    """
    from renkei.doctrine.rules import RULES

    incident = scenario.incidents[workflow.incident]
    response = scenario.responses[workflow.response]
    rows = tuple(_row(scenario, timed) for timed in course.steps)
    lanes = lanes_of(scenario, rows)
    loads = tuple(_load(scenario, workflow, number) for number in range(len(workflow.side_loads)))
    used = {row.rule for row in rows} | {load.rule for load in loads}
    return Swimlane(
        incident=workflow.incident,
        incident_name=name_of(incident.name, workflow.incident),
        design=design[0],
        design_name=design[1],
        place=name_of(scenario.places[place].name, place),
        precedence=workflow.precedence.value,
        deadline_h=response.deadline.mean(),
        deadline_for=response.deadline_for,
        lanes=lanes,
        rows=rows,
        milestones=milestones_of(course.milestones),
        names={one: milestone_name(one, scenario) for one in milestones_of(course.milestones)},
        loads=loads,
        rules={rule: tr(text) for rule, text in RULES.items() if rule in used},
        phase=phase,
        basis=tr(_WITHOUT_LOAD),
    )


def lane_of(explained: Explained) -> Swimlane:
    """Return the swimlane of an explained response."""
    design = explained.design
    return swimlane(
        explained.phase.scenario,
        explained.workflow,
        explained.course,
        (design.id, name_of(design.name, design.id)),
        explained.place,
        phase_name(design, explained.phase),
    )


def lanes_of(scenario: Scenario, rows: Sequence[LaneRow]) -> dict[str, str]:
    """Return the lanes of rows with their display names, lanes of one nation beside each other."""
    return {lane: _lane_name(scenario, lane) for lane in _ordered_lanes(scenario, rows)}


def milestones_of(moments: Mapping[str, float]) -> dict[str, float]:
    """Return the milestones that a swimlane shows, in their order."""
    named = [m for m in moments if m not in _MILESTONES and "." not in m]
    return {m: moments[m] for m in (*_MILESTONES, *named) if m in moments}


def where(location: Location | None) -> str:
    """Return file (without its folder) and line; ``""`` for None."""
    if location is None:
        return ""
    name = Path(location.file).name
    return f"{name}:{location.line}" if location.line else name


def _ordered_lanes(scenario: Scenario, rows: Sequence[LaneRow]) -> list[str]:
    """Return the lanes by nation, nations and lanes in order of appearance."""
    seen = dict.fromkeys(lane for row in rows for lane in (row.lane, row.to) if lane is not None)
    nations = list(dict.fromkeys(_nation_of(scenario, lane) for lane in seen))
    return sorted(seen, key=lambda lane: nations.index(_nation_of(scenario, lane)))


def _nation_of(scenario: Scenario, lane: str) -> str | None:
    if not lane:  # a time in which nobody acts
        return None
    if lane.startswith("units-"):
        return lane.removeprefix("units-")
    return scenario.headquarters[lane].nation


def _row(scenario: Scenario, timed: TimedStep) -> LaneRow:
    step = timed.step
    if timed.unit is not None and not step.actor:
        lane = f"units-{step.nation}"
        who = name_of(scenario.units[timed.unit].name, timed.unit)
    else:
        lane = step.actor
        who = _lane_name(scenario, lane)
    if step.cell is not None:
        who = bracketed(who, cell_words(step.cell))
    return LaneRow(
        id=step.id,
        kind=step.kind.value,
        start_h=timed.start_h,
        hours=timed.hours,
        lane=lane,
        to=step.to,
        who=who,
        what=said(step.text),
        nation=step.nation,
        unit=timed.unit,
        probability=timed.probability,
        rounds=timed.rounds,
        rule=step.cause.rule,
        path=step.cause.path,
        where=where(step.cause.location),
        aside=timed.aside,
    )


def _lane_name(scenario: Scenario, lane: str) -> str:
    if not lane:
        return tr("the incident")
    if lane.startswith("units-"):
        nation = lane.removeprefix("units-")
        return tr("units of {nation}", nation=name_of(scenario.nations[nation].name, nation))
    headquarters = scenario.headquarters[lane]
    return name_of(headquarters.name, lane)


def _load(scenario: Scenario, workflow: Workflow, number: int) -> LaneLoad:
    load = workflow.side_loads[number]
    request = scenario.information_requests[load.id]
    return LaneLoad(
        every_h=load.every.mean(),
        text=tr(
            "{asker} asks {answerer} ({cell}), {time} an answer",
            asker=_lane_name(scenario, request.asker),
            answerer=_lane_name(scenario, request.answerer),
            cell=cell_words(request.cell),
            time=hours(request.work.mean()),
        ),
        rule=load.cause.rule,
        path=load.cause.path,
        where=where(load.cause.location),
    )


def swimlane_data(lane: Swimlane) -> dict[str, Any]:
    """Return the swimlane as plain data."""
    return {key: value for key, value in asdict(lane).items() if key != "names"}


def render_swimlane(lane: Swimlane) -> RenderableType:
    """Return the swimlane for a terminal of 100 columns."""
    parts: list[RenderableType] = [_header(lane), _milestone_table(lane), Text()]
    parts += [_legend(lane), Text(), _table(lane)]
    if lane.loads:
        parts += [Text(), _loads(lane.loads)]
    parts += [Text(), _rules(lane.rules)]
    return Group(*parts)


def _header(lane: Swimlane) -> Text:
    deadline = tr(
        "{time} to {milestone}",
        time=hours(lane.deadline_h),
        milestone=milestone_words(lane.deadline_for),
    )
    head = Text(
        tr(
            "{incident} at {place}, {precedence}, deadline {deadline}",
            incident=lane.incident_name,
            place=lane.place,
            precedence=lane.precedence,
            deadline=deadline,
        )
    )
    under = Text(tr("under {design} ({id})", design=lane.design_name, id=lane.design))
    for text, bold in ((head, lane.incident_name), (head, lane.precedence)):
        text.highlight_words([bold], "bold")
    under.highlight_words([lane.design_name], "bold")
    phase = tr(", ") + lane.phase if lane.phase else ""
    return Text.assemble(head, "\n", under, f"{phase}\n", (lane.basis, "dim"))


def _milestone_table(lane: Swimlane) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    moments = sorted(lane.milestones.items(), key=lambda item: item[1])
    for name, _ in moments:
        table.add_column(lane.names.get(name) or milestone_words(name))
    table.add_row(*(hours(moment) for _, moment in moments))
    return table


def _letters(lane: Swimlane) -> dict[str, str]:
    size = len(_LETTERS)
    return {
        name: _LETTERS[place] if place < size else f"{_LETTERS[place % size]}{place // size}"
        for place, name in enumerate(lane.lanes)
    }


def _legend(lane: Swimlane) -> Table:
    table = Table.grid(padding=(0, 2))
    letters = _letters(lane)
    cells = [
        Text.assemble((letters[key] + " ", "bold cyan"), name) for key, name in lane.lanes.items()
    ]
    table.add_column()
    table.add_column()
    for pair in zip(cells[::2], [*cells[1::2], Text()], strict=False):
        table.add_row(*pair)
    return table


def _table(lane: Swimlane) -> Table:
    letters = _letters(lane)
    tracks = _Tracks(letters)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("at h"), justify="right", no_wrap=True)
    table.add_column(tr("takes"), justify="right", no_wrap=True)
    table.add_column(tracks.head, no_wrap=True)
    table.add_column(tr("for"), no_wrap=True, style="dim")
    table.add_column(tr("who does what, and why"))
    pending = sorted(lane.milestones.items(), key=lambda item: item[1])
    for row in lane.rows:
        while pending and pending[0][1] <= row.start_h + _EARLY:
            name, moment = pending.pop(0)
            _add_milestone(table, (lane.names.get(name) or milestone_words(name)), moment, tracks)
        table.add_row(
            clock(row.start_h), hours(row.hours), tracks.draw(row), row.nation or "", _what(row)
        )
    for name, moment in pending:
        _add_milestone(table, (lane.names.get(name) or milestone_words(name)), moment, tracks)
    return table


def _add_milestone(table: Table, name: str, moment: float, tracks: _Tracks) -> None:
    rule = Text("─" * tracks.width, "green")
    label = Text(name, "bold green")
    table.add_row(Text(clock(moment), "green"), "", rule, "", label)


class _Tracks:
    """The lanes side by side: spaced if they fit, else close, else the letter alone."""

    def __init__(self, letters: dict[str, str]) -> None:
        self.letters = letters
        self.places = {lane: place for place, lane in enumerate(letters)}
        self.gap = " " if len(letters) <= _MOST_SPACED else ""
        self.is_drawn = len(letters) <= _MOST_LANES

    @property
    def head(self) -> Text:
        """The letters of the lanes."""
        head = self.gap.join(self.letters.values()) if self.is_drawn else tr("lane")
        return Text(head, "bold cyan")

    @property
    def width(self) -> int:
        """Columns that the lanes take."""
        return self.head.cell_len

    def draw(self, row: LaneRow) -> Text:
        """Return the lanes of one row: a dot for who acts, an arrow for a message."""
        if not self.is_drawn:
            to = f" ▶ {self.letters[row.to]}" if row.to else ""
            return Text(self.letters[row.lane] + to, "cyan")
        marks = ["·"] * len(self.places)
        gaps = [self.gap] * len(self.places)
        at = self.places[row.lane]
        if row.to is not None and row.to != row.lane:
            to_place = self.places[row.to]
            for between in range(min(at, to_place), max(at, to_place)):
                marks[between], gaps[between] = "─", "─" * len(self.gap)
            marks[to_place] = "▶" if to_place > at else "◀"
            marks[at] = "○"
        else:
            marks[at] = "●"
        text = Text()
        for mark, gap in zip(marks, gaps, strict=True):
            text.append(mark, "dim" if mark == "·" else "cyan")
            text.append(gap, "cyan")
        return text[: self.width]


def _what(row: LaneRow) -> Text:
    text = Text.assemble((row.who, "bold"), tr(": ") if row.who else "", row.what)
    if row.often:
        text.append(f" [{row.often}]", "yellow")
    if row.waited:
        text.append(tr(" [of it {waits}]", waits=row.waited), "yellow")
    if row.rule:
        cause = f"{row.rule}, {row.where or tr('here')}" + (f": {row.path}" if row.path else "")
        text.append(f"\n{cause}", "dim")
    return text


def _loads(loads: Sequence[LaneLoad]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row(Text(tr("while it runs"), "dim"), "")
    for load in loads:
        why = f"\n{load.rule}, {load.where or tr('here')}: {load.path}"
        every = tr("every {time}", time=hours(load.every_h))
        table.add_row(every, Text.assemble(load.text, (why, "dim")))
    return table


def _rules(rules: dict[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(style="dim")
    for rule, text in rules.items():
        table.add_row(rule, text)
    return table
