"""What the commands take: a scenario by name or path, a design, an incident."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from renkei._base.errors import InputError, Location, Problem
from renkei._base.nearest import did_you_mean
from renkei.cli.output import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario as Base


class Designs(Protocol):
    """What has designs: a document, or a scenario opened to be simulated."""

    @property
    def design_ids(self) -> list[str]:
        """Designs in the order of declaration."""

    @property
    def baseline(self) -> str:
        """The design that the others are compared to."""

    @property
    def scenario(self) -> Base:
        """The base."""


LIBRARY = Path(__file__).parent.parent / "library"
"""Scenarios that ship with Renkei."""


def library() -> dict[str, Path]:
    """Return the packaged scenarios by name."""
    folders = {path.parent.name: path.parent for path in LIBRARY.glob("*/scenario.yaml")}
    files = {path.stem: path for path in LIBRARY.glob("*.yaml")}
    return dict(sorted((folders | files).items()))


def _complete_scenario(incomplete: str) -> list[str]:
    """Return packaged names, then files and folders that begin so."""
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
        help="Once for each value, laid over as by --set; one table of all at the end.",
    ),
]
Lang = Annotated[str, typer.Option("--lang", metavar="en|ja", help="Language of names.")]


def load(scenario: str, laid: Sequence[str] | None = None) -> Document:
    """Return the document of a packaged name or a path, with values laid over it.

    Raises
    ------
    InputError
        With every problem found, or because there is no such scenario.
    """
    path = find(scenario)
    from renkei.scenario import load_scenario

    return load_scenario(path, laid=laid or ())


def say_what_is_laid(laid: Sequence[str] | None, *, quiet: bool = False) -> None:
    """Say which values of the command line hold in the place of those of the scenario."""
    if laid:
        message(f"note: laid over the scenario: {'; '.join(laid)}", quiet=quiet)


def find(scenario: str) -> Path:
    """Return where a scenario is; a path wins over a packaged name."""
    path = expanded("SCENARIO", Path(scenario))
    if is_there(path):
        return path
    packaged = library()
    if scenario in packaged:
        return packaged[scenario]
    raise bad_argument(
        "SCENARIO",
        f"`{scenario}`, which is neither a file nor a folder nor a packaged scenario",
        f"a path, or one of: {', '.join(packaged)}",
        did_you_mean(scenario, packaged) or "renkei new mine.yaml writes one to begin with",
    )


def is_there(path: Path) -> bool:
    """Return whether a path exists; one that is too long to be a name does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def expanded(argument: str, path: Path) -> Path:
    """Return a path with the home folder for ``~``, which a shell leaves in ``--out=~/x``.

    Raises
    ------
    InputError
        If there is no such home.
    """
    try:
        return path.expanduser()
    except RuntimeError:
        raise bad_argument(
            argument, f"`{path}`, of which the home folder is not known", "a path without `~`"
        ) from None


def design_of(document: Designs, wanted: str | None) -> str:
    """Return the design asked for, or the baseline."""
    if wanted is None:
        return document.baseline
    return known_design("--design", wanted, document)


def designs_of(document: Designs, wanted: str) -> list[str]:
    """Return the designs of a list with commas, each once."""
    names = dict.fromkeys(name.strip() for name in wanted.split(",") if name.strip())
    if not names:
        raise bad_argument(
            "--designs",
            f"`{wanted}`, which names none",
            f"one of: {', '.join(document.design_ids)}",
        )
    return list(dict.fromkeys(known_design("--designs", name, document) for name in names))


def known_design(argument: str, wanted: str, document: Designs) -> str:
    """Return the id of a design or combination of designs such as ``d1+m1``.

    Raises
    ------
    InputError
        If there is none of the name, or one comes twice.
    """
    from renkei.scenario.designs.combination import SIGN, mistake_in, parts_of

    if SIGN not in wanted:
        return one_of(argument, wanted, document.design_ids)
    combined = SIGN.join(parts_of(wanted))
    mistake = mistake_in(combined, document.scenario.designs)
    if mistake is not None:
        raise bad_argument(argument, mistake.found, mistake.expected, mistake.remedy)
    return combined


def language(wanted: str) -> str:
    """Return the language of names."""
    return one_of("--lang", wanted, ("en", "ja"))


def one_of(argument: str, wanted: str, known: Iterable[str]) -> str:
    """Return ``wanted`` if it is ``known``.

    Raises
    ------
    InputError
        With what is known and the nearest.
    """
    names = list(known)
    if wanted not in names:
        raise bad_argument(
            argument, f"`{wanted}`", f"one of: {', '.join(names)}", did_you_mean(wanted, names)
        )
    return wanted


def bad_argument(argument: str, found: str, expected: str, remedy: str = "") -> InputError:
    """Return the error of a wrong word on the command line."""
    return InputError(
        [Problem("CLI-001", Location("the command line"), argument, found, expected, remedy)]
    )
