"""The blocks of sustainment: stocks and orders, docks, production, upkeep of platforms.

What for: the part of the assembler that a scenario without sustainment does not need. Takes and
gives what :class:`~renkei.program.assembling.assembler.Assembler` does. Amounts of items are whole
numbers: world values are rounded to the nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from renkei.program.assembling.emitting import Emitter, index_of
from renkei.program.assembling.records import Dist, Pool, Slot, Station, Stock, StockRecord, Tag
from renkei.program.machine.blocks import (
    AGAIN,
    CARRY,
    CLOCKS,
    DUE,
    OVERTAKEN,
    PER_PLATFORM,
    Op,
    Status,
    Use,
    WhenShort,
)


class Supply(Emitter):
    """Declarations and blocks of sustainment."""

    def stock(
        self,
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
        self._new("stock", name, len(self.stocks))
        self.stocks.append(
            StockRecord(
                name,
                on_hand.index,
                reorder.index if reorder else -1,
                lot.index if lot else -1,
                up_to.index if up_to else -1,
                orders or "",
                continuous,
                full.index if full else -1,
                -1 if rank is None else rank,
            )
        )
        return Stock(len(self.stocks) - 1)

    def sample_every(self, hours: float) -> None:
        """Take samples of stocks and pools at hour 0 and every ``hours`` up to the horizon."""
        if not hours > 0:
            raise ValueError(f"sample_every: expected hours above 0, got {hours}")
        self.sample_every_h = float(hours)

    # Items

    def draw(
        self,
        stock: Stock,
        amount: Slot | int | None = None,
        when_short: str = "wait",
        fail_label: int | None = None,
        rank: int | None = None,
        reserve: Slot | None = None,
        per_platform: bool = False,
        carry: bool | None = None,
        again: bool = False,
        tag: Tag | None = None,
    ) -> None:
        """Take an amount from a stock.

        Parameters
        ----------
        amount
            None: the token's lot.
        when_short
            ``wait``, ``less`` (take what there is, never wait) or ``fail`` (take nothing).
        fail_label
            Where to go on ``fail``.
        rank
            Class of the claim, 0 to 3; None: the token's own.
        reserve
            Amount that this claim may not touch.
        per_platform
            Times the platforms that the token carries.
        carry
            Whether the token's lot becomes what it got; default: where ``amount`` is None.
        again
            One that fails comes again as another claim, and is not counted.
        """
        mode = WhenShort[when_short.upper()]
        if mode == WhenShort.FAIL and fail_label is None:
            raise ValueError("draw: when_short `fail` needs a fail_label")
        if carry is None:
            carry = amount is None
        self._emit(
            Op.DRAW,
            a=stock.index,
            slot=self._amount(amount),
            b=int(mode) + 4 * ((-1 if rank is None else rank) + 1),
            c=-1 if fail_label is None else fail_label,
            dist=reserve.index if reserve else -1,
            flags=CARRY * carry + PER_PLATFORM * per_platform + AGAIN * again,
            tag=index_of(tag),
        )

    def put(self, stock: Stock, amount: Slot | int | None = None, due: bool = False) -> None:
        """Put an amount (None: the token's lot) into a stock; serve those who wait for it.

        ``due``: the token is an order of this stock, which is no longer due in; an order that is
        refused puts 0.
        """
        self._emit(Op.PUT, a=stock.index, slot=self._amount(amount), flags=DUE * due)

    def review(self, stock: Stock) -> None:
        """Order for a stock as its policy says."""
        self._emit(Op.REVIEW, a=stock.index)

    def start(self, source: str, lot: bool = False, order_of: Stock | None = None) -> None:
        """Start an incident of a triggered source, which may be declared later.

        ``lot``: its token carries this token's lot; ``order_of``: as an order of a stock, whatever
        its policy.
        """
        if source not in self.started:
            self.started.append(source)
        self._emit(Op.START, a=self.started.index(source), b=index_of(order_of), flags=CARRY * lot)

    def lot(self, amount: Slot | int) -> None:
        """Set the token's lot."""
        self._emit(Op.LOT, slot=self._amount(amount))

    def yield_(self, share: Slot, purpose: str) -> None:
        """Keep of the token's lot a binomial number, each item with probability ``share``."""
        self._emit(Op.YIELD, slot=share.index, purpose=purpose)

    def make(
        self,
        rate: Slot,
        profile: tuple[Sequence[float], Sequence[float]] | None = None,
        ramp: tuple[Slot, Slot] | None = None,
        tag: Tag | None = None,
    ) -> None:
        """Make the token's lot.

        Parameters
        ----------
        rate
            Items per hour at the full rate.
        profile
            (times [h], the first 0; factors) of a factor on the rate.
        ramp
            (share at the start, hours until the full rate, growing evenly), counted from the
            token's first make.
        """
        steps = tuple(zip(*profile, strict=True)) if profile else ()
        if steps and (steps[0][0] != 0 or any(b[0] <= a[0] for a, b in pairwise(steps))):
            raise ValueError("make: the times of a profile must rise from 0")
        if any(factor < 0 for _, factor in steps):
            raise ValueError("make: the factors of a profile must not be negative")
        self._emit(
            Op.MAKE,
            slot=rate.index,
            b=len(steps),
            profile=tuple((float(at), float(factor)) for at, factor in steps),
            targets=() if ramp is None else ((-1, ramp[0].index), (-1, ramp[1].index)),
            tag=index_of(tag),
        )

    def await_room(self, stock: Stock, cap: Slot | int, tag: Tag | None = None) -> None:
        """Wait until on hand less backorders is below a cap."""
        self._emit(Op.AWAIT_ROOM, a=stock.index, slot=self._amount(cap), tag=index_of(tag))

    # Platforms

    def equip(
        self,
        pools: Sequence[Sequence[tuple[Pool, int, Sequence[tuple[Stock, Slot, str]]]]],
        count: int | Slot | None,
        when_short: str = "wait",
        fail_label: int | None = None,
        tag: Tag | None = None,
        overtaking: bool = False,
        longest: Slot | None = None,
    ) -> None:
        """Allocate platforms that draw on stocks when they are granted.

        Like `allocate`; each candidate also has its arms: (stock, amount for each platform, what
        to do when short). ``wait`` and ``fail`` limit how many platforms count as free, ``less``
        takes what there is.
        """
        if len(pools) != len(self.places):
            raise ValueError(f"equip: pools for {len(pools)} places, expected {len(self.places)}")
        mode = WhenShort[when_short.upper()]
        arms = tuple(
            tuple(
                tuple(
                    (stock.index, per.index, int(WhenShort[how.upper()])) for stock, per, how in a
                )
                for _, _, a in choices
            )
            for choices in pools
        )
        fails = any(how == WhenShort.FAIL for p in arms for c in p for _, _, how in c)
        if (mode == WhenShort.FAIL or fails) and fail_label is None:
            raise ValueError("equip: when_short `fail` needs a fail_label")
        self._emit(
            Op.EQUIP,
            slot=-1 if count is None else self._amount(count),
            b=int(mode),
            c=-1 if fail_label is None else fail_label,
            flags=OVERTAKEN * overtaking,
            dist=-1 if longest is None else longest.index,
            tag=index_of(tag),
            candidates=tuple(
                tuple((pool.index, label) for pool, label, _ in choices) for choices in pools
            ),
            arms=arms,
        )

    def take(
        self,
        pool: Pool,
        count: Slot | int = 1,
        rank: int | None = None,
        status: Status = Status.WAITING_DOCK,
        tag: Tag | None = None,
    ) -> None:
        """Wait until ``count`` platforms are free and take them out of the pool, until `release`.

        They have a status other than ready; the queue is that of the allocations.
        """
        self._emit(
            Op.TAKE,
            a=pool.index,
            slot=self._amount(count),
            b=-1 if rank is None else rank,
            flags=_not_ready(status),
            tag=index_of(tag),
        )

    def status(self, status: Status) -> None:
        """Set the status of the platforms that the token carries."""
        self._emit(Op.STATUS, a=_not_ready(status))

    def hole(self, stock: Stock, whole: int, tag: Tag | None = None) -> None:
        """Let the platform carried lack a part of a stock: lent by another that is down, or wait.

        It goes on with the part of a platform of its pool that is down for others; or is down
        itself until a part comes that makes a platform whole, and then goes to ``whole``. For each
        hole another token draws the part and does `fill`.
        """
        self._emit(Op.HOLE, a=stock.index, c=whole, tag=index_of(tag))

    def fill(self, stock: Stock, pool: Pool) -> None:
        """Fill a hole in a pool with a part of a stock."""
        self._emit(Op.FILL, a=stock.index, b=pool.index)

    def await_use(
        self,
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
        self._emit(
            Op.AWAIT_USE,
            a=pool.index,
            b=int(use),
            dist=dist.index,
            purpose=purpose,
            flags=PER_PLATFORM * per_platform,
            tag=index_of(tag),
        )

    # Docks

    def seize(
        self,
        station: Station,
        rank: int | None = None,
        status: Status | None = None,
        tag: Tag | None = None,
    ) -> None:
        """Queue for a team and hold it until `vacate`; then the platforms carried have a status."""
        if self.stations[station.index].rooms >= 0:
            raise ValueError(f"seize: {self.stations[station.index].name} has rooms")
        self._emit(
            Op.SEIZE,
            a=station.index,
            b=-1 if rank is None else rank,
            flags=0 if status is None else _not_ready(status) + 1,
            tag=index_of(tag),
        )

    def vacate(self) -> None:
        """Give back the team that the token holds."""
        self._emit(Op.VACATE)

    def choose(
        self, options: Sequence[tuple[int, Station, Slot | None]], tag: Tag | None = None
    ) -> None:
        """Jump to the label of one of (label, station, hours after the start when it opens).

        The first that is open and has a team without a queue; else the open one with the fewest
        in queue and service for each team, the first of equals; where none is open, the first to
        open. A station without teams is not open.
        """
        if not options:
            raise ValueError("choose: no options")
        zero = self.constant(0.0)
        rows = []
        for label, station, opens in options:
            rows += [(label, (opens or zero).index), (-2 - station.index, -1)]
        self._emit(Op.CHOOSE, b=len(options), targets=tuple(rows), tag=index_of(tag))

    # Times

    def clock(self, register: int = 0, tally: str | None = None) -> None:
        """Note the time on one of the token's three clocks, for `tally`.

        With a ``tally`` the time counts there even if the run ends first, as far as the horizon.
        """
        named = -1 if tally is None else self._tally(tally)
        self._emit(Op.CLOCK, a=_register(register), b=named)

    def tally(self, name: str, register: int = 0) -> None:
        """Add the time since a clock of the token to a tally, which is declared by being named."""
        self._emit(Op.TALLY, a=self._tally(name), b=_register(register))

    def _tally(self, name: str) -> int:
        if name not in self.tallies:
            self.tallies.append(name)
        return self.tallies.index(name)

    def stagger(
        self, dist: Dist, purpose: str, tag: Tag | None = None, pool: Pool | None = None
    ) -> None:
        """Wait (k + u) / n of the mean of ``dist``, as token k of the n of a population.

        With a ``pool``: of the platforms that it has been given last.
        """
        a = -1 if pool is None else pool.index
        self._emit(Op.STAGGER, dist=dist.index, purpose=purpose, tag=index_of(tag), a=a)

    def muster(self, pool: Pool, late: int) -> None:
        """Wait, as a token of a population, until a pool has a platform for it; then ``late``.

        The platforms are those of its schedule, whatever they are doing.
        """
        self._emit(Op.MUSTER, a=pool.index, c=late)

    def wait_until(self, hour: Slot, tag: Tag | None = None) -> None:
        """Wait until an hour of the run; not at all when it is past."""
        self._emit(Op.WAIT_UNTIL, slot=hour.index, tag=index_of(tag))

    def _amount(self, amount: Slot | int | None) -> int:
        if amount is None:
            return -1
        return (amount if isinstance(amount, Slot) else self.constant(amount)).index


def _register(register: int) -> int:
    if not 0 <= register < CLOCKS:
        raise ValueError(f"clock {register}: a token has {CLOCKS}, from 0")
    return register


def _not_ready(status: Status) -> int:
    if status == Status.READY:
        raise ValueError("platforms become ready by being released")
    return int(status)
