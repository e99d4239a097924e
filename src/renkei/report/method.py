"""The method of the verdicts: in sentences below a page, and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from renkei.analysis.statistics.verdicts import FEW
from renkei.report.wording import percent

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Size, Sustained, Zone

OVER = {
    "worlds": "each plausible world weighs the same",
    "incidents": "each incident weighs the same",
}
"""The unit over which an answer is averaged, in words."""

_CORRECTIONS = {"holm": "Holm", "bonferroni": "Bonferroni", "none": "no"}

_MANY_FOR_MEANS = 100
"""Replications from which on the page has no caution on the intervals of means."""


def method_data(compared: Comparison | Sustained) -> dict[str, Any]:
    """Return the method of the verdicts of a comparison as plain data."""
    return {
        "confidence": compared.confidence,
        "zone": compared.zone.data(),
        "correction": compared.correction,
        "looked_at": compared.looked,
        "comparisons": asdict(compared.families),
    }


def zone_words(zone: Zone) -> str:
    """Return an indifference zone in words."""
    times = f"±{zone.hours:g} h" if zone.relative is None else _of_baseline(zone.relative)
    own = [f"{name} {_size(name, size)}" for name, size in zone.measures.items()]
    return ", ".join([times, f"±{100 * zone.probability:g} points", *own])


def _size(name: str, size: Size) -> str:
    if not size.relative:
        return f"±{size.amount:g}"
    if name in ("in-time", "p_deadline"):  # a share of a probability is one of its points
        return f"±{100 * size.amount:g} points"
    return _of_baseline(size.amount)


def _of_baseline(share: float) -> str:
    return f"±{100 * share:g} % of the baseline's value"


def looks_words(compared: Comparison | Sustained) -> str:
    """Return that intervals hold at every look, after a comma; empty where they need not."""
    return "" if compared.looked is None else ", at every look together"


def comparisons(number: int) -> str:
    """Return a number of comparisons: `1 comparison`, `12 comparisons`."""
    return f"{number:,} comparison{'' if number == 1 else 's'}"


def responses_method(comparison: Comparison) -> str:
    """Return the method of the verdicts on responses in a few sentences."""
    families = comparison.families
    unpaired = dict.fromkeys(row.design for row in comparison.rows if not row.paired)
    said = [
        f"Paired with {comparison.baseline} on the same incidents; {OVER[comparison.over]}; "
        f"{percent(comparison.confidence)} confidence{looks_words(comparison)}, "
        f"indifference zone {zone_words(comparison.zone)}.",
        f"Asked: the deadline of each incident type, {comparisons(families.asked)}, "
        f"{_CORRECTIONS[comparison.correction]} correction.",
    ]
    if families.explored:
        said.append(f"Explored: times, {comparisons(families.explored)}{_discoveries(comparison)}")
    if families.identical:
        said.append(f"{families.identical} that are the same in every incident do not count.")
    if unpaired:
        said.append(f"Unpaired, since they meet other incidents: {', '.join(unpaired)}.")
    said += _on_means(comparison)
    said.append("Intervals and the verdict `equivalent` are for one comparison each.")
    return " ".join(said)


def _discoveries(compared: Comparison | Sustained) -> str:
    if compared.correction == "none":
        return ", no correction."
    return (
        f"; of those called better or worse at most {percent(1 - compared.confidence)} are "
        "expected to be false."
    )


def _on_means(comparison: Comparison) -> list[str]:
    """Return a caution on the intervals of means from few replications.

    An interval misses where the sample lacks the rare long times, and such a sample looks harmless.
    So the caution depends on the number of replications alone.
    """
    few = [
        row.n_replications
        for row in comparison.rows
        if row.statistic == "mean" and row.low < row.high and row.n_replications >= FEW
    ]
    if not few or min(few) >= _MANY_FOR_MEANS:
        return []
    return [
        f"Means of as few as {min(few)} replications: where rare worlds are many times slower, "
        "20 replications hold the mean in about 92 of 100 such 95 % intervals, 100 in 94."
    ]


def sustainment_method(sustained: Sustained) -> str:
    """Return the method of the verdicts on readiness and supply in a few sentences."""
    families, zone = sustained.families, sustained.zone
    said = [
        f"Readiness and supply: paired with {sustained.baseline} by replication; "
        f"{percent(sustained.confidence)} confidence{looks_words(sustained)}, "
        f"indifference zone {zone_words(zone)}, for counts "
        f"±{100 * zone.probability:g} % of the baseline's value.",
        f"Asked: groups, {comparisons(families.asked)}, "
        f"{_CORRECTIONS[sustained.correction]} correction.",
        "Shares and waits of demand and work are over all demand and work in all worlds together.",
    ]
    if families.explored:
        said.append(
            f"Explored: members of groups, {comparisons(families.explored)}"
            f"{_discoveries(sustained)}"
        )
    return " ".join(said)
