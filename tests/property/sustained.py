"""Small random programs with stocks, orders, production, docks and upkeep of platforms.

Takes a source of randomness; gives programs as :mod:`tests.property.programs` does, with the blocks
of sustainment among the others. Tokens may wait for ever, for a part that never comes.
"""

from __future__ import annotations

from tests.property.programs import RandomProgram

from renkei.program.assembling.records import Slot
from renkei.program.machine.blocks import Status, Use
from renkei.scenario.quantities import distributions as d

STATUSES = [status for status in Status if status != Status.READY]


class SustainedProgram(RandomProgram):
    """A random program with sustainment."""

    def extras(self) -> None:
        """Declare stocks and what goes on without incidents."""
        rng, asm = self.rng, self.asm
        if rng.random() < 0.7:
            asm.sample_every(rng.choice((24.0, 7.5, 1000.0)))
        self.slots.append(asm.slot("manning", 0.8, 0.5, 1.0, inverse=True))
        self.stocks = []
        for i in range(rng.randint(1, 3)):
            self.stocks.append(self.stock(i))
            self.order(i)
        self.docks = [s for s in self.stations if asm.stations[s.index].rooms < 0]
        entry = asm.here("mended")
        asm.delay(self.dist(), self.purpose(), self.tag())
        asm.put(rng.choice(self.stocks))
        asm.end()
        self.triggered("mended", entry)
        for loop in (self.production, self.upkeep):
            if rng.random() < 0.6:
                n = rng.choice((rng.randint(1, 3), self.whole(2.0)))
                asm.population(f"{loop.__name__} loop", n, loop())

    def triggered(self, name: str, entry: int) -> None:
        entries = [[entry] * len(self.asm.places)]
        self.asm.source(name, entries, arrivals=None, precedence=self.rng.randint(0, 3))

    def whole(self, *values: float) -> Slot:
        self.purposes += 1
        return self.slot(f"amount {self.purposes}", self.rng.choice(values))

    def stock(self, i: int):
        rng = self.rng
        policies = (
            {},
            {"lot": self.whole(1.0), "up_to": self.whole(2.0, 5.0)},
            {"reorder": self.whole(0.0, 2.0), "lot": self.whole(2.0, 4.0)},
            {"reorder": self.whole(1.0), "up_to": self.whole(4.0)},
            {"up_to": self.whole(3.0)},
        )
        policy = rng.choice(policies)
        orders = f"orders {i}" if policy else None
        return self.asm.stock(
            f"stock {i}", self.whole(0.0, 3.0, 8.0), orders=orders, continuous=rng.random() < 0.8,
            full=rng.choice((None, self.whole(4.0))), rank=rng.choice((None, None, 0, 3)), **policy,
        )  # fmt: skip

    def order(self, i: int) -> None:
        rng, asm = self.rng, self.asm
        entry, refused = asm.here(f"order {i}"), asm.label()
        asm.clock(tally="order")
        asm.delay(asm.distribution(d.Exponential(6.0)), self.purpose(), self.tag())
        asm.branch(self.chance(), self.purpose(), refused)
        if i > 0 and rng.random() < 0.6:
            asm.draw(self.stocks[0], rank=rng.choice((None, 1)), reserve=self.reserve())
        asm.delay(self.dist(), self.purpose(), self.tag())
        asm.put(self.stocks[i], due=True)
        asm.tally("order")
        asm.end()
        asm.place_label(refused)
        asm.put(self.stocks[i], 0, due=True)
        asm.delay(asm.distribution(d.Exponential(50.0)), self.purpose(), self.tag())
        asm.review(self.stocks[i])
        asm.end()
        self.triggered(f"orders {i}", entry)

    def reserve(self) -> Slot | None:
        return self.whole(1.0, 2.0) if self.rng.random() < 0.3 else None

    def production(self) -> int:
        rng, asm = self.rng, self.asm
        entry = asm.here("production")
        stock = rng.choice(self.stocks)
        asm.delay(asm.distribution(d.Exponential(3.0)), self.purpose(), self.tag())
        self.fabricate()
        asm.await_room(stock, self.whole(3.0, 6.0), self.tag())
        asm.put(stock)
        asm.jump(entry, next_round=True)
        return entry

    def upkeep(self) -> int:
        rng, asm = self.rng, self.asm
        entry, again, pool = asm.here("upkeep"), asm.label(), rng.choice(self.pools)
        musters = rng.random() < 0.5
        if musters:
            asm.muster(pool, again)
        asm.stagger(self.dist(), self.purpose(), self.tag(), pool if musters else None)
        asm.wait_until(self.whole(0.0, 30.0), self.tag())
        asm.place_label(again)
        use, mean = (Use.HOURS, 20.0) if rng.random() < 0.6 else (Use.DEPLOYMENTS, 1.5)
        asm.delay(asm.distribution(d.Exponential(4.0)), self.purpose(), self.tag())
        between = asm.distribution(d.Exponential(mean))
        asm.await_use(pool, between, self.purpose(), use, rng.random() < 0.4, self.tag())
        if musters:
            asm.muster(pool, again)
        asm.clock(2, rng.choice((None, "off")))
        asm.clock(1)
        self.maintain(pool)
        asm.tally("off", 2)
        asm.jump(again, next_round=True)
        return entry

    def body(self, n: int) -> None:
        for _ in range(n):
            if self.rng.random() < 0.4:
                self.rng.choice((self.draw, self.put, self.maintain, self.equip, self.tallied,
                                 self.fabricate, self.begin))()  # fmt: skip
            else:
                super().body(1)

    def draw(self) -> None:
        rng, asm = self.rng, self.asm
        how, other = rng.choice(("wait", "less", "fail")), asm.label()
        asm.draw(
            rng.choice(self.stocks), rng.choice((None, self.whole(1.0, 2.0))), how, other,
            rng.choice((None, 0, 2)), self.reserve(), tag=self.tag(),
            carry=rng.choice((None, True)),
        )  # fmt: skip
        asm.place_label(other)
        asm.mark("first")

    def put(self) -> None:
        self.asm.put(self.rng.choice(self.stocks), self.rng.choice((None, self.whole(1.0, 3.0))))

    def tallied(self) -> None:
        self.asm.clock()
        self.delay()
        self.asm.tally("delays")

    def begin(self) -> None:
        self.asm.lot(self.whole(1.0, 3.0))
        self.asm.start("mended", self.rng.random() < 0.7)

    def fabricate(self) -> None:
        rng, asm = self.rng, self.asm
        asm.lot(self.whole(1.0, 4.0, 30.0))
        profile = ([0.0, 40.0, 90.0], [1.0, rng.choice((0.0, 3.0)), 0.5])
        ramp = (asm.constant(0.2), asm.constant(60.0))
        asm.make(
            self.whole(0.2, 5.0), rng.choice((None, profile)), rng.choice((None, ramp)), self.tag()
        )
        asm.yield_(asm.constant(rng.choice((0.0, 0.6, 1.0))), self.purpose())

    def maintain(self, pool=None) -> None:
        rng, asm = self.rng, self.asm
        pool, single = pool or rng.choice(self.pools), rng.random() < 0.6
        asm.take(
            pool, 1 if single else self.whole(1.0, 2.0),
            rng.choice((None, 0, 3)), rng.choice(STATUSES), self.tag(),
        )  # fmt: skip
        if self.docks:
            labels = [asm.label() for _ in self.docks]
            after = asm.label()
            asm.choose(
                [(label, dock, rng.choice((None, asm.constant(80.0))))
                 for label, dock in zip(labels, self.docks, strict=True)],
                self.tag(),
            )  # fmt: skip
            for label, dock in zip(labels, self.docks, strict=True):
                asm.place_label(label)
                asm.seize(dock, rng.choice((None, 1)), None, self.tag())
                asm.jump(after)
            asm.place_label(after)
        asm.delay(self.dist(), self.purpose(), self.tag())
        if single and rng.random() < 0.7:
            self.lend(pool)
        elif rng.random() < 0.5:
            asm.draw(rng.choice(self.stocks), self.whole(1.0), rank=rng.choice((None, 0)))
        if self.docks:
            asm.vacate()
        if rng.random() < 0.5:
            asm.turnaround(self.purpose(), self.tag())
        asm.release()

    def lend(self, pool) -> None:
        """Draw a part that another platform of the pool may lend; its claim then waits apart."""
        asm, stock, amount = self.asm, self.rng.choice(self.stocks), self.whole(1.0, 2.0)
        short, there, apart = asm.label(), asm.label(), asm.label()
        asm.draw(stock, amount, "fail", short, again=True, tag=self.tag())
        asm.jump(there)
        asm.place_label(apart)
        asm.draw(stock, amount, tag=self.tag())
        asm.fill(stock, pool)
        asm.end()
        asm.place_label(short)
        asm.spawn(apart)
        asm.hole(stock, there, self.tag())
        if self.rng.random() < 0.5:
            asm.delay(self.dist(), self.purpose(), self.tag())
        asm.place_label(there)

    def equip(self) -> None:
        rng, asm = self.rng, self.asm
        route, after = asm.label(), asm.label()
        pools = [
            [
                (self.of_a_phase(pool), route, self.arms())
                for pool in rng.sample(self.pools, len(self.pools))
            ]
            for _ in asm.places
        ]
        how = rng.choice(("wait", "less", "fail"))
        longest = self.longest()
        overtaken, selection = rng.random() < 0.3, self.selection()
        count = rng.randint(1, 4)
        asm.equip(pools, count, how, after, self.tag(), overtaken, longest, selection)
        self.late(longest)
        asm.jump(after)
        asm.place_label(route)
        asm.notice("notice", self.tag())
        asm.transit("out", self.tag())
        asm.status(rng.choice(STATUSES)) if rng.random() < 0.3 else None
        asm.stay(self.dist(), "stay", self.tag())
        if rng.random() < 0.5:
            asm.draw(rng.choice(self.stocks), self.whole(1.0), "less", per_platform=True)
        asm.transit("back", self.tag())
        asm.turnaround("turnaround", self.tag())
        asm.release()
        asm.end()
        asm.place_label(after)
        asm.mark_last("last")

    def arms(self):
        some = self.rng.sample(self.stocks, self.rng.randint(0, len(self.stocks)))
        how = self.rng.choice(("wait", "less", "fail"))
        return [(stock, self.whole(0.0, 1.0, 2.0), how) for stock in some]
