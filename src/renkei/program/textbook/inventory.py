"""Models of stocks and upkeep from textbooks, built on the assembler in a few lines each.

What for: to verify stocks, orders, docks and statuses of platforms against exact theory, and as
examples of the assembler. Takes rates and times in any one unit (called hour here); gives programs.

Names of the models and their formulas: Sherbrooke, Optimal Inventory Modeling of Systems (2004),
for one-for-one stocks and METRIC; Hadley and Whitin, Analysis of Inventory Systems (1963), for
lots.
"""

from __future__ import annotations

from collections.abc import Sequence

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals, Pool, Slot, Stock
from renkei.program.machine.blocks import Status
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Distribution


def one_for_one(
    rate: float,
    lead: Distribution,
    target: int,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
    sample_h: float | None = None,
) -> Program:
    """Return a stock that orders whatever is drawn at once, (S - 1, S)."""
    asm = Assembler(horizon_h, warm_up_h)
    full, one = asm.constant(target), asm.constant(1)
    stock = asm.stock("stock", full, lot=one, up_to=full, orders="orders")
    return _single(asm, stock, rate, lead, sample_h)


def lots(
    rate: float,
    lead: Distribution,
    reorder: int,
    lot: int,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
    sample_h: float | None = None,
) -> Program:
    """Return a stock that orders a lot when its position falls to the reorder point, (s, Q)."""
    asm = Assembler(horizon_h, warm_up_h)
    stock = asm.stock(
        "stock",
        asm.constant(reorder + lot),
        reorder=asm.constant(reorder),
        lot=asm.constant(lot),
        orders="orders",
    )
    return _single(asm, stock, rate, lead, sample_h)


def _single(
    asm: Assembler, stock: Stock, rate: float, lead: Distribution, sample_h: float | None
) -> Program:
    if sample_h is not None:
        asm.sample_every(sample_h)
    _demand(asm, "demand", rate, stock)
    entry = asm.here("order")
    asm.delay(asm.distribution(lead), "lead time")
    asm.put(stock, due=True)
    asm.end()
    asm.source("orders", [[entry]], arrivals=None)
    return asm.build()


def two_echelons(
    rates: Sequence[float],
    targets: Sequence[int],
    depot_target: int,
    repair: Distribution,
    transport: Distribution,
    base_share: float = 0.0,
    base_repair: Distribution | None = None,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return bases that mend a share of failed parts; the depot mends and replaces the others.

    Stocks: ``base 0`` and so on, then ``depot``.
    """
    asm = Assembler(horizon_h, warm_up_h)
    one = asm.constant(1)
    full = asm.constant(depot_target)
    depot = asm.stock("depot", full)
    for i, (rate, target) in enumerate(zip(rates, targets, strict=True)):
        level = asm.constant(target)
        base = asm.stock(f"base {i}", level, lot=one, up_to=level, orders=f"orders {i}")
        _demand(asm, f"demand {i}", rate, base)
        entry, here = asm.here(f"order {i}"), asm.label(f"mended at base {i}")
        asm.branch(asm.constant(base_share), "mended here", here)
        asm.start("repair")
        asm.draw(depot)
        asm.delay(asm.distribution(transport), f"transport {i}")
        asm.put(base, due=True)
        asm.end()
        asm.place_label(here)
        asm.delay(asm.distribution(base_repair or repair), f"repair {i}")
        asm.put(base, due=True)
        asm.end()
        asm.source(f"orders {i}", [[entry]], arrivals=None)
    entry = asm.here("repair")
    asm.delay(asm.distribution(repair), "repair")
    asm.put(depot, 1)
    asm.end()
    asm.source("repair", [[entry]], arrivals=None)
    return asm.build()


def spares(
    positions: int,
    spare: int,
    up: Distribution,
    repair: Distribution,
    crews: int,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return positions that each need a working machine; failed ones are mended by crews.

    Stock ``machines`` holds the spares; a backorder is a position that stands still.
    """
    asm = Assembler(horizon_h, warm_up_h)
    stock = asm.stock("machines", asm.constant(spare))
    crew = asm.station("crews", asm.constant(crews))
    entry = asm.here("position")
    asm.delay(asm.distribution(up), "up")
    asm.start("failed")
    asm.draw(stock, 1)
    asm.jump(entry, next_round=True)
    asm.population("positions", positions, entry)
    entry = asm.here("failed")
    asm.seize(crew)
    asm.delay(asm.distribution(repair), "repair")
    asm.vacate()
    asm.put(stock, 1)
    asm.end()
    asm.source("failed", [[entry]], arrivals=None)
    return asm.build()


def upkeep(
    platforms: int,
    up: Distribution,
    work: Distribution,
    docks: int,
    away: Distribution | None = None,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return platforms that fail one by one, go away for a time and queue for a dock.

    Pool ``ships``; while away they are in the status of moving, then waiting for the dock, then in
    repair. Tally ``off``: from failure to return.
    """
    asm = Assembler(horizon_h, warm_up_h)
    pool = _ships(asm, asm.constant(platforms))
    dock = asm.station("docks", asm.constant(docks))
    entry = asm.here("platform")
    asm.delay(asm.distribution(up), "up")
    asm.clock()
    asm.take(pool, 1, status=Status.MOVING)
    if away is not None:
        asm.delay(asm.distribution(away), "away")
    asm.status(Status.WAITING_DOCK)
    asm.seize(dock, status=Status.REPAIR)
    asm.delay(asm.distribution(work), "work")
    asm.vacate()
    asm.release()
    asm.tally("off")
    asm.jump(entry, next_round=True)
    asm.population("lives", platforms, entry)
    return asm.build()


def use(
    platforms: int,
    training: float,
    between: Distribution,
    horizon_h: float = 10_000.0,
    warm_up_h: float = 1_000.0,
) -> Program:
    """Return a pool in training whose use, of all platforms together, calls for inspections.

    An inspection takes no time: tally ``inspections`` counts them.
    """
    asm = Assembler(horizon_h, warm_up_h)
    pool = _ships(asm, asm.constant(platforms), asm.constant(training))
    entry = asm.here("life")
    asm.await_use(pool, asm.distribution(between), "use")
    asm.clock()
    asm.tally("inspections")
    asm.jump(entry, next_round=True)
    asm.population("lives", 1, entry)
    return asm.build()


def _ships(asm: Assembler, platforms: Slot, training: Slot | None = None) -> Pool:
    at_once = asm.distribution(Constant(0.0))
    distances = [0.0] * len(asm.places)
    return asm.pool(
        "ships", platforms, None, at_once, None, asm.constant(10.0), distances, training=training
    )


def _demand(asm: Assembler, name: str, rate: float, stock: Stock) -> None:
    entry = asm.here(name)
    asm.draw(stock, 1)
    asm.end()
    asm.source(name, [[entry]], Arrivals(rate=asm.slot(f"rate of {name}", rate)), counted=False)
