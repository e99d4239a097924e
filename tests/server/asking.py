"""A client that asks the application directly, without a network; it reads streams too."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

from tests.loops import in_a_loop_of_its_own
from tests.server.toy import Toy

from renkei.server.allowances import Allowances, Allowed
from renkei.server.app import create_app
from renkei.server.branching import new_branch
from renkei.server.front import Away, Front
from renkei.server.playing import DESK
from renkei.server.room import Room
from renkei.server.secrets import Keys
from renkei.server.sessions import Sessions
from renkei.server.store import StoodAt, Store

PAGE = b"<!doctype html><html><head><style>a{}</style></head><body><script>1</script></body></html>"
MANY = Allowed(1e9, 1e9)
FREE = Allowances(
    asks=MANY, acts=MANY, arrivals=MANY, wrong_codes=MANY, wrong_codes_in_all=MANY, streams=10_000
)
"""No limit but of size and time."""


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test in an event loop of its own, for a minute at most."""

    @wraps(test)
    def run(**given: Any) -> None:
        in_a_loop_of_its_own(asyncio.wait_for(test(**given), 60))

    return run


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookie: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Event:
    id: str
    kind: str
    data: Any


@dataclass
class Page:
    """A stream that is read as its events come."""

    raw: bytearray = field(default_factory=bytearray)
    status: int = 0
    ended: bool = False
    came: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    full: asyncio.Event | None = None
    task: asyncio.Task | None = None

    @property
    def events(self) -> list[Event]:
        found = []
        for block in bytes(self.raw).decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line[1:])
            if "event" in lines:
                found.append(
                    Event(lines.get("id", ""), lines["event"], json.loads(lines.get("data", "{}")))
                )
        return found

    @property
    def numbers(self) -> list[int]:
        return [event.data["n"] for event in self.events if event.id]

    async def until(self, condition, timeout_s: float = 10.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition(self):
                self.came.clear()
                await self.came.wait()

    async def close(self) -> None:
        self.gone.set()
        assert self.task is not None
        await asyncio.wait([self.task], timeout=10)


@dataclass
class Client:
    """A browser, with a cookie."""

    app: Any
    cookie: str = ""
    host: str = "127.0.0.1:8000"
    address: str = "127.0.0.1"
    scheme: str = "http"

    def scope(self, method: str, path: str, headers: dict[str, str], query: str) -> dict[str, Any]:
        head = {"host": self.host, **headers}
        if self.cookie:
            head["cookie"] = self.cookie
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": self.scheme, "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "client": (self.address, 1), "server": ("x", 1),
            "headers": [
                (k.lower().encode(), v.encode("utf-8")) for k, v in head.items() if v is not None
            ],
        }  # fmt: skip

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict | None = None,
        query: str = "",
    ) -> Answer:
        parts = [{"type": "http.request", "body": body, "more_body": False}]
        got: dict[str, Any] = {"body": b""}

        async def receive() -> dict[str, Any]:
            if parts:
                return parts.pop()
            await asyncio.sleep(3600)
            raise AssertionError

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                got["status"], got["headers"] = message["status"], message["headers"]
            else:
                got["body"] += message.get("body", b"")

        await self.app(self.scope(method, path, headers or {}, query), receive, send)
        names = {k.decode(): v.decode() for k, v in got["headers"]}
        return Answer(got["status"], names, got["body"], names.get("set-cookie", ""))

    async def get(self, path: str, **headers: str) -> Answer:
        path, _, query = path.partition("?")
        return await self.ask("GET", path, headers=headers, query=query)

    async def post(self, path: str, body: Any, **headers: str | None) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = {
            "origin": f"{self.scheme}://{self.host}",
            "content-type": "application/json",
            "content-length": str(len(raw)),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        path, _, query = path.partition("?")
        return await self.ask("POST", path, raw, head, query)

    async def join(self, code: str, name: str = "Ann") -> Answer:
        answer = await self.post("/api/join", {"code": code, "name": name})
        if answer.cookie:
            self.cookie = answer.cookie.partition(";")[0]
        return answer

    async def act(self, key: str, **action: Any) -> Answer:
        return await self.post("/api/act", {"key": key, "action": action})

    def stream(self, query: str = "", **headers: str) -> Page:
        """Open a stream of notices."""
        page = Page()
        head = {name.replace("_", "-"): value for name, value in headers.items()}
        parts = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if parts:
                return parts.pop()
            await page.gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if page.full is not None:
                await page.full.wait()
            if message["type"] == "http.response.start":
                page.status = message["status"]
            else:
                page.raw += message.get("body", b"")
            page.came.set()

        async def read() -> None:
            try:
                await self.app(self.scope("GET", "/api/events", head, query), receive, send)
            finally:
                page.ended = True
                page.came.set()

        page.task = asyncio.ensure_future(read())
        return page


@dataclass
class Served:
    """An exercise being served, with the code of each."""

    front: Front
    app: Any
    codes: dict[str, str]
    clock: list[float]

    def client(self, **of: Any) -> Client:
        return Client(self.app, **of)

    async def joined(self, who: str, name: str = "Ann", **of: Any) -> Client:
        client = self.client(**of)
        answer = await client.join(self.codes[who], name)
        assert answer.status == 200, answer.body
        return client

    async def pass_time(self, real_s: float) -> None:
        """Let real time pass in ticks of a tenth of a second."""
        for _ in range(round(real_s * 10)):
            self.clock[0] += 0.1
            await self.front.change(self.front.room.tick)


def made_store(path: Path, definition: bytes = b"{}") -> Store:
    keys = Keys.made()
    about = {
        "definition": definition,
        "branch": new_branch(),
        "family": b"0123abcd",
        "salt": keys.salt,
        "signing": keys.signing,
    }
    return Store.made(path, about, StoodAt(10.0, 1.0, False))


@asynccontextmanager
async def served(
    store: Store,
    play=Toy,
    *,
    allowances: Allowances = FREE,
    away: Away | None = None,
    inline: bool = False,
    wall_s: Callable[[], float] = time.time,
) -> AsyncIterator[Served]:
    """Serve an exercise, with a clock that goes on only when told; codes are quick to check.

    ``inline``: without a thread for the exercise, so that many questions are answered quickly.
    """
    about, clock = store.about(), [0.0]
    room = Room(store, play, real_s=lambda: clock[0], wall_s=wall_s)
    sessions = Sessions(room.store, QuickKeys(about["salt"], about["signing"]))
    front = Front(room, sessions, allowances=allowances, away=away or Away())
    if inline:
        front._thread.shutdown()
        front._thread = AtOnce()
    app = create_app(front, PAGE, {"exercise.test"})
    front.start()
    try:
        codes = {}
        for who in (DESK, *room.playing.seats):
            codes[who], _ = sessions.give_code(who, end_sessions=False)
        yield Served(front, app, codes, clock)
    finally:
        await front.close()


class AtOnce(Executor):
    """Runs what it is given at once, in the thread that gives it."""

    @property
    def first(self) -> AtOnce:
        return self

    later = first

    def submit(self, work, /, *given, **named) -> Future:
        done: Future = Future()
        try:
            done.set_result(work(*given, **named))
        except Exception as error:
            done.set_exception(error)
        return done


class QuickKeys(Keys):
    """Keys whose digests of codes are quick: that they are slow is tested apart."""

    def code_digest(self, code: str) -> bytes:
        return b"quick " + code.replace("-", "").encode()
