"""What a scenario holds: counts of its parts, its designs, and how well its numbers are sourced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.assumptions import assumptions, summary
from renkei.report.tables import Table
from renkei.report.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from renkei.scenario import Document

_TABLES = (
    "nations", "places", "headquarters", "units", "relationships", "channels", "boards",
    "authorities", "information_requests", "briefings", "responses", "incidents", "sources",
    "parameters", "items", "depots", "stocks", "lines", "facilities",
)  # fmt: skip


def inventory(document: Document, designs: Iterable[str]) -> dict[str, Any]:
    """Return counts of tables, designs with their phases, and the summary of numbers."""
    from renkei.scenario.paths import walk_quantities

    scenario = document.scenario
    numbers = assumptions(scenario, walk_quantities(scenario))
    return {
        "name": scenario.name.en,
        "counts": {table: len(getattr(scenario, table)) for table in _TABLES},
        "teams": sum(
            cell.teams.mean() for hq in scenario.headquarters.values() for cell in hq.cells.values()
        ),
        "platforms": sum(unit.platforms.mean() for unit in scenario.units.values()),
        "designs": {
            design: [phase.from_h for phase in document.design(design).phases] for design in designs
        },
        "baseline": document.baseline,
        "numbers": summary(numbers),
    }


def render_inventory(scenario: str, found: dict[str, Any]) -> RenderableType:
    """Return the inventory as a short table under a line that says all is well."""
    counts = found["counts"]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    extra = {
        "headquarters": f", {number(found['teams'])} teams",
        "units": f", {number(found['platforms'])} platforms",
    }
    for name, count in counts.items():
        if count:
            table.add_row(name.replace("_", " "), f"{number(count)}{extra.get(name, '')}")
    designs = [
        design
        + (" (baseline)" if design == found["baseline"] else "")
        + (f" in {len(phases)} phases" if len(phases) > 1 else "")
        for design, phases in found["designs"].items()
    ]
    table.add_row("designs", "\n".join(designs))
    numbers = found["numbers"]
    table.add_row(
        "numbers",
        f"{number(numbers['numbers'])}: {number(numbers['sourced'])} with a source, "
        f"{number(numbers['guesses'])} marked as a guess, "
        f"{number(numbers['unsourced'])} without either; "
        f"{number(numbers['with_range'])} with a range",
    )
    head = Text.assemble((scenario, "bold"), ": no problems. ", found["name"])
    return Group(head, Text(), table)
