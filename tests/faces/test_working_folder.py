"""A working folder is data: nothing that lies in it is run, whatever it is called."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faces.conftest import SCENARIOS
from tests.faces.test_cli import COMMANDS, RENKEI

import renkei as rk

PLANTED = (
    *("abc", "argparse", "asyncio", "codecs", "collections", "copyreg", "csv", "dataclasses"),
    *(
        "datetime",
        "enum",
        "functools",
        "importlib",
        "io",
        "json",
        "logging",
        "math",
        "os",
        "pickle",
    ),
    *("multiprocessing", "pickle", "queue", "random", "re", "secrets", "signal", "site"),
    *("socket", "ssl", "struct", "subprocess", "tempfile", "threading", "types", "typing"),
    *("sitecustomize", "usercustomize", "warnings", "zlib", "_posixshmem", "dask", "distributed"),
    *("starlette", "uvicorn", "anyio", "h11", "segno", "sqlite3", "ssl", "hashlib", "hmac"),
    *("llvmlite", "numba", "numpy", "openpyxl", "polars", "pyarrow", "pydantic", "renkei", "rich"),
    *("scipy", "typer", "yaml", "zoneinfo", "altair", "narwhals", "jinja2", "jsonschema"),
)

BUNDLE = Path(rk.__file__).parent / "server" / "bundle" / "exercise.html"
FEW = ("--reps", "30", "--processes", "2")  # those that simulate start others, which import too
ALONE = ("--reps", "30", "--processes", "1")
NOBODY = "tcp://127.0.0.1:9"

RESULTS = "RESULTS"
"""Stands for the folder of results that `compare` left."""

COMMANDS_HERE = {
    "check": ("check", "strait.yaml"),
    "resolve": ("resolve", "strait.yaml"),
    "schema": ("schema",),
    "explain": ("explain", "strait.yaml", "blockade"),
    "listing": ("listing", "strait.yaml"),
    "run": ("run", "strait.yaml", *FEW),
    "compare": ("compare", "strait.yaml", *ALONE),
    "validate": ("validate", "recorded.yaml", *ALONE),
    "calibrate": ("calibrate", "recorded.yaml", "--reps", "120", "--processes", "1"),
    "trace": ("trace", RESULTS, "blockade"),
    "report": ("report", RESULTS),
    "plot": ("plot", RESULTS, "times", "--out", "times.json"),
    "export": ("export", RESULTS, "--out", "tables.csv"),
    "brief": ("brief", RESULTS, "--out", "brief.docx"),
    "best": ("best", "strait.yaml", *ALONE, "--measure", "p(in time)"),
    "stress": ("stress", "loaded.yaml", *ALONE, "busy"),
    "drivers": ("drivers", RESULTS, "--incident", "blockade"),
    "flips": ("flips", RESULTS, "--incident", "blockade"),
    "worth": ("worth", RESULTS, "--incident", "blockade"),
    "marginal": (
        *("marginal", "strait.yaml", *ALONE),
        *("--add", "headquarters.arn-joint.cells.operations.teams=1"),
    ),
    "show": ("show", "strait.yaml"),
    "assumptions": ("assumptions", "strait.yaml"),
    "new": ("new", "mine.yaml"),
    "study": ("study", "template", "--plan"),
    "import": ("import", "units.csv", "--as", "units"),
    "diff": ("diff", "strait.yaml", "strait.yaml"),
    "serve": ("serve", "strait.yaml", "--port", "0", "--json", "--out", "one.exercise"),
}


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder with a scenario, and modules that leave a mark when they are imported."""
    folder = tmp_path / "sent"
    folder.mkdir()
    for name in sorted(set(PLANTED)):
        code = f"open({str(tmp_path / f'ran-{name}')!r}, 'w').close()\n"
        (folder / f"{name}.py").write_text(code)
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(code)
    for name in ("strait.yaml", "recorded.yaml"):
        (folder / name).write_text((SCENARIOS / name).read_text())
    load = "  busy: {name: Busy, kind: load}\n"
    (folder / "loaded.yaml").write_text((SCENARIOS / "strait.yaml").read_text() + load)
    (folder / "units.csv").write_text("id,nation\nwing,JPN\n")
    return folder


