"""Bars, levels and distributions of one design, shown besides its measures.

Takes a document and results; gives a :class:`Picture`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei.study.layouts import layout, units_of
from renkei.study.names import names_of_subjects

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from renkei.analysis import Estimate
    from renkei.analysis.sustainment.levels import Band
    from renkei.results import Results
    from renkei.scenario import Document


@dataclass(frozen=True)
class Picture:
    """The numbers that a page shows of a design besides its rows.

    Parameters
    ----------
    names
        Display name of each subject by domain and identifier.
    platforms
        Platforms of each subject of readiness in each phase, at their best value.
    distributions
        For each subject of readiness, the number mission capable by share of time.
    shares
        Those shares of time.
    sampled
        Subjects of several units together, whose shares are those of daily samples: the results
        hold the time of each number by unit, not the number of all units at one moment.
    stocks, capable
        Levels over time of each stock, and of the platforms mission capable.
    targets
        Amount at which each stock is full, at its best value.
    """

    names: Mapping[tuple[str, str], str]
    platforms: Mapping[str, Sequence[float]]
    distributions: Mapping[str, Sequence[Estimate]]
    shares: Sequence[float]
    stocks: Mapping[str, Band]
    capable: Mapping[str, Band]
    targets: Mapping[str, float]
    sampled: Collection[str] = ()


def picture(document: Document, results: Results, design: str) -> Picture:
    """Return the numbers that a page shows of one design besides its rows."""
    from renkei.analysis.sustainment.levels import SHARES, capable_bands, distribution, stock_bands

    found = layout(document, design)
    members: dict[str, list[str]] = {}
    for unit, group in found.groups.items():
        members.setdefault(group, []).append(unit)
    together = found.together["stock"]
    targets = {stock: target.amount for stock, target in found.targets.items()}
    for stock, group in together.items():
        if group != stock:
            targets[group] = targets.get(group, 0.0) + targets[stock]
    window = (found.warm_up_h, found.horizon_h)
    return Picture(
        names=names_of_subjects(document, [design]),
        platforms={
            group: [
                sum(phase[unit].platforms.mean() for unit in units if unit in phase)
                for phase in units_of(document, design)
            ]
            for group, units in members.items()
        },
        distributions={
            group: distribution(results, design, units, window) for group, units in members.items()
        },
        shares=SHARES,
        stocks=stock_bands(results, design, from_h=found.warm_up_h)
        | stock_bands(results, design, groups=together, from_h=found.warm_up_h),
        capable=capable_bands(results, design, found.groups, from_h=found.warm_up_h),
        targets=targets,
        sampled=[group for group, units in members.items() if len(units) > 1],
    )
