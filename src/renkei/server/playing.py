"""What the server asks of an exercise: the seam between who asks and what is so.

What for: the server is tested with an exercise of a few lines (``tests/server/toy.py``), and holds
no rule of the real one. All moments are hours since hour 0 of the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from renkei.exercise.actions import Action
    from renkei.exercise.lines_workbook import ReadLines
    from renkei.exercise.views import (
        DeskView,
        Ground,
        LookAhead,
        Notice,
        OlderItems,
        Rehearsal,
        Response,
        Review,
        SeatView,
    )

DESK = "desk"
"""Who the instructor is; no seat has this name."""


class Recorded(Protocol):
    """An entry of the log."""

    @property
    def number(self) -> int:
        """From 1 on, without gaps."""

    @property
    def at(self) -> int:
        """Its moment [microseconds since hour 0 of the scenario]."""

    def to_json(self) -> str:
        """Return it as a line of JSON."""


class Seated(Protocol):
    """A seat: whose it is, and where."""

    @property
    def nation(self) -> str:
        """Its nation."""

    @property
    def headquarters(self) -> str:
        """Its headquarters."""


class Reviewing(Protocol):
    """A review under way."""

    def wait(self) -> None:
        """Wait for its simulated runs, in whatever thread."""

    def review(self, nation: str) -> Review:
        """Return it, in the thread of the exercise: joint for an empty name, or of a nation."""


class Playing(Protocol):
    """An exercise that goes on; called by one thread at a time.

    Everything follows from its definition and its log: replayed, it is the same.
    """

    @property
    def now_h(self) -> float:
        """The present moment."""

    @property
    def begins_h(self) -> float:
        """When it begins; views count from here."""

    @property
    def ends_h(self) -> float:
        """When it ends."""

    @property
    def seats(self) -> Mapping[str, Seated]:
        """Its seats."""

    @property
    def people(self) -> Mapping[str, str]:
        """Who is in which seat; those without anybody are bots."""

    def advance(self, until_h: float) -> None:
        """Advance to a moment."""

    def advance_to_task(self, until_h: float) -> bool:
        """Advance to a moment, or to the first before it at which a person gets a task."""

    def act(self, who: str, action: Action, wall: float) -> Recorded:
        """Take an action, or raise :class:`~renkei.exercise.refusals.Refused`, nothing changed."""

    def ground(self, who: str) -> Ground:
        """Return what does not change, as far as a viewer may know it."""

    def seat_view(self, seat: str) -> SeatView:
        """Return what a seat sees."""

    def older_items(self, seat: str, before: str) -> OlderItems:
        """Return what came before an item, or raise Refused alike for one unknown and unseen."""

    def desk_view(self) -> DeskView:
        """Return what the instructor sees."""

    def response(self, who: str, incident: str) -> Response:
        """Return an incident so far, or raise Refused alike for one unknown and one unseen."""

    def notices(self, who: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""

    def last_notice(self, who: str) -> int:
        """Return the number of the last notice of a viewer."""

    def look_ahead(
        self, futures: int, incident: str | None, task: str | None
    ) -> Callable[[], LookAhead]:
        """Begin to look ahead; return what waits for it, in whatever thread."""

    def look_back(self, at_h: float, seat: str) -> Callable[[], str]:
        """Begin to find what a seat knew at a moment [h since the begin]; return what waits for it.

        It gives the view of the seat at that moment, as JSON.
        """

    def reviewing(self) -> Reviewing:
        """Begin a review of what was played so far."""

    def rehearsing(self) -> Callable[[], Rehearsal]:
        """Begin a rehearsal with the list as it stands; return what waits for it."""

    def tables(self) -> bytes:
        """Return the whole truth as a ZIP archive of tables of results."""

    def lines_workbook(self) -> bytes:
        """Return the master events list as a workbook, in the language of the context."""

    def read_lines(self, content: bytes) -> ReadLines:
        """Return what a workbook would change of the master events list."""


class Play(Protocol):
    """Makes an exercise from its definition and the lines of its log, replayed."""

    def __call__(self, definition: bytes, log: Iterable[str], now_h: float | None) -> Playing:
        """Return the exercise, at a moment; None: at the last entry."""
