"""Part files on disk: written whole or not at all, checked before they are believed.

Takes Arrow tables for the fixed :data:`PART` replications of a part; gives back verified file
names.

A part of a design is one Parquet file per table plus a *seal*, ``seals/part-00000.json``, which
names the files with their SHA-256, carries a checksum of itself, and is written last. A part
without a seal does not exist, so a run that stops at any moment leaves only whole parts. The last
part of a run may be short; its files have other names than those of the whole part that replaces it
when the run is extended, so that one or the other exists at every moment.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei._base.errors import ResultsError
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.results import layout
from renkei.results.layout import LOCK, PART, inside, open_inside, part_file, read_inside, seal_file
from renkei.results.tables import PART_TABLES, SCHEMA_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

_OF_DAMAGE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_MOST = 2**20
"""Bound on a seal [bytes]; one has some three thousand."""


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
        record["sha256"] = bytes_digest(json.dumps(record, sort_keys=True).encode())
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
            If a file of a sealed part is missing or is not what was written, or what is there has
            not the layout of a result folder; the message names it.
        """
        with reading(self.folder):
            parts = [_read_seal(self.folder, name) for name in layout.seals(self.folder)]
        parts.sort(key=lambda part: part.index)
        for part in parts:
            self._check(part, verify)
        return parts

    def _check(self, part: Part, verify: bool) -> None:
        for table, name in part.files.items():
            path = self.folder / name
            try:
                with open_inside(self.folder, name) as stream:
                    size = os.fstat(stream.fileno()).st_size
                    sound = size == part.sizes[table] and (
                        not verify or stream_digest(stream) == part.digests[table]
                    )
            except FileNotFoundError:
                raise ResultsError(self._damaged(part, path, Phrase("is missing"))) from None
            except OSError as error:
                raise ResultsError(
                    Phrase("{path} cannot be read: {strerror}", path=path, strerror=reason(error))
                ) from error
            if not sound:
                raise ResultsError(
                    self._damaged(
                        part,
                        path,
                        Phrase(
                            "is damaged ({size} of {whole} bytes)",
                            size=size,
                            whole=part.sizes[table],
                        ),
                    )
                )

    def _damaged(self, part: Part, path: Path, what: str) -> str:
        last = part.first + part.replications - 1
        return Phrase(
            "{path} {what}; it holds replications {first} to {last}. The other parts are sound. "
            "Delete {seal} and run the same command again: only this part is made anew.",
            path=path,
            what=what,
            first=part.first,
            last=last,
            seal=self.folder / seal_file(part.index),
        )

    def adopt(self, part: Part, blobs: Mapping[str, bytes]) -> None:
        """Write the files of ``part`` with this content, then its seal; replace a shorter part.

        Raises
        ------
        ResultsError
            If a file cannot be written (full disk, read-only folder), or the part, which may come
            from another machine, has names of its own; nothing sealed is lost.
        """
        _check_names(part, self.folder / seal_file(part.index))
        pending: list[tuple[Path, Path]] = []
        try:
            # Every byte is on disk before a name changes: a full disk costs nothing.
            for table, blob in blobs.items():
                path = inside(self.folder, part.files[table])
                pending.append((_write_temporary(path, blob), path))
            seal = inside(self.folder, seal_file(part.index))
            pending.append((_write_temporary(seal, part.as_json().encode()), seal))
            with storing(seal):
                replaced = self._named_by(part.index)
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
        named = {name for part in parts for name in part.files.values()}
        with storing(self.folder):
            for name in layout.part_files(self.folder):
                path = self.folder / name
                if name not in named and stat.S_ISREG(path.lstat().st_mode):
                    path.unlink(missing_ok=True)

    def _named_by(self, index: int) -> set[Path]:
        """Return the files that a seal names; none where the seal is missing or damaged."""
        try:
            part = _read_seal(self.folder, seal_file(index))
        except (ResultsError, OSError):
            return set()
        return {inside(self.folder, name) for name in part.files.values()}


