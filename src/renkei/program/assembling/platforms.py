"""The blocks of platforms: allocation, movement, stay, use, status, docks.

Functions over a :class:`~renkei.program.assembling.draft.Draft`, which
:class:`~renkei.program.assembling.assembler.Assembler` has as methods. What each block does stands
in :mod:`renkei.program.machine.blocks`.
"""

from __future__ import annotations

from collections.abc import Sequence

from renkei.program.assembling.declaring import constant
from renkei.program.assembling.draft import Draft
from renkei.program.assembling.emitting import amount_slot, emit
from renkei.program.assembling.records import Dist, Pool, Rows, Slot, Station, Stock, Tag
from renkei.program.machine.blocks import Op, PoolOrder, Status, Use, WhenShort


def allocate(
    draft: Draft,
    pools: Sequence[Sequence[tuple[Pool, int]]],
    count: int | Slot | None,
    when_short: str = "wait",
    fail_label: int | None = None,
    tag: Tag | None = None,
    overtaking: bool = False,
    longest: Slot | None = None,
    selection: str = "quickest",
) -> None:
    """Reserve platforms and start one child per contributing pool at its route.

    Parameters
    ----------
    pools
        For each place, (pool, label of the route) in order of preference.
    count
        Platforms needed; None: as many as the token carries, for a relief.
    when_short
        ``wait``, ``less`` (take what is free; wait only while nothing is) or ``fail``.
    fail_label
        Where to go on ``fail``, and where the pools could never fill the request; without
        it such a request waits for ever.
    overtaking
        Whether others may overtake it while it waits: it then holds nothing.
    longest
        Longest wait [h]: a request that gives up goes on with the next block, which one that
        is filled passes over. None: it waits on.
    selection
        ``quickest``: in the order listed; ``most_ready``: the pools with the largest share of
        their platforms free first, at the moment at which the request is filled.
    """
    if len(pools) != len(draft.places):
        raise ValueError(f"allocate: pools for {len(pools)} places, expected {len(draft.places)}")
    mode = WhenShort[when_short.upper()]
    if mode == WhenShort.FAIL and fail_label is None:
        raise ValueError("allocate: when_short `fail` needs a fail_label")
    emit(
        draft,
        Op.ALLOCATE,
        count=amount_slot(draft, count),
        when_short=mode,
        fail=fail_label,
        overtaken=overtaking,
        selection=PoolOrder[selection.upper()],
        longest=longest,
        tag=tag,
        rows=Rows(
            candidates=tuple(
                tuple((pool.index, label) for pool, label in choices) for choices in pools
            )
        ),
    )


def equip(
    draft: Draft,
    pools: Sequence[Sequence[tuple[Pool, int, Sequence[tuple[Stock, Slot, str]]]]],
    count: int | Slot | None,
    when_short: str = "wait",
    fail_label: int | None = None,
    tag: Tag | None = None,
    overtaking: bool = False,
    longest: Slot | None = None,
    selection: str = "quickest",
) -> None:
    """Allocate platforms that draw on stocks when they are granted.

    Like `allocate`; each candidate also has its arms: (stock, amount for each platform, what
    to do when short). ``wait`` and ``fail`` limit how many platforms count as free, ``less``
    takes what is on hand.
    """
    if len(pools) != len(draft.places):
        raise ValueError(f"equip: pools for {len(pools)} places, expected {len(draft.places)}")
    mode = WhenShort[when_short.upper()]
    arms = tuple(
        tuple(
            tuple((stock.index, per.index, int(WhenShort[how.upper()])) for stock, per, how in a)
            for _, _, a in choices
        )
        for choices in pools
    )
    fails = any(how == WhenShort.FAIL for p in arms for c in p for _, _, how in c)
    if (mode == WhenShort.FAIL or fails) and fail_label is None:
        raise ValueError("equip: when_short `fail` needs a fail_label")
    emit(
        draft,
        Op.EQUIP,
        count=amount_slot(draft, count),
        when_short=mode,
        fail=fail_label,
        overtaken=overtaking,
        selection=PoolOrder[selection.upper()],
        longest=longest,
        tag=tag,
        rows=Rows(
            candidates=tuple(
                tuple((pool.index, label) for pool, label, _ in choices) for choices in pools
            ),
            arms=arms,
        ),
    )


def notice(draft: Draft, purpose: str, tag: Tag | None = None) -> None:
    """Wait for the notice to move of the token's pool."""
    emit(draft, Op.NOTICE, purpose=purpose, tag=tag)


def turnaround(draft: Draft, purpose: str, tag: Tag | None = None) -> None:
    """Wait for the turnaround of the token's pool; none where the pool has none."""
    emit(draft, Op.TURNAROUND, purpose=purpose, tag=tag)


