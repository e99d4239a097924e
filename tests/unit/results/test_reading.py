"""What is read is what was declared: schemas, columns, the record and its published schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import polars as pl
import pytest
from tests.unit.results.toy import PROGRAMS, contents, make, replicate

from renkei._base.errors import ResultsError
from renkei.program.machine.blocks import Status
from renkei.results import TABLES, json_schema, merge, open_results, reference_page
from renkei.results.tables import OPTIONAL, STATUSES, arrow_schema, expanded_columns

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_files_have_the_declared_columns(tmp_path: Path, table: object) -> None:
    import pyarrow.parquet as pq

    results = make(tmp_path, 25)
    declared = TABLES[table.name]
    schema = arrow_schema(declared, PROGRAMS["old"].milestones)
    file = results.folder / "old" / declared.name / "part-00000.parquet"
    assert pq.read_schema(file).equals(schema)
    columns = results.scan(declared.name).collect_schema().names()
    fields = expanded_columns(declared, PROGRAMS["old"].milestones)
    assert columns == ["design", *(field.name for field in fields)]


def test_values_are_those_of_the_replications(tmp_path: Path) -> None:
    results = make(tmp_path, 40)
    replication = replicate(PROGRAMS["old"], 7, 33)
    truth = replication.incidents
    rows = results.scan("incidents", "old").filter(pl.col("replication") == 33).collect()
    assert rows.height == len(truth.source)
    names = PROGRAMS["old"].sources
    for i in range(len(truth.source)):
        row = rows.row(
            by_predicate=(pl.col("incident") == names[truth.source[i]])
            & (pl.col("ordinal") == int(truth.ordinal[i])),
            named=True,
        )
        assert row["arrived_h"] == truth.arrived_h[i]
        expected = truth.after_h[i, 2]
        assert row["on_station_h"] == (None if np.isnan(expected) else expected)
        assert row["outcome"] == ("no platform" if truth.outcome[i] == 2 else "complete")
        assert row["counted"] == truth.counted[i]
    segments = results.scan("segments", "old").filter(pl.col("replication") == 33).collect()
    total = segments.select(pl.sum_horizontal("queue_h", "closed_h", "busy_h").sum()).item()
    assert total == pytest.approx(replication.segments.sum(), rel=1e-12)
    worlds = results.scan("worlds", "old").filter(pl.col("replication") == 33).collect()
    assert worlds.rows() == [("old", 33, "b.unknown", replication.world[1])]


def test_a_program_without_sustainment_has_no_files_of_it(tmp_path: Path) -> None:
    programs = {"old": replace(PROGRAMS["old"], stocks=(), tallies=()), "new": PROGRAMS["new"]}
    results = make(tmp_path, 26, programs)
    for table in OPTIONAL:
        assert not list((results.folder / "old").glob(f"{table}/*"))
        assert len(list((results.folder / "new").glob(f"{table}/*"))) == 2
        assert results.scan(table, "old").collect().height == 0
        assert set(results.scan(table).collect()["design"]) == {"new"}


def test_values_of_sustainment_are_those_of_the_replications(tmp_path: Path) -> None:
    results = make(tmp_path, 28)
    truth = replicate(PROGRAMS["new"], 7, 27)

    def rows(table: str) -> pl.DataFrame:
        frame = results.scan(table, "new").filter(pl.col("replication") == 27)
        return frame.drop("design", "replication").collect()

    hours = dict(rows("readiness").select("status", "platform_h").iter_rows())
    given = dict(zip(STATUSES, truth.readiness[0], strict=True))
    assert hours == {status: value for status, value in given.items() if value}
    available = np.zeros(9)
    available[rows("available")["platforms"].to_numpy()] = rows("available")["hours"].to_numpy()
    assert available.tolist() == truth.available[0].tolist()
    assert rows("stocks").row(0) == (
        "missiles",
        *(None if np.isnan(value) else value for value in truth.stock[0]),
    )
    durations = rows("durations")
    assert durations["measure"].to_list() == ["dock wait", "in dock", "overrun"]
    assert set(durations["subject"]) == {"wing.phase"}
    assert durations.select("n", "sum_h", "sumsq_h2", "open").to_numpy().tolist() == (
        truth.tallies.tolist()
    )
    levels = rows("stock_levels").select("at_h", "on_hand", "backorder", "due_in").to_numpy()
    assert levels[:, 0].tolist() == truth.sample_h.tolist()
    assert levels[:, 1:].tolist() == truth.stock_series[:, 0].tolist()
    assert rows("unit_levels").select(*STATUSES).to_numpy().tolist() == (
        truth.pool_series[:, 0].tolist()
    )


def test_same_incidents_under_every_design(tmp_path: Path) -> None:
    rows = make(tmp_path, 30).scan("incidents").collect()
    key = ["replication", "incident", "ordinal", "place", "arrived_h", "counted"]
    old, new = (rows.filter(pl.col("design") == d).select(key) for d in ("old", "new"))
    assert old.equals(new)


def test_unknown_names_are_answered(tmp_path: Path) -> None:
    results = make(tmp_path, 1)
    with pytest.raises(ResultsError, match="did you mean `incidents`"):
        results.scan("incident")
    with pytest.raises(ResultsError, match="it holds old, new"):
        results.replications("newer")


def test_record_fits_the_published_schema(tmp_path: Path) -> None:
    results = make(tmp_path, 3)
    record = json.loads((results.folder / "provenance.json").read_text())
    schema = json.loads((ROOT / "spec/provenance.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(record)
    record["seed"] = "seven"
    assert not validator.is_valid(record)
    del record["seed"]
    assert not validator.is_valid(record)


def test_record_says_what_ran(tmp_path: Path) -> None:
    record = make(tmp_path, 3).record
    folder = next(tmp_path.iterdir())
    assert record.seed == 7
    assert record.scenario_name == "Toy: 南西 islands"
    assert (folder / record.scenario.file).read_text() == "renkei: 1\n"
    assert record.designs["old"].resolved is not None
    assert record.designs["new"].resolved is None
    assert record.designs["old"].program == PROGRAMS["old"].digest()
    run = record.runs[-1]
    assert run.command == ["renkei", "run", "toy.yaml"]
    assert run.made == 6
    assert run.software.libraries.keys() == {"numba", "numpy", "pyarrow"}


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema_version": 1}'])
def test_damaged_record_is_named(tmp_path: Path, text: str) -> None:
    folder = make(tmp_path, 1).folder
    (folder / "provenance.json").write_text(text)
    with pytest.raises(ResultsError, match=r"provenance\.json is damaged"):
        open_results(folder)


def test_no_record(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="not a result folder"):
        open_results(tmp_path)


def test_merged_halves_are_one_run(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", 80)
    first = make(tmp_path / "first", 50)
    second = make(tmp_path / "second", 30, first=50)
    assert second.replications("old") == 30
    assert merge(first.folder, second.folder) == 4
    assert contents(first.folder) == contents(whole.folder)
    merged = open_results(first.folder)
    assert merged.record.designs["old"].replications == 80
    assert len(merged.record.runs) == 2
    assert merge(first.folder, second.folder) == 0
    assert len(open_results(first.folder).record.runs) == 2


def test_only_the_same_experiment_is_merged(tmp_path: Path) -> None:
    one = make(tmp_path / "one", 25)
    other = make(tmp_path / "other", 25, nominal=True)
    with pytest.raises(ResultsError, match="another experiment"):
        merge(one.folder, other.folder)


def test_damaged_part_is_not_merged(tmp_path: Path) -> None:
    first = make(tmp_path / "first", 25)
    second = make(tmp_path / "second", 25, first=25)
    path = second.folder / "old/incidents/part-00001.parquet"
    path.write_bytes(path.read_bytes()[::-1])
    before = contents(first.folder)
    with pytest.raises(ResultsError, match=r"part-00001\.parquet is damaged"):
        merge(first.folder, second.folder)
    assert contents(first.folder) == before


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("docs/reference/results.md", reference_page),
        (
            "spec/provenance.schema.json",
            lambda: json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
        ),
    ],
)
def test_generated_files_are_fresh(request: pytest.FixtureRequest, path: str, made: object) -> None:
    file = ROOT / path
    if request.config.getoption("--update"):
        file.write_text(made())
    assert file.read_text() == made()


def test_folder_with_brackets_in_its_name(tmp_path: Path) -> None:
    results = make(tmp_path / "results [1]*", 3)
    assert results.scan("replications").collect().height == 6
    assert make(tmp_path / "results [1]*", 3).record.runs[-1].made == 0


def test_statuses_are_those_of_the_program() -> None:
    assert list(STATUSES) == [status.name.lower() for status in Status]
