"""What run, compare and marginal tell of readiness and supply, from document to report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from renkei.cli.layouts import first_phase, layout, units_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Sustained, Zone
    from renkei.cli.naming import Naming
    from renkei.report.sustainment.one_design import Picture
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario


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
    return any(sustains(first_phase(document, design)) for design in designs)


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


def sustainment_section(
    document: Document, results: Results, design: str, *, all_subjects: bool = False
) -> Section:
    """Return the section of one design; with ``all_subjects`` false, groups only."""
    if not sustaining(document, [design]):
        return Section()
    from renkei.analysis.sustainment.comparison import compare_sustainment
    from renkei.report.sustainment.one_design import render_sustainment, sustainment_data

    rows = compare_sustainment(results, {design: layout(document, design)})
    drawn = picture(document, results, design)
    return Section(
        {"sustainment": sustainment_data(rows, drawn)},
        (render_sustainment(rows, drawn, all_subjects=all_subjects),),
        rows.notes,
    )


def compared_section(
    naming: Naming,
    results: Results,
    comparison: Comparison,
    labels: Mapping[str, str],
    zone: Zone,
    *,
    all_measures: bool = False,
    json: bool = False,
) -> Section:
    """Return the section of the designs compared, with why they differ.

    Parameters
    ----------
    comparison
        The same designs compared by their incidents.
    labels
        Names of designs and incident types.
    json
        What is wanted: the data, or else what is printed. There are thousands of rows.
    """
    designs = comparison.designs
    if not naming.sustains:
        return Section()
    from rich.text import Text

    from renkei.analysis.sustainment.comparison import compare_sustainment
    from renkei.report.sustainment.comparison import render_sustained, sustained_data

    rows = compare_sustainment(results, naming.layouts, baseline=designs[0], zone=zone)
    names = naming.names
    why = {design: reasons(naming, rows, comparison, design, labels) for design in designs[1:]}
    if json:
        return Section({"sustainment": sustained_data(rows, names, why)}, (), rows.notes)
    printed = (Text(), render_sustained(rows, names, why, all_measures=all_measures))
    return Section({}, printed, rows.notes)


def reasons(
    naming: Naming,
    rows: Sustained,
    comparison: Comparison,
    design: str,
    labels: Mapping[str, str],
) -> list[str]:
    """Return sentences on why readiness and supply of a design differ."""
    from renkei.analysis.sustainment.why import explain_sustained

    own = naming.layouts[design]
    return explain_sustained(
        rows,
        comparison,
        design,
        names=naming.names,
        labels=labels,
        suppliers=own.suppliers,
        together=own.together.get("stock", {}),
    )


def names_of(document: Document, designs: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the names of all subjects that any of the designs has, the first one's first."""
    from renkei.report.sustainment.words import subject_names

    names: dict[tuple[str, str], str] = {}
    for design in reversed(designs):
        for phase in reversed(document.design(design).phases):
            names |= subject_names(phase.scenario)
    return names


def picture(document: Document, results: Results, design: str) -> Picture:
    """Return what is shown of one design besides its rows."""
    from renkei.analysis.sustainment.levels import SHARES, capable_bands, distribution, stock_bands
    from renkei.report.sustainment.one_design import Picture

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
        names=names_of(document, [design]),
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