def transit(draft: Draft, purpose: str, tag: Tag | None = None) -> None:
    """Move between the pool's base and the incident's place; nothing is drawn."""
    emit(draft, Op.TRANSIT, purpose=purpose, tag=tag)


def stay(draft: Draft, dist: Dist, purpose: str, tag: Tag | None = None) -> None:
    """Stay on station for a drawn time, or as long as the endurance of the pool allows."""
    emit(draft, Op.STAY, dist=dist, purpose=purpose, tag=tag)


def relieve(draft: Draft, label: int) -> None:
    """If the stay was cut short by endurance, start a token at ``label`` that asks for relief.

    There, an allocation with ``count=None`` asks for as many platforms.
    """
    emit(draft, Op.RELIEVE, to=label)


def release(draft: Draft) -> None:
    """Give the token's platforms back; waiting requests are then served."""
    emit(draft, Op.RELEASE)


def take(
    draft: Draft,
    pool: Pool,
    count: Slot | int = 1,
    rank: int | None = None,
    status: Status = Status.WAITING_DOCK,
    tag: Tag | None = None,
) -> None:
    """Wait until ``count`` platforms are free and take them out of the pool, until `release`.

    They have a status other than ready; the queue is that of the allocations.
    """
    emit(
        draft,
        Op.TAKE,
        pool=pool,
        count=amount_slot(draft, count),
        precedence=rank,
        status=_not_ready(status),
        tag=tag,
    )


def status(draft: Draft, status: Status) -> None:
    """Set the status of the platforms that the token carries."""
    emit(draft, Op.STATUS, status=_not_ready(status))


def hole(draft: Draft, stock: Stock, whole: int, tag: Tag | None = None) -> None:
    """Let the platform carried lack a part of a stock: lent by another that is down, or wait.

    It goes on with the part of a platform of its pool that is down for others; or is down
    itself until a part comes that makes a platform whole, and then goes to ``whole``. For each
    hole another token draws the part and does `fill`.
    """
    emit(draft, Op.HOLE, stock=stock, whole=whole, tag=tag)


def fill(draft: Draft, stock: Stock, pool: Pool) -> None:
    """Fill a hole in a pool with a part of a stock."""
    emit(draft, Op.FILL, stock=stock, pool=pool)


def await_use(
    draft: Draft,
    pool: Pool,
    dist: Dist,
    purpose: str,
    use: Use = Use.HOURS,
    per_platform: bool = False,
    tag: Tag | None = None,
) -> None:
    """Wait until the use of a pool since the token's last passing reaches a drawn amount.

    Use of all platforms together: hours on missions, plus the share of training of those that
    are ready; or platforms released from missions. One token with an exponential amount makes
    a Poisson process in hours of the fleet. ``per_platform``: times the platforms of the pool,
    for one token per platform, each of which counts an average platform's use.
    """
    emit(
        draft,
        Op.AWAIT_USE,
        pool=pool,
        use=use,
        dist=dist,
        purpose=purpose,
        per_platform=per_platform,
        tag=tag,
    )


def muster(draft: Draft, pool: Pool, late: int) -> None:
    """Wait, as a token of a population, until a pool has a platform for it; then ``late``.

    The platforms are those of its schedule, whatever they are doing.
    """
    emit(draft, Op.MUSTER, pool=pool, late=late)


def seize(
    draft: Draft,
    station: Station,
    rank: int | None = None,
    status: Status | None = None,
    tag: Tag | None = None,
) -> None:
    """Queue for a team and hold it until `vacate`; then the platforms carried have a status."""
    if draft.stations[station.index].rooms >= 0:
        raise ValueError(f"seize: {draft.stations[station.index].name} has rooms")
    emit(
        draft,
        Op.SEIZE,
        station=station,
        precedence=rank,
        status=None if status is None else _not_ready(status),
        tag=tag,
    )


def vacate(draft: Draft) -> None:
    """Give back the team that the token holds."""
    emit(draft, Op.VACATE)


def choose(
    draft: Draft, options: Sequence[tuple[int, Station, Slot | None]], tag: Tag | None = None
) -> None:
    """Jump to the label of one of (label, station, hours after the start when it opens).

    The first that is open and has a team without a queue; else the open one with the fewest
    in queue and service for each team, the first of equals; where none is open, the first to
    open. A station without teams is not open.
    """
    if not options:
        raise ValueError("choose: no options")
    zero = constant(draft, 0.0)
    rows = tuple((label, station.index, (opens or zero).index) for label, station, opens in options)
    emit(draft, Op.CHOOSE, tag=tag, rows=Rows(options=rows))


def _not_ready(status: Status) -> int:
    if status == Status.READY:
        raise ValueError("platforms become ready by being released")
    return int(status)
