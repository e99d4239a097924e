"""Bad input for people: place, excerpt, the text found, the text expected, remedy.

Takes the problems of an :class:`~renkei._base.errors.InputError`; gives a rich renderable with the
line of the file and a caret under the place, and plain data for ``--json``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Group
from rich.text import Text

from renkei._base.language import said, tr, tr_as, tr_many
from renkei._base.visible import visible
from renkei.report.tables import Table
from renkei.scenario.text.characters import lines_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei._base.errors import Location, Problem

_LONGEST_EXCERPT = 88

MOST_SHOWN = 50
"""Problems that are printed; the rest are counted."""

_LONGEST_TEXT = 600
"""Characters of each part of a problem that are printed."""

_ARGUMENT = re.compile(r"[A-Z]{4,}")


def problems_data(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return the problems as plain data, in their order."""
    return [
        {
            "code": problem.code,
            "file": problem.location.file,
            "line": problem.location.line or None,
            "column": problem.location.column or None,
            "path": problem.path,
            "found": problem.found,
            "expected": problem.expected,
            "remedy": problem.remedy or None,
        }
        for problem in problems
    ]


def render_problems(problems: Sequence[Problem]) -> RenderableType:
    """Return all problems with excerpts and a closing count."""
    parts: list[RenderableType] = []
    for problem in problems[:MOST_SHOWN]:
        parts += [_render(problem), Text()]
    if len(problems) > MOST_SHOWN:
        more = tr(
            "and {more} more; `renkei check --json` lists all",
            more=f"{len(problems) - MOST_SHOWN:,}",
        )
        parts += [Text(more), Text()]
    files = sorted(map(_near, {problem.location.file for problem in problems}))
    where = tr("{many} files", many=len(files)) if len(files) > 1 else said(files[0])
    closing = tr_many(
        "{count} problem in {where}; nothing was run, nothing was written.",
        "{count} problems in {where}; nothing was run, nothing was written.",
        len(problems),
        count=len(problems),
        where=where,
    )
    parts.append(Text(closing, "bold"))
    return Group(*parts)


def render_warnings(problems: Sequence[Problem]) -> RenderableType:
    """Return all warnings with excerpts and a closing count."""
    parts: list[RenderableType] = [Text()]
    for problem in problems:
        parts += [_render(problem), Text()]
    closing = tr_many(
        "{count} warning; the scenario can be run as it is.",
        "{count} warnings; the scenario can be run as it is.",
        len(problems),
    )
    parts.append(Text(closing, "bold"))
    return Group(*parts)


def _render(problem: Problem) -> RenderableType:
    # Names of arguments (SCENARIO) are said as help says them; other paths are as they are written.
    path = tr(problem.path) if _ARGUMENT.fullmatch(problem.path) else problem.path
    head = Text.assemble(
        (_place(problem.location), "bold"), "  ", (_short(path), "cyan"), no_wrap=False
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(width=8, style="dim")
    table.add_column(overflow="fold")
    table.add_row(tr_as("in an error", "found"), Text(_short(said(problem.found))))
    table.add_row(tr("expected"), Text(_short(said(problem.expected))))
    if problem.remedy:
        table.add_row(tr("remedy"), Text(_short(said(problem.remedy)), style="green"))
    code = f"[{problem.code}]  renkei explain {problem.code}"
    table.add_row(tr("code"), Text(code, style="dim"))
    body = Table.grid()
    body.add_column(width=2)
    body.add_column()
    body.add_row("", table)
    excerpt = _excerpt(problem.location)
    return Group(head, *([excerpt] if excerpt else []), body)


def _short(text: str) -> str:
    """Return a text, cut in the middle if it is long."""
    if len(text) <= _LONGEST_TEXT:
        return text
    half = _LONGEST_TEXT // 2
    return f"{text[:half]} [...] {text[-half:]}"


def _place(location: Location) -> str:
    place = f":{location.line}:{location.column}" if location.line else ""
    return said(_near(location.file)) + place


def _near(file: str) -> str:
    """Return a file relative to the working folder where it lies below it."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file


def _excerpt(location: Location) -> Text | None:
    """Return the line in question, cut around the column, with a caret below."""
    if not location.line:
        return None
    lines = _lines(location.file)
    if lines is None or location.line > len(lines):
        return None
    whole = lines[location.line - 1]
    at = max(location.column - 1, 0)
    start = at - _LONGEST_EXCERPT // 2 if at > _LONGEST_EXCERPT - 20 else 0
    # Cut first: with many problems on one long line the whole would be looked at for each.
    line = visible(whole[start : start + 2 * _LONGEST_EXCERPT].replace("\t", " ")).rstrip()
    if start:
        line = "…" + line[1:]
    if len(line) > _LONGEST_EXCERPT:
        line = line[: _LONGEST_EXCERPT - 1] + "…"
    number = str(location.line)
    text = Text.assemble((f"  {number} │ ", "dim"), line, "\n", no_wrap=True)
    text.append(f"  {' ' * len(number)} │ ", "dim")
    text.append(" " * cell_len(line[: at - start].ljust(at - start)) + "^", "red")
    return text


@lru_cache(maxsize=16)
def _lines(file: str) -> tuple[str, ...] | None:
    try:
        return tuple(lines_of(Path(file).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return None
