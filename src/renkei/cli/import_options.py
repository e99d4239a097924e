"""The options of the command that imports tables: input, reading, output.

What for: each option with its help in one place, so that the command itself stays short.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# What is read.
Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE...", help="CSV or XLSX, several are one table; or one scenario of a tool."
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="TABLE",
        help="A table of the language, `failures`, `repairs`, `msel`; default: the file's name.",
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
    typer.Option(
        "--sheet", metavar="NAME", help="Name or number; default: the only one with content."
    ),
]
HeaderRow = Annotated[
    int | None,
    typer.Option(
        "--header", metavar="N", min=1, help="Row with the names; default: the first with any."
    ),
]
Mapping = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        help="YAML with columns, skip, set, empty and values, kept for reuse.",
    ),
]
Exercise = Annotated[
    Path | None,
    typer.Option(
        "--exercise", metavar="FILE", help="With --as msel: the exercise file of the lines."
    ),
]
Encoding = Annotated[
    str,
    typer.Option(
        "--encoding", metavar="CODE", help="Of CSV files, such as cp932; auto tells it from them."
    ),
]
Separator = Annotated[
    str,
    typer.Option(
        "--separator",
        metavar="SIGN",
        help="Between cells of CSV: comma, semicolon, tab, bar; auto: as they show.",
    ),
]
Decimal = Annotated[
    str,
    typer.Option(
        "--decimal", metavar="SIGN", help="Sign of decimals: point, comma; auto: as the cells show."
    ),
]
Dates = Annotated[
    str,
    typer.Option(
        "--dates",
        metavar="ORDER",
        help="Order of 5/3/2024: dmy, mdy, ymd; auto: as the cells show.",
    ),
]
Epoch = Annotated[
    str,
    typer.Option(
        "--epoch",
        metavar="YEAR",
        help="Year from which bare numbers count days: 1900, 1904; auto: the workbook's.",
    ),
]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone",
        metavar="OFFSET",
        help="Zone of moments without one, such as +09:00; default: the only one named, or UTC.",
    ),
]
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
    typer.Option(
        "--empty-event", metavar="WHAT", help="A failure's empty `event`: refuse, or censored."
    ),
]
Repeated = Annotated[
    str,
    typer.Option(
        "--repeated",
        metavar="WHAT",
        help="Rows of a record that occur twice: once, each; auto: once in two files, each in "
        "one, a block is refused.",
    ),
]
Overlaps = Annotated[
    str,
    typer.Option(
        "--overlaps",
        metavar="WHAT",
        help="One platform in two repairs at once: refuse, or merge them.",
    ),
]
Template = Annotated[
    Path | None,
    typer.Option("--template", metavar="FILE", help="Write an empty XLSX to fill in, no more."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="File or folder to write.")
]
KeepGood = Annotated[bool, typer.Option("--keep-good", help="Go on with the accepted rows.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]
