"""Progress of a simulation: share done, precision so far, time left.

Takes the state of an experiment after each part; draws on a console.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from renkei._base.dismissing import Dismissed
from renkei._base.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.progress import TaskID

    from renkei.results import Progress as State
    from renkei.study.goal import Look
    from renkei.study.pacing import Forecast


class ProgressLine(Dismissed):
    """A line that follows an experiment; silent if ``quiet``.

    In a terminal and in a notebook the line moves; elsewhere a line is written at each tenth.

    Parameters
    ----------
    console
        Console that shows the line.
    look_words, forecast_words
        Give a look in a few words, and in a line what is expected of a run that ends by itself.
    """

    def __init__(
        self,
        console: Console,
        look_words: Callable[[Look], str],
        forecast_words: Callable[[Forecast, Look | None], str],
        *,
        quiet: bool = False,
    ) -> None:
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        self._console = console
        self._look_words, self._forecast_words = look_words, forecast_words
        self._quiet = quiet
        self._expected: int | None = None
        self._foretold = False
        self._moving = not quiet and (self._console.is_terminal or self._console.is_jupyter)
        self._lines = not quiet and not self._moving
        self._tenth = 0
        self._precision = ""
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn(
                tr(
                    "{count} replications",
                    count="{task.completed:.0f}/{task.total:.0f}",
                )
            ),
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

    def looked(self, look: Look | None, forecast: Forecast | None) -> None:
        """Show the precision of the results so far, and once in a line what is expected."""
        self._precision = "" if look is None else self._look_words(look)
        if forecast is None:
            return
        self._expected = forecast.replications
        # The first time that something can be said; later looks only move the bar.
        if not (self._foretold or self._quiet) and forecast.replications is not None:
            self._foretold = True
            self._console.print(self._forecast_words(forecast, look), soft_wrap=True)

    def update(self, state: State) -> None:
        """Show the share of the experiment that is done."""
        total = state.total
        if self._expected is not None:
            total = max(min(total, self._expected * len(state.by_design)), state.done)
        left = (total - state.done) * state.seconds / state.made if state.made else None
        ends = tr("{time} left", time=duration(left)) if left else ""
        failed = tr("{many} failed", many=state.failed) if state.failed else ""
        if self._task is None:
            self._task = self._bar.add_task(
                tr("simulating"), total=total, failed="", precision="", left=tr("starting")
            )
        self._bar.update(
            self._task,
            completed=state.done,
            failed=failed,
            total=total,
            precision=self._precision,
            left=ends,
        )
        tenth = math.floor(10 * state.done / max(total, 1))
        if self._lines and tenth > self._tenth:
            self._tenth = tenth
            count = tr("{count} replications", count=f"{state.done}/{total}")
            words = tr(", ").join(filter(None, (count, failed, self._precision, ends)))
            self._console.print(tr("simulating: {progress}", progress=words))


def duration(value: float) -> str:
    """Return a time [s] in words: `40 s`, `3 min 20 s`, `2 h 05 min`."""
    whole = round(value)
    if whole < 90:
        return f"{whole} {tr('s')}"
    if whole < 5400:
        return f"{whole // 60} {tr('min')} {whole % 60:02d} {tr('s')}"
    return f"{whole // 3600} {tr('h')} {whole % 3600 // 60:02d} {tr('min')}"
