"""Commands on the scenario itself: check, resolve, schema, new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from renkei._base.errors import InputError, RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase, tr
from renkei.cli import inputs
from renkei.cli.output import INPUT, Json, Quiet, message, show, show_json, show_text
from renkei.study.choosing import bad_argument, designs_of, one_of
from renkei.study.library import expanded, library


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command(short_help="Find all errors at once.", epilog=_CHECK_EXAMPLES)(check)
    app.command(short_help="Print a scenario in full.", epilog=_RESOLVE_EXAMPLES)(resolve)
    app.command(short_help="Print the JSON Schema of the language.", epilog=_SCHEMA_EXAMPLES)(
        schema
    )
    app.command(short_help="Write a small scenario or a study.", epilog=_NEW_EXAMPLES)(new)


_CHECK_EXAMPLES = """\b
Examples:
  renkei check japan
  renkei check mine.yaml --designs d1+m1,d2+m1
  renkei check mine.yaml --json | jq '.problems[].line'
"""


def check(
    scenario: inputs.Scenario,
    designs: Annotated[
        str | None,
        typer.Option(
            "--designs", metavar="ID,ID", help="Combinations to be checked too, as d1+m1."
        ),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="Also how often incidents arrive, and skewed numbers."
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find all errors of a scenario at once.

    Reads the scenario, resolves every design, and derives every response under every design. Prints
    all errors and warnings; exits with 2 if an error was found. A warning names an entry that may
    not be meant; with warnings alone the exit code is 0. With --verbose also the rates of incidents
    over the plausible worlds, and every number whose mean over the worlds is not its best value.
    """
    from renkei.doctrine import Derivations, cautions
    from renkei.doctrine import check as check_doctrine
    from renkei.report.problems import problems_data, render_warnings
    from renkei.report.scenario.summary import inventory, render_inventory

    try:
        document = inputs.load(scenario)
        named = [] if designs is None else designs_of(document, inputs.names(designs), "--designs")
        names = list(dict.fromkeys([*document.design_ids, *named]))
        derivations = Derivations(document)
        check_doctrine(document, derivations, names)
    except InputError as error:
        if not json:
            raise
        show_json({"scenario": scenario, "problems": problems_data(error.problems)})
        raise typer.Exit(INPUT) from None
    found = inventory(document, names, verbose=verbose)
    warnings = cautions(document, names, derivations)
    if json:
        show_json(
            {
                "scenario": scenario,
                "problems": [],
                "warnings": problems_data(warnings),
                "found": found,
            }
        )
    elif not quiet:
        show(render_inventory(scenario, found))
        if warnings:
            show(render_warnings(warnings))


_RESOLVE_EXAMPLES = """\b
Examples:
  renkei resolve mine.yaml > explicit.yaml
  renkei resolve japan --json | jq .channels
"""


def resolve(scenario: inputs.Scenario, json: Json = False) -> None:
    """Print a scenario with everything explicit: every default and every superior spelt out."""
    document = inputs.load(scenario)
    if json:
        show_json(document.resolved())
    else:
        show_text(document.resolved_yaml())


_SCHEMA_EXAMPLES = """\b
Examples:
  renkei schema > renkei.schema.json
In the first line of a scenario, for editors that know YAML schemas:
  # yaml-language-server: $schema=renkei.schema.json
  renkei schema --study > study.schema.json
"""


def schema(
    of_study: Annotated[
        bool, typer.Option("--study", help="The language of study files, not of scenarios.")
    ] = False,
) -> None:
    """Print the JSON Schema of the language, for editors and other readers."""
    from renkei.scenario.language.schema import json_schema
    from renkei.study.writeup.packaged import study_schema

    show_json(study_schema() if of_study else json_schema())


_NEW_EXAMPLES = """\b
Examples:
  renkei new mine.yaml
  renkei check mine.yaml
A packaged scenario as files of your own, with the same results:
  renkei new --from japan
  renkei new fleet --from japan
A study: runs, outputs and a page in one file:
  renkei new --study my-question
  renkei new --study --from start-up-bias
"""


def new(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]", help="File or folder to write; with --from may be left out."
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="A packaged scenario to copy, as japan; default: a template.",
        ),
    ] = None,
    of_study: Annotated[
        bool,
        typer.Option(
            "--study",
            help="A study in the place of a scenario: a folder with study.yaml and its page.",
        ),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write a small working scenario with comments, to begin with, or a packaged one.

    With --study a small study, which runs at once. Never overwrites.
    """
    from renkei.study.writeup.packaged import packaged_studies

    packaged = packaged_studies() if of_study else library()
    if source is None:
        origin = packaged["template"]
    else:
        origin = packaged[one_of("--from", source, packaged)]
    if path is None and source is None and not of_study:
        raise bad_argument("PATH", Phrase("nothing"), Phrase("a file to write, such as mine.yaml"))
    usual = "study" if of_study and source is None else origin.name
    target = expanded("PATH", path if path is not None else Path(usual))
    if origin.is_dir() and target.suffix in (".yaml", ".yml"):
        raise bad_argument(
            "PATH",
            Phrase("`{target}`, the name of a file", target=target),
            Phrase("the name of a folder: `{source}` is one", source=source),
        )
    try:
        n_files = _copy(origin, target)
    except FileExistsError:
        raise bad_argument(
            "PATH",
            Phrase("`{target}`, which exists already", target=target),
            Phrase("a name that is free"),
        ) from None
    except OSError as error:
        raise RenkeiError(
            Phrase("cannot write {target}: {strerror}", target=target, strerror=reason(error))
        ) from None
    files = tr(" ({many} files)", many=n_files) if n_files > 1 else ""
    following = "study" if of_study else "check"
    message(
        tr(
            "wrote {target}{files}; next: renkei {command} {target}",
            target=target,
            files=files,
            command=following,
        ),
        quiet=quiet,
    )


def _copy(origin: Path, target: Path) -> int:
    """Copy a file, or the files of a folder; return how many.

    The copies are new files, without the rights of the package's. A copy that cannot be finished is
    removed again.

    Raises
    ------
    OSError
        FileExistsError if the target exists already; else the error of the system.
    """
    import shutil

    if origin.is_file():
        with target.open("xb") as file:
            file.write(origin.read_bytes())
        return 1
    target.mkdir()
    n_files = 0
    try:
        for source in sorted(origin.rglob("*")):
            if not source.is_file() or source.suffix not in _COPIED:
                continue
            copy = target / source.relative_to(origin)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
            n_files += 1
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return n_files


_COPIED = frozenset({".yaml", ".csv", ".md"})
