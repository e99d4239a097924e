"""The exercise of :mod:`renkei.exercise` as the server asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from renkei.exercise.definition import Definition
from renkei.exercise.log import Entry
from renkei.exercise.running import Exercise
from renkei.exercise.viewing import Views
from renkei.server.playing import Seated

if TYPE_CHECKING:
    from renkei.exercise.actions import Action
    from renkei.exercise.views import DeskView, Ground, Notice, Response, SeatView


class Played:
    """An exercise and its views; see :class:`~renkei.server.playing.Playing`."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self._views = Views(exercise)

    @property
    def now_h(self) -> float:
        """The present moment."""
        return self.exercise.now_h

    @property
    def begins_h(self) -> float:
        """When it begins."""
        return self.exercise.begins_h

    @property
    def ends_h(self) -> float:
        """When it ends."""
        return self.exercise.ends_h

    @property
    def seats(self) -> Mapping[str, Seated]:
        """Its seats."""
        return self.exercise.setting.seats

    @property
    def people(self) -> Mapping[str, str]:
        """Who is in which seat."""
        return self.exercise.people

    def advance(self, until_h: float) -> None:
        """Advance to a moment."""
        self.exercise.advance(until_h)

    def advance_to_task(self, until_h: float) -> bool:
        """Advance to a moment, or to the first before it at which a person gets a task."""
        return self.exercise.advance_to_task(until_h)

    def act(self, who: str, action: Action, wall: float) -> Entry:
        """Take an action."""
        return self.exercise.act(who, action, wall)

    def ground(self, who: str) -> Ground:
        """Return what does not change."""
        del who  # the same for all
        return self._views.ground()

    def seat_view(self, seat: str) -> SeatView:
        """Return what a seat sees."""
        return self._views.seat(seat)

    def desk_view(self) -> DeskView:
        """Return what the instructor sees."""
        return self._views.desk()

    def response(self, who: str, incident: str) -> Response:
        """Return an incident so far."""
        return self._views.response(who, incident)

    def notices(self, who: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""
        return self.exercise.notices(who, after)

    def last_notice(self, who: str) -> int:
        """Return the number of the last notice of a viewer."""
        return self.exercise.record.last_notice(who)


def play(definition: bytes, log: Iterable[str], now_h: float | None) -> Played:
    """Return an exercise from its definition and the lines of its log, replayed."""
    entries = map(Entry.from_json, log)
    return Played(Exercise(Definition.from_bytes(definition), entries, now_h))
