"""Part files on disk: written whole or not at all, checked before they are believed.

Takes Arrow tables for the fixed :data:`PART` replications of a part; gives back verified file
names.

A part of a design is one Parquet file per table plus a *seal*, ``seals/part-00000.json``, which
names the files with their SHA-256 and is written last. A part without a seal does not exist, so a
run that stops at any moment leaves only whole parts. The last part of a run may be short; its files
have other names than those of the whole part that replaces it when the run is extended, so that one
or the other is there at every moment.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei._base.errors import ResultsError
from renkei.results.tables import PART_TABLES, SCHEMA_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

PART = 25
"""Replications in a part; only the last part of a run may hold fewer."""

LOCK = ".lock"
"""File in a result folder that its run locks."""

_SEALS = "seals"
_PART_NAME = re.compile(r"part-(\d{5,})\.json")


@dataclass(frozen=True)
class Part:
    """One sealed part of a design.

    Parameters
    ----------
    index
        Number of the part; it begins at replication ``index * PART``.
    replications
        Replications in it, 1 to :data:`PART`.
    failed
        How many of them failed.
    files
        Table to the name of its file, relative to the folder of the design.
    sizes, digests
        Table to the size in bytes and the SHA-256 of its file.
    """

    index: int
    replications: int
    failed: int
    files: Mapping[str, str]
    sizes: Mapping[str, int]
    digests: Mapping[str, str]

    @property
    def first(self) -> int:
        """Number of its first replication."""
        return self.index * PART

    def as_json(self) -> str:
        """Return the text of the seal; the same part gives the same text."""
        tables = {
            table: {"file": self.files[table], "bytes": self.sizes[table], "sha256": digest}
            for table, digest in self.digests.items()
        }
        record = {
            "schema_version": SCHEMA_VERSION,
            "part": self.index,
            "first_replication": self.first,
            "replications": self.replications,
            "failed": self.failed,
            "tables": tables,
        }
        return json.dumps(record, indent=1, sort_keys=True) + "\n"


class DesignStore:
    """The parts of one design in a result folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def parts(self, verify: bool = True) -> list[Part]:
        """Return the sealed parts in order.

        Parameters
        ----------
        verify
            True reads every file and compares its SHA-256; False compares sizes only.

        Raises
        ------
        ResultsError
            If a file of a sealed part is missing or is not what was written; the message names it.
        """
        found = sorted((self.folder / _SEALS).glob("part-*.json"))
        parts = [_read_seal(path) for path in found if _PART_NAME.fullmatch(path.name)]
        parts.sort(key=lambda part: part.index)
        for part in parts:
            self._check(part, verify)
        return parts

    def _check(self, part: Part, verify: bool) -> None:
        for table, name in part.files.items():
            path = self.folder / name
            try:
                size = path.stat().st_size
                sound = size == part.sizes[table] and (
                    not verify or file_digest(path) == part.digests[table]
                )
            except FileNotFoundError:
                raise ResultsError(self._damaged(part, path, "is missing")) from None
            except OSError as error:
                raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
            if not sound:
                raise ResultsError(
                    self._damaged(part, path, f"is damaged ({size} of {part.sizes[table]} bytes)")
                )

    def _damaged(self, part: Part, path: Path, what: str) -> str:
        last = part.first + part.replications - 1
        return (
            f"{path} {what}; it holds replications {part.first} to {last}. The other parts are "
            f"sound. Delete {self._seal(part.index)} and run the same command again: only this "
            "part is made anew."
        )

    def _seal(self, index: int) -> Path:
        return self.folder / _SEALS / f"part-{index:05d}.json"

    def adopt(self, part: Part, blobs: Mapping[str, bytes]) -> None:
        """Write the files of ``part`` with this content, then its seal; replace a shorter part.

        Raises
        ------
        ResultsError
            If a file cannot be written (full disk, read-only folder); nothing sealed is lost.
        """
        pending: list[tuple[Path, Path]] = []
        try:
            # Every byte is on disk before a name changes: a full disk costs nothing.
            for table, blob in blobs.items():
                path = self.folder / part.files[table]
                pending.append((_write_temporary(path, blob), path))
            seal = self._seal(part.index)
            pending.append((_write_temporary(seal, part.as_json().encode()), seal))
            with storing(seal):
                replaced = self._named_by(seal)
                for temporary, path in pending:
                    temporary.replace(path)
                for path in replaced - {path for _, path in pending}:
                    path.unlink(missing_ok=True)
        finally:
            for temporary, _ in pending:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)

    def clear(self, parts: Iterable[Part]) -> None:
        """Remove the files that none of these, all sealed parts, names: a killed run left them.

        Only for who holds the lock of the result folder.
        """
        named = {self.folder / name for part in parts for name in part.files.values()}
        with storing(self.folder):
            for table in PART_TABLES:
                for path in (self.folder / table).glob("part-*.parquet"):
                    if path not in named:
                        path.unlink(missing_ok=True)

    def _named_by(self, seal: Path) -> set[Path]:
        """Return the files that a seal names; none where it is not there or damaged."""
        try:
            return {self.folder / name for name in _read_seal(seal).files.values()}
        except ResultsError:
            return set()


