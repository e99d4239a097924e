"""The compiler of the kernel: Numba, with a cache that knows the sources.

What for: every compiled function of the engine goes through :func:`jit`. Numba's own cache looks at
the file of the entry function only, so that a change in a helper would go unseen, and believes
whatever bytes it finds. Here machine code is kept under :data:`KERNEL_VERSION`, a hash over all
sources that the kernel is compiled from, which is also part of the identity of results: what runs
is what the record names, wherever the cache lies. It is sealed, so that damage is found, and the
folder is the user's alone (:mod:`renkei._base.cache`). Takes functions; gives compiled ones.

The cache is ``kernel`` in the user's cache folder (:func:`renkei._base.cache.user_folder`), or in
``NUMBA_CACHE_DIR``. Where it cannot be written, each process compiles.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from renkei._base.cache import Cache, user_folder

F = TypeVar("F", bound=Callable[..., object])

wide = cast("Callable[[Any], int]", np.int64)
"""Widen a column's integer, so that helpers are compiled for one width only."""

Record = Any
"""One row of a table, by reference; cheaper to pass than the table."""


_IMPORTED = re.compile(r"^from (renkei\.(?:engine|program\.machine)[\w.]*) import (.*)$", re.M)


def sources() -> list[Path]:
    """Return what the kernel is compiled from: this folder, and what the program declares.

    These are the modules of ``engine`` and ``program.machine`` that a module of this folder
    imports, and what they import in turn: a constant of theirs is compiled in.
    """
    root = Path(__file__).parents[3]
    found: dict[Path, None] = {}
    waiting = sorted(Path(__file__).parent.rglob("*.py"))
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found[file] = None
        for module, names in _IMPORTED.findall(file.read_text(encoding="utf-8")):
            place = root.joinpath(*module.split("."))
            inside = (place / f"{name.strip()}.py" for name in names.split(","))
            waiting += [each for each in (place.with_suffix(".py"), *inside) if each.is_file()]
    return sorted(found)


def _version() -> str:
    sha = hashlib.sha256()
    for file in sources():
        sha.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return sha.hexdigest()[:16]


KERNEL_VERSION = _version()
"""Hash of the sources of the kernel, 16 hexadecimal digits."""


_HERE = "NUMBA_CACHE_DIR"

_MAX_BYTES = 256 * 2**20
"""Bound on the machine code kept [bytes]: some thirty kernels."""


def kernels() -> Cache | None:
    """Return where machine code is kept; None: nowhere."""
    wanted = os.environ.get(_HERE)
    folder = Path(wanted) if wanted else user_folder()
    return None if folder is None else Cache(folder / "kernel", _MAX_BYTES)


class _Kept:
    """What Numba asks for compiled code, in the place of its own cache.

    Parameters
    ----------
    function
        The function that is compiled.
    cache
        Where its code is kept.
    """

    def __init__(self, function: Callable[..., object], cache: Cache) -> None:
        self.function = function
        self.cache = cache
        self.cache_path = str(cache.folder)  # for the dispatcher's statistics

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return what was compiled for a signature on this processor, or None."""
        from numba.core.compiler import CompileResult

        target.refresh()
        content = self.cache.get(self._key(signature, target.codegen()))
        rebuild: Any = CompileResult._rebuild
        return None if content is None else rebuild(target, *pickle.loads(content))

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep what was compiled."""
        from numba.core import serialize

        dumps: Any = serialize.dumps
        if not result.library.has_dynamic_globals:  # an address holds in this process only
            self.cache.put(self._key(signature, result.codegen), dumps(result._reduce()))

    def _key(self, signature: Any, codegen: Any) -> str:
        import llvmlite
        import numba

        parts = (
            KERNEL_VERSION,
            self.function.__module__,
            self.function.__qualname__,
            hashlib.sha256(self.function.__code__.co_code).hexdigest(),
            str(signature),
            codegen.magic_tuple(),
            platform.python_version(),
            numba.__version__,
            llvmlite.__version__,
            # What else Numba is told from outside: how far to optimise, and the like.
            sorted((k, v) for k, v in os.environ.items() if k.startswith("NUMBA_") and k != _HERE),
        )
        return repr(parts)


_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
"""No reference counts: arrays belong to the caller, so compiled functions must not allocate."""

_INNER: dict[str, Any] = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def jit(function: F) -> F:
    """Compile an entry point: cached on disk, without the interpreter lock."""
    import numba  # late: whoever wants the version only need not wait for it

    compiled: Any = numba.njit(**_OPTIONS)(function)
    cache = kernels()
    if cache is not None:
        compiled._cache = _Kept(function, cache)
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
