"""The columns of every result table, declared once.

Takes nothing; gives :data:`TABLES`, from which the Arrow schemas of the files, the checks of what
is read, and the reference page ``docs/reference/results.md`` are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from renkei.engine.columns import (
    POOLS,
    SEGMENTS,
    SOJOURNS,
    STATIONS,
    STOCK_LEVELS,
    STOCKS,
    TALLIES,
    Columns,
)

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 3
"""Version of the tables and of the record; a change of meaning raises it."""

ColumnType = Literal["int32", "int64", "float64", "bool", "string"]

MILESTONE = "<milestone>_h"
"""Stands in a declaration for one column per milestone of the program."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Name in the files, or :data:`MILESTONE`.
    type
        Arrow type.
    unit
        Unit; ``-`` where it has none.
    meaning
        What a value says.
    null
        What a null says; empty where the column never holds one.
    """

    name: str
    type: ColumnType
    unit: str
    meaning: str
    null: str = ""


@dataclass(frozen=True)
class Table:
    """One table: a row's meaning and its columns.

    Parameters
    ----------
    name
        Name of the folder that holds the parts.
    row
        What one row stands for.
    columns
        The columns in order.
    per_part
        True: written in parts of fixed numbers of replications; False: once per design.
    note
        What a reader must know besides the columns.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    per_part: bool = True
    note: str = ""


STATUSES = {
    "ready": "free, at home",
    "committed": "sent to an incident",
    "recovering": "back home, being made ready",
    "planned": "planned work in a dock or bay",
    "overrun": "work beyond the plan",
    "repair": "repair of a failure",
    "waiting_part": "waiting for a part",
    "waiting_dock": "waiting for a dock or bay",
    "moving": "on the way to or from a facility",
}
"""What platforms can be doing, in the order of ``renkei.program.machine.blocks.Status``."""

CAPABLE = ("ready", "committed", "recovering")
"""Statuses of mission-capable platforms."""


def _given(columns: Columns) -> tuple[Column, ...]:
    """Return the columns that the engine declares."""
    return tuple(Column(c.name, "float64", c.unit, c.meaning, c.null) for c in columns.columns)


_REPLICATION = Column("replication", "int32", "-", "Number of the replication, from 0.")
_AT = Column("at_h", "float64", "h", "When it was looked at, since hour 0.")
_TAG_NULL = "does not apply to this step"

