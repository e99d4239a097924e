"""Cursor on Target to one server that was asked for by name, and nowhere else.

Takes events and a target ``HOST:PORT``; sends them over TCP, or over UDP where the target says so.
Addresses that reach more than one machine are refused: an exercise must not appear on the maps of
people who did not ask for it.

What TAK servers do was tried with taky 0.10 and FreeTAKServer 2.2.1. The latter throws away every
event with an attribute ``opex``, takes the first event of a connection for who connects, resets a
connection that says more at once, and loses what was sent just before the end. So events go
without ``opex`` (``how="m-s"``, callsign and remarks still say that they are a simulation). A
keep-alive goes before and behind them, as clients of TAK send it; its answer is waited for.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from renkei._base.errors import InputError, RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument

_WAIT_S = 10.0
_MOST_DATAGRAM = 60_000
WAIT_BEFORE_S, WAIT_BEHIND_S = 1.0, 3.0
"""Longest wait for the answer to the keep-alive before the events, and to that behind them."""

_OPEX = re.compile(rb'\sopex="[^"<>]*"')
_KEEP_ALIVE = (
    '<event version="2.0" uid="renkei" type="t-x-c-t" how="m-g" time="{now}" start="{now}" '
    'stale="{now}"><point lat="0.0" lon="0.0" hae="9999999.0" ce="9999999.0" le="9999999.0" />'
    "<detail /></event>"
)
_ANSWER = b"t-x-c-t-r"


@dataclass(frozen=True)
class Recipient:
    """Where events go: ``tcp`` or ``udp``, one host, one port."""

    transport: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.transport}://{host}:{self.port}"


def target_of(text: str) -> Recipient:
    """Return the target of ``--send``: ``HOST:PORT``, or with ``tcp://`` or ``udp://`` before it.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        parts = urlsplit(text if "://" in text else f"tcp://{text}")
        host, port = parts.hostname or "", parts.port
        plain = not (parts.path or parts.query or parts.fragment or parts.username)
    except ValueError:
        host, port, plain = "", None, False
    if not host or not port or not plain or parts.scheme not in ("tcp", "udp"):
        expected = Phrase("HOST:PORT, such as localhost:8087 or udp://10.0.0.5:8087")
        raise bad_argument("--send", f"`{text}`", expected)
    return Recipient(parts.scheme, host, port)


def send(events: Iterable[bytes], target: Recipient) -> int:
    """Send the events, and return how many were sent.

    Over TCP one after another on one connection, behind a keep-alive; over UDP each in a datagram.
    Neither tells whether the server took them.

    Raises
    ------
    InputError
        If the host is, or its name leads to, an address of more than one machine.
    RenkeiError
        If the server cannot be reached.
    """
    kind = socket.SOCK_STREAM if target.transport == "tcp" else socket.SOCK_DGRAM
    sent = 0
    try:
        found = socket.getaddrinfo(target.host, target.port, type=kind)
        for *_, address in found:
            _check_one(str(address[0]), target)
        family, _, protocol, _, address = found[0]
        with _connected(family, kind, protocol, address) as connection:
            if kind == socket.SOCK_STREAM:
                _keep_alive(connection, WAIT_BEFORE_S)
            for event in events:
                if kind == socket.SOCK_DGRAM and len(event) > _MOST_DATAGRAM:
                    raise _cannot(target, Phrase("an event is too large for a datagram"))
                connection.sendall(_OPEX.sub(b"", event.strip(), count=1))
                sent += 1
            if kind == socket.SOCK_STREAM:
                _keep_alive(connection, WAIT_BEHIND_S)
                connection.shutdown(socket.SHUT_WR)
    except (OSError, UnicodeError) as error:
        raise _cannot(target, reason(error)) from None
    return sent


def _keep_alive(connection: socket.socket, longest_s: float) -> None:
    """Send a keep-alive, and wait for its answer; servers that give none are not waited for long.

    A server answers when it has read what was sent before.
    """
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    connection.sendall(_KEEP_ALIVE.format(now=now).encode())
    ends = time.monotonic() + longest_s
    said = b""
    while _ANSWER not in said and (left := ends - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            got = connection.recv(65536)
        except TimeoutError:
            break
        if not got:
            break
        said = said[-len(_ANSWER) :] + got
    connection.settimeout(_WAIT_S)


def _connected(family: int, kind: int, protocol: int, address: object) -> socket.socket:
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(_WAIT_S)
        connection.connect(address)  # type: ignore[arg-type]
    except BaseException:
        connection.close()
        raise
    return connection


def _check_one(address: str, target: Recipient) -> None:
    """Refuse addresses of a group, of a network, and of no machine."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    if mapped.is_multicast or mapped.is_unspecified or str(mapped) == "255.255.255.255":
        raise _refused(address, target)


def _refused(address: str, target: Recipient) -> InputError:
    found = Phrase("`{target}`, which is {address}", target=target, address=address)
    expected = Phrase("the address of one machine, no multicast or broadcast")
    return bad_argument("--send", found, expected)


def _cannot(target: Recipient, why: str) -> RenkeiError:
    return RenkeiError(Phrase("cannot send to {target}: {reason}", target=target, reason=why))
