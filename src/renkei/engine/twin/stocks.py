"""Stocks of the twin: draws, claims, orders, production.

What for: the blocks of sustainment that move items; see :mod:`renkei.engine.kernel.stocks`.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.arrivals import new_incident
from renkei.engine.twin.parts import Row, StockState, Token
from renkei.engine.twin.state import Run
from renkei.program.machine.block_table import DRAW_CLASS, DRAW_WHEN_SHORT
from renkei.program.machine.blocks import AGAIN, CARRY, DUE, PER_PLATFORM, WhenShort
from renkei.program.machine.clock import TICKS


def _amount_of(run: Run, slot: int, token: Token) -> float:
    """Return an amount as declared, else the lot that a token carries."""
    return run.whole(slot) if slot >= 0 else token.lot


def draw_items(run: Run, token: Token, block: Row) -> bool:
    """Take what a token may have; return whether it goes on, else it waits for more."""
    k = block["a"]
    stock = run.stocks[k]
    amount = _amount_of(run, block["slot"], token)
    if block["flags"] & PER_PLATFORM:
        amount *= token.quantity
    mode, rank = DRAW_WHEN_SHORT.unpack(block["b"]), DRAW_CLASS.unpack(block["b"])
    reserve = run.whole(block["dist"]) if block["dist"] >= 0 else 0.0
    rank = rank if rank >= 0 else token.precedence
    held = reserve + _wanted_ahead(run, k, rank, math.inf)
    got = min(max(stock.on_hand - held, 0.0), amount)
    stock.integrate(k, run.now, run.window)
    refused = got < amount and mode == WhenShort.FAIL
    if run.within() and not (refused and block["flags"] & AGAIN):
        stock.claims += 1
        stock.demanded += amount
        if refused or mode == WhenShort.LESS:
            stock.lost += amount if refused else amount - got
    if refused:
        token.pc = block["c"]
        return True
    issue(run, stock, got)
    if run.within():
        stock.filled_at_once += got
    waits = got < amount and mode == WhenShort.WAIT
    if waits:
        token.asked, token.need, token.reserve = amount, amount - got, reserve
        stock.backorder += token.need
        stock.claimants[rank].append(token)
    else:
        token.pc += 1
        if block["flags"] & CARRY:
            token.lot = got
    see_to_fall(run, stock)
    return not waits


def put_items(run: Run, token: Token, block: Row) -> None:
    """Do a block PUT: receive items, and give them to those who wait."""
    stock = run.stocks[block["a"]]
    amount = _amount_of(run, block["slot"], token)
    stock.integrate(block["a"], run.now, run.window)
    stock.on_hand += amount
    if run.within():
        stock.received += amount
    if block["flags"] & DUE:
        stock.due_in -= token.due
        token.due = 0.0
    serve_claims(run, block["a"])
    if len(run.program.arm):
        run.mark_line()


def issue(run: Run, stock: StockState, amount: float) -> None:
    """Take items out of a stock."""
    stock.on_hand -= amount
    if run.within():
        stock.issued += amount


def see_to_fall(run: Run, stock: StockState) -> None:
    """See to production that waits for room and to continuous review, after a draw."""
    for token in list(stock.rooms):
        cap = run.whole(run.blocks[token.pc]["slot"])
        if level_less_wanted(run, run.stocks.index(stock)) < cap:
            stock.rooms.remove(token)
            token.granted = True
            run.schedule(run.now, Kind.TOKEN, token)
    if len(run.program.arm):
        run.mark_line()
    if stock.row["continuous"]:
        review_stock(run, stock)


def level_less_wanted(run: Run, k: int) -> float:
    """Return the amount of stock k on hand, less what is asked for and not issued."""
    stock = run.stocks[k]
    return stock.on_hand - stock.backorder - stock.wanted(k)


def _wanted_ahead(run: Run, k: int, rank: int, since: float) -> float:
    """Return what requests want of stock k before a claim of a class since some time."""
    stock = run.stocks[k]
    of_all = stock.row["rank"]
    return stock.wanted(
        k,
        [
            request
            for request in stock.requests
            if (of_all if of_all >= 0 else request.precedence, request.since) < (rank, since)
        ],
    )


def serve_claims(run: Run, k: int) -> None:
    """Give what a stock has to those who wait for it."""
    stock = run.stocks[k]
    before = stock.on_hand
    _give_out(run, k)
    if stock.on_hand < before and len(run.program.arm):
        run.mark_line()


def _give_out(run: Run, k: int) -> None:
    """Give to each claim, by class and time, what nobody before it wants."""
    stock = run.stocks[k]
    for rank, queue in enumerate(stock.claimants):
        for token in list(queue):
            held = token.reserve + _wanted_ahead(run, k, rank, token.since)
            give = min(token.need, max(stock.on_hand - held, 0.0))
            if stock.on_hand <= 0:
                return
            issue(run, stock, give)
            token.need -= give
            stock.backorder -= give
            if token.need <= 0:
                queue.remove(token)
                token.granted = True
                run.schedule(run.now, Kind.TOKEN, token)


def _order_amount(run: Run, stock: StockState) -> float:
    """Return what one order would be now, 0 for none."""
    row = stock.row
    if row["orders"] < 0:
        return 0.0
    wanted = stock.wanted(run.stocks.index(stock))
    position = stock.on_hand + stock.due_in - stock.backorder - wanted
    waits = stock.backorder + max(wanted - stock.on_hand, 0.0) > stock.due_in
    lot = run.whole(row["lot"]) if row["lot"] >= 0 else -1.0
    up_to = run.whole(row["up_to"]) if row["up_to"] >= 0 else 0.0
    if row["reorder"] >= 0:
        if position > run.whole(row["reorder"]) and not waits:
            return 0.0
        return lot if lot >= 0 else max(up_to - position, 0.0)
    if lot >= 0:
        return lot if position + lot <= up_to or waits else 0.0
    return max(up_to - position, 0.0)


def review_stock(run: Run, stock: StockState) -> None:
    """Let a stock order at this moment if it is time to."""
    if not stock.pending and _order_amount(run, stock) > 0:
        stock.pending = True
        run.schedule(run.now, Kind.ORDER, run.stocks.index(stock))


def place_order(run: Run, k: int) -> Token | None:
    """Place one order of stock k; return its token."""
    stock = run.stocks[k]
    stock.pending = False
    amount = _order_amount(run, stock)
    if amount <= 0:
        return None
    source = stock.row["orders"]
    token = new_incident(run, source, run.now, run.made[source], 0)
    note_order(run, k, token, amount)
    review_stock(run, stock)
    return token


def note_order(run: Run, k: int, token: Token, amount: float) -> None:
    """Note that a token is an order of stock k."""
    stock = run.stocks[k]
    stock.integrate(k, run.now, run.window)
    stock.due_in += amount
    stock.orders += run.within()
    stock.ordered += amount if run.within() else 0.0
    token.lot = token.due = amount


def ticks_to_make(run: Run, token: Token, block: Row) -> float:
    """Do a block MAKE: return how long a lot takes at the rates of the years."""
    if token.made_from < 0:
        token.made_from = run.now
    rate = run.world[block["slot"]] / TICKS
    first, n = block["a"], block["b"]
    times = run.program.intensity_times[first : first + n].tolist()
    factors = run.program.intensity_factors[first : first + n].tolist()
    begins, over = 1.0, 0.0
    if block["c"] >= 0:
        begins, over = (run.world[slot] for _, slot in run.jumps[block["c"] :][:2])
        over = draws.ticks(over)
    full = token.made_from + over
    left, at = token.lot, run.now
    while left > 0:
        step = max((k for k in range(n) if times[k] <= at), default=-1)
        level = rate * factors[step] if n else rate
        stop = times[step + 1] if step + 1 < n else math.inf
        low, slope = level, 0.0
        if at < full:
            slope = level * (1.0 - begins) / over
            low = level * begins + slope * (at - token.made_from)
            stop = min(stop, full)
        span = stop - at
        made = low * span + 0.5 * slope * span * span if stop < math.inf else math.inf
        if level <= 0:
            made = 0.0
        if made >= left:
            root = math.sqrt(low * low + 2.0 * slope * left)
            return float(math.floor(at + 2.0 * left / (low + root) + 0.5)) - run.now
        if stop == math.inf:
            return math.inf
        left -= made
        at = stop
    return 0.0
