"""Test that a scheduler of a cluster answers at its address.

What for: what answers at a wrong address may be a web server, may say nothing, or say anything; the
client of Dask would wait, or take the first letters for a length and ask for that much memory.
Takes an address; raises :class:`NoScheduler`, which names in words what answered instead.
"""

from __future__ import annotations

import re
import socket
import struct
import time

from renkei._base.errors import RunError
from renkei._base.foreign import reason
from renkei._base.language import Phrase

REACH_S = 5.0
"""Time for a scheduler to answer."""

_ADDRESS = re.compile(r"(?:(tcp|tls)://)?(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})/?", re.ASCII)
_EXPECTED = Phrase("the address that `dask scheduler` prints, as tcp://192.168.1.10:8786")
_GREETING = 2**20
"""Bound on the first message of a scheduler [bytes]; it has some hundreds."""


class NoScheduler(RunError):
    """No scheduler answers.

    Parameters
    ----------
    address
        Where.
    found
        The answer found instead.
    remedy
        What to do; may be empty.
    """

    def __init__(self, address: str, found: str, remedy: str = "") -> None:
        self.found, self.expected, self.remedy = found, _EXPECTED, remedy
        super().__init__(
            Phrase(
                "No scheduler answers at {address}: {found}; expected {expected}.",
                address=address,
                found=found,
                expected=_EXPECTED,
            )
        )


def reach(address: str) -> None:
    """Return if a scheduler greets at an address.

    Raises
    ------
    NoScheduler
        If the address is none, nothing answers in :data:`REACH_S`, or something else does.
    """
    host, port, encrypted = _parts(address)
    try:
        with socket.create_connection((host, port), timeout=REACH_S) as connection:
            if encrypted:  # the greeting comes after certificates, which Dask knows of
                return
            said = _first(connection, 8)
    except TimeoutError:
        raise NoScheduler(
            address,
            Phrase(
                "`{address}`, from which nothing came in {patience} s",
                address=address,
                patience=f"{REACH_S:.0f}",
            ),
        ) from None
    except (OSError, UnicodeError) as error:
        why = (
            reason(error, small=True)
            if getattr(error, "strerror", None)
            else Phrase("this is no name of a machine")
        )
        raise NoScheduler(
            address,
            Phrase("`{shown}`: {found}", shown=address, found=why),
            Phrase("`dask scheduler` starts one"),
        ) from None
    # Each message of Dask begins with its length.
    if len(said) < 8 or not 0 < struct.unpack("<Q", said)[0] <= _GREETING:
        raise NoScheduler(
            address,
            Phrase("`{address}`, where something else than a scheduler answers", address=address),
            Phrase("the dashboard (8787) and the workers have ports of their own"),
        )


def _first(connection: socket.socket, count: int) -> bytes:
    """Return the first bytes that come, fewer where it ends; TimeoutError where it is slow."""
    said, until = b"", time.monotonic() + REACH_S
    while len(said) < count:
        connection.settimeout(max(until - time.monotonic(), 0.001))
        more = connection.recv(count - len(said))
        if not more:
            break
        said += more
    return said


def _parts(address: str) -> tuple[str, int, bool]:
    match = _ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[4]) < 2**16:
        raise NoScheduler(address, f"`{address:.200}`", _nearest(address))
    return match[2] or match[3], int(match[4]), match[1] == "tls"


def _nearest(address: str) -> str:
    scheme, _, rest = address.rpartition("://")
    if scheme not in ("", "tcp", "tls"):
        return Phrase(
            "`{scheme}://` is not how Dask speaks; a dashboard is not its scheduler",
            scheme=scheme[:40],
        )
    if rest.isdigit():
        return Phrase("did you mean `{name}`?", name=f"tcp://localhost:{rest:.5}")
    if re.fullmatch(r"[A-Za-z0-9.-]{1,200}", rest):
        return Phrase("did you mean `{name}`?", name=f"{scheme or 'tcp'}://{rest}:8786")
    return ""
