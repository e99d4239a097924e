"""An exercise beside the designs, in writing: its incidents, and those of simulated runs.

Takes rows of :mod:`renkei.analysis.responses.one_run`; gives a table and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import tr, tr_many
from renkei.report.tables import Table
from renkei.report.wording import hours, joined, milestone_words, number, plain, share

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.responses.one_run import AnsweredWithin, BesideRuns
    from renkei.study.naming import Labels

_NAMED = 6
"""Times that are listed one by one."""

_FEW = 20
"""Of fewer incidents neither a share in percent nor a range is told."""


def one_run_data(rows: Sequence[BesideRuns]) -> list[dict[str, Any]]:
    """Return the rows as plain data; times that were never reached are null."""
    return [
        {
            "incident": row.incident,
            "milestone": row.deadline.milestone,
            "deadline_h": row.deadline.hours,
            "exercise": _numbers(row.run),
            "without_people": None if row.same is None else _numbers(row.same),
            "designs": {design: _numbers(found) for design, found in row.designs.items()},
        }
        for row in rows
    ]


def _numbers(found: AnsweredWithin) -> dict[str, Any]:
    names = ("runs", "incidents", "in_time", "q10_h", "q50_h", "q90_h")
    return {
        **{name: plain(getattr(found, name)) for name in names},
        **({"took_h": [plain(one) for one in found.took_h]} if found.runs == 1 else {}),
    }


def render_one_run(
    rows: Sequence[BesideRuns], labels: Labels, exercise: str, seats: Mapping[str, str]
) -> RenderableType:
    """Return the table of an exercise beside the designs.

    Parameters
    ----------
    exercise
        Its name.
    seats
        Who was in which seat, by the seat's name, at its end or before.
    """
    head = Text(tr("Beside the designs, one run: {exercise}", exercise=exercise), "bold")
    people = joined([f"{seat} ({person})" for seat, person in seats.items()])
    parts: list[RenderableType] = [
        head,
        Text(tr("People: {people}", people=people) if seats else tr("Nobody was in any seat.")),
    ]
    if not rows:
        parts.append(Text(tr("No incident of the types asked for came during the exercise.")))
        return Group(*parts)
    for row in rows:
        milestone, limit = labels.deadlines[row.incident]
        heading = tr(
            "{incident}: {milestone} within {hours}",
            incident=labels.incidents.get(row.incident, row.incident),
            milestone=milestone_words(milestone, labels.milestones),
            hours=hours(limit),
        )
        parts += [Text(""), Text(heading), _table(row)]
    parts.append(Text(""))
    parts.append(
        Text(
            tr(
                "Incidents that came within the hours of the exercise. Its own events are in its "
                "row and in no other; what was open at its end was left to the model. One run "
                "shows what can happen, the designs how often: it has no interval."
            ),
            "dim",
        )
    )
    return Group(*parts)


def _table(row: BesideRuns) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("run"), min_width=27)
    table.add_column(tr("incidents"), justify="right", min_width=10)
    table.add_column(tr("in time"), justify="right", min_width=7)
    table.add_column(tr("from event to answer"))
    table.add_row(tr("the exercise"), *_cells(row.run))
    if row.same is not None:
        table.add_row(tr("the same run without people"), *_cells(row.same))
    for design, found in row.designs.items():
        of = tr_many("{count} run", "{count} runs", found.runs)
        table.add_row(f"{design}, {of}", *_cells(found))
    return table


def _cells(found: AnsweredWithin) -> tuple[str, str, str]:
    if found.runs == 1:
        of = tr("{some} of {all}", some=found.in_time, all=found.incidents)
        times = [_time(one) for one in found.took_h[:_NAMED]]
        if len(found.took_h) > _NAMED:
            times.append("…")
        return str(found.incidents), of if found.incidents else "–", ", ".join(times) or "–"
    if not found.incidents:
        return tr("0 a run"), "–", "–"
    mean = number(float(f"{found.incidents / found.runs:.2g}"))
    if found.incidents < _FEW:
        of = tr("{some} of {all}", some=found.in_time, all=found.incidents)
        return tr("{mean} a run", mean=mean), of, tr("middle {time}", time=_time(found.q50_h))
    spread = tr(
        "middle {time}; 8 in 10 from {low} to {high}",
        time=_time(found.q50_h),
        low=_time(found.q10_h),
        high=_time(found.q90_h),
    )
    return tr("{mean} a run", mean=mean), share(found.in_time / found.incidents), spread


def _time(value: float) -> str:
    return tr("never") if math.isinf(value) else hours(value)
