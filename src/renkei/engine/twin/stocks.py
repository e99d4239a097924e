"""The twin's stocks: draws, orders, production.

What for: the blocks of sustainment that move items; see :mod:`renkei.engine.kernel.stocks`. Part of
:class:`~renkei.engine.twin.twin.Twin`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from renkei.engine.kernel.state import Kind
from renkei.engine.run import with_open
from renkei.engine.twin import draws
from renkei.engine.twin.beginning import Beginning
from renkei.engine.twin.parts import Row, StockState, Token
from renkei.program.machine.blocks import AGAIN, CARRY, DUE, PER_PLATFORM, Op, WhenShort
from renkei.program.machine.clock import TICKS


class Supplies(Beginning):
    """Blocks that move items."""

    def _mark_line(self) -> None:
        raise NotImplementedError

    def _whole(self, slot: int) -> float:
        """Return a world value as a whole number."""
        return float(math.floor(self.world[slot] + 0.5))

    def _amount(self, slot: int, token: Token) -> float:
        return self._whole(slot) if slot >= 0 else token.lot

    def _within(self, at: float | None = None) -> bool:
        """Return whether a time, the present one where none is given, counts for statistics."""
        return self.window[0] <= (self.now if at is None else at) < self.window[1]

    def _items(self, token: Token, block: Row) -> float | None:
        """Do one block of items; return the ticks it takes, or None if the token waits."""
        here, op, a = token.pc - 1, block["op"], block["a"]
        match op:
            case Op.DRAW:
                if not token.granted:
                    token.pc, token.since = here, self.now
                    rank = block["b"] // 4 - 1
                    self.drawing[rank if rank >= 0 else token.precedence].append(token)
                    return None
                token.granted = False
                self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
                if block["flags"] & CARRY:
                    token.lot = token.asked
            case Op.PUT:
                self._put(token, block)
            case Op.REVIEW:
                self._review(self.stocks[a])
            case Op.START:
                number = self.made[a]
                new = self._new_incident(a, self.now, number, 0)
                if block["flags"] & CARRY:
                    new.lot = token.lot
                if block["b"] >= 0:
                    self._note_order(block["b"], new, token.lot)
                self._schedule(self.now, Kind.TOKEN, new)
            case Op.LOT:
                token.lot = self._whole(block["slot"])
            case Op.YIELD:
                u = self._uniform(token, block)
                token.lot = draws.binomial_quantile(token.lot, self.world[block["slot"]], u)
            case Op.MAKE:
                return self._make(token, block)
            case Op.AWAIT_ROOM:
                stock = self.stocks[a]
                if token.granted:
                    token.granted = False
                    self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
                elif not self._room(a) < self._whole(block["slot"]):
                    token.pc, token.since = here, self.now
                    stock.rooms.append(token)
                    return None
            case Op.CLOCK:
                clocks = list(token.clocks)
                clocks[a] = self.now
                token.clocks = tuple(clocks)
                token.counts_in[a] = block["b"]
            case Op.STAGGER:
                n = self._population(token.incident.source)
                first = 0
                if n is None:
                    n = self.sources[token.incident.source]["n_times"]
                if a >= 0:
                    first = self.pools[a].newest
                    n = self.pools[a].mustered - first
                place = token.incident.ordinal - first + self._uniform(token, block)
                return draws.ticks(place / max(n, 1) * self.scale[block["dist"]])
            case Op.WAIT_UNTIL:
                return max(draws.ticks(self.world[block["slot"]]) - self.now, 0.0)
            case Op.TALLY:
                clock = token.clocks[block["b"]]
                token.counts_in.pop(block["b"], None)
                if self._within(clock):
                    hours = (min(self.now, self.window[1]) - clock) / TICKS
                    self.tallies[a] += (1, hours, hours * hours, self.now > self.window[1])
        return 0.0

    def _draw(self, token: Token, block: Row) -> bool:
        """Take what a token may have; return whether it goes on, else it waits for more."""
        k = block["a"]
        stock = self.stocks[k]
        amount = self._amount(block["slot"], token)
        if block["flags"] & PER_PLATFORM:
            amount *= token.quantity
        mode, rank = block["b"] % 4, block["b"] // 4 - 1
        reserve = self._whole(block["dist"]) if block["dist"] >= 0 else 0.0
        rank = rank if rank >= 0 else token.precedence
        held = reserve + self._wanted_ahead(k, rank, math.inf)
        got = min(max(stock.on_hand - held, 0.0), amount)
        stock.integrate(k, self.now, self.window)
        refused = got < amount and mode == WhenShort.FAIL
        if self._within() and not (refused and block["flags"] & AGAIN):
            stock.claims += 1
            stock.demanded += amount
            if refused or mode == WhenShort.LESS:
                stock.lost += amount if refused else amount - got
        if refused:
            token.pc = block["c"]
            return True
        self._issue(stock, got)
        if self._within():
            stock.filled += got
        waits = got < amount and mode == WhenShort.WAIT
        if waits:
            token.asked, token.need, token.reserve = amount, amount - got, reserve
            stock.backorder += token.need
            stock.claimants[rank].append(token)
        else:
            token.pc += 1
            if block["flags"] & CARRY:
                token.lot = got
        self._fallen(stock)
        return not waits

    def _issue(self, stock: StockState, amount: float) -> None:
        stock.on_hand -= amount
        if self._within():
            stock.issued += amount

    def _fallen(self, stock: StockState) -> None:
        """See to production that waits for room and to continuous review, after a draw."""
        for token in list(stock.rooms):
            cap = self._whole(self.blocks[token.pc]["slot"])
            if self._room(self.stocks.index(stock)) < cap:
                stock.rooms.remove(token)
                token.granted = True
                self._schedule(self.now, Kind.TOKEN, token)
        if len(self.program.arm):
            self._mark_line()
        if stock.row["continuous"]:
            self._review(stock)

    def _put(self, token: Token, block: Row) -> None:
        stock = self.stocks[block["a"]]
        amount = self._amount(block["slot"], token)
        stock.integrate(block["a"], self.now, self.window)
        stock.on_hand += amount
        if self._within():
            stock.received += amount
        if block["flags"] & DUE:
            stock.due_in -= token.due
            token.due = 0.0
        self._serve_claims(block["a"])
        if len(self.program.arm):
            self._mark_line()

    def _room(self, k: int) -> float:
        """Return what stock k has less all that is asked for and not issued."""
        stock = self.stocks[k]
        return stock.on_hand - stock.backorder - stock.wanted(k)

    def _wanted_ahead(self, k: int, rank: int, since: float) -> float:
        """Return what requests want of stock k before a claim of a class since some time."""
        stock = self.stocks[k]
        of_all = stock.row["rank"]
        return stock.wanted(
            k,
            [
                request
                for request in stock.requests
                if (of_all if of_all >= 0 else request.precedence, request.since) < (rank, since)
            ],
        )

    def _serve_claims(self, k: int) -> None:
        stock = self.stocks[k]
        before = stock.on_hand
        self._give_out(k)
        if stock.on_hand < before and len(self.program.arm):
            self._mark_line()

    def _give_out(self, k: int) -> None:
        stock = self.stocks[k]
        for rank, queue in enumerate(stock.claimants):
            for token in list(queue):
                held = token.reserve + self._wanted_ahead(k, rank, token.since)
                give = min(token.need, max(stock.on_hand - held, 0.0))
                if stock.on_hand <= 0:
                    return
                self._issue(stock, give)
                token.need -= give
                stock.backorder -= give
                if token.need <= 0:
                    queue.remove(token)
                    token.granted = True
                    self._schedule(self.now, Kind.TOKEN, token)

    # Orders

    def _order_amount(self, stock: StockState) -> float:
        """Return what one order would be now, 0 for none."""
        row = stock.row
        if row["orders"] < 0:
            return 0.0
        wanted = stock.wanted(self.stocks.index(stock))
        position = stock.on_hand + stock.due_in - stock.backorder - wanted
        waits = stock.backorder + max(wanted - stock.on_hand, 0.0) > stock.due_in
        lot = self._whole(row["lot"]) if row["lot"] >= 0 else -1.0
        up_to = self._whole(row["up_to"]) if row["up_to"] >= 0 else 0.0
        if row["reorder"] >= 0:
            if position > self._whole(row["reorder"]) and not waits:
                return 0.0
            return lot if lot >= 0 else max(up_to - position, 0.0)
        if lot >= 0:
            return lot if position + lot <= up_to or waits else 0.0
        return max(up_to - position, 0.0)

    def _review(self, stock: StockState) -> None:
        if not stock.pending and self._order_amount(stock) > 0:
            stock.pending = True
            self._schedule(self.now, Kind.ORDER, self.stocks.index(stock))

    def _order(self, k: int) -> Token | None:
        """Place one order of stock k; return its token."""
        stock = self.stocks[k]
        stock.pending = False
        amount = self._order_amount(stock)
        if amount <= 0:
            return None
        source = stock.row["orders"]
        token = self._new_incident(source, self.now, self.made[source], 0)
        self._note_order(k, token, amount)
        self._review(stock)
        return token

    def _note_order(self, k: int, token: Token, amount: float) -> None:
        """Note that a token is an order of stock k."""
        stock = self.stocks[k]
        stock.integrate(k, self.now, self.window)
        stock.due_in += amount
        stock.orders += self._within()
        stock.ordered += amount if self._within() else 0.0
        token.lot = token.due = amount

    # Production

    def _make(self, token: Token, block: Row) -> float:
        if token.made_from < 0:
            token.made_from = self.now
        rate = self.world[block["slot"]] / TICKS
        first, n = block["a"], block["b"]
        times = self.program.intensity_times[first : first + n].tolist()
        factors = self.program.intensity_factors[first : first + n].tolist()
        begins, over = 1.0, 0.0
        if block["c"] >= 0:
            begins, over = (self.world[slot] for _, slot in self.jumps[block["c"] :][:2])
            over = draws.ticks(over)
        full = token.made_from + over
        left, at = token.lot, self.now
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
                return float(math.floor(at + 2.0 * left / (low + root) + 0.5)) - self.now
            if stop == math.inf:
                return math.inf
            left -= made
            at = stop
        return 0.0

    def _under_way(self) -> np.ndarray[Any, Any]:
        """Return tally and beginning of what has not ended."""
        found = [
            (tally, token.clocks[clock])
            for token in self.living
            for clock, tally in token.counts_in.items()
        ]
        return np.array(found, np.float64).reshape(-1, 2)

    # Samples

    def _sample_levels(self, k: int) -> None:
        self.stock_series.append(
            [(x.on_hand, x.owed(i, self.window)[0], x.due_in) for i, x in enumerate(self.stocks)]
        )
        none = [0] * 9
        self.pool_series.append(
            [
                list(pool.count) if row["fleet"] == i else none
                for i, (pool, row) in enumerate(zip(self.pools, self.attributes, strict=True))
            ]
        )
        if (k + 1) * self.program.sample_every_h < self.program.horizon_h:
            self._schedule((k + 1) * self.program.sample_every_h, Kind.SAMPLE, k + 1)

    def _sustained(self) -> dict[str, Any]:
        """Return the fields of a replication with sustainment."""
        p = self.program
        if not p.sustains:
            return {}
        n = len(self.stock_series)
        return {
            "readiness": np.array([pool.status_h for pool in self.pools]).reshape(-1, 9),
            "available": np.array([pool.capable_h for pool in self.pools]).reshape(
                -1, p.most_platforms + 1
            ),
            "stock": np.array([stock.sums() for stock in self.stocks], np.float64).reshape(-1, 18),
            "tallies": with_open(self.tallies, self._under_way(), self.window),
            "sample_h": np.arange(n) * p.sample_every_h / TICKS,
            "stock_series": np.array(self.stock_series, np.float64).reshape(n, len(self.stocks), 3),
            "pool_series": np.array(self.pool_series, np.float64).reshape(n, len(self.pools), 9),
        }
