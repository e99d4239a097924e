"""The compiler of the kernel: Numba, with a cache that knows the sources.

What for: every compiled function of the engine goes through :func:`jit`. Numba's own cache looks at
the file of the entry function only, so that a change in a helper would go unseen; here the cache
folder carries :data:`KERNEL_VERSION`, a hash over all sources that the kernel is compiled from. It
is also part of the identity of results. Takes functions; gives compiled ones.

The cache lies in the user's cache folder (``XDG_CACHE_HOME``, on Windows ``LOCALAPPDATA``), or
where ``NUMBA_CACHE_DIR`` says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from renkei._base.cache import user_folder
from renkei.program import blocks, clock, program, shapes

F = TypeVar("F", bound=Callable[..., object])

wide = cast("Callable[[Any], int]", np.int64)
"""Widen a column's integer, so that helpers are compiled for one width only."""

KNOWN = (1 << 31) - 1
"""Bits of a row that is not -1: ``row & KNOWN`` is the row, and the compiler need not ask at each
index whether it counts from the end."""

Record = Any
"""One row of a table, by reference; cheaper to pass than the table."""

_SOURCES = (
    "allocation.py",
    "arrivals.py",
    "calendars.py",
    "clock.py",
    "docks.py",
    "fixed.py",
    "heap.py",
    "holes.py",
    "kernel.py",
    "line.py",
    "normal.py",
    "readiness.py",
    "rng.py",
    "sampling.py",
    "start.py",
    "state.py",
    "stations.py",
    "supply.py",
    "sustain.py",
    "tables.py",
    "tokens.py",
    "words.py",
)


def _version() -> str:
    sha = hashlib.sha256()
    folder = Path(__file__).parent
    files = [folder / name for name in _SOURCES]
    files += [Path(str(module.__file__)) for module in (blocks, clock, program, shapes)]
    for file in files:
        sha.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return sha.hexdigest()[:16]


KERNEL_VERSION = _version()
"""Hash of the sources of the kernel, 16 hexadecimal digits."""


def _cache_folder() -> str:
    import numba

    config: Any = numba.config
    if config.CACHE_DIR:
        return str(config.CACHE_DIR)
    return str(user_folder() / f"kernel-{KERNEL_VERSION}")


_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
"""No reference counts: arrays belong to the caller, so compiled functions must not allocate."""

_INNER: dict[str, Any] = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def jit(function: F) -> F:
    """Compile an entry point: cached on disk, without the interpreter lock."""
    import numba  # late: whoever wants the version only need not wait for it

    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = _cache_folder()
    compiled: Any
    try:
        compiled = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder can be written: compile in each process
        return cast("F", numba.njit(**_OPTIONS)(function))
    finally:
        config.CACHE_DIR = before
    save = compiled._cache.save_overload

    def save_where_there_is_room(*arguments: Any) -> None:
        with suppress(OSError):  # a full disk: compile again next time
            save(*arguments)

    compiled._cache.save_overload = save_where_there_is_room
    return cast("F", compiled)


def helper(function: F) -> F:
    """Compile a function that only compiled functions call."""
    import numba

    compiled: F = numba.njit(**_INNER)(function)
    return compiled


def inlined(function: F) -> F:
    """Compile a helper into its callers: for hot paths, and where many arrays are passed."""
    import numba

    compiled: F = numba.njit(forceinline=True, **_INNER)(function)
    return compiled
