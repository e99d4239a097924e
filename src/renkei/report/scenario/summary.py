"""The content of a scenario: counts of its parts, its designs, and the sources of its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, spoken, tr
from renkei.report.scenario.assumptions import provenance
from renkei.report.tables import Table
from renkei.report.wording import joined, number, wrapped_path
from renkei.scenario.quantities.units import YEAR_H
from renkei.scenario.world_means import OverWorlds, over_worlds, skewed
from renkei.study.assumptions import assumptions, summary
from renkei.study.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario

_PATH_WIDTH = 44

_FACTORS = 4
"""Factors of a list of worlds that are named; more are counted."""

_TABLES = {
    "nations": later("nations"),
    "places": later("places"),
    "headquarters": later("headquarters"),
    "units": later("units"),
    "relationships": later("relationships"),
    "channels": later("channels"),
    "boards": later("boards of the rhythm"),
    "authorities": later("authorities"),
    "information_requests": later("information requests"),
    "briefings": later("briefings"),
    "responses": later("responses"),
    "incidents": later("incidents"),
    "sources": later("sources"),
    "parameters": later("parameters"),
    "items": later("items"),
    "depots": later("depots"),
    "stocks": later("stocks"),
    "lines": later("lines"),
    "facilities": later("facilities"),
    "clocks": later("clocks"),
}


def inventory(
    document: Document, designs: Iterable[str], *, verbose: bool = False
) -> dict[str, Any]:
    """Return counts of tables, designs with their phases, and the summary of numbers.

    With ``verbose`` also the rates of incidents, and every number whose mean over the plausible
    worlds differs from its best value.

    Raises
    ------
    InputError
        If a list of worlds that the scenario keeps has an error.
    """
    from renkei.scenario.language.paths import walk_quantities

    scenario = document.scenario
    worlds = worlds_data(document)
    numbers = assumptions(scenario, walk_quantities(scenario))
    more = {
        "arrivals": [_arrivals(scenario, incident) for incident in scenario.incidents],
        "over_worlds": [_skewed(one) for one in skewed(scenario)],
    }
    return {
        "name": name_of(scenario.name, ""),
        "counts": {table: len(getattr(scenario, table)) for table in _TABLES},
        "teams": sum(
            cell.teams.mean() for hq in scenario.headquarters.values() for cell in hq.cells.values()
        ),
        "platforms": sum(unit.platforms.mean() for unit in scenario.units.values()),
        "designs": {
            design: [phase.from_h for phase in document.design(design).phases] for design in designs
        },
        "kinds": {id: one.kind.value for id, one in scenario.designs.items()},
        "baseline": document.baseline,
        **({"worlds": worlds} if worlds else {}),
        "numbers": summary(numbers),
        **(more if verbose else {}),
    }


def worlds_data(document: Document) -> dict[str, dict[str, Any]]:
    """Return the lists of worlds that a scenario keeps: rows, factors, and whether it is weighted.

    Raises
    ------
    InputError
        If a list has an error.
    """
    from renkei.study.source import Opened
    from renkei.study.worlds import kept_lists

    return {
        name: {
            "rows": len(one.values),
            "factors": [
                path.removeprefix("parameters.").removesuffix(".value") for path in one.paths
            ],
            "weighted": one.weights is not None,
        }
        for name, one in kept_lists(Opened.of(document)).items()
    }


def worlds_words(found: Mapping[str, dict[str, Any]]) -> list[str]:
    """Return a line for each list of worlds, with the option that takes it."""
    lines = []
    for name, one in found.items():
        many = len(one["factors"])
        said = joined(one["factors"]) if many <= _FACTORS else tr("{many} factors", many=many)
        values = {"name": name, "rows": one["rows"], "factors": said}
        lines.append(
            tr("{name}: {rows} weighted rows of {factors} (--worlds {name})", **values)
            if one["weighted"]
            else tr("{name}: {rows} rows of {factors} (--worlds {name})", **values)
        )
    return lines


def _skewed(one: OverWorlds) -> dict[str, Any]:
    return {
        "path": one.path,
        "value": one.stated(),
        "mean": one.written(),
        "ratio": one.ratio if math.isfinite(one.ratio) else None,
    }


def _arrivals(scenario: Scenario, incident: str) -> dict[str, Any]:
    """Return the rate of an incident type: as stated, and on average over the worlds."""
    declared = scenario.incidents[incident].arrivals
    name = name_of(scenario.incidents[incident].name, incident)
    if declared.rate is None:
        dates = len(declared.scheduled or declared.recorded or ())
        return {"incident": incident, "name": name, "dates": dates}
    rate = over_worlds(scenario, f"incidents.{incident}.arrivals.rate", declared.rate)
    more = 1.0
    if declared.cluster is not None:
        extra = f"incidents.{incident}.arrivals.cluster.extra"
        more += over_worlds(scenario, extra, declared.cluster.extra).mean
    return {
        "incident": incident,
        "name": name,
        "stated_per_year": rate.best * YEAR_H,
        "per_year": rate.mean * YEAR_H,
        "with_clusters_per_year": rate.mean * more * YEAR_H,
    }


def render_inventory(scenario: str, found: dict[str, Any]) -> RenderableType:
    """Return the inventory as a short table under the line that no problems were found."""
    counts = found["counts"]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    extra = {
        "headquarters": tr(", {many} teams", many=number(found["teams"])),
        "units": tr(", {many} platforms", many=number(found["platforms"])),
    }
    for name, count in counts.items():
        if count:
            words = name.replace("_", " ") if spoken() == "en" else tr(_TABLES[name])
            table.add_row(words, f"{number(count)}{extra.get(name, '')}")
    kinds = found["kinds"]
    designs = [
        design
        + (tr(" (baseline)") if design == found["baseline"] else "")
        + (tr(" in {many} phases", many=len(phases)) if len(phases) > 1 else "")
        for design, phases in found["designs"].items()
        if kinds.get(design, "command") == "command"
    ]
    table.add_row(tr("designs"), "\n".join(designs))
    for kind, named in (("lever", tr("levers")), ("load", tr("loads"))):
        own = [design for design in found["designs"] if kinds.get(design) == kind]
        if own:
            table.add_row(named, joined(own))
    if found.get("worlds"):
        table.add_row(tr("worlds"), "\n".join(worlds_words(found["worlds"])))
    numbers = found["numbers"]
    table.add_row(
        tr("numbers"),
        tr(
            "{many}: {provenance}; {ranges} with a range, {means} with another mean over the "
            "plausible worlds than the best value",
            many=number(numbers["numbers"]),
            provenance=provenance(numbers),
            ranges=number(numbers["with_range"]),
            means=number(numbers["other_mean"]),
        )
        + ("" if "over_worlds" in found or not numbers["other_mean"] else tr(" (--verbose)")),
    )
    head = Text.assemble((scenario, "bold"), tr(": no problems. "), found["name"])
    parts: list[RenderableType] = [head, Text(), table]
    if found.get("arrivals"):
        parts += [Text(), _arrival_table(found["arrivals"])]
    if found.get("over_worlds"):
        parts += [Text(), _mean_table(found["over_worlds"])]
    return Group(*parts)


def _arrival_table(rows: list[dict[str, Any]]) -> Table:
    table = _table(
        tr("incidents a year"), tr("as stated"), tr("mean over worlds"), tr("with clusters")
    )
    for row in rows:
        if "dates" in row:
            table.add_row(row["name"], tr("{many} dates", many=number(row["dates"])), "", "")
            continue
        stated, mean, more = (
            f"{row[key]:.3g}" for key in ("stated_per_year", "per_year", "with_clusters_per_year")
        )
        table.add_row(
            row["name"],
            stated,
            Text(mean, "" if mean == stated else "yellow"),
            "" if more == mean else more,
        )
    return table


def _mean_table(rows: list[dict[str, Any]]) -> Table:
    table = _table(tr("number"), tr("best value"), tr("mean over worlds"), tr("ratio"))
    for row in rows:
        ratio = "–" if row["ratio"] is None else f"{row['ratio']:.2f}"
        path = Text(wrapped_path(row["path"], _PATH_WIDTH))
        table.add_row(path, row["value"], Text(row["mean"]), ratio)
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first)
    for other in others:
        table.add_column(other, justify="right")
    return table
