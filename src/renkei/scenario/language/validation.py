"""From the raw tree to the models, with every error turned into a Problem.

What for: pydantic describes an error in its own words and by a path; users need file, line, the
value found, the value expected, and the nearest valid name. Takes a tree; gives a Scenario and
problems. Entries of the top-level tables are validated once, however many designs share them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from renkei._base.errors import Location, Problem
from renkei._base.foreign import foreign
from renkei._base.identity import ByIdentity
from renkei._base.language import Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.scenario.faults import Fault
from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    ListKind,
    QuantityKind,
    ScalarKind,
    TableKind,
    attributes,
    below,
    kind_at,
    words,
)
from renkei.scenario.model.common import Name
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.types import Placed
from renkei.scenario.quantities.units import RULES, describe
from renkei.scenario.text.nodes import (
    MOST_PROBLEMS,
    Mapping,
    Node,
    Path,
    Problems,
    Scalar,
    Sequence,
    dotted,
    find,
    locate,
    locate_key,
    plain,
    steps_in,
)

_PATTERNS = {
    r"^[a-z0-9][a-z0-9-]*$": later("an id: lower-case letters, digits and hyphens"),
    r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$": later("an id, or `<type>.<subordinate>`"),
    r"^[A-Z]{3}$": later("three capital letters, such as `JPN`"),
    r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": later(
        'a time of day, such as `"08:30"` or `"24:00"`'
    ),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": later(
        'a time of day on the 24-hour clock, such as `"08:30"`'
    ),
}

_LIMITS = {
    "greater_than_equal": (later("at least {limit}"), "ge"),
    "greater_than": (later("more than {limit}"), "gt"),
    "less_than_equal": (later("at most {limit}"), "le"),
    "less_than": (later("less than {limit}"), "lt"),
}


Read = TypeVar("Read", bound=BaseModel)


class Validator:
    """Validates trees that share entries; remembers the entries it has seen."""

    def __init__(self) -> None:
        self._entries: dict[Path, ByIdentity[tuple[BaseModel, list[Problem]]]]
        # By path too: an alias may put one node at two places, whose quantities have two paths.
        self._entries = defaultdict(ByIdentity)

    def scenario(self, root: Mapping, problems: Problems) -> Scenario | None:
        """Return the scenario of a tree, or None if it has an error."""
        found: list[Problem] = []
        data: dict[str, Any] = {}
        for key, node in root.items.items():
            kind = below(DOCUMENT, key)
            if isinstance(kind, EntriesKind) and isinstance(node, Mapping):
                data[key] = self._table(key, node, kind, root, found)
            else:
                data[key] = to_data(node, kind, key)
        scenario: Scenario | None = None
        try:
            scenario = Scenario.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            found += _problems(error, root, ())
        problems.extend(found)
        return None if found else scenario

    def _table(
        self, table: str, node: Mapping, kind: EntriesKind, root: Mapping, found: list[Problem]
    ) -> dict[str, BaseModel]:
        assert isinstance(kind.item, TableKind)
        ids = list(node.items) if kind.ordered else sorted(node.items)
        result = {}
        for id_ in ids:
            if len(found) >= MOST_PROBLEMS:
                break
            entry = node.items[id_]
            make = partial(self._entry, kind.item, entry, root, (table, id_))
            result[id_], problems = self._entries[table, id_].of(entry, make)
            found += problems
        return result

    @staticmethod
    def _entry(
        kind: TableKind, entry: Node, root: Mapping, path: Path
    ) -> tuple[BaseModel, list[Problem]]:
        model = kind.model
        try:
            data = to_data(entry, kind, dotted(path))
            return model.model_validate(data, by_alias=True, by_name=False), []
        except ValidationError as error:
            # The empty instance stands in, so that the rest of the document is checked.
            return model.model_construct(), _problems(error, root, path)


def read_document(model: type[Read], root: Mapping, problems: Problems) -> Read | None:
    """Return a document other than a scenario, or None if it has an error.

    Its tables are declared as those of a scenario are, and so its errors read alike.
    """
    top = TableKind(model)
    try:
        return model.model_validate(to_data(root, top, ""), by_alias=True, by_name=False)
    except ValidationError as error:
        problems.extend(_problems(error, root, (), top))
    return None


def check_entry(table: str, id_: str, entry: Mapping, problems: Problems) -> None:
    """Check an entry of a table by itself: its id, and all that does not depend on others."""
    where = entry.location
    entries = Mapping({id_: entry}, {id_: where}, where)
    root = Mapping({table: entries}, {table: where}, where)
    annotation: Any = Scenario.model_fields[table].annotation
    adapter = TypeAdapter(annotation)
    try:
        data = to_data(entries, below(DOCUMENT, table), table)
        adapter.validate_python(data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems.extend(_problems(error, root, (table,)))


def to_data(node: Node, kind: Kind | None, path: str) -> Any:
    """Return a tree as plain data, quantities with their paths.

    Entries whose order has no meaning are sorted by id.
    """
    if isinstance(kind, QuantityKind):
        return Placed(plain(node), path)
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [
                to_data(item, below(kind, index), f"{path}.{step}")
                for index, (step, item) in enumerate(zip(steps_in(items), items, strict=True))
            ]
        case Mapping(entries):
            keys = list(entries)
            if isinstance(kind, EntriesKind) and not kind.ordered:
                keys.sort()
            return {key: to_data(entries[key], below(kind, key), f"{path}.{key}") for key in keys}


def _problems(
    error: ValidationError, root: Mapping, prefix: Path, top: Kind = DOCUMENT
) -> list[Problem]:
    found = []
    for item in error.errors(include_url=False)[:MOST_PROBLEMS]:
        path: Path = (*prefix, *item["loc"])
        faults = item.get("ctx", {}).get("faults")
        if faults:
            found += [_from_fault(fault, root, path) for fault in faults]
        elif path and path[-1] == "[key]":
            found.append(_key_problem(path[:-1], root, top))
        else:
            found.append(_from_pydantic(dict(item), root, path, top))
    return found


def _from_fault(fault: Fault, root: Mapping, path: Path) -> Problem:
    full = (*path, *fault.at)
    by_key = fault.code == "SCN-012"
    location = locate_key(root, full) if by_key else locate_value(root, full)
    return Problem(fault.code, location, dotted(full), fault.found, fault.expected, fault.remedy)


def locate_value(root: Mapping, path: Path) -> Location:
    """Return the place where a value begins; for a table or list over several lines, its key's."""
    node = find(root, path)
    key = locate_key(root, path)
    if node is None:
        return locate(root, path)
    return node.location if node.location.line == key.line else key


