"""The blocks of items: draws, orders, lots, production.

Functions over a :class:`~renkei.program.assembling.draft.Draft`, which
:class:`~renkei.program.assembling.assembler.Assembler` has as methods. What each block does stands
in :mod:`renkei.program.machine.blocks`. Amounts of items are whole numbers: world values are
rounded to the nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from renkei.program.assembling.draft import Draft
from renkei.program.assembling.emitting import amount_slot, emit
from renkei.program.assembling.records import Rows, Slot, Stock, Tag
from renkei.program.machine.blocks import Op, WhenShort


def draw(
    draft: Draft,
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
        ``wait``, ``less`` (take what is on hand, never wait) or ``fail`` (take nothing).
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
    emit(
        draft,
        Op.DRAW,
        stock=stock,
        amount=amount_slot(draft, amount),
        when_short=mode,
        precedence=rank,
        fail=fail_label,
        reserve=reserve,
        carry=carry,
        per_platform=per_platform,
        again=again,
        tag=tag,
    )


def put(draft: Draft, stock: Stock, amount: Slot | int | None = None, due: bool = False) -> None:
    """Put an amount (None: the token's lot) into a stock; serve those who wait for it.

    ``due``: the token is an order of this stock, which is no longer due in; an order that is
    refused puts 0.
    """
    emit(draft, Op.PUT, stock=stock, amount=amount_slot(draft, amount), due=due)


def review(draft: Draft, stock: Stock) -> None:
    """Order for a stock as its policy says."""
    emit(draft, Op.REVIEW, stock=stock)


def start(draft: Draft, source: str, lot: bool = False, order_of: Stock | None = None) -> None:
    """Start an incident of a triggered source, which may be declared later.

    ``lot``: its token carries this token's lot; ``order_of``: as an order of a stock, whatever
    its policy.
    """
    if source not in draft.started:
        draft.started.append(source)
    emit(draft, Op.START, source=draft.started.index(source), order_of=order_of, carry=lot)


def lot(draft: Draft, amount: Slot | int) -> None:
    """Set the token's lot."""
    emit(draft, Op.LOT, amount=amount_slot(draft, amount))


def yield_(draft: Draft, share: Slot, purpose: str) -> None:
    """Keep of the token's lot a binomial number, each item with probability ``share``."""
    emit(draft, Op.YIELD, share=share, purpose=purpose)


def make(
    draft: Draft,
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
    emit(
        draft,
        Op.MAKE,
        rate=rate,
        tag=tag,
        rows=Rows(
            profile=tuple((float(at), float(factor)) for at, factor in steps),
            ramp=() if ramp is None else (ramp[0].index, ramp[1].index),
        ),
    )


def await_room(draft: Draft, stock: Stock, cap: Slot | int, tag: Tag | None = None) -> None:
    """Wait until on hand less backorders is below a cap."""
    emit(draft, Op.AWAIT_ROOM, stock=stock, cap=amount_slot(draft, cap), tag=tag)
