"""The files of a scenario: on the disk, or as they stood at one moment.

What for: the tree is read from files that may change while a command runs; a snapshot keeps their
bytes, so that whatever is read from it later is the same document. Takes a path; gives names and
bytes. Light to import: a run on known files needs no more of the language than this.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from renkei._base.plain import open_plain

MAX_BYTES = 16 * 2**20
"""Largest file that is read [bytes]."""

ROOT = "scenario.yaml"


class Disk:
    """The files as they are now."""

    def is_dir(self, path: Path) -> bool:
        """Return whether it is a folder."""
        return path.is_dir()

    def is_file(self, path: Path) -> bool:
        """Return whether it is a file."""
        return path.is_file()

    def tables(self, folder: Path) -> list[Path]:
        """Return the files and folders that may hold tables, the root apart."""
        return [
            path
            for path in sorted(folder.iterdir())
            if path.name != ROOT and not path.name.startswith(".") and _belongs(path)
        ]

    def entries(self, folder: Path) -> list[Path]:
        """Return the files of a folder that holds one entry each."""
        return sorted(folder.glob("*.yaml"))

    def read(self, path: Path) -> tuple[int, bytes]:
        """Return size and bytes; of what is too large the size only.

        Raises
        ------
        OSError
            If it cannot be read, or is a pipe or a device, which might never end.
        """
        raw = b""
        with open_plain(path, follow=True) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size <= MAX_BYTES:
                raw = stream.read(MAX_BYTES + 1)  # it may grow meanwhile
        return max(size, len(raw)), raw


@dataclass(frozen=True)
class Snapshot(Disk):
    """The files of one scenario as they stood when they were taken.

    Parameters
    ----------
    folders
        What each folder holds.
    contents
        The bytes of each file.
    """

    folders: dict[Path, list[Path]]
    contents: dict[Path, bytes]

    def is_dir(self, path: Path) -> bool:
        """Return whether it was a folder."""
        return path in self.folders

    def is_file(self, path: Path) -> bool:
        """Return whether it was a file."""
        return path in self.contents

    def tables(self, folder: Path) -> list[Path]:
        """Return the files and folders that held tables, the root apart."""
        return self.folders[folder]

    def entries(self, folder: Path) -> list[Path]:
        """Return the files of a folder that held one entry each."""
        return self.folders[folder]

    def read(self, path: Path) -> tuple[int, bytes]:
        """Return size and bytes."""
        raw = self.contents[path]
        return len(raw), raw

    def digest(self) -> str:
        """Return a hash of all names and bytes."""
        sha = hashlib.sha256()
        for kind, paths in ((b"folder", self.folders), (b"file", self.contents)):
            for path in sorted(paths):
                raw = self.contents.get(path, b"")
                name = str(path).encode("utf-8", "surrogateescape")
                sha.update(b"%b %d %d " % (kind, len(name), len(raw)) + name + raw)
        return sha.hexdigest()


def snapshot(path: Path) -> Snapshot | None:
    """Return the files of a scenario as they are now; None: not all can be read, or only once."""
    taken = Snapshot({}, {})
    try:
        return taken if _take(path, taken, is_root=True) else None
    except OSError:
        return None


def _take(path: Path, taken: Snapshot, *, is_root: bool = False) -> bool:
    disk = Disk()
    if disk.is_dir(path):
        taken.folders[path] = disk.tables(path) if is_root else disk.entries(path)
        inside = [path / ROOT, *taken.folders[path]] if is_root else taken.folders[path]
        return all(_take(item, taken) for item in inside)
    if not disk.is_file(path):  # a pipe can be read once only
        return False
    size, taken.contents[path] = disk.read(path)
    return size <= MAX_BYTES


def _belongs(path: Path) -> bool:
    """Return whether it is a table or a folder of entries; notes beside them are left alone."""
    if path.is_dir():
        return any(path.glob("*.yaml"))
    return path.suffix in (".yaml", ".csv")
