"""Maintenance: its causes, its facilities, and its waits.

Takes the units of a design; writes for each kind of maintenance one token per platform. When it is
due, the token takes a platform out of the pool. It goes to a facility with a free dock, else to the
one with the shortest queue. It waits for dock and parts, and brings the platform back.
"""

from __future__ import annotations

from dataclasses import dataclass

from renkei.doctrine.planning import planned
from renkei.doctrine.rhythm import hours_since_start
from renkei.doctrine.transfers import Supplier, supplier_named
from renkei.program.assembling.records import Arrivals, Dist, Pool, Slot, Stock, Tag
from renkei.program.compiling.arms import holding
from renkei.program.compiling.sustainment.facilities import Facilities, FacilityChoice
from renkei.program.compiling.sustainment.stocks import Supplies
from renkei.program.machine import naming
from renkei.program.machine.blocks import Status, Use
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.sustainment import Maintenance, MaintenanceKind
from renkei.scenario.quantities.distributions import Constant, Distribution, Uniform
from renkei.scenario.quantities.quantity import Quantity

Claim = tuple[Supplier, str, Precedence, Tag, Slot]
"""Arguments of a draw: who issues it, to which nation, in which class; its tag and amount."""

Spans = list[tuple[float, float]]
"""Phases as ``(begin, end)`` [h], in order."""

OFF, INNER, INMOST = 0, 1, 2
"""Clocks of a token: out of the pool; before the dock, then in it; within that."""


@dataclass(frozen=True)
class UnitMaintenance:
    """One kind of maintenance of one unit, with its path in the scenario."""

    unit: str
    declared: Unit
    id: str
    work: Maintenance
    pool: Pool
    name: str

    def tally(self, measure: str) -> str:
        """Name of a tally of it."""
        return naming.TALLIES.write(measure, f"{self.unit}.{self.id}")

    @property
    def status(self) -> Status:
        """The status of platforms while the planned time runs."""
        failed = self.work.kind is MaintenanceKind.FAILURE
        return Status.REPAIR if failed else Status.PLANNED


