"""Machine code that is kept: found again, never stale, never believed when it is damaged.

On a small module in the place of the kernel, which takes half a minute to compile. Each question is
asked of a new process, as a command would ask it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from renkei.engine.kernel import jit as compiler

ENTRY = """
import hashlib, os, sys
from pathlib import Path
here = Path(__file__).parent
from renkei.engine.kernel import jit as compiler
# As the kernel's: one hash over the entry and all its helpers.
sources = (here / "entry.py").read_bytes() + (here / "helper.py").read_bytes()
compiler.KERNEL_VERSION = hashlib.sha256(sources).hexdigest()[:16]
from helper import step

@compiler.jit
def run(x):
    return step(x) + 1

print(run(2), sum(run._cache_hits.values()))
"""

HELPER = """
from renkei.engine.kernel import jit as compiler

@compiler.helper
def step(x):
    return {} * x
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "entry.py").write_text(ENTRY)
    (folder / "helper.py").write_text(HELPER.format(10))
    return folder


def ask(module: Path, **environment: str | None) -> list[int]:
    """Run the module in a new process; return its answer, and how often code was found."""
    own = {key: text for key, text in (os.environ | environment).items() if text is not None}
    words = [sys.executable, str(module / "entry.py")]
    done = subprocess.run(words, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()]


def change_helper(module: Path) -> None:
    """Change a helper only, and hide it: same length, same time, no compiled file."""
    file = module / "helper.py"
    before = file.stat()
    file.write_text(HELPER.format(20))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.rmtree(module / "__pycache__", ignore_errors=True)


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "NUMBA_CACHE_DIR"])
def test_a_changed_helper_is_compiled_again_wherever_the_cache_lies(
    variable: str, module: Path, tmp_path: Path
) -> None:
    environment = {"NUMBA_CACHE_DIR": None, variable: str(tmp_path / "cache")}
    assert ask(module, **environment) == [21, 0]
    assert ask(module, **environment) == [21, 1]
    change_helper(module)
    assert ask(module, **environment) == [41, 0]
    assert ask(module, **environment) == [41, 1]


def test_nor_is_it_stale_where_nothing_can_be_kept(module: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    environment = {"NUMBA_CACHE_DIR": str(tmp_path / "file"), "XDG_CACHE_HOME": None}
    assert ask(module, **environment) == [21, 0]
    change_helper(module)
    assert ask(module, **environment) == [41, 0]
    # Numba would have taken the folder of the sources instead.
    assert not list(module.rglob("*.nbi"))


def test_without_home_and_name_it_compiles(module: Path) -> None:
    nobody = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR", "LOCALAPPDATA"))
    code = "import pwd; pwd.getpwuid = {}.__getitem__"
    (module / "sitecustomize.py").write_text(code)  # a user without an entry
    assert ask(module, **nobody, PYTHONPATH=str(module)) == [21, 0]


def _flip(path: Path, at: float, mask: int) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * (len(content) - 1))] ^= mask
    path.write_bytes(content)


def test_a_flipped_bit_is_found_and_the_code_made_again(module: Path, tmp_path: Path) -> None:
    environment = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    ask(module, **environment)
    (file,) = (tmp_path / "cache" / "kernel").iterdir()
    for at in (0.0, 0.3, 1.0):
        _flip(file, at, 4)
        assert ask(module, **environment) == [21, 0]
    assert ask(module, **environment) == [21, 1]


def test_the_folder_is_the_user_s_alone(module: Path, tmp_path: Path) -> None:
    ask(module, NUMBA_CACHE_DIR=str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "kernel"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0]


def test_every_source_of_the_kernel_is_in_its_version() -> None:
    """What a compiled function of the engine comes from is hashed, this compiler included."""
    code = (
        "import sys; before = set(sys.modules); import renkei.engine.kernel.loop\n"
        "print(*sorted({m.__file__ for n, m in sys.modules.items() if n.startswith('renkei.')"
        " and getattr(m, '__file__', None)}))"
    )
    words = [sys.executable, "-c", code]
    loaded = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    here = Path(compiler.__file__).parent
    root = here.parents[1]
    engine = {
        file
        for file in map(Path, loaded)
        if {root / "engine", root / "program" / "machine"} & set(file.parents)
        and file.name != "__init__.py"
    }
    assert {here / "loop.py", root / "program" / "machine" / "block_table.py"} <= engine
    assert engine <= set(compiler.sources())
