"""The options of the command that imports tables: input, reading, output.

What for: each option with its help in one place, so that the command itself stays short.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# What is read.
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="CSV or XLSX; several are one table.")
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="TABLE",
        help="A table of the language, `failures` or `repairs`; default: the file's name.",
    ),
]
Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=ATTRIBUTE",
        help='Meaning of a column, with the unit of its numbers: "Speed=speed [kt]".',
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="ATTRIBUTE=VALUE", help="One value for all rows."),
]
Skipped = Annotated[
    list[str] | None,
    typer.Option("--skip", metavar="COLUMN", help="A column to be left out."),
]
SheetName = Annotated[
    str | None,
    typer.Option("--sheet", help="Name or number; default: the only one with content."),
]
HeaderRow = Annotated[
    int | None,
    typer.Option("--header", min=1, help="Row with the names; default: the first with any."),
]
Encoding = Annotated[str, typer.Option("--encoding", help="Of CSV files, such as cp932.")]
VisibleOnly = Annotated[
    bool, typer.Option("--visible-only", help="Leave out hidden rows and columns.")
]
Begins = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day of a record.")
]
Ends = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="First day after the end of a record."),
]
Form = Annotated[
    str,
    typer.Option(
        "--fit",
        metavar="FORM",
        help="auto; failures: exponential, weibull; repairs: lognormal, empirical.",
    ),
]
Empty = Annotated[
    list[str] | None,
    typer.Option("--empty", metavar="TEXT", help="A text that means an empty cell."),
]
EmptyEvent = Annotated[
    str,
    typer.Option("--empty-event", help="A failure's empty `event`: refuse, or censored."),
]
Repeated = Annotated[
    str,
    typer.Option(
        "--repeated",
        help="Rows of a record that occur twice: once, each; auto: once in two files, each in "
        "one, a block is refused.",
    ),
]
Overlaps = Annotated[
    str,
    typer.Option("--overlaps", help="One platform in two repairs at once: refuse, or merge them."),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="File to write.")]
KeepGood = Annotated[bool, typer.Option("--keep-good", help="Go on with the accepted rows.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]
