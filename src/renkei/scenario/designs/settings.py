"""Values laid over a scenario for one command: `--set PATH=VALUE`.

What for: to ask "what if it were 2?" without editing a file. Takes the spelt-out tree and the words
of the command line; gives the tree with the value in the base and in each design or phase that has
another value, so that it holds in all of them. A quantity is replaced whole: its range, its source
and its distribution are those of the new value, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.designs.overlays import HOLDERS, SHORTCUTS
from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    ListKind,
    OverlayKind,
    QuantityKind,
    ScalarKind,
    TableKind,
    attributes,
    below,
)
from renkei.scenario.model.document import Beyond
from renkei.scenario.text.nodes import Mapping, Node, Problems, Scalar, child, dotted
from renkei.scenario.text.nodes import Sequence as List
from renkei.scenario.text.reading import read_text

OPTION = "--set"
EXAMPLE = Phrase('such as `parameters.political-time=2` or `responses.relief.assess="3 h"`')

_CLOSED = frozenset({"renkei", "designs", "sources"})
"""Tables in which no value can be set: a design is what differs from the rest."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Laid:
    """A value laid over a scenario: its path and its text, as written."""

    path: Path
    words: str
    node: Node


def read_laid(words: Sequence[str], option: str = OPTION) -> list[Laid]:
    """Return the values of words such as ``parameters.political-time=2``.

    Raises
    ------
    InputError
        If a word has no path or no value, or a path comes twice.
    """
    found: dict[str, Laid] = {}
    for text in words:
        path, sign, value = text.partition("=")
        path, value = path.strip(), value.strip()
        if not sign or not path or not value:
            expected = Phrase("PATH=VALUE, {example}", example=EXAMPLE)
            raise _refused(option, f"`{text}`", expected)
        if path in found:
            raise _refused(option, Phrase("`{path}` twice", path=path), Phrase("each path once"))
        found[path] = Laid(_steps(path), text, _read(path, value, option))
    return list(found.values())


def _steps(path: str) -> Path:
    steps = tuple(path.split("."))
    if len(steps) == 3 and steps[0] in HOLDERS and steps[2] in SHORTCUTS:
        return ("relationships", f"{steps[2]}.{steps[1]}", "superior")
    if len(steps) > 2 and steps[0] == "relationships":  # entries such as `opcon.fleet`
        return (steps[0], ".".join(steps[1:-1]), steps[-1])
    return steps


def _read(path: str, value: str, option: str) -> Node:
    """Return a value as YAML would give it."""
    problems = Problems()
    here = _here(option)
    root = read_text(f"value: {value}\n", here.file, problems)
    node = root.items.get("value") if root is not None and len(root.items) == 1 else None
    if problems or node is None:
        first = next(iter(problems), None)
        found = f"`{path}={value}`"
        if first is not None:
            found = Phrase("`{shown}`: {found}", shown=f"{path}={value}", found=first.found)
        raise _refused(
            option, found, Phrase("a value as YAML has it; put it into quotes for the shell")
        )
    return _moved(node, here)


def _here(option: str) -> Location:
    """Return the location of a value: options of the command line begin with dashes."""
    return Location(Phrase("the command line") if option.startswith("-") else Phrase("the call"))


def _moved(node: Node, here: Location) -> Node:
    """Return a node with all its parts at one place."""
    match node:
        case Scalar(value):
            return Scalar(value, here)
        case List(items):
            return List(tuple(_moved(item, here) for item in items), here)
        case Mapping(items):
            return Mapping(
                {key: _moved(item, here) for key, item in items.items()},
                dict.fromkeys(items, here),
                here,
            )


_FITTED = "fitted"


def lay(root: Mapping, laid: Iterable[Laid], option: str = OPTION) -> Mapping:
    """Return a spelt-out document with values laid over it, in its base and in all its designs.

    Raises
    ------
    InputError
        If a path leads nowhere, or to a table.
    """
    for one in laid:
        root = _laid(root, one, option)
    return root


def _laid(root: Mapping, one: Laid, option: str) -> Mapping:
    path = _to_value(one, option)
    node = _noted(path, one, option)
    placed = False
    if path == ("time", "horizon"):  # what was dated for a longer run is no slip of the pen
        root = _put(root, ("time", "beyond"), Scalar(Beyond.IGNORED, _here(option)))
    if _is_fixed(path, node) and _has(root, (*path[:-1], _FITTED)):
        root = _put(root, (*path[:-1], _FITTED), Scalar("false", _here(option)))
    in_base = _has(root, path[:-1])
    if in_base:
        root, placed = _put(root, path, node), True
    for layer in _layers(root):
        changes = child_at(root, layer)
        if isinstance(changes, Mapping) and (
            _has(changes, path) or (not in_base and _has(changes, path[:-1]))
        ):
            root, placed = _put(root, (*layer, *path), node), True
    if not placed:
        raise _lost(root, path, option)
    return root


def changes_of(laid: Iterable[Laid], option: str = OPTION) -> Mapping:
    """Return values as the changes of a design: tables within tables.

    Raises
    ------
    InputError
        If the language knows no value at a path.
    """
    root = Mapping({}, {}, _here(option))
    for one in laid:
        path = _to_value(one, option)
        node = _noted(path, one, option)
        root = _put(root, path[:1], _nested(root, path, node))
        if _is_fixed(path, node):
            fitted = (*path[:-1], _FITTED)
            root = _put(root, path[:1], _nested(root, fitted, Scalar("false", _here(option))))
    return root


