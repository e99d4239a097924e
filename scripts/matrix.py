"""Run tests on other Pythons, and on the lowest dependencies that ``pyproject.toml`` allows.

``python3 scripts/matrix.py 3.11:lowest 3.13:newest`` makes an environment for each pair in
``.matrix/`` (kept, so that a second run only tests), installs Renkei there, and runs the tests:
those of :data:`QUICK`, or what stands behind ``--``. ``lowest`` takes each direct dependency at its
lower bound, ``pinned`` the versions of ``requirements/``, ``newest`` what the registry has. Without
a pair it runs the oldest Python with the lowest and the newest with the newest that this machine
has. It exits with 1 where a pair failed; one whose Python is not there is named and failed too.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".matrix"
PYTHONS = ("3.11", "3.12", "3.13")
QUICK = ("tests/unit/scenario", "tests/unit/doctrine", "tests/unit/interop", "tests/unit/exercise",
         "tests/unit/report", "tests/conformance", "tests/server",
         "tests/property/test_engine.py")  # fmt: skip
EXTRAS = ("sensitivity", "figures", "brief", "exercise")
TEST_TOOLS = ("pytest", "pytest-xdist", "hypothesis", "jsonschema", "networkx", "import-linter",
              "lxml", "playwright", "duckdb", "pytak")  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the pairs asked for; return 1 where one failed."""
    words, _, tests = " ".join(arguments).partition("--")
    pairs = words.split() or _default_pairs()
    failed = [pair for pair in pairs if not _run(pair, tests.split() or list(QUICK))]
    print(f"matrix: {len(pairs) - len(failed)} of {len(pairs)} passed" +
          (f"; failed: {', '.join(failed)}" if failed else ""))  # fmt: skip
    return 1 if failed else 0


def _default_pairs() -> list[str]:
    there = [version for version in PYTHONS if interpreter(version)]
    return [f"{there[0]}:lowest", f"{there[-1]}:newest"] if there else []


def interpreter(version: str) -> str | None:
    """Return the program of a Python version that starts here, or None."""
    for name in (f"python{version}", *sorted(Path.home().glob(f".pyenv/versions/{version}.*"))):
        path = str(name / "bin" / "python") if isinstance(name, Path) else shutil.which(name)
        if path and not subprocess.run([path, "--version"], capture_output=True).returncode:
            return path
    return None


def lowest(texts: list[str]) -> list[str]:
    """Return requirements with each lower bound as the exact version; markers are kept."""
    return [re.sub(r">=([0-9.]+)(,<[0-9.]+)?", r"==\1", text) for text in texts]


def _requirements(which: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    needs = [*project["dependencies"], *(text for name in EXTRAS for text in extras[name])]
    dev = extras["dev"]
    tools = [text for text in dev if re.match(r"[\w.-]+", text)[0] in TEST_TOOLS]  # type: ignore[index]
    if which == "pinned":
        return ["-r", str(ROOT / "requirements" / "dev.txt")]
    return [*(lowest(needs) if which == "lowest" else needs), *tools]


def _run(pair: str, tests: list[str]) -> bool:
    """Make the environment of a pair and run tests in it; return whether they passed."""
    version, _, which = pair.partition(":")
    if which not in ("lowest", "pinned", "newest"):
        sys.exit(f"matrix: `{pair}`, expected PYTHON:lowest, PYTHON:pinned or PYTHON:newest")
    python = interpreter(version)
    if python is None:
        print(f"matrix: {pair}: no Python {version} here", file=sys.stderr)
        return False
    folder = FOLDER / f"{version}-{which}"
    inside = folder / "bin" / "python"
    pip = [str(inside), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    print(f"matrix: {pair}: {folder.relative_to(ROOT)}", flush=True)
    steps = [
        [python, "-m", "venv", str(folder)],
        [*pip, *_requirements(which)],
        [*pip, "hatchling>=1.27", "editables>=0.5"],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        [str(inside), "-m", "pip", "check"],
        [str(inside), "-m", "pytest", "-q", *tests],
    ]
    for step in steps:
        if subprocess.run(step, cwd=ROOT).returncode:
            print(f"matrix: {pair}: failed at {' '.join(step[1:5])} ...", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
