"""Small random programs that use every block and feature of stations, pools and sources.

Takes a source of randomness; gives programs whose tokens all end (but for a closed loop), on which
the kernel, the twin and the stepper are compared.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals, Dist, Pool, Slot
from renkei.program.machine.blocks import Stamp
from renkei.program.machine.program import Program
from renkei.scenario.quantities import distributions as d

SHAPES = (
    lambda m: d.Constant(m),
    lambda m: d.Constant(0.0),
    lambda m: d.Uniform(0.5 * m, 1.5 * m),
    lambda m: d.Triangular(0.0, 0.4 * m, 2.0 * m),
    lambda m: d.Pert(0.1 * m, 0.5 * m, 3.0 * m),
    lambda m: d.Exponential(m),
    lambda m: d.Gamma(m, 0.7),
    lambda m: d.Lognormal(m, 1.2),
    lambda m: d.Weibull(m, 0.8),
    lambda m: d.Empirical((0.0, m, 3 * m), (1.0, 2.0, 1.0)),
    lambda m: d.Mixture((d.Constant(m), d.Lognormal(2 * m, 0.5)), (0.4, 0.6)),
)
PLACES = ("north", "south", "west")
MILESTONES = ("first", "last", "done", "other")


class RandomProgram:
    """One random program; :meth:`build` assembles it."""

    def __init__(self, rng: random.Random, external: bool = False) -> None:
        self.rng = rng
        self.external = external
        self.purposes = 0
        self.depth = 0
        self.assembles = 0
        horizon = rng.choice((200.0, 500.0))
        self.asm = Assembler(
            horizon,
            rng.choice((0.0, 50.0)),
            rng.choice((0.0, 100.0)),
            MILESTONES,
            rng.sample(MILESTONES, rng.randint(0, 3)),
            PLACES[: rng.randint(1, 3)],
        )
        self.end_h = horizon + self.asm.drain_h

    def build(self) -> Program:
        """Return the program."""
        rng, asm = self.rng, self.asm
        self.slots = [self.slot(f"factor {i}", rng.uniform(0.5, 1.5)) for i in range(2)]
        days = np.arange(0.0, self.end_h + 200.0, 24.0)
        self.calendars = [
            asm.calendar("office", days + 8, days + rng.choice((12.0, 17.0, 31.0))),
            asm.calendar("night", days[days % 72 > 0], days[days % 72 > 0] + 5),
        ]
        self.gates = [asm.gate("board", np.arange(3.0, self.end_h, rng.choice((7.0, 24.0))))]
        self.stations = [self.station(i) for i in range(rng.randint(1, 4))]
        self.builds = [s for s in self.stations if asm.stations[s.index].build_up is not None]
        self.later: dict[int, Pool] = {}
        self.pools = [self.pool(i) for i in range(rng.randint(1, 3))]
        self.extras()
        for i in range(rng.randint(1, 3)):
            self.source(i)
        if rng.random() < 0.3:
            asm.population("loop", rng.randint(1, 4), self.loop())
        return asm.build()

    def extras(self) -> None:
        """Declare what a kind of program has besides; nothing here."""

    def slot(self, path: str, best: float, factor: Slot | None = None) -> Slot:
        low = best * self.rng.choice((1.0, 0.5))
        return self.asm.slot(path, best, low, best * self.rng.choice((1.0, 2.0)), factor)

    def dist(self, mean: float | None = None) -> Dist:
        mean = self.rng.choice((0.5, 2.0, 6.0)) if mean is None else mean
        slot = factor = None
        self.purposes += 1
        if self.rng.random() < 0.3:
            slot = self.slot(f"mean {self.purposes}", mean)
        if self.rng.random() < 0.3:
            factor = self.rng.choice(self.slots)
        return self.asm.distribution(self.rng.choice(SHAPES)(mean), slot, factor)

    def purpose(self) -> str:
        self.purposes += 1
        return f"purpose {self.purposes}"

    def tag(self):
        return self.asm.tag(f"tag {self.rng.randint(0, 4)}")

    def chance(self) -> Slot:
        return self.asm.constant(self.rng.choice((0.0, 0.3, 0.7, 1.0)))

    def station(self, i: int):
        rng, asm = self.rng, self.asm
        teams = self.slot(f"teams {i}", rng.choice((1.0, 2.0, 5.0)))
        calendar = rng.choice((None, *self.calendars))
        off = asm.constant(rng.choice((0, 1, 3))) if calendar and rng.random() < 0.6 else None
        schedule = [(100.0, asm.constant(3)), (150.0, asm.constant(1))]
        build_up = [(asm.constant(0.0), asm.constant(0.3)), (asm.constant(12.0), asm.constant(1))]
        declared = asm.station(
            f"station {i}",
            teams,
            calendar,
            off,
            schedule if rng.random() < 0.3 else (),
            build_up if rng.random() < 0.4 else None,
            rng.choice((None, None, 2, 5)),
            interrupts=rng.choice((None, 0, 1, 2)),
        )
        for begin in rng.choice(((), (), (0.0,), (32.0, 130.0))):
            after = self.slot(f"diverted {i}", rng.choice((0.0, 4.0)))
            lasts = self.slot(f"lost {i} {begin}", rng.choice((3.0, 30.0)))
            asm.loss(declared, begin, lasts, rng.choice((None, after)))
        return declared

    def pool(self, i: int) -> Pool:
        """A pool, which may have more, fewer or no platforms in later phases."""
        rng = self.rng
        first = self.kind_of_pool(f"pool {i}", i)
        if rng.random() < 0.4:
            later = self.kind_of_pool(f"pool {i} later", i + 10, first)
            self.later[first.index] = later
            begins = (0.0, None) if rng.random() < 0.2 else (60.0, later)
            steps = [
                begins,
                (100.0, rng.choice((first, later))),
                (150.0, rng.choice((None, first))),
            ]
            self.asm.phases(first, steps)
        return first

    def of_a_phase(self, pool: Pool) -> Pool:
        """Return a pool, or what it becomes."""
        return self.rng.choice((pool, self.later.get(pool.index, pool)))

    def kind_of_pool(self, name: str, i: int, fleet: Pool | None = None) -> Pool:
        rng, asm = self.rng, self.asm
        return asm.pool(
            name,
            self.slot(f"platforms {i}", rng.choice((1.0, 3.0, 6.0))),
            rng.choice((None, asm.constant(0.6))),
            self.dist(),
            self.dist() if rng.random() < 0.7 else None,
            asm.constant(20.0),
            [rng.choice((0.0, 30.0, 100.0)) for _ in asm.places],
            endurance=rng.choice((None, asm.constant(5.0))),
            training=rng.choice((None, asm.constant(0.3))),
            fleet=fleet,
            reserve=rng.choice((None, None, self.slot(f"reserve {name}", 1.0))),
            reserve_for=rng.randint(0, 2),
        )

    def source(self, i: int) -> None:
        rng, asm = self.rng, self.asm
        n_phases = rng.randint(1, 2)
        entries = [[self.workflow() for _ in asm.places] for _ in range(n_phases)]
        options: dict[str, Any] = {}
        if rng.random() < 0.3:
            options["times"] = np.sort(np.array([rng.choice((0.0, 24.0, 31.5)) for _ in range(6)]))
        else:
            options["rate"] = self.slot(f"rate {i}", rng.choice((0.02, 0.2)))
            if rng.random() < 0.4:
                options["intensity"] = ([0.0, 60.0, 90.0], [1.0, rng.choice((0.0, 4.0)), 0.5])
            if rng.random() < 0.3:
                options["overdispersion"] = asm.constant(0.5)
                options["years"] = [0.0, 70.0, 180.0]
        if rng.random() < 0.3:
            options["cluster"] = (asm.constant(1.5), self.dist())
        asm.source(
            f"source {i}",
            entries,
            Arrivals(**options),
            (0.0, 110.0)[:n_phases],
            place_weights=[rng.randint(1, 3) for _ in asm.places],
            precedence=rng.randint(0, 3),
            counted=rng.random() < 0.8,
            phase_slots=rng.choice(((), (None, self.slot(f"phase {i}", 12.0))[:n_phases])),
        )

    def workflow(self) -> int:
        asm = self.asm
        entry = asm.here("workflow")
        self.body(self.rng.randint(1, 4))
        asm.mark("done")
        if self.rng.random() < 0.7:
            asm.finish()
            if self.rng.random() < 0.5:
                asm.delay(self.dist(), self.purpose(), self.tag())
        asm.end()
        return entry

    def loop(self) -> int:
        asm = self.asm
        entry = asm.here("loop")
        asm.delay(asm.distribution(d.Exponential(5.0)), self.purpose(), self.tag())
        self.work()
        asm.jump(entry, next_round=True)
        return entry

    def body(self, n: int) -> None:
        kinds = [
            self.work,
            self.delay,
            self.gate,
            self.mark,
            self.decide,
            self.branch,
            self.route,
            self.repeat,
            self.fork,
            self.spawn,
            self.allocate,
            self.activate,
            self.fail,
            self.split,
        ]
        self.depth += 1
        for _ in range(n):
            simple = self.depth > 3
            self.rng.choice(kinds[:5] if simple else kinds)()
        self.depth -= 1

    def work(self) -> None:
        asm, station = self.asm, self.rng.choice(self.stations)
        balk = asm.label() if asm.stations[station.index].rooms >= 0 else None
        if balk is None and self.rng.random() < 0.5:
            balk = asm.label()  # taken only while the station is diverted
        rank = self.rng.choice((None, 0, 2))
        asm.work(station, self.dist(), self.purpose(), self.tag(), rank, balk)
        if balk is not None:
            asm.place_label(balk)
            asm.mark_last("other")

    def delay(self) -> None:
        self.asm.delay(self.dist(), self.purpose(), self.tag())

    def gate(self) -> None:
        self.asm.gate_wait(self.gates[0], self.tag())

    def mark(self) -> None:
        if self.rng.random() < 0.5:
            self.asm.mark(self.rng.choice(MILESTONES))
        else:
            self.asm.mark_last(self.rng.choice(MILESTONES))

    def decide(self) -> None:
        asm = self.asm
        outlets = None
        after = asm.label()
        if self.rng.random() < 0.7:
            other = asm.label()
            outlets = [(after, self.chance()), (other, asm.constant(0.5))]
        dist = self.dist() if self.rng.random() < 0.5 else None
        external = self.external and self.rng.random() < 0.5
        asm.decide(self.purpose(), self.tag(), dist, outlets, external)
        if outlets:
            asm.place_label(other)
            asm.mark("other")
        asm.place_label(after)
        asm.mark_last("last")

    def branch(self) -> None:
        over = self.asm.label()
        self.asm.branch(self.chance(), self.purpose(), over)
        self.body(1)
        self.asm.place_label(over)
        self.asm.mark("first")

    def route(self) -> None:
        asm = self.asm
        labels = [asm.label() for _ in range(3)]
        after = asm.label()
        asm.route(self.purpose(), [(label, self.rng.choice((0.2, 1.0))) for label in labels])
        for label in labels:
            asm.place_label(label)
            self.body(1)
            asm.jump(after)
        asm.place_label(after)
        asm.mark("first")

    def repeat(self) -> None:
        again = self.asm.here()
        self.body(1)
        self.asm.repeat(self.asm.constant(self.rng.choice((0.5, 1.0))), self.purpose(), again)

    def fork(self) -> None:
        asm, n = self.asm, self.rng.randint(1, 3)
        labels = [asm.label() for _ in range(n)]
        after = asm.label()
        asm.fork(labels, self.rng.choice((None, 1)))
        asm.jump(after)
        for label in labels:
            asm.place_label(label)
            self.body(self.rng.randint(0, 2))
            if self.rng.random() < 0.3:
                asm.signal()
                self.body(1)
            asm.end()
        asm.place_label(after)
        asm.mark("last")

    def spawn(self) -> None:
        asm = self.asm
        label, after = asm.label(), asm.label()
        asm.spawn(label)
        asm.jump(after)
        asm.place_label(label)
        out = asm.label()
        asm.delay(self.dist(), self.purpose(), self.tag())
        asm.if_done(out)
        self.body(1)
        asm.place_label(out)
        asm.end()
        asm.place_label(after)
        asm.mark_last("other")

    def split(self) -> None:
        """Branches that meet again; twice in a workflow at most, since each has a count."""
        if self.depth > 1 or self.assembles > 1:
            return
        count = self.assembles
        self.assembles += 1
        asm = self.asm
        label, meet = asm.label(), asm.label()
        asm.split([label])
        self.body(1)
        asm.jump(meet)
        asm.place_label(label)
        asm.delay(self.dist(), self.purpose(), self.tag())
        asm.jump(meet)
        asm.place_label(meet)
        asm.assemble(2, count)

    def allocate(self) -> None:
        rng, asm = self.rng, self.asm
        route, after, relief = asm.label(), asm.label(), asm.label()
        pools = [
            [
                (self.of_a_phase(pool), route)
                for pool in rng.sample(self.pools, rng.randint(0, len(self.pools)))
            ]
            for _ in asm.places
        ]
        how = rng.choice(("wait", "less", "fail"))
        longest = self.longest()
        overtaken, selection = rng.random() < 0.3, self.selection()
        count = rng.randint(1, 4)
        asm.allocate(pools, count, how, after, self.tag(), overtaken, longest, selection)
        self.late(longest)
        asm.jump(after)
        asm.place_label(relief)
        asm.allocate(pools, None, "wait", after, self.tag(), selection=selection)
        asm.end()
        asm.place_label(route)
        asm.notice("notice", self.tag())
        asm.transit("out", self.tag())
        asm.mark("first")
        asm.come(rng.randint(1, 3))
        if rng.random() < 0.5:
            asm.signal()
        asm.stay(self.dist(), "stay", self.tag())
        if rng.random() < 0.6:
            asm.relieve(relief)
        asm.transit("back", self.tag())
        asm.turnaround("turnaround", self.tag())
        asm.release()
        asm.end()
        asm.place_label(after)
        asm.mark_last("last")
        never = asm.label()
        asm.unless_come(rng.randint(1, 3), never)
        asm.delay(self.dist(), self.purpose(), self.tag())
        asm.place_label(never)

    def selection(self) -> str:
        """Return in which order a request draws on its pools."""
        return self.rng.choice(("quickest", "most_ready"))

    def longest(self) -> Slot | None:
        """Return the longest wait of a request, if it has one [h]."""
        self.purposes += 1
        if self.rng.random() < 0.5:
            return None
        return self.slot(f"longest {self.purposes}", self.rng.choice((0.5, 2.0, 12.0)))

    def late(self, longest: Slot | None) -> None:
        """Write what a request does that gives up: one block, which others pass over."""
        asm = self.asm
        if longest is None:
            return
        late, after = asm.label(), asm.label()
        asm.jump(late)
        asm.jump(after)
        asm.place_label(late)
        if self.rng.random() < 0.5:
            asm.fail("late")
        asm.mark_last("other")
        asm.place_label(after)
        asm.mark("done", Stamp.UNLESS_GIVEN_UP)

    def activate(self) -> None:
        if self.builds:
            self.asm.activate(self.rng.sample(self.builds, self.rng.randint(1, len(self.builds))))

    def fail(self) -> None:
        over = self.asm.label()
        self.asm.branch(self.asm.constant(0.8), self.purpose(), over)
        self.asm.fail(self.rng.choice(("late", "none")))
        self.asm.place_label(over)
        self.asm.mark("other")


def random_program(rng: random.Random, external: bool = False) -> Program:
    """Return a random program, half of them with sustainment."""
    from tests.property.sustained import SustainedProgram

    kind = rng.choice((RandomProgram, SustainedProgram))
    return kind(rng, external).build()
