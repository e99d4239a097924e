"""Rewrite ``requirements/*.txt`` from what is installed in this environment.

Takes the dependency lists of ``pyproject.toml``, follows them through the installed packages and
writes each closure with exact versions, so that an upgrade is one command and one reviewed diff:
``.venv/bin/pip install -U ... && .venv/bin/python scripts/pins.py``.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TESTED = ("dev", "cluster", "sensitivity", "figures", "brief", "exercise")
"""Extras that the tests need."""

HEADER = "# Exact versions, written by scripts/pins.py from pyproject.toml ({what}).\n"


def closure(roots: list[str]) -> dict[str, str]:
    """Return name and version of every distribution that ``roots`` need, directly or not."""
    found: dict[str, str] = {}
    queue = [Requirement(root) for root in roots]
    while queue:
        need = queue.pop()
        if need.marker and not any(
            need.marker.evaluate({"extra": extra}) for extra in (*need.extras, "")
        ):
            continue
        name = canonicalize_name(need.name)
        if name in found:
            continue
        found[name] = version(name)
        for text in requires(name) or ():
            child = Requirement(text)
            extras = {"extra": next(iter(need.extras), "")}
            if child.marker is None or child.marker.evaluate(extras):
                queue.append(child)
    return found


def main() -> None:
    """Write the three files; each holds only what the one before it does not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    build = ["hatchling", "editables"]
    runtime = closure(project["dependencies"] + build)
    docs = {k: v for k, v in closure(extras["docs"]).items() if k not in runtime}
    tests = [one for name in TESTED for one in extras[name]]
    dev = {k: v for k, v in closure(tests).items() if k not in runtime and k not in docs}
    folder = ROOT / "requirements"
    folder.mkdir(exist_ok=True)
    for name, what, pins, base in (
        ("runtime", "dependencies, and what builds the package", runtime, ""),
        ("docs", "extra docs", docs, "-r runtime.txt\n"),
        ("dev", f"extras {', '.join(TESTED)}", dev, "-r docs.txt\n"),
    ):
        lines = "".join(f"{key}=={pins[key]}\n" for key in sorted(pins))
        (folder / f"{name}.txt").write_text(HEADER.format(what=what) + base + lines)
        print(f"requirements/{name}.txt: {len(pins)} packages")


if __name__ == "__main__":
    main()
