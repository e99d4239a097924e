"""The command trace: one response as it happened, under one design or two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from renkei._base.language import Phrase
from renkei.cli.drawing import Svg, svg_file, write_drawing
from renkei.cli.output import Json, show, show_json
from renkei.study.choosing import bad_argument


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Show one response as it happened.", epilog=_EXAMPLES)(trace)


_EXAMPLES = """\b
Examples:
  renkei trace results/japan-and-* large-disaster
  renkei trace results/japan-and-* large-disaster -d d0 --against d4 --slowest
  renkei trace results/japan-and-* patient-okinawa --id 12/3 --all
  renkei trace results/japan-and-* large-disaster --against d4 --svg one.svg
An id is the number of a replication and of the incident within its type, as in the table
`incidents`. Under the second design it is the same incident, with the same luck.
"""


def trace(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="Result folder of `run` or `compare`.")
    ],
    incident: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="Incident type.")
    ] = None,
    design: Annotated[
        str | None,
        typer.Option("--design", "-d", metavar="ID", help="Design; default: the first of them."),
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="ID", help="A second design, side by side.")
    ] = None,
    median: Annotated[
        bool, typer.Option("--median", help="The median incident by the milestone; the default.")
    ] = False,
    slowest: Annotated[
        bool, typer.Option("--slowest", help="The slowest of those that reached the milestone.")
    ] = False,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="R/N", help="Incident N of replication R.")
    ] = None,
    milestone: Annotated[
        str | None,
        typer.Option(
            "--milestone", metavar="NAME", help="Milestone; default: that of the deadline."
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Every step, not only those that held it up.")
    ] = False,
    svg: Svg = None,
    json: Json = False,
) -> None:
    """Show one incident of a result as it happened: who did what, when, and what it waited for.

    The replication is run again from what the folder keeps, so any incident can be shown. Times
    count from the incident. Printed are the steps on the critical path to the milestone; --all
    adds those that held nothing up, --json always has them.
    """
    from renkei.report.responses.followed import followed_data, render_followed
    from renkei.study.following import MEDIAN, SLOWEST, Tracer
    from renkei.study.kept import kept_results

    if svg is not None:
        svg_file("--svg", svg)
    wanted = [
        name
        for name, given in (("--median", median), ("--slowest", slowest), ("--id", id_))
        if given
    ]
    if len(wanted) > 1:
        raise bad_argument(
            wanted[1], Phrase("{wanted} besides it", wanted=wanted[0]), Phrase("one of them")
        )
    _, opened = kept_results(results)
    tracer = Tracer(opened, typed=True)
    if incident is None:
        raise bad_argument(
            "INCIDENT",
            Phrase("nothing"),
            Phrase("one of: {tracer}", tracer=", ".join(tracer.incidents)),
        )
    first = design or opened.designs[0]
    which = id_ or (SLOWEST if slowest else MEDIAN)
    picked = tracer.pick(incident, first, which, milestone)
    followed = [tracer.follow(picked, first)]
    if against is not None:
        followed.append(tracer.follow(tracer.same(picked, against, "against"), against))
    if svg is not None:
        from renkei.report.drawings.sheets import followed_svg

        write_drawing(svg, followed_svg(followed, whole=whole))
        if not json:
            return
    if json:
        show_json(followed_data(followed))
    else:
        show(render_followed(followed, whole=whole))
