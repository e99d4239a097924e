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
from renkei._base.language import Phrase
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

NOWHERE = (Phrase("the call"), Phrase("the command line"))
"""Files of problems that stand in no file."""

_WORD = re.compile(r"[a-z_]+")
_TOKEN = re.compile(r"`([^`]+)`")


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
    named = [(*one, word[0]) for one in tables] if word is not None else []
    named = [path for path in named if find(root, path) is not None]
    token = _TOKEN.search(problem.found)
    path: Path | None = None
    for one in (*named, *tables):
        path = None if token is None else _with_text(find(root, one), one, token[1])
        if path is not None:
            break
    else:
        path = next(iter(named), tables[0])
    node = find(root, path)
    where = locate_value(root, path) if isinstance(node, Scalar) else locate_key(root, path)
    if isinstance(node, Scalar) and path and token is not None and token[1] in str(path[-1]):
        where = locate_key(root, path)
    code = "STU-002" if problem.code == "CLI-001" else problem.code
    return replace(problem, code=code, location=where, path=dotted(path))


def _with_text(node: Node | None, path: Path, text: str) -> Path | None:
    """Return the path of the first text, or key, that has a text in it; None: none has."""
    match node:
        case Scalar(value):
            return path if text in value else None
        case List(items):
            inner = ((*path, n) for n in range(len(items)))
            return next((one for p, i in zip(inner, items, strict=True)
                         if (one := _with_text(i, p, text)) is not None), None)  # fmt: skip
        case Mapping(items):
            for key, item in items.items():
                if "." in key and text in key:  # a path, as `set` has them
                    return (*path, key)
                found = _with_text(item, (*path, key), text)
                if found is not None:
                    return found
    return None
