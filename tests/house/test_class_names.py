"""One name, one class: a reader who meets a class in two packages knows which it is."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import renkei

ROOT = Path(renkei.__file__).parent

SHARED = {
    "Arrivals": "as declared; as a program has them",
    "Attribute": "of the language; of a file of others",
    "Calendar": "as declared to the assembler; as the twin keeps it",
    "Cell": "of a headquarters; of a sheet; of a CSV file",
    "Clock": "of a run; of an event on record",
    "Column": "of an array; of a result table; of a file of others",
    "Difference": "of two scenarios; of two designs",
    "Incident": "as declared; as the twin keeps it",
    "Part": "of a platform; of results; of a time",
    "Row": "of a comparison; of a file of others",
    "Rows": "a pointer to rows of an array; what a program is assembled from",
    "Sequence": "of steps; of nodes in a file",
    "Snapshot": "of a run; of files",
    "Stock": "as declared; as a handle of the assembler",
    "Table": "for people; of results",
    "Unit": "of forces; of measure; of measure on a page",
}
"""Names that more than one module gives to a public class, and what each of them means."""

SCHEMAS = {
    ROOT / "report" / "page" / "document.py",
    ROOT / "report" / "figures" / "figure.py",
    ROOT / "exercise" / "views.py",
    ROOT / "exercise" / "actions.py",
}
"""Parts of documents for pages: a schema is a language of its own, in its readers' words."""


@cache
def public_classes() -> dict[str, list[str]]:
    """Return the modules that define each public class."""
    found = defaultdict(list)
    for file in sorted(set(ROOT.rglob("*.py")) - SCHEMAS):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(file.relative_to(ROOT)))
    return found


def test_no_two_modules_give_one_name_to_two_classes_but_those_listed() -> None:
    shared = {name: files for name, files in public_classes().items() if len(files) > 1}
    assert {name: files for name, files in shared.items() if name not in SHARED} == {}
    assert SHARED.keys() <= shared.keys(), "listed, and not shared any more"


def test_each_class_of_a_shared_name_is_explained() -> None:
    for name, files in public_classes().items():
        if name in SHARED:
            assert len(SHARED[name].split("; ")) == len(files), (name, files)
