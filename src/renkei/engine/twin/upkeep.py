"""The twin's upkeep of platforms: statuses, use, equipping, docks.

What for: the blocks of sustainment that concern platforms; see
:mod:`renkei.engine.kernel.readiness` and :mod:`renkei.engine.kernel.docks`. Part of
:class:`~renkei.engine.twin.twin.Twin`.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.parts import Join, PoolState, Row, StationState, Token
from renkei.engine.twin.stocks import Supplies
from renkei.program.machine.blocks import PER_PLATFORM, Op, Status, Use, WhenShort
from renkei.program.machine.clock import TICKS


class Upkeep(Supplies):
    """Blocks that concern platforms."""

    def _candidates(self, token: Token) -> list[tuple[int, int]]:
        raise NotImplementedError

    def _wanted(self, token: Token) -> int:
        raise NotImplementedError

    def _enqueue(self, i: int, token: Token, rank: int) -> None:
        raise NotImplementedError

    def _mark_station(self, i: int) -> None:
        raise NotImplementedError

    def _join_line(self, token: Token, rank: int) -> None:
        raise NotImplementedError

    def _not_held(self, pool: int) -> int:
        raise NotImplementedError

    def _allocate(self, token: Token, block: Row) -> bool:
        raise NotImplementedError

    def _sustain(self, token: Token, block: Row) -> float | None:
        """Do one block of sustainment; return its hours, or None if the token waits."""
        here, op, a, b = token.pc, block["op"], block["a"], block["b"]
        token.pc += 1
        match op:
            case Op.EQUIP:
                token.pc = here
                return 0.0 if self._allocate(token, block) else None
            case Op.TAKE:
                return self._take(token, block, here)
            case Op.MUSTER:
                return self._muster(token, block, here)
            case Op.STATUS:
                self._set_status(token, a)
            case Op.AWAIT_USE:
                return self._await_use(token, block, here)
            case Op.SEIZE:
                return self._seize(token, block, here)
            case Op.VACATE:
                st = self.stations[token.held]
                st.integrate(self.now, self.window)
                st.busy -= 1
                self._mark_station(token.held)
                token.held = -1
            case Op.CHOOSE:
                options = [
                    (target, draws.ticks(self.world[slot]), self.stations[station])
                    for (target, slot), (station, _) in zip(
                        self.jumps[a : a + 2 * b : 2],
                        self.jumps[a + 1 : a + 2 * b : 2],
                        strict=True,
                    )
                ]
                token.pc = self._choose_dock(options)
            case Op.HOLE:
                return self._make_hole(token, block, here)
            case Op.FILL:
                self._fill_hole(self.pools[b], a)
            case _:
                return self._items(token, block)
        return 0.0

    def _change_fleet(self, k: int) -> None:
        """Take row k of the schedule of a fleet."""
        i = next(
            i
            for i, row in enumerate(self.attributes)
            if row["schedule"] <= k < row["schedule"] + row["n_schedule"]
        )
        pool, like = self.pools[i], int(self.program.schedule_slots[k])
        pool.integrate(self.now, self.window)
        self._post(pool)
        self._resize(pool, like)
        pool.training = self._training(like)
        if self.program.sustains and pool.users and not pool.pending:
            pool.pending = True
            self._schedule(self.now, Kind.USE, i)
        self._mark_line()

    def _muster(self, token: Token, block: Row, here: int) -> float:
        i = self.attributes[block["a"]]["fleet"]
        if token.incident.ordinal < self.pools[i].mustered:
            if token.granted:
                token.granted, token.pc = False, block["c"]
                token.round += 1
            return 0.0
        token.granted, token.pc = True, here
        first, n = self.attributes[i]["schedule"], self.attributes[i]["n_schedule"]
        times = self.program.schedule_hours[first : first + n].tolist()
        return min((time for time in times if time > self.now), default=math.inf) - self.now

    def _without_phases(self) -> None:
        """Let the pools that are phases of another have nothing of their own."""
        for i, row in enumerate(self.attributes):
            if row["fleet"] != i:
                self.pools[i] = PoolState(self.program.most_platforms)

    # Parts that platforms lend each other

    def _make_hole(self, token: Token, block: Row, here: int) -> float | None:
        if token.granted:
            token.granted = False
            self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
            token.pc = block["c"]
            return 0.0
        pool = self.pools[token.pool]
        pool.holes[block["a"]] += 1
        if pool.holes[block["a"]] <= len(pool.downs):
            return 0.0
        token.pc, token.since = here, self.now
        pool.downs.append(token)
        return None

    def _fill_hole(self, pool: PoolState, k: int) -> None:
        pool.holes[k] -= 1
        if max(pool.holes.values()) < len(pool.downs):
            whole = pool.downs.pop(0)
            whole.granted = True
            self._schedule(self.now, Kind.TOKEN, whole)

    # Statuses and use

    def _shift(self, i: int, before: int, after: int, n: int) -> None:
        """Move platforms of pool i from one status to another."""
        i = self.attributes[i]["fleet"]
        pool = self.pools[i]
        self._post(pool)
        pool.count[before] -= n
        pool.count[after] += n
        if pool.users and not pool.pending:
            pool.pending = True
            self._schedule(self.now, Kind.USE, i)

    def _post(self, pool: PoolState) -> None:
        pool.use += pool.rate() * (self.now - pool.posted)
        pool.post(self.now, self.window)

    def _set_status(self, token: Token, status: int) -> None:
        self._shift(token.pool, token.status, status, token.quantity)
        token.status = status

    def _give_back_status(self, token: Token) -> None:
        if not token.taken:
            self.pools[token.pool].deployments += token.quantity
        self._set_status(token, Status.READY)
        token.taken = False

    def _await_use(self, token: Token, block: Row, here: int) -> float | None:
        pool = self.pools[block["a"]]
        self._post(pool)
        use = pool.use if block["b"] == Use.HOURS else float(pool.deployments)
        if token.granted:
            token.granted = False
            self._record(token, block["tag"], 0.0, self.now - token.since, 0.0)
            token.used = use
            return 0.0
        amount = self._sample(block["dist"], self._uniform(token, block))
        if block["flags"] & PER_PLATFORM:
            amount *= pool.size
        if block["b"] == Use.HOURS:
            amount *= TICKS
        token.target = token.used + amount
        if use >= token.target:
            token.used = use
            return 0.0
        token.pc, token.since = here, self.now
        pool.users.append(token)
        self._plan_use(block["a"])
        return None

    def _due_at(self, pool: PoolState, token: Token) -> float:
        """Return when a token's use will be reached if the rate stays as it is."""
        if self.blocks[token.pc]["b"] != Use.HOURS:
            return self.now if pool.deployments >= token.target else math.inf
        if pool.use >= token.target:
            return self.now
        rate = pool.rate()
        return self.now + np.ceil((token.target - pool.use) / rate) if rate > 0 else math.inf

    def _plan_use(self, i: int) -> None:
        i = self.attributes[i]["fleet"]
        pool = self.pools[i]
        at = min((self._due_at(pool, token) for token in pool.users), default=math.inf)
        if at < pool.wake:
            pool.wake = at
            self._schedule(at, Kind.USE, i)

    def _check_use(self, i: int) -> None:
        pool = self.pools[i]
        pool.pending = False
        if self.now >= pool.wake:
            pool.wake = math.inf
        self._post(pool)
        for token in list(pool.users):
            if self._due_at(pool, token) <= self.now:
                pool.users.remove(token)
                token.granted = True
                self._schedule(self.now, Kind.TOKEN, token)
        self._plan_use(i)

    # Taking and equipping

    def _take(self, token: Token, block: Row, here: int) -> float | None:
        if token.granted:
            token.granted = False
            self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
            return 0.0
        token.pc = here
        self._join_line(token, block["b"] if block["b"] >= 0 else token.precedence)
        return None

    def _take_now(self, token: Token) -> bool:
        block = self.blocks[token.pc]
        pool = self.pools[block["a"]]
        count = math.floor(self.world[block["slot"]] + 0.5)
        if self._not_held(block["a"]) < count:
            return False
        if count > 0:
            pool.integrate(self.now, self.window)
            pool.free -= count
            self._shift(block["a"], Status.READY, block["flags"], count)
            token.pool, token.quantity, token.status = block["a"], count, block["flags"]
            token.taken = True
        return True

    def _arms(self, token: Token) -> list[list[tuple[int, int, int]]]:
        """Return the arms of each candidate: stock, slot of the amount, what to do when short."""
        p, block = self.program, self.blocks[token.pc]
        at = block["a"] * len(p.places) + token.incident.place
        first, end = int(p.request_first[at]), int(p.request_first[at + 1])
        return [
            [tuple(arm) for arm in p.arm[p.arm_first[k] : p.arm_first[k + 1]].tolist()]
            for k in range(first, end)
        ]

    def _armed(self, needs: list[tuple[int, int, int]], left: dict[int, float], most: int) -> int:
        """Return for how many platforms, at most, ``left`` has the items that they wait for."""
        for k, slot, short in needs:
            per = self._whole(slot)
            if short != WhenShort.LESS and per > 0:
                most = min(most, math.floor(left[k] / per))
        return most

    def _left(self, token: Token) -> dict[int, float]:
        """Return what each stock has for a request, after those before it in the line."""
        return {
            k: max(stock.on_hand - self._wanted_before(k, token), 0.0)
            for k, stock in enumerate(self.stocks)
        }

    def _fill(self, token: Token, platforms: list[int]) -> tuple[list[int], int]:
        """Fill a request from so many platforms of each candidate; return those, and what lacks."""
        left = self._left(token)
        takes = []
        wanted = self._wanted(token)
        for here, needs in zip(platforms, self._arms(token), strict=True):
            most = self._armed(needs, left, min(wanted, here))
            for k, slot, short in needs:
                if short != WhenShort.LESS:
                    left[k] -= most * self._whole(slot)
            takes.append(most)
            wanted -= most
        return takes, wanted

    def _equippable(self, token: Token, count: int) -> list[int]:
        """Return what a request that waits holds of each pool: nothing while items lack."""
        sizes = [self.pools[i].size for i, _ in self._candidates(token)]
        _, wanted = self._fill(token, sizes)
        less = self.blocks[token.pc]["b"] == WhenShort.LESS
        if wanted > 0 and not (less and wanted < count):
            return [0] * len(sizes)
        left = self._left(token)
        return [self._armed(needs, left, count) for needs in self._arms(token)]

    def _equip(self, token: Token) -> int:
        """Grant platforms with their items: 0 not now, 1 granted, 2 an arm fails."""
        block, count = self.blocks[token.pc], self._wanted(token)
        candidates, arms = self._candidates(token), self._arms(token)
        here = [self._not_held(i) for i, _ in candidates]
        takes, wanted = self._fill(token, here)
        if wanted > 0 and not (block["b"] == WhenShort.LESS and wanted < count):
            fails = any(short == WhenShort.FAIL for needs in arms for _, _, short in needs)
            return 2 if fails and sum(here) >= count else 0
        self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
        token.pc += 2 if block["dist"] >= 0 else 1
        if not any(takes):
            self._schedule(self.now, Kind.TOKEN, token)
            return 1
        join = Join(token, 0)
        ahead = {k: self._wanted_before(k, token) for k in range(len(self.stocks))}
        waited, lacked = list(token.wants), dict(token.lacks)
        for k, counts in lacked.items():
            if counts:  # it is demand already, of what was then thought to be taken
                self.stocks[k].claims -= 1
                self.stocks[k].demanded -= token.wants[k]
        for k in waited:
            self._set_want(token, k, 0.0)
        for (i, target), needs, take in zip(candidates, arms, takes, strict=True):
            if take > 0:
                self._send(token, i, target, take, join)
                for k, slot, _ in needs:
                    self._arm(k, take * self._whole(slot), ahead[k], lacked.get(k))
        for k in self._arm_stocks(block, token):
            if k in waited or k in lacked:
                self._serve_claims(k)
        return 1

    def _arm(self, k: int, amount: float, ahead: float, lacked: bool | None) -> None:
        """Draw items for platforms; ``lacked``: None where their request never lacked any."""
        stock = self.stocks[k]
        stock.integrate(k, self.now, self.window)
        got = min(amount, max(stock.on_hand - ahead, 0.0))
        self._issue(stock, got)
        if self._within() if lacked is None else lacked:
            stock.claims += 1
            stock.demanded += amount
            stock.lost += amount - got
            stock.filled += got if lacked is None else 0.0
        self._fallen(stock)

    # What requests that wait want

    def _wanted_before(self, k: int, token: Token) -> float:
        """Return what requests want of stock k that come before this one."""
        wanted = 0.0
        for requests in self.waiting[: token.precedence + 1]:
            for request in requests:
                if request is token:
                    return wanted
                wanted += request.wants.get(k, 0.0)
        return wanted

    def _arm_stocks(self, block: Row, token: Token) -> list[int]:
        """Return the stocks of all arms of a request, in order, each once."""
        p = self.program
        at = block["a"] * len(p.places) + token.incident.place
        first, end = p.arm_first[p.request_first[at]], p.arm_first[p.request_first[at + 1]]
        return list(dict.fromkeys(p.arm["stock"][first:end].tolist()))

    def _want_items(self, token: Token, tried: bool) -> None:
        """Let a request in the line want the items of the platforms that it would have.

        Once it has been tried in vain they are demand too, as far as they are lacking.
        """
        p, block = self.program, self.blocks[token.pc]
        if block["op"] != Op.EQUIP:
            return
        left = self._wanted(token)
        wants = dict.fromkeys(self._arm_stocks(block, token), 0.0)
        first = int(p.request_first[block["a"] * len(p.places) + token.incident.place])
        pools = [self.pools[i] for i, _ in self._candidates(token)]
        for there in ([pool.free for pool in pools], [pool.size - pool.free for pool in pools]):
            for k, most in enumerate(there):
                n = min(left, max(most, 0))
                left -= n
                for arm in p.arm[p.arm_first[first + k] : p.arm_first[first + k + 1]]:
                    if arm["short"] == WhenShort.WAIT:
                        wants[int(arm["stock"])] += n * self._whole(int(arm["amount"]))
        for k, amount in wants.items():
            self._want(token, k, amount, tried)

    def _want(self, token: Token, k: int, amount: float, tried: bool) -> None:
        stock = self.stocks[k]
        stock.integrate(k, self.now, self.window)
        before, lacked, begins = token.wants.get(k, 0.0), k in token.lacks, False
        if token.lacks.get(k):
            stock.demanded += amount - before
            stock.claims -= amount <= 0
        self._set_want(token, k, amount)
        if amount <= 0:
            token.lacks.pop(k, None)
        elif (
            k not in token.lacks
            and tried
            and (max(stock.on_hand - self._wanted_before(k, token), 0.0) < amount)
        ):
            begins = True
            token.lacks[k] = self._within()
            if token.lacks[k]:
                stock.claims += 1
                stock.demanded += amount
        if amount < before:
            self._serve_claims(k)
        elif begins or (amount > before and lacked):
            self._fallen(stock)

    def _set_want(self, token: Token, k: int, amount: float) -> None:
        stock = self.stocks[k]
        stock.integrate(k, self.now, self.window)
        token.wants.pop(k, None)
        if token in stock.requests:
            stock.requests.remove(token)
        if amount > 0:
            token.wants[k] = amount
            stock.requests.append(token)
        else:
            token.lacks.pop(k, None)

    def _drop_items(self, token: Token) -> None:
        """Let a request that goes without want nothing; what it lacked is lost."""
        for k in self._arm_stocks(self.blocks[token.pc], token):
            if k not in token.wants:
                continue
            counts, amount = token.lacks.get(k), token.wants[k]
            self._set_want(token, k, 0.0)
            self.stocks[k].lost += amount if counts else 0.0
            self._serve_claims(k)

    def _refuse_items(self, token: Token) -> None:
        """Count the items for want of which a request fails as demand that is lost."""
        left = self._wanted(token)
        needs: Counter[int] = Counter()
        for (pool, _), arms in zip(self._candidates(token), self._arms(token), strict=True):
            n = min(left, self._not_held(pool))
            left -= n
            for k, slot, short in arms:
                if short == WhenShort.FAIL:
                    needs[k] += n * int(self._whole(slot))
        for k, amount in needs.items():
            stock = self.stocks[k]
            there = max(stock.on_hand - self._wanted_before(k, token), 0.0)
            if there < amount and self._within():
                stock.claims += 1
                stock.demanded += amount
                stock.lost += amount

    def _send(self, token: Token, i: int, target: int, take: int, join: Join) -> None:
        """Start the child that carries platforms of pool i."""
        pool = self.pools[i]
        pool.integrate(self.now, self.window)
        pool.free -= take
        if self.window[0] <= self.now < self.window[1]:
            pool.allocations += take
        child = self._child(token, target, join)
        child.pool, child.quantity, child.until = i, take, token.until
        if self.program.sustains:
            self._shift(i, Status.READY, Status.COMMITTED, take)
            child.status = int(Status.COMMITTED)
        join.need += 1
        self._schedule(self.now, Kind.TOKEN, child)

    # Docks

    def _choose_dock(self, options: list[tuple[int, float, StationState]]) -> int:
        """Return the target chosen among (target, hour of opening, station)."""
        manned = [option for option in options if option[2].teams > 0]
        loads = [
            ((st.busy + st.queued) / st.teams, target)
            for target, at, st in manned
            if at <= self.now
        ]
        free = [target for load, target in loads if load < 1]
        if free:
            return free[0]
        if loads:
            return min(loads, key=lambda pair: pair[0])[1]
        return min(manned or options[:1], key=lambda option: option[1])[0]

    def _seize(self, token: Token, block: Row, here: int) -> float | None:
        st = self.stations[block["a"]]
        if token.granted:
            token.granted = False
            queue, closed = token.begun - token.since, 0.0
            if st.closes and st.calendar and queue > 0:
                opened = st.calendar.opened(token.begun) - st.calendar.opened(token.since)
                closed = max(queue - opened, 0.0)
                queue -= closed
            self._record(token, block["tag"], queue, closed, 0.0)
            if block["flags"] > 0:
                self._set_status(token, block["flags"] - 1)
            return 0.0
        st.integrate(self.now, self.window)
        token.pc, token.since = here, self.now
        self._enqueue(block["a"], token, block["b"] if block["b"] >= 0 else token.precedence)
        return None
