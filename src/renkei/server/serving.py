"""The process: a socket, addresses for people, a QR code, and an end that loses nothing."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import segno
import uvicorn

from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.server.app import create_app
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.server.front import Front

PORT = 8753
_TRIED = 20
"""Ports that are tried from :data:`PORT` on where none was asked for."""

_SWITCH_S = 0.0005
"""How long the thread of the exercise goes on while the one of streams waits. Python's 5 ms are as
long for each byte sent: with sixty pages at work nineteen of twenty notices took a second."""

_FAR = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): the way to it is the way to the network."""


@dataclass(frozen=True)
class Listening:
    """Where a server is reached.

    Parameters
    ----------
    local
        Its address on this machine.
    join
        Its address for others on the network; the same where only this machine reaches it.
    hosts
        Names of this machine, under which it may be asked for.
    """

    socket: socket.socket
    port: int
    local: str
    join: str
    hosts: tuple[str, ...]
    loopback: bool


def listen(host: str | None, port: int | None, *, tls: bool) -> Listening:
    """Open the socket; nobody but this machine reaches it unless a host is given.

    Raises
    ------
    InputError
        If the host is not one of this machine, or the port is taken.
    """
    wanted = host or "127.0.0.1"
    ports = [PORT + n for n in range(_TRIED)] if port is None else [port]
    opened, trouble = None, ""
    for one in ports:
        try:
            family, *_, address = socket.getaddrinfo(
                wanted, one, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            opened = _bound(family, address)
            break
        except OSError as error:
            trouble = reason(error)
    if opened is None:
        where = f"{wanted}:{ports[0]}" if len(ports) == 1 else f"{wanted}:{ports[0]}-{ports[-1]}"
        raise bad_argument(
            "--port" if port is not None else "--host",
            Phrase("`{where}` ({trouble})", where=where, trouble=trouble),
            Phrase("an address of this machine, and a port that is free"),
        )
    address = opened.getsockname()
    found = ipaddress.ip_address(address[0].partition("%")[0])
    scheme = "https" if tls else "http"
    if found.is_unspecified:
        here, far = "localhost", _network_address() or socket.gethostname()
    else:
        here = far = wanted
    names = {socket.gethostname().lower(), far.lower(), wanted.lower()}
    names |= {f"{name}.local" for name in names if "." not in name and ":" not in name}
    return Listening(
        opened,
        address[1],
        f"{scheme}://{_in_address(here)}:{address[1]}/",
        f"{scheme}://{_in_address(far)}:{address[1]}/",
        tuple(sorted(names)),
        found.is_loopback,
    )


def _bound(family: int, address: object) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            # Served again at once after an end; on Windows it would share the port.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)  # type: ignore[arg-type]
        opened.listen(256)
    except OSError:
        opened.close()
        raise
    opened.setblocking(False)
    return opened


def _network_address() -> str | None:
    """Return the address by which this machine is on its network; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
        asked.connect(_FAR)
        return str(asked.getsockname()[0])
    return None


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def qr(address: str) -> str:
    """Return an address as a QR code of block letters, two rows of it in a line."""
    rows = [list(row) for row in segno.make(address, error="l", micro=False).matrix]
    wide = len(rows[0])
    quiet = [[0] * wide] * 2
    rows = [[0, 0, *row, 0, 0] for row in (*quiet, *rows, *quiet)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    # A terminal writes light on dark: what is light in the code is what is written.
    marks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return "\n".join(
        "".join(marks[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True)).rstrip()
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


class _Server(uvicorn.Server):
    """Ends its streams when it is asked to end, so that it need not wait for them."""

    def __init__(self, config: uvicorn.Config, front: Front, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._front = front
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._front.end_streams()
        super().handle_exit(sig, frame)


def serve(
    front: Front,
    page: bytes,
    listening: Listening,
    ready: Callable[[], None],
    *,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
) -> None:
    """Serve until somebody interrupts; the file is closed when this returns.

    Parameters
    ----------
    ready
        Is called when browsers can come.
    """
    config = uvicorn.Config(
        create_app(front, page, listening.hosts),
        # Neither addresses nor bodies are written down.
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http="h11",
        loop="asyncio",
        lifespan="on",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
        limit_concurrency=2000,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
    )
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_S)
    try:
        with suppress(KeyboardInterrupt):  # how it ends
            asyncio.run(_Server(config, front, ready).serve(sockets=[listening.socket]))
    finally:
        sys.setswitchinterval(before)
