"""Policies of allocation: a function that chooses which platforms are sent.

What for: a user's own rule in place of the two that the language names. Takes what is known at the
moment at which a request can be filled (:class:`Request`); gives how many platforms of each pool
go, or that it waits. A program may carry a policy; :mod:`renkei.engine.choosing` asks it.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from renkei._base.errors import RunError
from renkei._base.language import Phrase

PRECEDENCES = ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE")
"""Names of the classes of requests, the most urgent first."""


@dataclass(frozen=True)
class Candidate:
    """A unit that may be sent.

    Parameters
    ----------
    unit
        Its name in the scenario.
    free
        Platforms that this request may have now: at home, ready, not held for a request before it,
        and not in the reserve.
    platforms
        Platforms that the unit has, those that are away included.
    distance_nmi
        From its base to the incident.
    """

    unit: str
    free: int
    platforms: int
    distance_nmi: float


@dataclass(frozen=True)
class Request:
    """A request for platforms that can be filled now.

    Parameters
    ----------
    hour
        The present moment: hours since the start.
    incident, ordinal, place
        Incident type, number of the incident within it, and where it is.
    step
        Step of the response that asks, such as ``allocation/fighters``.
    precedence
        ``FLASH``, ``IMMEDIATE``, ``PRIORITY`` or ``ROUTINE``.
    waited_h
        Hours that it has waited.
    count
        Platforms asked for.
    may_be_less
        Whether it goes with fewer (``when_short: less``).
    candidates
        The units that may be sent; those that could be there first by planning values come first.
    """

    hour: float
    incident: str
    ordinal: int
    place: str
    step: str
    precedence: str
    waited_h: float
    count: int
    may_be_less: bool
    candidates: tuple[Candidate, ...]


Policy = Callable[[Request], Sequence[int] | None]
"""Chooses how many platforms of each candidate go; None: the request waits.

It is asked once for a request in one moment, and again when platforms have come back. A choice for
which a unit has not the items that its platforms take along lets the request wait too. The same
request must get the same answer, else a replication is not the same twice.
"""


def checked(policy: Policy, request: Request) -> list[int]:
    """Return the answer of a policy: platforms of each candidate, or zeros where it waits.

    Raises
    ------
    RunError
        If the answer does not fit the request.
    """
    answer = policy(request)
    if answer is None:
        return [0] * len(request.candidates)
    counts = [int(n) for n in answer]
    where = Phrase(
        "policy `{policy}` at hour {hour}, {incident} {ordinal}, {step}",
        policy=policy_name(policy),
        hour=f"{request.hour:g}",
        incident=request.incident,
        ordinal=request.ordinal,
        step=request.step,
    )
    if len(counts) != len(request.candidates):
        raise RunError(
            Phrase(
                "{where}: {counts} numbers, expected {request}, one for each candidate",
                where=where,
                counts=len(counts),
                request=len(request.candidates),
            )
        )
    for candidate, n in zip(request.candidates, counts, strict=True):
        if not 0 <= n <= candidate.free:
            raise RunError(
                Phrase(
                    "{where}: {n} platforms of {unit}, expected 0 to {free}",
                    where=where,
                    n=n,
                    unit=candidate.unit,
                    free=candidate.free,
                )
            )
    total = sum(counts)
    least = 1 if request.may_be_less else request.count
    if not least <= total <= request.count:
        expected = (
            Phrase("1 to {most}", most=request.count) if request.may_be_less else str(request.count)
        )
        raise RunError(
            Phrase(
                "{where}: {total} platforms in all, expected {expected}, or None to wait",
                where=where,
                total=total,
                expected=expected,
            )
        )
    return counts


def policy_name(policy: Policy) -> str:
    """Return the name of a policy: of its function, or of its class."""
    return str(_defined(policy).__qualname__)


def policy_digest(policy: Policy) -> str:
    """Return the SHA-256 of what a policy says: its source, and the values of its object.

    What its source calls is not in it.

    Raises
    ------
    ValueError
        If its source cannot be read: it was typed at a prompt.
    """
    defined = _defined(policy)
    try:
        source = inspect.getsource(defined)
    except (OSError, TypeError) as error:
        raise ValueError(
            f"policy `{policy_name(policy)}`: its source cannot be read; write it in a file or in "
            "a cell of a notebook"
        ) from error
    values = repr(sorted(getattr(policy, "__dict__", {}).items()))
    return hashlib.sha256(f"{defined.__qualname__}\0{source}\0{values}".encode()).hexdigest()


def _defined(policy: Policy) -> Any:
    """Return what is written down: a function, or the class of an object that is called."""
    return policy if hasattr(policy, "__qualname__") else type(policy)
