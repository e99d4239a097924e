"""No file imports itself by way of others, and no room of a stage does.

All imports count: those inside functions, and those for type checkers only, too. The stages
themselves cannot form circles: `test_imports.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import networkx as nx
import pytest

SOURCE = Path(__file__).parents[2] / "src"


def modules(source: Path) -> dict[str, Path]:
    """Return the file of each module; a package is the module of its ``__init__``."""
    found = {}
    for file in sorted(source.rglob("*.py")):
        parts = file.relative_to(source).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imported(file: Path, known: Iterable[str]) -> Iterator[str]:
    """Yield the modules among those known that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are absolute"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in known:
                    yield name
                elif node.module in known:
                    yield str(node.module)


def imports(source: Path) -> nx.DiGraph:
    """Return the graph of imports between the files of a source tree."""
    files = modules(source)
    graph = nx.DiGraph()
    for name, file in files.items():
        graph.add_edges_from((name, other) for other in imported(file, files) if other != name)
    return graph


def room(module: str, packages: Iterable[str]) -> str:
    """Return the sub-package of a stage that a module is in, or the module where it is in none."""
    name = ".".join(module.split(".")[:3])
    return name if name in packages else module


def rooms(source: Path) -> nx.DiGraph:
    """Return the graph of imports between sub-packages of stages, such as `engine.kernel`."""
    packages = {name for name, file in modules(source).items() if file.name == "__init__.py"}
    graph = nx.DiGraph()
    for one, other in imports(source).edges:
        ends = room(one, packages), room(other, packages)
        if ends[0] != ends[1] and all(end in packages and end.count(".") == 2 for end in ends):
            graph.add_edge(*ends)
    return graph


def circles(graph: nx.DiGraph) -> set[frozenset[str]]:
    """Return the sets of nodes that lead back to themselves."""
    return {frozenset(part) for part in nx.strongly_connected_components(graph) if len(part) > 1}


def test_no_files_import_each_other() -> None:
    assert not circles(imports(SOURCE))


def test_no_sub_packages_import_each_other() -> None:
    assert not circles(rooms(SOURCE))


@pytest.mark.parametrize(
    "line",
    [
        "from pack.stage.right.two import name",
        "import pack.stage.right.two",
        "from pack.stage.right import two",
        "def later():\n    from pack.stage.right.two import name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pack.stage.right.two",
    ],
)
def test_a_circle_is_found_however_it_is_imported(tmp_path: Path, line: str) -> None:
    left, right = tmp_path / "pack/stage/left", tmp_path / "pack/stage/right"
    for folder in (left, right):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (left / "one.py").write_text(line)
    (right / "two.py").write_text("from pack.stage.left import one")
    files = frozenset({"pack.stage.left.one", "pack.stage.right.two"})
    assert circles(imports(tmp_path)) == {files}
    assert circles(rooms(tmp_path)) == {frozenset({"pack.stage.left", "pack.stage.right"})}
