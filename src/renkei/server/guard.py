"""The guard at the door: what every request must be, and what every answer has.

What for: a request of another site, another host's name, or too large or too many, ends here,
whatever is behind. A fault behind it becomes an answer that tells nothing, and a trace in the log.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from renkei.exercise.refusals import Refused
from renkei.server import refusing
from renkei.server.page import NOTHING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from renkei.server.allowances import Buckets

_log = logging.getLogger("renkei.server")

_ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Wraps an application.

    Parameters
    ----------
    hosts
        Names under which the server may be asked for, besides addresses and ``localhost``: another
        name may be that of a site that has itself pointed here.
    arrivals
        How often an address may ask.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], arrivals: Buckets) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._arrivals = arrivals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", NOTHING)
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, receive, guarded)
            return
        except Refused as refused:
            answer = refusal(refused)
        except HTTPException:
            # Of Starlette: no such path, or no such method there.
            answer = refusal(refusing.nothing_here())
        except ClientDisconnect:
            return
        except Exception:
            _log.exception("a request failed")
            answer = refusal(refusing.failed())
        if not begun:
            await answer(scope, receive, guarded)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._known(host):
            raise refusing.not_from_here()
        address = address_of(scope)
        if not self._arrivals.take(address, time.monotonic()):
            raise refusing.too_many()
        site = headers.get("sec-fetch-site")
        if scope["method"] in ("GET", "HEAD"):
            # A page of another port of this machine shares its cookies; a typed address is `none`.
            if scope["path"] != "/" and site not in (None, "same-origin", "none"):
                raise refusing.not_from_here()
            return
        origin = headers.get("origin")
        if origin is not None:
            ours = origin == f"{scope['scheme']}://{host}"
        else:
            ours = site == "same-origin"
        if not ours or site not in (None, "same-origin"):
            raise refusing.not_from_here()

    def _known(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.lower().removesuffix(".")
        if name in self._hosts or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return client[0] if client else ""


def refusal(refused: Refused) -> Response:
    """Return a refusal as an answer."""
    import json

    body = {"code": refused.code, "text": refused.text.model_dump()}
    answer = json_answer(json.dumps(body, ensure_ascii=False).encode(), refused.status)
    if refused.status == 429:
        answer.headers["retry-after"] = "5"
    return answer


def json_answer(body: bytes, status: int = 200) -> Response:
    """Return JSON as an answer."""
    return Response(body, status, media_type="application/json")


async def body_of(request: Request, most: int, patience_s: float, *kinds: str) -> bytes:
    """Return the body of a request.

    Raises
    ------
    Refused
        If it is of none of the kinds, larger than ``most`` [bytes], or does not come in time.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise refusing.malformed()
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > most:
        raise refusing.too_large()
    body = b""
    try:
        async with asyncio.timeout(patience_s):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    raise refusing.too_large()
    except TimeoutError:
        raise refusing.too_slow() from None
    return body
