"""The plan of a study for people: what will run, what exists, about how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import tr
from renkei.report.tables import Table
from renkei.report.wording import apart, bracketed, hours, joined, listed
from renkei.study.names import name_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.study.writeup.planning import PlannedRun, StudyPlan


def plan_data(plan: StudyPlan) -> dict[str, Any]:
    """Return the plan as plain data; times in seconds."""
    return {
        "study": plan.study.file.name.en,
        "runs": [asdict(run) for run in plan.runs],
        "outputs": plan.outputs,
        "page": plan.page,
        "seconds": plan.seconds,
    }


def render_plan(plan: StudyPlan) -> RenderableType:
    """Return the page."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in (tr("run"), tr("designs"), tr("replications")):
        table.add_column(name)
    for name in (tr("exist"), tr("missing"), tr("takes about")):
        table.add_column(name, justify="right")
    for run in plan.runs:
        table.add_row(
            run.name,
            _designs(run),
            _wanted(run),
            f"{run.done:,}",
            f"{run.missing:,}",
            "–" if not run.missing else _about(run.seconds),
        )
    made = [bracketed(name, kind) for name, kind in plan.outputs.items()]
    if plan.page:
        made.append(tr("the page"))
    total = (
        tr("All that is missing takes about {time} at most.", time=_about(plan.seconds))
        if any(run.until and run.missing for run in plan.runs)
        else tr("All that is missing takes about {time}.", time=_about(plan.seconds))
    )
    left = any(run.missing for run in plan.runs)
    return Group(
        Text(name_of(plan.study.file.name, ""), "bold"),
        table,
        Text(tr("Made of them: {outputs}.", outputs=joined(made) or tr("nothing"))),
        Text(total if left else tr("Nothing is missing: only outputs are made.")),
    )


def render_titles(titles: Mapping[str, str]) -> RenderableType:
    """Return the packaged studies, a line each."""
    table = Table.grid(padding=(0, 2))
    for name, title in titles.items():
        table.add_row(Text(name, "bold"), title)
    return Group(table, Text(tr("Run one with: renkei study NAME"), "dim"))


def _about(seconds: float) -> str:
    return hours(max(round(seconds), 1) / 3600)


def _designs(run: PlannedRun) -> str:
    names = list(run.designs)
    return listed(names, len(names) if len(names) <= 6 else 3)


def _wanted(run: PlannedRun) -> str:
    many = f"{run.wanted:,}"
    text = tr("{many} each", many=many)
    if run.until:
        text = tr("until {goal}, at most {many} each", goal=apart(run.until), many=many)
    if run.focus:
        return tr("{replications}, one of {types} in each", replications=text,
                  types=joined(run.focus))  # fmt: skip
    return text
