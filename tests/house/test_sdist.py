"""A source distribution that lacks what its tests need fails here, not at a packager."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        archive.extractall(folder, filter="data")
    return folder / built.name.removesuffix(".tar.gz")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a repository: an sdist itself")
def test_every_tracked_file_is_in_it(unpacked: Path) -> None:
    words = ["git", "-C", str(ROOT), "ls-files", "-z"]
    tracked = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\0")
    lacking = [name for name in filter(None, tracked) if not (unpacked / name).exists()]
    assert [name for name in lacking if (ROOT / name).exists()] == []


def test_its_tests_find_what_they_read(unpacked: Path) -> None:
    """Those that read files outside `tests` are run; that all files are in it is shown above."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    readers = ["tests/docs/test_generated.py", "tests/unit/results/test_reading.py"]
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *readers]
    done = subprocess.run(
        [*line, "-k", "fresh or generated"],
        cwd=unpacked,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
