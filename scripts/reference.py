"""Write the generated reference pages; ``--check`` only says which are stale.

Each page is made from what the program itself reads: the models of the language, the table of
blocks, the rules of doctrine, the error codes, the help of the commands.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.scenario.language.attributes import AttributeRow

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MADE = "<!-- Made by scripts/reference.py; do not edit. -->\n"


def main(arguments: list[str]) -> int:
    """Write or check every page; return 1 where one was stale and only a check was asked."""
    stale = []
    for name, make in MAKERS.items():
        path = DOCS / name
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    print(f"{'stale' if '--check' in arguments else 'written'}: {', '.join(stale) or 'none'}")
    return 1 if stale and "--check" in arguments else 0


def attributes() -> str:
    """Return the page of the attributes of the language, table by table."""
    from renkei.scenario.language.attributes import attribute_table

    parts = [
        "# Attributes of the language",
        _MADE,
        "Every attribute of a scenario: its type, the unit used inside, its default, its bounds. "
        "The same declarations feed the checks, the error texts and the JSON Schema "
        "(`renkei schema`).",
    ]
    return _page([*parts, *_attribute_tables(attribute_table())])


def _attribute_tables(attributes: Iterable[AttributeRow]) -> list[str]:
    """Return a heading and a table for each table of a language."""
    parts = []
    for table, rows in groupby(attributes, key=lambda row: row.table):
        parts.append(f"## {f'`{table}`' if table else 'The document'}")
        parts.append(
            _table(
                ("attribute", "type", "unit", "default", "bounds", "meaning"),
                (
                    (f"`{row.attribute}`", row.type, row.unit, row.default, row.bounds, row.meaning)
                    for row in rows
                ),
            )
        )
    return parts


def exercises() -> str:
    """Return the page of the attributes of exercise files, table by table."""
    from renkei.exercise.exercise_file import ExerciseFile
    from renkei.scenario.language.attributes import attribute_table

    parts = [
        "# Exercise files",
        _MADE,
        "Every attribute of an exercise file (`renkei serve`). The same declarations feed the "
        "checks and the error texts. How to write one: [Run an exercise](../how-to/exercise.md).",
    ]
    parts += _attribute_tables(attribute_table(ExerciseFile))
    return _page(parts)


def studies() -> str:
    """Return the page of the attributes of study files, table by table."""
    from renkei.scenario.language.attributes import attribute_table
    from renkei.study.study_file import StudyFile
    from renkei.study.writeup.packaged import titles

    parts = [
        "# Study files",
        _MADE,
        "Every attribute of a study file (`renkei study`). The same declarations feed the checks, "
        "the error texts and the JSON Schema (`renkei schema --study`). How to write one: "
        "[Write a study](../how-to/studies.md).",
    ]
    parts += _attribute_tables(attribute_table(StudyFile))
    rows = ((f"`{name}`", title) for name, title in titles().items())
    parts += ["## Packaged studies", _table(("name", "question"), rows)]
    return _page(parts)


def units() -> str:
    """Return the page of the units of the language."""
    from renkei.scenario.quantities.units import RULES, UNIT_TABLE, bounds

    kinds = {(1, 0): "Time", (0, 1): "Distance", (-1, 1): "Speed"}
    parts = [
        "# Units",
        _MADE,
        "Every unit that a scenario, an option or the header of an imported column may name. There "
        "are no others, and no prefixes. Names may be joined by `*` and `/` (`km / h`), and a rate "
        "is a number per unit of time: `6 / year`. A month is no unit, since months differ.",
    ]
    for powers, kind in kinds.items():
        rows = [
            (f"`{unit.name}`", ", ".join(f"`{name}`" for name in unit.others), unit.meaning)
            for unit in UNIT_TABLE
            if unit.powers == powers
        ]
        parts += [f"## {kind}", _table(("unit", "also", "is"), rows)]
    sizes = [
        (dimension.value, rule.inside, bounds(dimension), f"`{rule.example}`")
        for dimension, rule in RULES.items()
    ]
    parts += ["## Dimensions", _table(("dimension", "inside", "bounds", "example"), sizes)]
    return _page(parts)


def blocks() -> str:
    """Return the page of the block kinds."""
    from renkei.program.machine.block_table import BLOCK_KINDS
    from renkei.program.machine.operands import ROLES

    rows = (
        (
            f"`{kind.name}`",
            ", ".join(
                f"`{operand.formula}`: {operand.name.replace('_', ' ')}"
                + ("" if operand.name == operand.role else f" ({operand.role.replace('_', ' ')})")
                for operand in kind.operands
            ),
            "yes" if kind.draws else "",
            kind.help,
        )
        for kind in BLOCK_KINDS
    )
    return _page(
        [
            "# Blocks",
            _MADE,
            "What a compiled program is made of (`renkei listing`). A token runs through blocks "
            "until one of them takes time or ends it.",
            _table(("block", "operands", "draws", "what it does to the token"), rows),
            "## Roles of operands",
            "What the columns of a block hold. Where several operands share a column, the formula "
            "says how each is read from it (`//` is division without rest, `%` the rest).",
            _table(
                ("role", "value"),
                ((role.replace("_", " "), meaning) for role, meaning in ROLES.items()),
            ),
        ]
    )


def rules() -> str:
    """Return the page of the rules of doctrine."""
    from renkei.doctrine.rules import RULES

    return _page(
        [
            "# Rules of doctrine",
            _MADE,
            "Why a step is in a workflow; `renkei explain` names the rule beside each step.",
            _table(("rule", "text"), ((f"`{rule}`", text) for rule, text in RULES.items())),
        ]
    )


def doctrine() -> str:
    """Return the explanation of doctrine: each rule in words, and what drives it."""
    from renkei.doctrine.rules import TABLE

    parts = [
        "# Doctrine",
        _MADE,
        "Nobody writes the workflow of a response: it is derived, for each phase of a design, by "
        "the rules on this page, in the order in which a workflow meets them. `renkei explain "
        "SCENARIO INCIDENT --design D` names beside each step the rule and the line of the "
        "scenario that put it there. Under each rule stand the attributes that drive it.",
        "Choices go by *planning values*: the mean of the best value, times the best value of the "
        "parameter it names. So the organisation is the same in every world; what changes from "
        "world to world is how long its work takes. Ties fall to the smaller identifier. A task "
        "has the same identifier under every design, and so the same luck.",
    ]
    for name, rule in TABLE.items():
        parts += [f"## {name}", f"{rule.text} {rule.detail}"]
        parts.append("Driven by " + ", ".join(f"`{path}`" for path in rule.attributes) + ".")
    parts += [
        "## Phases",
        "A design changes by date, and so do relationships and authorities. An incident keeps to "
        "its end the workflow of the phase in which it arrived. A headquarters that a phase takes "
        "away finishes what was begun; where a phase changes the night shift of a cell, the "
        "build-up of a headquarters, or a unit, later incidents meet teams and platforms of that "
        "phase, while those of the phase before serve the incidents under way.",
    ]
    return _page(parts)


def errors() -> str:
    """Return the page of the error codes."""
    from renkei.report.codes import all_codes

    parts = ["# Error codes", _MADE, "`renkei explain CODE` prints the same."]
    for entry in all_codes():
        parts += [f"## {entry.code}: {entry.title}", entry.explanation, f"*Remedy:* {entry.remedy}"]
    return _page(parts)


def commands() -> str:
    """Return the page of the command line: the help of each command."""
    os.environ.update(COLUMNS="96", NO_COLOR="1")
    from typer.testing import CliRunner

    from renkei.cli.app import app

    runner = CliRunner()
    names = [command.name or command.callback.__name__ for command in app.registered_commands]  # type: ignore[union-attr]
    parts = ["# Command line", _MADE, _help(runner, app, [])]
    for name in names:
        parts += [f"## renkei {name}", _help(runner, app, [name])]
    return _page(parts)


def _help(runner: object, app: object, words: list[str]) -> str:
    text = runner.invoke(app, [*words, "--help"], prog_name="renkei").output  # type: ignore[attr-defined]
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _page(parts: list[str]) -> str:
    return "\n\n".join(part.strip() for part in parts) + "\n"


def formats() -> str:
    """Return the page of the formats of other programs: what each carries, in and out."""
    from renkei.interop.exchange.bounds import MAX_BYTES, MAX_DEPTH
    from renkei.interop.exchange.formats import FORMATS, Carriage, Concept

    every = list(FORMATS.values())
    listed = (
        (one.name, f"`{one.id}`", one.reads or "-", one.writes or "-", one.definition)
        for one in every
    )
    ways = [(one.id, "in", one.incoming) for one in every if one.reads]
    ways += [(one.id, "out", one.outgoing) for one in every if one.writes]
    alike: list[tuple[list[str], str, dict[Concept, Carriage]]] = []
    for id_, way, carried in ways:  # formats that carry the same stand in one column
        same = [ids for ids, other, what in alike if other == way and what == carried]
        if same:
            same[0].append(f"`{id_}`")
        else:
            alike.append(([f"`{id_}`"], way, carried))
    head = ("concept", *(f"{', '.join(ids)} {way}" for ids, way, _ in alike))
    rows = [
        (
            concept.value,
            *(carried.get(concept, "-" if way == "in" else "lost") for _, way, carried in alike),
        )
        for concept in Concept
    ]
    return _page(
        [
            "# Formats of other programs",
            _MADE,
            "`renkei import FILE -o FOLDER` recognises a format by its content; `renkei export "
            "SCENARIO|RESULTS --to FORMAT -o FILE` writes one. Both print what is not carried. "
            "How to: [Exchange orders of battle](../how-to/exchange.md). Tables (CSV, XLSX) are on "
            "[a page of their own](../how-to/import.md).",
            _table(("format", "`--to`", "reads", "writes", "definition"), listed),
            "*Carried*: as it stands. *Approximated*: in another form, which the loss report says. "
            "*Kept*: not used, stored beside the scenario, and written on the way back to the same "
            "format. *Lost*: not in what is written. -: a file of the format has none. Each is "
            "what the format does at best; the loss report says what became of each element.",
            _table(head, rows),
            "`--to croissant` and `--to ro-crate` describe a result folder, and stand in it: "
            "[Use results in data tools](../how-to/data-tools.md).",
            f"Files are read up to {MAX_BYTES // 2**20} MB and {MAX_DEPTH} levels of nesting. XML "
            "with a document type is refused: no entity is read, and nothing is fetched.",
        ]
    )


MAKERS: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/attributes.md": attributes,
    "reference/studies.md": studies,
    "reference/exercises.md": exercises,
    "reference/units.md": units,
    "reference/formats.md": formats,
    "reference/rules.md": rules,
    "reference/blocks.md": blocks,
    "reference/errors.md": errors,
    "explanation/doctrine.md": doctrine,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
