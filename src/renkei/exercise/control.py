"""Exercise control: the lines of the master events list, notes, and what the instructor does.

Takes actions of the instructor and the time that goes by; brings about incidents and messages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from renkei._base.errors import InputError
from renkei._base.language import said, tr
from renkei.exercise import actions
from renkei.exercise.conditions import HasDecided, HasReached, IsBelow
from renkei.exercise.lines import CHECKED_EVERY_H, MasterEvent, put_line, read_lines, unknown_names
from renkei.exercise.log import DESK
from renkei.exercise.refusals import Refused
from renkei.exercise.release import EVERYBODY, Paper
from renkei.report.said import Said

if TYPE_CHECKING:
    from renkei.exercise.journal import Incident
    from renkei.exercise.stepped import SteppedModel


@dataclass(frozen=True)
class Brought:
    """An incident that a line has brought about."""

    at_h: float
    incident: Incident
    place: str


class Control:
    """The master events list of an exercise as it goes on.

    Parameters
    ----------
    exercise
        The exercise.
    """

    def __init__(self, exercise: SteppedModel) -> None:
        self._exercise, self._record = exercise, exercise.record
        self.lines = read_lines(exercise.definition.file.lines, exercise.setting.scenario)
        self.notes: list[tuple[float, str]] = []
        """Moments [h] and texts of the instructor's notes."""
        self.brought: list[Brought] = []
        """Incidents that lines have brought about."""

    def next_h(self) -> Iterator[float]:
        """Yield the next moments at which lines may fire [h]."""
        exercise = self._exercise
        for line in self.lines.values():
            if line.due_h is not None:
                yield exercise.begins_h + line.due_h
            elif line.watches:
                past = math.floor(exercise.now_h / CHECKED_EVERY_H + 1e-9)
                yield (past + 1) * CHECKED_EVERY_H

    def take(self, action: actions.Action) -> None:
        """Let the instructor do something.

        Raises
        ------
        Refused
            If it is not possible; nothing has changed.
        """
        match action:
            case actions.Fire(line=id_):
                self._fire(self._line(id_))
            case actions.Skip(line=id_, skipped=skipped):
                self._put(self._line(id_).with_state("skipped" if skipped else "planned"))
            case actions.Approve(line=id_, approved=approved):
                self._put(self._line(id_).with_state("approved" if approved else "planned"))
            case actions.Delay(line=id_, at_h=at_h):
                line = self._line(id_)
                if self._exercise.begins_h + at_h < self._exercise.now_h:
                    raise Refused(409, "past", lambda: tr("This moment is past."))
                self._put(replace(line, at_h=at_h))
            case actions.PutLine():
                if action.line in self.lines:
                    self._line(action.line)
                self._put_line(action)
            case actions.Pin(text=text):
                self.notes.append((self._exercise.now_h, text))
                self._record.notify(DESK, "note", str(len(self.notes)), self._exercise.now_h)
            case _:
                raise Refused(403, "seat", lambda: tr("Only a seat can do that."))

    def _line(self, id_: str) -> MasterEvent:
        """Return a line that has not been fired."""
        line = self.lines.get(id_)
        if line is None:
            raise Refused(404, "line", lambda: tr("There is no such line."))
        if line.state == "fired":
            raise Refused(409, "fired", lambda: tr("This line was fired already."))
        return line

    def _put_line(self, action: actions.PutLine) -> None:
        scenario = self._exercise.setting.scenario
        wrong = unknown_names(action, scenario)
        if wrong:
            names = ", ".join(wrong)
            raise Refused(
                422, "names", lambda: tr("The scenario does not have: {names}", names=names)
            )
        try:
            line = put_line(action, scenario)
            known = self.lines.get(action.line)
            if action.extra is None and known is not None:
                line = replace(line, extra=known.extra)
            self._put(line)
        except InputError as error:
            expected = error.problems[0].expected
            raise Refused(
                422,
                "condition",
                lambda: tr("The condition is not one of: {expected}", expected=said(expected)),
            ) from None

    def _put(self, line: MasterEvent) -> None:
        self.lines[line.id] = line
        self._record.notify(DESK, "lines", line.id, self._exercise.now_h)

    def fire_due(self) -> None:
        """Fire what is due by its time or its condition."""
        for line in list(self.lines.values()):
            due = line.due_h
            if due is not None:
                if self._exercise.begins_h + due <= self._exercise.now_h and self._holds(line):
                    self._fire(line)
                elif self._exercise.begins_h + due <= self._exercise.now_h:
                    self._put(line.with_state("skipped"))
            elif line.watches and self._holds(line):
                self._fire(line)

    def _holds(self, line: MasterEvent) -> bool:
        match line.condition:
            case None:
                return True
            case HasReached(milestone, incident, not_by_h):
                reached = any(
                    course.milestones.get(milestone, math.inf) <= self._exercise.now_h
                    for key, course in self._record.courses.items()
                    if key[0] == incident and course.happened_h >= self._exercise.begins_h
                )
                return reached == (not_by_h is None)
            case HasDecided(headquarters, incident):
                return (headquarters, incident) in self._record.decided
            case IsBelow(stock, number):
                row = self._exercise.setting.program.stocks.index(stock)
                return float(self._exercise.stepper.state.stock["on_hand"][row]) < number

    def _fire(self, line: MasterEvent) -> None:
        setting, says = self._exercise.setting, line.says
        if says.incident is not None:
            places = setting.scenario.incidents[says.incident].places
            place = says.place or max(sorted(places), key=lambda one: places[one].weight)
            ordinal = self._exercise.stepper.add_incident(says.incident, place)
            key = (says.incident, ordinal)
            self.brought.append(Brought(self._exercise.now_h, key, place))
        if says.to:
            nations = {setting.nation_of(one) for one in says.to}
            subject = Said(en=says.subject, ja=says.subject)
            self._record.keep(
                Paper(
                    id=self._record.new_id(),
                    kind="inject",
                    sender=says.sender,
                    receivers=tuple(says.to),
                    subject=subject,
                    text=says.text,
                    incident=None,
                    precedence="priority",
                    sent_h=self._exercise.now_h,
                    as_of_h=self._exercise.now_h,
                    owner=nations.pop() if len(nations) == 1 else EVERYBODY,
                    received=dict.fromkeys(says.to, self._exercise.now_h),
                ),
                self._exercise.now_h,
            )
        self._put(line.with_state("fired", self._exercise.now_h))
