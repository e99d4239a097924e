"""What each viewer is shown: views, incidents, notices, and what is worked out beside the clock.

What for: every document that leaves the server is made here, for one viewer at a time. Takes the
room; gives bytes, and what waits for processes. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from renkei._base.language import Language, speaking
from renkei.exercise.refusals import Refused
from renkei.exercise.views import Clock, DeskView, LookAhead, Notice, SeatView
from renkei.server import refusing
from renkei.server.line_changes import changes_json
from renkei.server.playing import DESK

if TYPE_CHECKING:
    from pydantic import BaseModel

    from renkei.exercise.clock import LiveClock
    from renkei.server.playing import Playing, Reviewing

_VIEW_LASTS_S = 5.0
"""A view is made anew after this real time at the latest [s]."""


class _Room(Protocol):
    """What is looked at of a room."""

    playing: Playing
    clock: LiveClock
    real_s: Callable[[], float]
    connected: frozenset[str]
    codes: dict[str, str]
    told: dict[str, int]


@dataclass
class _Seen:
    """A view that was made: what it was made of, when, and its bytes without the clock."""

    of: tuple[int, int, int]
    made_s: float
    body: bytes


class RoomViews:
    """What the viewers of a room are shown.

    Parameters
    ----------
    room
        The room, whose exercise has just been made.
    """

    def __init__(self, room: _Room) -> None:
        self._room = room
        self._form = room.playing.desk_view().clock
        self._seen: dict[str, _Seen] = {}
        self._ground: dict[str, bytes] = {}
        self._acts = dict.fromkeys((DESK, *room.playing.seats), 0)
        self._presence = 0

    def changed(self, who: str) -> None:
        """Make the view of somebody anew when it is asked for: people did something."""
        self._acts[who] += 1

    def presence_changed(self) -> None:
        """Make all views anew when they are asked for: somebody has come or gone."""
        self._presence += 1

    def view(self, who: str) -> bytes:
        """Return what a viewer sees, as JSON."""
        now_s = self._room.real_s()
        of = (self._room.playing.last_notice(who), self._acts[who], self._presence)
        seen = self._seen.get(who)
        fresh = seen is not None and seen.of == of and now_s - seen.made_s < _VIEW_LASTS_S
        if seen is None or not fresh:
            view = self._completed(
                self._room.playing.desk_view() if who == DESK else self._room.playing.seat_view(who)
            )
            body = view.model_dump_json(exclude={"clock"}).encode()
            seen = self._seen[who] = _Seen(of, now_s, body)
        clock = self.clock_of(who).model_dump_json().encode()
        return b'{"clock":' + clock + b"," + seen.body[1:]

    def _completed(self, view: SeatView | DeskView) -> SeatView | DeskView:
        """Return a view with who is connected, which the exercise does not know."""
        here = self._room.connected
        if isinstance(view, SeatView):
            colleagues = tuple(
                one.model_copy(update={"connected": one.id in here}) for one in view.colleagues
            )
            me = view.me.model_copy(update={"connected": view.me.id in here})
            return view.model_copy(update={"me": me, "colleagues": colleagues})
        seats = tuple(
            one.model_copy(
                update={"connected": one.id in here, "code": self._room.codes.get(one.id, "")}
            )
            for one in view.seats
        )
        return view.model_copy(update={"seats": seats})

    def clock_of(self, who: str) -> Clock:
        """Return the clock as a viewer sees it.

        A seat is not told that it stands because a task came to somebody.
        """
        clock, playing = self._room.clock, self._room.playing
        stands = clock.stands
        if stands == "decision" and who != DESK:
            stands = "paused"
        return self._form.model_copy(
            update={
                "now_h": round(max(playing.now_h - playing.begins_h, 0.0), 9),
                "ends_h": round(playing.ends_h - playing.begins_h, 9),
                "running": clock.running,
                "speed": clock.speed,
                "stands": stands,
                "starts_in_s": clock.starts_in_s(self._room.real_s()),
            }
        )

    def ground(self, who: str) -> bytes:
        """Return what does not change, as JSON."""
        found = self._ground.get(who)
        if found is None:
            found = self._ground[who] = _json(self._room.playing.ground(who))
        return found

    def response(self, who: str, incident: str) -> bytes:
        """Return an incident so far, as JSON; the same refusal for all that is not seen."""
        try:
            return _json(self._room.playing.response(who, incident))
        except Refused as refused:
            if refused.status in (403, 404):
                raise refusing.nothing_here() from None
            raise

    def notices(self, who: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number, of those that were told."""
        return self._room.playing.notices(who, after)[: max(0, self._room.told[who] - after)]

    def older_items(self, who: str, before: str) -> bytes:
        """Return what a seat sees that came before an item, as JSON.

        Raises
        ------
        Refused
            If this viewer sees no such item, whether there is one or not.
        """
        if who == DESK:
            raise refusing.nothing_here()
        try:
            return _json(self._room.playing.older_items(who, before))
        except Refused:
            raise refusing.nothing_here() from None

    def look_ahead(
        self, who: str, futures: int, incident: str | None, task: str | None
    ) -> Callable[[], LookAhead]:
        """Begin to look ahead; return what waits for it, in whatever thread.

        A seat asks about what it knows of, where the exercise lets seats ask.

        Raises
        ------
        Refused
            If there is nothing of the kind for this viewer.
        """
        if who != DESK:
            view = self._room.playing.seat_view(who)
            known = {one.id for one in view.incidents}, {one.id for one in view.tasks}
            named = incident is not None or task is not None
            if (
                not view.may_ask_ahead
                or not named
                or (incident is not None and incident not in known[0])
                or (task is not None and task not in known[1])
            ):
                raise refusing.nothing_here()
        return self._room.playing.look_ahead(futures, incident, task)

    def look_back(self, who: str, at_h: float, seat: str) -> Callable[[], str]:
        """Begin to find what a seat knew at a moment; seats ask for themselves, after the end.

        Raises
        ------
        Refused
            If there is nothing of the kind for this viewer.
        """
        if who != DESK:
            if seat != who:
                raise refusing.nothing_here()
            if self._room.clock.stands != "over":
                raise refusing.not_over()
        return self._room.playing.look_back(at_h, seat)

    def reviewing(self, who: str) -> Reviewing:
        """Begin a review; seats get theirs after the end.

        Raises
        ------
        Refused
            If it is not over yet, for a seat.
        """
        if who != DESK and self._room.clock.stands != "over":
            raise refusing.not_over()
        return self._room.playing.reviewing()

    # --- the master events list

    def lines_workbook(self, language: Language) -> bytes:
        """Return the master events list as a workbook."""
        with speaking(language):
            return self._room.playing.lines_workbook()

    def preview_lines(self, content: bytes) -> bytes:
        """Return what a workbook would change, and which rows are rejected, as JSON."""
        return changes_json(self._room.playing.read_lines(content))


def _json(document: BaseModel) -> bytes:
    return document.model_dump_json().encode()
