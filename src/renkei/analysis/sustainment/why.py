"""Why readiness and supply differ: sentences, each from differences with their intervals.

Takes a :class:`~renkei.analysis.sustainment.comparison.Sustained` and the comparison of incidents;
gives English sentences on one design. A change that goes along with another is named only where its
own interval excludes zero; which causes which the results do not say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from renkei.analysis.responses.comparison import Comparison, Row
from renkei.analysis.sustainment.comparison import Sustained, SustainedRow
from renkei.analysis.sustainment.observing import ALL, LOSSES
from renkei.scenario.quantities.units import YEAR_H

Names = Mapping[tuple[str, str], str]

_TOLD = ("better", "worse")
_FORCES = "on-station"

_STATUS_WORDS = {
    "planned": "in planned work",
    "overrun": "in work that runs over",
    "repair": "in repair",
    "waiting_part": "waiting for a part",
    "waiting_dock": "waiting for a dock",
    "moving": "on the way to and from yards",
    "committed": "committed",
}
_STOCK_WORDS = {
    "supply": "supply at mean use",
    "ran out": "probability to run out",
    "shortfall": "share not issued",
    "fill": "share filled at once",
    "level at the end": "share of the target on hand at the end",
    "empty": "share of time empty",
    "wait": "mean wait of an item",
    "refill": "median time from lowest to full",
}


def explain_sustained(
    sustained: Sustained,
    comparison: Comparison,
    design: str,
    *,
    names: Names,
    labels: Mapping[str, str],
    suppliers: Mapping[str, str],
    together: Mapping[str, str],
) -> list[str]:
    """Return sentences on how readiness, supply and answers to incidents differ.

    Parameters
    ----------
    design
        Design that is set against the baseline.
    names
        Name of each subject by domain and identifier.
    labels
        Names of designs and incident types.
    suppliers, together
        Stock to what fills it, and to its group.
    """
    told = _Told(sustained, design, names, labels)
    sentences = [told.readiness(), told.supply(suppliers, together)]
    if told.any_of("stock") and not told.any_of("readiness"):
        sentences.reverse()  # where one sentence stands for a design, it is one that tells
    sentences.append(told.incidents(comparison))
    return [sentence for sentence in sentences if sentence]


class _Told:
    """Rows of one design, and sentences made from them."""

    def __init__(
        self, sustained: Sustained, design: str, names: Names, labels: Mapping[str, str]
    ) -> None:
        self.rows = {
            (row.measure.domain, row.measure.subject, row.measure.name): row
            for row in sustained.rows
            if row.design == design
        }
        self.names = names
        self.labels = labels
        self.design = labels.get(design, design)
        self.baseline = labels.get(sustained.baseline, sustained.baseline)
        self.level = f"{sustained.confidence:.0%} interval".replace("%", " %")

    def any_of(self, domain: str) -> bool:
        """Return whether any difference of this domain can be told."""
        return any(row.verdict in _TOLD for key, row in self.rows.items() if key[0] == domain)

    def readiness(self) -> str:
        """Say which units gained or lost platforms, and what these did instead."""
        every = self.rows.get(("readiness", ALL, "platforms"))
        if every is None or every.difference is None:
            return ""
        if every.verdict == "too few":
            return f"Too few replications to tell the readiness of {self.design} apart."
        change = _signed(every, 1.0, "")
        said = f"platforms mission capable of all units {change} ({self.level} {_ends(every, 1)})"
        head = f"Under {self.design}, {said}, against {self.baseline}"
        if every.verdict not in _TOLD:
            head += ", too little to matter" if every.verdict == "equivalent" else ", undecided"
        groups = [
            row
            for (domain, subject, name), row in self.rows.items()
            if (domain, name) == ("readiness", "platforms") and subject != ALL
        ]
        moved = [row for row in groups if row.verdict in _TOLD]
        moved.sort(key=lambda row: -abs(row.difference or 0.0))
        if moved:
            most = moved[0]
            others = f", the largest of {len(moved)} groups that differ" if moved[1:] else ""
            head += f"; {self._name(most)} {_signed(most, 1.0, '')} ({_ends(most, 1)}){others}"
        elif every.verdict not in _TOLD:
            return f"{head}, as is what any group of units gains or loses."
        return f"{head}{self._waterfall(moved[0] if moved else every)}."

    def _waterfall(self, row: SustainedRow) -> str:
        """Say which status of the waterfall changed most the other way, with its interval."""
        changes = [
            (status, found)
            for status in (*LOSSES, "committed")
            if (found := self.rows.get(("readiness", row.measure.subject, status))) is not None
            and _sure(found)
        ]
        against = [
            (status, found)
            for status, found in changes
            if status in LOSSES and (found.difference or 0) * (row.difference or 0) < 0
        ]
        if not against:
            return "; of what kept its platforms back no single part changed beyond chance"
        status, found = max(against, key=lambda pair: abs(pair[1].difference or 0.0))
        text = f": its platforms' time {_STATUS_WORDS[status]} {_points(found)}"
        busy = dict(changes).get("committed")
        return text + (f", committed {_points(busy)}" if busy is not None else "")

    def supply(self, suppliers: Mapping[str, str], together: Mapping[str, str]) -> str:
        """Say what differs most surely in stock, and what of its supply differs with it."""
        rows = [
            row
            for (domain, _, name), row in self.rows.items()
            if domain == "stock" and name in _STOCK_WORDS and row.difference is not None
        ]
        if not rows:
            return ""
        told = [row for row in rows if row.verdict in _TOLD and math.isfinite(row.difference or 0)]
        if not told:
            return f"In no stock can a difference to {self.baseline} be told."
        first = min(told, key=lambda row: (row.measure.level != "group", row.p_value or 0.0))
        subject = first.measure.subject
        stocks = [stock for stock, group in together.items() if subject in (stock, group)]
        stocks = stocks or [subject]
        text = (
            f"{self._name(first)}: {_STOCK_WORDS[first.measure.name]} {_change(first)} "
            f"({self.level} {_range(first)})"
        )
        along = list(self._along(subject, stocks, suppliers))
        if not along:
            return (
                f"{text}; neither the orders, nor the time from order to receipt, nor the wait at "
                "its suppliers differ beyond chance."
            )
        return f"{text}; with it {', '.join(along)}."

    def _along(
        self, subject: str, stocks: Sequence[str], suppliers: Mapping[str, str]
    ) -> Iterator[str]:
        for name, words in (("orders", "its orders"), ("order", "order to receipt")):
            row = self.rows.get(("stock", subject, name))
            if row is not None and _sure(row):
                yield f"{words} {_change(row)} ({_range(row)})"
        waits = []
        for supplier in dict.fromkeys(suppliers[stock] for stock in stocks if stock in suppliers):
            for domain in ("stock", "line"):
                row = self.rows.get((domain, supplier, "wait"))
                if row is not None and _sure(row):
                    waits.append(row)
        if waits:
            most = max(waits, key=lambda row: abs(row.difference or 0.0))
            yield f"the wait for items at {self._name(most)} {_change(most)} ({_range(most)})"

    def incidents(self, comparison: Comparison) -> str:
        """Say in how many incident types the time until forces are on station differs."""
        design = next((row.design for row in self.rows.values()), "")
        rows = [
            row
            for row in comparison.rows
            if (row.design, row.milestone, row.statistic) == (design, _FORCES, "mean")
            and row.verdict != "too few"
        ]
        if not rows:
            return ""
        told = [row for row in rows if row.verdict in _TOLD]
        if not told:
            seen = max(rows, key=_size)
            return (
                f"In none of {len(rows)} incident types is the mean time until all forces are on "
                f"station better or worse; the largest difference seen is {seen.difference:+.1f} h "
                f"for {self.labels.get(seen.incident, seen.incident)} ({self.level} "
                f"{seen.diff_low:+.1f} to {seen.diff_high:+.1f} h)."
            ).replace("-", "−")
        parts = []
        for sooner, words in ((True, "sooner"), (False, "later")):
            own = [row for row in told if ((row.difference or 0.0) < 0) is sooner]
            own.sort(key=_size, reverse=True)
            if own:
                first = self.labels.get(own[0].incident, own[0].incident)
                much = f"{abs(own[0].difference or 0.0):.1f} h"
                parts.append(f"{words} in {len(own)} (most: {first}, {much})")
        left = len(rows) - len(told)
        rest = f"; neither can be told of {left}" if left else ""
        types = "incident type" if len(rows) == 1 else "incident types"
        return f"Of {len(rows)} {types} all forces are on station {', '.join(parts)}{rest}."

    def _name(self, row: SustainedRow) -> str:
        if row.measure.subject == ALL:
            return ALL
        key = (row.measure.domain, row.measure.subject)
        return self.names.get(key, row.measure.subject)


def _size(row: Row) -> float:
    size = abs(row.difference) if row.difference is not None else 0.0
    return 0.0 if math.isnan(size) else size


def _sure(row: SustainedRow) -> bool:
    """Return whether the interval of the difference excludes zero."""
    low, high = row.diff_low, row.diff_high
    return low is not None and high is not None and (low > 0 or high < 0)


def _scale(row: SustainedRow) -> tuple[float, str]:
    """Return what to divide by, and the unit after it."""
    match row.measure.unit:
        case "1":
            return 0.01, " points"
        case "h":
            size = abs(row.difference or 0.0)
            return (24.0, " d") if size >= 48 else (1.0, " h")
        case "items/h" | "orders/h":
            return 1 / YEAR_H, " a year"
        case _:
            return 1.0, ""


def _change(row: SustainedRow) -> str:
    return _signed(row, *_scale(row))


def _range(row: SustainedRow) -> str:
    return _ends(row, _scale(row)[0])


def _points(row: SustainedRow) -> str:
    return f"{_signed(row, 0.01, ' points')} ({_ends(row, 0.01)})"


def _signed(row: SustainedRow, size: float, unit: str) -> str:
    return _number(row.difference, size) + unit


def _ends(row: SustainedRow, size: float) -> str:
    return f"{_number(row.diff_low, size)} to {_number(row.diff_high, size)}"


def _number(value: float | None, size: float) -> str:
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "−∞" if value < 0 else "+∞"
    scaled = value / size
    if abs(scaled) < 0.005:
        return "0"
    return f"{scaled:+.{0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 1 else 2}f}".replace(
        "-", "−"
    )
