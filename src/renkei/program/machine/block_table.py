"""The kinds of block a program is made of, as one declared table.

What for: assembler, listing, kernel, twin and tests all read the same records, so that a new kind
is documented and tested by being declared. Takes nothing; gives :data:`BLOCK_KINDS`. What a block
*does* is written here once, in its ``help``.

A token runs through blocks until one of them takes time or ends it. The words used below: a
*child* is a token started by a fork or an allocation, which reports to its *join*; a *round* is
the token's counter that makes draws in loops differ; *done* means finished or failed.
"""

from __future__ import annotations

from renkei.program.machine.blocks import (
    AGAIN,
    CARRY,
    DUE,
    EXTERNAL,
    NEXT_ROUND,
    OVERTAKEN,
    PER_PLATFORM,
    SELECTION,
    BlockKind,
    Op,
)
from renkei.program.machine.operands import Operand

BLOCK_KINDS: tuple[BlockKind, ...] = (
    BlockKind(
        Op.MARK,
        "mark",
        (
            Operand("a", "milestone"),
            Operand("b", "stamp"),
        ),
        "Record the time of milestone `a`; the first time only, or (b = 1) overwriting, but not by "
        "a relief (a token with an end of stay), or (b = 2) the first time, and not where a "
        "request of the incident has given up. Nothing once the incident is done.",
    ),
    BlockKind(
        Op.DELAY,
        "delay",
        (Operand("dist", "dist"),),
        "Wait for a drawn time; nobody is needed for it.",
        draws=True,
    ),
    BlockKind(
        Op.WORK,
        "work",
        (
            Operand("a", "station"),
            Operand("b", "precedence"),
            Operand("c", "pc", "balk"),
            Operand("dist", "dist"),
        ),
        "Queue at station `a` in precedence class `b` (-1: the token's own), take a team, work a "
        "drawn time, give the team back. A station serves when all else of a moment has happened: "
        "the more urgent class first. Where the station's rooms are full, or while it is diverted, "
        "jump to `c`.",
        draws=True,
    ),
    BlockKind(
        Op.GATE_WAIT,
        "gate_wait",
        (Operand("a", "gate"),),
        "Wait for the first time of gate `a` that is not before now.",
    ),
    BlockKind(
        Op.DECIDE,
        "decide",
        (
            Operand("a", "jumps"),
            Operand("b", "rows"),
            Operand("dist", "dist"),
            Operand("flags", "flag", "external", unit=EXTERNAL, size=2),
        ),
        "Take a drawn time, then go to one of the `b` outlets from row `a`, in proportion to their "
        "probabilities; without outlets go on. With flag 1 the stepper parks the token here and "
        "waits for an outcome from outside.",
        draws=True,
    ),
    BlockKind(
        Op.BRANCH,
        "branch",
        (
            Operand("slot", "slot", "probability"),
            Operand("a", "pc", "then"),
        ),
        "Jump to `a` with a probability, else go on.",
        draws=True,
    ),
    BlockKind(
        Op.ROUTE,
        "route",
        (
            Operand("a", "jumps"),
            Operand("b", "rows"),
            Operand("flags", "flag", "next_round", unit=NEXT_ROUND, size=2),
        ),
        "Jump to one of the `b` targets from row `a`, in proportion to their probabilities; "
        "with flag 1 a new round begins.",
        draws=True,
    ),
    BlockKind(
        Op.REPEAT,
        "repeat",
        (
            Operand("slot", "slot", "probability"),
            Operand("a", "pc", "again"),
        ),
        "Go on with the stop probability; else begin a new round and jump to `a`.",
        draws=True,
    ),
    BlockKind(
        Op.FORK,
        "fork",
        (
            Operand("a", "jumps"),
            Operand("b", "rows"),
            Operand("c", "number", "need"),
        ),
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
        (Operand("a", "pc", "to"),),
        "Start a detached token at `a`, whose time is never on a critical path.",
    ),
    BlockKind(
        Op.JUMP,
        "jump",
        (
            Operand("a", "pc", "to"),
            Operand("flags", "flag", "next_round", unit=NEXT_ROUND, size=2),
        ),
        "Go to `a`; with flag 1 a new round begins.",
        ends=True,
    ),
    BlockKind(
        Op.IF_DONE, "if_done", (Operand("a", "pc", "to"),), "Jump to `a` if the incident is done."
    ),
    BlockKind(
        Op.ALLOCATE,
        "allocate",
        (
            Operand("a", "request"),
            Operand("slot", "slot", "count"),
            Operand("b", "when_short"),
            Operand("c", "pc", "fail"),
            Operand("dist", "slot", "longest"),
            Operand("flags", "flag", "overtaken", unit=OVERTAKEN, size=2),
            Operand("flags", "selection", unit=SELECTION, size=2),
        ),
        "Reserve platforms (slot -1: as many as the token carries) from the pools of request `a` "
        "for the incident's place, in order of preference (with selection 1: those with the "
        "largest share of their platforms free first), and start one child per contributing "
        "pool at its route; go on when all have reported. Requests are served by class, then by "
        "time, when all else of a moment has happened; one that waits holds, of each pool on its "
        "list, as many free platforms as it asks for from those behind it (with flag 1, or where "
        "its pools could never fill it: none). A pool keeps its reserve "
        "from requests below the class stated. When too few are free: wait (b = 0), take what is "
        "free and wait only for the first (1), or jump to `c` (2). A request that the pools could "
        "never fill, or whose incident has failed, jumps to `c` where that is given. With a "
        "longest wait (`dist`): a request that has waited so long, and still cannot be filled, "
        "gives up and goes on with the next block, which one that is filled passes over.",
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
        "Give the token's platforms back; waiting requests are then served.",
    ),
    BlockKind(
        Op.ACTIVATE,
        "activate",
        (
            Operand("a", "stations"),
            Operand("b", "rows"),
        ),
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
        (Operand("a", "reason"),),
        "The incident has failed for reason `a`: its row is written. The token goes on.",
    ),
    BlockKind(
        Op.SPLIT,
        "split",
        (
            Operand("a", "jumps"),
            Operand("b", "rows"),
        ),
        "Start `b` tokens at the targets from row `a` and go on at once. They belong to no join, "
        "and their time counts for the critical path: they meet again at an assemble block.",
    ),
    BlockKind(
        Op.ASSEMBLE,
        "assemble",
        (
            Operand("a", "number", "need"),
            Operand("b", "number", "count"),
        ),
        "Wait for `a` tokens of the incident: each but the last ends here, the last goes on (with "
        "its critical path) and sets the count back to none. An incident has two counts, 0 and 1; "
        "`b` says which this block keeps.",
    ),
    BlockKind(
        Op.STAY,
        "stay",
        (Operand("dist", "dist"),),
        "Stay on station. A token without an end of stay draws the time and sets the end to now "
        "plus it; then it stays until that end, or as long as its pool's endurance allows, "
        "whichever comes first (not at all once the end is past).",
        draws=True,
    ),
    BlockKind(
        Op.RELIEVE,
        "relieve",
        (Operand("a", "pc", "to"),),
        "If the token's end of stay is still to come and the incident has not failed, start a "
        "detached token at `a` in the next round that carries that end and the token's number of "
        "platforms: an allocation without a count asks for as many, and its children inherit the "
        "end. The token itself goes on, without an end of stay.",
    ),
    BlockKind(
        Op.EQUIP,
        "equip",
        (
            Operand("a", "request"),
            Operand("slot", "slot", "count"),
            Operand("b", "when_short"),
            Operand("c", "pc", "fail"),
            Operand("dist", "slot", "longest"),
            Operand("flags", "flag", "overtaken", unit=OVERTAKEN, size=2),
            Operand("flags", "selection", unit=SELECTION, size=2),
        ),
        "Allocate platforms that draw on stocks: like allocate, but of a pool only as many "
        "platforms count as free as its stocks can equip (arms that wait or fail), and what they "
        "need is drawn at the moment they are granted; an arm that takes less takes what is "
        "on hand. Where only an arm that fails is in the way, jump to `c`. While items lack, the "
        "request holds no platforms. Received items serve waiting requests again. What a request "
        "in the line wants of a stock stays on the shelf, out of reach of claims and requests that "
        "come after it by the class of the stock (-1: their own) and time.",
    ),
    BlockKind(
        Op.DRAW,
        "draw",
        (
            Operand("a", "stock"),
            Operand("slot", "slot", "amount"),
            Operand("b", "when_short", size=4),
            Operand("b", "precedence", unit=4, first=-1),
            Operand("c", "pc", "fail"),
            Operand("dist", "slot", "reserve"),
            Operand("flags", "flag", "carry", unit=CARRY, size=2),
            Operand("flags", "flag", "per_platform", unit=PER_PLATFORM, size=2),
            Operand("flags", "flag", "again", unit=AGAIN, size=2),
        ),
        "Take an amount (slot -1: the token's lot; flag 2: times its platforms) from stock `a` "
        "down to a reserve (slot in `dist`) and to what requests before it want. When short: wait "
        "in class `b` // 4 - 1 (-1: the token's own) and take what comes, first come first served "
        "in each class; take less; or jump to `c` with nothing (`b` % 4), with flag 4 uncounted. "
        "With flag 1 what it got is then the token's lot. A stock under continuous review orders.",
    ),
    BlockKind(
        Op.PUT,
        "put",
        (
            Operand("a", "stock"),
            Operand("slot", "slot", "amount"),
            Operand("flags", "flag", "due", unit=DUE, size=2),
        ),
        "Put an amount (slot -1: the token's lot) into stock `a`: waiting draws take it, then "
        "waiting allocations are served. With flag 1 the amount ordered, of which the token is the "
        "order, is no longer due in.",
    ),
    BlockKind(
        Op.REVIEW,
        "review",
        (Operand("a", "stock"),),
        "Order for stock `a` as its policy says.",
    ),
    BlockKind(
        Op.START,
        "start",
        (
            Operand("a", "source"),
            Operand("b", "stock", "order_of"),
            Operand("flags", "flag", "carry", unit=CARRY, size=2),
        ),
        "Start an incident of source `a` now; with flag 1 its token carries this token's lot. With "
        "a stock `b` it is an order of that stock for the lot, whatever the policy.",
    ),
    BlockKind(Op.LOT, "lot", (Operand("slot", "slot", "amount"),), "Set the token's lot."),
    BlockKind(
        Op.YIELD,
        "yield_",
        (Operand("slot", "slot", "share"),),
        "Keep of the token's lot what passes: a binomial number of it.",
        draws=True,
    ),
    BlockKind(
        Op.TAKE,
        "take",
        (
            Operand("a", "pool"),
            Operand("slot", "slot", "count"),
            Operand("b", "precedence"),
            Operand("flags", "status"),
        ),
        "Wait in class `b` (-1: the token's own), among the waiting allocations, until as many "
        "platforms of pool `a` are free, and carry them in the status `flags`.",
    ),
    BlockKind(
        Op.STATUS,
        "status",
        (Operand("a", "status"),),
        "Set the status of the platforms that the token carries.",
    ),
    BlockKind(
        Op.SEIZE,
        "seize",
        (
            Operand("a", "station"),
            Operand("b", "precedence"),
            Operand("flags", "status", first=-1),
        ),
        "Queue at station `a` in precedence class `b` (-1: the token's own), take a team and hold "
        "it, also while the station is closed. Then the platforms carried have the status "
        "`flags` - 1, if any.",
    ),
    BlockKind(Op.VACATE, "vacate", (), "Give back the team that the token holds."),
    BlockKind(
        Op.CHOOSE,
        "choose",
        (
            Operand("a", "options"),
            Operand("b", "rows"),
        ),
        "Jump to one of `b` stations (pairs of rows from `a`: target and slot of its opening, "
        "station): the first that is open and has a team without a queue; else the open one with "
        "fewest in queue and service per team; where none is open, the first to open. A station "
        "without teams is not open.",
    ),
    BlockKind(
        Op.MAKE,
        "make",
        (
            Operand("slot", "slot", "rate"),
            Operand("a", "profile"),
            Operand("b", "rows"),
            Operand("c", "ramp"),
        ),
        "Make the token's lot at the rate `slot` [1/h], times a factor piecewise constant in time "
        "(`b` rows of the intensity from `a`), times a ramp (rows from `c`: share at the start, "
        "hours to the full rate) that begins with the token's first make: it takes until the "
        "rate has added up to the lot.",
    ),
    BlockKind(
        Op.AWAIT_ROOM,
        "await_room",
        (
            Operand("a", "stock"),
            Operand("slot", "slot", "cap"),
        ),
        "Wait until on hand less backorders of stock `a` is below a cap.",
    ),
    BlockKind(
        Op.AWAIT_USE,
        "await_use",
        (
            Operand("a", "pool"),
            Operand("b", "use"),
            Operand("dist", "dist"),
            Operand("flags", "flag", "per_platform", unit=PER_PLATFORM, size=2),
        ),
        "Wait until the use of pool `a` since the token's last passing (at first: since hour 0) "
        "has reached a drawn amount, with flag 2 times the platforms of the pool. Use is, by `b`, "
        "platform-hours of missions and training, or platforms released from missions.",
        draws=True,
    ),
    BlockKind(
        Op.CLOCK,
        "clock",
        (
            Operand("a", "clock"),
            Operand("b", "tally"),
        ),
        "Note the time on the token, on clock `a`. What is then under way at the end of the run "
        "counts in tally `b`, if there is one, with its time until the horizon.",
    ),
    BlockKind(
        Op.TALLY,
        "tally",
        (
            Operand("a", "tally"),
            Operand("b", "clock"),
        ),
        "Add the time since clock `b` of the token, as far as the horizon, to tally `a`, if it "
        "was set in the statistics' window.",
    ),
    BlockKind(
        Op.STAGGER,
        "stagger",
        (
            Operand("dist", "dist"),
            Operand("a", "pool"),
        ),
        "Wait a share of the mean of a distribution: token k (from 0) of the n of a population "
        "waits (k + u) / n of it, so that the tokens begin evenly spread. With a pool `a`, n are "
        "the platforms that it had last been given, and k is counted from the first of them.",
        draws=True,
    ),
    BlockKind(
        Op.WAIT_UNTIL,
        "wait_until",
        (Operand("slot", "slot", "hour"),),
        "Wait until an hour of the run; not at all when it is past.",
    ),
    BlockKind(
        Op.HOLE,
        "hole",
        (
            Operand("a", "stock"),
            Operand("c", "pc", "whole"),
        ),
        "The token's platform lacks a part of stock `a`: one hole more in its pool. Where more "
        "platforms of the pool are down for parts than have this hole, it takes the part from one "
        "of them and goes on; else it is down until the most holes of the pool in one stock are "
        "fewer than its platforms down (the longest down goes first), then jumps to `c`.",
    ),
    BlockKind(
        Op.FILL,
        "fill",
        (
            Operand("a", "stock"),
            Operand("b", "pool"),
        ),
        "A part of stock `a` has come that fills a hole in pool `b`.",
    ),
    BlockKind(
        Op.MUSTER,
        "muster",
        (
            Operand("a", "pool"),
            Operand("c", "pc", "late"),
        ),
        "Token k (from 0) of a population waits until pool `a` has more than k platforms by its "
        "schedule, and then begins a new round at `c`; it goes on at once where the pool has them.",
    ),
    BlockKind(
        Op.COME,
        "come",
        (Operand("a", "number", "rank"),),
        "A force of rank `a` has come: the incident keeps the highest rank.",
    ),
    BlockKind(
        Op.UNLESS_COME,
        "unless_come",
        (
            Operand("a", "pc", "to"),
            Operand("b", "number", "rank"),
        ),
        "Jump to `a` unless a force of rank `b` or higher has come.",
    ),
)
"""All kinds; row i has code i."""

KIND_BY_OP: dict[int, BlockKind] = {int(kind.op): kind for kind in BLOCK_KINDS}


DRAW_WHEN_SHORT = KIND_BY_OP[Op.DRAW].operand("when_short")
DRAW_CLASS = KIND_BY_OP[Op.DRAW].operand("precedence")
SEIZE_STATUS = KIND_BY_OP[Op.SEIZE].operand("status")
"""Operands that share a column or are shifted in it, for those who take them out of it."""
