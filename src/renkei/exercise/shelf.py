"""A shelf: what was once and is seldom asked for, kept in a temporary file and not in memory.

A long day has tens of thousands of papers, notices and entries of the log, of which the newest are
asked for all the time and the others hardly ever. The file has no name, and is gone with the
process.
"""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from typing import IO
from weakref import finalize

_IN_MEMORY = 1 << 18
"""So many bytes stand in memory before there is a file: most exercises in tests are short."""

_LENGTH = 4


class Shelf:
    """Contents by the place where they were put; none is ever removed."""

    def __init__(self) -> None:
        self._file: IO[bytes] = io.BytesIO()
        self._end = 0
        self._has_file = False
        self._unwritten: dict[int, bytes] = {}
        """What could not be written, as on a full disk, by a place before the first."""

    def put(self, content: bytes) -> int:
        """Put something on the shelf, and return its place."""
        record = len(content).to_bytes(_LENGTH, "big") + content
        try:
            if not self._has_file and self._end + len(record) > _IN_MEMORY:
                self._move_to_file()
            self._file.seek(self._end)
            self._file.write(record)
            self._file.flush()
        except OSError:
            # An action must not fail for a lack of room: then it stands in memory.
            place = -1 - len(self._unwritten)
            self._unwritten[place] = content
            return place
        place, self._end = self._end, self._end + len(record)
        return place

    def take(self, place: int) -> bytes:
        """Return what stands at a place."""
        if place < 0:
            return self._unwritten[place]
        self._file.seek(place)
        return self._file.read(int.from_bytes(self._file.read(_LENGTH), "big"))

    def _move_to_file(self) -> None:
        # Open as long as the shelf is there.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._file.seek(0)
            file.write(self._file.read(self._end))
            file.flush()
        except OSError:
            with suppress(OSError):
                file.close()
            raise
        self._file, self._has_file = file, True
        finalize(self, file.close)
