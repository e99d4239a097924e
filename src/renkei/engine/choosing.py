"""What a policy is asked, and what the kernel makes of its answer.

What for: a user's own rule of allocation (:mod:`renkei.program.machine.policy`) on the very kernel
of the Monte Carlo runs. The kernel stops where a request for platforms can be filled; this file
puts the request into words, for kernel and twin, and the answer into the state.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from renkei.engine.kernel.state import State
from renkei.program.machine.blocks import WhenShort
from renkei.program.machine.clock import TICKS
from renkei.program.machine.policy import PRECEDENCES, Candidate, Request, checked
from renkei.program.machine.program import TAG_FIELDS, Program

_STEP = TAG_FIELDS.index("step")


Chooser = Callable[[Request], Sequence[int] | None]
"""Says how many platforms of each candidate a request gets; None: as it would without asking."""

_ALL = np.iinfo(np.int32).max


def answer(program: Program, state: State, choose: Chooser | None = None) -> None:
    """Ask for what the kernel has stopped; the kernel can then go on.

    Parameters
    ----------
    choose
        Who is asked; None: the policy of the program.

    Raises
    ------
    RunError
        If the answer does not fit the request.
    """
    request = _request(program, state)
    if choose is not None:
        chosen = choose(request)
        state.choice[: len(request.candidates)] = _ALL if chosen is None else chosen
    else:
        assert program.policy is not None, "only a program with a policy asks"
        state.choice[: len(request.candidates)] = checked(program.policy, request)
    state.core["chosen"] = state.core["asking"]
    state.core["asking"] = -1


def request_at(
    program: Program,
    block: int,
    incident: tuple[int, int, int],
    rank: int,
    hour: float,
    waited_h: float,
    asked: tuple[int, bool],
    candidates: Sequence[tuple[int, int, int]],
) -> Request:
    """Return a request in words, from rows of the program.

    Parameters
    ----------
    incident
        Row of the source, ordinal, row of the place.
    asked
        Platforms asked for, and whether fewer will do.
    candidates
        Row of the pool, platforms free for the request, platforms of its fleet.
    """
    source, ordinal, place = incident
    tag = int(program.blocks["tag"][block])
    return Request(
        hour=hour,
        incident=program.sources[source],
        ordinal=ordinal,
        place=program.places[place],
        step=program.tags[tag][_STEP] if tag >= 0 else "",
        precedence=PRECEDENCES[rank],
        waited_h=waited_h,
        count=asked[0],
        may_be_less=asked[1],
        candidates=tuple(
            Candidate(
                unit=program.pools[int(program.pool["fleet"][pool])],
                free=free,
                platforms=size,
                distance_nmi=float(program.distances_nmi[pool, place]),
            )
            for pool, free, size in candidates
        ),
    )


def _request(program: Program, state: State) -> Request:
    """Return the request for which the kernel stopped."""
    token = state.token[int(state.core["asking"][0])]
    incident = state.incident[token["incident"]]
    pc, rank = int(token["pc"]), int(token["precedence"])
    block = program.blocks[pc]
    place = int(incident["place"])
    at = int(block["a"]) * len(program.places) + place
    first, end = int(program.request_first[at]), int(program.request_first[at + 1])
    slot = int(block["slot"])
    now = float(state.core["now"][0])
    return request_at(
        program,
        pc,
        (int(incident["source"]), int(incident["ordinal"]), place),
        rank,
        now / TICKS,
        (now - float(token["since"])) / TICKS,
        (
            int(token["ask"]) if slot < 0 else math.floor(state.world[slot] + 0.5),
            int(block["b"]) == WhenShort.LESS,
        ),
        [_candidate(program, state, int(i), rank) for i in program.request_pool[first:end]],
    )


def _candidate(program: Program, state: State, i: int, rank: int) -> tuple[int, int, int]:
    """Return a pool, its platforms that a request of a class may have, and all of its fleet."""
    fleet = state.pool[int(state.pool["fleet"][i])]
    free = int(fleet["free"])
    if int(fleet["held_in"]) == int(state.core["passes"][0]):
        free -= int(fleet["held"])
    if rank > int(program.pool["reserve_for"][i]):
        free -= int(state.pool["reserve"][i])
    return i, max(free, 0), int(fleet["size"])
