"""The inputs of commands: a scenario by name or path, designs, values laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei._base.language import tr
from renkei.cli.output import message
from renkei.study import choosing
from renkei.study.library import find, library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.study.choosing import Designs
    from renkei.study.worlds import GivenWorlds


def _complete_scenario(incomplete: str) -> list[str]:
    """Return packaged names, then files and folders, that begin with the text."""
    names = [name for name in library() if name.startswith(incomplete)]
    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.is_dir() or path.suffix in (".yaml", ".yml"):
                text = str(path) + ("/" if path.is_dir() else "")
                if text.startswith(incomplete):
                    names.append(text)
    return names


Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="Name of a packaged scenario (japan, skerries), or a file or folder.",
        autocompletion=_complete_scenario,
    ),
]
Design = Annotated[
    str | None,
    typer.Option(
        "--design", "-d", metavar="ID", help="Design, or several as d1+m1; default: the baseline."
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Lay a value over the scenario and all designs, written as in YAML; may be repeated.",
    ),
]
Sweep = Annotated[
    str | None,
    typer.Option(
        "--sweep",
        metavar="PATH=A,B,C",
        help="Simulate once for each value, laid over as by --set; one table of all at the end.",
    ),
]


def load(scenario: str, laid: Sequence[str] | None = None) -> Document:
    """Return the document of a packaged name or a path, with values laid over it.

    Raises
    ------
    InputError
        With every problem found, or if no such scenario exists.
    """
    path = find(scenario, "SCENARIO")
    from renkei.scenario import load_scenario

    return load_scenario(path, laid=laid or ())


def say_what_is_laid(laid: Sequence[str] | None, *, quiet: bool = False) -> None:
    """Print the values of the command line that replace values of the scenario."""
    if laid:
        message(tr("note: laid over the scenario: {values}", values="; ".join(laid)), quiet=quiet)


def say_worlds(results: Results, worlds: str | GivenWorlds | None, *, quiet: bool = False) -> None:
    """Print where the values of the ranges came from, if not from independent draws."""
    if worlds is None or results.record.worlds is None:
        return
    from renkei.report.worlds import worlds_note

    name = worlds if isinstance(worlds, str) else worlds.name
    done = results.replications(results.designs[0])
    said = worlds_note(results.record.worlds, name, done)
    message(tr("note: {note}", note=said), quiet=quiet)


def design_of(document: Designs, wanted: str | None) -> str:
    """Return the design asked for, or the baseline."""
    return choosing.design_of(document, wanted, "--design")


def names(text: str | None) -> list[str] | None:
    """Return the names of a list with commas; None if the option is not given.

    Each name comes once; the list is empty if it names none.
    """
    if text is None:
        return None
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
