"""The model of an exercise as it is stepped: its time, what it has told, the tasks of people.

What for: the program and kernel of the Monte Carlo runs, stopped where a person has work. Takes a
setting; advances to moments; knows who sits where and what waits for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from renkei.doctrine.workflow import DECISIONS, StepKind
from renkei.engine.stepping import Decision, Stepper
from renkei.exercise.choosing import chooser
from renkei.exercise.journal import Incident, Journal
from renkei.exercise.log import DESK
from renkei.exercise.numbers import Numbers
from renkei.exercise.record import ExerciseRecord
from renkei.exercise.setting import ForceInfo, SeatSetting, Setting, TagInfo
from renkei.exercise.shelf import Shelf
from renkei.exercise.taking import REFUSED
from renkei.program.machine.blocks import Op
from renkei.program.machine.clock import TICKS

if TYPE_CHECKING:
    from renkei.engine.replication import Replication
    from renkei.engine.stepping import Snapshot
    from renkei.exercise.boards import BoardInfo
    from renkei.exercise.views import Notice, Outcome


@dataclass(frozen=True)
class Waiting:
    """A task: work that waits for the person in a seat, begun by a team, or before a board.

    ``came_h`` is when it came there; of a paper when it first came to the board [h].
    """

    id: str
    seat: SeatSetting
    decision: Decision
    info: TagInfo
    incident: Incident
    begun_h: float
    came_h: float


@dataclass(frozen=True)
class Finished:
    """A task that was finished by a person, with what they wrote; ``by`` is empty for a bot."""

    waiting: Waiting
    done_h: float
    outcome: Outcome
    by: str
    text: str


class SteppedModel:
    """The model at a moment, and the people in it.

    Parameters
    ----------
    setting
        What stands still.

    Attributes
    ----------
    now_h, begins_h, ends_h
        Present moment, begin and end [h since hour 0 of the scenario].
    people
        Who is in which seat.
    read, claims
        Numbers of the papers read, by seat; who has a task in hand.
    chosen
        Units that people have chosen for requests to come.
    outset
        State of the model at the begin.
    shelf
        What is seldom asked for, out of memory.
    """

    def __init__(self, setting: Setting) -> None:
        definition = setting.definition
        self.definition, self.setting = definition, setting
        self.begins_h, self.ends_h = definition.begins_h, definition.ends_h
        self.people: dict[str, str] = {}
        self.read: dict[str, Numbers] = {}
        self.shelf = Shelf()
        self.claims: dict[str, str] = {}
        self.tasks: dict[str, Waiting] = {}
        self.finished: list[Finished] = []
        self.record = ExerciseRecord(setting, self.begins_h, self.shelf)
        self.chosen: dict[tuple[str, int, str], dict[str, int]] = {}
        self._numbers: dict[str, int] = {}
        self._journal = Journal(setting)
        self.stepper = Stepper(
            setting.program,
            definition.seed,
            definition.file.replication,
            journal=True,
            reasons=(REFUSED,),
            choose=chooser(self.chosen),
        )
        self.now_h = 0.0
        self.run_to(self.begins_h)
        self.outset = self.stepper.snapshot()

    @property
    def is_over(self) -> bool:
        """Whether the end is reached."""
        return self.now_h >= self.ends_h

    def run_to(self, until_h: float, *, stop: bool = False) -> bool:
        """Run the model to a moment; with ``stop``, at most to the next task of a person.

        Return whether it stopped there.
        """
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
        came = decision.since_h
        if info.board is not None:
            came = self._journal.came_h(
                decision.token, (decision.source, decision.ordinal), info.step, came
            )
        task = Waiting(
            f"{seat.id}-{n}", seat, decision, info, (decision.source, decision.ordinal), begun, came
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

    def agenda(self, seat: SeatSetting) -> list[tuple[Decision, float, float]]:
        """Return the papers that wait for a sitting of a seat: when they came, when it is [h]."""
        setting, found = self.setting, []
        gates = {block: setting.gates[block] for block in seat.blocks if block in setting.gates}
        for one in self.stepper.before(gates):
            stay = self._journal.stays.get(one.token)
            if stay is not None and math.isfinite(stay.sits_h):
                found.append((one, stay.since_h, stay.sits_h))
        return sorted(found, key=lambda each: (each[2], each[1], each[0].source, each[0].ordinal))

    def sitting_h(self, block: int, after_h: float | None = None) -> float | None:
        """Return when the board of a block sits for a paper put off now, or at a moment [h].

        None: not any more.
        """
        opens = self.stepper.opens_h(self.setting.gates[block], after_h)
        return opens + self._board(block).cut_off_h if math.isfinite(opens) else None

    def _board(self, block: int) -> BoardInfo:
        tag = int(self.setting.program.blocks["tag"][block])
        board = self.setting.tags[tag].board
        assert board is not None
        return board

    def is_late(self, task: Waiting) -> bool:
        """Return whether a task has taken twice its usual time; at a board, until it sits again."""
        if task.info.board is None:
            return self.now_h - task.begun_h > 2 * task.info.usual_h
        sat = task.begun_h - task.info.board.cut_off_h
        again = self.sitting_h(task.decision.block, sat)
        return again is not None and self.now_h >= again

    def outcomes(self, task: Waiting) -> tuple[Outcome, ...]:
        """Return the ways in which a task can be finished."""
        if task.info.kind == StepKind.COORDINATION and self.repeat_after(task.decision) is not None:
            return "agree", "counter"
        if task.info.kind in DECISIONS:
            return "go-on", "refuse"
        if task.info.board is not None and self.sitting_h(task.decision.block) is not None:
            return "go-on", "put-off"
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

    def close(self, task: Waiting, outcome: Outcome, text: str) -> None:
        """Let a task that was finished in the model be done."""
        del self.tasks[task.id]
        self.claims.pop(task.id, None)
        by = self.people.get(task.seat.id, "")
        self.finished.append(Finished(task, self.now_h, outcome, by, text))
        self.record.notify(task.seat.id, "task", task.id, self.now_h)
        self.record.notify(DESK, "task", task.id, self.now_h)

    # --- what others ask

    @staticmethod
    def hour_of(at: int) -> float:
        """Return the hour of the scenario of a moment in microseconds."""
        return at / TICKS

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

    def notices(self, viewer: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""
        return self.record.notices(viewer, after)
