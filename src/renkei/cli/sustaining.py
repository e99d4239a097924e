"""What run, compare and marginal tell of readiness and supply, from document to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Layout, Sustained, Target, Zone
    from renkei.report.sustainment import Picture
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities import Quantity


def sustains(scenario: Scenario) -> bool:
    """Return whether a scenario declares stocks, lines, facilities or maintenance."""
    return bool(
        scenario.stocks
        or scenario.lines
        or scenario.facilities
        or any(unit.maintenance for unit in scenario.units.values())
    )


def sustaining(document: Document, designs: Sequence[str]) -> bool:
    """Return whether any of the designs does."""
    return any(sustains(_first(document, design)) for design in designs)


def _first(document: Document, design: str) -> Scenario:
    # Stocks, lines and maintenance are those of the first phase; only docks follow the phases.
    return document.design(design).phases[0].scenario


def layout(document: Document, design: str) -> Layout:
    """Return what the analysis needs to know of a design's units, stocks and contracts."""
    from renkei.analysis import Layout

    scenario, clock = _first(document, design), document.scenario.time
    warm_up, horizon = clock.warm_up.mean(), clock.horizon.mean()
    targets = {
        id_: _target(stock.target, f"stocks.{id_}.target")
        if stock.target is not None
        else _target(stock.on_hand, f"stocks.{id_}.on_hand")
        for id_, stock in scenario.stocks.items()
    }
    return Layout(warm_up, horizon, groups(scenario), targets, _due(scenario, warm_up, horizon))


def _target(quantity: Quantity, path: str) -> Target:
    from renkei.analysis import Target

    shared = quantity.parameter
    return Target(quantity.mean(), path, f"parameters.{shared}.value" if shared else None)


def groups(scenario: Scenario) -> dict[str, str]:
    """Return the group of each maintained unit: nation and type, or the unit where it is alone."""
    found: dict[str, list[str]] = {}
    for id_, unit in scenario.units.items():
        if unit.maintenance:
            key = f"{unit.nation} {unit.type}" if unit.type else id_
            found.setdefault(key, []).append(id_)
    return {
        unit: key if len(members) > 1 else unit
        for key, members in found.items()
        for unit in members
    }


def _due(scenario: Scenario, warm_up: float, horizon: float) -> dict[str, float]:
    """Return how many deliveries of each contract are due within the window."""
    due: dict[str, float] = {}
    for line_id, line in scenario.lines.items():
        for id_, contract in line.contracts.items():
            first = contract.first.mean()
            if contract.every is None:
                times = [first]
            else:
                every = contract.every.mean()
                most = int(max(horizon - first, 0.0) // every) + 1
                times = [first + k * every for k in range(min(contract.deliveries or most, most))]
            due[f"{line_id}.{id_}"] = float(sum(warm_up <= time < horizon for time in times))
    return due


@dataclass(frozen=True)
class Section:
    """What a command tells of readiness and supply; empty where a scenario has none."""

    data: dict[str, Any] = field(default_factory=dict)
    parts: tuple[RenderableType, ...] = ()
    notes: tuple[str, ...] = ()

    def show(self) -> None:
        """Print it."""
        from renkei.cli.output import show

        for part in self.parts:
            show(part)


def sustainment_section(document: Document, results: Results, design: str) -> Section:
    """Return the section of one design."""
    if not sustaining(document, [design]):
        return Section()
    from renkei.report.sustainment import render_sustainment, sustainment_data

    rows, drawn = sustained_of(document, results, [design]), picture(document, results, design)
    return Section(
        {"sustainment": sustainment_data(rows, drawn)},
        (render_sustainment(rows, drawn),),
        rows.notes,
    )


def compared_section(
    document: Document,
    results: Results,
    designs: Sequence[str],
    zone: Zone,
    *,
    all_measures: bool = False,
) -> Section:
    """Return the section of several designs, the first one the baseline."""
    if not sustaining(document, designs):
        return Section()
    from rich.text import Text

    from renkei.report.sustained import render_sustained, sustained_data

    rows, names = sustained_of(document, results, designs, zone), names_of(document, designs)
    return Section(
        {"sustainment": sustained_data(rows, names)},
        (Text(), render_sustained(rows, names, all_measures=all_measures)),
        rows.notes,
    )


def names_of(document: Document, designs: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the names of all subjects that any of the designs has, the first one's first."""
    from renkei.report.sustainment_words import subject_names

    names: dict[tuple[str, str], str] = {}
    for design in reversed(designs):
        names |= subject_names(_first(document, design))
    return names


def sustained_of(
    document: Document, results: Results, designs: Sequence[str], zone: Zone | None = None
) -> Sustained:
    """Return the rows of designs, the first one the baseline."""
    from renkei.analysis.sustained import ZONE, compare_sustainment

    layouts = {design: layout(document, design) for design in designs}
    return compare_sustainment(results, layouts, baseline=designs[0], zone=zone or ZONE)


def picture(document: Document, results: Results, design: str) -> Picture:
    """Return what is shown of one design besides its rows."""
    from renkei.analysis.levels import SHARES, capable_bands, distribution, stock_bands
    from renkei.report.sustainment import Picture
    from renkei.report.sustainment_words import subject_names

    scenario, found = _first(document, design), layout(document, design)
    members: dict[str, list[str]] = {}
    for unit, group in found.groups.items():
        members.setdefault(group, []).append(unit)
    window = (found.warm_up_h, found.horizon_h)
    return Picture(
        names=subject_names(scenario),
        platforms={
            group: sum(scenario.units[unit].platforms.mean() for unit in units)
            for group, units in members.items()
        },
        distributions={
            group: distribution(results, design, units, window) for group, units in members.items()
        },
        shares=SHARES,
        stocks=stock_bands(results, design),
        capable=capable_bands(results, design, found.groups),
        targets={stock: target.amount for stock, target in found.targets.items()},
    )
