"""Declarations: worlds, distributions, stations, pools, stocks, tags; they need no order.

Functions over a :class:`~renkei.program.assembling.draft.Draft`, which
:class:`~renkei.program.assembling.assembler.Assembler` has as methods. Take names and numbers; give
handles. Units: hours since the start, nautical miles, knots.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from renkei.program.assembling.draft import Draft
from renkei.program.assembling.records import (
    Calendar,
    CalendarRecord,
    Dist,
    DistRecord,
    Gate,
    GateRecord,
    LossRecord,
    Pool,
    PoolRecord,
    Slot,
    SlotRecord,
    Station,
    StationRecord,
    Stock,
    StockRecord,
    Tag,
    floats,
    index_of,
)
from renkei.program.machine.program import TAG_FIELDS
from renkei.program.machine.shapes import unit_shape
from renkei.scenario.quantities.distributions import Distribution


def slot(
    draft: Draft,
    path: str,
    best: float,
    low: float | None = None,
    high: float | None = None,
    factor: Slot | None = None,
    inverse: bool = False,
    middle: float | None = None,
) -> Slot:
    """Declare a world value: a number that a replication draws once.

    Its draw is keyed by ``path``; the value is ``low`` at u = 0, ``middle`` (default ``best``)
    at u = 1/2, ``high`` at u = 1 and linear between, times the value of ``factor``; in the
    nominal world it is ``best``. The same path with other values,
    as in a later phase of a design, is another slot with the same draw. With ``inverse`` it
    counts as one over its value wherever it is used, and is reported as it is.
    """
    low = best if low is None else low
    high = best if high is None else high
    middle = best if middle is None else middle
    if not low <= best <= high:
        raise ValueError(f"slot {path}: need low <= best <= high, got {low}, {best}, {high}")
    if not low <= middle <= high:
        raise ValueError(f"slot {path}: need low <= middle <= high, got {low}, {middle}, {high}")
    if inverse and not low > 0:
        raise ValueError(f"slot {path}: one over a value that may be {low}")
    record = SlotRecord(
        path,
        float(best),
        float(middle),
        float(low),
        float(high),
        index_of(factor),
        inverse,
    )
    index = draft.known.setdefault(("slot", record), len(draft.slots))
    if index == len(draft.slots):
        draft.slots.append(record)
    return Slot(index)


def constant(draft: Draft, value: float) -> Slot:
    """Declare a world value that is the same in every world."""
    return slot(draft, f"={float(value)!r}", float(value))


def distribution(
    draft: Draft, dist: Distribution, slot: Slot | None = None, factor: Slot | None = None
) -> Dist:
    """Declare a distribution: the shape of ``dist`` at the mean of ``slot`` times ``factor``.

    Without ``slot`` the mean is that of ``dist``.
    """
    key = ("dist", (dist, slot, factor))
    if key not in draft.known:
        draft.known[key] = len(draft.dists)
        draft.dists.append(
            DistRecord(
                unit_shape(dist),
                float(dist.mean()),
                index_of(slot),
                index_of(factor),
            )
        )
    return Dist(draft.known[key])


def calendar(draft: Draft, name: str, opens: ArrayLike, closes: ArrayLike) -> Calendar:
    """Declare opening hours ``[opens[i], closes[i])`` [h], sorted and disjoint."""
    starts, ends = floats(opens), floats(closes)
    if len(starts) != len(ends) or not len(starts):
        raise ValueError(f"calendar {name}: {len(starts)} opening and {len(ends)} closing times")
    if np.any(ends <= starts) or np.any(starts[1:] <= ends[:-1]):
        raise ValueError(f"calendar {name}: intervals must be sorted, disjoint and not empty")
    new_name(draft, "calendar", name, len(draft.calendars))
    draft.calendars.append(CalendarRecord(name, starts, ends))
    return Calendar(len(draft.calendars) - 1)


def gate(draft: Draft, name: str, times: ArrayLike) -> Gate:
    """Declare a gate that lets tokens through at ``times`` [h], sorted."""
    at = floats(times)
    if np.any(at[1:] <= at[:-1]):
        raise ValueError(f"gate {name}: times must rise strictly")
    new_name(draft, "gate", name, len(draft.gates))
    draft.gates.append(GateRecord(name, at))
    return Gate(len(draft.gates) - 1)


def station(
    draft: Draft,
    name: str,
    teams: Slot,
    calendar: Calendar | None = None,
    off_teams: Slot | None = None,
    schedule: Sequence[tuple[float, Slot | None]] = (),
    build_up: Sequence[tuple[Slot, Slot]] | None = None,
    rooms: int | None = None,
    interrupts: int | None = None,
) -> Station:
    """Declare teams that work in parallel before a queue.

    Four precedence classes, first come first served in each.

    Parameters
    ----------
    teams
        Teams, rounded to the nearest integer, and at least 1 where the best value is.
    calendar
        Hours in which they work; None: always.
    off_teams
        Teams outside the calendar; work in hand is then finished. None: nobody works and
        nothing starts outside the calendar, and work in hand rests.
    schedule
        (hour, teams) of later design phases; None: from then on it serves what comes, but
        counts as present only while it is at work.
    build_up
        (hours after activation, share of the teams) of a station that has no teams until
        activated; ``ceil(share * teams)`` from each step on. Work in hand is finished after
        deactivation, the queue is kept.
    rooms
        Most tokens in queue and service; a further arrival jumps to the block's ``balk``.
    interrupts
        Least urgent class that interrupts the work of a less urgent one when no team is free:
        preemptive resume. None: work in hand is never interrupted.
    """
    if off_teams is not None and calendar is None:
        raise ValueError(f"station {name}: off_teams needs a calendar")
    if rooms is not None and rooms < 1:
        raise ValueError(f"station {name}: rooms must be 1 or more, got {rooms}")
    if interrupts is not None and not 0 <= interrupts <= 2:
        raise ValueError(f"station {name}: interrupts must be 0 to 2, got {interrupts}")
    new_name(draft, "station", name, len(draft.stations))
    draft.stations.append(
        StationRecord(
            name,
            teams.index,
            index_of(calendar),
            index_of(off_teams),
            tuple(sorted((float(hour), index_of(slot)) for hour, slot in schedule)),
            None
            if build_up is None
            else tuple((after.index, share.index) for after, share in build_up),
            -1 if rooms is None else int(rooms),
            0 if interrupts is None else interrupts + 1,
        )
    )
    return Station(len(draft.stations) - 1)


def loss(
    draft: Draft,
    station: Station,
    begin_h: float,
    lasts: Slot,
    diverted_after: Slot | None = None,
) -> None:
    """Let a station be lost from an hour on, until it is restored.

    It has no teams meanwhile. Work in hand rests, or, from when it is diverted on, goes on where
    its block says, as does what comes. Losses of one station do not overlap.

    Parameters
    ----------
    begin_h
        When it is lost.
    lasts
        Hours until it is restored.
    diverted_after
        Hours until it is diverted; None: never.
    """
    if begin_h < 0:
        raise ValueError(f"loss of {draft.stations[station.index].name}: begins at {begin_h} h")
    draft.losses.append(
        LossRecord(station.index, float(begin_h), lasts.index, index_of(diverted_after))
    )


def pool(
    draft: Draft,
    name: str,
    platforms: Slot,
    availability: Slot | None,
    notice: Dist,
    turnaround: Dist | None,
    speed: Slot,
    distances_nmi: ArrayLike,
    endurance: Slot | None = None,
    training: Slot | None = None,
    fleet: Pool | None = None,
    reserve: Slot | None = None,
    reserve_for: int = 1,
) -> Pool:
    """Declare interchangeable platforms: ``floor(platforms * availability + 0.5)`` of them.

    ``endurance`` limits the time on station in one go [h]; ``training`` is the share of time
    in which a platform that is ready is in use all the same. With a ``fleet`` it has no
    platforms of its own but is what that pool becomes in a later phase: see :meth:`phases`.
    ``reserve`` platforms are kept from requests less urgent than precedence class ``reserve_for``.
    """
    distances = floats(distances_nmi)
    if len(distances) != len(draft.places):
        raise ValueError(f"pool {name}: {len(distances)} distances for {len(draft.places)} places")
    new_name(draft, "pool", name, len(draft.pools))
    draft.pools.append(
        PoolRecord(
            name,
            platforms.index,
            index_of(availability),
            notice.index,
            index_of(turnaround),
            speed.index,
            index_of(endurance),
            distances,
            index_of(training),
            index_of(fleet),
            index_of(reserve),
            reserve_for,
        )
    )
    return Pool(len(draft.pools) - 1)


def phases(draft: Draft, fleet: Pool, schedule: Sequence[tuple[float, Pool | None]]) -> None:
    """Let a fleet have, from each hour on, the platforms and training of a pool of it.

    Platforms that are added are ready; those that are taken away go when they are free.
    """
    steps = draft.pools[fleet.index].schedule
    steps += [(float(hour), index_of(pool)) for hour, pool in schedule]


def stock(
    draft: Draft,
    name: str,
    on_hand: Slot,
    reorder: Slot | None = None,
    lot: Slot | None = None,
    up_to: Slot | None = None,
    orders: str | None = None,
    continuous: bool = True,
    full: Slot | None = None,
    rank: int | None = None,
) -> Stock:
    """Declare a stock of an item.

    Its *position* is on hand plus due in less all that is asked for and not issued, be it by
    claims or by requests for platforms that wait.

    Parameters
    ----------
    on_hand
        Amount at the start.
    reorder, lot, up_to
        At a review, while the position is at or below ``reorder``: order ``lot``, or up to
        ``up_to``. Without ``reorder``: order ``lot`` while a lot fits below ``up_to``, or
        whatever lacks to ``up_to`` in one order. One for one is ``lot`` 1 without ``reorder``.
    orders
        Name of a triggered source: each order is a new incident of it, whose token carries
        the amount as its lot. None: it never orders.
    continuous
        Reviewed at the start and after each draw; False: at `review` blocks only.
    full
        Amount at which it counts as full; None: its times are not taken.
    rank
        Class, 0 to 3, in which requests for platforms wait for its items; None: the precedence
        of the request.
    """
    if orders is None and (reorder or lot or up_to):
        raise ValueError(f"stock {name}: a policy needs a source of orders")
    if orders is not None and not up_to and not (reorder and lot):
        raise ValueError(f"stock {name}: orders need up_to, or reorder and lot")
    new_name(draft, "stock", name, len(draft.stocks))
    draft.stocks.append(
        StockRecord(
            name,
            on_hand.index,
            index_of(reorder),
            index_of(lot),
            index_of(up_to),
            orders or "",
            continuous,
            index_of(full),
            -1 if rank is None else rank,
        )
    )
    return Stock(len(draft.stocks) - 1)


def tag(draft: Draft, name: str, **info: str) -> Tag:
    """Declare an attribution key; ``info`` fills the columns of ``TAG_FIELDS``."""
    unknown = set(info) - set(TAG_FIELDS[1:])
    if unknown:
        raise ValueError(f"tag {name}: unknown columns {sorted(unknown)}")
    row = (name, *(info.get(column) or "" for column in TAG_FIELDS[1:]))
    index = draft.known.setdefault(("tag", name), len(draft.tags))
    if index == len(draft.tags):
        draft.tags.append(row)
    elif draft.tags[index] != row:
        raise ValueError(f"tag {name} declared twice: {draft.tags[index]} and {row}")
    return Tag(index)


def sample_every(draft: Draft, hours: float) -> None:
    """Take samples of stocks and pools at hour 0 and every ``hours`` up to the horizon."""
    if not hours > 0:
        raise ValueError(f"sample_every: expected hours above 0, got {hours}")
    draft.sample_every_h = float(hours)


def new_name(draft: Draft, kind: str, name: str, index: int) -> None:
    """Note the name of a thing of a kind; each is declared once."""
    if (kind, name) in draft.known:
        raise ValueError(f"{kind} {name} declared twice")
    draft.known[kind, name] = index
