"""Damage is found and named; what cannot be written is said; nothing good is lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from tests.unit.results.toy import contents, is_root, make

from renkei._base.errors import ResultsError
from renkei.results import open_results
from renkei.results.store import DesignStore


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "table", ["incidents", "segments", "cells", "units", "tallies", "worlds", "replications"]
)
def test_flipped_bit_is_found_and_named(tmp_path: Path, table: str) -> None:
    folder = make(tmp_path, 60).folder
    path = folder / "new" / table / "part-00001.parquet"
    _damage(path)
    with pytest.raises(ResultsError, match="replications 25 to 49") as error:
        open_results(folder)
    assert str(path) in str(error.value)
    assert str(folder / "new/seals/part-00001.json") in str(error.value)


def test_remedy_in_the_message_works(tmp_path: Path) -> None:
    folder = make(tmp_path, 60).folder
    whole = contents(folder)
    _damage(folder / "new/incidents/part-00001.parquet")
    with pytest.raises(ResultsError, match="damaged"):
        make(tmp_path, 60)
    (folder / "new/seals/part-00001.json").unlink()
    mended = make(tmp_path, 60)
    assert contents(folder) == whole
    assert mended.record.runs[-1].made == 25


def test_truncated_missing_and_foreign_files(tmp_path: Path) -> None:
    folder = make(tmp_path, 30).folder
    path = folder / "old/worlds/part-00001-5.parquet"
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(ResultsError, match=r"worlds/part-00001-5\.parquet is damaged"):
        open_results(folder, verify=False)
    path.unlink()
    with pytest.raises(ResultsError, match=r"worlds/part-00001-5\.parquet is missing"):
        open_results(folder, verify=False)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema_version": 3, "tables": 3}'])
def test_damaged_seal_is_named(tmp_path: Path, text: str) -> None:
    folder = make(tmp_path, 5).folder
    seal = folder / "old/seals/part-00000.json"
    seal.write_text(text)
    with pytest.raises(ResultsError, match=r"part-00000\.json is damaged"):
        open_results(folder)


def test_seal_of_another_schema_version(tmp_path: Path) -> None:
    folder = make(tmp_path, 5).folder
    seal = folder / "old/seals/part-00000.json"
    seal.write_text(seal.read_text().replace('"schema_version": 3', '"schema_version": 9'))
    with pytest.raises(ResultsError, match="schema version 9"):
        open_results(folder)


def test_damaged_steps_are_named_and_mended(tmp_path: Path) -> None:
    folder = make(tmp_path, 5).folder
    whole = contents(folder)
    _damage(folder / "old/steps/part-00000.parquet")
    with pytest.raises(ResultsError, match="steps"):
        open_results(folder)
    make(tmp_path, 5)
    assert contents(folder) == whole


def test_unsealed_files_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    folder = make(tmp_path, 50).folder
    (folder / "old/seals/part-00001.json").unlink()
    _damage(folder / "old/incidents/part-00001.parquet")
    results = open_results(folder)
    assert results.replications("old") == 25
    assert results.scan("incidents", "old").collect()["replication"].max() == 24


def _fail(code: int) -> object:
    def fsync(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    return fsync


def test_full_disk_costs_nothing_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path, 30).folder
    before = contents(folder)
    record = (folder / "provenance.json").read_text()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _fail(errno.ENOSPC))
        with pytest.raises(ResultsError, match="the disk is full"):
            make(tmp_path, 100)
    assert contents(folder) == before
    assert (folder / "provenance.json").read_text() == record
    assert open_results(folder).replications("old") == 30


def test_full_disk_in_the_middle_of_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path, 30).folder
    before = contents(folder)
    store = DesignStore(folder / "old")
    (_, part) = store.parts()
    blobs = {table: (store.folder / file).read_bytes() for table, file in part.files.items()}
    calls = iter([None] * 4)

    def fsync(descriptor: int) -> None:
        if next(calls, "full") == "full":
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ResultsError, match="the disk is full"):
        store.adopt(part, blobs)
    assert contents(folder) == before


@pytest.mark.skipif(is_root(), reason="root may write anywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ResultsError, match="not writable"):
        make(tmp_path, 1)


def test_read_only_folder_as_told_by_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ResultsError, match="not writable"):
        make(tmp_path, 1)


def test_root_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("not a folder")
    with pytest.raises(ResultsError, match="cannot be written"):
        make(tmp_path / "results", 1)
