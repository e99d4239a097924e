"""Texts of errors stand in the catalogue: none is a plain literal, which nobody could translate.

A text that goes to a parameter named `found`, `expected` or `remedy`, or is the message of one of
our errors, is followed back to the literals that it is made from: through names, conditions, sums,
and what functions of the same module return. Each must stand in `Phrase` or `tr`. A literal without
a word outside backquotes needs no translation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import renkei

SOURCES = Path(renkei.__file__).parent
PARTS = {"found", "expected", "remedy"}
"""Parameters of texts for people, wherever a function or class has one."""

MESSAGES = {"RenkeiError", "RunError", "ResultsError", "DerivationError", "BadParameter"}
"""Errors whose first argument is a sentence for people."""

SAID = {"Phrase": 0, "tr": 0, "later": 0, "tr_many": 1, "tr_as": 1}
"""Functions of texts, and the last of their arguments that the catalogue has."""

WORD = re.compile(r"(?<![\w.<-])[A-Za-z]?[a-z]{2,}(?![\w.]*[\w.]*/)")
IDENTIFIER = re.compile(r"`[^`]*`|[\w\0-]+(\.[\w\0-]+)+|\w+\0")
EXCEPT = {
    "run": "an attribute of study files",
    "cv": "an attribute of the language",
    "shape": "an attribute of the language",
    "Cursor on Target": "a format",
    "pip install 'renkei[sensitivity]'": "a command",
}
"""Plain literals that are the same in every language, and why."""

NAMES = {"did_you_mean", "nearest_name"}
"""Functions whose `found` is a name, not a text."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A module, with its functions, the parameters of texts, and where each name is assigned."""

    def __init__(self, path: Path, source: str) -> None:
        self.path = path
        self.functions: dict[str, list[Function]] = {}
        self.fields: dict[str, list[str]] = {}
        self.calls: list[ast.Call] = []
        self.owner: dict[ast.AST, Function | None] = {}
        self._given: dict[tuple[Function | None, str], list[ast.expr]] = {}
        self._look(ast.parse(source), None)

    def _look(self, node: ast.AST, function: Function | None) -> None:
        """Note what one pass over the tree finds."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.owner[node] = function
                self.functions.setdefault(node.name, []).append(node)
                function = node
            case ast.ClassDef():
                names = _fields(node)
                if PARTS & set(names):
                    self.fields[node.name] = names
            case ast.Call():
                self.calls.append(node)
            case ast.Name():
                self.owner[node] = function
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(function, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(function, target, value)
            case ast.AugAssign(target=target, value=value):
                self._assign(function, target, value)
            case ast.NamedExpr(target=target, value=value):
                self._assign(function, target, value)
        for child in ast.iter_child_nodes(node):
            self._look(child, function)

    def _assign(self, function: Function | None, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case ast.Name(id=name), _:
                self._given.setdefault((function, name), []).append(value)
            case ast.Tuple(elts=names), ast.Tuple(elts=values):
                for one, other in zip(names, values, strict=False):
                    self._assign(function, one, other)
            case ast.Tuple(), ast.IfExp(body=body, orelse=orelse):
                self._assign(function, target, body)
                self._assign(function, target, orelse)

    def assigned(self, name: str, within: Function | None) -> list[ast.expr]:
        """Return what a name is given, in a function or at the top."""
        return self._given.get((within, name), [])


def _fields(node: ast.ClassDef) -> list[str]:
    """Return what a class is made from, in order."""
    names = [
        item.target.id
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            names = parameters(item)
    return names


def parameters(function: Function) -> list[str]:
    """Return the parameters of a function in their order, without `self`."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [one.arg for one in given if one.arg not in ("self", "cls")]


def called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


