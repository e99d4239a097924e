"""Files that only save time: kept by key, never trusted blindly, never more than a bound.

What for: what is slow to make and a pure function of its inputs is kept between runs. Takes keys
(a hash of all inputs) and bytes; gives the bytes back, or None. Anything wrong with the folder or
a file counts as None: a cache may be slow, never wrong and never in the way.

The folder is ``programs`` in ``RENKEI_CACHE_DIR``, by default in ``renkei`` in the user's cache
folder (``XDG_CACHE_HOME``, on Windows ``LOCALAPPDATA``); ``RENKEI_CACHE_DIR=off`` keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 64 * 2**20
"""Bound on a cache [bytes]: some hundred compiled designs."""

_SEAL_BYTES = hashlib.sha256().digest_size
_SUFFIX = ".kept"


def user_folder() -> Path:
    """Return the folder of Renkei in the user's cache folder; it may not be there yet."""
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(root) if root else Path.home() / ".cache") / "renkei"


def default_cache() -> Cache | None:
    """Return the cache that the environment asks for; None: it asks for none."""
    wanted = os.environ.get("RENKEI_CACHE_DIR")
    if wanted == "off":
        return None
    try:
        return Cache((Path(wanted) if wanted else user_folder()) / "programs")
    except RuntimeError:  # no home folder
        return None


class Cache:
    """A folder of sealed files, the least recently used of which go when it is full.

    Parameters
    ----------
    folder
        Made when first written to.
    max_bytes
        Bound on the sizes of all files together.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.max_bytes = max_bytes

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key; None: nothing, or it is damaged."""
        path = self._path(key)
        try:
            sealed = path.read_bytes()
        except OSError:
            return None
        content = sealed[_SEAL_BYTES:]
        if sealed[:_SEAL_BYTES] != _seal(key, content):
            return None
        with suppress(OSError):
            os.utime(path)  # used: it goes last
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content`` under a key; nothing happens where the folder cannot be written."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            # Written apart, then renamed: a reader or a second writer sees all of a file or none.
            handle, name = tempfile.mkstemp(prefix=".", dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_seal(key, content) + content)
                os.replace(name, self._path(key))
            except OSError:
                os.unlink(name)
                raise
            self._make_room()

    def _path(self, key: str) -> Path:
        return self.folder / (hashlib.sha256(key.encode()).hexdigest() + _SUFFIX)

    def _make_room(self) -> None:
        files = []
        for path in self.folder.iterdir():
            with suppress(OSError):  # another process may take it away meanwhile
                entry = path.stat()
                files.append((entry.st_mtime_ns, entry.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self.max_bytes:
                break
            with suppress(OSError):
                path.unlink()
            total -= size


def _seal(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + content).digest()
