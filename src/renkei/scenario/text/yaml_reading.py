"""YAML text to the raw tree: the strict part of YAML that the language uses.

What for: to read fast (libyaml's parser through ruamel.yaml) and to refuse what different readers
understand differently. Takes text; gives nodes with positions, and problems. Every scalar stays the
text that was written. Duplicate keys, null, merge keys, tags, several documents, deep nesting and
aliases that multiply the text are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from renkei._base.errors import Location, Problem
from renkei._base.foreign import of_yaml
from renkei._base.language import Phrase
from renkei.scenario.text.characters import is_readable, problem, refused_in
from renkei.scenario.text.nodes import Mapping, Node, Path, Problems, Scalar, Sequence, dotted

MAX_DEPTH = 40
"""Deepest nesting of tables and lists."""

MAX_NODES = 2_000_000
"""Most nodes of a document, counting what aliases repeat."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Stop(Exception):
    """Reading cannot go on; the problem is noted."""


def parse_yaml(text: str, file: str, problems: Problems) -> Node | None:
    """Return the tree of a YAML text; None if it has none or cannot be read.

    Parameters
    ----------
    text
        The whole text, without byte order mark.
    file
        Name for locations.
    problems
        Gets everything wrong.
    """
    if not is_readable(text, file, "", problems):
        return None
    try:
        return _Composer(file, problems).document(_events(text))
    except _Stop:
        return None
    except MarkedYAMLError as error:
        problems.add(_syntax(error, file))
    except YAMLError as error:
        reason = of_yaml(str(error).splitlines()[0])
        problems.add(Problem("SCN-010", Location(file, 1, 1), "", reason, Phrase("YAML")))
    return None


def _events(text: str) -> Iterator[Any]:
    """Yield the events of libyaml's parser; where it is not built, of the plain Python one."""
    try:
        from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        from ruamel.yaml import YAML

        yield from YAML(typ="safe", pure=True).parse(text)
        return
    parser = CParser(text)
    while (event := parser.get_event()) is not None:
        yield event


def _syntax(error: Any, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    location = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1, 1)
    found = str(error.problem or error.context or error)
    if error.context and error.context != found and error.context_mark is not None:
        found += f", {error.context} that begins on line {error.context_mark.line + 1}"
    remedy = ""
    if "cannot start any token" in found:
        remedy = Phrase(
            "indent with spaces, not tabs; quote a text that begins with `@`, `%` or a backtick"
        )
    elif "mapping values are not allowed" in found:
        remedy = Phrase("quote a text that contains `: `, or check the indentation")
    elif "unexpected ':'" in found:
        remedy = Phrase("quote a text that contains `:` within a list or table on one line")
    expected = Phrase("YAML that can be read")
    return Problem("SCN-010", location, "", of_yaml(found), expected, remedy)


class _Composer:
    """Builds nodes from events; keeps anchors, with the size of what they stand for."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.count = 0
        self.path: list[str | int] = []

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.wrong(
                        "SCN-018",
                        self.at(event),
                        Phrase("a second document"),
                        Phrase("one document"),
                    )
                    raise _Stop
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                root = self.node(event, events)
        return root

    def wrong(
        self, code: str, location: Location, found: str, expected: str, remedy: str = ""
    ) -> None:
        path: Path = tuple(self.path)
        self.problems.add(Problem(code, location, dotted(path), found, expected, remedy))
        if self.problems.is_full:
            raise _Stop

    def at(self, event: Any) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1)

    def node(self, event: Any, events: Iterator[Any]) -> Node:
        location = self.at(event)
        self.count += 1
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self.alias(event.anchor, location)
        if event.tag is not None:
            self.wrong(
                "SCN-017",
                location,
                Phrase(
                    "the tag `{event}`", event=str(event.tag).replace("tag:yaml.org,2002:", "!!")
                ),
                Phrase("a value without tag"),
                Phrase("take the tag away: the language knows the type of every attribute"),
            )
        before = self.count
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node: Node
        if kind == "ScalarEvent":
            node = self.scalar(event, location)
        else:
            if len(self.path) > MAX_DEPTH:
                self.wrong(
                    "SCN-019",
                    location,
                    Phrase("more than {max_depth} levels", max_depth=MAX_DEPTH),
                    Phrase("less deep nesting"),
                )
                raise _Stop
            is_table = kind == "MappingStartEvent"
            node = self.table(events, location) if is_table else self.list(events, location)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.count - before + 1)
        return node

    def alias(self, name: str, location: Location) -> Node:
        known = self.anchors.get(name)
        if known is None:
            found = Phrase("refers to itself") if name in self.anchors else Phrase("has no anchor")
            self.wrong(
                "SCN-016",
                location,
                Phrase("`*{name}`, which {found}", name=name, found=found),
                Phrase("an anchor before it"),
            )
            return Scalar("", location)
        node, size = known
        self.count += size
        if self.count > MAX_NODES:
            self.wrong(
                "SCN-016",
                location,
                Phrase(
                    "`*{name}`, with which aliases repeat more than {max_nodes} values",
                    name=name,
                    max_nodes=MAX_NODES,
                ),
                Phrase("a document that stays small when its aliases are written out"),
            )
            raise _Stop
        return node

    def scalar(self, event: Any, location: Location) -> Scalar:
        if event.value in _NULLS and not event.style and event.tag is None:
            shown = (
                Phrase("null, written `{value}`", value=event.value)
                if event.value
                else Phrase("nothing")
            )
            self.wrong(
                "SCN-014",
                location,
                shown,
                Phrase("a value"),
                Phrase("leave the attribute out, write `{}` for an empty table, or quote the text"),
            )
        self.printable(event, location)
        return Scalar(event.value, location)

    def printable(self, event: Any, location: Location) -> None:
        """Refuse what escapes in double quotes write and no text may hold."""
        refused = refused_in(event.value) if event.style == '"' else None
        if refused is not None:
            self.problems.add(problem(refused, location, dotted(tuple(self.path))))

    def list(self, events: Iterator[Any], location: Location) -> Sequence:
        items: list[Node] = []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            self.path.append(len(items))
            items.append(self.node(event, events))
            self.path.pop()
        return Sequence(tuple(items), location)

    def table(self, events: Iterator[Any], location: Location) -> Mapping:
        items: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key, where = self.key(event, events), self.at(event)
            self.path.append(key)
            if key in items:
                first = keys[key]
                self.wrong(
                    "SCN-011",
                    where,
                    Phrase("`{key}` again; first on line {line}", key=key, line=first.line),
                    Phrase("each key once"),
                    Phrase("take one away or give it another name"),
                )
            if key == "<<":
                self.wrong(
                    "SCN-015", where, Phrase("the merge key `<<`"), Phrase("attributes written out")
                )
            value = self.node(next(events), events)
            self.path.pop()
            if key not in items and key != "<<":
                items[key], keys[key] = value, where
        return Mapping(items, keys, location)

    def key(self, event: Any, events: Iterator[Any]) -> str:
        if type(event).__name__ == "ScalarEvent" and event.tag is None:
            value: str = event.value
            if value not in _NULLS or event.style:
                self.printable(event, self.at(event))
                return value
        location = self.at(event)
        self.wrong(
            "SCN-019", location, Phrase("a key that is no plain text"), Phrase("a text as key")
        )
        if type(event).__name__ not in ("ScalarEvent", "AliasEvent"):
            self.path.append("?")
            self.node(event, events)  # consumes the events of the key
            self.path.pop()
        return f"?{self.count}"
