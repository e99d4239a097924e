"""Why readiness and supply differ: facts, each with its interval.

Takes a :class:`~renkei.analysis.sustainment.comparison.Sustained`; gives a
:class:`SustainedExplanation` of one design. A change that goes along with another is named only
where its own interval excludes zero; which causes which the results do not say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from renkei.analysis.statistics.judged import TOLD
from renkei.analysis.statistics.verdicts import Verdict
from renkei.analysis.sustainment.comparison import Sustained, SustainedRow
from renkei.analysis.sustainment.observed import Domain
from renkei.analysis.sustainment.observing import ALL, LOSSES

FactKind = Literal[
    "platforms", "group", "status", "committed", "too few", "stock", "along", "no stock"
]

SHORTAGES = (
    "supply",
    "ran out",
    "shortfall",
    "fill",
    "level at the end",
    "empty",
    "wait",
    "refill",
)
"""Measures of a stock that may stand for how its supply differs."""

_ORDERING = ("orders", "order")
_WAIT = "wait"


@dataclass(frozen=True)
class SustainedFact:
    """One fact with its interval; what does not apply is empty or None.

    Parameters
    ----------
    kind
        ``platforms`` mission capable of all units; the ``group`` of which they differ most; the
        ``status`` of its platforms that changed most the other way, and the time ``committed``;
        ``too few`` replications for any of these; the ``stock`` measure that differs most surely,
        and facts ``along`` with it: its orders, their times, the wait at its suppliers; ``no
        stock`` that differs.
    domain, subject, measure, unit
        As of :class:`renkei.analysis.sustainment.observed.Measure`.
    value, low, high
        Design minus baseline with its interval, in the unit.
    verdict
        Of this difference.
    of
        Of a ``group``: how many groups differ.
    """

    kind: FactKind
    domain: Domain | Literal[""] = ""
    subject: str = ""
    measure: str = ""
    unit: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: Verdict | Literal[""] = ""
    of: int | None = None

    def data(self) -> dict[str, Any]:
        """Return the fields that apply, as plain data; numbers without bound are left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value
            for name, value in values.items()
            if value not in ("", None)
            and not (isinstance(value, float) and not math.isfinite(value))
        }


@dataclass(frozen=True)
class SustainedExplanation:
    """The differences in readiness and supply between a design and the baseline.

    Parameters
    ----------
    design, baseline
        Designs.
    facts
        Differences; facts that go along with a fact follow it.
    """

    design: str
    baseline: str
    facts: tuple[SustainedFact, ...]

    def data(self) -> list[dict[str, Any]]:
        """Return the facts as plain data."""
        return [fact.data() for fact in self.facts]


def explain_sustained(
    sustained: Sustained,
    design: str,
    *,
    suppliers: Mapping[str, str],
    together: Mapping[str, str],
) -> SustainedExplanation:
    """Return the differences in readiness and supply of a design from the baseline's.

    Parameters
    ----------
    design
        Design that is compared with the baseline.
    suppliers, together
        Supplier and group of each stock.
    """
    rows = _Rows(sustained, design)
    parts = [list(rows.readiness()), list(rows.supply(suppliers, together))]
    if rows.any_told("stock") and not rows.any_told("readiness"):
        parts.reverse()  # where one fact stands for a design, it is one that differs
    facts = tuple(fact for part in parts for fact in part)
    return SustainedExplanation(design, sustained.baseline, facts)


class _Rows:
    """Rows of one design, and facts taken from them."""

    def __init__(self, sustained: Sustained, design: str) -> None:
        self.rows = {
            (row.measure.domain, row.measure.subject, row.measure.name): row
            for row in sustained.rows
            if row.design == design
        }

    def any_told(self, domain: Domain) -> bool:
        """Return whether any measure of this domain is better or worse."""
        return any(row.verdict in TOLD for key, row in self.rows.items() if key[0] == domain)

    def readiness(self) -> Iterator[SustainedFact]:
        """Yield the units that gained or lost platforms, and the status of these instead."""
        every = self.rows.get(("readiness", ALL, "platforms"))
        if every is None or every.difference is None:
            return
        if every.verdict == "too few":
            yield SustainedFact("too few", "readiness")
            return
        yield _fact("platforms", every)
        moved = [
            row
            for (domain, subject, name), row in self.rows.items()
            if (domain, name) == ("readiness", "platforms")
            and subject != ALL
            and row.verdict in TOLD
        ]
        moved.sort(key=lambda row: -abs(row.difference or 0.0))
        if moved:
            yield _fact("group", moved[0], len(moved))
        if moved or every.verdict in TOLD:
            yield from self._statuses(moved[0] if moved else every)

    def _statuses(self, row: SustainedRow) -> Iterator[SustainedFact]:
        """Yield the status that changed most the other way, and the time committed."""
        subject = row.measure.subject
        own = {status: self.rows.get(("readiness", subject, status)) for status in LOSSES}
        against = [
            found
            for found in own.values()
            if found is not None
            and found.is_sure
            and (found.difference or 0) * (row.difference or 0) < 0
        ]
        if not against:
            return
        yield _fact("status", max(against, key=lambda found: abs(found.difference or 0.0)))
        committed = self.rows.get(("readiness", subject, "committed"))
        if committed is not None and committed.is_sure:
            yield _fact("committed", committed)

    def supply(
        self, suppliers: Mapping[str, str], together: Mapping[str, str]
    ) -> Iterator[SustainedFact]:
        """Yield the surest difference of a stock, and the differences of its supply with it."""
        rows = [
            row
            for (domain, _, name), row in self.rows.items()
            if domain == "stock" and name in SHORTAGES and row.difference is not None
        ]
        if not rows:
            return
        told = [row for row in rows if row.verdict in TOLD and math.isfinite(row.difference or 0)]
        if not told:
            yield SustainedFact("no stock", "stock")
            return
        first = min(told, key=lambda row: (row.measure.level != "group", row.p_value or 0.0))
        subject = first.measure.subject
        stocks = [stock for stock, group in together.items() if subject in (stock, group)]
        yield _fact("stock", first)
        yield from self._along(subject, stocks or [subject], suppliers)

    def _along(
        self, subject: str, stocks: Sequence[str], suppliers: Mapping[str, str]
    ) -> Iterator[SustainedFact]:
        for name in _ORDERING:
            row = self.rows.get(("stock", subject, name))
            if row is not None and row.is_sure:
                yield _fact("along", row)
        sources = dict.fromkeys(suppliers[stock] for stock in stocks if stock in suppliers)
        domains: tuple[Domain, ...] = ("stock", "line")
        waits = [
            row
            for supplier in sources
            for domain in domains
            if (row := self.rows.get((domain, supplier, _WAIT))) is not None and row.is_sure
        ]
        if waits:
            yield _fact("along", max(waits, key=lambda row: abs(row.difference or 0.0)))


def _fact(kind: FactKind, row: SustainedRow, of: int | None = None) -> SustainedFact:
    measure = row.measure
    return SustainedFact(
        kind,
        measure.domain,
        measure.subject,
        measure.name,
        measure.unit,
        row.difference,
        row.diff_low,
        row.diff_high,
        row.verdict,
        of,
    )
