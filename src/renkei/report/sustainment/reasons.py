"""Why readiness and supply differ, in sentences, each with its interval.

Takes a :class:`~renkei.analysis.sustainment.causes.SustainedExplanation`; gives English sentences
with display names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import later, tr
from renkei.report.sustainment.measure_names import subject_name
from renkei.report.verdicts import TOLD
from renkei.report.wording import joined, percent, range_words
from renkei.scenario.quantities.units import YEAR_H

if TYPE_CHECKING:
    from renkei.analysis import SustainedExplanation
    from renkei.analysis.sustainment.causes import FactKind, SustainedFact

Names = Mapping[tuple[str, str], str]

STATUSES = {
    "planned": later("in planned work"),
    "overrun": later("in work that runs over"),
    "repair": later("in repair"),
    "waiting_part": later("waiting for a part"),
    "waiting_dock": later("waiting for a dock"),
    "moving": later("on the way to and from yards"),
    "committed": later("committed"),
}
"""The words for each status of platforms that may explain a difference."""

STOCKS = {
    "supply": later("supply at mean use"),
    "ran out": later("probability to run out"),
    "shortfall": later("share not issued"),
    "fill": later("share filled at once"),
    "level at the end": later("share of the target on hand at the end"),
    "empty": later("share of time empty"),
    "wait": later("mean wait of an item"),
    "refill": later("median time from lowest to full"),
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
        self.level = tr("{share} interval", share=percent(confidence))

    def too_few(self, _: Sequence[SustainedFact]) -> str:
        return tr("Too few replications to compare the readiness of {design}.", design=self.design)

    def platforms(self, facts: Sequence[SustainedFact]) -> str:
        """Return which units gained or lost platforms, and in which status these were instead."""
        every, *parts = facts
        text = tr(
            "Under {design}, platforms mission capable of all units {change} ({level} {range}), "
            "against {baseline}",
            design=self.design,
            change=_change(every),
            level=self.level,
            range=_range(every),
            baseline=self.baseline,
        )
        if every.verdict == "equivalent":
            text += tr(", too little to matter")
        elif every.verdict not in TOLD:
            text += tr(", undecided")
        text += "".join(PARTS[part.kind](self, part) for part in parts)
        kinds = {part.kind for part in parts}
        if "group" not in kinds and every.verdict not in TOLD:
            return tr("{sentence}; no group of units is better or worse.", sentence=text)
        if "status" not in kinds:
            return tr(
                "{sentence}; no single reason for lost platform time changed beyond chance.",
                sentence=text,
            )
        return tr("{sentence}.", sentence=text)

    def group(self, fact: SustainedFact) -> str:
        values = {"group": self._name(fact), "change": _change(fact), "range": _range(fact)}
        if (fact.of or 0) > 1:
            return tr(
                "; {group} {change} ({range}), the largest of {of} groups that differ",
                of=fact.of,
                **values,
            )
        return tr("; {group} {change} ({range})", **values)

    def status(self, fact: SustainedFact) -> str:
        return tr(
            ": its platforms' time {status} {change} ({range})",
            status=tr(STATUSES[fact.measure]),
            change=_change(fact),
            range=_range(fact),
        )

    def committed(self, fact: SustainedFact) -> str:
        return tr(
            ", {status} {change} ({range})",
            status=tr(STATUSES[fact.measure]),
            change=_change(fact),
            range=_range(fact),
        )

    def no_stock(self, _: Sequence[SustainedFact]) -> str:
        return tr("No stock is better or worse than under {baseline}.", baseline=self.baseline)

    def stock(self, facts: Sequence[SustainedFact]) -> str:
        """Return the surest difference of a stock, and the differences of its supply with it."""
        first, *along = facts
        text = tr(
            "{stock}: {measure} {change} ({level} {range})",
            stock=self._name(first),
            measure=tr(STOCKS[first.measure]),
            change=_change(first),
            level=self.level,
            range=_range(first),
        )
        if not along:
            return tr(
                "{sentence}; neither its orders, nor the time from order to receipt, nor the wait "
                "at its suppliers differs beyond chance.",
                sentence=text,
            )
        return tr(
            "{sentence}; along with it {parts}.",
            sentence=text,
            parts=joined(PARTS[one.kind](self, one) for one in along),
        )

    def along(self, fact: SustainedFact) -> str:
        what = (
            tr(ALONG[fact.measure])
            if fact.measure in ALONG
            else tr("the wait for items at {supplier}", supplier=self._name(fact))
        )
        return tr("{what} {change} ({range})", what=what, change=_change(fact), range=_range(fact))

    def _name(self, fact: SustainedFact) -> str:
        return subject_name(self.names, fact.domain, fact.subject)


ALONG = {"orders": later("its orders"), "order": later("order to receipt")}
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
            return 0.01, f" {tr('points')}"
        case "h":
            days = abs(fact.value or 0.0) >= 48
            return (24.0, f" {tr('d')}") if days else (1.0, f" {tr('h')}")
        case "items/h" | "orders/h":
            return 1 / YEAR_H, f" {tr('a year')}"
        case _:
            return 1.0, ""


def _change(fact: SustainedFact) -> str:
    size, unit = _scale(fact)
    return _number(fact.value, size) + unit


def _range(fact: SustainedFact) -> str:
    size, _ = _scale(fact)
    return range_words(_number(fact.low, size), _number(fact.high, size))


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