def _key_problem(path: Path, root: Mapping, top: Kind) -> Problem:
    key = str(path[-1])
    kind = kind_at(path[:-1], top)
    pattern = kind.key_pattern if isinstance(kind, EntriesKind) else None
    expected = Phrase(_PATTERNS.get(pattern or "", later("a valid key")))
    return Problem(
        "SCN-022",
        locate_key(root, path),
        dotted(path),
        Phrase("the key `{key}`", key=key),
        expected,
        _respell(key, pattern),
    )


def _respell(text: str, pattern: str | None) -> str:
    """Return a hint on spelling a text as an id or nation code."""
    if pattern is None:
        return ""
    if pattern == r"^[A-Z]{3}$":
        return _write(text.upper() if len(text) == 3 and text.isalpha() else "")
    if pattern.startswith("^[a-z0-9]"):
        new = "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower()).strip("-")
        return _write(new if new != text else "")
    if text[:1].isdigit() and text[1:2] == ":":
        return _write(f'"0{text}"')
    return ""


def _write(right: str) -> str:
    return Phrase("write `{right}`", right=right) if right else ""


def _from_pydantic(item: dict[str, Any], root: Mapping, path: Path, top: Kind) -> Problem:
    kind, type_, ctx = kind_at(path, top), item["type"], item.get("ctx", {})
    node = find(root, path)
    shown = _show(node.value if isinstance(node, Scalar) else item["input"])
    location = locate_value(root, path)
    if type_ == "missing":
        return _missing(root, path, kind, top)
    if type_ == "extra_forbidden":
        return _unknown(root, path, top)
    if type_ in ("enum", "literal_error") and isinstance(kind, ScalarKind):
        choices = ", ".join(kind.choices)
        remedy = did_you_mean(str(item["input"]), kind.choices)
        return Problem(
            "SCN-021",
            location,
            dotted(path),
            shown,
            Phrase("one of: {choices}", choices=choices),
            remedy,
        )
    if type_ == "string_pattern_mismatch":
        pattern = ctx["pattern"]
        expected = (
            Phrase(_PATTERNS[pattern])
            if pattern in _PATTERNS
            else Phrase("text like `{pattern}`", pattern=pattern)
        )
        remedy = _respell(str(item["input"]), ctx["pattern"])
        return Problem("SCN-022", location, dotted(path), shown, expected, remedy)
    if type_ == "string_too_long":
        expected = Phrase("at most {most} characters", most=ctx["max_length"])
        return Problem("SCN-022", location, dotted(path), shown, expected)
    if type_ in _LIMITS:
        word, key = _LIMITS[type_]
        limit = Phrase(word, limit=f"{ctx[key]:g}")
        return Problem("SCN-024", location, dotted(path), shown, limit)
    if type_ in ("too_short", "too_long"):
        least = type_ == "too_short"
        most = ctx["min_length"] if least else ctx["max_length"]
        return Problem(
            "SCN-027",
            location,
            dotted(path),
            Phrase("{ctx} entries", ctx=ctx["actual_length"])
            if ctx["actual_length"]
            else Phrase("no entries"),
            Phrase("at least {limit}", limit=most)
            if least
            else Phrase("at most {limit}", limit=most),
        )
    wanted = _expected(kind) or foreign(item["msg"])
    return Problem("SCN-020", location, dotted(path), shown, wanted)


