"""The plan of an experiment: the seed, the number of replications, the processes, the looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei.engine.focus import Focus
from renkei.results.layout import PART

if TYPE_CHECKING:
    from renkei.engine.worlds import WorldSource


@dataclass(frozen=True)
class Plan:
    """The plan of an experiment.

    Parameters
    ----------
    seed
        Seed, 0 or more.
    replications
        Replications of each design; with ``enough``, the most.
    first
        Replication to begin with, a multiple of :data:`PART`; another machine may do the others.
    nominal
        True: best values in place of worlds drawn from the ranges.
    worlds
        Where the values of the ranges come from; None: each from a draw of its own.
    processes
        Processes; 1 runs in this one. More are spawned, so a script that calls this needs the
        usual ``if __name__ == "__main__":``.
    scheduler
        Address of a Dask scheduler, as ``tcp://host:8786``: its workers make the parts instead.
    check_every
        Replications between two calls of ``enough``, a multiple of :data:`PART`.
    resume
        True: raise ResultsError unless results of this identity exist; False: raise it if they
        exist; None: go on with existing results or begin.
    focus
        Incident types of which each replication holds one; None: replications run as long as the
        scenario says.
    """

    seed: int
    replications: int
    first: int = 0
    nominal: bool = False
    worlds: WorldSource | None = None
    processes: int = 1
    scheduler: str | None = None
    check_every: int = 4 * PART
    resume: bool | None = None
    focus: Focus | None = None

    def __post_init__(self) -> None:
        if self.seed < 0 or self.replications < 1 or self.processes < 1:
            raise ValueError(f"seed >= 0, replications >= 1 and processes >= 1 expected: {self}")
        if self.first < 0 or self.first % PART or self.check_every < 1 or self.check_every % PART:
            raise ValueError(f"first and check_every are multiples of {PART}: {self}")
        if self.scheduler is not None and self.processes > 1:
            raise ValueError(f"either processes or a scheduler expected: {self}")

    def next_end(self, end: int) -> int:
        """Return the end of the stretch after the one that ends with replication `end`."""
        return min(end + self.check_every, self.first + self.replications)


@dataclass(frozen=True)
class Stretch:
    """What is run before the next look at the results.

    Parameters
    ----------
    end
        Replications of each design that is left are there before the look.
    designs
        Designs that are left, of those run so far; None: all. The others keep what they have.
    """

    end: int
    designs: tuple[str, ...] | None = None
