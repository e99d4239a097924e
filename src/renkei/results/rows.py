"""The rows of the tables: from replications as the engine gives them to Arrow tables.

Takes the replications of one part and the names of the program; gives one Arrow table per declared
table. Draws nothing, estimates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from renkei.engine.columns import POOLS, SEGMENTS, SOJOURNS, STATIONS
from renkei.program.machine.program import TAG_FIELDS
from renkei.results.sustainment_rows import SUSTAINMENT
from renkei.results.tables import (
    OPTIONAL,
    PART_TABLES,
    TABLES,
    arrow_schema,
    milestone_column,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from renkei.engine.replication import Replication
    from renkei.program.machine.program import Program

_PHASE = re.compile(r" \(phase [0-9]+\)$")

Columns = dict[str, "NDArray[Any] | list[Any] | pa.Array"]
_Summary = tuple[int, str, str | None, int | None, int | None]


@dataclass(frozen=True)
class Failure:
    """A replication that stopped loudly."""

    replication: int
    message: str


FOCUSED = frozenset(("incidents", "segments", "worlds"))
"""Tables of focused replications; levels of a window of no length would say nothing."""


def part_tables(
    program: Program,
    replications: Iterable[tuple[int, Replication] | Failure],
    *,
    focused: bool = False,
) -> tuple[dict[str, pa.Table], int]:
    """Return the tables of a part, rows in order of replication, and how many failed.

    Tables of sustainment without rows are left out.

    Parameters
    ----------
    program
        The program that ran; gives the names.
    replications
        Number and result of each replication, or its failure, in order. Each is turned into rows
        before the next is asked for, so that no two are in memory as the engine gave them.
    focused
        Whether they hold one incident each: the tables not in :data:`FOCUSED` then have no rows.
    """
    import pyarrow as pa

    makers = {
        "incidents": _incidents,
        "segments": _segments,
        "cells": _cells,
        "units": _units,
        "tallies": _tallies,
        "worlds": _worlds,
        **SUSTAINMENT,
    }
    every = dict.fromkeys(makers)
    if focused:
        makers = {table: maker for table, maker in makers.items() if table in FOCUSED}
    rows: list[_Summary] = []
    chunks: dict[str, list[pa.Table]] = {table: [] for table in every}
    for item in replications:
        if isinstance(item, Failure):
            rows.append((item.replication, "failed", item.message, None, None))
            continue
        number, result = item
        rows.append((number, "ok", None, int(result.events), len(result.incidents.source)))
        for table, maker in makers.items():
            columns = _numbered(number, maker(program, result))
            chunks[table].append(_table(table, program, columns))
    names = ("replication", "status", "message", "events", "incidents")
    summary: Columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    tables = {"replications": _table("replications", program, summary)}
    for table, made in chunks.items():
        schema = arrow_schema(TABLES[table], program.milestones)
        tables[table] = pa.concat_tables(made) if made else schema.empty_table()
    failed = sum(row[1] == "failed" for row in rows)
    kept = [name for name in PART_TABLES if name not in OPTIONAL or tables[name].num_rows]
    return {name: tables[name] for name in kept}, failed


def step_table(program: Program, scenario: str = "") -> pa.Table:
    """Return the steps of the program: what each tag stands for.

    Parameters
    ----------
    program
        Has the tags.
    scenario
        File or folder that was simulated. Lines are named relative to it, so that results say the
        same wherever it lies, and nothing of the machine.
    """
    columns: Columns = {"tag": np.arange(len(program.tags), dtype=np.int32)}
    for i, field in enumerate(TAG_FIELDS):
        columns[field] = [tag[i] or None for tag in program.tags]
    columns["where"] = [_below(scenario, place) for place in columns["where"]]
    return _table("steps", program, columns)


def _below(scenario: str, place: str | None) -> str | None:
    """Return a place ``file:line:column`` with the file relative to the scenario."""
    if not scenario or place is None or not place.startswith(scenario):
        return place
    rest = place[len(scenario) :]
    if rest.startswith(("/", "\\")):
        return rest[1:].replace("\\", "/")
    return PurePath(scenario).name + rest if rest.startswith(":") or not rest else place


def _incidents(program: Program, result: Replication) -> Columns:
    rows = result.incidents
    # Sorted by type and ordinal: the order is then the same under every design.
    order = np.lexsort((rows.ordinal, rows.source))
    arrived_h = rows.arrived_h[order]
    columns: Columns = {
        "incident": _named(program.sources, rows.source[order]),
        "ordinal": rows.ordinal[order],
        "place": _named(program.places, rows.place[order]),
        "arrived_h": arrived_h,
        "outcome": _named(("running", "complete", *program.reasons), rows.outcome[order]),
        "counted": rows.counted[order],
    }
    after_h = rows.after_h[order]
    return columns | {milestone_column(m): after_h[:, i] for i, m in enumerate(program.milestones)}


def _segments(program: Program, result: Replication) -> Columns:
    milestone, tag = np.nonzero((result.segments != 0.0).any(axis=2))
    source_of_tag = _source_of_tag(program)[tag]
    of_type = result.reached[milestone, source_of_tag]
    of_all = result.reached.sum(axis=1)[milestone]
    return {
        "milestone": _named(program.milestones, np.array(program.traced, np.int64)[milestone]),
        "tag": tag,
        # A step of no particular type (a queueing model) belongs to all incidents.
        "reached": np.where(source_of_tag >= 0, of_type, of_all),
        **SEGMENTS.split(result.segments[milestone, tag]),
    }


def _source_of_tag(program: Program) -> NDArray[np.int64]:
    column = TAG_FIELDS.index("incident")
    index = {name: i for i, name in enumerate(program.sources)}
    return np.array([index.get(tag[column], -1) for tag in program.tags], np.int64)


def _cells(program: Program, result: Replication) -> Columns:
    # A cell that a phase changes is several stations, one after the other, and one cell.
    names = [_PHASE.sub("", name) for name in program.stations]
    cells = list(dict.fromkeys(names))
    sums = np.zeros((len(cells), result.stations.shape[1]))
    np.add.at(sums, [cells.index(name) for name in names], result.stations)
    return {"station": _texts(cells), **STATIONS.split(sums)}


def _units(program: Program, result: Replication) -> Columns:
    own = program.fleets
    return {"unit": _texts(program.pools)[own], **POOLS.split(result.pools[own])}


def _tallies(program: Program, result: Replication) -> Columns:
    return {"incident": _texts(program.sources), **SOJOURNS.split(result.sojourns)}


def _worlds(program: Program, result: Replication) -> Columns:
    varying = np.array(program.varying_slots, np.int64)
    return {"path": _named(program.slots, varying), "value": result.world[varying]}


def _named(names: Sequence[str], index: NDArray[Any]) -> pa.Array:
    """Return names by their index, without an object of Python for each row."""
    import pyarrow as pa

    return pa.array(names, pa.string()).take(pa.array(index, pa.int32()))


def _texts(names: Sequence[str]) -> NDArray[Any]:
    # Typed, since a program may have no pools, and numpy would take nothing for numbers.
    return np.array(names, dtype=object)


def _numbered(number: int, columns: Columns) -> Columns:
    rows = len(next(iter(columns.values())))
    return {"replication": np.full(rows, number, np.int32)} | columns


def _table(name: str, program: Program, columns: Columns) -> pa.Table:
    import pyarrow as pa

    schema = arrow_schema(TABLES[name], program.milestones)
    # from_pandas: NaN becomes null where the column may hold null ("not reached").
    arrays = [
        column
        if isinstance(column := columns[field.name], pa.Array)
        else pa.array(column, type=field.type, from_pandas=field.nullable)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