def _missing(root: Mapping, path: Path, kind: Kind | None, top: Kind) -> Problem:
    above = path[:-1]
    remedy: str = Phrase("add `{entry}`", entry=f"{path[-1]}: {_example(kind)}")
    parent = find(root, above[:-1]) if above else None
    if isinstance(parent, Mapping) and isinstance(kind_at(above[:-1], top), EntriesKind):
        # An entry of which nearly everything is missing is often a misspelt id in a design.
        others = [key for key in parent.items if key != above[-1]]
        hint = did_you_mean(str(above[-1]), others)
        here = find(root, above)
        if hint and isinstance(here, Mapping) and len(here.items) < 3:
            remedy = Phrase("{remedy}; if it is no new entry, {hint}", remedy=remedy, hint=hint)
    return Problem(
        "SCN-013",
        locate_key(root, above) if above else Location(root.location.file, 1, 1),
        dotted(path),
        Phrase("no `{path}`", path=path[-1]),
        Phrase("`{path}`, {expected}", path=path[-1], expected=_expected(kind)),
        remedy,
    )


def _unknown(root: Mapping, path: Path, top: Kind) -> Problem:
    key, above = str(path[-1]), kind_at(path[:-1], top)
    valid = list(attributes(above.model)) if isinstance(above, TableKind) else []
    remedy = did_you_mean(key, valid)
    return Problem(
        "SCN-012",
        locate_key(root, path),
        dotted(path),
        Phrase("an unknown key, `{key}`", key=key),
        Phrase("one of: {valid}", valid=", ".join(valid)),
        remedy,
    )


_OF_SCALARS = {
    "flag": later("`true` or `false`"),
    "integer": later("a whole number"),
    "number": later("a number"),
    "moment": later("a date, or a date and time without zone, such as `2025-04-01T08:30`"),
    "date": later("a date such as `2025-04-01`"),
    "part of the document": later("a part of the document"),
}


def _expected(kind: Kind | None) -> str:
    match kind:
        case None:
            return ""
        case QuantityKind(type_):
            return Phrase(
                "{dimension}, such as `{example}`",
                dimension=describe(type_.dimension),
                example=RULES[type_.dimension].example,
            )
        case ScalarKind("choice", choices):
            return Phrase("one of: {choices}", choices=", ".join(choices))
        case ScalarKind("text", pattern=pattern):
            return Phrase(_PATTERNS.get(pattern or "", later("a text")))
        case TableKind(model) if model is Name:
            return Phrase("a text, or `{en: ..., ja: ...}`")
        case TableKind() | EntriesKind():
            return Phrase("a table (`key: value`)")
        case ListKind():
            return Phrase("a list, such as `[a, b]`")
        case _:
            return Phrase(_OF_SCALARS[words(kind)[0]])


def _example(kind: Kind | None) -> str:
    match kind:
        case QuantityKind(type_):
            return RULES[type_.dimension].example
        case ScalarKind("choice", choices):
            return choices[0]
        case ScalarKind("date"):
            return "2025-04-01"
        case TableKind(model) if model is Name:
            return "..."
        case TableKind() | EntriesKind():
            return "{...}"
        case _:
            return "..."


def _show(data: Any) -> str:
    match data:
        case dict():
            return Phrase("a table")
        case list():
            return Phrase("a list")
        case BaseModel():
            return Phrase("a table")
        case _:
            text = str(data)
            return f"`{text if len(text) <= 60 else text[:57] + '...'}`"
