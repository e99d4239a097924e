"""The event list: a 4-ary heap of 128-bit keys, and a ring for events of the present moment.

What for: what happens next. An entry is a time [h] and a key
``sequence << 27 | index << 3 | kind``. Takes and gives times and identifiers ``index << 3 | kind``.

Order of simultaneous events: by time, then by sequence of scheduling. An event scheduled for the
present moment therefore comes after all that were scheduled for it before; it goes to the ring, a
queue that is served when the heap holds nothing for the present moment. The ring changes nothing in
the order and saves the sifting. A heap of four children has half the levels of a binary one; the
hole that a removal leaves at the top is filled by the next entry added, which saves a pass.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from renkei.engine.compile import helper
from renkei.program.program import Table

KIND_BITS = 3
KEY_BITS = 27  # index and kind; 36 bits are left for the sequence

HEAP = np.dtype([("time", np.float64), ("key", np.int64)])


@helper
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
        right = (t1 < t0) | ((t1 == t0) & (k1 < k0))
        t0, k0 = (t1 if right else t0), (k1 if right else k0)
        last = (t3 < t2) | ((t3 == t2) & (k3 < k2))
        t2, k2 = (t3 if last else t2), (k3 if last else k2)
        upper = (t2 < t0) | ((t2 == t0) & (k2 < k0))
        t0, k0 = (t2 if upper else t0), (k2 if upper else k0)
        best = child + ((2 + last) if upper else (0 + right))
        if time < t0 or (time == t0 and key < k0):
            heap[i].time = time
            heap[i].key = key
            return
        heap[i].time = t0
        heap[i].key = k0
        i = best
        child = 4 * i + 1
    if child < n:  # the last, incomplete family
        best = child
        for other in range(child + 1, n):
            u = heap[other].time
            if u < heap[best].time or (u == heap[best].time and heap[other].key < heap[best].key):
                best = other
        t = heap[best].time
        k = heap[best].key
        if t < time or (t == time and k < key):
            heap[i].time = t
            heap[i].key = k
            i = best
    heap[i].time = time
    heap[i].key = key


@helper
def _rise(heap: Table, i: int, time: float, key: int) -> None:
    """Put an entry into the hole at the bottom position i."""
    while i > 0:
        parent = (i - 1) >> 2
        t = heap[parent].time
        if t < time or (t == time and heap[parent].key < key):
            break
        heap[i].time = t
        heap[i].key = heap[parent].key
        i = parent
    heap[i].time = time
    heap[i].key = key


@helper
def schedule(heap: Table, ring: NDArray[np.int64], core: Table, time: float, what: int) -> None:
    """Add an event; at the present moment it goes to the ring."""
    c = core[0]
    if time == c.now:
        ring[c.ring_end & (len(ring) - 1)] = what
        c.ring_end += 1
        return
    key = (c.sequence << KEY_BITS) | what
    c.sequence += 1
    if c.hole:
        c.hole = 0
        _sink(heap, c.n_heap, time, key)
    else:
        _rise(heap, c.n_heap, time, key)
        c.n_heap += 1


@helper
def fill_hole(heap: Table, core: Table) -> None:
    """Make ``heap[0]`` the next entry, if there is one."""
    c = core[0]
    if c.hole:
        c.hole = 0
        c.n_heap -= 1
        if c.n_heap > 0:
            last = heap[c.n_heap]
            _sink(heap, c.n_heap, last.time, last.key)
