"""The application: addresses, who may ask for them, and what they answer.

What for: one place shows what there is to ask for, and each answer is for the one who asks. Takes a
:class:`~renkei.server.front.Front` and a page; gives an ASGI application, as many as wanted.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from renkei._base.language import Language, speaking
from renkei.exercise.actions import DeskAction, SeatAction, Take
from renkei.exercise.refusals import Refused
from renkei.server import refusing
from renkei.server.guard import Guard, address_of, body_of, json_answer, refusal
from renkei.server.page import policy
from renkei.server.playing import DESK
from renkei.server.room import Command
from renkei.server.sessions import read_name, unreadable
from renkei.server.streaming import Streaming

if TYPE_CHECKING:
    from renkei.exercise.views import Review
    from renkei.server.front import Front
    from renkei.server.playing import Reviewing
    from renkei.server.sessions import Session

_JSON = "application/json"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNKNOWN = "application/octet-stream"
"""What a browser calls a file whose kind its machine does not know."""
M = TypeVar("M", bound=BaseModel)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Join(_Form):
    code: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=200)]


class _Nothing(_Form):
    pass


Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,100}$")]


class _SeatAct(_Form):
    model_config = ConfigDict(extra="forbid", strict=False)

    key: Key
    action: SeatAction


class _DeskAct(_Form):
    model_config = ConfigDict(extra="forbid", strict=False)

    key: Key
    action: DeskAction


class _Clock(_Form):
    command: Command
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None


class _Ahead(_Form):
    futures: Annotated[int, Field(ge=1, le=1000)] = 200
    incident: Annotated[str, Field(max_length=200)] | None = None
    task: Annotated[str, Field(max_length=200)] | None = None


class _Back(_Form):
    at_h: Annotated[float, Field(ge=0, allow_inf_nan=False)]


def create_app(front: Front, page: bytes, hosts: Iterable[str] = ()) -> Guard:
    """Return the application of an exercise.

    Parameters
    ----------
    page
        The page that browsers get.
    hosts
        Names of this machine; see :class:`~renkei.server.guard.Guard`.
    """
    asked = _Asked(front, page)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        front.start()
        try:
            yield
        finally:
            await front.close()

    routes = [
        Route("/", asked.page),
        Route("/api/join", asked.join, methods=["POST"]),
        Route("/api/me", asked.me),
        Route("/api/leave", asked.signed(asked.leave), methods=["POST"]),
        Route("/api/view", asked.signed(asked.view)),
        Route("/api/ground", asked.signed(asked.ground)),
        Route("/api/items", asked.signed(asked.items)),
        Route("/api/response/{incident}", asked.signed(asked.response)),
        Route("/api/events", asked.signed(asked.events)),
        Route("/api/act", asked.signed(asked.act), methods=["POST"]),
        Route("/api/clock", asked.desk(asked.clock), methods=["POST"]),
        Route("/api/seats/{seat}/code", asked.desk(asked.code), methods=["POST"]),
        Route("/api/ahead", asked.signed(asked.ahead), methods=["POST"]),
        Route("/api/lines.xlsx", asked.desk(asked.lines)),
        Route("/api/lines.xlsx", asked.desk(asked.take_lines), methods=["POST"]),
        Route("/api/review", asked.signed(asked.review)),
        Route("/api/then", asked.signed(asked.then)),
        Route("/api/review.xlsx", asked.signed(asked.review_workbook)),
        Route("/api/tables.zip", asked.desk(asked.tables)),
        Route("/api/rehearsal", asked.desk(asked.rehearsal)),
        Route("/api/exercise.file", asked.desk(asked.copy)),
        Route("/api/back", asked.desk(asked.back), methods=["POST"]),
    ]
    inner = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={
            Refused: _refused,
            404: _nothing_here,
            405: _nothing_here,
            Exception: _failed,
        },
    )
    inner.router.redirect_slashes = False
    return Guard(inner, hosts, front.arrivals)


Answer = Callable[[Request], Awaitable[Response]]
Signed = Callable[[Request, "Session"], Awaitable[Response]]


class _Asked:
    """What is answered to each address."""

    def __init__(self, front: Front, page: bytes) -> None:
        self._front = front
        self._page = page
        self._policy = policy(page)

    # --- who asks ---------------------------------------------------------------------------

    def _cookie_name(self, request: Request) -> str:
        # Cookies do not know ports: each exercise of this machine has a name of its own.
        name = f"renkei-{self._front.room.family}"
        return f"__Host-{name}" if request.url.scheme == "https" else name

    def _session(self, request: Request) -> Session | None:
        return self._front.sessions.of_cookie(request.cookies.get(self._cookie_name(request)))

    def signed(self, answer: Signed) -> Answer:
        """Return an answer for whoever has a session, at most as often as allowed."""

        async def checked(request: Request) -> Response:
            session = self._session(request)
            if session is None:
                raise refusing.not_signed_in()
            if not self._front.asks.take(session.digest, time.monotonic()):
                raise refusing.too_many()
            return await answer(request, session)

        return checked

    def desk(self, answer: Signed) -> Answer:
        """Return an answer for the instructor alone; others are told what is told of nothing."""

        async def checked(request: Request, session: Session) -> Response:
            if session.who != DESK:
                raise refusing.nothing_here()
            return await answer(request, session)

        return self.signed(checked)

    def _viewer(self, request: Request, session: Session) -> str:
        """Return as whom somebody looks: the instructor may as any seat."""
        wanted = request.query_params.get("as")
        if wanted is None:
            return session.who
        if session.who != DESK or wanted not in self._front.room.playing.seats:
            raise refusing.nothing_here()
        return wanted

    async def _form(self, request: Request, form: type[M]) -> M:
        allowances = self._front.allowances
        body = await body_of(request, allowances.body, allowances.patience_s, _JSON)
        try:
            return form.model_validate_json(body)
        except (ValidationError, RecursionError):
            raise refusing.malformed() from None

    # --- what is answered -------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """Answer with the page."""
        del request
        headers = {"content-security-policy": self._policy}
        return Response(self._page, media_type="text/html", headers=headers)

    async def join(self, request: Request) -> Response:
        """Let somebody in by a code."""
        form = await self._form(request, _Join)
        person = read_name(form.name)
        if person is None:
            raise refusing.bad_name()
        address = address_of(request.scope)
        begun = await self._front.join(form.code, person, address, self._session(request))
        if begun is None:
            raise refusing.wrong_code()
        session, cookie = begun
        answer = json_answer(_told(session))
        answer.set_cookie(
            self._cookie_name(request),
            cookie,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            path="/",
        )
        return answer

    async def me(self, request: Request) -> Response:
        """Answer who asks; ``exercise`` tells this exercise from every other."""
        session = self._session(request)
        if session is None:
            return json_answer(b'{"who":null,"name":""}')
        return json_answer(_told(session, exercise=self._front.room.family))

    async def leave(self, request: Request, session: Session) -> Response:
        """Let somebody go."""
        await self._form(request, _Nothing)
        await self._front.leave(session)
        answer = json_answer(b"{}")
        answer.delete_cookie(self._cookie_name(request), path="/", httponly=True, samesite="strict")
        return answer

    async def view(self, request: Request, session: Session) -> Response:
        """Answer with what a viewer sees."""
        viewer, front = self._viewer(request, session), self._front
        return json_answer(await front.look(lambda: front.room.shown.view(viewer)))

    async def ground(self, request: Request, session: Session) -> Response:
        """Answer with what does not change."""
        viewer, front = self._viewer(request, session), self._front
        return json_answer(await front.look(lambda: front.room.shown.ground(viewer)))

    async def items(self, request: Request, session: Session) -> Response:
        """Answer with items of a seat that are older than one."""
        viewer, front = self._viewer(request, session), self._front
        before = request.query_params.get("before", "")
        return json_answer(await front.look(lambda: front.room.shown.older_items(viewer, before)))

    async def response(self, request: Request, session: Session) -> Response:
        """Answer with an incident so far."""
        viewer, front = self._viewer(request, session), self._front
        incident = request.path_params["incident"]
        return json_answer(await front.look(lambda: front.room.shown.response(viewer, incident)))

    async def events(self, request: Request, session: Session) -> Response:
        """Answer with the stream of notices."""
        viewer, front = self._viewer(request, session), self._front
        if front.closing:
            raise refusing.failed()
        had = request.headers.get("last-event-id")
        after = None if had is None else front.hub.read_id(had)
        return Streaming(front, session, front.hub.add(viewer, session.digest, after))

    async def act(self, request: Request, session: Session) -> Response:
        """Take an action."""
        front = self._front
        if not front.acts.take(session.digest, time.monotonic()):
            raise refusing.too_many()
        form: _DeskAct | _SeatAct
        if session.who == DESK:
            form = await self._form(request, _DeskAct)
        else:
            form = await self._form(request, _SeatAct)
        if unreadable(_texts(form.action.model_dump())):
            raise refusing.unreadable_text()
        action: Any = form.action
        if isinstance(action, Take):
            action = Take(person=session.person)
        asked = hashlib.sha256(action.model_dump_json().encode()).digest()
        act = partial(front.room.act, session.who, form.key, asked, action)
        return json_answer(await front.change_and_get(act))

    async def clock(self, request: Request, session: Session) -> Response:
        """Follow a command of the instructor."""
        del session
        form, front = await self._form(request, _Clock), self._front
        await front.change(lambda: front.room.command(form.command, form.value))
        clock = await front.call(lambda: front.room.shown.clock_of(DESK))
        return json_answer(clock.model_dump_json().encode())

    async def code(self, request: Request, session: Session) -> Response:
        """Give a seat, or the instructor, a new code."""
        del session
        await self._form(request, _Nothing)
        seat = request.path_params["seat"]
        if seat not in self._front.room.playing.seats:
            raise refusing.nothing_here()
        code = await self._front.give_code(seat)
        return json_answer(b'{"code":"%s"}' % code.encode())

    async def ahead(self, request: Request, session: Session) -> Response:
        """Look ahead: one question at a time."""
        form, front = await self._form(request, _Ahead), self._front
        begin = partial(
            front.room.shown.look_ahead, session.who, form.futures, form.incident, form.task
        )
        found = await front.in_processes(begin, lambda result: result())
        return json_answer(found.model_dump_json().encode())

    async def then(self, request: Request, session: Session) -> Response:
        """Answer with what a seat knew at an earlier moment."""
        front = self._front
        seat = request.query_params.get("seat", session.who)
        try:
            at_h = float(request.query_params.get("at_h", "nan"))
        except ValueError:
            raise refusing.malformed() from None
        begin = partial(front.room.shown.look_back, session.who, at_h, seat)
        found = await front.in_processes(begin, lambda result: result())
        return json_answer(found.encode())

    async def review(self, request: Request, session: Session) -> Response:
        """Answer with the after-action review: joint, or of a nation."""
        found = await self._review(request, session)
        return json_answer(found.model_dump_json().encode())

    async def review_workbook(self, request: Request, session: Session) -> Response:
        """Answer with the review as a workbook."""
        from renkei.exercise.exporting import review_workbook

        found, language = await self._review(request, session), _language(request)

        def written() -> bytes:
            with speaking(language):
                return review_workbook(found)

        return _file(await asyncio.to_thread(written), _XLSX, "review.xlsx")

    async def _review(self, request: Request, session: Session) -> Review:
        front, seats = self._front, self._front.room.playing.seats
        if session.who == DESK:
            nation = request.query_params.get("nation", "")
            if nation and nation not in {seat.nation for seat in seats.values()}:
                raise refusing.nothing_here()
        else:
            nation = seats[session.who].nation
            if not nation:  # nations share its headquarters: the joint review is not its own
                raise refusing.nothing_here()
        begin = partial(front.room.shown.reviewing, session.who)
        reviewing = await front.in_processes(begin, _waited_for)
        return await front.call(lambda: reviewing.review(nation))

    async def tables(self, request: Request, session: Session) -> Response:
        """Answer with the whole truth as tables of results."""
        del request, session
        front = self._front
        content = await front.call(lambda: front.room.playing.tables())
        return _file(content, "application/zip", "tables.zip")

    async def rehearsal(self, request: Request, session: Session) -> Response:
        """Answer with the expected load of every seat by hour, and lines that collide."""
        del request, session
        front = self._front
        begin = front.room.playing.rehearsing
        found = await front.in_processes(begin, lambda result: result())
        return json_answer(found.model_dump_json().encode())

    async def copy(self, request: Request, session: Session) -> Response:
        """Answer with the file of the exercise as it is now, without who may come in."""
        del request, session
        front = self._front
        content = await front.call(front.room.copied)
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", front.room.store.path.stem).strip("-") or "exercise"
        return _file(content, _UNKNOWN, f"{stem}.exercise")

    async def lines(self, request: Request, session: Session) -> Response:
        """Answer with the master events list as a workbook."""
        del session
        front = self._front
        language = _language(request)
        content = await front.call(lambda: front.room.shown.lines_workbook(language))
        return _file(content, _XLSX, "events.xlsx")

    async def take_lines(self, request: Request, session: Session) -> Response:
        """Take a workbook of the master events list, or say what it would change."""
        del session
        front, allowances = self._front, self._front.allowances
        content = await body_of(request, allowances.file, allowances.patience_s, _XLSX, _UNKNOWN)
        if request.query_params.get("preview") == "1":
            return json_answer(await front.call(lambda: front.room.shown.preview_lines(content)))
        return json_answer(await front.change_and_get(lambda: front.room.take_lines(content)))

    async def back(self, request: Request, session: Session) -> Response:
        """Go back to an earlier moment, in a new file."""
        del session
        form, front = await self._form(request, _Back), self._front
        await front.go_back(form.at_h)
        return json_answer(b'{"url":"/"}')


# Coroutines: Starlette would take a thread for each answer of a plain function.


async def _refused(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, Refused)
    return refusal(error)


async def _nothing_here(request: Request, error: Exception) -> Response:
    del request, error
    return refusal(refusing.nothing_here())


async def _failed(request: Request, error: Exception) -> Response:
    del request, error
    return refusal(refusing.failed())


def _language(request: Request) -> Language:
    return "ja" if request.query_params.get("lang") == "ja" else "en"


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _waited_for(reviewing: Reviewing) -> Reviewing:
    reviewing.wait()
    return reviewing


def _told(session: Session, **more: str) -> bytes:
    import json

    return json.dumps({"who": session.who, "name": session.person, **more}).encode()


def _texts(found: object) -> Iterator[str]:
    """Yield all texts in plain data."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _texts(value)