def _marks(planted: Path) -> list[str]:
    return sorted(path.name for path in planted.parent.glob("ran-*"))


def test_no_command_is_forgotten() -> None:
    assert set(COMMANDS_HERE) >= set(COMMANDS)


def test_the_marks_work(planted: Path) -> None:
    subprocess.run([sys.executable, "-c", "import pickle"], cwd=planted, capture_output=True)
    assert "ran-pickle" in _marks(planted)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two designs, elsewhere."""
    study = rk.open(SCENARIOS / "strait.yaml")
    out = tmp_path_factory.mktemp("kept")
    designs = ["apart", "forward"]
    return study.run(designs, replications=30, processes=1, out=out, progress=False).folder


def _ended(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run what goes on until it is interrupted: as soon as it has printed all."""
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=folder, stdout=pipe, stderr=pipe, text=True) as run:
        assert run.stdout is not None
        shown = ""
        for line in run.stdout:
            shown += line
            if line == "}\n":
                break
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
    return subprocess.CompletedProcess(words, run.returncode, shown + out, err)


ON_THEIR_OWN = ("check", "run", "serve")
"""Commands that are started as they are installed; the others share a process, which costs less."""

IN_TURN = """
import json, sys
from renkei.cli import main

for name, words in json.loads(sys.argv[1]).items():
    print(json.dumps([name, main(words)]), flush=True)
"""


def _words(command: str, planted: Path, kept: Path) -> list[str]:
    words = list(COMMANDS_HERE[command])
    if RESULTS in words:
        folder = planted / "results" / "kept"
        if not folder.exists():
            shutil.copytree(kept, folder)
        words[words.index(RESULTS)] = str(folder)
    return words


@pytest.mark.parametrize("command", ON_THEIR_OWN)
def test_modules_beside_a_scenario_are_not_run(command: str, planted: Path, kept: Path) -> None:
    words = [str(RENKEI), *_words(command, planted, kept)]
    if command == "serve" and not BUNDLE.is_file():
        pytest.skip("the page of exercises is not built")
    done = (
        _ended(words, planted)
        if command == "serve"
        else subprocess.run(words, cwd=planted, capture_output=True, text=True)
    )
    assert _marks(planted) == []
    # What is planted does not change the answer: it ends as it would elsewhere.
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_no_other_command_runs_modules_beside_a_scenario(planted: Path, kept: Path) -> None:
    asked = {
        name: _words(name, planted, kept) for name in COMMANDS_HERE if name not in ON_THEIR_OWN
    }
    script = planted.parent / "in_turn.py"  # beside the folder: where a script lies is looked into
    script.write_text(IN_TURN)
    words = [sys.executable, str(script), json.dumps(asked)]
    done = subprocess.run(words, cwd=planted, capture_output=True, text=True)
    assert _marks(planted) == []
    assert "Traceback" not in done.stderr, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith('["')]
    codes = {name: code for name, code in map(json.loads, lines) if name in asked}
    assert set(codes) == set(asked)
    # Few replications may not decide; a table with more columns than it needs is refused.
    failed = {name for name, code in codes.items() if code not in (0, None)}
    assert failed <= {"best", "import"}, done.stderr


def test_nor_where_a_cluster_is_asked(planted: Path) -> None:
    words = [RENKEI, "run", "strait.yaml", "--reps", "4", "--scheduler", NOBODY]
    subprocess.run(words, cwd=planted, capture_output=True, text=True)
    assert _marks(planted) == []


def test_settings_of_numba_beside_a_scenario_are_not_read(tmp_path: Path) -> None:
    (tmp_path / ".numba_config.yaml").write_text("disable_jit: 1\ncache_dir: mine\n")
    code = (
        "import renkei.engine.kernel.rng, numba;"
        " print(numba.config.DISABLE_JIT, numba.config.CACHE_DIR)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "0 \n", done.stderr
