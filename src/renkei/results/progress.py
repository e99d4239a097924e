"""How far an experiment is: while it runs, when it was stopped, and without running it.

Given by :mod:`renkei.results.experiment` to whoever shows progress, goes on, or plans.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Progress:
    """The state of an experiment.

    Parameters
    ----------
    folder
        Result folder; it can be opened while the run goes on.
    done, total
        Replications over all designs, of those asked for.
    by_design
        Replications done of each design.
    failed
        Failed replications among them.
    made
        Replications made by this run; the others existed before.
    seconds
        Time since the run began [s].
    """

    folder: Path
    done: int
    total: int
    by_design: Mapping[str, int]
    failed: int
    made: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """Expected time until all are done [s]; None before the first part."""
        if not self.made:
            return None
        return max(self.total - self.done, 0) * self.seconds / self.made


class Interrupted(KeyboardInterrupt):
    """The user stopped the experiment; finished parts are kept.

    Parameters
    ----------
    progress
        State of the experiment; the same command goes on from there.
    """

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__(
            f"Stopped after {progress.done} of {progress.total} replications; they are kept in "
            f"{progress.folder}. Run the same command again to go on."
        )


@dataclass(frozen=True)
class Existing:
    """How far an experiment is, without running it.

    Parameters
    ----------
    folder
        Its result folder, which may not exist yet.
    done
        Replications of each design that it holds, of those asked for.
    seconds
        Time of one replication of each design that lacks some [s], as one took just now.
    """

    folder: Path
    done: Mapping[str, int]
    seconds: Mapping[str, float]
