"""A wheel that lacks a data file fails here, not at a user."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "renkei"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    wanted = {
        path.relative_to(DATA.parent).as_posix()
        for path in DATA.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert wanted <= packed
    assert any(name.startswith("renkei/library/japan/") for name in packed)


def test_installed_wheel_knows_its_library(wheel: Path, tmp_path: Path) -> None:
    # Unpacked apart from the source tree: what runs is the wheel.
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import renkei, pathlib, sys\n"
        f"assert pathlib.Path(renkei.__file__).is_relative_to({str(site)!r}), renkei.__file__\n"
        "from renkei.cli import main\n"
        "from renkei.study.library import library\n"
        "assert {'japan', 'skerries', 'template'} <= {*library()}\n"
        "sys.exit(main(['check', 'template']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r})\n{code}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
