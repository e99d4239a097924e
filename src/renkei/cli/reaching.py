"""What a run is to reach: the options --until and --time, and what is said of it at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from renkei._base.language import tr
from renkei.cli.output import message

if TYPE_CHECKING:
    from renkei.study.goal import Goal
    from renkei.study.question import Question

Until = Annotated[
    list[str] | None,
    typer.Option(
        "--until",
        metavar="GOAL",
        help="Go on until this is reached: `decided`, or as `halfwidth 2 points of p(in time, "
        "TYPE)`; may be repeated. An error shows the whole grammar.",
    ),
]
Time = Annotated[
    str | None,
    typer.Option("--time", metavar="TIME", help="Simulate for this long, as `10min`."),
]


def goal_of(question: Question) -> Goal | None:
    """Return what looks at the results of a question; None: no incident type has a deadline."""
    from renkei.study.goal import Goal

    return Goal(question) if question.incidents else None


def until_data(goal: Goal | None) -> dict[str, Any]:
    """Return as plain data whether a run reached its goal; empty if it had none."""
    from renkei.report.precision import look_data

    if goal is None or not goal.stops or goal.last is None:
        return {}
    return {"until": look_data(goal.last)}


def say_whether_reached(goal: Goal | None, *, quiet: bool) -> bool:
    """Print whether a run reached its goal; return it, True if it had none."""
    from renkei.report.precision import outcome_words

    if goal is None or not goal.stops or goal.last is None:
        return True
    message(tr("renkei: {message}", message=outcome_words(goal.last)), quiet=quiet)
    return goal.last.is_reached