_DECLARED = (
    Table(
        "replications",
        "one replication, also one that failed",
        (
            _REPLICATION,
            Column("status", "string", "-", "`ok`, or `failed`: it stopped loudly."),
            Column("message", "string", "-", "Why it failed.", "did not fail"),
            Column("events", "int64", "1", "Events executed.", "failed"),
            Column("incidents", "int32", "1", "Rows in `incidents`.", "failed"),
        ),
        note="A failed replication has a row here and in no other table: it is never counted.",
    ),
    Table(
        "incidents",
        "one incident of a replication",
        (
            _REPLICATION,
            Column("incident", "string", "-", "Incident type."),
            Column(
                "ordinal",
                "int32",
                "-",
                "Number of the incident within its type; with `replication` and `incident` it is "
                "the same incident under every design.",
            ),
            Column("place", "string", "-", "Where it happened."),
            Column("arrived_h", "float64", "h", "When it happened, since hour 0."),
            Column(
                MILESTONE,
                "float64",
                "h",
                "Time from the event to this milestone; one column per milestone, hyphens written "
                "as underscores (`on-station` is `on_station_h`).",
                "not reached before the replication ended",
            ),
            Column(
                "outcome",
                "string",
                "-",
                "`complete`, `running` at the end of the replication, or why it failed.",
            ),
            Column(
                "counted",
                "bool",
                "-",
                "It happened after the warm-up and before the horizon; estimates use counted "
                "incidents only.",
            ),
        ),
    ),
    Table(
        "segments",
        "hours of one step on the critical paths to one milestone in a replication",
        (
            _REPLICATION,
            Column("milestone", "string", "-", "Milestone to which the critical path leads."),
            Column("tag", "int32", "-", "Step, as numbered in `steps`."),
            Column(
                "reached",
                "int32",
                "1",
                "Counted incidents of the step's type that reached the milestone.",
            ),
            *_given(SEGMENTS),
        ),
        note="Summed over the counted incidents of the replication. A step that took no time on "
        "any critical path has no row.",
    ),
    Table(
        "cells",
        "one staff cell in a replication",
        (
            _REPLICATION,
            Column("station", "string", "-", "Cell."),
            *_given(STATIONS),
        ),
        note="Utilisation is `busy_h / capacity_h`; the mean wait is `wait_h / joined`.",
    ),
    Table(
        "units",
        "one unit in a replication",
        (
            _REPLICATION,
            Column("unit", "string", "-", "Unit."),
            *_given(POOLS),
        ),
    ),
    Table(
        "tallies",
        "one incident type in a replication",
        (
            _REPLICATION,
            Column("incident", "string", "-", "Incident type, background included."),
            *_given(SOJOURNS),
        ),
    ),
    Table(
        "worlds",
        "one unknown (a quantity with a range) in a replication",
        (
            _REPLICATION,
            Column("path", "string", "-", "Path of the quantity in the scenario."),
            Column(
                "value",
                "float64",
                "canonical",
                "Value drawn from its range, in h, 1/h, nmi, kt, people or 1; with `nominal` the "
                "best value.",
            ),
        ),
        note="The same draw for every design. A path has several rows where a later phase of the "
        "design gives it other values.",
    ),
    Table(
        "readiness",
        "one status of the platforms of one unit in a replication",
        (
            _REPLICATION,
            Column("unit", "string", "-", "Unit."),
            Column(
                "status",
                "string",
                "-",
                "; ".join(f"`{name}`: {meaning}" for name, meaning in STATUSES.items()) + ".",
            ),
            Column("platform_h", "float64", "platform h", "Integrated from warm-up to horizon."),
        ),
        note="Mission capable are " + ", ".join(f"`{name}`" for name in CAPABLE) + ". Over all "
        "statuses of a unit the hours are those of its platforms. A status that never occurred "
        "has no row.",
    ),
    Table(
        "available",
        "one number of mission-capable platforms of one unit in a replication",
        (
            _REPLICATION,
            Column("unit", "string", "-", "Unit."),
            Column("platforms", "int32", "1", "So many were mission capable at once."),
            Column("hours", "float64", "h", "For so long, from warm-up to horizon."),
        ),
        note="A number that never occurred has no row.",
    ),
    Table(
        "stocks",
        "one stock in a replication",
        (
            _REPLICATION,
            Column("stock", "string", "-", "Stock; `line <id>` is what a production line has."),
            *_given(STOCKS),
        ),
        note="`filled_at_once / demanded` is the fill rate. What platforms take along is demanded "
        "when it is lacking or taken. A level counts as far as it lasts for some time.",
    ),
    Table(
        "durations",
        "one kind of stretch of time, of one thing, in a replication",
        (
            _REPLICATION,
            Column(
                "measure",
                "string",
                "-",
                "What is measured, such as `dock wait`, `in dock`, `overrun`, `off`, `part wait` "
                "(maintenance), `late` (contracts: due to receipt), `order` (order to receipt).",
            ),
            Column(
                "subject",
                "string",
                "-",
                "Of what: `<unit>.<maintenance>`, `<line>.<contract>` or a stock.",
            ),
            *_given(TALLIES),
        ),
    ),
    Table(
        "stock_levels",
        "one stock at one moment of a replication",
        (
            _REPLICATION,
            Column("stock", "string", "-", "Stock."),
            _AT,
            *_given(STOCK_LEVELS),
        ),
        note="The moments are those of `time.sample`, from hour 0.",
    ),
    Table(
        "unit_levels",
        "one unit at one moment of a replication",
        (
            _REPLICATION,
            Column("unit", "string", "-", "Unit."),
            _AT,
            *(
                Column(name, "int32", "1", f"Platforms: {meaning}.")
                for name, meaning in STATUSES.items()
            ),
        ),
        note="The moments are those of `time.sample`, from hour 0.",
    ),
    Table(
        "steps",
        "one step that takes time, with its causes",
        (
            Column("tag", "int32", "-", "Number of the step; `segments` refers to it."),
            Column("name", "string", "-", "Name of the step in the program."),
            Column("incident", "string", "-", "Incident type.", _TAG_NULL),
            Column(
                "step",
                "string",
                "-",
                "Step of the workflow, the same under every design.",
                _TAG_NULL,
            ),
            Column(
                "kind", "string", "-", "Kind of step: the cause time is put down to.", _TAG_NULL
            ),
            Column("nation", "string", "-", "Nation that does it.", _TAG_NULL),
            Column("headquarters", "string", "-", "Headquarters that does it.", _TAG_NULL),
            Column("cell", "string", "-", "Cell that does it.", _TAG_NULL),
            Column("text", "string", "-", "One line for people.", _TAG_NULL),
            Column("rule", "string", "-", "Rule of doctrine that put it there.", _TAG_NULL),
            Column("where", "string", "-", "Path in the scenario that causes it.", _TAG_NULL),
        ),
        per_part=False,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}
"""Every table by name."""

PART_TABLES: tuple[str, ...] = tuple(t.name for t in _DECLARED if t.per_part)
"""Tables written in parts."""

OPTIONAL: frozenset[str] = frozenset(
    ("readiness", "available", "stocks", "durations", "stock_levels", "unit_levels")
)
"""Tables of sustainment: a part in which one has no row has no file of it."""


def milestone_column(milestone: str) -> str:
    """Return the column of ``incidents`` for a milestone: ``on-station`` -> ``on_station_h``."""
    return milestone.replace("-", "_") + "_h"


def expanded_columns(table: Table, milestones: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of ``table`` with one column for each milestone."""
    columns: list[Column] = []
    for column in table.columns:
        if column.name == MILESTONE:
            columns += [
                Column(milestone_column(m), column.type, column.unit, column.meaning, column.null)
                for m in milestones
            ]
        else:
            columns.append(column)
    return tuple(columns)


def arrow_schema(table: Table, milestones: Sequence[str] = ()) -> pa.Schema:
    """Return the Arrow schema of ``table`` for a program with these milestones."""
    import pyarrow as pa

    types = {
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "string": pa.string(),
    }
    return pa.schema(
        [
            pa.field(column.name, types[column.type], nullable=bool(column.null))
            for column in expanded_columns(table, milestones)
        ]
    )
