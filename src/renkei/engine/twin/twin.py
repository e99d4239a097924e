"""The twin: the same programs in plain Python, slow and meant to be read.

What for: an independent reading of what a program means (:mod:`renkei.program.machine.blocks`), to
which the kernel must agree event by event and bit by bit; the order in which sums are taken is
therefore the kernel's. Takes and gives what :func:`renkei.engine.run.replicate` takes and gives.
Objects, lists and one heap; no free lists, no limits.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from typing import Any

import numpy as np

from renkei.engine.kernel.state import TRACE, Kind
from renkei.engine.replication import Incidents, Replication
from renkei.engine.twin import draws
from renkei.engine.twin.parts import Incident, Join, Row, StationState, Token
from renkei.engine.twin.upkeep import Upkeep
from renkei.program.machine.blocks import OVERTAKEN, Op, Stamp, Status, WhenShort
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program

OUTLET_SALT = 0x9D39247E33776D41


def replicate(
    program: Program,
    seed: int,
    replication: int,
    nominal: bool = False,
    tokens: int = 0,
    trace: bool = False,
) -> Replication:
    """Run one replication; like :func:`renkei.engine.run.replicate`, ``tokens`` is not needed."""
    return Twin(program, seed, replication, nominal).run(trace)


class Twin(Upkeep):
    """One replication."""

    def run(self, trace: bool) -> Replication:
        """Take events until the end."""
        p = self.program
        n_events = 0
        while True:
            due = bool(self.events) and self.events[0][0] <= self.now
            if not due and self._serve_most_urgent():
                continue
            if not self.events:
                break
            time = self.events[0][0]
            if time > p.horizon_h + p.drain_h or (time >= p.horizon_h and not self.open_counted):
                break
            self.now, _, kind, what = heapq.heappop(self.events)
            n_events += 1
            if trace:
                self._list(kind, what)
            if kind == Kind.TOKEN:
                if what.stopped and (what.station < 0 or what.ends != self.now):
                    continue  # its work was stopped, and does not end now
                if what.station >= 0:
                    self._end_work(what)
                self._go(what)
            elif kind == Kind.ARRIVAL:
                self._go(self._arrive(what))
            elif kind == Kind.ORDER:
                order = self._order(what)
                if order:
                    self._go(order)
            elif kind == Kind.USE:
                self._check_use(what)
            elif kind == Kind.SCHEDULE and what >= len(self.stations):
                self._change_fleet(what - len(self.stations))
            elif kind == Kind.SAMPLE:
                self._sample_levels(what)
            else:
                self._change(kind, what)
        return self._harvest(n_events, trace)

    def _list(self, kind: int, what: Any) -> None:
        if kind == Kind.TOKEN:
            incident = what.incident
            self.listed.append((self.now / TICKS, kind, incident.source, incident.ordinal, what.pc))
        else:
            self.listed.append((self.now / TICKS, kind, what, -1, -1))

    def _change(self, kind: int, i: int) -> None:
        if kind == Kind.OPENING and i == len(self.stations):  # a request may have waited too long
            self._mark_line()
            return
        st = self.stations[i]
        st.integrate(self.now, self.window)
        if kind == Kind.OPENING:
            if st.wake == self.now:
                st.wake = math.inf
        else:
            self._set_teams(st)
            if kind == Kind.BUILD_UP:
                later = [at for at, _ in self._build_up(st) if at > self.now]
                if later:
                    self._schedule(min(later), kind, i)
            elif st.step < st.row["schedule"] + st.row["n_schedule"]:
                self._schedule(float(self.program.schedule_hours[st.step]), kind, i)
        self._mark_station(i)

    # Who is served at this moment, and in which order

    def _mark_station(self, i: int) -> None:
        """Let a station be served at this moment, in the turn of its most urgent class."""
        rank = next((k for k, queue in enumerate(self.stations[i].queues) if queue), None)
        if rank is not None:
            self.marked[rank].setdefault(i)

    def _mark_line(self) -> None:
        """Let the line of requests be served at this moment."""
        self.line_marked |= {rank for rank, requests in enumerate(self.waiting) if requests}

    def _serve_most_urgent(self) -> bool:
        """Serve one station, draw or class of the line; return whether there was any to serve."""
        for rank, stations in enumerate(self.marked):
            if stations:
                first = next(iter(stations))
                del stations[first]
                self._serve(first)
                return True
            if self.drawing[rank]:
                self._take_turn(rank)
                return True
            if rank in self.line_marked:
                self._serve_line(rank)
                return True
        return False

    def _take_turn(self, rank: int) -> None:
        """Try the most urgent draw of a class, of several the first that came."""
        token = min(self.drawing[rank], key=lambda token: token.precedence)
        self.drawing[rank].remove(token)
        if self._draw(token, self.blocks[token.pc]):
            self._go(token)

    # Stations

    def _set_teams(self, st: StationState) -> None:
        p = self.program
        last = st.row["schedule"] + st.row["n_schedule"]
        while st.step < last and p.schedule_hours[st.step] <= self.now:
            slot = int(p.schedule_slots[st.step])
            st.retired = slot < 0
            st.base = st.base if st.retired else self._teams(slot)
            st.step += 1
        st.teams = st.base
        if st.row["build_up"] >= 0:
            shares = [share for at, share in self._build_up(st) if at <= self.now]
            st.teams = math.ceil(max(shares, default=0.0) * st.base - 1e-9)
        st.off = min(st.base_off, st.teams)

    def _build_up(self, st: StationState) -> list[tuple[float, float]]:
        """Return time and share of each step of an active station."""
        if not st.active:
            return []
        first, n = st.row["build_up"], st.row["n_build_up"]
        after = [self.world[slot] for slot in self.program.build_after[first : first + n]]
        share = [self.world[slot] for slot in self.program.build_share[first : first + n]]
        return [(st.activated + draws.ticks(a), s) for a, s in zip(after, share, strict=True)]

    def _enqueue(self, i: int, token: Token, rank: int) -> None:
        st = self.stations[i]
        st.queues[rank].append(token)
        token.counts = self._within()
        st.fresh += token.counts
        st.joined += token.counts
        if st.busy < st.teams or rank < st.row["interrupts"]:
            self.marked[rank].setdefault(i)

    def _serve(self, i: int) -> None:
        st = self.stations[i]
        opened = st.calendar is None or st.calendar.is_open(self.now)
        capacity = st.teams if opened else (0 if st.rests else st.off)
        if st.queued and 0 < capacity <= st.busy:
            self._make_way(st)
        if st.queued and st.busy < capacity:
            token = next(queue for queue in st.queues if queue).popleft()
            block = self.blocks[token.pc]
            token.begun = self.now
            st.busy += 1
            if token.counts:
                st.fresh -= 1
                st.served += self.now < self.window[1] and not token.stopped
            if block["op"] == Op.SEIZE:
                token.held, token.granted = i, True
                self._schedule(self.now, Kind.TOKEN, token)
            else:
                self._begin_work(i, token, block)
            if st.busy < capacity or st.row["interrupts"]:
                self._mark_station(i)
        if st.queued and st.calendar:
            more_at_night = opened and not st.rests and st.off > st.teams
            at = st.calendar.boundary_after(self.now)
            if (not opened or more_at_night) and at < st.wake:
                st.wake = at
                self._schedule(at, Kind.OPENING, i)

    def _begin_work(self, i: int, token: Token, block: Row) -> None:
        st = self.stations[i]
        token.station = i
        token.duration = token.left
        if not token.stopped:
            token.duration = self._duration(block["dist"], self._uniform(token, block))
        end = self.now + token.duration
        if st.rests and st.calendar:
            end = st.calendar.advance(self.now, token.duration)
        st.working.append(token)
        if not (token.stopped and token.ends == end):  # else its end is listed already
            self._schedule(end, Kind.TOKEN, token)
        token.ends = end

    def _rank(self, token: Token) -> int:
        b: int = self.blocks[token.pc]["b"]
        return b if b >= 0 else token.precedence

    def _make_way(self, st: StationState) -> None:
        """Stop the least urgent work, of several the last begun, for who may interrupt it."""
        urgent = next(rank for rank, queue in enumerate(st.queues) if queue)
        lower = [token for token in st.working if self._rank(token) > urgent]
        if urgent >= st.row["interrupts"] or not lower:
            return
        worst = max(map(self._rank, lower))
        token = [token for token in lower if self._rank(token) == worst][-1]
        st.integrate(self.now, self.window)
        done = self.now - token.begun
        if st.rests and st.calendar:
            done = st.calendar.opened(self.now) - st.calendar.opened(token.begun)
        token.left = token.duration - done
        token.duration = done
        self._record_work(token, st)
        st.working.remove(token)
        st.busy -= 1
        token.stopped, token.station, token.since = True, -1, self.now
        st.queues[worst].appendleft(token)
        st.fresh += token.counts

    def _end_work(self, token: Token) -> None:
        i = token.station
        st = self.stations[i]
        st.integrate(self.now, self.window)
        st.busy -= 1
        st.working.remove(token)
        self._mark_station(i)
        self._record_work(token, st)
        token.station, token.stopped = -1, False
        token.pc += 1

    def _record_work(self, token: Token, st: StationState) -> None:
        """Put the wait and the work of a token up to now on its path."""
        queue, closed = token.begun - token.since, 0.0
        if st.closes and st.calendar and queue > 0:
            opened = st.calendar.opened(token.begun) - st.calendar.opened(token.since)
            closed = max(queue - opened, 0.0)
            queue -= closed
        if st.rests:
            closed += max((self.now - token.begun) - token.duration, 0.0)
        self._record(token, self.blocks[token.pc]["tag"], queue, closed, token.duration)

    # Pools

    def _candidates(self, token: Token) -> list[tuple[int, int]]:
        p = self.program
        at = self.blocks[token.pc]["a"] * len(p.places) + token.incident.place
        part = slice(int(p.request_first[at]), int(p.request_first[at + 1]))
        pools, targets = p.request_pool[part].tolist(), p.request_target[part].tolist()
        return list(zip(pools, targets, strict=True))

    def _wanted(self, token: Token) -> int:
        slot = self.blocks[token.pc]["slot"]
        return token.ask if slot < 0 else math.floor(self.world[slot] + 0.5)

    def _grant(self, token: Token) -> bool:
        block, count = self.blocks[token.pc], self._wanted(token)
        candidates = self._candidates(token)
        free = sum(self._not_held(pool) for pool, _ in candidates)
        if free < count and not (block["b"] == WhenShort.LESS and free > 0):
            return False
        self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
        token.pc += 2 if self._gives_up(block) else 1
        left = min(count, free)
        if left <= 0:
            self._schedule(self.now, Kind.TOKEN, token)
            return True
        join = Join(token, 0)
        for i, target in candidates:
            take = min(left, self._not_held(i))
            if take > 0:
                left -= take
                self._send(token, i, target, take, join)
        return True

    def _allocate(self, token: Token, block: Row) -> bool:
        """Join the line; return whether the token goes on instead, to the label for failure."""
        token.since = self.now
        if block["c"] >= 0 and not self._could_ever(token, ever=True):
            self._note_short(token)
            token.pc = block["c"]
            return True
        self._join_line(token, token.precedence)
        self._want_items(token, tried=False)
        if self._gives_up(block):
            at = self.now + draws.ticks(self.world[block["dist"]])
            self._schedule(at, Kind.OPENING, len(self.stations))
        return False

    @staticmethod
    def _gives_up(block: Row) -> bool:
        return bool(block["dist"] >= 0)

    def _could_ever(self, token: Token, ever: bool = False) -> bool:
        """Return whether all platforms, with ``ever`` those of any phase, could fill a request."""
        block = self.blocks[token.pc]
        pools = [self.pools[pool] for pool, _ in self._candidates(token)]
        most = sum(pool.most if ever else pool.size for pool in pools)
        return most >= (1 if block["b"] == WhenShort.LESS else self._wanted(token))

    def _note_short(self, token: Token) -> None:
        candidates = self._candidates(token)
        if candidates and self.window[0] <= self.now < self.window[1]:
            self.pools[candidates[0][0]].short += 1

    def _release(self, token: Token) -> None:
        if token.quantity > 0:
            pool = self.pools[token.pool]
            pool.integrate(self.now, self.window)
            if self.program.sustains:
                self._give_back_status(token)
            gone = min(pool.leaving, token.quantity)
            pool.leaving -= gone
            pool.size -= gone
            pool.free += token.quantity - gone
            pool.count[Status.READY] -= gone
        token.quantity, token.pool = 0, -1
        self._mark_line()

    # The line of requests

    def _join_line(self, token: Token, rank: int) -> None:
        token.since, token.tried = self.now, False
        self.waiting[rank].append(token)
        self.line_marked.add(rank)

    def _not_held(self, pool: int) -> int:
        """Return the free platforms of a pool that nobody before in the line holds."""
        return max(self.pools[pool].free - self.held[self.attributes[pool]["fleet"]], 0)

    def _serve_line(self, rank: int) -> None:
        """Try the requests of one class, in order of time, with what those before do not hold."""
        self.line_marked.remove(rank)
        self.held.clear()
        for requests in self.waiting[:rank]:
            for ahead in requests:
                self._hold_for(ahead)
        for token in list(self.waiting[rank]):
            result = self._try(token)
            if result == 0:
                self._want_items(token, tried=True)
                self._hold_for(token)
                continue
            last = token is self.waiting[rank][-1]
            self.waiting[rank].remove(token)
            self.line_marked |= {k for k in range(rank + 1, 4) if self.waiting[k]}
            if result == 2 and not last:
                self.line_marked.add(rank)
                return

    def _hold_for(self, token: Token) -> None:
        """Hold of each pool on the list of a request as many platforms as it asks for."""
        block = self.blocks[token.pc]
        if block["op"] == Op.TAKE:
            count = math.floor(self.world[block["slot"]] + 0.5)
            if count <= self.pools[block["a"]].size:
                self.held[self.attributes[block["a"]]["fleet"]] += count
        elif not block["flags"] & OVERTAKEN and self._could_ever(token):
            count = self._wanted(token)
            most = [count] * len(self._candidates(token))
            if block["op"] == Op.EQUIP:
                most = self._equippable(token, count)
            for (pool, _), n in zip(self._candidates(token), most, strict=True):
                self.held[self.attributes[pool]["fleet"]] += n

    def _try(self, token: Token) -> int:
        """Try a request: 0 it waits on, 1 it has its platforms, 2 it leaves the line without."""
        block = self.blocks[token.pc]
        if block["op"] == Op.TAKE:
            token.granted = self._take_now(token)
            if token.granted:
                self._schedule(self.now, Kind.TOKEN, token)
            return int(token.granted)
        then = block["c"]
        if block["c"] < 0 or token.incident.outcome < 2:
            result = self._equip(token) if block["op"] == Op.EQUIP else int(self._grant(token))
            if result == 1:
                return 1
            if not token.tried:
                token.tried = True
                self._note_short(token)
            if result == 2:
                self._refuse_items(token)
            if result == 0 and block["b"] != WhenShort.FAIL:
                patient = not self._gives_up(block)
                if patient or self.now - token.since < draws.ticks(self.world[block["dist"]]):
                    return 0
                token.incident.given_up = True
                then = token.pc + 1
        self._record(token, block["tag"], self.now - token.since, 0.0, 0.0)
        if block["op"] == Op.EQUIP:
            self._drop_items(token)
        token.pc = then
        self._schedule(self.now, Kind.TOKEN, token)
        return 2

    # Tokens

    def _choose(self, block: Row, u: float) -> int:
        targets = self.jumps[block["a"] : block["a"] + block["b"]]
        left = u * sum(self.world[slot] for _, slot in targets)
        for target, slot in targets[:-1]:
            if left < self.world[slot]:
                return int(target)
            left -= self.world[slot]
        return int(targets[-1][0])

    def _report(self, token: Token) -> None:
        if token.join is None:
            return
        join, token.join = token.join, None
        join.need -= 1
        if join.need == 0:
            if join.parent.recorded:
                join.parent.path = token.path
            self._schedule(self.now, Kind.TOKEN, join.parent)

    def _die(self, token: Token) -> None:
        incident = token.incident
        if incident.tokens == 1:
            self._close(incident, 1)
            self.alive.remove(incident)
        incident.tokens -= 1
        self.living.discard(token)

    def _close(self, incident: Incident, outcome: int) -> None:
        if incident.outcome:
            return
        incident.outcome = outcome
        if outcome == 1 and incident.window:
            hours = (self.now - incident.arrived) / TICKS
            self.sojourns[incident.source] += (1, hours, hours * hours)
        self.open_counted -= incident.counted
        if outcome >= 2:
            self._mark_line()
        self._write(incident)
        for i in sorted(incident.active):
            st = self.stations[i]
            st.active -= 1
            if not st.active:
                st.integrate(self.now, self.window)
                self._set_teams(st)
        incident.active.clear()

    def _write(self, incident: Incident) -> None:
        if not self.sources[incident.source]["counted"] or incident.arrived >= self.window[1]:
            return
        self.finished.append(incident)
        for k, m in enumerate(self.program.traced):
            if incident.counted and not math.isnan(incident.stamps[m]):
                self.reached[k, incident.source] += 1
                segment = incident.heads[m]
                while segment:
                    self.path_hours[k, segment.tag] += segment.hours
                    segment = segment.previous

    def _go(self, token: Token) -> None:
        """Run a token until it waits or dies."""
        while True:
            block = self.blocks[token.pc]
            span = self._step(token, block)
            if span is None:
                return
            if span > 0:
                self._schedule(self.now + span, Kind.TOKEN, token)
                gate = block["op"] in (Op.GATE_WAIT, Op.WAIT_UNTIL)
                self._record(token, block["tag"], 0.0, span if gate else 0.0, 0.0 if gate else span)
                return

    def _step(self, token: Token, block: Row) -> float | None:
        """Do one block; return the ticks it takes, or None if the token waits or is dead."""
        if block["op"] >= Op.EQUIP:
            return self._sustain(token, block)
        incident, a, b, here = token.incident, block["a"], block["b"], token.pc
        token.pc += 1
        match Op(block["op"]):
            case Op.MARK:
                fresh = math.isnan(incident.stamps[a])
                last = b == Stamp.LAST and token.until < 0
                lacks = b == Stamp.UNLESS_GIVEN_UP and incident.given_up
                if not incident.outcome and (fresh or last) and not lacks:
                    incident.stamps[a] = self.now
                    incident.heads[a] = token.path
            case Op.DELAY:
                return self._duration(block["dist"], self._uniform(token, block))
            case Op.NOTICE | Op.TURNAROUND:
                pool = self.attributes[token.pool]
                dist = pool["notice"] if block["op"] == Op.NOTICE else pool["turnaround"]
                if block["op"] == Op.TURNAROUND and self.program.sustains:
                    self._set_status(token, Status.RECOVERING)
                return self._duration(dist, self._uniform(token, block)) if dist >= 0 else 0.0
            case Op.STAY:
                span = self._duration(block["dist"], self._uniform(token, block))
                if token.until < 0:
                    token.until = self.now + span
                span = max(token.until - self.now, 0.0)
                endurance = self.attributes[token.pool]["endurance"] if token.pool >= 0 else -1
                return min(span, draws.ticks(self.world[endurance])) if endurance >= 0 else span
            case Op.DECIDE:
                span = 0.0
                if block["dist"] >= 0:
                    span = self._duration(block["dist"], self._uniform(token, block))
                if b > 0:
                    token.pc = self._choose(block, self._uniform(token, block, OUTLET_SALT))
                return span
            case Op.BRANCH:
                if self._uniform(token, block) < self.world[block["slot"]]:
                    token.pc = a
            case Op.REPEAT:
                if self._uniform(token, block) >= self.world[block["slot"]]:
                    token.round += 1
                    token.pc = a
            case Op.ROUTE:
                token.pc = self._choose(block, self._uniform(token, block))
                token.round += block["flags"]
            case Op.JUMP:
                token.round += block["flags"]
                token.pc = a
            case Op.IF_DONE:
                if incident.outcome:
                    token.pc = a
            case Op.GATE_WAIT:
                first, end = self.program.gate_first[a : a + 2]
                times = self.program.gate_times[first:end].tolist()
                row = bisect_left(times, self.now)
                return times[row] - self.now if row < len(times) else math.inf
            case Op.TRANSIT:
                distance = float(self.program.distances_nmi[token.pool, incident.place])
                speed = self.world[self.attributes[token.pool]["speed"]]
                return draws.ticks(distance / speed) if distance > 0 else 0.0
            case Op.WORK:
                st = self.stations[a]
                if 0 <= st.row["rooms"] <= st.queued + st.busy:
                    token.pc = block["c"]
                    return 0.0
                st.integrate(self.now, self.window)
                token.pc, token.since = here, self.now
                self._enqueue(a, token, b if b >= 0 else token.precedence)
                return None
            case Op.FORK | Op.SPLIT:
                join = Join(token, block["c"]) if block["op"] == Op.FORK else None
                for target, _ in self.jumps[a : a + b]:
                    self._schedule(self.now, Kind.TOKEN, self._child(token, target, join))
                return None if join else 0.0
            case Op.SPAWN:
                child = self._child(token, a)
                child.recorded = False
                self._schedule(self.now, Kind.TOKEN, child)
            case Op.RELIEVE:
                if token.until > self.now and incident.outcome < 2:
                    child = self._child(token, a)
                    child.recorded = False
                    child.round += 1
                    child.until, child.ask = token.until, token.quantity
                    self._schedule(self.now, Kind.TOKEN, child)
                token.until = -1.0
            case Op.ASSEMBLE:
                incident.assembled[b] += 1
                if incident.assembled[b] < a:
                    self._die(token)
                    return None
                incident.assembled[b] = 0
            case Op.SIGNAL:
                self._report(token)
            case Op.END:
                self._report(token)
                self._die(token)
                return None
            case Op.ALLOCATE:
                token.pc = here
                return 0.0 if self._allocate(token, block) else None
            case Op.RELEASE:
                self._release(token)
            case Op.ACTIVATE:
                for i, _ in self.jumps[a : a + b]:
                    if not incident.outcome and i not in incident.active:
                        incident.active.add(i)
                        st = self.stations[i]
                        st.active += 1
                        if st.active == 1:
                            st.activated = self.now
                            self._schedule(self.now, Kind.BUILD_UP, i)
            case Op.FINISH:
                self._close(incident, 1)
            case Op.FAIL:
                self._close(incident, 2 + a)
        return 0.0

    def _harvest(self, n_events: int, trace: bool) -> Replication:
        p = self.program
        for st in self.stations:
            st.integrate(p.horizon_h, self.window)
        for pool in dict.fromkeys(self.pools):
            pool.integrate(p.horizon_h, self.window)
            pool.post(p.horizon_h, self.window)
        self._without_phases()
        for k, stock in enumerate(self.stocks):
            stock.integrate(k, p.horizon_h, self.window)
        running = [i for i in self.alive if not i.outcome and i.arrived <= self.now]
        for incident in sorted(running, key=lambda i: (i.source, i.ordinal)):
            self._write(incident)
        done = sorted(self.finished, key=lambda i: (i.source, i.ordinal))
        arrived = np.array([i.arrived for i in done], np.float64)
        stamps = np.array([i.stamps for i in done], np.float64)
        stamps = stamps.reshape(len(done), len(p.milestones))
        return Replication(
            incidents=Incidents(
                source=np.array([i.source for i in done], np.int32),
                ordinal=np.array([i.ordinal for i in done], np.int32),
                place=np.array([i.place for i in done], np.int32),
                arrived_h=arrived / TICKS,
                milestones=stamps / TICKS,
                after_h=(stamps - arrived[:, np.newaxis]) / TICKS,
                outcome=np.array([i.outcome for i in done], np.int8),
                counted=np.array([i.counted for i in done], np.bool_),
            ),
            segments=self.path_hours,
            reached=self.reached,
            stations=np.array(
                [
                    (s.busy_h, s.queue_h, s.capacity_h, s.served, s.wait_h, s.joined)
                    for s in self.stations
                ],
                np.float64,
            ).reshape(-1, 6),
            pools=np.array(
                [(s.busy_h, s.capacity_h, s.allocations, s.short) for s in self.pools], np.float64
            ).reshape(-1, 4),
            world=np.array(self.reported, np.float64),
            sojourns=self.sojourns,
            events=n_events,
            trace=np.array(self.listed, TRACE) if trace else None,
            **self._sustained(),
        )
