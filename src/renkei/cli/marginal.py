"""The command marginal: what one more bay, line or team is worth under a design."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import inputs
from renkei.cli.experiment import (
    Experiment,
    Nominal,
    Out,
    Processes,
    Replications,
    Scheduler,
    Seed,
    hands_for,
)
from renkei.cli.output import FAILED, Json, Quiet, show, show_folder, show_json
from renkei.cli.zones import Over, Zones

if TYPE_CHECKING:
    from renkei.analysis import Layout
    from renkei.results import Results


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Value one more bay, line or team.", epilog=_EXAMPLES)(marginal)


_EXAMPLES = """\b
Examples:
  renkei marginal mine.yaml -d d1 --add facilities.yard.docks.frigate=1
  renkei marginal mine.yaml --add headquarters.joint.cells.plans.teams=1 \\
                            --add "lines.works.rate=10 %"
  renkei marginal mine.yaml --add facilities.yard.docks.frigate=1,facilities.yard.personnel=60
Each --add is tried alone; what stands with commas between is added together. An amount is a number
with the unit of what it is added to, or a percentage of it (to a share, points); it may be
negative. Ranges move with the value.
"""


def marginal(
    scenario: inputs.Scenario,
    add: Annotated[
        list[str],
        typer.Option("--add", metavar="PATH=AMOUNT", help="What to add; may be repeated."),
    ],
    design: inputs.Design = None,
    reps: Replications = None,
    all_notes: Annotated[bool, typer.Option("--all", help="Print every note.")] = False,
    zone: Zones = None,
    over: Over = "worlds",
    seed: Seed = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
    nominal: Nominal = False,
    laid: inputs.Set = None,
    out: Out = Path("results"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a design with and without additions; print what each is worth and costs.

    All meet the same incidents with the same luck in the same worlds, so that even a small
    difference can be told. Prints for each addition the difference in platforms mission capable and
    every other difference that can be told, with intervals, and the billets that it takes.
    """
    from renkei._base.cache import default_cache
    from renkei.analysis.responses.in_time import in_time
    from renkei.analysis.responses.loads import notes as notes_on_cells
    from renkei.analysis.sustainment.comparison import compare_sustainment
    from renkei.cli.additions import add as added
    from renkei.cli.comparing import Question
    from renkei.cli.failures import show_failures
    from renkei.cli.layouts import layout
    from renkei.cli.notes import grouped, tell
    from renkei.cli.sustaining import names_of
    from renkei.report.marginal import Offer, Values, marginal_data, render_marginal
    from renkei.report.scenario.changes import price
    from renkei.study.source import Opened

    with hands_for(scenario, processes, scheduler) as hands:
        loaded = inputs.load(scenario, laid)
        base = inputs.design_of(loaded, design)
        document, additions = added(loaded, base, add)
        designs = [base, *(f"{base}+{addition.id}" for addition in additions)]
        opened = Opened.of(document, default_cache(), laid or ())
        question = Question(opened, ",".join(designs), None, None, zone or (), over=over)
        opened.check(designs)
        experiment = Experiment(opened, designs, reps, seed, hands, scheduler, nominal, out)
        results = experiment.run(quiet=quiet, question=question.record)
    layouts = {one: layout(document, one) for one in designs}
    offers = [
        Offer(one, addition.changes, price(document.design(base), document.design(one)))
        for one, addition in zip(designs[1:], additions, strict=True)
    ]
    values = Values(
        question.compared(results),
        compare_sustainment(results, layouts, baseline=base, zone=question.zone_of_days),
        in_time(
            results,
            question.deadlines,
            base,
            designs[1:],
            zone=question.zone,
            over=question.over,
        ),
        ranking(results, layouts, designs[1:]),
        question.labels().incidents,
        names_of(document, designs),
    )
    of_cells = notes_on_cells(results, designs)
    if json:
        data = marginal_data(offers, values)
        notes = [*data["notes"], *of_cells]
        show_json({**data, "notes": notes, "folder": str(results.folder)})
    else:
        show(render_marginal(offers, values))
        show_folder(results.folder)
    inputs.say_what_is_laid(laid, quiet=quiet)
    warnings = grouped(values.comparison.warnings, whole=all_notes)
    tell([*warnings, *of_cells, *values.sustained.notes], whole=all_notes, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)


def ranking(results: Results, layouts: dict[str, Layout], designs: Sequence[str]) -> dict[str, str]:
    """Return of each design how it stands to the one with most platforms mission capable."""
    from renkei.analysis.sustainment.comparison import compare_sustainment
    from renkei.analysis.sustainment.observing import ALL

    if len(designs) < 2:
        return {}
    only = {(ALL, "platforms")}
    own = {design: layouts[design] for design in designs}
    first = compare_sustainment(results, own, only=only).rows
    if not first:
        return {}
    best = max(first, key=lambda row: row.estimate).design
    rows = compare_sustainment(results, own, baseline=best, only=only).rows
    said = {
        "worse": "worse than the best",
        "baseline": "best",
        "equivalent": "as good as the best",
        "undecided": "undecided against the best",
    }
    return {row.design: said.get(row.verdict, row.verdict) for row in rows}
