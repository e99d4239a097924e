"""One task that may hold the only team of a cell longer than a more urgent one can wait.

What for: a warning of the checks. Unless it says `interrupts`, a cell does not put work in hand
aside for a more urgent message, so that a paper which lies with one man for a month keeps a warning
from him for as long. Takes one phase of a design and its workflows; gives for each cell the worst
such pair. By planning values: best values and means, without load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from renkei._base.language import Phrase
from renkei.doctrine.cells import cell_named
from renkei.doctrine.planning import planned, step_hours
from renkei.doctrine.workflow import Workflow, steps
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.organisation import Cell


@dataclass(frozen=True)
class CellTask:
    """Work that occupies a team of a cell.

    ``what`` names the task; ``hours`` is its planned time; ``deadline_h`` is the deadline of its
    response, None for work without one. ``path`` is the path of its time in the scenario.
    """

    what: str
    precedence: Precedence
    hours: float
    path: str
    deadline_h: float | None = None


@dataclass(frozen=True)
class Held:
    """A task that holds the only team of a cell, and a more urgent one that may have to wait."""

    headquarters: str
    cell: str
    holds: CellTask
    waits: CellTask


def held(scenario: Scenario, workflows: Iterable[Workflow]) -> Iterator[Held]:
    """Yield for each cell with one team the longest task beside the tightest more urgent one."""
    tasks: dict[tuple[str, str], list[CellTask]] = {}
    for place, task in _tasks(scenario, workflows):
        tasks.setdefault(place, []).append(task)
    for (id_, name), own in sorted(tasks.items()):
        cell = scenario.headquarters[id_].cells[name]
        if _fewest(scenario, cell) != 1:
            continue
        interrupting = -1 if cell.interrupts is None else cell.interrupts.rank
        pairs = [
            (waits.deadline_h - holds.hours, holds.path, waits.what, holds, waits)
            for holds in own
            for waits in own
            if interrupting < waits.precedence.rank < holds.precedence.rank
            and waits.deadline_h is not None
            and waits.deadline_h < holds.hours
        ]
        if pairs:
            *_, holds, waits = min(pairs, key=lambda pair: pair[:3])
            yield Held(id_, name, holds, waits)


def _fewest(scenario: Scenario, cell: Cell) -> int:
    """Return the fewest teams that the cell ever has while it works."""
    counts = [cell.teams, *cell.hours_teams.values()]
    if cell.off_hours_teams is not None:
        counts.append(cell.off_hours_teams)
    return min((n for count in counts if (n := round(planned(scenario, count))) > 0), default=0)


def _tasks(
    scenario: Scenario, workflows: Iterable[Workflow]
) -> Iterator[tuple[tuple[str, str], CellTask]]:
    for workflow in workflows:
        response = scenario.responses[workflow.response]
        for step in steps(workflow.root):
            if step.cell is not None:
                hours = step_hours(scenario, step.duration, step.factor)
                yield (
                    (step.actor, step.cell),
                    CellTask(
                        Phrase(
                            "`{response}` ({precedence}: {step})",
                            response=workflow.response,
                            precedence=workflow.precedence.value,
                            step=step.text,
                        ),
                        workflow.precedence,
                        hours,
                        step.duration.path if step.duration is not None else "",
                        response.deadline.mean(),
                    ),
                )
        for load in workflow.side_loads:
            for step in steps(load.steps):
                if step.cell is not None:
                    hours = step_hours(scenario, step.duration, step.factor)
                    what = Phrase(
                        "a question of superiors ({precedence})", precedence=load.precedence.value
                    )
                    path = step.duration.path if step.duration is not None else ""
                    task = CellTask(what, load.precedence, hours, path)
                    yield (step.actor, step.cell), task
    for id_, headquarters in sorted(scenario.headquarters.items()):
        tempo = 1.0 if headquarters.tempo is None else planned(scenario, headquarters.tempo)
        for name, cell in headquarters.cells.items():
            if cell.background is not None:
                load_of = cell.background
                yield (
                    (id_, name),
                    CellTask(
                        Phrase("routine tasks ({precedence})", precedence=load_of.precedence.value),
                        load_of.precedence,
                        planned(scenario, load_of.work) * tempo,
                        load_of.work.path,
                    ),
                )
    for id_, briefing in sorted(scenario.briefings.items()):
        seat = scenario.headquarters[briefing.headquarters]
        tempo = 1.0 if seat.tempo is None else planned(scenario, seat.tempo)
        yield (
            (briefing.headquarters, cell_named(seat, briefing.cell)),
            CellTask(
                Phrase(
                    "the briefing `{id}` ({precedence})",
                    id=id_,
                    precedence=briefing.precedence.value,
                ),
                briefing.precedence,
                planned(scenario, briefing.work) * tempo,
                briefing.work.path,
            ),
        )


def duration_text(hours: float) -> str:
    """Return hours as days from 2 d on, as minutes below 1 h, to two digits."""
    if hours >= 48.0:
        return f"{hours / 24:.2g} d" if hours < 2400.0 else f"{hours / 24:.0f} d"
    return f"{hours:.2g} h" if hours >= 1.0 else f"{60 * hours:.2g} min"
