"""The event list: a 4-ary heap of 128-bit keys, and a ring for events of the present moment.

What for: what happens next. An entry is a time in ticks and a key
``sequence << 27 | index << 3 | kind``. Takes and gives times and identifiers ``index << 3 | kind``.

Order of simultaneous events: by time, then by sequence of scheduling. An event scheduled for the
present moment therefore comes after all that were scheduled for it before; it goes to the ring, a
queue that is served when the heap holds nothing for the present moment. The ring changes nothing in
the order and saves the sifting. A heap of four children has half the levels of a binary one; the
hole that a removal leaves at the top is filled by the next entry added, which saves a pass; events
of the present moment pass it by.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from renkei.engine.kernel.bits import before
from renkei.engine.kernel.jit import Record, helper, inlined
from renkei.program.machine.program import Table

KIND_BITS = 3
KEY_BITS = 27  # index and kind; 36 bits are left for the sequence

HEAP = np.dtype([("time", np.float64), ("key", np.int64)])


@inlined
def _sink(heap: Table, n: int, time: float, key: int) -> None:
    """Put an entry into the hole at the top of a heap of n entries, the hole included."""
    i = 0
    child = 1
    while child + 3 < n:
        # Without branches: which child is least is a matter of chance, and guessing costs more.
        t0, k0 = heap[child].time, heap[child].key
        t1, k1 = heap[child + 1].time, heap[child + 1].key
        t2, k2 = heap[child + 2].time, heap[child + 2].key
        t3, k3 = heap[child + 3].time, heap[child + 3].key
        right = before(t1, k1, t0, k0)
        t0, k0 = (t1 if right else t0), (k1 if right else k0)
        last = before(t3, k3, t2, k2)
        t2, k2 = (t3 if last else t2), (k3 if last else k2)
        upper = before(t2, k2, t0, k0)
        t0, k0 = (t2 if upper else t0), (k2 if upper else k0)
        best = child + ((2 + last) if upper else (0 + right))
        if before(time, key, t0, k0):
            break
        heap[i].time = t0
        heap[i].key = k0
        i = best
        child = 4 * i + 1
    else:
        if child < n:  # the last, incomplete family
            best = child
            for other in range(child + 1, n):
                if before(heap[other].time, heap[other].key, heap[best].time, heap[best].key):
                    best = other
            if before(heap[best].time, heap[best].key, time, key):
                heap[i].time = heap[best].time
                heap[i].key = heap[best].key
                i = best
    heap[i].time = time
    heap[i].key = key


@inlined
def _rise(heap: Table, i: int, time: float, key: int) -> None:
    """Put an entry into the hole at the bottom position i."""
    while i > 0:
        parent = (i - 1) >> 2
        if before(heap[parent].time, heap[parent].key, time, key):
            break
        heap[i].time = heap[parent].time
        heap[i].key = heap[parent].key
        i = parent
    heap[i].time = time
    heap[i].key = key


@helper
def insert(heap: Table, c: Record, time: float, what: int) -> None:
    """Add an event to the heap."""
    key = (c.sequence << KEY_BITS) | what
    c.sequence += 1
    if c.hole:
        c.hole = 0
        _sink(heap, c.n_heap, time, key)
    else:
        _rise(heap, c.n_heap, time, key)
        c.n_heap += 1


@inlined
def at_once(ring: NDArray[np.int64], c: Record, what: int) -> None:
    """Add an event of the present moment."""
    ring[c.ring_end & (len(ring) - 1)] = what
    c.ring_end += 1


@inlined
def schedule(heap: Table, ring: NDArray[np.int64], c: Record, time: float, what: int) -> None:
    """Add an event; at the present moment it goes to the ring."""
    if time == c.now:
        at_once(ring, c, what)
    else:
        insert(heap, c, time, what)


@helper
def fill_top(heap: Table, c: Record) -> None:
    """Make ``heap[0]`` the next entry, if there is one."""
    if c.hole:
        c.hole = 0
        c.n_heap -= 1
        if c.n_heap > 0:
            last = heap[c.n_heap]
            _sink(heap, c.n_heap, last.time, last.key)


@inlined
def take_first(heap: Table, c: Record) -> None:
    """Take the entry at the top, which leaves a hole, and note whether the next is due now too.

    That holds until the next is taken: what is scheduled for the present moment goes to the ring.
    """
    now = heap[0].time
    n = c.n_heap
    c.now = now
    c.hole = 1
    if n >= 5:
        due = heap[1].time <= now
        due |= heap[2].time <= now
        due |= heap[3].time <= now
        due |= heap[4].time <= now
        c.due = due
    else:
        c.due = 0
        for k in range(1, n):
            if heap[k].time <= now:
                c.due = 1


@inlined
def more_now(c: Record) -> bool:
    """Return whether an event of the present moment is left.

    What is due of the heap was noted when the present event was taken: nothing comes to it since,
    as what is scheduled for this moment goes to the ring.
    """
    return bool(c.ring_start < c.ring_end or c.due)