class Search:
    """Follows texts of errors back to literals."""

    def __init__(self, modules: list[Module]) -> None:
        self.modules = modules
        self.everywhere: dict[str, list[str]] = {}
        self.found: set[tuple[str, int, str]] = set()
        self.further: dict[str, set[str]] = {}
        """Parameters by function that end in a text for people, whatever their name."""
        self._seen: set[tuple[int, str, bool]] = set()
        for module in modules:
            for name, functions in module.functions.items():
                for function in functions:
                    if PARTS & set(parameters(function)) and not name.startswith("__"):
                        if name in NAMES:
                            continue
                        self.everywhere[name] = parameters(function)
            self.everywhere.update(module.fields)

    def run(self) -> set[tuple[str, int, str]]:
        """Return the plain literals by file and line."""
        for module in self.modules:
            for call in module.calls:
                for text in self._texts(module, call):
                    self._follow(module, text)
            for name in PARTS:  # a property of this name
                for function in module.functions.get(name, ()):
                    self._returned(module, function, False)
        known = -1
        while known != sum(map(len, self.further.values())):
            known = sum(map(len, self.further.values()))
            for module in self.modules:
                for call in module.calls:
                    for text in self._further(module, call):
                        self._follow(module, text)
        return self.found

    def _texts(self, module: Module, call: ast.Call) -> Iterator[ast.expr]:
        name = called(call)
        if name in MESSAGES:
            yield from call.args[:1]
            return
        if name.startswith("__"):
            return
        if name in NAMES:
            return
        own = [f for f in module.functions.get(name, ()) if PARTS & set(parameters(f))]
        names = parameters(own[0]) if own else self.everywhere.get(name)
        if names is None or (name in module.functions and not own):
            names = []  # of `replace`, say
        yield from _given(call, names, PARTS)

    def _further(self, module: Module, call: ast.Call) -> Iterator[ast.expr]:
        name = called(call)
        for function in module.functions.get(name, ()) if name in self.further else ():
            yield from _given(call, parameters(function), self.further[name])

    def _returned(self, module: Module, function: Function, joined: bool) -> None:
        key = (id(function), "return", joined)
        if key not in self._seen:
            self._seen.add(key)
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    self._follow(module, node.value, joined)

    def _follow(self, module: Module, text: ast.expr, joined: bool = False) -> None:
        match text:
            case ast.Constant(value=str(value)):
                self._literal(module, text, value)
            case ast.JoinedStr(values=parts):
                written = "".join(p.value if isinstance(p, ast.Constant) else "\0" for p in parts)
                self._literal(module, text, written)
                for part in _outside(parts):
                    self._follow(module, part, True)
            case ast.IfExp():
                self._follow(module, text.body, joined)
                self._follow(module, text.orelse, joined)
            case ast.BoolOp(values=values):
                for value in values:
                    self._follow(module, value, joined)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self._follow(module, left, True)
                self._follow(module, right, True)
            case ast.Name(id=name):
                self._name(module, name, module.owner[text], joined)
            case ast.Call():
                self._call(module, text, joined)
            case ast.Subscript(value=table):
                self._table(module, table, joined)
            case ast.Starred(value=value):
                self._follow(module, value, joined)

    def _name(
        self, module: Module, name: str, within: Function | None, joined: bool = False
    ) -> None:
        key = (id(within) if within else id(module), name, joined)
        if key in self._seen:
            return
        self._seen.add(key)
        values = module.assigned(name, within)
        if within is not None and name in parameters(within) and not within.name.startswith("__"):
            self.further.setdefault(within.name, set()).add(name)
        if not values and within is not None and name not in parameters(within):
            self._name(module, name, module.owner[within], joined)
        for value in values:
            self._follow(module, value, joined)

    def _call(self, module: Module, call: ast.Call, joined: bool) -> None:
        name = called(call)
        if name in SAID:
            if joined and name == "Phrase":
                where = module.path.relative_to(SOURCES).as_posix()
                text = f"in a plain text: {ast.unparse(call)}"
                self.found.add((where, call.lineno, text))
            template = call.args[SAID[name]] if len(call.args) > SAID[name] else None
            written = template.value if isinstance(template, ast.Constant) else ""
            for word in call.keywords:
                if f"`{{{word.arg}}}" not in str(written):
                    self._follow(module, word.value)
            if not isinstance(template, ast.Constant) and template is not None:
                pass
        elif name in module.functions and _is_own(call.func):
            for function in module.functions[name]:
                self._returned(module, function, joined)
        elif isinstance(call.func, ast.Attribute):
            if name == "get":
                self._table(module, call.func.value, joined)
                for default in call.args[1:]:
                    self._follow(module, default, joined)
            elif name in ("lower", "strip", "removeprefix"):
                self._follow(module, call.func.value, True)
            elif name == "join" and call.args:
                self._follow(module, call.func.value, True)
                inner = call.args[0]
                if isinstance(inner, ast.GeneratorExp | ast.ListComp):
                    self._follow(module, inner.elt, True)
                elif isinstance(inner, ast.List | ast.Tuple):
                    for one in inner.elts:
                        self._follow(module, one, True)
                else:
                    self._follow(module, inner, True)
        elif name in ("str", "NameList") and call.args:
            self._follow(module, call.args[0], True)

    def _table(self, module: Module, table: ast.expr, joined: bool) -> None:
        """Follow all values of a table of texts."""
        match table:
            case ast.Dict(values=values):
                for value in values:
                    if isinstance(value, ast.Call) and called(value) == "fromkeys":
                        self._follow(module, value.args[-1], joined)
                    else:
                        self._follow(module, value, joined)
            case ast.Name(id=name):
                for value in module.assigned(name, module.owner[table]):
                    self._table(module, value, joined)
                for value in module.assigned(name, None):
                    self._table(module, value, joined)

    def _literal(self, module: Module, node: ast.expr, text: str) -> None:
        bare = IDENTIFIER.sub("", text)
        if WORD.search(bare):
            where = module.path.relative_to(SOURCES).as_posix()
            self.found.add((where, node.lineno, text.replace("\0", "{}")))


