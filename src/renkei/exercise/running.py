"""An exercise as it goes on: the model stepped, people's actions applied, all told in order.

What for: the state of an exercise is a function of its definition and its log. Takes both; advances
in model time, takes actions, and tells who has learnt what. Replaying the log gives the same state,
in whatever slices the time went by; with an empty log the model is replication k of ``renkei run``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.exercise.control import Control
from renkei.exercise.log import DESK, Entry, ShelvedLog
from renkei.exercise.refusals import Refused
from renkei.exercise.seat_actions import take_seat_action
from renkei.exercise.setting import Setting
from renkei.exercise.stepped import SteppedModel
from renkei.program.machine.clock import TICKS

if TYPE_CHECKING:
    from renkei.exercise.actions import Action
    from renkei.exercise.definition import Definition


class Exercise(SteppedModel):
    """An exercise at a moment.

    Parameters
    ----------
    definition
        The exercise.
    entries
        Its log so far, which is replayed.
    now_h
        Where the clock stood [h since hour 0 of the scenario]; None: at the last entry.
    setting
        That of the definition, where it is there already.

    Attributes
    ----------
    control
        The master events list and the instructor's notes.
    entries
        The log.
    """

    def __init__(
        self,
        definition: Definition,
        entries: Iterable[Entry] = (),
        now_h: float | None = None,
        setting: Setting | None = None,
    ) -> None:
        super().__init__(setting or Setting(definition))
        self.entries = ShelvedLog(self.shelf)
        self.control = Control(self)
        self.control.fire_due()
        for entry in entries:
            self.advance(entry.at / TICKS)
            self._apply(entry)
        if now_h is not None:
            self.advance(now_h)

    # --- time

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
            if self.run_to(to_h, stop=stop):
                return True
            self.control.fire_due()
            if to_h >= until_h:
                return False

    def _next_stop(self) -> float:
        """Return the next moment at which something happens outside the model [h]."""
        found = [self.record.next_due_h, *self.control.next_h()]
        return min((at for at in found if at is not None and at > self.now_h), default=self.ends_h)

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
