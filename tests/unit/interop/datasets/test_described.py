"""Croissant and RO-Crate of a result folder, read by their rules and against the files."""

from __future__ import annotations

import hashlib
import json
import re
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pytest

from renkei.results import Results, open_results
from renkei.study.describing import describe

TYPES = {
    "sc:Integer": (pl.Int32, pl.Int64),
    "sc:Float": (pl.Float64,),
    "sc:Boolean": (pl.Boolean,),
    "sc:Text": (pl.String,),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Two designs, of which one records a milestone that the other has not."""
    import renkei as rk

    folder = tmp_path_factory.mktemp("results")
    study = rk.open("template")
    made = study.run(["two-chains", "joint-cell"], replications=2, processes=1, out=folder)
    return open_results(made.folder)


@pytest.fixture(scope="module")
def croissant(results: Results) -> dict:
    return json.loads(describe(results, "croissant").read_bytes())


def matching(results: Results, files: dict) -> set[str]:
    """Return the files that a set includes, as a reader of Croissant finds them."""
    there = [p.relative_to(results.folder).as_posix() for p in results.folder.rglob("*.parquet")]
    return {name for name in there if any(fnmatch(name, one) for one in files["includes"])}


def test_each_parquet_file_is_in_one_set(results: Results, croissant: dict) -> None:
    sets = [one for one in croissant["distribution"] if one["@type"] == "cr:FileSet"]
    found = [matching(results, one) for one in sets]
    there = {p.relative_to(results.folder).as_posix() for p in results.folder.rglob("*.parquet")}
    assert set().union(*found) == there
    assert sum(map(len, found)) == len(there)


def test_columns_are_those_of_the_files(results: Results, croissant: dict) -> None:
    sets = {one["@id"]: one for one in croissant["distribution"]}
    assert len(croissant["recordSet"]) > 5
    for records in croissant["recordSet"]:
        design, *fields = records["field"]
        files = matching(results, sets[design["source"]["fileSet"]["@id"]])
        frame = pl.concat((pl.read_parquet(results.folder / f) for f in files), how="diagonal")
        assert {one["source"]["extract"]["column"] for one in fields} == set(frame.columns)
        for one in fields:
            assert frame.schema[one["name"]] in TYPES[one["dataType"]], one["@id"]
            assert one["description"].strip()
        named = re.compile(design["source"]["transform"]["regex"])
        assert {named.match(f"/any/{f}")[1] for f in files} <= set(results.designs)


def test_digests_are_those_of_the_files(results: Results, croissant: dict) -> None:
    files = [one for one in croissant["distribution"] if one["@type"] == "cr:FileObject"]
    assert len(files) == 4  # record, scenario, two designs
    for one in files:
        content = (results.folder / one["contentUrl"]).read_bytes()
        assert one["sha256"] == hashlib.sha256(content).hexdigest()


def test_what_a_stopped_run_left_is_not_included(results: Results) -> None:
    left = results.folder / "joint-cell/incidents/part-00007.parquet"
    left.write_bytes(b"no seal")
    try:
        described = json.loads(describe(results, "croissant", force=True).read_bytes())
    finally:
        left.unlink()
    files = next(o for o in described["distribution"] if o["@id"] == "incidents-files")
    assert "joint-cell/incidents/part-00007.parquet" not in matching(results, files)
    assert any(fnmatch("joint-cell/incidents/part-00000-2.parquet", o) for o in files["includes"])


def test_a_crate_is_whole(results: Results) -> None:
    graph = json.loads(describe(results, "ro-crate").read_bytes())["@graph"]
    by_id = {one["@id"]: one for one in graph}
    assert len(by_id) == len(graph)
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    linked = re.findall(r'"@id": "([^"]+)"', json.dumps(graph))
    outside = {one for one in linked if one not in by_id}
    assert all(one.startswith(("https://w3id.org/ro/", "http://schema.org/")) for one in outside)
    for id_, one in by_id.items():
        path = results.folder / id_
        if one["@type"] == "File":
            assert path.is_file(), id_
            if "sha256" in one:
                assert one["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        elif one["@type"] == "Dataset":
            assert path.is_dir(), id_
    action = next(one for one in graph if one["@type"] == "CreateAction")
    assert by_id[action["instrument"]["@id"]]["softwareVersion"] == results.record.version
    assert {one["@id"] for one in action["result"]} == {"two-chains/", "joint-cell/"}


def test_nothing_of_others_is_overwritten(results: Results) -> None:
    from renkei._base.errors import InputError

    file: Path = results.folder / "ro-crate-metadata.json"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError):
        describe(results, "ro-crate")
    assert file.read_text("utf-8") == "mine"
    describe(results, "ro-crate", force=True)
    assert describe(results, "ro-crate") == file  # the same again is no change
