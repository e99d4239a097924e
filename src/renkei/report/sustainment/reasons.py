"""Why readiness and supply differ, in sentences, each with its interval.

Takes a :class:`~renkei.analysis.sustainment.causes.SustainedExplanation`; gives English sentences
with display names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei.analysis.sustainment.observing import ALL
from renkei.report.verdicts import TOLD
from renkei.report.wording import percent
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    from renkei.analysis import SustainedExplanation
    from renkei.analysis.sustainment.causes import FactKind, SustainedFact

Names = Mapping[tuple[str, str], str]

STATUSES = {
    "planned": "in planned work",
    "overrun": "in work that runs over",
    "repair": "in repair",
    "waiting_part": "waiting for a part",
    "waiting_dock": "waiting for a dock",
    "moving": "on the way to and from yards",
    "committed": "committed",
}
"""The words for each status of platforms that may explain a difference."""

STOCKS = {
    "supply": "supply at mean use",
    "ran out": "probability to run out",
    "shortfall": "share not issued",
    "fill": "share filled at once",
    "level at the end": "share of the target on hand at the end",
    "empty": "share of time empty",
    "wait": "mean wait of an item",
    "refill": "median time from lowest to full",
}
"""The words in a sentence for each measure that may represent a stock."""


def sustained_reasons(
    explanation: SustainedExplanation, confidence: float, names: Names, labels: Mapping[str, str]
) -> list[str]:
    """Return the sentences on one design.

    Parameters
    ----------
    names
        Name of each subject by domain and identifier.
    labels
        Names of designs.
    """
    words = _Words(explanation, confidence, names, labels)
    sentences: list[str] = []
    facts = list(explanation.facts)
    while facts:
        own = [facts.pop(0)]
        while facts and facts[0].kind in PARTS:
            own.append(facts.pop(0))
        sentences.append(HEADS[own[0].kind](words, own))
    return sentences


class _Words:
    def __init__(
        self,
        explanation: SustainedExplanation,
        confidence: float,
        names: Names,
        labels: Mapping[str, str],
    ) -> None:
        self.names = names
        self.design = labels.get(explanation.design, explanation.design)
        self.baseline = labels.get(explanation.baseline, explanation.baseline)
        self.level = f"{percent(confidence)} interval"

    def too_few(self, _: Sequence[SustainedFact]) -> str:
        return f"Too few replications to compare the readiness of {self.design}."

    def platforms(self, facts: Sequence[SustainedFact]) -> str:
        """Return which units gained or lost platforms, and in which status these were instead."""
        every, *parts = facts
        text = (
            f"Under {self.design}, platforms mission capable of all units {_change(every)} "
            f"({self.level} {_range(every)}), against {self.baseline}"
        )
        if every.verdict not in TOLD:
            text += ", too little to matter" if every.verdict == "equivalent" else ", undecided"
        text += "".join(PARTS[part.kind](self, part) for part in parts)
        kinds = {part.kind for part in parts}
        if "group" not in kinds and every.verdict not in TOLD:
            return f"{text}; no group of units is better or worse."
        if "status" not in kinds:
            return f"{text}; no single reason for lost platform time changed beyond chance."
        return f"{text}."

    def group(self, fact: SustainedFact) -> str:
        most = f", the largest of {fact.of} groups that differ" if (fact.of or 0) > 1 else ""
        return f"; {self._name(fact)} {_change(fact)} ({_range(fact)}){most}"

    def status(self, fact: SustainedFact) -> str:
        return f": its platforms' time {STATUSES[fact.measure]} {_change(fact)} ({_range(fact)})"

    def committed(self, fact: SustainedFact) -> str:
        return f", {STATUSES[fact.measure]} {_change(fact)} ({_range(fact)})"

    def no_stock(self, _: Sequence[SustainedFact]) -> str:
        return f"No stock is better or worse than under {self.baseline}."

    def stock(self, facts: Sequence[SustainedFact]) -> str:
        """Return the surest difference of a stock, and the differences of its supply with it."""
        first, *along = facts
        text = (
            f"{self._name(first)}: {STOCKS[first.measure]} {_change(first)} "
            f"({self.level} {_range(first)})"
        )
        if not along:
            return (
                f"{text}; neither its orders, nor the time from order to receipt, nor the wait at "
                "its suppliers differs beyond chance."
            )
        return f"{text}; along with it {', '.join(PARTS[one.kind](self, one) for one in along)}."

    def along(self, fact: SustainedFact) -> str:
        what = ALONG.get(fact.measure, f"the wait for items at {self._name(fact)}")
        return f"{what} {_change(fact)} ({_range(fact)})"

    def _name(self, fact: SustainedFact) -> str:
        if fact.subject == ALL:
            return ALL
        return self.names.get((fact.domain, fact.subject), fact.subject)


ALONG = {"orders": "its orders", "order": "order to receipt"}
"""Differences that may go with one of a stock, besides the wait at its suppliers."""

HEADS: dict[FactKind, Callable[[_Words, Sequence[SustainedFact]], str]] = {
    "platforms": _Words.platforms,
    "too few": _Words.too_few,
    "stock": _Words.stock,
    "no stock": _Words.no_stock,
}
"""The sentence of each kind of fact that begins one."""

PARTS: dict[FactKind, Callable[[_Words, SustainedFact], str]] = {
    "group": _Words.group,
    "status": _Words.status,
    "committed": _Words.committed,
    "along": _Words.along,
}
"""The words of each kind of fact that goes with another."""


def _scale(fact: SustainedFact) -> tuple[float, str]:
    """Return the divisor of a value, and the unit written after it."""
    match fact.unit:
        case "1":
            return 0.01, " points"
        case "h":
            return (24.0, " d") if abs(fact.value or 0.0) >= 48 else (1.0, " h")
        case "items/h" | "orders/h":
            return 1 / YEAR_H, " a year"
        case _:
            return 1.0, ""


def _change(fact: SustainedFact) -> str:
    size, unit = _scale(fact)
    return _number(fact.value, size) + unit


def _range(fact: SustainedFact) -> str:
    size, _ = _scale(fact)
    return f"{_number(fact.low, size)} to {_number(fact.high, size)}"


def _number(value: float | None, size: float) -> str:
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "−∞" if value < 0 else "+∞"
    scaled = value / size
    if abs(scaled) < 0.005:
        return "0"
    digits = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 1 else 2
    return f"{scaled:+.{digits}f}".replace("-", "−")
