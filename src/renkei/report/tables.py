"""Tables that fit any width and never cut a number.

Takes the arguments of :class:`rich.table.Table`. Rich narrows the columns of a table that is too
wide below their numbers, and then cuts the numbers. Here a column is never narrower than its
longest number. Text wraps first; columns that still do not fit form a second table below, which
repeats the first column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.table import Column
from rich.table import Table as RichTable
from rich.text import Text

from renkei.report.line_breaks import has_wide, pieces

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_LABEL = 16
"""The first column keeps at least this width, if it is wider: it names the rows."""

_FOLD = 14
"""Width to which a column may break a word without a number, not below."""

_LONGEST = 40
"""No number that a person reads is longer than this; a longer one is broken like text."""

_BREAK = re.compile(r"[ \t]+(?!(?:[*!=]|\?[zc]?|few)(?:\s|$))")
"""Where a line may be broken: not between a number and the mark of its verdict."""

_WIDE = 1000

_NUMBER = re.compile(r"[^A-Za-z_]*\d[^A-Za-z_]*( |$)")


Padding = tuple[int, int] | tuple[int, int, int, int]


class Table(RichTable):
    """A table that is laid out for the width of the page."""

    @classmethod
    def grid(cls, *, padding: Padding = (0, 0)) -> Table:  # type: ignore[override]
        """Return a table without lines and head."""
        return cls(
            box=None,
            padding=padding,
            collapse_padding=True,
            show_header=False,
            show_footer=False,
            show_edge=False,
            pad_edge=False,
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table, or several below each other if it is too wide."""
        parts = list(_parts(self, min(options.max_width, self.width or options.max_width)))
        for number, (columns, widths) in enumerate(parts):
            if number:
                yield Text()
            yield from RichTable.__rich_console__(
                _laid_out(self, columns, widths), console, options
            )


def _parts(table: RichTable, room: int) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the columns that are laid out together, and their widths."""
    shapes = [_shape(table, column) for column in table.columns]
    if len(shapes) > 1:
        least, most = shapes[0]
        shapes[0] = max(least, min(most, _LABEL)), most
    blanks = [_blanks(table, i) for i in range(len(shapes))]
    chosen: list[int] = []
    for i in range(len(shapes)):
        least = sum(shapes[j][0] + blanks[j] for j in (*chosen, i))
        if len(chosen) > 1 and least - _last(table, blanks[i]) > room:
            yield chosen, _widths(table, chosen, shapes, blanks, room)
            chosen = [0]
        chosen.append(i)
    if chosen:
        yield chosen, _widths(table, chosen, shapes, blanks, room)


def _widths(
    table: RichTable,
    chosen: Sequence[int],
    shapes: Sequence[tuple[int, int]],
    blanks: Sequence[int],
    room: int,
) -> list[int]:
    """Return the widths of columns laid out together: the wide ones give way first."""
    room -= sum(blanks[i] for i in chosen) - _last(table, blanks[chosen[-1]])
    own = [shapes[i] for i in chosen]
    level = max((most for _, most in own), default=0)
    while level and sum(min(most, max(least, level)) for least, most in own) > room:
        level -= 1
    widths = [min(most, max(least, level)) for least, most in own]
    if sum(widths) > room:  # one label and one column: the label gives way, at last the column
        widths[0] = max(widths[0] - (sum(widths) - room), 1)
        widths[-1] = max(min(widths[-1], room - sum(widths[:-1])), 1)
    left = room - sum(widths)
    for i, (_, most) in enumerate(own):
        more = max(min(most - widths[i], left), 0)
        widths[i] += more
        left -= more
    return widths


def _last(table: RichTable, blank: int) -> int:
    """Return the blanks that the last column saves."""
    return min(table.padding[1], blank) if not table.pad_edge and table.box is None else 0


def _blanks(table: RichTable, i: int) -> int:
    _, right, _, left = table.padding
    if i and table.collapse_padding:
        left = max(left - right, 0)
    elif not i and not table.pad_edge:
        left = 0
    return right + left + (1 if table.box else 0)


def _shape(table: RichTable, column: Column) -> tuple[int, int]:
    """Return the least width that cuts no number, and the width wanted."""
    cells = list(_cells(table, column))
    lines = [line for cell in cells for line in _plain(cell).splitlines()]
    longest = max((Text(line).cell_len for line in lines), default=0)
    least = max((_least_of_line(line) for line in lines), default=0)
    most = longest if column.width is None else max(column.width, least)
    if not all(isinstance(cell, str | Text) for cell in cells):
        most = _WIDE  # a table in a table takes what there is
    if column.min_width is not None:
        least, most = max(least, column.min_width), max(most, column.min_width)
    return min(least, most), most


def _least_of_line(line: str) -> int:
    """Return the width at which no word of a line is broken; its indent stays with the first."""
    text = line.lstrip()
    if has_wide(text):
        indent = len(line) - len(text)
        return indent + max(Text(piece.rstrip()).cell_len for piece in pieces(text))
    first, *others = _BREAK.split(text)
    return max(len(line) - len(text) + _least(first), *map(_least, others), 0)


def _least(word: str) -> int:
    width = Text(word).cell_len
    whole = _NUMBER.match(word) or not word.isascii()
    return width if whole and width <= _LONGEST else min(width, _FOLD)


def _cells(table: RichTable, column: Column) -> Iterable[RenderableType]:
    if table.show_header:
        yield column.header
    yield from column._cells


def _plain(cell: RenderableType) -> str:
    if isinstance(cell, Text):
        return cell.plain
    return cell if isinstance(cell, str) else ""


def _laid_out(table: RichTable, columns: Sequence[int], widths: Sequence[int]) -> RichTable:
    """Return a table of these columns, each with its width; text wraps."""
    made = RichTable(
        box=table.box,
        padding=table.padding,
        pad_edge=table.pad_edge,
        show_header=table.show_header,
        header_style=table.header_style,
        style=table.style,
        collapse_padding=table.collapse_padding,
        title=table.title,
    )
    for place, (i, width) in enumerate(zip(columns, widths, strict=True)):
        old = table.columns[i]
        made.columns.append(
            Column(
                header=old.header,
                header_style=old.header_style,
                style=old.style,
                justify=old.justify,
                vertical=old.vertical,
                overflow="fold",
                width=width,
                no_wrap=False,
                _index=place,
                _cells=list(old._cells),
            )
        )
    made.rows = list(table.rows)
    return made