def sealed(
    index: int, tables: Mapping[str, pa.Table], replications: int, failed: int
) -> tuple[Part, dict[str, bytes]]:
    """Return a part and the content of its files, not yet written."""
    blobs = {name: parquet_bytes(tables[name]) for name in PART_TABLES if name in tables}
    length = "" if replications == PART else f"-{replications}"
    part = Part(
        index=index,
        replications=replications,
        failed=failed,
        files={name: f"{name}/part-{index:05d}{length}.parquet" for name in blobs},
        sizes={name: len(blob) for name, blob in blobs.items()},
        digests={name: bytes_digest(blob) for name, blob in blobs.items()},
    )
    return part, blobs


def parquet_bytes(table: pa.Table) -> bytes:
    """Return ``table`` as a Parquet file; equal tables give equal bytes."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_statistics=True, version="2.6")
    return buffer.getvalue()


def bytes_digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new, never a part of it."""
    temporary = _write_temporary(path, content)
    try:
        with storing(path):
            temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write_temporary(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with storing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    return temporary


def clear_temporaries(folder: Path) -> None:
    """Remove files half written that a killed run left; only for who holds the lock."""
    with storing(folder):
        for path in folder.rglob(".*.tmp"):
            path.unlink(missing_ok=True)


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn a failure of the file system into a :class:`ResultsError` that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why, remedy = "the disk is full", "free some space"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why, remedy = "the folder is not writable", "choose another folder for results"
        else:
            why, remedy = str(error.strerror or error), "see to the folder"
        raise ResultsError(
            f"{path} cannot be written: {why}. What was finished before is kept; {remedy} and run "
            "the same command again."
        ) from error


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Keep a second experiment out of ``folder`` until the block ends.

    The system drops the lock when the process ends, however it ends. On Windows nothing is locked.

    Raises
    ------
    ResultsError
        If another process runs an experiment there.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    path = folder / LOCK
    with storing(path):
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ResultsError(
                f"Another process runs an experiment in {folder}. Wait until it has ended."
            ) from None
        yield


def _read_seal(path: Path) -> Part:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        tables = record["tables"]
        if record["schema_version"] != SCHEMA_VERSION:
            raise ResultsError(
                f"{path} has schema version {record['schema_version']}; this version of Renkei "
                f"reads {SCHEMA_VERSION}. Run the scenario again into another folder."
            )
        return Part(
            index=int(record["part"]),
            replications=int(record["replications"]),
            failed=int(record["failed"]),
            files={name: str(entry["file"]) for name, entry in tables.items()},
            sizes={name: int(entry["bytes"]) for name, entry in tables.items()},
            digests={name: str(entry["sha256"]) for name, entry in tables.items()},
        )
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultsError(
            f"{path} is damaged: {error!r}. Delete it and run the same command again: only this "
            "part is made anew."
        ) from error
