"""The columns of what a replication gives are declared once, and both engines give each by name."""

from __future__ import annotations

import dataclasses
import random

import numpy as np
import pytest
from tests.property.programs import random_program

from renkei.engine import columns, run
from renkei.engine.columns import Column, Columns
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.twin import twin
from renkei.program.machine.blocks import Status
from renkei.program.machine.program import Program
from renkei.results.tables import STATUSES, TABLES

TWO = Columns((Column("a", "h", "First."), Column("b", "1", "Second.")))


def test_values_stand_in_the_order_of_the_declaration_not_of_the_caller() -> None:
    stacked = TWO.stack({"b": [3.0, 4.0], "a": [1.0, 2.0]})
    assert stacked.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert {name: part.tolist() for name, part in TWO.split(stacked).items()} == {
        "a": [1.0, 2.0],
        "b": [3.0, 4.0],
    }


@pytest.mark.parametrize("values", [{"a": [1.0]}, {"a": [1.0], "b": [1.0], "c": [1.0]}])
def test_a_column_forgotten_or_unknown_is_an_error(values: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match="without a pair"):
        TWO.stack(values)


def test_an_array_of_another_width_is_an_error() -> None:
    with pytest.raises(ValueError, match="2 columns expected, not 3"):
        TWO.split(np.zeros((1, 3)))


def test_names_of_an_array_differ() -> None:
    for name, declared in vars(columns).items():
        if isinstance(declared, Columns):
            assert len(set(declared.names)) == len(declared), name


ARRAYS = {
    "segments": (columns.SEGMENTS, "segments"),
    "stations": (columns.STATIONS, "cells"),
    "pools": (columns.POOLS, "units"),
    "sojourns": (columns.SOJOURNS, "tallies"),
    "stock": (columns.STOCKS, "stocks"),
    "tallies": (columns.TALLIES, "durations"),
    "stock_series": (columns.STOCK_LEVELS, "stock_levels"),
}
"""Field of a replication, its columns, and the table that they end up in."""


@pytest.mark.parametrize("field", ARRAYS)
def test_both_engines_and_the_table_have_the_columns(field: str) -> None:
    declared, table = ARRAYS[field]
    program = next(
        made for made in map(random_program, map(random.Random, range(50))) if len(made.stocks)
    )
    for result in (run.replicate(program, 1, 0), twin.replicate(program, 1, 0)):
        assert getattr(result, field).shape[-1] == len(declared)
    assert tuple(column.name for column in TABLES[table].columns[-len(declared) :]) == (
        declared.names
    )


def test_statuses_of_tables_are_those_of_the_engine_in_order() -> None:
    assert list(STATUSES) == [status.name.lower() for status in Status]


def test_the_kernel_takes_every_array_of_a_program() -> None:
    """All but ``inverse``, which it takes as one mark for each slot."""
    arrays = {
        field.name
        for field in dataclasses.fields(Program)
        if field.type in ("Table", "Integers", "Floats")
    }
    assert set(Tables._fields) - {"traced", "inverted"} == arrays - {"inverse"}
    assert {"slot", "blocks", "arm_first", "population"} <= set(Tables._fields)
