"""The page of the Python interface names all that is public, and nothing that is not.

Its texts are the docstrings, taken when the pages are built; so the page can only lack a name, or
name what is gone.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import renkei as rk
import renkei.analysis

PAGE = Path(__file__).parents[2] / "docs/reference/python.md"
DIRECTIVE = re.compile(r"^\.\. (currentmodule|auto\w+):: (\S+)((?:\n +:\S.*)*)", re.MULTILINE)


def documented() -> dict[str, str]:
    """Return the full name of everything the page documents, with the options given for it."""
    found, module = {}, ""
    for kind, name, options in DIRECTIVE.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "currentmodule":
            module = name
        else:
            found[name if name.startswith("renkei.") else f"{module}.{name}"] = options
    return found


def named(full: str) -> object:
    module, _, name = full.rpartition(".")
    return getattr(import_module(module), name)


def annotations(thing: type) -> Iterator[str]:
    """Yield the types that the public members of a class give, as they are written."""
    if dataclasses.is_dataclass(thing):
        yield from (str(field.type) for field in dataclasses.fields(thing))
    for name, member in vars(thing).items():
        function = getattr(member, "fget", getattr(member, "func", member))
        if not name.startswith("_") and inspect.isfunction(function):
            yield str(function.__annotations__.get("return", ""))


def test_every_public_name_is_on_the_page() -> None:
    things = [named(full) for full in documented()]
    for name in set(rk.__all__) - {"__version__", "blocks"}:
        assert getattr(rk, name) in things, name
    for name in rk.blocks.__all__:
        assert getattr(rk.blocks, name) in things, name


def test_the_data_that_they_give_are_on_the_page() -> None:
    things = [named(full) for full in documented()]
    public = [thing for thing in things if inspect.isclass(thing)]
    words = {word for thing in public for text in annotations(thing)
             for word in re.findall(r"\w+", text)}  # fmt: skip
    given = [getattr(renkei.analysis, word) for word in words & set(renkei.analysis.__all__)]
    classes = [thing for thing in given if inspect.isclass(thing)]
    assert {"Row", "SustainedRow", "Measure", "Fact"} <= {thing.__name__ for thing in classes}
    assert [thing.__name__ for thing in classes if thing not in things] == []


@pytest.mark.parametrize("full", documented())
def test_what_the_page_names_is_documented(full: str) -> None:
    thing = named(full)
    assert inspect.getdoc(thing)
    members = re.search(r":members: (.*)", documented()[full])
    for name in members.group(1).split(", ") if members else ():
        assert inspect.getdoc(getattr(thing, name)), name
