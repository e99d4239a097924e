"""Files that only save time: kept by key, never trusted blindly, never more than a bound.

What for: what is slow to make and a pure function of its inputs is kept between runs. Takes keys
(a hash of all inputs) and bytes; gives the bytes back, or None. Anything wrong with the folder or
a file counts as None: a cache may be slow, never wrong and never in the way.

What is kept may be code, so the folder must be the user's alone: it is made with mode 0700 (one
that is laxer is tightened), and a folder or a file that is a link, or belongs to somebody else than
the user or root, counts as missing.

The folder is ``programs`` in ``RENKEI_CACHE_DIR``, by default in ``renkei`` in the user's cache
folder, wherever the system has that (``~/.cache`` or ``XDG_CACHE_HOME``, ``~/Library/Caches``,
``LOCALAPPDATA``); ``RENKEI_CACHE_DIR=off`` keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from renkei._base.plain import open_plain

MAX_BYTES = 64 * 2**20
"""Bound on a cache [bytes]: some hundred compiled designs."""

_SEAL_BYTES = hashlib.sha256().digest_size
_SUFFIX = ".kept"


def user_folder() -> Path | None:
    """Return the folder of Renkei in the user's cache folder; it may not exist yet.

    None: the user has none, as a number without a name and a home in a container.
    """
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("renkei", appauthor=False)
    except RuntimeError:
        return None
    # Without HOME and without an entry of this user the tilde stays as it is.
    return folder if folder.is_absolute() else None


def default_cache() -> Cache | None:
    """Return the cache that the environment asks for; None: it asks for none."""
    wanted = os.environ.get("RENKEI_CACHE_DIR")
    if wanted == "off":
        return None
    folder = Path(wanted) if wanted else user_folder()
    return None if folder is None else Cache(folder / "programs")


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
            if not _is_private(self.folder.lstat()):
                return None
            with open_plain(path) as stream:
                if not _is_private(os.fstat(stream.fileno())):
                    return None
                sealed = stream.read()
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
            if not self._is_ours():
                return
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

    def _is_ours(self) -> bool:
        """Make the folder, or close it to others; return whether it may be written to."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
        found = self.folder.lstat()
        if not hasattr(os, "geteuid"):  # Windows keeps the user's folders from others itself
            return stat.S_ISDIR(found.st_mode)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        if found.st_mode & 0o077:
            self.folder.chmod(0o700)
        return True

    def _path(self, key: str) -> Path:
        return self.folder / (hashlib.sha256(key.encode()).hexdigest() + _SUFFIX)

    def _make_room(self) -> None:
        files = []
        for path in self.folder.iterdir():
            with suppress(OSError):  # another process may take it away meanwhile
                entry = path.lstat()
                if stat.S_ISREG(entry.st_mode):
                    files.append((entry.st_mtime_ns, entry.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self.max_bytes:
                break
            with suppress(OSError):
                path.unlink()
            total -= size


def _is_private(found: os.stat_result) -> bool:
    """Return whether nobody but the user and root can have written this file or folder."""
    if not hasattr(os, "geteuid"):
        return True
    if stat.S_ISLNK(found.st_mode) or found.st_uid not in (0, os.geteuid()):
        return False
    return not found.st_mode & 0o022


def _seal(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + content).digest()
