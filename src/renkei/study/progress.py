"""Progress of a simulation: share done, precision so far, time left.

Takes the state of an experiment after each part; draws on a console.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from renkei._base.dismissing import Dismissed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from renkei.results import Progress as State


class ProgressLine(Dismissed):
    """A line that follows an experiment; silent if ``quiet``.

    In a terminal and in a notebook the line moves; elsewhere a line is written at each tenth.

    Parameters
    ----------
    console
        Console that shows the line.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        self._console = console
        self._moving = not quiet and (self._console.is_terminal or self._console.is_jupyter)
        self._lines = not quiet and not self._moving
        self._tenth = 0
        self._precision = ""
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:.0f}/{task.total:.0f} replications"),
            TextColumn("{task.fields[failed]}"),
            TextColumn("{task.fields[precision]}"),
            TextColumn("{task.fields[left]}"),
            console=self._console,
            transient=True,
            disable=not self._moving,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def dismiss(self) -> None:
        """Remove the line."""
        self._bar.stop()

    def precision(self, text: str) -> None:
        """Show the precision of the results so far, such as ``± 1.2 points``."""
        self._precision = text

    def update(self, state: State) -> None:
        """Show the share of the experiment that is done."""
        left = state.seconds_left
        ends = f"{_seconds(left)} left" if left else ""
        failed = f"{state.failed} failed" if state.failed else ""
        if self._task is None:
            self._task = self._bar.add_task(
                "simulating", total=state.total, failed="", precision="", left="starting"
            )
        self._bar.update(
            self._task,
            completed=state.done,
            failed=failed,
            total=state.total,
            precision=self._precision,
            left=ends,
        )
        tenth = math.floor(10 * state.done / max(state.total, 1))
        if self._lines and tenth > self._tenth:
            self._tenth = tenth
            words = [f"{state.done}/{state.total} replications", failed, self._precision, ends]
            self._console.print("simulating: " + ", ".join(word for word in words if word))


def _seconds(value: float) -> str:
    whole = round(value)
    return f"{whole} s" if whole < 90 else f"{whole // 60} min {whole % 60:02d} s"