def _given(call: ast.Call, names: list[str], wanted: set[str]) -> Iterator[ast.expr]:
    """Yield what a call gives for some of the parameters of what it calls."""
    for part, given in zip(names, call.args, strict=False):
        if part in wanted:
            yield given
    yield from (word.value for word in call.keywords if word.arg in wanted)


def _is_own(function: ast.expr) -> bool:
    match function:
        case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
            return True
    return False


def _outside(parts: list[ast.expr]) -> Iterator[ast.expr]:
    """Yield what stands in an f-string outside backquotes: what is inside is quoted as it is."""
    quoted = False
    for part in parts:
        if isinstance(part, ast.Constant):
            quoted ^= str(part.value).count("`") % 2 == 1
        elif isinstance(part, ast.FormattedValue) and not quoted:
            yield part.value


@cache
def plain_literals() -> set[tuple[str, int, str]]:
    """Return all texts of errors that stand outside the catalogue."""
    names = re.compile(r"(Problem|Fault|Finding|Mistake|bad_argument|Error|BadParameter)\(|remedy")
    modules = []
    for path in sorted(SOURCES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.name != "codes.py" and names.search(source):  # texts of codes: see the catalogue
            modules.append(Module(path, source))
    return Search(modules).run()


def test_every_text_of_an_error_can_be_translated() -> None:
    left = {f"{path}:{line}: {text}" for path, line, text in plain_literals() if text not in EXCEPT}
    assert sorted(left) == [], "put it in Phrase(...), and give it its Japanese"


def test_the_search_finds_what_it_looks_for() -> None:
    source = """
def refuse(code, found, remedy=""): ...
def why(bad):
    return "a second text" if bad else Phrase("a third")
def check(it, what):
    one = "a first text" + f", {it}"
    refuse("X", one, why(it))
    refuse("X", f"`{it} with words`", Phrase("all of {which}", which=f"{it} items"))
    refuse("X", TEXTS[it])
    refuse("X", f"of {what}")
    refuse("X", f"{Phrase('a phrase')} and")
    raise RunError("a message")
TEXTS = {1: "a text of a table", 2: Phrase("none")}
check(1, "a parameter")
"""
    found = Search([Module(SOURCES / "made.py", source)]).run()
    assert sorted(text for _, _, text in found) == [
        "a first text",
        "a message",
        "a parameter",
        "a second text",
        "a text of a table",
        "in a plain text: Phrase('a phrase')",
        "of {}",
        "{} and",
        "{} items",
    ]
