"""The command for differences between scenarios or designs: diff."""

from __future__ import annotations

from typing import Annotated

import typer

from renkei._base.language import Phrase
from renkei.cli import inputs
from renkei.cli.output import FAILURE, Json, show, show_json
from renkei.study.choosing import bad_argument, designs_of

_EXAMPLES = """\b
Examples:
  renkei diff japan mine                      # two scenarios, or two versions of one
  renkei diff old.yaml new.yaml --json
  renkei diff japan --designs d0,d2           # two designs of one scenario
Exit codes, as of diff: 0 where both say the same, 1 where they differ, 2 bad input.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Print how two scenarios or designs differ.", epilog=_EXAMPLES)(diff)


def diff(
    scenario: inputs.Scenario,
    other: Annotated[
        str | None,
        typer.Argument(metavar="[OTHER]", help="The second scenario: a name, file or folder."),
    ] = None,
    designs: Annotated[
        str | None,
        typer.Option("--designs", metavar="ID,ID", help="Two designs of one scenario, or d1+m1."),
    ] = None,
    json: Json = False,
) -> None:
    """Print the differences between two scenarios, two versions, or two designs of one scenario.

    Prints added, removed and changed entries by path, with units as written. Compares meaning: a
    default that is written out, the order of entries, comments, and another unit for the same
    quantity are no differences. Designs are compared in force, phase by phase.
    """
    from renkei.report.scenario.differences import differences_data, render_differences
    from renkei.scenario.differences import between_designs, between_documents

    if (other is None) == (designs is None):
        found = (
            Phrase("both OTHER and --designs") if other else Phrase("neither OTHER nor --designs")
        )
        raise bad_argument(
            "OTHER", found, Phrase("one of them: the second scenario or two designs")
        )
    if designs is not None:
        document = inputs.load(scenario)
        names = designs_of(document, inputs.names(designs), "--designs")
        if len(names) != 2:
            raise bad_argument("--designs", f"`{designs}`", Phrase("two designs, such as d0,d2"))
        one, two = names
        differences = between_designs(document, one, two)
    else:
        assert other is not None
        one, two = scenario, other
        differences = between_documents(inputs.load(scenario), inputs.load(other))
    if json:
        show_json(differences_data(one, two, differences))
    else:
        show(render_differences(one, two, differences))
    if differences:
        raise typer.Exit(FAILURE)
