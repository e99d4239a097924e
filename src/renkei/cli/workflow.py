"""Commands on the course of a response: explain (who does what, when and why), listing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei.cli import inputs
from renkei.cli.drawing import Svg, svg_file, write_drawing
from renkei.cli.output import Json, show, show_json, show_text
from renkei.study.choosing import bad_argument, known_design, one_of

if TYPE_CHECKING:
    from renkei.scenario import Document


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command(short_help="Show who does what, when and why.", epilog=_EXPLAIN_EXAMPLES)(explain)
    app.command(short_help="Print the compiled program.", epilog=_LISTING_EXAMPLES)(listing)


_CODE = re.compile(r"[A-Za-z]{3}-\d{3}$")

_EXPLAIN_EXAMPLES = """\b
Examples:
  renkei explain japan large-disaster
  renkei explain japan large-disaster -d d2 --at wajima
  renkei explain japan large-disaster --against d2
  renkei explain japan large-disaster --set parameters.political-time=2
  renkei explain japan large-disaster --against d4 --svg expected.svg
  renkei explain japan --supply jp-pac-3-okinawa -d d2
  renkei explain SCN-012
"""


def explain(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO|CODE", help="A scenario, or the code of an error."),
    ],
    incident: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="Incident type.")
    ] = None,
    design: inputs.Design = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="ID", help="A second design, side by side."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="PLACE", help="Where it happens; default: most frequent."),
    ] = None,
    supply: Annotated[
        str | None,
        typer.Option("--supply", metavar="STOCK", help="A stock, whose orders are shown instead."),
    ] = None,
    phase: Annotated[
        int, typer.Option("--phase", min=1, metavar="N", help="Phase of the design, from 1.")
    ] = 1,
    laid: inputs.Set = None,
    svg: Svg = None,
    json: Json = False,
) -> None:
    """Show who does what in a response, in which order, how long each step takes, and why.

    Times are expected times without load: means of the best values, no queues, from a random moment
    of the year on. A wait for working hours, or a rest outside them, is a step of its own. Each
    step names the rule of doctrine and the line of the scenario that cause it. --against shows the
    phase of the other design that is in force when the phase shown begins.
    """
    from renkei.report.responses.side_by_side import render_side_by_side, side_by_side_data
    from renkei.report.responses.swimlane import lane_of, render_swimlane, swimlane_data
    from renkei.study.explaining import explained, phase_of

    if svg is not None:
        svg_file("--svg", svg)
    if incident is None and _CODE.match(scenario):
        _explain_code(scenario.upper(), json)
        return
    document = inputs.load(scenario, laid)
    inputs.say_what_is_laid(laid)
    if supply is not None:
        if incident is not None:
            raise bad_argument(
                "--supply",
                Phrase("`{incident}` besides it", incident=incident),
                Phrase("an incident or a stock"),
            )
        if svg is not None:
            raise bad_argument("--svg", Phrase("--supply besides it"), Phrase("an incident"))
        _explain_supply(document, supply, design, phase, json)
        return
    if incident is None:
        known = ", ".join(document.scenario.incidents)
        raise bad_argument("INCIDENT", Phrase("nothing"), Phrase("one of: {known}", known=known))
    chosen = document.design(inputs.design_of(document, design))
    shown = phase_of(chosen, phase, "--phase")
    courses = [explained(document, incident, chosen, shown, at, typed=True)]
    if against is not None:
        other = document.design(known_design("--against", against, document))
        then = other.at(shown.from_h)
        courses.append(explained(document, incident, other, then, at, typed=True))
    if svg is not None:
        from renkei.report.drawings.sheets import expected_svg

        write_drawing(svg, expected_svg(courses))
        if not json:
            return
    first, *second = (lane_of(one) for one in courses)
    if second:
        if json:
            show_json(side_by_side_data(first, *second))
        else:
            show(render_side_by_side(first, *second))
    elif json:
        show_json(swimlane_data(first))
    else:
        show(render_swimlane(first))


def _explain_supply(
    document: Document, stock: str, design: str | None, phase: int, json: bool
) -> None:
    """Show the course of an order of a stock."""
    from renkei.doctrine import DerivationError, expected_course, locator
    from renkei.doctrine.supplies import supply_course
    from renkei.report.sustainment.order_course import render_supply, supply_data
    from renkei.report.wording import phase_name
    from renkei.study.explaining import phase_of

    chosen = document.design(inputs.design_of(document, design))
    shown = phase_of(chosen, phase, "--phase")
    scenario, locate = shown.scenario, locator(document, chosen.id)
    one_of("--supply", stock, scenario.stocks)
    try:
        workflow = supply_course(scenario, stock, locate)
    except DerivationError as error:
        raise InputError([error.problem]) from None
    course = expected_course(scenario, workflow, place="", locate=locate)
    title = ", ".join(filter(None, (chosen.id, phase_name(chosen, shown))))
    data = supply_data(scenario, stock, title, course)
    if json:
        show_json(data)
    else:
        show(render_supply(data))


def _explain_code(code: str, json: bool) -> None:
    from renkei.report.codes import code_data, render_code

    if json:
        show_json(code_data(code))
    else:
        show(render_code(code))


_LISTING_EXAMPLES = """\b
Examples:
  renkei listing japan -d d2 | less
"""


def listing(scenario: inputs.Scenario, design: inputs.Design = None) -> None:
    """Print the program that a design is compiled to: blocks, stations, sources, slots."""
    from renkei.program.compiling.compiler import compile_design
    from renkei.program.machine.listing import listing as listing_of

    document = inputs.load(scenario)
    chosen = inputs.design_of(document, design)
    show_text(listing_of(compile_design(document, chosen)))
