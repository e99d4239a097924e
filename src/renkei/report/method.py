"""The method of the verdicts: in sentences below a page, and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from renkei._base.language import later, tr, tr_many
from renkei.analysis.statistics.verdicts import FEW
from renkei.report.wording import flowing, joined, percent

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Size, Sustained, Zone

_OVER = {
    "worlds": later("each plausible world weighs the same"),
    "incidents": later("each incident weighs the same"),
}

_CORRECTIONS = {
    "holm": later("Holm correction"),
    "bonferroni": later("Bonferroni correction"),
    "none": later("no correction"),
}

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


def over_words(over: str) -> str:
    """Return the unit over which an answer is averaged, in words."""
    return tr(_OVER[over])


def zone_words(zone: Zone) -> str:
    """Return an indifference zone in words."""
    times = f"±{zone.hours:g} {tr('h')}" if zone.relative is None else _of_baseline(zone.relative)
    own = [f"{name} {_size(name, size)}" for name, size in zone.measures.items()]
    return joined([times, _points(zone.probability), *own])


def _size(name: str, size: Size) -> str:
    if not size.relative:
        return f"±{size.amount:g}"
    if name in ("in-time", "p_deadline"):  # a share of a probability is one of its points
        return _points(size.amount)
    return _of_baseline(size.amount)


def _points(share: float) -> str:
    return f"±{100 * share:g} {tr('points')}"


def _of_baseline(share: float) -> str:
    return tr("±{share} % of the baseline's value", share=f"{100 * share:g}")


def looks_words(compared: Comparison | Sustained) -> str:
    """Return that intervals hold at every look, after a comma; empty where they need not."""
    return "" if compared.looked is None else tr(", at every look together")


def comparisons(number: int) -> str:
    """Return a number of comparisons: `1 comparison`, `12 comparisons`."""
    return tr_many("{count} comparison", "{count} comparisons", number)


def responses_method(comparison: Comparison, baseline: str | None = None) -> str:
    """Return the method of the verdicts on responses in a few sentences.

    ``baseline`` is what the baseline is called; None: by its identifier.
    """
    families = comparison.families
    unpaired = dict.fromkeys(row.design for row in comparison.rows if not row.paired)
    said = [
        tr(
            "Paired with {baseline} on the same incidents; {weight}; {share} confidence{looks}, "
            "indifference zone {zone}.",
            baseline=baseline or comparison.baseline,
            weight=over_words(comparison.over),
            share=percent(comparison.confidence),
            looks=looks_words(comparison),
            zone=zone_words(comparison.zone),
        ),
        tr(
            "Asked: the deadline of each incident type, {many}, {correction}.",
            many=comparisons(families.asked),
            correction=tr(_CORRECTIONS[comparison.correction]),
        ),
    ]
    if families.explored:
        said.append(
            tr(
                "Explored: times, {many}{rest}",
                many=comparisons(families.explored),
                rest=_discoveries(comparison),
            )
        )
    if families.identical:
        said.append(
            tr("{many} that are the same in every incident do not count.", many=families.identical)
        )
    if unpaired:
        said.append(
            tr(
                "Unpaired, since they meet other incidents: {designs}.",
                designs=joined(unpaired),
            )
        )
    said += _on_means(comparison)
    said.append(tr("Intervals and the verdict `equivalent` are for one comparison each."))
    return flowing(said)


def _discoveries(compared: Comparison | Sustained) -> str:
    if compared.correction == "none":
        return tr(", no correction.")
    return tr(
        "; of those called better or worse at most {share} are expected to be false.",
        share=percent(1 - compared.confidence),
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
        tr(
            "Means of as few as {few} replications: where rare worlds are many times slower, 20 "
            "replications hold the mean in about 92 of 100 such 95 % intervals, 100 in 94.",
            few=min(few),
        )
    ]


def sustainment_method(sustained: Sustained) -> str:
    """Return the method of the verdicts on readiness and supply in a few sentences."""
    families, zone = sustained.families, sustained.zone
    said = [
        tr(
            "Readiness and supply: paired with {baseline} by replication; {share} confidence"
            "{looks}, indifference zone {zone}, for counts {counts}.",
            baseline=sustained.baseline,
            share=percent(sustained.confidence),
            looks=looks_words(sustained),
            zone=zone_words(zone),
            counts=_of_baseline(zone.probability),
        ),
        tr(
            "Asked: groups, {many}, {correction}.",
            many=comparisons(families.asked),
            correction=tr(_CORRECTIONS[sustained.correction]),
        ),
        tr(
            "Shares and waits of demand and work are over all demand and work in all worlds "
            "together."
        ),
    ]
    if families.explored:
        said.append(
            tr(
                "Explored: members of groups, {many}{rest}",
                many=comparisons(families.explored),
                rest=_discoveries(sustained),
            )
        )
    return flowing(said)
