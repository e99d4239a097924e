"""Simulating from a notebook: what is missing for a question, with a line of progress."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.program.machine.policy import Policy
    from renkei.results import Results
    from renkei.study.best import Contest
    from renkei.study.progress import ProgressLine
    from renkei.study.question import Question
    from renkei.study.running import RunOptions


def simulated(
    question: Question,
    options: RunOptions,
    *,
    progress: bool,
    contest: Contest | None = None,
) -> Results:
    """Simulate what is missing for a question, and return the results.

    Parameters
    ----------
    question
        Designs, and what the run is to reach.
    options
        How many replications, and where.
    progress
        Whether a line on stderr shows the progress.
    contest
        Gives the stretches of a run that drops designs.

    Raises
    ------
    InputError
        If a design contradicts itself.
    RunError
        If every replication of a design failed.
    """
    from renkei.study.goal import Goal
    from renkei.study.running import processes_for, simulate

    question.opened.check(question.designs)
    if not all(map(_travels, question.opened.policies.values())):
        options = replace(options, processes=1)
    with processes_for(options) as pool, line_of(progress=progress) as follower:
        if contest is not None:
            contest.watcher = follower
        return simulate(
            question.opened,
            question.designs,
            options,
            pool=pool,
            follower=follower,
            goal=Goal(question) if question.until.phrases else None,
            pace=contest,
            question=question.record,
            focus=question.focus,
        )


def line_of(*, progress: bool) -> ProgressLine:
    """Return the line on stderr that follows a run, if any is to be seen."""
    from renkei.report.precision import forecast_words, look_words
    from renkei.report.terminal import Terminal
    from renkei.study.progress import ProgressLine

    console = Terminal(stderr=True, markup=False, emoji=False, highlight=False)
    return ProgressLine(console, look_words, forecast_words, quiet=not progress)


def _travels(policy: Policy) -> bool:
    """Return whether another process could import a policy."""
    try:
        pickle.dumps(policy)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return policy.__module__ != "__main__"  # a notebook is not imported again
