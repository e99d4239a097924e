"""Readiness, stocks and maintenance of a design: measures in each replication.

Takes results and a :class:`Layout` (the units and stocks of the scenario); gives
:class:`~renkei.analysis.sustainment.observed.Observed` for each measure of each subject and group,
aligned by replication. The events of one replication depend on each other, so a replication is the
unit of every interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from renkei._base.language import later
from renkei.analysis.statistics.estimation import Floats
from renkei.analysis.sustainment.groups import with_groups
from renkei.analysis.sustainment.measures import measure as measure_of
from renkei.analysis.sustainment.observed import Domain, Level, Measure, Observed
from renkei.analysis.sustainment.stock_times import StockTimes, Target, stock_times
from renkei.program.machine.naming import (
    FACILITY,
    IN_DOCK,
    LATE,
    LINE,
    ORDER,
    OVERRUN,
    STATIONS,
    STOCKS,
)
from renkei.results import CAPABLE, STATUSES, Results

LOSSES = tuple(status for status in STATUSES if status not in CAPABLE)
"""Statuses of platforms that are not mission capable."""


@dataclass(frozen=True)
class Layout:
    """The units and stocks of a design, as the scenario declares them.

    Parameters
    ----------
    warm_up_h, horizon_h
        Hours between which the time integrals were taken.
    groups
        Unit to the group in which it is counted, such as its nation and type; units that are left
        out are not counted.
    targets
        Stock to the amount that counts as full.
    due
        ``<line>.<contract>`` to the deliveries due within the window.
    together
        Of each domain but readiness, subject to the group in which it is counted too.
    suppliers
        Stock to the stock or line that fills it.
    mended
        Stocks that are also filled by repair.
    """

    warm_up_h: float
    horizon_h: float
    groups: Mapping[str, str]
    targets: Mapping[str, Target]
    due: Mapping[str, float] = field(default_factory=dict)
    together: Mapping[Domain, Mapping[str, str]] = field(default_factory=dict)
    suppliers: Mapping[str, str] = field(default_factory=dict)
    mended: frozenset[str] = frozenset()

    @property
    def window_h(self) -> float:
        """Hours over which the time integrals were taken."""
        return self.horizon_h - self.warm_up_h


def observe(results: Results, design: str, layout: Layout) -> list[Observed]:
    """Return every measure of a design, in the order in which people read them."""
    book = _Book(results, design, layout)
    groups = {domain: layout.together.get(domain, {}) for domain in _GROUPED}
    return [
        *book.readiness(),
        *with_groups(book.stocks(), groups["stock"]),
        *book.supply(groups["stock"]),
        *with_groups(book.facilities(), groups["facility"]),
        *with_groups(book.maintenance(), groups["maintenance"]),
        *with_groups(book.lines(), groups["line"]),
        *with_groups(book.contracts(), groups["contract"]),
    ]


_GROUPED: tuple[Domain, ...] = ("stock", "facility", "maintenance", "line", "contract")


class _Book:
    """The tables of one design, aligned by replication."""

    def __init__(self, results: Results, design: str, layout: Layout) -> None:
        self.results = results
        self.design = design
        self.layout = layout
        sound = results.scan("replications", design).filter(pl.col("status") == "ok")
        self.numbers = sound.select("replication").collect()["replication"].sort().to_numpy()
        self.numbers = self.numbers.astype(np.int64)
        self.window = np.full(len(self.numbers), layout.window_h)
        self.one = np.ones(len(self.numbers))

    def made(
        self,
        measure: Measure,
        above: Floats,
        below: Floats | None = None,
        *,
        occurs: bool = True,
        cut: Floats | None = None,
    ) -> Observed:
        below = self.one if below is None else below
        return Observed(measure, self.numbers, above, below, occurs, cut)

    def readiness(self) -> Iterator[Observed]:
        """Yield platforms mission capable, and shares of platform hours.

        Of all units, of each group, and the shares also of each unit of a larger group.
        """
        rows = self.results.scan("readiness", self.design)
        hours = self._columns(rows, ("unit", "status"), ("platform_h",))
        units: dict[str, dict[str, Floats]] = {}
        for (unit, status), (platform_h,) in hours.items():
            if unit in self.layout.groups:
                units.setdefault(unit, {})[status] = platform_h
        if units:
            yield from self._shares(ALL, list(units.values()), "group")
        groups: dict[str, list[str]] = {}
        for unit, group in self.layout.groups.items():
            if unit in units:
                groups.setdefault(group, []).append(unit)
        for group, members in groups.items():
            yield from self._shares(group, [units[unit] for unit in members], "group")
            if len(members) > 1:
                for unit in members:
                    yield from self._shares(unit, [units[unit]], "single", group)

    def _shares(
        self, subject: str, units: list[dict[str, Floats]], level: Level, group: str = ""
    ) -> Iterator[Observed]:
        zero = np.zeros(len(self.numbers))
        hours = {s: sum((unit.get(s, zero) for unit in units), zero) for s in STATUSES}
        total = sum(hours.values(), zero)
        capable = sum((hours[status] for status in CAPABLE), zero)

        def of(name: str) -> Measure:
            return measure_of("readiness", name, subject, level, group)

        if level == "group":
            yield self.made(of("platforms"), capable, self.window)
        yield self.made(of("capable"), capable, total)
        for status in STATUSES:
            yield self.made(of(status), hours[status], total, occurs=bool(hours[status].any()))

    def maintenance(self) -> Iterator[Observed]:
        """Yield mean times of each kind of maintenance, and the share that ran over."""
        found = self._durations()
        subjects = dict.fromkeys(s for m, s in found if m not in (LATE, ORDER))
        for subject in subjects:
            periods = found.get((IN_DOCK, subject))
            over = found.get((OVERRUN, subject))
            if periods is not None and over is not None and periods[0].any():
                late = measure_of("maintenance", "late", subject)
                yield self.made(late, np.minimum(over[0], periods[0]), periods[0])
            for measure in [m for m, s in found if s == subject]:
                n, sum_h, still = found[measure, subject]
                if n.any():
                    kept = measure_of("maintenance", measure, subject)
                    yield self.made(kept, sum_h, n, cut=still)

    def facilities(self) -> Iterator[Observed]:
        """Yield work, queue and wait of docks and bays."""
        rows = self.results.scan("cells", self.design).filter(
            pl.col("station").str.starts_with(STATIONS.prefix(FACILITY))
        )
        names = ("busy_h", "capacity_h", "queue_h", "wait_h", "joined", "served")
        for (station,), values in self._columns(rows, ("station",), names).items():
            busy, capacity, queue, wait, joined, served = values
            _, subject = STATIONS.read(station)
            if capacity.any():
                use = measure_of("facility", "utilisation", subject)
                yield self.made(use, busy, capacity)
                line = measure_of("facility", "queue", subject)
                yield self.made(line, queue, self.window)
            if joined.any():
                waits = measure_of("facility", "wait", subject)
                yield self.made(waits, wait, joined, cut=joined - served)

    def stocks(self) -> Iterator[Observed]:
        """Yield fill, supply, emptiness and refilling of the stocks of depots."""
        orders = {s: v for (m, s), v in self._durations().items() if m == ORDER}
        times = stock_times(
            self.results, self.design, self.numbers, self.layout.targets, self.layout.warm_up_h
        )
        for stock, value in self._stocks().items():
            if STOCKS.read(stock)[0] == LINE:
                continue
            if value["demanded"].any():
                yield from self._demand(stock, value)
            if stock in times:
                yield from self._times(stock, times[stock], value)
            if stock in orders and orders[stock][0].any():
                measure = measure_of("stock", "order", stock)
                n, sum_h, still = orders[stock]
                yield self.made(measure, sum_h, n, cut=still)
            if value["orders"].any():
                made = measure_of("stock", "orders", stock)
                yield self.made(made, value["orders"], self.window)

    def supply(self, groups: Mapping[str, str]) -> Iterator[Observed]:
        """Yield the time for which the stocks of each group would last at its mean demand.

        Demand of one member on another is no use. If a receiver is also filled by repair, the
        results cannot distinguish the two, and the measure is left out.
        """
        stocks, suppliers = self._stocks(), self.layout.suppliers
        members: dict[str, list[str]] = {}
        for stock, group in groups.items():
            if stock in stocks and group != stock:
                members.setdefault(group, []).append(stock)
        for group, own in members.items():
            within = [stock for stock in own if suppliers.get(stock) in own]
            if any(stock in self.layout.mended for stock in within):
                continue
            zero = np.zeros(len(self.numbers))
            sent = sum((stocks[stock]["ordered"] for stock in within), zero)
            used = sum((stocks[stock]["demanded"] for stock in own), zero) - sent
            there = sum((stocks[stock]["on_hand_h"] for stock in own), zero)
            if self._lasts(there, used):
                measure = measure_of("stock", "supply", group, "group")
                yield self.made(measure, there, used)

    def _demand(self, stock: str, value: dict[str, Floats]) -> Iterator[Observed]:
        demanded = value["demanded"]
        fill = measure_of("stock", "fill", stock)
        yield self.made(fill, value["filled_at_once"], demanded)
        short = measure_of("stock", "shortfall", stock)
        yield self.made(short, value["unfilled"], demanded)
        if self._lasts(value["on_hand_h"], demanded):
            supply = measure_of("stock", "supply", stock)
            yield self.made(supply, value["on_hand_h"], demanded)
        yield self._wait(measure_of("stock", "wait", stock), value)

    def _lasts(self, there: Floats, used: Floats) -> bool:
        """Return whether the demand observed would use a stock up within the observed time.

        A stock that would last longer had too little demand for an estimate.
        """
        return bool(0 < there.sum() <= used.sum() * self.layout.window_h)

    def _wait(self, measure: Measure, value: dict[str, Floats]) -> Observed:
        """Return the mean wait of an item asked for, within the window.

        A claim that still waits at the horizon counts with its wait until then; a mean over
        satisfied claims would leave out the longest waits.
        """
        return self.made(measure, value["wait_h"], value["demanded"])

    def _times(self, stock: str, times: StockTimes, value: dict[str, Floats]) -> Iterator[Observed]:
        # What nobody asks for, such as what is delivered elsewhere, cannot run out.
        asked, ran_out = bool(value["demanded"].any()), np.isfinite(times.empty_h)
        empty = measure_of("stock", "empty", stock)
        yield self.made(empty, value["empty_h"], self.window, occurs=asked)
        event = measure_of("stock", "ran out", stock)
        yield self.made(event, ran_out.astype(float), occurs=asked)
        after = measure_of("stock", "empty after", stock)
        yield self.made(after, times.empty_h, occurs=asked and bool(ran_out.any()))
        level = measure_of("stock", "level at the end", stock)
        yield self.made(level, value["on_hand_end"], times.target)
        fell, refilled = bool(times.fell.any()), np.isfinite(times.refill_h).astype(float)
        full = measure_of("stock", "full again", stock)
        yield self.made(full, refilled, occurs=fell)
        refill = measure_of("stock", "refill", stock)
        yield self.made(refill, times.refill_h, occurs=fell)

    def lines(self) -> Iterator[Observed]:
        """Yield the output of production lines, and the waits of orders for it."""
        for stock, value in self._stocks().items():
            kind, line = STOCKS.read(stock)
            if kind != LINE:
                continue
            output = measure_of("line", "output", line)
            yield self.made(output, value["received"], self.window)
            queue = measure_of("line", "ordered", line)
            yield self.made(queue, value["backorder_h"], self.window)
            if value["demanded"].any():
                yield self._wait(measure_of("line", "wait", line), value)

    def contracts(self) -> Iterator[Observed]:
        """Yield the share of due deliveries that were made, and their delays."""
        for (measure, subject), (n, sum_h, still) in self._durations().items():
            if measure != LATE:
                continue
            due = np.full(len(self.numbers), self.layout.due.get(subject, 0.0))
            if due.any():
                made = measure_of("contract", "delivered", subject)
                yield self.made(made, np.minimum(n - still, due), due)
            if n.any():
                late = measure_of("contract", "late", subject)
                yield self.made(late, sum_h, n, cut=still)

    def _stocks(self) -> dict[str, dict[str, Floats]]:
        names = (
            *("on_hand_h", "backorder_h", "empty_h", "demanded", "filled_at_once", "wait_h"),
            *("received", "orders", "ordered", "unfilled", "on_hand_end"),
        )
        rows = self.results.scan("stocks", self.design)
        found = self._columns(rows, ("stock",), names)
        return {stock: dict(zip(names, v, strict=True)) for (stock,), v in found.items()}

    def _durations(self) -> dict[tuple[str, str], tuple[Floats, Floats, Floats]]:
        """Return by measure and subject: number, sum, and how many had not ended."""
        rows = self.results.scan("durations", self.design)
        found = self._columns(rows, ("measure", "subject"), ("n", "sum_h", "open"))
        return {(m, subject): (n, sum_h, o) for (m, subject), (n, sum_h, o) in found.items()}

    def _columns(
        self, rows: pl.LazyFrame, keys: tuple[str, ...], values: tuple[str, ...]
    ) -> dict[tuple[str, ...], list[Floats]]:
        """Return columns by key, in the order of first appearance, 0 where there is no row."""
        frame = rows.select("replication", *keys, *values).collect(engine="streaming")
        frame = frame.sort("replication", maintain_order=True)
        named = frame.select(keys).unique(maintain_order=True).with_row_index("group")
        frame = frame.join(named, on=keys, maintain_order="left")
        group = frame["group"].to_numpy()
        at = np.searchsorted(self.numbers, frame["replication"].to_numpy())
        columns = np.zeros((len(values), named.height, len(self.numbers)))
        for column, name in zip(columns, values, strict=True):
            column[group, at] = frame[name].to_numpy()
        return {
            tuple(str(part) for part in key): list(columns[:, i])
            for i, key in enumerate(named.select(keys).rows())
        }


ALL = later("all units")
"""Subject of measures over all units of the layout."""
