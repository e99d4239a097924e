"""The file of an exercise: one SQLite database that holds all of it.

What for: what was acknowledged to a person is never lost. An action, the answer to it and where
the clock stood are committed together before anybody hears of them, each with a flush to the disk
(WAL, ``synchronous=FULL``): twenty actions a second are far fewer than the flushes that a disk can
do, and a lesson survives a laptop whose battery ends. Takes and gives bytes and texts; what they
mean is the business of :mod:`renkei.exercise`.

A file that was closed is one file, to be copied as any other. One that a killed process left has
its last actions in a second file beside it (``-wal``) until it is opened again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from renkei._base.errors import InputError, Location, Problem, ResultsError
from renkei._base.foreign import foreign, reason
from renkei._base.language import Phrase
from renkei.server.secrets import Keys

APPLICATION = int.from_bytes(b"RKex", "big")
"""Says of a file of SQLite that it is an exercise (``PRAGMA application_id``)."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE about (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE entry (
        number INTEGER PRIMARY KEY CHECK (number > 0),
        body TEXT NOT NULL,
        chain BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
    CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
    CREATE TABLE answer (
        who TEXT NOT NULL,
        key TEXT NOT NULL,
        asked BLOB NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (who, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE clock (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        now_h REAL NOT NULL,
        speed REAL NOT NULL,
        started INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE code (who TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
    CREATE TABLE session (
        digest BLOB PRIMARY KEY,
        who TEXT NOT NULL,
        person TEXT NOT NULL,
        made REAL NOT NULL,
        ended INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    """,
    "ALTER TABLE clock ADD COLUMN starts_at REAL;",
)
"""What makes a file of version n one of version n + 1; a new file goes through all of them."""

_MAGIC = b"SQLite format 3\0"

_OF_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises; the message itself may quote bytes that are no text."""


class Answered(NamedTuple):
    """An answer that was given: to what, as a digest, and its text."""

    asked: bytes
    body: str


class StoredSession(NamedTuple):
    """A session: the digest of its token, who it is, the name given, when [Unix s]."""

    digest: bytes
    who: str
    person: str
    made: float


@dataclass(frozen=True)
class StoodAt:
    """Where the clock stood: all that anybody was told of happened up to ``now_h``.

    ``starts_at`` is when it is to start by itself [Unix s].
    """

    now_h: float
    speed: float
    started: bool
    starts_at: float | None = None


class Store:
    """An exercise file, open; no other process can open it meanwhile.

    Use :meth:`made` or :meth:`opened`. One thread at a time.
    """

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self.path = path
        self._database = database
        self._chain = b""
        self._last = 0

    @classmethod
    def made(cls, path: Path, about: Mapping[str, bytes], clock: StoodAt) -> Store:
        """Make a file, with what it is to hold from the beginning.

        Raises
        ------
        ResultsError
            If there is a file of this name already, or none can be made there.
        """
        try:
            # Readable by its owner alone: it holds what seats of each nation know.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise ResultsError(
                Phrase("{path} exists; an exercise is never written over another.", path=path)
            ) from None
        except OSError as error:
            raise _cannot_write(path, error) from error
        store = cls(path, _connected(path))
        try:
            with store._writing():
                store._execute(f"PRAGMA application_id = {APPLICATION}")
            store._migrate(0, MIGRATIONS)
            with store._writing():
                for name, value in about.items():
                    row = (name, value, _digest(name.encode(), value))
                    store._execute("INSERT INTO about VALUES (?, ?, ?)", row)
                store._execute("INSERT INTO clock VALUES (1, ?, ?, ?, ?)", _clock_row(clock))
        except BaseException:
            store._database.close()
            with suppress(OSError):
                path.unlink()
            raise
        return store

    @classmethod
    def opened(cls, path: Path, migrations: Sequence[str] = MIGRATIONS) -> Store:
        """Open a file, bring it to this version, and check that it is whole.

        Raises
        ------
        InputError
            If it is no exercise, is damaged, or is of a later version.
        ResultsError
            If another process has it open, or it cannot be read.
        """
        try:
            with path.open("rb") as file:
                magic = file.read(len(_MAGIC))
        except FileNotFoundError:
            raise _wrong(path, "EXC-001", Phrase("no such file"), _AN_EXERCISE) from None
        except OSError as error:
            raise _cannot_write(path, error) from error
        if magic != _MAGIC:
            raise _wrong(path, "EXC-001", Phrase("a file of another kind"), _AN_EXERCISE)
        database = _connected(path)
        store = cls(path, database)
        try:
            store._check(migrations)
        except BaseException:
            database.close()
            raise
        return store

    def _check(self, migrations: Sequence[str]) -> None:
        try:
            (application,) = self._execute("PRAGMA application_id").fetchone()
            (version,) = self._execute("PRAGMA user_version").fetchone()
            if application != APPLICATION:
                found = Phrase("a database of another program")
                raise _wrong(self.path, "EXC-001", found, _AN_EXERCISE)
            if version > len(migrations):
                found = Phrase("version {version} of the file", version=version)
                expected = Phrase("version {version} or earlier", version=len(migrations))
                raise _wrong(self.path, "EXC-003", found, expected)
            faults = [text for (text,) in self._execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise _damaged(self.path, "; ".join(faults))
            self._migrate(version, migrations)
            for name, value, digest in self._execute("SELECT name, value, digest FROM about"):
                if digest != _digest(name.encode(), value):
                    raise _damaged(self.path, Phrase("`{name}` is not what was written", name=name))
            self._check_entries()
            if self._execute("SELECT 1 FROM clock").fetchone() is None:
                raise _damaged(self.path, Phrase("the clock is missing"))
        except sqlite3.OperationalError as error:
            # Those of Python's own, of text that is none, have no code.
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise ResultsError(
                    Phrase(
                        "{path} is open in another `renkei serve`; end that first.", path=self.path
                    )
                ) from error
            raise _damaged(self.path, foreign(str(error))) from error
        except _OF_DAMAGE as error:
            raise _damaged(self.path, foreign(str(error))) from error

    def _check_entries(self) -> None:
        """Check that entries are numbered without a gap and that each is what was written.

        Each has a digest of itself and of that before it, so that none can be lost or changed
        between others; SQLite's own check looks at the pages, not at what stands in them.
        """
        self._chain, self._last = b"", 0
        rows = self._execute("SELECT number, body, chain FROM entry ORDER BY number")
        for number, body, chain in rows:
            if number != self._last + 1 or chain != _digest(self._chain, body.encode()):
                raise _damaged(
                    self.path,
                    Phrase("entry {number} is not what was written", number=self._last + 1),
                )
            self._chain, self._last = chain, number

    def _migrate(self, version: int, migrations: Sequence[str]) -> None:
        for number, script in enumerate(migrations[version:], version + 1):
            with self._writing():
                for statement in _statements(script):
                    self._execute(statement)
                self._execute(f"PRAGMA user_version = {number}")

    def branched(
        self, path: Path, about: Mapping[str, bytes], entries: Iterable[str], clock: StoodAt
    ) -> Store:
        """Make another file from this one, with the same people, that goes on from earlier.

        All answers go with it: an action that was done here and is sent again is not done there.

        Raises
        ------
        ResultsError
            If there is a file of this name, or it cannot be written.
        """
        made = Store.made(path, about, clock)
        try:
            with made._writing():
                for number, body in enumerate(entries, 1):
                    made._add_entry(number, body)
                for table in ("answer", "code", "session"):
                    for row in self._execute(f"SELECT * FROM {table}").fetchall():
                        marks = ", ".join("?" * len(row))
                        made._execute(f"INSERT INTO {table} VALUES ({marks})", row)
        except BaseException:
            made.close()
            with suppress(OSError):
                path.unlink()
            raise
        return made

    # --- what it is -------------------------------------------------------------------------

    def about(self) -> dict[str, bytes]:
        """Return what was given when it was made."""
        return dict(self._execute("SELECT name, value FROM about"))

    def entries(self) -> Iterator[str]:
        """Yield the entries of the log in order."""
        for (body,) in self._execute("SELECT body FROM entry ORDER BY number"):
            yield body

    def clock(self) -> StoodAt:
        """Return where the clock stood."""
        row = self._execute("SELECT now_h, speed, started, starts_at FROM clock").fetchone()
        now_h, speed, started, starts_at = row
        return StoodAt(now_h, speed, bool(started), starts_at)

    # --- what happens -----------------------------------------------------------------------

    def answered(self, who: str, key: str) -> Answered | None:
        """Return the answer given to somebody under a key; None: none was."""
        row = self._execute(
            "SELECT asked, body FROM answer WHERE who = ? AND key = ?", (who, key)
        ).fetchone()
        return None if row is None else Answered(*row)

    def append(
        self,
        number: int,
        body: str,
        clock: StoodAt,
        answer: tuple[str, str, Answered] | None = None,
    ) -> None:
        """Add an entry, where the clock stands, and the answer to give; it is on disk after it.

        Parameters
        ----------
        answer
            To whom, under which key, and what; None: nobody asked.

        Raises
        ------
        ResultsError
            If it cannot be written; then nothing of it is.
        """
        before = self._chain, self._last
        try:
            with self._writing():
                self._add_entry(number, body)
                self._keep_clock(clock)
                if answer is not None:
                    who, key, given = answer
                    row = (who, key, given.asked, given.body)
                    self._execute("INSERT INTO answer VALUES (?, ?, ?, ?)", row)
        except BaseException:
            self._chain, self._last = before
            raise

    def _add_entry(self, number: int, body: str) -> None:
        if number != self._last + 1:
            raise ValueError(f"entry {number} after entry {self._last}")
        chain = _digest(self._chain, body.encode())
        self._execute("INSERT INTO entry VALUES (?, ?, ?)", (number, body, chain))
        self._chain, self._last = chain, number

    def keep_clock(self, clock: StoodAt) -> None:
        """Keep where the clock stands; before anybody is told of what happened until then."""
        with self._writing():
            self._keep_clock(clock)

    def _keep_clock(self, clock: StoodAt) -> None:
        self._execute("REPLACE INTO clock VALUES (1, ?, ?, ?, ?)", _clock_row(clock))

    # --- who may come in --------------------------------------------------------------------

    def codes(self) -> dict[bytes, str]:
        """Return whose each code is, by its digest."""
        return {digest: who for who, digest in self._execute("SELECT who, digest FROM code")}

    def set_code(self, who: str, digest: bytes, *, end_sessions: bool) -> None:
        """Give somebody another code; with it the sessions end that came in by the old one."""
        with self._writing():
            self._execute("REPLACE INTO code VALUES (?, ?)", (who, digest))
            if end_sessions:
                self._execute("UPDATE session SET ended = 1 WHERE who = ?", (who,))

    def sessions(self) -> list[StoredSession]:
        """Return the sessions that have not ended."""
        rows = self._execute(
            "SELECT digest, who, person, made FROM session WHERE ended = 0 ORDER BY made, digest"
        )
        return [StoredSession(*row) for row in rows]

    def add_session(self, session: StoredSession) -> None:
        """Add a session."""
        with self._writing():
            self._execute(
                "INSERT INTO session (digest, who, person, made) VALUES (?, ?, ?, ?)", session
            )

    def end_session(self, digest: bytes) -> None:
        """End a session."""
        with self._writing():
            self._execute("UPDATE session SET ended = 1 WHERE digest = ?", (digest,))

    # --- the file ---------------------------------------------------------------------------

    def copy_to(self, path: Path) -> None:
        """Write the file as it is now to another that does not exist, without who may come in.

        Codes and sessions are left out, and the keys behind them are others there.

        Raises
        ------
        ResultsError
            If there is one of this name, or it cannot be written.
        """
        if path.exists():
            raise ResultsError(
                Phrase("{path} exists; an exercise is never written over another.", path=path)
            )
        try:
            self._database.execute("VACUUM INTO ?", (str(path),))
            copy = sqlite3.connect(path, isolation_level=None)
            try:
                copy.executescript("DELETE FROM code; DELETE FROM session;")
                for name, value in vars(Keys.made()).items():
                    copy.execute(
                        "UPDATE about SET value = ?, digest = ? WHERE name = ?",
                        (value, _digest(name.encode(), value), name),
                    )
                copy.execute("VACUUM")
            finally:
                copy.close()
        except sqlite3.Error as error:
            raise _cannot_write(path, error) from error

    def close(self) -> None:
        """Close it, with everything in the one file."""
        with suppress(sqlite3.Error):
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._database.close()

    def _execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._database.execute(statement, values)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._execute("BEGIN IMMEDIATE")
            try:
                yield
                self._execute("COMMIT")
            except BaseException:
                # Where the commit itself failed SQLite has gone back already.
                if self._database.in_transaction:
                    self._execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise _cannot_write(self.path, error) from error


def _connected(path: Path) -> sqlite3.Connection:
    # Without waiting: who has it open keeps it until it ends.
    database = sqlite3.connect(path, timeout=0.0, isolation_level=None, check_same_thread=False)
    for pragma in (
        "locking_mode = EXCLUSIVE",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "secure_delete = ON",
    ):
        # What is wrong with a file is said by the check that follows.
        with suppress(*_OF_DAMAGE):
            database.execute(f"PRAGMA {pragma}")
    return database


def _digest(before: bytes, content: bytes) -> bytes:
    return hashlib.sha256(len(before).to_bytes(8, "big") + before + content).digest()


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _clock_row(clock: StoodAt) -> tuple[float, float, int, float | None]:
    return clock.now_h, clock.speed, int(clock.started), clock.starts_at


_AN_EXERCISE = Phrase("an exercise that `renkei serve` wrote")


def _wrong(path: Path, code: str, found: str, expected: str, remedy: str = "") -> InputError:
    return InputError(
        [Problem(code, Location(str(path)), Phrase("the file"), found, expected, remedy)]
    )


def _damaged(path: Path, what: str) -> InputError:
    return _wrong(
        path,
        "EXC-002",
        Phrase("a damaged file ({what})", what=what),
        Phrase("the file as it was written"),
        Phrase("open a copy, together with the file beside it that ends in -wal, if there is one"),
    )


def _cannot_write(path: Path, error: Exception) -> ResultsError:
    why = reason(error)
    return ResultsError(
        Phrase(
            "{path} cannot be written: {why}. What was acknowledged before is kept.",
            path=path,
            why=why,
        )
    )
