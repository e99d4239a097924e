"""The record of an exercise: what has happened, what is said of it, and to whom.

What for: the model tells steps and milestones; people hear reports. Takes happenings of the journal
in order; keeps what really is, lets facts arise, lets messages tell them, keeps the papers that
headquarters get, and gives each viewer notices of its own.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.doctrine.workflow import DECISIONS, StepKind
from renkei.exercise.feeds import Feeds, NoticeKind
from renkei.exercise.journal import Arrived, Began, Done, Happening, Incident, Reached
from renkei.exercise.knowledge import EVENT, MILESTONE, MOVE, OVER, Knowledge, KnownFact
from renkei.exercise.log import DESK
from renkei.exercise.papers import Papers
from renkei.exercise.release import ItemKind, Paper, may_see
from renkei.exercise.seen_papers import SeenPapers
from renkei.exercise.views import Notice
from renkei.program.machine.program import text_hash
from renkei.report.said import Said, both

if TYPE_CHECKING:
    from renkei.exercise.setting import SeatSetting, Setting
    from renkei.exercise.shelf import Shelf

_STAGES = {
    StepKind.PREPARATION: "departed",
    StepKind.TRANSIT: "arrived",
    StepKind.ON_STATION: "left",
    StepKind.RECOVERY: "home",
}

REMEMBERED_H = 24.0
"""How long before the begin something may have been over or sent, and still be shown [h]."""


@dataclass
class IncidentCourse:
    """An incident as it really is: when and where, what was reached, the steps done so far."""

    incident: Incident
    id: str
    place: str
    happened_h: float
    milestones: dict[str, float] = field(default_factory=dict)
    steps: list[Done] = field(default_factory=list)


@dataclass
class UnitWay:
    """The way of platforms of a unit to an incident and back; moments as they really were."""

    incident: Incident
    unit: str
    quantity: int
    ordered_h: float
    stages: dict[str, float] = field(default_factory=dict)


class ExerciseRecord:
    """What has happened so far, and who has heard of it.

    Parameters
    ----------
    setting
        Gives the names.
    begins_h
        Begin of the exercise [h]: notices are of what happens from then on.
    shelf
        Where old papers and notices are kept.
    """

    def __init__(self, setting: Setting, begins_h: float, shelf: Shelf) -> None:
        self.setting, self.begins_h = setting, begins_h
        self.knowledge = Knowledge()
        self.papers = Papers(shelf)
        self._seen = {
            seat.headquarters: SeenPapers(seat.headquarters, seat.nations, self.papers)
            for seat in setting.seats.values()
        }
        self.courses: dict[Incident, IncidentCourse] = {}
        self.ways: dict[int, UnitWay] = {}
        self.decided: set[tuple[str, str]] = set()
        """Headquarters and incident type of the decisions taken since the begin."""
        self._salt = setting.definition.seed
        self._feeds = Feeds((DESK, *setting.seats), shelf)
        self._numbers: dict[str, int] = {}
        self._sent: set[tuple[str, str, Incident, float, float]] = set()
        self._due: list[tuple[float, int, str | int, str]] = []
        """What arrives: moment [h], a number, a paper or a fact, and the headquarters."""

    # --- what happens in the model

    def hear(self, what: Happening) -> None:
        """Take what the model has told, after what has arrived elsewhere before it."""
        # Else what a message tells would hang on the slices in which the model is stepped.
        self.deliver_due(what.at_h, before=True)
        match what:
            case Arrived(at_h, incident, place):
                number = text_hash(f"incident {incident} {self._salt}")
                id_ = f"{incident[0]}-{number:016x}"[: len(incident[0]) + 7]
                self.courses[incident] = IncidentCourse(incident, id_, place, at_h)
                self.notify(DESK, "incident", id_, at_h)
            case Began():
                self._began(what)
            case Done():
                self._done(what)
            case Reached():
                self._reached(what)

    def _began(self, what: Began) -> None:
        way = UnitWay(what.incident, what.unit, what.quantity, what.at_h)
        self.ways[what.move] = way
        self._moved(what.incident, what.move, "ordered", what.at_h)

    def _moved(self, incident: Incident, move: int, stage: str, at_h: float) -> None:
        unit = self.ways[move].unit
        superior = self.setting.superiors.get(unit, "")
        known = self.setting.scenario.units.get(unit)
        owner = known.nation if known is not None else ""
        fact = self.knowledge.arises(MOVE, incident, stage, at_h, owner, superior, move)
        self._tell(superior, fact, at_h)
        above = self.setting.hear_of(
            unit, self.setting.deciders(incident[0], self._place(incident))
        )
        for headquarters, hours in above.items():
            heapq.heappush(self._due, (at_h + hours, self._next("due"), fact.id, headquarters))
        self.notify(DESK, "movement", self.courses[incident].id, at_h)

    def _stage(self, what: Done) -> str | None:
        """Return what a unit has reached by a step; back at its base it is still turned around."""
        stage = _STAGES.get(StepKind(what.info.kind))
        way = self.ways[what.move]
        if stage == "home" and "back" not in way.stages:
            known = self.setting.scenario.units.get(way.unit)
            if known is not None and known.turnaround is not None:
                return "back"
        return stage

    def _place(self, incident: Incident) -> str:
        return self.courses[incident].place

    def _done(self, what: Done) -> None:
        course = self.courses.get(what.incident)
        if course is None:
            return
        course.steps.append(what)
        info = what.info
        if what.move >= 0:
            stage = self._stage(what)
            if stage is not None:
                self.ways[what.move].stages[stage] = what.at_h
                self._moved(what.incident, what.move, stage, what.at_h)
            return
        if info.to and info.to != info.headquarters:
            self._message(course, what)
        elif info.kind in DECISIONS and what.at_h >= self.begins_h:
            self.decided.add((info.headquarters, what.incident[0]))

    def _message(self, course: IncidentCourse, what: Done) -> None:
        """Let a message of the model arrive: its receiver learns what its sender knew."""
        info, setting = what.info, self.setting
        senders, receivers = setting.nations_of(info.headquarters), setting.nations_of(info.to)
        told = list(
            self.knowledge.told(what.incident, info.headquarters, senders, receivers, what.since_h)
        )
        for fact in told:
            if self.knowledge.learns(info.to, fact.id, what.at_h):
                self._tell(info.to, fact, what.at_h)
        key = (info.headquarters, info.to, what.incident, what.since_h, what.at_h)
        if key in self._sent:
            return  # two courses in one message
        self._sent.add(key)
        kind: ItemKind = "report"
        if what.before in (StepKind.ORDER, StepKind.FORCES_REQUEST) or "/order/" in info.step:
            kind = "order"
        elif what.before == StepKind.REQUEST:
            kind = "request"
        paper = Paper(
            id=self.new_id(),
            kind=kind,
            sender=info.headquarters,
            receivers=(info.to,),
            subject=self._subject(kind, course),
            text="",
            incident=what.incident,
            precedence=info.precedence,
            sent_h=what.since_h,
            as_of_h=max((fact.at_h for fact in told), default=what.since_h),
            owner=setting.nation_of(info.headquarters),
            released={one: what.at_h for one in receivers if one not in senders},
            received={info.to: what.at_h},
        )
        self.keep(paper, what.at_h)

    def _subject(self, kind: ItemKind, course: IncidentCourse) -> Said:
        name = self.setting.incident_name(course.incident[0])
        place = self.setting.place_name(course.place)

        def words() -> str:
            values = {"incident": str(name), "place": str(place)}
            if kind == "order":
                return tr("Order: {incident}, {place}", **values)
            if kind == "request":
                return tr("Request: {incident}, {place}", **values)
            return tr("Report: {incident}, {place}", **values)

        return both(words)

    def _reached(self, what: Reached) -> None:
        course = self.courses.get(what.incident)
        if course is None:
            return
        course.milestones[what.milestone] = what.at_h
        self.notify(DESK, "incident", course.id, what.at_h)
        setting, incident = self.setting, what.incident
        deciders = setting.deciders(incident[0], course.place)
        stem, _, nation = what.milestone.partition(".")
        if what.milestone == "detected":
            first = setting.detected_by(incident[0], course.place)
            self._arises(EVENT, incident, "", course.happened_h, "", (first,), what.at_h)
        elif what.milestone == "complete":
            self._arises(OVER, incident, "", what.at_h, "", deciders.values(), what.at_h)
        elif stem in ("agreed", "settled"):
            self._arises(MILESTONE, incident, stem, what.at_h, "", deciders.values(), what.at_h)
        elif nation and stem in ("decided", "reported"):
            by = deciders.get(nation, what.headquarters)
            self._arises(MILESTONE, incident, what.milestone, what.at_h, nation, (by,), what.at_h)
        elif stem in setting.named_milestones(incident[0]) and what.headquarters:
            owner = setting.nation_of(what.headquarters)
            self._arises(
                MILESTONE, incident, stem, what.at_h, owner, (what.headquarters,), what.at_h
            )

    def _arises(
        self,
        kind: str,
        incident: Incident,
        name: str,
        at_h: float,
        owner: str,
        at: Iterable[str],
        known_h: float,
    ) -> None:
        """Let a fact arise at one headquarters or several at once."""
        first, *others = dict.fromkeys(at) or ("",)
        fact = self.knowledge.arises(kind, incident, name, at_h, owner, first)
        self.knowledge.since[first][fact.id] = known_h
        self._tell(first, fact, known_h)
        for other in others:
            self.knowledge.learns(other, fact.id, known_h)
            self._tell(other, fact, known_h)

    def _tell(self, headquarters: str, fact: KnownFact, at_h: float) -> None:
        """Send a notice of a fact to the seats of a headquarters."""
        kind: NoticeKind = "movement" if fact.kind == MOVE else "incident"
        for seat in self.setting.seats.values():
            if seat.headquarters == headquarters:
                self.notify(seat.id, kind, self.courses[fact.incident].id, at_h)

    def knows(self, headquarters: str, incident: Incident) -> bool:
        """Return whether a headquarters knows of an incident."""
        return any(fact.kind == EVENT for fact in self.knowledge.known(headquarters, incident))

    # --- papers

    def keep(self, paper: Paper, now_h: float) -> None:
        """Keep a paper; deliver where it has arrived, and elsewhere when it arrives."""
        number = self.papers.add(paper)
        # Too old ones are not shown; before an exercise there may be a year.
        if paper.sent_h >= self.begins_h - REMEMBERED_H:
            for seen in self._seen.values():
                seen.offer(number, paper, now_h)
        for headquarters, at_h in paper.received.items():
            if at_h <= now_h:
                self._deliver(paper.id, headquarters, at_h)
            else:
                self.deliver_later(paper.id, headquarters, at_h)

    def deliver_later(self, paper: str, headquarters: str, at_h: float) -> None:
        """Let a headquarters have notice of a paper at a moment to come."""
        heapq.heappush(self._due, (at_h, self._next("due"), paper, headquarters))

    def _deliver(self, paper: str, headquarters: str, at_h: float) -> None:
        one = self.papers[paper]
        self.notify(DESK, "item", paper, at_h)
        for seat in self.setting.seats.values():
            if seat.headquarters == headquarters and may_see(one, seat.nations, at_h):
                self.notify(seat.id, "item", paper, at_h)

    def deliver_due(self, now_h: float, *, before: bool = False) -> None:
        """Deliver papers and reports of units that arrive up to a moment, or before it."""
        while self._due and (self._due[0][0] < now_h or (not before and self._due[0][0] == now_h)):
            at_h, _, what, headquarters = heapq.heappop(self._due)
            if isinstance(what, str):
                self._deliver(what, headquarters, at_h)
            elif self.knowledge.learns(headquarters, what, at_h):
                self._tell(headquarters, self.knowledge.facts[what], at_h)

    @property
    def next_due_h(self) -> float | None:
        """When the next paper or report arrives [h]; None: none is under way."""
        return self._due[0][0] if self._due else None

    def seen(self, seat: SeatSetting, now_h: float) -> SeenPapers:
        """Return the papers that a seat sees, but for old ones; the time only goes forward."""
        found = self._seen[seat.headquarters]
        found.look(now_h)
        return found

    # --- notices

    def notify(self, viewer: str, kind: NoticeKind, id_: str, at_h: float) -> None:
        """Add a notice to the feed of a viewer."""
        if at_h >= self.begins_h:
            self._feeds.add(viewer, kind, id_, at_h - self.begins_h)

    def notices(self, viewer: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""
        return self._feeds.after(viewer, after)

    def last_notice(self, viewer: str) -> int:
        """Return the number of the last notice of a viewer."""
        return self._feeds.last(viewer)

    def new_id(self) -> str:
        """Return the id of a new paper, which tells nothing of how many there are."""
        number = self._next("paper")
        return f"{text_hash(f'paper {number} {self._salt}'):016x}"

    def _next(self, what: str) -> int:
        self._numbers[what] = self._numbers.get(what, 0) + 1
        return self._numbers[what]
