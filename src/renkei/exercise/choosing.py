"""Which platforms go where a person has chosen: those, then as the doctrine would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.program.machine.policy import Request

Chosen = Mapping[tuple[str, int, str], Mapping[str, int]]
"""Platforms by unit, for an incident type, a number within it and the step of an allocation."""


def chooser(chosen: Chosen) -> Callable[[Request], list[int] | None]:
    """Return what says which platforms go, as asked by the kernel; None: as without a person.

    Of the units chosen as many go as are free at the moment of the grant. What lacks comes from
    the others in the order of the doctrine, so that nobody waits for a ship that is in dock.
    """

    def choose(request: Request) -> list[int] | None:
        wanted = chosen.get((request.incident, request.ordinal, request.step))
        if wanted is None:
            return None
        left = dict(wanted)
        given = [min(left.pop(one.unit, 0), one.free) for one in request.candidates]
        lack = request.count - sum(given)
        for k, one in enumerate(request.candidates):
            more = max(min(lack, one.free - given[k]), 0)
            given[k] += more
            lack -= more
        return given

    return choose
