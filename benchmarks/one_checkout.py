"""One model under the code of one checkout; says how long each replication took.

Started by ``against.py``, never imported. Takes the root of a checkout and the name of a model;
prints a digest of the results, then, for each replication number on stdin, its milliseconds of
processor time. Names that moved since an older checkout are looked for where they were.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np


def program(root: Path, model: str) -> Any:
    """Return a model, as the checkout itself has it."""
    if model == "flagship":
        from renkei.scenario import load_scenario

        compiler = _first(
            "renkei.program.compiling.compiler", "renkei.program.compiler", "renkei.program.compile"
        )
        return compiler.compile_design(load_scenario(root / "src/renkei/library/japan"), "d2")
    programs = import_module("models.programs")
    if model == "network":
        return programs.network_program(import_module("models.network").network())
    return programs.queue_program(0.9, 10 if model == "M/M/10" else 1, 40_000)


def _first(*names: str) -> Any:
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name is None or not name.startswith(missing.name):
                raise
    raise ModuleNotFoundError(" or ".join(names))


def add(found: Any, digest: Any) -> None:
    """Add what a replication gave to a digest; padding is nobody's result."""
    if isinstance(found, np.ndarray):
        if found.dtype.names:
            for name in found.dtype.names:
                if name != "pad":
                    add(found[name], digest)
        else:
            digest.update(np.ascontiguousarray(found).tobytes())
    elif isinstance(found, dict):
        for key in sorted(found):
            add(found[key], digest)
    elif hasattr(found, "_fields") or hasattr(found, "__dataclass_fields__"):
        for name in getattr(found, "_fields", None) or found.__dataclass_fields__:
            add(getattr(found, name), digest)
    elif isinstance(found, list | tuple):
        for one in found:
            add(one, digest)
    else:
        digest.update(repr(found).encode())


def main(root: Path, model: str) -> None:
    """Answer for as long as numbers come."""
    sys.path[:0] = [str(root / "src"), str(root / "benchmarks")]
    import renkei
    from renkei.engine import run

    if not Path(str(renkei.__file__)).is_relative_to(root):
        raise SystemExit(f"{renkei.__file__} is not of {root}")
    made = program(root, model)
    digest = hashlib.sha256()
    for k in range(2):
        add(run.replicate(made, 1, k), digest)
    gc.disable()
    print(digest.hexdigest()[:16], flush=True)
    for line in sys.stdin:
        began = time.process_time()
        run.replicate(made, 1, int(line))
        print(1000 * (time.process_time() - began), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2])
