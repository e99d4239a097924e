"""Print the table of the architecture page: lines, rooms, layers, arrows and circles by package.

``.venv/bin/python scripts/rooms.py`` counts the files of this tree; an argument names the folder
``src`` of another. With two folders, before and now, it prints the drawing of both
(``docs/explanation/rooms.svg``): a dot is a room, a column is a layer, a line is an arrow, and the
rooms of a circle are red.

A room is a file of a package, or a folder of files; an arrow is an import from one room to
another, wherever it stands in the file; a layer stands on all that it imports; a circle is a set
of rooms that import each other, and counts as one room in the layers. ``__init__`` is a room
where it imports others of its package.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).resolve().parent.parent


def lines(package: Path) -> int:
    """Return the lines of all Python files of a package."""
    return sum(len(file.read_text("utf-8").splitlines()) for file in package.rglob("*.py"))


def rooms(package: Path) -> nx.DiGraph:
    """Return the imports between the rooms of a package."""
    inside = {path.stem for path in package.iterdir() if path.suffix == ".py"}
    inside |= {path.name for path in package.iterdir() if any(path.glob("*.py"))}
    parts = package.parts
    prefix = ".".join(parts[len(parts) - parts[::-1].index("renkei") - 1 :])
    graph = nx.DiGraph()
    graph.add_nodes_from(inside - {"__init__"})
    for file in package.rglob("*.py"):
        own = file.relative_to(package).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                other = name.removeprefix(f"{prefix}.").split(".")[0]
                if name.startswith(f"{prefix}.") and other in inside and own in inside - {other}:
                    graph.add_edge(own, other)
    return graph


def row(package: Path) -> str:
    """Return the row of a package."""
    graph = rooms(package)
    layers = nx.dag_longest_path_length(nx.condensation(graph)) + 1
    circles = sum(len(part) > 1 for part in nx.strongly_connected_components(graph))
    counted = f"{len(graph)} / {layers} / {graph.number_of_edges()} / {circles}"
    return f"| `{package.name}` | {lines(package) / 1000:.1f}k | {counted} |"


def packages(source: Path) -> list[Path]:
    """Return the packages of a tree."""
    return [path for path in sorted((source / "renkei").iterdir()) if any(path.glob("*.py"))]


def table(source: Path) -> None:
    """Print the rows."""
    for package in packages(source):
        print(row(package))
        if package.name == "engine":
            for inner in ("kernel", "twin"):
                if (package / inner).is_dir():
                    print(row(package / inner))


WIDTH, STEP, LEAST = 190, 13, 6
"""Width of a panel, and distances between rooms [px]."""


def placed(graph: nx.DiGraph) -> dict[str, tuple[float, float]]:
    """Return where each room stands: layers from the left, what imports nothing first."""
    small = nx.condensation(graph)
    layer: dict[int, int] = {}
    for part in reversed(list(nx.topological_sort(small))):
        layer[part] = 1 + max((layer[other] for other in small.successors(part)), default=-1)
    columns: dict[int, list[str]] = {}
    for part in sorted(small, key=lambda part: min(small.nodes[part]["members"])):
        columns.setdefault(layer[part], []).extend(sorted(small.nodes[part]["members"]))
    wide = (WIDTH - 40) / max(len(columns) - 1, 1)
    return {
        name: (12 + min(wide, 2 * STEP) * column, LEAST + STEP * (place + 0.3 * (column % 2)))
        for column, names in columns.items()
        for place, name in enumerate(names)
    }


def panel(package: Path, x: float, y: float, title: str) -> list[str]:
    """Return the drawing of a package."""
    graph = rooms(package)
    where = placed(graph)
    circle = {
        name for part in nx.strongly_connected_components(graph) for name in part if len(part) > 1
    }
    found = [f'<g transform="translate({x} {y})">', f'<text y="-6">{title}</text>']
    for colour, inside in (("#9aa7b3", False), ("#c0392b", True)):
        arrows = [
            "M{:.0f} {:.0f}L{:.0f} {:.0f}".format(*where[one], *where[other])
            for one, other in sorted(graph.edges)
            if ({one, other} <= circle) == inside
        ]
        found.append(f'<path d="{"".join(arrows)}" stroke="{colour}" stroke-width=".6"/>')
    for name, (x1, y1) in sorted(where.items()):
        colour = "#c0392b" if name in circle else "#2f5d8a"
        found.append(
            f'<circle cx="{x1:.0f}" cy="{y1:.0f}" r="3" fill="{colour}">'
            f"<title>{name}</title></circle>"
        )
    return [*found, "</g>"]


def height(package: Path) -> float:
    """Return the height that a package takes."""
    return max((y for _, y in placed(rooms(package)).values()), default=0.0) + 40


def drawing(trees: dict[str, Path]) -> str:
    """Return the drawing of several trees, one below the other."""
    body, y = [], 30.0
    for title, source in trees.items():
        body.append(f'<text x="14" y="{y:.0f}" font-size="15" font-weight="bold">{title}</text>')
        y += 32
        shown = {path.name: path for path in packages(source) if path.name != "_base"}
        for inner in ("kernel", "twin"):
            if (shown["engine"] / inner).is_dir():
                shown[f"engine/{inner}"] = shown["engine"] / inner
        names = sorted(shown)
        for first in range(0, len(names), 5):
            row = names[first : first + 5]
            for column, name in enumerate(row):
                body += panel(shown[name], 14 + WIDTH * column, y, name)
            y += max(height(shown[name]) for name in row)
    size = f'viewBox="0 0 {14 + 5 * WIDTH} {y:.0f}"'
    label = "Imports between the rooms of each package, before and now"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Helvetica, Arial, sans-serif"'
        f' font-size="11" fill="#1d2730" role="img" aria-label="{label}">\n'
        '<rect width="100%" height="100%" fill="#ffffff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def main(arguments: list[str]) -> None:
    """Print the table of one tree, or the drawing of two."""
    if len(arguments) == 2:
        print(drawing(dict(zip(("Before", "Now"), map(Path, arguments), strict=True))), end="")
    else:
        table(Path(arguments[0]) if arguments else ROOT / "src")


if __name__ == "__main__":
    main(sys.argv[1:])