def _is_fixed(path: Path, node: Node) -> bool:
    """Return whether a shared parameter gets one value: then calibration has nothing to fit."""
    of_parameter = len(path) == 3 and (path[0], path[2]) == ("parameters", "value")
    return of_parameter and not (isinstance(node, Mapping) and "range" in node.items)


def _nested(root: Mapping, path: Path, value: Node) -> Node:
    """Return the value of the first step of a path, with a value at its end."""
    if len(path) == 1:
        return value
    inner = root.items.get(path[0])
    below_ = inner if isinstance(inner, Mapping) else Mapping({}, {}, value.location)
    return _put(below_, path[1:2], _nested(below_, path[1:], value))


def _to_value(one: Laid, option: str) -> Path:
    """Return the path of the value; for an entry of one number, as a parameter, that of the number.

    Raises
    ------
    InputError
        If the language knows no value there.
    """
    if one.path[0] in _CLOSED:
        raise _refused(
            option,
            f"`{dotted(one.path)}`",
            Phrase("the path of a value of the base; it then holds in every design"),
        )
    kind: Kind | None = DOCUMENT
    for number, step in enumerate(one.path):
        inner = below(kind, step)
        if inner is None:
            near = did_you_mean(step, _known(kind))
            found = Phrase("`{step}`, which is no attribute", step=step)
            if number:
                above = dotted(one.path[:number])
                found = Phrase(
                    "`{step}`, which is no attribute of `{above}`", step=step, above=above
                )
            raise _refused(option, found, Phrase("a path"), near)
        kind = inner
    if isinstance(kind, TableKind) and "value" in attributes(kind.model):
        return (*one.path, "value")
    if isinstance(kind, TableKind | EntriesKind | OverlayKind):
        names = ", ".join(f"`{dotted((*one.path, key))}`" for key in list(_known(kind))[:3])
        expected = (
            Phrase("one value, such as {names}", names=names) if names else Phrase("one value")
        )
        raise _refused(
            option, Phrase("`{dotted}`, which is a table", dotted=dotted(one.path)), expected
        )
    return one.path


def _known(kind: Kind | None) -> list[str]:
    return list(attributes(kind.model)) if isinstance(kind, TableKind) else []


def _noted(path: Path, one: Laid, option: str) -> Node:
    """Return the value; a plain number of a quantity gets its source."""
    kind: Kind | None = DOCUMENT
    for step in path:
        kind = below(kind, step)
    if isinstance(kind, ScalarKind | ListKind) or not isinstance(one.node, Scalar):
        return one.node
    assert isinstance(kind, QuantityKind)
    here = _here(option)
    items: dict[str, Node] = {
        "value": one.node,
        "note": Scalar(f"laid over the scenario by {option} {one.words}", here),
    }
    return Mapping(items, dict.fromkeys(items, here), here)


def _layers(root: Mapping) -> Iterator[Path]:
    """Yield the paths of the changes of all designs and of their phases."""
    designs = root.items.get("designs")
    for id_, design in designs.items.items() if isinstance(designs, Mapping) else ():
        yield ("designs", id_, "changes")
        phases = child(design, "phases")
        for number in range(len(phases.items) if isinstance(phases, List) else 0):
            yield ("designs", id_, "phases", str(number), "changes")


def child_at(root: Node, path: Path) -> Node | None:
    """Return the node at a path of texts; a whole number counts in a list."""
    node: Node | None = root
    for step in path:
        node = None if node is None else _below(node, step)
    return node


def _below(node: Node, step: str) -> Node | None:
    if isinstance(node, List) and step.isdecimal():
        return child(node, int(step))
    return child(node, step)


def _has(root: Mapping, path: Path) -> bool:
    return child_at(root, path) is not None


def _put(node: Node, path: Path, value: Node) -> Mapping:
    inner = _put_below(node, path, value)
    assert isinstance(inner, Mapping)
    return inner


def _put_below(node: Node, path: Path, value: Node) -> Node:
    if not path:
        return value
    step, rest = path[0], path[1:]
    below_ = _below(node, step)
    if isinstance(node, List):
        assert below_ is not None
        items = tuple(
            _put_below(item, rest, value) if item is below_ else item for item in node.items
        )
        return List(items, node.location)
    assert isinstance(node, Mapping)
    new = _put_below(below_, rest, value) if below_ is not None else value
    keys = {**node.keys} if step in node.keys else {**node.keys, step: value.location}
    return node.with_items({**node.items, step: new}, keys)


def _lost(root: Mapping, path: Path, option: str) -> InputError:
    """Return the error of a path that leads nowhere: the wrong step, and the nearest name."""
    node: Node | None = root
    for number, step in enumerate(path):
        inner = _below(node, step) if node is not None else None
        if inner is None:
            near = did_you_mean(step, node.items) if isinstance(node, Mapping) else ""
            found = Phrase("`{step}`, which does not exist", step=step)
            if number:
                above = dotted(path[:number])
                found = Phrase(
                    "`{step}`, which does not exist in `{above}`", step=step, above=above
                )
            return _refused(option, found, Phrase("the path of a value of the scenario"), near)
        node = inner
    raise AssertionError(f"{dotted(path)} is there")


def _refused(option: str, found: str, expected: str, remedy: str = "") -> InputError:
    return InputError([Problem("CLI-001", _here(option), option, found, expected, remedy)])