@dataclass
class Upkeep:
    """Writes the maintenance of all units."""

    supplies: Supplies
    facilities: Facilities

    def write(self) -> None:
        """Write all kinds of all units, in the order of identifiers."""
        for kind, spans in self._kinds():
            from_h = spans[0][0]
            if kind.work.scheduled is not None:
                self._planned(kind, spans)
            elif kind.work.every is not None:
                self._calendar(kind)
            else:
                self._use(kind, from_h)

    def _kinds(self) -> list[tuple[UnitMaintenance, Spans]]:
        """Return each kind of each unit as first declared, and the phases that declare it."""
        organisation = self.supplies.organisation
        found: dict[tuple[str, str], tuple[UnitMaintenance, Spans]] = {}
        for number, phase in enumerate(organisation.phases):
            for unit, declared in sorted(phase.scenario.units.items()):
                for identifier, work in sorted(declared.maintenance.items()):
                    pool = organisation.pool(number, unit)
                    name = f"maintenance/{unit}.{identifier}"
                    kind = UnitMaintenance(unit, declared, identifier, work, pool, name)
                    _, spans = found.setdefault((unit, identifier), (kind, []))
                    spans.append((phase.from_h, phase.until_h))
        return list(found.values())

    def _most(self, unit: str) -> Slot:
        """Return the largest number of platforms that a unit has in any phase."""
        organisation = self.supplies.organisation
        sizes = [
            (phase.scenario.units[unit].platforms.mean(), -number)
            for number, phase in enumerate(organisation.phases)
            if unit in phase.scenario.units
        ]
        number = -max(sizes)[1]
        platforms = organisation.phases[number].scenario.units[unit].platforms
        return organisation.worlds[number].slot(platforms)

    def _planned(self, kind: UnitMaintenance, spans: Spans) -> None:
        """Write one token for each known date, and one for each work in hand at the start.

        On a date at which the unit does not exist nothing is done.
        """
        assembler, clock = self.supplies.assembler, self.supplies.scenario.time
        assert kind.work.scheduled is not None
        dates = sorted(hours_since_start(moment, clock) for moment in kind.work.scheduled)
        within = [at for at in dates if any(begin <= at < end for begin, end in spans)]
        if within:
            entry = assembler.here(kind.name)
            self._out(kind)
            assembler.end()
            self.supplies.source(kind.name, entry, Arrivals(times=within))
        if spans[0][0] > 0.0:
            return
        work_h = planned(self.supplies.scenario, kind.work.work)
        for number, at in enumerate(at for at in dates if at < 0.0 < at + work_h):
            name = f"{kind.name} begun {number + 1}"
            entry = assembler.here(name)
            self._begun(kind, Constant(at + work_h))
            assembler.end()
            self.supplies.source(name, entry, Arrivals(times=[0.0]))

    def _calendar(self, kind: UnitMaintenance) -> None:
        """Write one token for each platform: the time since its return, then the work.

        If phases change the number of platforms, the tokens beyond that number wait.
        """
        assembler = self.supplies.assembler
        every = self._distribution(kind.work.every)
        entry, due = assembler.here(kind.name), assembler.label(f"{kind.name} due")
        again = assembler.label(f"{kind.name} again")
        phased = self.supplies.organisation.phased(kind.unit)
        failure = kind.work.kind is MaintenanceKind.FAILURE
        late = again
        if phased:
            late = again if failure else assembler.label(f"{kind.name} new")
            assembler.muster(kind.pool, late)
        away_h = self._away_h(kind)
        begun = assembler.label(f"{kind.name} begun") if away_h > 0.0 else None
        if not failure:
            if begun is not None:
                assert kind.work.every is not None
                cycle_h = planned(self.supplies.scenario, kind.work.every) + away_h
                assembler.branch(assembler.constant(away_h / cycle_h), "begun", begun)
            if phased:
                assembler.place_label(late)
            # One after the other, as the work of a fleet is planned.
            assembler.stagger(every, "first", pool=kind.pool if phased else None)
            assembler.jump(due)
        assembler.place_label(again)
        assembler.delay(every, "every")
        assembler.place_label(due)
        if phased:
            assembler.muster(kind.pool, again)
        self._out(kind)
        assembler.jump(again, next_round=True)
        if begun is not None:
            assembler.place_label(begun)
            self._begun(kind, Uniform(0.0, away_h))
            assembler.jump(again)
        assembler.population(kind.name, self._most(kind.unit), entry)

    def _away_h(self, kind: UnitMaintenance) -> float:
        """Return for how long planned work takes a platform out [h]; 0: all are in at the start.

        Platforms that a later phase adds are in.
        """
        scenario, work = self.supplies.scenario, kind.work
        if work.kind is MaintenanceKind.FAILURE:
            return 0.0
        overrun = work.overrun
        if overrun is None:
            return planned(scenario, work.work)
        late_h = planned(scenario, overrun.probability) * planned(scenario, overrun.extra)
        return planned(scenario, work.work) + late_h

    def _begun(self, kind: UnitMaintenance, rest: Distribution) -> None:
        """Write the work that is in hand when the run begins.

        Without such work all platforms would be ready on the first day, and the fleet would then go
        out of use together. Work in hand takes the rest of its time, and neither dock nor part.
        """
        assembler = self.supplies.assembler
        tag = self.supplies.tag(kind.name, "begun", f"{kind.work.name.en}, begun before")
        rank = kind.work.precedence.rank
        assembler.take(kind.pool, 1, rank=rank, status=kind.status, tag=tag)
        assembler.delay(assembler.distribution(rest), "rest", tag)
        assembler.release()

    def _use(self, kind: UnitMaintenance, from_h: float) -> None:
        """Write one token for the fleet: it makes work due each time the use has grown enough."""
        assembler = self.supplies.assembler
        if kind.work.every_use is not None:
            amount, use = self._distribution(kind.work.every_use), Use.HOURS
        else:
            amount = self._distribution(kind.work.every_deployments)
            use = Use.DEPLOYMENTS
        entry, due = assembler.here(kind.name), assembler.label(f"{kind.name} due")
        assembler.await_use(kind.pool, amount, "every", use)
        assembler.spawn(due)
        assembler.jump(entry, next_round=True)
        assembler.place_label(due)
        self._out(kind)
        assembler.end()
        self.supplies.source(kind.name, entry, Arrivals(times=[from_h]))

    def _distribution(self, quantity: Quantity | None, pace: Slot | None = None) -> Dist:
        assert quantity is not None
        return self.supplies.worlds.paced(quantity, pace)

    # A platform out of use

    def _out(self, kind: UnitMaintenance) -> None:
        """Write the work on a platform: it leaves the pool, is worked on, and returns."""
        supplies, assembler = self.supplies, self.supplies.assembler
        choices = self.facilities.choices(kind.declared, kind.work)
        tag = supplies.tag(kind.name, "take", "waits for a platform to be free")
        assembler.take(
            kind.pool,
            1,
            rank=kind.work.precedence.rank,
            status=Status.WAITING_DOCK if choices else kind.status,
            tag=tag,
        )
        assembler.clock(OFF, kind.tally(naming.OFF))
        if not choices:
            self._work(kind, None)
        elif len(choices) == 1:
            self._visit(kind, choices[0])
        else:
            self._choose(kind, choices)
        assembler.tally(kind.tally(naming.OFF), OFF)
        assembler.release()

    def _choose(self, kind: UnitMaintenance, choices: list[FacilityChoice]) -> None:
        assembler = self.supplies.assembler
        labels = [assembler.label(f"{kind.name} at {choice.id}") for choice in choices]
        back = assembler.label(f"{kind.name} back")
        assembler.choose(
            [
                (label, choice.station, choice.opens)
                for label, choice in zip(labels, choices, strict=True)
            ]
        )
        for label, choice in zip(labels, choices, strict=True):
            assembler.place_label(label)
            self._visit(kind, choice)
            assembler.jump(back)
        assembler.place_label(back)

    def _visit(self, kind: UnitMaintenance, choice: FacilityChoice) -> None:
        """Write the way to a facility, the wait for a dock, the work, and the way back."""
        supplies, assembler = self.supplies, self.supplies.assembler
        if choice.opens is not None:
            tag = supplies.tag(kind.name, f"opening/{choice.id}", f"waits until {choice.id} opens")
            assembler.wait_until(choice.opens, tag)
        self._move(kind, choice, "there")
        assembler.clock(INNER, kind.tally(naming.DOCK_WAIT))
        tag = supplies.tag(kind.name, f"dock/{choice.id}", f"waits for a dock of {choice.id}")
        assembler.seize(choice.station, kind.work.precedence.rank, kind.status, tag)
        assembler.tally(kind.tally(naming.DOCK_WAIT), INNER)
        assembler.clock(INNER, kind.tally(naming.IN_DOCK))
        self._work(kind, choice.pace)
        assembler.tally(kind.tally(naming.IN_DOCK), INNER)
        assembler.vacate()
        self._move(kind, choice, "back")

    def _move(self, kind: UnitMaintenance, choice: FacilityChoice, direction: str) -> None:
        assembler = self.supplies.assembler
        if choice.travel is None:
            return
        assembler.status(Status.MOVING)
        tag = self.supplies.tag(kind.name, direction, f"moves {direction}")
        assembler.delay(choice.travel, direction, tag)
        if direction == "there":
            assembler.status(Status.WAITING_DOCK)

    def _work(self, kind: UnitMaintenance, pace: Slot | None) -> None:
        """Write the wait for parts, the planned time, and the overrun."""
        supplies, assembler = self.supplies, self.supplies.assembler
        for item in sorted(kind.work.parts):
            self._part(kind, item, pace)
        tag = supplies.tag(kind.name, "work", kind.work.name.en)
        assembler.delay(self._distribution(kind.work.work, pace), "work", tag)
        overrun = kind.work.overrun
        if overrun is None:
            return
        over, done = assembler.label(), assembler.label()
        share = supplies.worlds.slot(overrun.probability)
        assembler.branch(share, "overrun", over)
        assembler.jump(done)
        assembler.place_label(over)
        assembler.status(Status.OVERRUN)
        extra = self._distribution(overrun.extra, pace)
        tag = supplies.tag(kind.name, "overrun", "runs over")
        assembler.clock(INMOST, kind.tally(naming.OVERRUN))
        assembler.delay(extra, "extra", tag)
        assembler.tally(kind.tally(naming.OVERRUN), INMOST)
        assembler.place_label(done)

    def _part(self, kind: UnitMaintenance, item: str, pace: Slot | None) -> None:
        """Write the draw of a part from the unit's depot, with the status while it waits."""
        supplies, assembler = self.supplies, self.supplies.assembler
        part = kind.work.parts[item]
        stock = holding(supplies.scenario, item, kind.declared.depot)
        assert stock is not None, f"no stock of {item} for {kind.unit}"
        needed, done = assembler.label(), assembler.label()
        if part.probability is not None:
            share = supplies.worlds.slot(part.probability)
            assembler.branch(share, f"needs/{item}", needed)
            assembler.jump(done)
        assembler.place_label(needed)
        assembler.status(Status.WAITING_PART)
        assembler.clock(INMOST, kind.tally(naming.PART_WAIT))
        claim = (
            supplier_named(supplies.scenario, stock),
            kind.declared.nation,
            kind.work.precedence,
            supplies.tag(kind.name, f"part/{item}", f"waits for {stock}"),
            supplies.worlds.slot(part.quantity),
        )
        if kind.declared.cannibalises:
            self._lent(kind, item, supplies.stocks[stock], claim, pace)
        else:
            supplies.draw(*claim)
        assembler.tally(kind.tally(naming.PART_WAIT), INMOST)
        assembler.status(kind.status)
        assembler.place_label(done)

    def _lent(
        self, kind: UnitMaintenance, item: str, stock: Stock, claim: Claim, pace: Slot | None
    ) -> None:
        """Write the draw of a part that another platform may lend while the stock has none.

        The claim waits apart from the platform. The platform goes on with the part that was lent,
        or when a part arrives.
        """
        supplies, assembler = self.supplies, self.supplies.assembler
        short, there = assembler.label(), assembler.label()
        apart = assembler.label(f"{kind.name} claims {item}")
        supplies.draw(*claim, short=short)
        assembler.jump(there)
        assembler.place_label(apart)
        supplies.draw(*claim)
        assembler.fill(stock, kind.pool)
        assembler.end()
        assembler.place_label(short)
        assembler.spawn(apart)
        assembler.hole(stock, there, claim[3])
        swap = kind.declared.cannibalisation
        if swap is not None:
            assembler.status(kind.status)
            time = supplies.worlds.paced(swap, pace)
            tag = supplies.tag(kind.name, f"swap/{item}", f"takes {item} from another")
            assembler.delay(time, f"swap/{item}", tag)
            assembler.clock(INMOST, kind.tally(naming.PART_WAIT))  # no platform waited
        assembler.place_label(there)
