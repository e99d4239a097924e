"""Platforms down for parts that lend each other what is still good (cannibalisation).

What for: the blocks `hole` and `fill`. A *hole* is a part that some platform of a pool lacks, while
its claim waits at a stock. Good parts are swapped so that as few platforms as can be are down: as
many as the stock of which the pool has most holes. Takes tables, state and a token; changes the
state.

Think of the platforms that are down as a row, where platform n has a hole of each stock with n or
more holes. A new hole goes to the first in the row that still has the part, and a part that comes
goes to the last that lacks it: so the row stays as it is, and a part is swapped only when a
platform that fails takes it from one in the row.
"""

from __future__ import annotations

from renkei.engine.kernel.event_list import KIND_BITS, at_once
from renkei.engine.kernel.jit import inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import append, unlink
from renkei.engine.kernel.state import State
from renkei.engine.kernel.tokens import add_segment
from renkei.engine.kernel.waiting_line import home


@inlined
def make_hole(p: Tables, s: State, t: int) -> bool:
    """Do the block of token t, which has gone on to the next; return whether it waits."""
    c = s.core[0]
    token = s.token[t]
    pc = token.pc - 1
    block = p.blocks[pc]
    if s.cargo[t].granted:
        s.cargo[t].granted = 0
        add_segment(s, t, block.tag, c.now - token.since, 0.0, 0.0)
        token.pc = block.c
        return False
    i = home(s, wide(token.pool))
    pool = s.upkeep[i]
    s.holes[i, block.a] += 1
    if s.holes[i, block.a] <= pool.down:
        return False
    pool.down += 1
    token.pc = pc
    token.since = c.now
    append(s.token, s.down[i], t)
    return True


@inlined
def fill_hole(s: State, i: int, k: int) -> None:
    """Fill a hole of stock k in pool i; a platform is up again where the most holes are fewer."""
    pool = s.upkeep[i]
    s.holes[i, k] -= 1
    most = 0
    for other in range(s.holes.shape[1]):
        most = max(most, wide(s.holes[i, other]))
    if most < pool.down:
        pool.down -= 1
        t = wide(s.down[i].first)
        unlink(s.token, s.down[i], -1, wide(s.token[t].next))
        s.cargo[t].granted = 1
        at_once(s.ring, s.core[0], t << KIND_BITS)
