"""Commands on declarations: show (order of battle, changes of a design), assumptions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from renkei._base.language import Phrase, tr
from renkei.cli import inputs
from renkei.cli.drawing import Svg, svg_file, write_drawing
from renkei.cli.output import Json, show, show_json
from renkei.study.choosing import bad_argument, one_of


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("show", short_help="Show the order of battle as a tree.", epilog=_SHOW_EXAMPLES)(
        show_organisation
    )
    app.command(short_help="List every number with its source.", epilog=_ASSUMPTIONS_EXAMPLES)(
        assumptions
    )


_SHOW_EXAMPLES = """\b
Examples:
  renkei show japan                            by OPCON, under the baseline
  renkei show japan --by adcon --lang ja
  renkei show japan -d d2                      with a star at the changes of this design
  renkei show japan -d d2 --changes            only the changes
  renkei show japan -d d2 --svg d2.svg         with military symbols, as a file
  renkei show japan --map bases.svg            headquarters and bases on a map
"""


def show_organisation(
    scenario: inputs.Scenario,
    design: inputs.Design = None,
    by: Annotated[
        str, typer.Option("--by", metavar="opcon|adcon", help="Which relationships to draw.")
    ] = "opcon",
    phase: Annotated[
        int, typer.Option("--phase", min=1, metavar="N", help="Phase of the design, from 1.")
    ] = 1,
    only_changes: Annotated[
        bool, typer.Option("--changes", help="Only what the design changes; no tree.")
    ] = False,
    laid: inputs.Set = None,
    svg: Svg = None,
    map_: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="FILE", help="Draw headquarters and bases on a map as a file."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show the order of battle as a tree, and the changes of a design against the baseline."""
    from rich.text import Text

    from renkei.report.scenario.changes import (
        billets_data,
        billets_words,
        changes,
        changes_data,
        render_changes,
    )
    from renkei.report.scenario.order_of_battle import (
        By,
        order_of_battle,
        order_of_battle_data,
        render_order_of_battle,
    )
    from renkei.report.scenario.summary import worlds_data, worlds_words
    from renkei.report.sustainment.declared import holdings, render_holdings
    from renkei.report.wording import bracketed, phase_name
    from renkei.scenario.document import day_of
    from renkei.study.names import name_of
    from renkei.study.prices import prices

    for option, file in (("--svg", svg), ("--map", map_)):
        if file is not None:
            svg_file(option, file)
    document = inputs.load(scenario, laid)
    inputs.say_what_is_laid(laid)
    chosen = document.design(inputs.design_of(document, design))
    if phase > len(chosen.phases):
        raise bad_argument(
            "--phase",
            str(phase),
            Phrase("1 to {chosen}, the phases of `{id}`", chosen=len(chosen.phases), id=chosen.id),
        )
    now = chosen.phases[phase - 1].scenario
    way = By(one_of("--by", by.lower(), [one.value for one in By]))
    forest = order_of_battle(now, way)
    if svg is not None or map_ is not None:
        from renkei.report.drawings.sheets import map_svg, order_of_battle_svg

        if svg is not None:
            drawn = order_of_battle_svg(document, chosen.id, phase, administration=way is By.ADCON)
            write_drawing(svg, drawn)
        if map_ is not None:
            write_drawing(map_, map_svg(document, chosen.id, phase))
        if not json:
            return
    against = document.design(document.baseline)
    before = against.at(chosen.phases[phase - 1].from_h).scenario
    costs = prices(against, chosen)
    rows = changes(before, now) if now is not before else []
    held = {} if only_changes else holdings(now)
    worlds = {} if only_changes else worlds_data(document)
    if json:
        tree = {} if only_changes else {"order_of_battle": order_of_battle_data(forest)}
        left = {"sustainment": held} if held else {}
        show_json(
            {
                "design": chosen.id,
                "phase": phase,
                **tree,
                **left,
                **({"worlds": worlds} if worlds else {}),
                "from": str(day_of(now.time, chosen.phases[phase - 1].from_h)),
                "billets": billets_data(costs),
                "changes": changes_data(rows),
            }
        )
        return
    name = name_of(chosen.name, chosen.id)
    title = Text.assemble((name, "bold"), bracketed("", chosen.id))
    shown = phase_name(chosen, chosen.phases[phase - 1])
    if shown:
        title.append(tr(", ") + shown)
    show(title)
    if not only_changes:
        show(Text())
        show(render_order_of_battle(forest, {row.post for row in rows if row.post}))
    if held:
        show(render_holdings(held))
    if worlds:
        show(Text("\n" + tr("worlds that a run can take"), "bold"))
        for line in worlds_words(worlds):
            show(Text(line))
    if chosen.id != against.id or phase > 1:
        head = tr("changes against {design}: {many}", design=against.id, many=len(rows))
        show(Text(f"\n{head}", "bold"))
        for cost in costs:
            values = {"billets": billets_words(cost.added), "day": cost.from_day}
            said = (
                tr("billets from {day}: {billets}", **values)
                if len(costs) > 1
                else tr("billets: {billets}", billets=values["billets"])
            )
            show(Text(said))
        show(render_changes(rows))


_ASSUMPTIONS_EXAMPLES = """\b
Examples:
  renkei assumptions japan --without-source
  renkei assumptions japan --under headquarters.jjoc
  renkei assumptions japan --json | jq '.numbers[] | select(.confidence == "low") | .path'
"""


def assumptions(
    scenario: inputs.Scenario,
    design: inputs.Design = None,
    without_source: Annotated[
        bool,
        typer.Option("--without-source", help="Only numbers without a source that was looked up."),
    ] = False,
    under: Annotated[
        str, typer.Option("--under", metavar="PATH", help="Only numbers below this path.")
    ] = "",
    json: Json = False,
) -> None:
    """List every number with value, range, source and confidence; count those without a source."""
    from renkei.report.scenario.assumptions import assumptions_data, render_assumptions
    from renkei.scenario.language.paths import walk_quantities
    from renkei.study.assumptions import assumptions as rows_of
    from renkei.study.assumptions import summary

    document = inputs.load(scenario)
    chosen = document.scenario
    if design is not None:
        chosen = document.design(inputs.design_of(document, design)).phases[0].scenario
    rows = rows_of(chosen, walk_quantities(chosen))
    of_all = summary(rows)
    kept = [
        row
        for row in rows
        if not (without_source and (row.is_sourced or row.is_choice))
        and (not under or row.path == under or row.path.startswith(under.rstrip(".") + "."))
    ]
    if json:
        show_json({**assumptions_data(kept), "summary": of_all})
    else:
        show(render_assumptions(kept, of_all))
