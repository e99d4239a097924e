"""The template of a write-up: Markdown, with places that are filled from results.

Takes the text; gives its pieces, each place with its line. ``{{ RUN | MEASURE | DESIGN }}`` within
a line is a figure; a fence that begins with three backticks and ``renkei OUTPUT`` becomes the page
or the table of an output. What the names mean is checked in :mod:`renkei.study.writeup.places`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase

OPEN, CLOSE = "{{", "}}"
FENCE = "```renkei"

_PLACE = re.compile(r"\{\{((?:(?!\{\{).)*?)\}\}")
_FENCE = re.compile(r"```renkei(?:\s+(.*))?")


@dataclass(frozen=True)
class Figure:
    """A place within a line: its steps, which bars separate.

    Parameters
    ----------
    steps
        Such as ``("main", "p(in time, fire)", "joint-cell")``.
    location
        Where it stands.
    """

    steps: tuple[str, ...]
    location: Location

    @property
    def words(self) -> str:
        """The place as it is written."""
        return f"{OPEN} {' | '.join(self.steps)} {CLOSE}"


@dataclass(frozen=True)
class Block:
    """A fence that becomes the page of an output, or its table.

    Parameters
    ----------
    output
        Name of the output.
    form
        ``page``, or ``table``: its rows as a Markdown table.
    location
        Where it stands.
    """

    output: str
    form: str
    location: Location


Piece = str | Figure | Block


def read_template(text: str, file: str) -> tuple[list[Piece], list[Problem]]:
    """Return the pieces of a template in order, and what is wrong with its places."""
    pieces: list[Piece] = []
    problems: list[Problem] = []
    lines = text.splitlines(keepends=True)
    number = 0
    while number < len(lines):
        line, here = lines[number], Location(file, number + 1, 1)
        number += 1
        fence = _FENCE.fullmatch(line.strip()) if line.startswith(FENCE) else None
        if fence is None:
            pieces += _places(line, file, number, problems)
            continue
        output, _, form = (fence[1] or "").strip().partition(" ")
        if number >= len(lines) or lines[number].strip() != "```":
            unclosed = Phrase("`{line}`, not closed", line=line.strip())
            expected = Phrase("a line of three backticks after it")
            problems.append(Problem("STU-001", here, "page", unclosed, expected))
            continue
        number += 1
        if form.strip() not in ("", "page", "table"):
            found = f"`{line.strip()}`"
            problems.append(
                Problem(
                    "STU-001",
                    here,
                    "page",
                    found,
                    Phrase("`{fence} OUTPUT` or `... OUTPUT table`", fence=FENCE),
                )
            )
            continue
        pieces.append(Block(output, form.strip() or "page", here))
    return pieces, problems


def _places(line: str, file: str, number: int, problems: list[Problem]) -> list[Piece]:
    """Return the pieces of a line."""
    pieces: list[Piece] = []
    end = 0
    for found in [*_PLACE.finditer(line), None]:
        start = len(line) if found is None else found.start()
        text = line[end:start]
        if OPEN in text:
            here = Location(file, number, end + text.index(OPEN) + 1)
            said = Phrase("`{value}`, not closed", value=text[text.index(OPEN) :].strip())
            problems.append(
                Problem(
                    "STU-001", here, "page", said, Phrase("`{close}` in the same line", close=CLOSE)
                )
            )
        if text:
            pieces.append(text)
        if found is not None:
            steps = tuple(step.strip() for step in found[1].split("|"))
            pieces.append(Figure(steps, Location(file, number, start + 1)))
            end = found.end()
    return pieces
