"""The kinds of block a program is made of, as one declared table.

What for: assembler, listing, kernel, twin and tests all read the same records, so that a new kind
is documented and tested by being declared. Takes nothing; gives :data:`BLOCK_KINDS` and the
integer code of each kind. What a block *does* is written here once, in its ``help``.

A token runs through blocks until one of them takes time or ends it. The words used below: a
*child* is a token started by a fork or an allocation, which reports to its *join*; a *round* is
the token's counter that makes draws in loops differ; *done* means finished or failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Op(IntEnum):
    """Codes of the block kinds; the number is the ``op`` of a row of ``Program.blocks``."""

    MARK = 0
    DELAY = 1
    WORK = 2
    GATE_WAIT = 3
    DECIDE = 4
    BRANCH = 5
    ROUTE = 6
    REPEAT = 7
    FORK = 8
    END = 9
    SIGNAL = 10
    SPAWN = 11
    JUMP = 12
    IF_DONE = 13
    ALLOCATE = 14
    NOTICE = 15
    TURNAROUND = 16
    TRANSIT = 17
    RELEASE = 18
    ACTIVATE = 19
    FINISH = 20
    FAIL = 21
    SPLIT = 22
    ASSEMBLE = 23
    STAY = 24
    RELIEVE = 25


class WhenShort(IntEnum):
    """What an allocation does when too few platforms are free; operand ``b`` of ``allocate``."""

    WAIT = 0
    LESS = 1
    FAIL = 2


@dataclass(frozen=True)
class BlockKind:
    """One kind of block.

    Parameters
    ----------
    op
        Its code.
    name
        Name of the assembler's method and of the listing.
    operands
        Meaning of the columns used: (column, role). Roles are the names of the tables that a
        column indexes (``station``, ``gate``, ``milestone``, ``reason``, ``pc`` for a block,
        ``slot``, ``dist``), ``jumps`` for a first row of that table, or ``value``.
    help
        What it does to the token.
    draws
        Whether it draws a random number, keyed by its purpose.
    ends
        Whether the token never goes on to the block after it.
    """

    op: Op
    name: str
    operands: tuple[tuple[str, str], ...]
    help: str
    draws: bool = False
    ends: bool = False


BLOCK_KINDS: tuple[BlockKind, ...] = (
    BlockKind(
        Op.MARK,
        "mark",
        (("a", "milestone"), ("b", "value")),
        "Record the time of milestone `a`; the first time only, or (b = 1) overwriting, but not by "
        "a relief (a token with an end of stay). Nothing once the incident is done.",
    ),
    BlockKind(
        Op.DELAY,
        "delay",
        (("dist", "dist"),),
        "Wait for a drawn time; nobody is needed for it.",
        draws=True,
    ),
    BlockKind(
        Op.WORK,
        "work",
        (("a", "station"), ("b", "value"), ("c", "pc"), ("dist", "dist")),
        "Queue at station `a` in precedence class `b` (-1: the token's own), take a team, work a "
        "drawn time, give the team back. Where the station's rooms are full jump to `c`.",
        draws=True,
    ),
    BlockKind(
        Op.GATE_WAIT,
        "gate_wait",
        (("a", "gate"),),
        "Wait for the first time of gate `a` that is not before now.",
    ),
    BlockKind(
        Op.DECIDE,
        "decide",
        (("a", "jumps"), ("b", "value"), ("dist", "dist"), ("flags", "value")),
        "Take a drawn time, then go to one of the `b` outlets from row `a`, in proportion to their "
        "probabilities; without outlets go on. With flag 1 the stepper parks the token here and "
        "waits for an outcome from outside.",
        draws=True,
    ),
    BlockKind(
        Op.BRANCH,
        "branch",
        (("slot", "slot"), ("a", "pc")),
        "Jump to `a` with a probability, else go on.",
        draws=True,
    ),
    BlockKind(
        Op.ROUTE,
        "route",
        (("a", "jumps"), ("b", "value"), ("flags", "value")),
        "Jump to one of the `b` targets from row `a`, in proportion to their probabilities; "
        "with flag 1 a new round begins.",
        draws=True,
    ),
    BlockKind(
        Op.REPEAT,
        "repeat",
        (("slot", "slot"), ("a", "pc")),
        "Go on with the stop probability; else begin a new round and jump to `a`.",
        draws=True,
    ),
    BlockKind(
        Op.FORK,
        "fork",
        (("a", "jumps"), ("b", "value"), ("c", "value")),
        "Start `b` children at the targets from row `a`; go on when `c` of them have reported.",
    ),
    BlockKind(Op.END, "end", (), "Report to the join, if any, and die.", ends=True),
    BlockKind(
        Op.SIGNAL,
        "signal",
        (),
        "Report to the join, if any, and go on detached from it.",
    ),
    BlockKind(
        Op.SPAWN,
        "spawn",
        (("a", "pc"),),
        "Start a detached token at `a`, whose time is never on a critical path.",
    ),
    BlockKind(
        Op.JUMP,
        "jump",
        (("a", "pc"), ("flags", "value")),
        "Go to `a`; with flag 1 a new round begins.",
        ends=True,
    ),
    BlockKind(Op.IF_DONE, "if_done", (("a", "pc"),), "Jump to `a` if the incident is done."),
    BlockKind(
        Op.ALLOCATE,
        "allocate",
        (("a", "value"), ("slot", "slot"), ("b", "value"), ("c", "pc")),
        "Reserve platforms (slot -1: as many as the token carries) from the pools of request `a` "
        "for the incident's place, in order of preference, and start one child per contributing "
        "pool at its route; go on when all have reported. When too few are free: wait (b = 0), "
        "take what is free and wait only for the first (1), or jump to `c` (2). A request that the "
        "pools could never fill jumps to `c` where that is given.",
    ),
    BlockKind(
        Op.NOTICE,
        "notice",
        (),
        "Wait for the drawn notice to move of the pool that the token carries.",
        draws=True,
    ),
    BlockKind(
        Op.TURNAROUND,
        "turnaround",
        (),
        "Wait for the drawn turnaround of the pool that the token carries.",
        draws=True,
    ),
    BlockKind(
        Op.TRANSIT,
        "transit",
        (),
        "Move between the base of the token's pool and the incident's place: distance over speed.",
    ),
    BlockKind(
        Op.RELEASE,
        "release",
        (),
        "Give the token's platforms back, then serve waiting requests by precedence and time.",
    ),
    BlockKind(
        Op.ACTIVATE,
        "activate",
        (("a", "jumps"), ("b", "value")),
        "Activate the `b` stations from row `a` until the incident is done; counted, so that a "
        "station works while any incident needs it.",
    ),
    BlockKind(
        Op.FINISH,
        "finish",
        (),
        "The incident is complete: its row is written. The token goes on.",
    ),
    BlockKind(
        Op.FAIL,
        "fail",
        (("a", "reason"),),
        "The incident has failed for reason `a`: its row is written. The token goes on.",
    ),
    BlockKind(
        Op.SPLIT,
        "split",
        (("a", "jumps"), ("b", "value")),
        "Start `b` tokens at the targets from row `a` and go on at once. They belong to no join, "
        "and their time counts for the critical path: they meet again at an assemble block.",
    ),
    BlockKind(
        Op.ASSEMBLE,
        "assemble",
        (("a", "value"),),
        "Wait for `a` tokens of the incident: each but the last ends here, the last goes on (with "
        "its critical path) and sets the incident's count back to none.",
    ),
    BlockKind(
        Op.STAY,
        "stay",
        (("dist", "dist"),),
        "Stay on station. A token without an end of stay draws the time and sets the end to now "
        "plus it; then it stays until that end, or as long as its pool's endurance allows, "
        "whichever comes first (not at all once the end is past).",
        draws=True,
    ),
    BlockKind(
        Op.RELIEVE,
        "relieve",
        (("a", "pc"),),
        "If the token's end of stay is still to come and the incident has not failed, start a "
        "detached token at `a` in the next round that carries that end and the token's number of "
        "platforms: an allocation without a count asks for as many, and its children inherit the "
        "end. The token itself goes on, without an end of stay.",
    ),
)
"""All kinds; row i has code i."""

KIND_BY_OP: dict[int, BlockKind] = {int(kind.op): kind for kind in BLOCK_KINDS}
