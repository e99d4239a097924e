"""A stream as an answer: server-sent events, until its page, its session or the server ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from renkei.server.front import Front
    from renkei.server.hub import Stream
    from renkei.server.sessions import Session

BEAT_S = 15.0
"""Something is sent at least so often [s], so that a dead connection is noticed."""

_TRY_AGAIN = b"retry: 1000\n\n"


class Streaming(Response):
    """An answer that goes on."""

    media_type = "text/event-stream"

    def __init__(self, front: Front, session: Session, stream: Stream) -> None:
        super().__init__()
        del self.headers["content-length"]
        # Proxies that gather what passes would hold notices back.
        self.headers["x-accel-buffering"] = "no"
        self._front = front
        self._session = session
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until somebody ends it."""
        front, stream = self._front, self._stream
        watch = asyncio.ensure_future(_until_gone(receive, stream))
        try:
            await front.came(stream, self._session)
            async with asyncio.timeout(front.allowances.patience_s):
                start = {"type": "http.response.start", "status": 200}
                await send({**start, "headers": self.raw_headers})
            await self._send(send, _TRY_AGAIN)
            while True:
                chunk = await self._next()
                if chunk is None:
                    break
                await self._send(send, chunk)
            await self._send(send, b"", more=False)
        except (OSError, TimeoutError):
            # The page is gone, or takes nothing any more; it knows what it had last.
            return
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            front.went(stream, self._session)

    async def _next(self) -> bytes | None:
        """Return what the page has not had; None: nothing more comes."""
        front, stream = self._front, self._stream
        while True:
            if stream.ended is not None:
                if not stream.ended or stream.ended == "gone":
                    return None
                last, stream.ended = stream.ended, ""
                return b"event: %s\ndata: {}\n\n" % last.encode()
            stream.wake.clear()
            chunk = await self._missed()
            if chunk:
                return chunk
            try:
                async with asyncio.timeout(BEAT_S):
                    await stream.wake.wait()
            except TimeoutError:
                return b": still here\n\n"
            # A session that has run out has no events either.
            if front.sessions.is_over(self._session):
                stream.end("out")

    async def _missed(self) -> bytes:
        front, stream = self._front, self._stream
        hub, last = front.hub, front.hub.last(stream.viewer)
        events = hub.kept_after(stream)
        if events is None:
            after = stream.cursor
            notices = await front.call(lambda: front.room.shown.notices(stream.viewer, after))
            if stream.ended is not None:
                return b""
            events = [hub.event(notice) for notice in notices]
            last = after + len(notices)
        stream.cursor = last
        for kind in tuple(stream.pokes):
            del stream.pokes[kind]
            events.append(_poke(kind, last))
        return b"".join(events)

    async def _send(self, send: Send, chunk: bytes, *, more: bool = True) -> None:
        async with asyncio.timeout(self._front.allowances.patience_s):
            await send({"type": "http.response.body", "body": chunk, "more_body": more})


def _poke(kind: str, last: int) -> bytes:
    """Return an event without an id: something changed that is not numbered."""
    data = f'{{"n":{last},"kind":"{kind}","id":"","at_h":0.0}}'
    return b"event: notice\ndata: %s\n\n" % data.encode()


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end("gone")
