"""The world of a replication, for the twin: values of slots, and what follows from them.

What for: what holds from hour 0 on. Takes the program in ticks and the key of the replication;
gives the values of the slots, and the sizes of crews and fleets in that world.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from renkei.engine.twin import draws
from renkei.engine.twin.parts import Calendar, Row, rows
from renkei.engine.twin.state import Run
from renkei.program.machine.program import Program


def drawn_world(
    program: Program, key: int, nominal: bool, given: Sequence[float] | None = None
) -> tuple[list[float], list[float]]:
    """Return the values of the slots as they count, and as results give them.

    They differ where a slot counts as one over its value. What is ``given`` is not drawn; ``nan``
    gives nothing.
    """
    slots = rows(program.slot)
    own = []
    for i, slot in enumerate(slots):
        if given is not None and not math.isnan(given[i]):
            own.append(given[i])
            continue
        low, middle, high = slot["low"], slot["middle"], slot["high"]
        if nominal:
            own.append(slot["best"])
            continue
        u = draws.uniform(key, slot["key"], 0, 0)
        if u < 0.5:
            own.append(low + (middle - low) * (2 * u))
        else:
            own.append(middle + (high - middle) * (2 * u - 1))
    inverse = set(program.inverse.tolist())
    world, reported = [], []
    for i, slot in enumerate(slots):
        value, plain = own[i], own[i]
        if i in inverse:
            value = 1.0 / value
        while slot["factor"] >= 0:
            other = slot["factor"]
            value = value / own[other] if other in inverse else value * own[other]
            plain, slot = plain * own[other], slots[other]
        world.append(value)
        reported.append(plain if i in inverse else value)
    return world, reported


def scale_of(run: Run, dist: Row) -> float:
    """Return mean times factor of a distribution."""
    mean = run.world[dist["slot"]] if dist["slot"] >= 0 else dist["mean"]
    return float(mean * run.world[dist["factor"]] if dist["factor"] >= 0 else mean)


def calendar_of(run: Run, row: Row) -> Calendar | None:
    """Return the opening hours of a station; None: always open."""
    c, p = row["calendar"], run.program
    if c < 0:
        return None
    part = slice(int(p.calendar_first[c]), int(p.calendar_first[c + 1]))
    arrays = (p.opens[part], p.closes[part], p.open_before[part])
    return Calendar(*(array.tolist() for array in arrays))


def teams_in(run: Run, slot: int) -> int:
    """Return how many teams a slot stands for; not 0 where it is 1 or more at best."""
    teams = math.floor(run.world[slot] + 0.5)
    return 1 if teams < 1 <= run.program.slot["best"][slot] else teams


def population_of(run: Run, source: int) -> int | None:
    """Return how many incidents a source begins at hour 0; None: a source of another kind."""
    slots = run.program.population
    if not len(slots) or slots[source] < 0:
        return None
    n: int = math.floor(run.world[slots[source]] + 0.5)
    return n


def pool_size(run: Run, row: Row) -> int:
    """Return how many platforms of a pool are available."""
    size = run.world[row["platforms"]]
    if row["availability"] >= 0:
        size = size * run.world[row["availability"]]
    return math.floor(size + 0.5)


def training_use(run: Run, i: int) -> float:
    """Return the use of a ready platform of pool i in an hour."""
    slots = run.program.training
    return run.world[slots[i]] if len(slots) and i >= 0 and slots[i] >= 0 else 0.0
