"""The room: an exercise, its clock and its file, kept together.

What for: what people are told is true, kept, and told once. An action is applied, then committed
with its answer, then acknowledged; where the clock stood is committed before anybody is told what
happened until then, so that after a crash nothing that was told is untold. Takes readings of a
clock that only goes forward; gives the notices that are new, and the answers to actions. Called by
one thread at a time (:mod:`renkei.server.one_thread`), in pieces of some milliseconds: the engine
lets no other Python run while it works.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from renkei._base.errors import ResultsError
from renkei.exercise.actions import Action, Claim, Leave, Read, Take
from renkei.exercise.clock import CannotRun, LiveClock
from renkei.exercise.views import Notice
from renkei.server import refusing
from renkei.server.branching import branched, copied
from renkei.server.line_changes import changes_json
from renkei.server.playing import DESK
from renkei.server.room_views import RoomViews
from renkei.server.store import Answered, StoodAt

if TYPE_CHECKING:
    from renkei.exercise.clock import AfterGap
    from renkei.server.playing import Play, Playing
    from renkei.server.store import Store

Command = Literal["start", "go-on", "pause", "freeze", "speed", "step", "until", "jump"]

_PIECE_S = 0.02
"""Processor time of one piece of work of the engine, about [s]."""

_LEAST_PIECE_H, _MOST_PIECE_H = 1e-4, 24.0
_MISSED_S = 900.0
"""A scheduled start that is missed by no more than this, as by a crash, is made good [s]."""


@dataclass
class News:
    """What is new after a call: notices by viewer, and who must look at the clock or at seats."""

    notices: dict[str, list[Notice]] = field(default_factory=dict)
    clock: bool = False
    seats: set[str] = field(default_factory=set)
    anew: bool = False


class Room:
    """An exercise with its clock and its file.

    Parameters
    ----------
    store
        Its file, open.
    play
        Makes the exercise from it.
    real_s, wall_s
        Read a clock that only goes forward, and that of the day [s].
    after_gap
        What becomes of the clock when the machine slept.
    """

    def __init__(
        self,
        store: Store,
        play: Play,
        *,
        real_s: Callable[[], float] = time.monotonic,
        wall_s: Callable[[], float] = time.time,
        after_gap: AfterGap = "pause",
    ) -> None:
        self._play = play
        self.real_s, self._wall_s = real_s, wall_s
        self._after_gap: AfterGap = after_gap
        self._piece_h = 0.01
        self.codes: dict[str, str] = {}
        self.connected: frozenset[str] = frozenset()
        self._open(store)

    def _open(self, store: Store) -> None:
        self.store = store
        about = store.about()
        self.branch = about["branch"].decode()
        self.family = about["family"].decode()
        self._replay()
        stood = store.clock()
        playing = self.playing
        self.clock = LiveClock(
            playing.now_h,
            playing.ends_h,
            speed=stood.speed,
            started=stood.started,
            after_gap=self._after_gap,
        )
        self._starts_at = stood.starts_at
        if stood.starts_at is not None:
            in_s = stood.starts_at - self._wall_s()
            if in_s > -_MISSED_S and self.clock.stands != "over":
                self.clock.start(self.real_s(), max(in_s, 0.0))
        self._kept = stood
        self.told = {who: playing.last_notice(who) for who in (DESK, *playing.seats)}

    def _replay(self) -> None:
        stood = self.store.clock()
        self.playing: Playing = self._play(
            self.store.about()["definition"], self.store.entries(), stood.now_h
        )
        self.shown = RoomViews(self)

    # --- time -------------------------------------------------------------------------------

    def tick(self) -> News:
        """Let the clock go on, and the model after it by a piece at most."""
        stood, speed = self.clock.stands, self.clock.speed
        onward = self.clock.tick(self.real_s())
        if onward is not None:
            until_h = min(onward.until_h, self.playing.now_h + self._piece_h)
            began_s, task = time.process_time(), False
            if onward.to_task:
                task = self.playing.advance_to_task(until_h)
            else:
                self.playing.advance(until_h)
            busy_s = time.process_time() - began_s
            self.clock.reached(self.playing.now_h, self.real_s(), busy_s, task=task)
            self._measure(busy_s)
        changed = (stood, speed) != (self.clock.stands, self.clock.speed)
        if changed:
            self._keep_clock()
        return self._news(clock=changed)

    def _measure(self, busy_s: float) -> None:
        """Choose the next piece so that it takes about :data:`_PIECE_S`."""
        if busy_s > 2 * _PIECE_S:
            self._piece_h = max(self._piece_h / 2, _LEAST_PIECE_H)
        elif busy_s < _PIECE_S / 2:
            self._piece_h = min(self._piece_h * 2, _MOST_PIECE_H)

    def command(self, command: Command, value: float | None) -> News:
        """Follow a command of the instructor; moments are hours since the exercise began.

        Raises
        ------
        Refused
            If the clock cannot follow it.
        """
        now_s, clock = self.real_s(), self.clock
        number = float("nan") if value is None else value
        try:
            match command:
                case "start" | "go-on":
                    clock.start(now_s, value or 0.0)
                    self._starts_at = self._wall_s() + value if value else None
                case "pause":
                    clock.pause()
                case "freeze":
                    clock.pause("frozen")
                case "speed":
                    clock.set_speed(now_s, number)
                case "step":
                    clock.step(now_s, number)
                case "until":
                    clock.run_until(now_s, self.playing.begins_h + number)
                case "jump":
                    clock.jump(now_s)
        except CannotRun as error:
            raise refusing.of_clock(error) from None
        self._keep_clock()
        return self._news(clock=True)

    def stop(self) -> News:
        """Let the clock stand, because somebody is away."""
        if self.clock.running:
            self.clock.pause()
            self._keep_clock()
            return self._news(clock=True)
        return News()

    # --- actions ----------------------------------------------------------------------------

    def act(self, who: str, key: str, asked: bytes, action: Action) -> tuple[bytes, News]:
        """Take an action once, whatever is sent again; return the answer, kept by then.

        Parameters
        ----------
        key
            Of this action; a second with the same key gets the answer of the first.
        asked
            Digest of the request, so that a key is not taken for another action.

        Raises
        ------
        Refused
            If it may not be taken, or could not be kept; then it was not taken.
        """
        given = self.store.answered(who, key)
        if given is not None:
            if given.asked != asked:
                raise refusing.key_used()
            return given.body.encode(), News()
        if who != DESK and not isinstance(action, Claim | Read | Take | Leave):
            if self.clock.stands == "frozen":
                raise refusing.frozen()
            if self.clock.stands == "over":
                raise refusing.over()
        body = self._record(who, action, (key, asked))
        return body.encode(), self._news(seats=self._near(who))

    def take(self, seat: str, person: str) -> News:
        """Put a person into a seat; or a bot, if the name is empty. Nothing if it is so already."""
        if self.playing.people.get(seat, "") == person:
            return News()
        self._record(seat, Take(person=person) if person else Leave(), None)
        return self._news(seats=self._near(seat))

    def _record(self, who: str, action: Action, asked: tuple[str, bytes] | None) -> str:
        entry = self.playing.act(who, action, self._wall_s())
        # The number of the entry would tell how much others do.
        body = f'{{"event":{self.playing.last_notice(who)}}}'
        answer = None if asked is None else (who, asked[0], Answered(asked[1], body))
        stood = self._stood()
        try:
            self.store.append(entry.number, entry.to_json(), stood, answer)
        except ResultsError:
            # The exercise has it, its file has not: the file is what counts.
            self._replay()
            raise refusing.not_kept() from None
        except BaseException:
            self._replay()
            raise
        self._kept = stood
        near = self.playing.seats if who == DESK else self._near(who)
        for seat in near:
            self.shown.changed(seat)
        return body

    def _near(self, who: str) -> set[str]:
        """Return the seats that may hear who is in a seat: those of its nation."""
        seats = self.playing.seats
        if who == DESK:
            return set()
        nation = seats[who].nation
        return {id_ for id_, seat in seats.items() if seat.nation == nation}

    # --- the master events list -------------------------------------------------------------

    def take_lines(self, content: bytes) -> tuple[bytes, News]:
        """Take what a workbook changes; return it as :meth:`preview_lines`."""
        found = self.playing.read_lines(content)
        for change in found.changes:
            for action in change.actions:
                self._record(DESK, action, None)
        return changes_json(found), self._news()

    # --- people -----------------------------------------------------------------------------

    def set_connected(self, seats: Iterable[str]) -> News:
        """Take note of who has a page open."""
        before, self.connected = self.connected, frozenset(seats)
        changed = before ^ self.connected
        if not changed:
            return News()
        self.shown.presence_changed()
        return News(seats={DESK}.union(*(self._near(seat) for seat in changed)))

    # --- the file ---------------------------------------------------------------------------

    def go_back(self, at_h: float) -> News:
        """Go on in a new file from an earlier moment [h since the exercise began].

        Raises
        ------
        Refused
            If the moment is not past, or no file can be written.
        """
        playing = self.playing
        moment_h = playing.begins_h + at_h
        if not playing.begins_h <= moment_h <= playing.now_h:
            raise refusing.not_past()
        try:
            store = branched(self.store, self.branch, at_h, moment_h, self.clock.speed)
        except ResultsError:
            raise refusing.not_kept() from None
        self.store.close()
        self._open(store)
        return News(anew=True)

    def copied(self) -> bytes:
        """Return the file as it is now, without who may come in.

        Raises
        ------
        Refused
            If there is no room to make it.
        """
        self._keep_clock()
        try:
            return copied(self.store)
        except (OSError, ResultsError):
            raise refusing.not_kept() from None

    def close(self) -> None:
        """Close the file, with where the clock stands."""
        try:
            self._keep_clock()
        finally:
            self.store.close()

    def _stood(self) -> StoodAt:
        clock, starts_at = self.clock, self._starts_at
        if clock.starts_in_s(0.0) is None:  # called off, or begun
            starts_at = self._starts_at = None
        return StoodAt(self.playing.now_h, clock.speed, clock.started, starts_at)

    def _keep_clock(self) -> None:
        stood = self._stood()
        if stood == self._kept:
            return
        try:
            self.store.keep_clock(stood)
        except ResultsError:
            raise refusing.not_kept() from None
        self._kept = stood

    def _news(self, *, clock: bool = False, seats: set[str] | None = None) -> News:
        """Return what is new since it was last asked, kept by then."""
        news = News(clock=clock)
        for who, told in self.told.items():
            if self.playing.last_notice(who) > told:
                news.notices[who] = self.playing.notices(who, told)
        if news.notices:
            self._keep_clock()
            for who, notices in news.notices.items():
                self.told[who] = notices[-1].n
        if seats:
            news.seats = {DESK, *seats}
        return news
