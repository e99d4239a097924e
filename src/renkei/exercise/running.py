"""An exercise as it goes on: the model stepped, people's actions applied, all told in order.

What for: the state of an exercise is a function of its definition and its log. Takes both; advances
in model time, takes actions, and tells who has learnt what. Replaying the log gives the same state,
in whatever slices the time went by; with an empty log the model is replication k of ``renkei run``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.doctrine.workflow import DECISIONS, StepKind
from renkei.engine.stepping import Decision, Stepper
from renkei.exercise.choosing import chooser
from renkei.exercise.control import Control
from renkei.exercise.journal import Incident, Journal
from renkei.exercise.log import DESK, Entry
from renkei.exercise.record import ExerciseRecord
from renkei.exercise.refusals import Refused
from renkei.exercise.seat_actions import REFUSED, take_seat_action
from renkei.exercise.setting import ForceInfo, SeatSetting, Setting, TagInfo
from renkei.program.machine.blocks import Op
from renkei.program.machine.clock import TICKS

if TYPE_CHECKING:
    from renkei.engine.replication import Replication
    from renkei.engine.stepping import Snapshot
    from renkei.exercise.actions import Action
    from renkei.exercise.definition import Definition
    from renkei.exercise.views import Notice, Outcome


@dataclass(frozen=True)
class Waiting:
    """A task: work that waits for the person in a seat, begun by a team."""

    id: str
    seat: SeatSetting
    decision: Decision
    info: TagInfo
    incident: Incident
    begun_h: float


@dataclass(frozen=True)
class Finished:
    """A task that was finished by a person, with what they wrote; ``by`` is empty for a bot."""

    waiting: Waiting
    done_h: float
    outcome: Outcome
    by: str
    text: str


class Exercise:
    """An exercise at a moment.

    Parameters
    ----------
    definition
        The exercise.
    entries
        Its log so far, which is replayed.
    now_h
        Where the clock stood [h since hour 0 of the scenario]; None: at the last entry.

    Attributes
    ----------
    now_h, begins_h, ends_h
        Present moment, begin and end [h since hour 0 of the scenario].
    people
        Who is in which seat.
    outset
        State of the model at the begin.
    """

    def __init__(
        self,
        definition: Definition,
        entries: Iterable[Entry] = (),
        now_h: float | None = None,
        setting: Setting | None = None,
    ) -> None:
        self.definition = definition
        self.setting = setting or Setting(definition)
        self.begins_h, self.ends_h = definition.begins_h, definition.ends_h
        self.entries: list[Entry] = []
        self.people: dict[str, str] = {}
        self.read: dict[str, set[str]] = {}
        self.claims: dict[str, str] = {}
        self.tasks: dict[str, Waiting] = {}
        self.finished: list[Finished] = []
        self.record = ExerciseRecord(self.setting, self.begins_h)
        self.chosen: dict[tuple[str, int, str], dict[str, int]] = {}
        self._numbers: dict[str, int] = {}
        self._journal = Journal(self.setting)
        self.stepper = Stepper(
            self.setting.program,
            definition.seed,
            definition.file.replication,
            journal=True,
            reasons=(REFUSED,),
            choose=chooser(self.chosen),
        )
        self.now_h = 0.0
        self._run_to(self.begins_h, stop=False)
        self.outset = self.stepper.snapshot()
        self.control = Control(self)
        self.control.fire_due()
        for entry in entries:
            self.advance(entry.at / TICKS)
            self._apply(entry)
        if now_h is not None:
            self.advance(now_h)

    # --- time

    @property
    def is_over(self) -> bool:
        """Whether the end is reached."""
        return self.now_h >= self.ends_h

    def advance(self, until_h: float) -> None:
        """Advance to a moment of the scenario [h], at most to the end of the exercise."""
        self._advance(until_h, stop=False)

    def advance_to_task(self, until_h: float) -> bool:
        """Advance to the first moment at which work begins to wait for a person, or to a moment.

        Return whether there was such work.
        """
        return self._advance(until_h, stop=True)

    def _advance(self, until_h: float, *, stop: bool) -> bool:
        until_h = min(until_h, self.ends_h)
        while True:
            to_h = min(until_h, self._next_stop())
            if self._run_to(to_h, stop=stop):
                return True
            self.control.fire_due()
            if to_h >= until_h:
                return False

    def _run_to(self, until_h: float, *, stop: bool) -> bool:
        """Run the model to a moment; with ``stop``, at most to the next task of a person."""
        while True:
            decision = self.stepper.advance_to_decision(until_h)
            self.now_h = max(self.now_h, min(self.stepper.now, until_h))
            self._hear()
            if decision is None:
                break
            task = self._new_task(decision)
            if stop and task is not None:
                return True
        self.now_h = max(self.now_h, until_h)
        self.forget_tasks()
        self.record.deliver_due(self.now_h)
        return False

    def _hear(self) -> None:
        for what in self._journal.tell(self.stepper.noted(), self.now_h):
            self.record.hear(what)

    def _next_stop(self) -> float:
        """Return the next moment at which something happens outside the model [h]."""
        found = [self.record.next_due_h, *self.control.next_h()]
        return min((at for at in found if at is not None and at > self.now_h), default=self.ends_h)

    # --- tasks

    def _new_task(self, decision: Decision) -> Waiting | None:
        """Let the person in the seat of a block have a task."""
        seat = self._seat_of.get(decision.block)
        if seat is None:
            return None
        n = self._numbers[seat.id] = self._numbers.get(seat.id, 0) + 1
        for old in [one for one in self.tasks.values() if one.decision.token == decision.token]:
            self.tasks.pop(old.id)  # it was interrupted, and is taken up again
        info = self.setting.tags[self.setting.program.blocks["tag"][decision.block]]
        begun = decision.since_h if decision.begun_h is None else decision.begun_h
        task = Waiting(
            f"{seat.id}-{n}", seat, decision, info, (decision.source, decision.ordinal), begun
        )
        self.tasks[task.id] = task
        self.record.notify(seat.id, "task", task.id, self.now_h)
        self.record.notify(DESK, "task", task.id, self.now_h)
        return task

    @cached_property
    def _seat_of(self) -> dict[int, SeatSetting]:
        return {block: seat for seat in self.setting.seats.values() for block in seat.blocks}

    def forget_tasks(self) -> None:
        """Drop tasks whose work was interrupted or given to somebody else by the model."""
        pending = set(self.stepper.pending)
        for id_ in [id_ for id_, task in self.tasks.items() if task.decision not in pending]:
            task = self.tasks.pop(id_)
            self.record.notify(task.seat.id, "task", id_, self.now_h)
            self.record.notify(DESK, "task", id_, self.now_h)

    def queued(self, seat: SeatSetting) -> list[Decision]:
        """Return the work of a seat that waits for a team."""
        rows = set(seat.blocks)
        found = [one for one in self.stepper.queued() if one.block in rows]
        return sorted(found, key=lambda one: (one.since_h, one.source, one.ordinal, one.block))

    def outcomes(self, task: Waiting) -> tuple[Outcome, ...]:
        """Return the ways in which a task can be finished."""
        if task.info.kind == StepKind.COORDINATION and self.repeat_after(task.decision) is not None:
            return "agree", "counter"
        if task.info.kind in DECISIONS:
            return "go-on", "refuse"
        return ("go-on",)

    def repeat_after(self, decision: Decision) -> int | None:
        """Return the block after a round of coordination that asks whether it was the last."""
        after = decision.block + 1
        blocks = self.setting.program.blocks
        return after if after < len(blocks) and blocks["op"][after] == Op.REPEAT else None

    def forces_of(self, task: Waiting) -> tuple[ForceInfo, ...]:
        """Return the forces that a decision sends, which the person may choose."""
        if task.info.kind not in DECISIONS:
            return ()
        known = self.setting.forces.get((task.incident[0], task.decision.place), ())
        nation = self.setting.nation_of(task.info.headquarters)
        return tuple(one for one in known if one.nation == nation)

    # --- actions

    def act(self, who: str, action: Action, wall: float) -> Entry:
        """Take an action of a seat or the instructor, and return its entry.

        Raises
        ------
        Refused
            If it is not possible; nothing has changed.
        """
        self.advance(self.now_h)  # the rest of this moment
        at = round(self.now_h * TICKS)
        entry = Entry(len(self.entries) + 1, at, wall, who, action)
        self._apply(entry)
        return entry

    def _apply(self, entry: Entry) -> None:
        if entry.who == DESK:
            self.control.take(entry.action)
        elif entry.who in self.setting.seats:
            take_seat_action(self, self.setting.seats[entry.who], entry.action)
        else:
            raise Refused(404, "seat", lambda: tr("There is no such seat."))
        self.entries.append(entry)
        self.advance(self.now_h)

    def close(self, task: Waiting, outcome: Outcome, text: str) -> None:
        """Let a task that was finished in the model be done."""
        del self.tasks[task.id]
        self.claims.pop(task.id, None)
        by = self.people.get(task.seat.id, "")
        self.finished.append(Finished(task, self.now_h, outcome, by, text))
        self.record.notify(task.seat.id, "task", task.id, self.now_h)
        self.record.notify(DESK, "task", task.id, self.now_h)

    def notices(self, viewer: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""
        return self.record.notices(viewer, after)

    # --- the model

    def snapshot(self) -> Snapshot:
        """Return the state of the model, from which futures can begin."""
        return self.stepper.snapshot()

    def result(self) -> Replication:
        """Return the whole replication, with what is still to be decided left to the model."""
        saved = self.stepper.snapshot()
        try:
            for seat in self.setting.seats.values():
                self.stepper.unstaff(seat.blocks)
            return self.stepper.result()
        finally:
            self.stepper.restore(saved)
