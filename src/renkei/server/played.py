"""The exercise of :mod:`renkei.exercise` as the server asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from renkei.exercise.ahead import Ahead
from renkei.exercise.definition import Definition
from renkei.exercise.exporting import parquet_archive
from renkei.exercise.futures import Outset
from renkei.exercise.lines_workbook import ReadLines, read_lines_workbook, write_lines
from renkei.exercise.log import Entry
from renkei.exercise.rehearsing import Rehearsing
from renkei.exercise.reviewing import Reviewer
from renkei.exercise.running import Exercise
from renkei.exercise.viewing import Views
from renkei.server.playing import Seated

if TYPE_CHECKING:
    from renkei.exercise.actions import Action
    from renkei.exercise.views import (
        DeskView,
        Ground,
        LookAhead,
        Notice,
        OlderItems,
        Rehearsal,
        Response,
        SeatView,
    )


class Played:
    """An exercise and its views; see :class:`~renkei.server.playing.Playing`.

    Parameters
    ----------
    ahead
        Runs futures, for looking ahead and for reviews.
    """

    def __init__(self, exercise: Exercise, ahead: Ahead) -> None:
        self.exercise = exercise
        self._views = Views(exercise)
        self._ahead = ahead
        self._reviewer: tuple[tuple[int, float], Reviewer] | None = None

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
        return self._ground

    @cached_property
    def _ground(self) -> Ground:
        return self._views.ground()

    def seat_view(self, seat: str) -> SeatView:
        """Return what a seat sees."""
        return self._views.seat(seat)

    def older_items(self, seat: str, before: str) -> OlderItems:
        """Return what came before an item."""
        return self._views.older_items(seat, before)

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

    def look_ahead(
        self, futures: int, incident: str | None, task: str | None
    ) -> Callable[[], LookAhead]:
        """Begin to look ahead."""
        begun = self._ahead.begin(self.exercise, futures=futures, incident=incident, task=task)
        return begun.result

    def look_back(self, at_h: float, seat: str) -> Callable[[], str]:
        """Begin to find what a seat knew at a moment [h since the begin]."""
        return self._ahead.look_back(self.exercise, at_h, seat).result

    def reviewing(self) -> Reviewer:
        """Begin a review; the same as before where nothing has happened since."""
        of = (len(self.exercise.entries), self.now_h)
        if self._reviewer is None or self._reviewer[0] != of:
            self._reviewer = of, Reviewer(self.exercise, self._ahead)
        return self._reviewer[1]

    def rehearsing(self) -> Callable[[], Rehearsal]:
        """Begin a rehearsal with the master events list as it stands."""
        exercise = self.exercise
        lines = exercise.control.lines.values()
        return Rehearsing(exercise.setting, self._ahead, lines).result

    def tables(self) -> bytes:
        """Return the whole truth as a ZIP archive of tables of results."""
        return parquet_archive(self.exercise)

    def lines_workbook(self) -> bytes:
        """Return the master events list as a workbook."""
        return write_lines(self.exercise.control.lines)

    def read_lines(self, content: bytes) -> ReadLines:
        """Return what a workbook would change of the master events list."""
        return read_lines_workbook(
            content, self.exercise.control.lines, self.exercise.setting.scenario
        )


class Player:
    """Makes exercises from their definition and log; see :class:`~renkei.server.playing.Play`.

    Parameters
    ----------
    processes
        Processes that look ahead; they begin when they are first asked.
    """

    def __init__(self, processes: int = 2) -> None:
        self._ahead = Ahead(processes)

    def __call__(self, definition: bytes, log: Iterable[str], now_h: float | None) -> Played:
        """Return the exercise, replayed."""
        entries = map(Entry.from_json, log)
        return Played(Exercise(Definition.from_bytes(definition), entries, now_h), self._ahead)

    def warm(self, definition: bytes) -> None:
        """Let the processes begin and read the exercise, so that the first question is quick."""
        nothing = Outset(snapshot=None, chosen={}, incidents=(), begins_h=0.0, until_h=0.0)
        self._ahead.submit(definition, nothing, self._ahead.processes)

    def close(self) -> None:
        """End the processes."""
        self._ahead.close()
