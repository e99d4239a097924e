"""The cells of a worksheet, read from its XML in one pass and within bounds.

What for: a workbook of a few kilobytes can hold millions of empty cells, merge a whole sheet, or
unpack to gigabytes. Takes one part of a workbook; gives only cells that hold
something, each with its formula and its saved value, and stops at the first bound that is passed.
Empty cells and rows are cut out before anything is parsed, and the tags of the rest are counted
first.

The format is ECMA-376 (Office Open XML), part 1, chapter 18.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from renkei._base.language import Phrase

MAX_TAGS = 8_000_000
"""Bound on the tags of a part, without those of empty cells: some twenty seconds of reading."""

MAX_FILLED = 1_000_000
"""Bound on the cells with content of a sheet, and on its shared texts."""

MAX_MERGED = 20_000
"""Bound on the merged areas of a sheet."""

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
"""The last row and column that a sheet can have."""

_CHUNK = 1 << 18
_KEPT = 1 << 25  # bytes of a part that are kept from counting its tags to reading them
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_EMPTY = re.compile(rb'<c(?= )[^<>]*? r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*/>')
_EMPTY_ROW = re.compile(rb'<row(?= )[^<>]*? r="[0-9]{1,7}"[^<>]*(?:/>|>\s*</row>)')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


Part = Callable[[], IO[bytes]]
"""Opens a part of a workbook from its beginning."""


class DamagedError(Exception):
    """The part is not what the format says."""


class TooMuchError(Exception):
    """The part passes a bound: ``found`` and ``most`` for people."""

    def __init__(self, found: str, most: str) -> None:
        super().__init__(f"{found}, at most {most}")
        self.found, self.most = found, most


@dataclass(slots=True)
class RawCell:
    """A cell as the file has it: type, number of its style, saved text, whether it is computed."""

    row: int
    column: int
    type: str
    style: int
    text: str | None
    is_formula: bool


@dataclass
class RawSheet:
    """Cells with content by row and column, merged areas, what is hidden."""

    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def read_sheet_xml(part: Part) -> RawSheet:
    """Return what a worksheet holds.

    Raises
    ------
    DamagedError
        If it is no worksheet.
    TooMuchError
        If it passes a bound.
    """
    reader = _SheetReader()
    _run(reader, part)
    return reader.sheet


def has_content(part: Part) -> bool:
    """Return whether a worksheet holds any cell with content; reads no further than that.

    Raises
    ------
    DamagedError, TooMuchError
        As :func:`read_sheet_xml`.
    """
    reader = _SheetReader(only_first=True)
    try:
        _run(reader, part)
    except _FoundError:
        return True
    return False


def read_shared_texts(part: Part) -> list[str]:
    """Return the shared texts of a workbook, without the readings printed above them.

    Raises
    ------
    DamagedError, TooMuchError
        As :func:`read_sheet_xml`.
    """
    reader = _TextsReader()
    _run(reader, part)
    return reader.texts


class _FoundError(Exception):
    """A cell with content was found."""


class _Reader(ABC):
    """What expat calls; text is kept between some tags only.

    ``begin`` and ``end`` get names as written, with the prefix of a namespace where there is one:
    tags of cells come by the hundred thousand, and most files have no prefix to cut off.
    """

    def __init__(self) -> None:
        self.parts: list[str] | None = None

    def characters(self, text: str) -> None:
        if self.parts is not None:
            self.parts.append(text)

    @abstractmethod
    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    @abstractmethod
    def end(self, name: str) -> None:
        """Take the end of an element."""


def _run(reader: _Reader, part: Part) -> None:
    """Let a reader see a part, once it is known to have few enough tags."""
    chunks: list[bytes] = []
    n_tags = size = 0
    for chunk in _filled(part):
        n_tags, size = n_tags + chunk.count(b"<"), size + len(chunk)
        if n_tags > MAX_TAGS:
            most = Phrase("{count} million", count=MAX_TAGS // 1_000_000)
            raise TooMuchError(
                Phrase("a sheet of more than {most} tags, empty cells apart", most=most), most
            )
        # What is left of a formatted sheet is as small as its data; a large one is read again.
        if size <= _KEPT:
            chunks.append(chunk)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    # The format has no document type; entities could unpack to anything.
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in chunks if size <= _KEPT else _filled(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise DamagedError(str(error)) from None


def _filled(part: Part) -> Iterator[bytes]:
    """Yield the bytes of a part without its empty cells and rows, never cut within a tag."""
    rest = b""
    with part() as stream:
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            cut = chunk.rfind(b"<")
            if cut <= 0 or len(chunk) - cut > _CHUNK:
                cut = len(chunk)
            chunk, rest = chunk[:cut], chunk[cut:]
            # Text in CDATA may look like a tag.
            yield chunk if b"<!" in chunk else _EMPTY_ROW.sub(b"", _EMPTY.sub(b"", chunk))
    yield rest


def _refuse(*_: object) -> None:
    raise DamagedError("a document type")


class _SheetReader(_Reader):
    def __init__(self, only_first: bool = False) -> None:
        super().__init__()
        self.sheet = RawSheet()
        self.only_first = only_first
        self.row = self.column = self.n_filled = 0
        self.row_text = ""  # of the number of the row
        self.columns: dict[str, int] = {}  # by their letters, as far as they were met
        self.cell: RawCell | None = None
        self.texts: list[str] = []
        self.is_reading = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            # The reading above a Japanese word, `rPh`, has texts of its own.
            self.parts = [] if self.cell is not None and not self.is_reading else None
        else:
            self._begin_other(name, attributes)

    def _begin_other(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "f" if self.cell is not None:
                self.cell.is_formula = True
            case "rPh":
                self.is_reading = True
            case "row":
                self.row = _whole(attributes.get("r"), self.row + 1, MAX_ROW)
                self.row_text = str(self.row)
                self.column = 0
                if attributes.get("hidden") in ("1", "true"):
                    self.sheet.hidden_rows.add(self.row)
            case "col" if attributes.get("hidden") in ("1", "true"):
                first = _whole(attributes.get("min"), 1, MAX_COLUMN)
                self.sheet.hidden_columns.append(
                    (first, _whole(attributes.get("max"), first, MAX_COLUMN))
                )
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self.column += 1
        else:
            letters = place.removesuffix(self.row_text)
            column = self.columns.get(letters) if letters != place else None
            if column is None:
                row, column = _place(place)
                self.row = self.row or row
                if letters.isalpha():
                    self.columns[letters] = column
            self.column = column
        style = attributes.get("s", "0")
        self.cell = RawCell(
            self.row, self.column, attributes.get("t", "n"),
            int(style) if style.isdigit() else 0, None, False,
        )  # fmt: skip
        self.texts = []

    def _merge(self, ref: str) -> None:
        if len(self.sheet.merged) == MAX_MERGED:
            most = f"{MAX_MERGED:,}"
            raise TooMuchError(Phrase("more than {most} merged areas", most=most), most)
        first, _, last = ref.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        self.sheet.merged.append((top, left, bottom, right))

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if self.parts is not None and name in ("v", "t"):
            self.texts.append("".join(self.parts))
            self.parts = None
        elif name == "c" and self.cell is not None:
            cell, self.cell = self.cell, None
            cell.text = "".join(self.texts) or None
            if cell.text is not None or cell.is_formula:
                self._keep(cell)
        elif name == "rPh":
            self.is_reading = False

    def _keep(self, cell: RawCell) -> None:
        if self.only_first:
            raise _FoundError
        self.n_filled += 1
        if self.n_filled > MAX_FILLED:
            most = f"{MAX_FILLED:,}"
            raise TooMuchError(Phrase("more than {most} cells with content", most=most), most)
        self.sheet.rows.setdefault(cell.row, {})[cell.column] = cell


class _TextsReader(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.one: list[str] = []
        self.is_reading = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.one = []
        elif name == "rPh":
            self.is_reading = True
        elif name == "t" and not self.is_reading:
            self.parts = []

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "t" and self.parts is not None:
            self.one.append("".join(self.parts))
            self.parts = None
        elif name == "rPh":
            self.is_reading = False
        elif name == "si":
            if len(self.texts) == MAX_FILLED:
                most = f"{MAX_FILLED:,}"
                raise TooMuchError(Phrase("more than {most} shared texts", most=most), most)
            self.texts.append(unescaped("".join(self.one)))


def unescaped(text: str) -> str:
    """Return a text with the characters that the format writes as ``_x000D_``."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    # Half a character outside the basic plane is none: it could not be written anywhere.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _place(text: str) -> tuple[int, int]:
    """Return row and column of ``B7``."""
    match = _PLACE.fullmatch(text)
    if match is None:
        raise DamagedError(f"a cell at `{text[:20]}`")
    column = 0
    for letter in match.group(1):
        column = 26 * column + ord(letter) - 64
    row = int(match.group(2))
    if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
        raise DamagedError(f"a cell at `{text}`")
    return row, column


def _whole(text: str | None, default: int, most: int) -> int:
    if text is None:
        return default
    value = int(float(text))
    if not 1 <= value <= most:
        raise DamagedError(f"a row or column {text[:20]}")
    return value


def covered(
    merged: list[tuple[int, int, int, int]], rows: list[int], columns: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield the places of merged areas at the rows and columns asked for, both in order."""
    from bisect import bisect_left, bisect_right

    most = len(rows) * len(columns)
    n_found = 0
    for top, left, bottom, right in merged:
        within = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        at = rows[bisect_left(rows, top) : bisect_right(rows, bottom)] if within else []
        n_found += len(at) * len(within)
        if n_found > most:
            raise DamagedError("merged areas that overlap")
        for row in at:
            for column in within:
                yield row, column
