"""The front of the room: many ask at once, one thread at a time goes in.

What for: browsers are served by an event loop, the exercise by one thread that takes one call after
the other, in the order in which they came: one writer. Takes calls; gives their answers, and brings
what is new to the streams, in the order in which it happened. It also lets real time go on, and
knows who is here: a seat whose pages are gone for a while is given to a bot, and given back when
one comes again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from renkei.exercise.refusals import Refused
from renkei.server import refusing
from renkei.server.allowances import Allowances, Buckets
from renkei.server.hub import Hub, Stream
from renkei.server.one_thread import OneThread
from renkei.server.playing import DESK
from renkei.server.room import News, Room
from renkei.server.sessions import Session, Sessions, digest_of_code

B = TypeVar("B")
T = TypeVar("T")
WhenAway = Literal["bot", "wait", "pause"]

_RUNNING_TICK_S, _STANDING_TICK_S = 0.1, 0.25
_log = logging.getLogger("renkei.server")


@dataclass(frozen=True)
class Away:
    """What is done when nobody of a seat has had a page open for so long [s].

    ``bot``: a bot goes on until somebody comes again; ``wait``: its tasks wait; ``pause``: the
    clock stands.
    """

    then: WhenAway = "bot"
    after_s: float = 90.0


class Front:
    """An exercise being served. Its methods are for the thread of the event loop."""

    def __init__(
        self,
        room: Room,
        sessions: Sessions,
        *,
        allowances: Allowances | None = None,
        away: Away | None = None,
    ) -> None:
        self.room = room
        self.sessions = sessions
        self.allowances = allowances or Allowances()
        self.away = away or Away()
        last = {who: room.playing.last_notice(who) for who in (DESK, *room.playing.seats)}
        self.hub = Hub(room.branch, last, self.allowances.streams)
        self.asks = Buckets(self.allowances.asks)
        self.acts = Buckets(self.allowances.acts)
        self.arrivals = Buckets(self.allowances.arrivals)
        self._wrong = Buckets(self.allowances.wrong_codes)
        self._wrong_in_all = Buckets(self.allowances.wrong_codes_in_all)
        self._here: dict[str, int] = {}
        self._leaving: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._joining = asyncio.Lock()
        self._ahead = asyncio.Lock()
        self._wake = asyncio.Event()
        self._thread = OneThread("exercise")
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closing = False

    # --- the one thread ---------------------------------------------------------------------

    async def call(self, ask: Callable[[], T]) -> T:
        """Call in the thread of the exercise, after all such calls made before."""
        return await asyncio.get_running_loop().run_in_executor(self._thread.first, ask)

    async def look(self, ask: Callable[[], T]) -> T:
        """Call what changes nothing, when no change waits."""
        return await asyncio.get_running_loop().run_in_executor(self._thread.later, ask)

    async def change(self, change: Callable[[], News]) -> None:
        """Call what has news; they are with the streams before this returns."""

        def changed() -> None:
            self._publish_later(change())

        await self.call(changed)

    async def change_and_get(self, change: Callable[[], tuple[T, News]]) -> T:
        """Call what has an answer and news."""

        def changed() -> T:
            found, news = change()
            self._publish_later(news)
            return found

        return await self.call(changed)

    async def in_processes(self, begin: Callable[[], B], wait: Callable[[B], T]) -> T:
        """Begin in the thread of the exercise what goes on in processes, and wait for it apart.

        One at a time: the processes are few, and the clock is to go on.
        """
        async with self._ahead:
            begun = await self.call(begin)
            return await asyncio.to_thread(wait, begun)

    def _publish_later(self, news: News) -> None:
        # From within the one thread: in the order in which it happened.
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._publish, news)

    def _publish(self, news: News) -> None:
        if news.anew:
            playing = self.room.playing
            last = {who: playing.last_notice(who) for who in (DESK, *playing.seats)}
            self.hub.begin(self.room.branch, last)
        for who, notices in news.notices.items():
            self.hub.tell(who, notices)
        if news.clock:
            self.hub.poke("clock")
            self._wake.set()
        if news.seats:
            self.hub.poke("seats", news.seats)

    # --- time -------------------------------------------------------------------------------

    def start(self) -> None:
        """Let real time go on; in the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._spawn(self._ticking())
        for seat in self.room.playing.people:
            self._may_leave(seat)

    async def _ticking(self) -> None:
        while True:
            try:
                await self.change(self.room.tick)
            except Refused as refused:
                _log.error("%s", refused.text.en)
                await asyncio.sleep(1.0)
            except Exception:
                _log.exception("the exercise stopped")
                self.room.clock.pause()
            clock = self.room.clock
            if clock.rushes:
                await asyncio.sleep(0)
                continue
            self._wake.clear()
            try:
                async with asyncio.timeout(_RUNNING_TICK_S if clock.running else _STANDING_TICK_S):
                    await self._wake.wait()
            except TimeoutError:
                pass

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def go_back(self, at_h: float) -> None:
        """Go on in a new file from an earlier moment [h since the exercise began]."""

        def back() -> News:
            news = self.room.go_back(at_h)
            self.sessions.reopen(self.room.store)
            return news

        await self.change(back)
        for seat in self.room.playing.seats:
            await self._seat_taken(seat)

    # --- people -----------------------------------------------------------------------------

    async def join(
        self, code: str, person: str, address: str, before: Session | None
    ) -> tuple[Session, str] | None:
        """Begin a session by a code; None: nobody's. Raises Refused after too many wrong ones.

        One at a time, so that many guesses at once are no way round the count.
        """
        async with self._joining:
            now_s = time.monotonic()
            if not (self._wrong.has(address, now_s) and self._wrong_in_all.has("", now_s)):
                raise refusing.too_many_codes()
            digest = await asyncio.to_thread(digest_of_code, self.sessions.keys, code)
            who = None if digest is None else self.sessions.of_code(digest)
            if who is None:
                self._wrong.take(address, now_s)
                self._wrong_in_all.take("", now_s)
                return None

        def begin() -> tuple[Session, str]:
            if before is not None:
                self.sessions.end(before)
            return self.sessions.begin(who, person)

        begun = await self.call(begin)
        if before is not None:
            self.hub.end(before.digest)
            if before.who != who:
                await self._seat_taken(before.who)
        await self._seat_taken(who)
        return begun

    async def leave(self, session: Session) -> None:
        """End a session; a bot goes on if nobody else is in the seat."""
        await self.call(lambda: self.sessions.end(session))
        self.hub.end(session.digest)
        await self._seat_taken(session.who)

    async def give_code(self, who: str) -> str:
        """Give a seat a new code; who came in by the old one is out."""
        code, ended = await self.call(lambda: self.sessions.give_code(who))
        self.room.codes[who] = code
        for session in ended:
            self.hub.end(session.digest)
        await self._seat_taken(who)
        return code

    async def _seat_taken(self, seat: str) -> None:
        """Let the exercise know who is in a seat."""
        if seat == DESK:
            return
        self._stays(seat)
        try:
            await self.change(lambda: self.room.take(seat, self.sessions.people(seat)))
        except Refused as refused:
            _log.warning("%s", refused.text.en)
        if not self._here.get(seat):
            self._may_leave(seat)

    async def came(self, stream: Stream, session: Session) -> None:
        """Take note that a page of a seat is open."""
        if stream.viewer == session.who != DESK:
            self._here[session.who] = self._here.get(session.who, 0) + 1
            await self._count(session.who)
            if self.sessions.people(session.who) != self.room.playing.people.get(session.who):
                await self._seat_taken(session.who)

    def went(self, stream: Stream, session: Session) -> None:
        """Take note that a page is gone."""
        self.hub.remove(stream)
        if stream.viewer == session.who != DESK and not self.closing:
            self._here[session.who] -= 1
            self._spawn(self._count(session.who))
            if not self._here[session.who]:
                self._may_leave(session.who)

    async def _count(self, seat: str) -> None:
        here = [one for one, pages in self._here.items() if pages > 0]
        if here.count(seat):
            self._stays(seat)
        await self.change(lambda: self.room.set_connected(here))

    def _stays(self, seat: str) -> None:
        timer = self._leaving.pop(seat, None)
        if timer is not None:
            timer.cancel()

    def _may_leave(self, seat: str) -> None:
        self._stays(seat)
        loop = asyncio.get_running_loop()
        if self.away.then != "wait" and self.room.playing.people.get(seat):
            self._leaving[seat] = loop.call_later(
                self.away.after_s, lambda: self._spawn(self._left(seat))
            )

    async def _left(self, seat: str) -> None:
        if self._here.get(seat) or self.closing:
            return
        if self.away.then == "pause":
            await self.change(self.room.stop)
            return
        try:
            await self.change(lambda: self.room.take(seat, ""))
        except Refused as refused:
            _log.warning("%s", refused.text.en)

    # --- the end ----------------------------------------------------------------------------

    def end_streams(self) -> None:
        """Let all streams end, so that the server can."""
        self.closing = True
        self.hub.end(why="")

    async def close(self) -> None:
        """End streams and time, and close the file."""
        self.end_streams()
        for timer in self._leaving.values():
            timer.cancel()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.call(self.room.close)
        self._thread.shutdown()
