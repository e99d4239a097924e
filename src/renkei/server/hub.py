"""The streams of notices: what is new goes to each viewer's pages, as server-sent events.

What for: a page that lost its connection says which notice it had last and gets exactly what it
missed. Takes notices in order; gives each stream those that it has not had. Nothing is kept for a
slow client: a stream knows its place in the feed, and asks the exercise again for what the feed has
let go. All of it happens in the thread of the event loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from renkei.exercise.views import Notice

_KEPT = 256
"""Notices of a viewer that are kept as bytes."""


@dataclass
class _Feed:
    """The last notices of a viewer; ``last`` is the number of the last of them."""

    last: int
    kept: deque[bytes] = field(default_factory=lambda: deque(maxlen=_KEPT))


@dataclass(eq=False)
class Stream:
    """A stream of one page.

    Parameters
    ----------
    viewer
        Whose notices it carries.
    session
        Whose page it is: the digest of the session.
    cursor
        The number of the last notice that it has had.
    """

    viewer: str
    session: bytes
    cursor: int
    pokes: dict[str, None] = field(default_factory=lambda: {"clock": None})
    ended: str | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, why: str) -> None:
        """Let the stream end, with a last event that says why; empty: without one."""
        if self.ended is None:
            self.ended = why
        self.wake.set()


class Hub:
    """All streams, and the last notices of each viewer."""

    def __init__(self, branch: str, last: dict[str, int], most_of_session: int) -> None:
        self.streams: dict[Stream, None] = {}
        self._most = most_of_session
        self.begin(branch, last)

    def begin(self, branch: str, last: dict[str, int]) -> None:
        """Begin with a branch of the exercise; streams of another end."""
        self.branch = branch
        self._feeds = {who: _Feed(n) for who, n in last.items()}
        for stream in tuple(self.streams):
            stream.end("anew")

    def add(self, viewer: str, session: bytes, after: int | None) -> Stream:
        """Add a stream; one too many of a session ends its oldest.

        Parameters
        ----------
        after
            Number of the last notice that the page has had; None: it has just asked for its view.
        """
        mine = [one for one in self.streams if one.session == session and one.ended is None]
        if len(mine) >= self._most:
            mine[0].end("")
        last = self._feeds[viewer].last
        stream = Stream(viewer, session, last if after is None else min(max(after, 0), last))
        self.streams[stream] = None
        return stream

    def remove(self, stream: Stream) -> None:
        """Remove a stream that its page has left."""
        self.streams.pop(stream, None)

    def tell(self, viewer: str, notices: Iterable[Notice]) -> None:
        """Give new notices to the streams of a viewer."""
        feed = self._feeds[viewer]
        for notice in notices:
            if notice.n != feed.last + 1:
                raise ValueError(f"notice {notice.n} of {viewer} after {feed.last}")
            feed.kept.append(self.event(notice))
            feed.last = notice.n
        for stream in self.streams:
            if stream.viewer == viewer:
                stream.wake.set()

    def poke(self, kind: str, viewers: Iterable[str] | None = None) -> None:
        """Tell streams, without a number, that the clock or the connections have changed."""
        wanted = None if viewers is None else set(viewers)
        for stream in self.streams:
            if wanted is None or stream.viewer in wanted:
                stream.pokes[kind] = None
                stream.wake.set()

    def end(self, session: bytes | None = None, why: str = "out") -> None:
        """End the streams of a session, or all."""
        for stream in tuple(self.streams):
            if session is None or stream.session == session:
                stream.end(why)

    def last(self, viewer: str) -> int:
        """Return the number of the last notice of a viewer."""
        return self._feeds[viewer].last

    def kept_after(self, stream: Stream) -> list[bytes] | None:
        """Return the events that a stream has not had; None: some of them are not kept."""
        feed = self._feeds[stream.viewer]
        lacks = feed.last - stream.cursor
        if lacks > len(feed.kept):
            return None
        return list(feed.kept)[len(feed.kept) - lacks :] if lacks else []

    def event(self, notice: Notice) -> bytes:
        """Return a notice as an event; its id says of which branch it is, and its number."""
        data = notice.model_dump_json().encode()
        return b"id: %s.%d\nevent: notice\ndata: %s\n\n" % (self.branch.encode(), notice.n, data)

    def read_id(self, text: str) -> int | None:
        """Return the number in the id of an event of this branch; None: it is none."""
        branch, dot, number = text.partition(".")
        sound = dot and branch == self.branch and number.isascii() and number.isdigit()
        return int(number) if sound and len(number) < 12 else None
