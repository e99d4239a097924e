"""Queues of tokens: linked lists through ``token.next``.

What for: every line in which tokens wait, for a team, for platforms, for items, for use, for parts.
A token stands in one queue at most, so that one link is enough, and a queue is two rows: of its
first token and its last, -1 where it is empty. Takes the tokens and the row of a queue; changes
both.
"""

from __future__ import annotations

from renkei.engine.kernel.jit import Record, inlined
from renkei.program.machine.program import Table


@inlined
def append(token: Table, queue: Record, t: int) -> None:
    """Put token t at the end of a queue."""
    token[t].next = -1
    if queue.last < 0:
        queue.first = t
    else:
        token[queue.last].next = t
    queue.last = t


@inlined
def put_first(token: Table, queue: Record, t: int) -> None:
    """Put token t before all others of a queue."""
    token[t].next = queue.first
    if queue.first < 0:
        queue.last = t
    queue.first = t


@inlined
def unlink(token: Table, queue: Record, before: int, after: int) -> None:
    """Take out of a queue the token between two others; -1: it is the first, or the last."""
    if before < 0:
        queue.first = after
    else:
        token[before].next = after
    if after < 0:
        queue.last = before
