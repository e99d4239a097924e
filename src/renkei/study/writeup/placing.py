"""Errors of a study file at their file, line and key.

The checks of :mod:`renkei.study` name the argument of a call. Takes such an error and the table of
the study file that the argument was read from; gives it at the line of its attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from renkei._base.errors import InputError, Problem
from renkei.scenario.language.validation import locate_value
from renkei.scenario.text.nodes import (
    Mapping,
    Node,
    Path,
    Problems,
    Scalar,
    dotted,
    find,
    locate_key,
)
from renkei.scenario.text.nodes import Sequence as List

NOWHERE = ("the call", "the command line")
"""Files of problems that stand in no file."""

_WORD = re.compile(r"[a-z_]+")


@contextmanager
def placed(problems: Problems, root: Mapping, *tables: Path) -> Iterator[None]:
    """Collect the errors of a block, each at the first of the tables that has its attribute."""
    try:
        yield
    except InputError as error:
        problems.extend(_placed(problem, root, tables) for problem in error.problems)


def at(
    root: Mapping, path: Path, code: str, found: str, expected: str, remedy: str = ""
) -> Problem:
    """Return a problem at a path of the study file."""
    return Problem(code, locate_value(root, path), dotted(path), found, expected, remedy)


def _placed(problem: Problem, root: Mapping, tables: Sequence[Path]) -> Problem:
    if problem.location.file not in NOWHERE:
        return problem
    word = _WORD.search(problem.path.lower())
    path: Path = tables[0]
    if word is not None:
        path = next(
            ((*one, word[0]) for one in tables if find(root, (*one, word[0])) is not None), path
        )
    path = _within(find(root, path), path, problem)
    node = find(root, path)
    where = locate_value(root, path) if isinstance(node, Scalar) else locate_key(root, path)
    code = "STU-002" if problem.code == "CLI-001" else problem.code
    return replace(problem, code=code, location=where, path=dotted(path))


def _within(node: Node | None, path: Path, problem: Problem) -> Path:
    """Return the path of the item that a problem speaks of, or that of the whole."""
    told = f"{problem.path} {problem.found}"
    if isinstance(node, List):
        for number, item in enumerate(node.items):
            if isinstance(item, Scalar) and item.value in told:
                return (*path, number)
    if isinstance(node, Mapping):
        for key, item in node.items.items():
            if key in told and isinstance(item, Scalar):
                return (*path, key)
            if isinstance(item, Mapping):
                inner = _within(item, (*path, key), problem)
                if inner != (*path, key):
                    return inner
            # What asks for a measure is named by its words, whatever the argument is called.
            if isinstance(item, List) and _within(item, (*path, key), problem) != (*path, key):
                return _within(item, (*path, key), problem)
    return path
