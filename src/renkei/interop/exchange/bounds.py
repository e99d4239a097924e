"""Reading of files from others within bounds of size and depth.

Takes bytes; gives plain data (JSON). What is malformed or out of bounds is a
:class:`~renkei._base.errors.Problem` with its line and column. XML:
:mod:`renkei.interop.exchange.xml_reading`.
"""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from renkei._base.errors import InputError, Location, Problem
from renkei._base.foreign import foreign, reason
from renkei._base.language import Phrase

MAX_BYTES = 32 * 2**20
"""Largest file that is read [bytes]."""

MAX_DEPTH = 200
"""Deepest nesting of lists and tables, or of elements."""

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def content_of(path: Path, code: str) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    InputError
        If it cannot be read, is a pipe or device, or is larger than :data:`MAX_BYTES`.
    """
    where = Location(str(path))
    expected: str = Phrase("a file that can be read")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            found: str = (
                Phrase("a folder") if stat.S_ISDIR(status.st_mode) else Phrase("a pipe or a device")
            )
            raise InputError([Problem(code, where, "", found, expected)])
        size, content = status.st_size, b""
        if size <= MAX_BYTES:
            with path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
            size = max(size, len(content))
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        found = reason(error, small=True)
        raise InputError([Problem(code, where, "", found, expected)]) from None
    if size > MAX_BYTES:
        found, most = (
            Phrase("a file of {size} MB", size=f"{size / 2**20:.1f}"),
            Phrase("at most {max_bytes} MB", max_bytes=MAX_BYTES // 2**20),
        )
        raise InputError([Problem(code, where, "", found, most, Phrase("split it"))])
    return content


@dataclass(frozen=True)
class ReadJson:
    """A JSON document, and the names that a table held twice (the last one counts)."""

    data: Any
    repeated: tuple[str, ...]


def read_json(content: bytes, file: str, code: str) -> ReadJson:
    """Return a JSON document as plain data.

    Raises
    ------
    InputError
        With line and column, if it is malformed, not UTF-8, or nested too deeply.
    """
    text, found = "", None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = _at(content[: error.start].decode("utf-8", "replace"), file)
        raise InputError(
            [Problem(code, found, "", Phrase("bytes that are not UTF-8"), "UTF-8")]
        ) from None
    deep = _where_too_deep(content)
    if deep is not None:
        where = _at(content[:deep].decode("utf-8", "replace"), file)
        raise InputError([too_deep(code, where)])
    repeated: list[str] = []

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            repeated.extend(name for name, count in counts.items() if count > 1)
        return made

    try:
        data = json.loads(text, object_pairs_hook=table)
    except json.JSONDecodeError as error:
        where = Location(file, error.lineno, error.colno)
        problem = Problem(
            code, where, "", Phrase("malformed JSON: {msg}", msg=foreign(error.msg)), "JSON"
        )
        raise InputError([problem]) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits
        problem = Problem(code, Location(file), "", foreign(str(error)), "JSON")
        raise InputError([problem]) from None
    # Half a character ("\ud800") is legal JSON and no text: it cannot be written again.
    return ReadJson(_whole(data) if b"\\u" in content else data, tuple(repeated))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value


def _where_too_deep(content: bytes) -> int | None:
    """Return where the nesting first exceeds the bound; the parser itself would give up."""
    depth = 0
    for match in _TOKENS.finditer(content):
        token = match[0]
        if token in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                return match.start()
        elif token in (b"]", b"}"):
            depth -= 1
    return None


def too_deep(code: str, where: Location) -> Problem:
    """Return the problem of a file nested deeper than :data:`MAX_DEPTH`."""
    found = Phrase("more than {most} levels within each other", most=MAX_DEPTH)
    return Problem(code, where, "", found, Phrase("at most {most}", most=MAX_DEPTH))


def _at(before: str, file: str) -> Location:
    return Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
