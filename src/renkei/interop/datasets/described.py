"""What both descriptions say of a result folder: its tables, their columns, their files."""

from __future__ import annotations

from collections.abc import Iterator

from renkei.results import Results
from renkei.results.layout import part_names
from renkei.results.tables import TABLES, Column, Table, expanded_columns

ABOUT = (
    "Replications of a simulation of command, coordination, readiness and logistics by Renkei: each"
    " is one possible course under the assumptions of its scenario, no forecast and no record of"
    " what happened. Times are in hours."
)


def tables_of(results: Results) -> Iterator[tuple[Table, tuple[Column, ...]]]:
    """Yield the tables that have files, with their columns."""
    for table in TABLES.values():
        if any(results.files(table.name, design) for design in results.designs):
            yield table, expanded_columns(table, results.milestones)


def files_of(results: Results, table: Table) -> list[str]:
    """Return the files of a table: a pattern for each design, names where not all of them count.

    A part without a seal does not exist, though its file may be there after a run was killed.
    """
    found = []
    for design in results.designs:
        sealed = results.files(table.name, design)
        there = {f"{table.name}/{name}" for name in part_names(results.folder / design, table.name)}
        if sealed and set(sealed) == there:
            found.append(f"{design}/{table.name}/part-*.parquet")
        else:
            found += [f"{design}/{name}" for name in sealed]
    return found


def said_of(column: Column) -> str:
    """Return the meaning of a column, its unit, and what a null says."""
    unit = "" if column.unit == "-" else f" Unit: {column.unit}."
    null = f" Null: {column.null}." if column.null else ""
    return f"{column.meaning}{unit}{null}"


def day_of(results: Results) -> str:
    """Return the day on which the last command that made or asked for them began (UTC)."""
    return max(run.started for run in results.record.runs).date().isoformat()