def sealed(
    index: int, tables: Mapping[str, pa.Table], replications: int, failed: int
) -> tuple[Part, dict[str, bytes]]:
    """Return a part and the content of its files, not yet written."""
    blobs = {name: parquet_bytes(tables[name]) for name in PART_TABLES if name in tables}
    part = Part(
        index=index,
        replications=replications,
        failed=failed,
        files={name: part_file(name, index, replications) for name in blobs},
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


def stream_digest(stream: BufferedReader) -> str:
    """Return the SHA-256 of an open file in hexadecimal."""
    return hashlib.file_digest(stream, "sha256").hexdigest()


def file_digest(folder: Path, name: str) -> str | None:
    """Return the SHA-256 of a file of a result folder; None: the file does not exist.

    Raises
    ------
    ResultsError
        If a link stands on the way, or it cannot be read.
    """
    with reading(folder / name):
        try:
            with open_inside(folder, name) as stream:
                return stream_digest(stream)
        except FileNotFoundError:
            return None


def write_whole(folder: Path, name: str, content: bytes) -> None:
    """Write a file of a folder so that a reader finds the old content or the new, never a part."""
    path = inside(folder, name)
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
        # A file of this name was left by a killed run, or planted: it is not written through.
        temporary.unlink(missing_ok=True)
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    return temporary


def clear_temporaries(folder: Path, designs: Iterable[str]) -> None:
    """Remove files half written that a killed run left; only for who holds the lock."""
    with storing(folder):
        for path in layout.temporaries(folder, designs):
            path.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a failure of the file system into a :class:`ResultsError` that names the file."""
    try:
        yield
    except OSError as error:
        raise ResultsError(
            Phrase(
                "{path} cannot be read: {error}.",
                path=error.filename or path,
                error=reason(error),
            )
        ) from error


class NotWritable(ResultsError):
    """What is to be written lies where this user, or nobody, may write."""


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn a failure of the file system into a :class:`ResultsError` that says what to do."""
    try:
        yield
    except OSError as error:
        kind = ResultsError
        why: str
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why, remedy = Phrase("the disk is full"), Phrase("free some space")
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why = Phrase("the folder is not writable")
            remedy = Phrase("choose another folder for results")
            kind = NotWritable
        else:
            why, remedy = reason(error), Phrase("see to the folder")
        raise kind(
            Phrase(
                "{path} cannot be written: {why}. What was finished before is kept; {remedy} and "
                "run the same command again.",
                path=path,
                why=why,
                remedy=remedy,
            )
        ) from error


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Keep a second experiment out of ``folder`` until the block ends.

    The system drops the lock when the process ends, however it ends.

    Raises
    ------
    ResultsError
        If another process runs an experiment there, or the file system keeps no locks.
    """
    from filelock import lock_descriptor

    path = inside(folder, LOCK)
    with storing(path):
        folder.mkdir(parents=True, exist_ok=True)
        # Opened here, not by filelock: a link is not followed, a pipe is not waited for, and what
        # lies there is not emptied, in case it is not ours.
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        file = os.fdopen(os.open(path, flags, 0o666), "rb+", buffering=0)
    with file:
        with storing(path):
            is_ours = lock_descriptor(file.fileno(), blocking=False)
        if not is_ours:
            raise ResultsError(
                Phrase(
                    "Another process runs an experiment in {folder}. Wait until it has ended.",
                    folder=folder,
                )
            )
        yield


def _read_seal(folder: Path, name: str) -> Part:
    """Read a seal of a design.

    Raises
    ------
    ResultsError
        If it is damaged, of another version, or names what no seal would name.
    OSError
        If it cannot be read.
    """
    path = folder / name
    content = read_inside(folder, name, _MOST)
    try:
        record: dict[str, Any] = json.loads(content)
        version = record["schema_version"]
        if version != SCHEMA_VERSION:
            raise ResultsError(
                Phrase(
                    "{path} has schema version {version}; this version of Renkei "
                    "reads {schema_version}. Run the scenario again into another "
                    "folder.",
                    path=path,
                    version=str(version)[:20],
                    schema_version=SCHEMA_VERSION,
                )
            )
        tables = record["tables"]
        part = Part(
            index=int(record["part"]),
            replications=int(record["replications"]),
            failed=int(record["failed"]),
            files={name: str(entry["file"]) for name, entry in tables.items()},
            sizes={name: int(entry["bytes"]) for name, entry in tables.items()},
            digests={name: str(entry["sha256"]) for name, entry in tables.items()},
        )
        # The checksum is of all, and all else follows from the part: one text is right.
        sound = part.as_json().encode() == content
        why: str = Phrase("it is not what was written, its checksum says")
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        sound, why = False, f"{error!r:.200}"
    if not sound:
        raise ResultsError(
            Phrase(
                "{path} is damaged: {why}. Delete it and run the same command "
                "again: only this part is made anew.",
                path=path,
                why=why,
            )
        )
    _check_names(part, path)
    return part


def _check_names(part: Part, path: Path) -> None:
    """Refuse a seal that is sound, and yet none that this version would have written."""
    wrong = [
        (table, file)
        for table, file in part.files.items()
        if table not in PART_TABLES or file != part_file(table, part.index, part.replications)
    ]
    if wrong:
        table, file = wrong[0]
        raise ResultsError(
            Phrase(
                "{path} names `{file}` as the file of its table `{table}`, "
                "which is no name in a result folder. Renkei has not written "
                "it: the folder is refused, and nothing in it was changed.",
                path=path,
                file=f"{file:.200}",
                table=f"{table:.40}",
            )
        )
    sound = 1 <= part.replications <= PART and 0 <= part.failed <= part.replications
    if not sound or path.name != Path(seal_file(part.index)).name:
        raise ResultsError(
            Phrase(
                "{path} is the seal of part {index}, with {replications} "
                "replications of which {failed} failed: no part is so. Renkei "
                "has not written it: the folder is refused, and nothing in it "
                "was changed.",
                path=path,
                index=part.index,
                replications=part.replications,
                failed=part.failed,
            )
        )
