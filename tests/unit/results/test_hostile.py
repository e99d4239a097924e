"""A result folder that somebody sends: nothing outside it is read, written or removed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.results.toy import PROGRAMS, ToyProgram, contents, make

from renkei._base.errors import ResultsError
from renkei.results import merge, open_results
from renkei.results.provenance import Provenance, read_record, write_record
from renkei.results.store import DesignStore, Part, bytes_digest, folder_lock

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")


def state(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder, links as what they lead to."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of somebody's own, with files of the names that a table has."""
    folder = tmp_path / "outside"
    for name in ("own.txt", "part-00000.parquet", "part-00009.parquet", "part-00000.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"mine: " + name.encode())
    (folder / ".part-00000.json.7.tmp").write_bytes(b"mine too")
    return folder


def forge(folder: Path, change: Callable[[Part], Part], index: int = 0) -> None:
    """Seal a part with other words, soundly, as an attacker would."""
    seal = folder / "old" / "seals" / f"part-{index:05d}.json"
    (part,) = [one for one in DesignStore(folder / "old").parts() if one.index == index]
    seal.write_text(change(part).as_json())


def naming(file: str) -> Callable[[Part], Part]:
    """Let a seal name another file, which is there, as its incidents."""
    return lambda part: replace(part, files={**part.files, "incidents": file})


NAMES = [
    "{outside}/own.txt",
    "../../../outside/own.txt",
    "incidents/../../../../outside/own.txt",
    "incidents/part-00001.parquet",
    "worlds/part-00000.parquet",
    "incidents//part-00000.parquet",
    "./incidents/part-00000-10.parquet",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_seal_that_names_another_file_is_refused(
    name: str, tmp_path: Path, outside: Path
) -> None:
    """The first attack: the file named was removed when a longer part replaced the sealed one."""
    folder = make(tmp_path / "out", 10).folder
    forge(folder, naming(name.format(outside=outside)))
    before, there = state(tmp_path), state(outside)
    with pytest.raises(ResultsError, match="no name in a result folder"):
        open_results(folder)
    with pytest.raises(ResultsError, match="the folder is refused"):
        make(tmp_path / "out", 60)
    assert state(outside) == there
    assert {k: v for k, v in state(tmp_path).items() if "provenance" not in k} == {
        k: v for k, v in before.items() if "provenance" not in k
    }


@pytest.mark.parametrize("table", ["../seals", "nothing", "steps", ""])
def test_a_seal_of_other_tables_is_refused(table: str, tmp_path: Path) -> None:
    folder = make(tmp_path, 10).folder

    def change(part: Part) -> Part:
        files = part.files | {table: f"{table}/part-00000-10.parquet"}
        return replace(
            part, files=files, sizes=part.sizes | {table: 1}, digests=part.digests | {table: "0"}
        )

    forge(folder, change)
    with pytest.raises(ResultsError, match="no name in a result folder"):
        make(tmp_path, 60)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_beside_a_new_run_writes_nothing_elsewhere(
    name: str, tmp_path: Path, outside: Path
) -> None:
    """The second attack: parts offered for reuse were written under the names of their seal."""
    sent = make(tmp_path / "out", 25).folder
    forge(sent, naming(name.format(outside=outside)))
    there = state(outside)
    more = PROGRAMS | {"third": ToyProgram(shift=2.0)}
    own = make(tmp_path / "out", 25, more)
    assert state(outside) == there
    assert contents(own.folder) == contents(make(tmp_path / "alone", 25, more).folder)


def test_a_linked_folder_of_a_table_loses_nothing(tmp_path: Path, outside: Path) -> None:
    """The third attack: what no seal names was removed through the link."""
    folder = make(tmp_path / "out", 10).folder
    for file in (folder / "old" / "worlds").iterdir():
        file.rename(outside / file.name)
    (folder / "old" / "worlds").rmdir()
    (folder / "old" / "worlds").symlink_to(outside)
    there = state(outside)
    for replications in (10, 60):
        with pytest.raises(ResultsError, match="worlds is a link"):
            make(tmp_path / "out", replications)
    with pytest.raises(ResultsError, match="worlds is a link"):
        open_results(folder)
    assert state(outside) == there


@pytest.mark.parametrize(
    "name",
    [
        *("", "provenance.json", ".lock", "_inputs", "_inputs/scenario.yaml", "_inputs/designs"),
        *("old", "old/seals", "old/seals/part-00000.json", "old/steps", "old/incidents"),
        *("old/steps/part-00000.parquet", "old/incidents/part-00000-10.parquet"),
    ],
)
def test_nothing_is_followed_through_a_link(name: str, tmp_path: Path, outside: Path) -> None:
    folder = make(tmp_path / "out", 10).folder
    path, moved = folder / name, outside / "moved"
    path.rename(moved)
    path.symlink_to(moved)
    there = state(outside)
    with pytest.raises(ResultsError, match="link"):
        make(tmp_path / "out", 60)
    assert state(outside) == there
    # Beside a new run it is as if it were not there, or what it has is sound.
    more = PROGRAMS | {"third": ToyProgram(shift=2.0)}
    own = make(tmp_path / "out", 10, more)
    assert contents(own.folder) == contents(make(tmp_path / "alone", 10, more).folder)
    assert state(outside) == there


def test_what_lies_at_the_name_of_the_lock_is_not_emptied(tmp_path: Path) -> None:
    folder = make(tmp_path / "out", 10).folder
    (folder / ".lock").write_text("mine")
    make(tmp_path / "out", 60)
    assert (folder / ".lock").read_text() == "mine"


def test_a_file_system_without_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int, *, blocking: bool) -> bool:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("filelock.lock_descriptor", refuse)
    with pytest.raises(ResultsError, match=r"\.lock cannot be written: No locks available"):
        make(tmp_path / "out", 10)


def test_two_experiments_do_not_run_in_one_folder(tmp_path: Path) -> None:
    # In one process, since the lock belongs to the opened file and not to the process.
    first, second = folder_lock(tmp_path), folder_lock(tmp_path)
    with first, pytest.raises(ResultsError, match="Another process"), second:
        raise AssertionError("both hold it")
    with folder_lock(tmp_path):
        assert (tmp_path / ".lock").exists()


def test_a_planted_name_of_a_file_half_written_is_not_written_through(
    tmp_path: Path, outside: Path
) -> None:
    folder = make(tmp_path / "out", 10).folder
    there = state(outside)
    for place in ("provenance.json", "old/seals/part-00001.json", "old/worlds/part-00001.parquet"):
        planted = folder / place
        planted.with_name(f".{planted.name}.{os.getpid()}.tmp").symlink_to(outside / "own.txt")
    make(tmp_path / "out", 60)
    assert state(outside) == there


def test_only_what_renkei_would_have_written_is_removed(tmp_path: Path) -> None:
    folder = make(tmp_path, 10).folder
    own = [
        *("notes.txt", ".notes.txt.tmp", ".notes.1.tmp", "old/.cache.1.tmp", "old/worlds/mine.csv"),
        *(
            "old/worlds/part-1.parquet",
            "old/worlds/part-00000-old.parquet",
            "old/seals/part-x.json",
        ),
        *("old/mine/part-00003.parquet", "mine/.part-00003.json.5.tmp"),
    ]
    for name in own:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    make(tmp_path, 60)
    assert [name for name in own if not (folder / name).exists()] == []


@needs_pipes
@pytest.mark.parametrize(
    "name",
    [
        *("provenance.json", "_inputs/scenario.yaml", "old/seals/part-00000.json"),
        *("old/steps/part-00000.parquet", "old/incidents/part-00000-10.parquet"),
    ],
)
def test_a_pipe_is_refused_at_once(name: str, tmp_path: Path) -> None:
    folder = make(tmp_path, 10).folder
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(ResultsError, match="is a pipe"):
        make(tmp_path, 60)


@pytest.mark.parametrize("at", range(0, 3000, 37))
def test_no_flipped_bit_of_a_seal_goes_unseen(
    at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = _made_once(tmp_path_factory)
    seal = folder / "old" / "seals" / "part-00000.json"
    whole = seal.read_bytes()
    try:
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[at % len(whole)] ^= 1 << bit
            seal.write_bytes(flipped)
            with pytest.raises(ResultsError, match=r"part-00000\.json (is damaged|has schema)"):
                open_results(folder, verify=False)
    finally:
        seal.write_bytes(whole)


@pytest.mark.parametrize("at", range(0, 4000, 101))
def test_no_flipped_bit_of_a_record_goes_unseen(
    at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = _made_once(tmp_path_factory) / "provenance.json"
    whole = file.read_bytes()
    try:
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[at % len(whole)] ^= 1 << bit
            file.write_bytes(flipped)
            with pytest.raises(ResultsError, match=r"provenance\.json (is damaged|cannot be read)"):
                read_record(file.parent)
    finally:
        file.write_bytes(whole)


_made: list[Path] = []


def _made_once(factory: pytest.TempPathFactory) -> Path:
    if not _made:
        _made.append(make(factory.mktemp("bits"), 5).folder)
    return _made[0]


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 100_000,
        "9" * 5000,
        '{"schema_version": 3, "tables": {}, "part": 1e999}',
        " " * 2**21,
    ],
    ids=["deep", "long", "infinite", "large"],
)
def test_a_senseless_seal_or_record_is_damaged(text: str, tmp_path: Path) -> None:
    folder = make(tmp_path, 5).folder
    (folder / "old/seals/part-00000.json").write_text(text)
    with pytest.raises(ResultsError, match=r"part-00000\.json is damaged"):
        open_results(folder)
    (folder / "provenance.json").write_text(text)
    with pytest.raises(ResultsError, match=r"provenance\.json is damaged"):
        open_results(folder)


def _rename_design(record: Provenance) -> None:
    record.designs["../../outside"] = record.designs.pop("old")


def _rename_input(record: Provenance) -> None:
    record.scenario.file = "../../outside/own.txt"


@pytest.mark.parametrize("change", [_rename_design, _rename_input])
def test_names_in_a_record_are_names_of_the_folder(
    change: Callable[[Provenance], None], tmp_path: Path, outside: Path
) -> None:
    folder = make(tmp_path / "out", 25).folder
    record = read_record(folder)
    change(record)
    write_record(folder, record)
    there = state(outside)
    with pytest.raises(ResultsError, match=r"provenance\.json is damaged"):
        open_results(folder)
    with pytest.raises(ResultsError, match=r"provenance\.json is damaged"):
        make(tmp_path / "out", 60)
    with pytest.raises(ResultsError, match=r"provenance\.json is damaged"):
        merge(folder, folder)
    assert state(outside) == there


def test_a_part_from_another_machine_has_no_names_of_its_own(tmp_path: Path) -> None:
    folder = make(tmp_path, 10).folder
    store = DesignStore(folder / "old")
    (part,) = store.parts()
    blobs = {"incidents": b"anything"}
    other = replace(
        part, files={"incidents": "../../own.txt"}, digests={"incidents": bytes_digest(b"anything")}
    )
    with pytest.raises(ResultsError, match="no name in a result folder"):
        store.adopt(other, blobs)
    assert not (tmp_path / "own.txt").exists()
