"""A disk that is full or read-only, and files that rot: told by name, and nothing good is lost.

On a real file system of a few hundred kB, mounted in a name space of its own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faces.conftest import SCENARIOS, Renkei
from tests.unit.results.toy import contents

import renkei as rk
from renkei.results import open_results

RENKEI = f"{sys.executable} -c 'import sys; from renkei.cli import main; sys.exit(main())'"
ISOLATED = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]


def _can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    return (
        subprocess.run([*ISOLATED, "mount -t tmpfs none /mnt"], capture_output=True).returncode == 0
    )


needs_mounts = pytest.mark.skipif(not _can_mount(), reason="no mounts in a name space here")


def isolated(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ISOLATED, script], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What 500 replications leave on a disk that has room."""
    study = rk.open(SCENARIOS / "strait.yaml")
    out = tmp_path_factory.mktemp("whole")
    return contents(study.run(["apart"], replications=500, out=out, progress=False).folder)


@needs_mounts
@pytest.mark.parametrize("processes", [1, 2])
def test_full_disk(
    processes: int, renkei: Renkei, strait: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    done = isolated(
        f"mount -t tmpfs -o size=400k none {disk}\n"
        f"{RENKEI} run {strait} -n 500 -p {processes} -o {disk}\n"
        f"code=$?; cp -r {disk} {kept}; exit $code"
    )
    assert done.returncode == 1, done.stderr
    assert "cannot be written: the disk is full" in done.stderr
    assert "What was finished before is kept; free some space" in done.stderr
    assert "Traceback" not in done.stderr
    (folder,) = kept.iterdir()
    found = open_results(folder).replications("apart")
    assert 25 <= found < 500
    assert not list(folder.rglob("*.tmp"))

    assert renkei("run", strait, "-n", 500, "-p", 1, "-o", kept).code == 0
    assert contents(folder) == whole
    assert open_results(folder).record.runs[-1].made == 500 - found


@needs_mounts
def test_read_only_folder(renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert renkei("run", strait, "-n", 25, "-p", 1, "-o", out).code == 0
    (folder,) = out.iterdir()
    before = contents(folder)
    done = isolated(
        f"mount --bind {out} {out} && mount -o remount,bind,ro {out} || exit 99\n"
        f"{RENKEI} run {strait} -n 100 -p 1 -o {out}"
    )
    assert done.returncode == 1, done.stderr
    assert str(folder) in done.stderr
    assert "cannot be written: the folder is not writable" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(folder) == before


SMALL_KERNEL = """
from renkei.engine.kernel import jit
@jit.jit
def twice(i):
    return 2 * i
assert jit.kernels().folder.is_relative_to({cache!r}), jit.kernels().folder
assert twice(21) == 42
assert not list(jit.kernels().folder.glob("*"))
"""


@needs_mounts
def test_no_room_for_compiled_code(tmp_path: Path) -> None:
    """What cannot be kept is compiled again; a function of a line stands for the kernel."""
    cache, code = tmp_path / "cache", tmp_path / "code.py"
    cache.mkdir()
    code.write_text(SMALL_KERNEL.format(cache=str(cache)), encoding="utf-8")
    done = isolated(
        f"mount -t tmpfs -o size=4k none {cache} || exit 99\n"
        f"unset NUMBA_CACHE_DIR\nXDG_CACHE_HOME={cache} {sys.executable} {code}"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 16
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_truncate, _flip, _empty, Path.unlink])
@pytest.mark.parametrize(
    "file",
    ["incidents/part-00001.parquet", "segments/part-00003-5.parquet", "seals/part-00001.json"],
)
def test_rotten_file(damage, file: str, renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    command = ["run", strait, "-n", 80, "-p", 1, "-o", tmp_path, "--quiet"]
    assert renkei(*command).code == 0
    (folder,) = tmp_path.iterdir()
    whole = contents(folder)
    damage(folder / "apart" / file)
    part = file.partition("part-")[2][:5]
    seal = folder / "apart" / "seals" / f"part-{part}.json"
    if damage is not Path.unlink or file.startswith("seg") or file.startswith("inc"):
        rotten = contents(folder)
        done = renkei(*command)
        assert done.code == 1
        assert done.out == ""
        assert str(folder / "apart" / file) in done.err
        assert "run the same command again: only this part is made anew" in done.err
        assert contents(folder) == rotten
        seal.unlink()  # what the message says
    assert renkei(*command).code == 0
    assert contents(folder) == whole
    made = open_results(folder).record.runs[-1].made
    assert made == (5 if part == "00003" else 25)


def test_rotten_record(renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    command = ["run", strait, "-n", 25, "-p", 1, "-o", tmp_path, "--quiet"]
    assert renkei(*command).code == 0
    (folder,) = tmp_path.iterdir()
    whole = contents(folder)
    for text in ("", "{", "{}"):
        (folder / "provenance.json").write_text(text)
        done = renkei(*command)
        assert done.code == 1
        assert str(folder / "provenance.json") in done.err
        assert "Traceback" not in done.err
        assert contents(folder) == whole
