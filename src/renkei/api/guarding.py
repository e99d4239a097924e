"""Whether an answer hangs on numbers of one kind: a frame, and the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.api.asked import WithScenario
from renkei.api.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from renkei.analysis.responses.stress import Stress
    from renkei.results import Results
    from renkei.study.guards import Guards
    from renkei.study.naming import Labels
    from renkei.study.question import Question
    from renkei.study.stressing import BadDays


class BySource(Shown):
    """What becomes of each verdict if the numbers of one class of sources are shaken.

    Parameters
    ----------
    guards
        Standings by class and shaking.
    labels
        Display names.
    """

    def __init__(self, guards: Guards, labels: Labels) -> None:
        self._guards, self._labels = guards, labels

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data; what ``renkei compare --by-source --json`` has."""
        from renkei.report.responses.guards import guards_data

        return guards_data(self._guards)

    @property
    def standings(self) -> pl.DataFrame:
        """A row for each class and shaking: verdicts kept, undecided, reversed, and new ones."""
        import polars as pl

        rows = [
            {name: value for name, value in one.items() if name != "changed"}
            for one in self.data["standings"]
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        turned = sum(one.count("reversed") for one in self._guards.standings)
        return f"<BySource: {len(self._guards.standings)} variants, {turned} verdicts turn round>"

    def _page(self) -> RenderableType:
        from renkei.report.responses.guards import render_guards

        return render_guards(self._guards, self._labels)


def by_source(
    study: WithScenario,
    results: Results,
    designs: Sequence[str] | None = None,
    *,
    incidents: Sequence[str] | None = None,
    wider: float = 1.5,
    processes: int | None = None,
    progress: bool = True,
) -> BySource:
    """Say which verdicts stand if the numbers of one class of sources are shaken.

    For each class (with a source, source not looked up, guess, without either) the comparison
    is run again with the ranges of its numbers shrunk to the best value, and made wider, with
    the same seed and as many replications, in folders beside the results.

    Parameters
    ----------
    results
        Results that :meth:`~renkei.Study.run` returned.
    designs, incidents
        As :meth:`~renkei.Study.compare` takes them.
    wider
        Power by which the ratio of each end of a range to its median grows.
    processes, progress
        As :meth:`~renkei.Study.run` takes them.

    Raises
    ------
    InputError
        If a name is unknown.
    ValueError
        If the results are of worlds that were given, or ``wider`` is not more than 1.
    """
    from renkei.api.simulating import simulated
    from renkei.study.guards import guarded
    from renkei.study.question import Question
    from renkei.study.running import RunOptions

    if results.record.worlds is not None:
        raise ValueError("results: those of independent draws expected")
    question = Question(study._opened, results.designs if designs is None else designs, incidents)
    many = results.replications(results.designs[0])
    options = RunOptions(many, results.record.seed, processes, out=results.folder.parent)

    def again(asked: Question) -> Results:
        return simulated(asked, options, progress=progress)

    return BySource(guarded(question, results, again, wider), question.naming.labels)


class StressTest(Shown):
    """What bad days cost designs: each with a load against the same without.

    Parameters
    ----------
    asked
        Designs and loads.
    results
        The results of the run.
    """

    def __init__(self, asked: BadDays, results: Results) -> None:
        self._asked = asked
        self.results = results

    @cached_property
    def stress(self) -> Stress:
        """Changes by load, incident type, measure and design; and how long they are felt."""
        return self._asked.stressed(self.results)

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data; what ``renkei stress --json`` prints."""
        from renkei.report.responses.stress import stress_data

        return {**stress_data(self._asked, self.stress), "folder": str(self.results.folder)}

    def frame(self, table: str) -> pl.DataFrame:
        """Return ``changes`` or ``aftermaths`` as a frame, times in hours."""
        import polars as pl

        rows = [
            {
                name if part is None else f"{name}_{part}": one
                for name, value in row.items()
                for part, one in (value.items() if isinstance(value, dict) else ((None, value),))
            }
            for row in self.data[table]
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        return f"<StressTest: {', '.join(self._asked.loads)} on {', '.join(self._asked.calm)}>"

    def _page(self) -> RenderableType:
        from renkei.report.responses.stress import render_stress

        return render_stress(self._asked, self.stress, self._asked.question.naming.labels)


def stress(
    study: WithScenario,
    loads: Sequence[str],
    designs: Sequence[str] | None = None,
    *,
    load: str | None = None,
    incidents: Sequence[str] | None = None,
    zone: str | Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    processes: int | None = None,
    out: str | Path = "results",
    progress: bool = True,
    worlds: str | Path | None = None,
) -> StressTest:
    """Say what bad days cost designs: each with a load against the same without.

    Parameters
    ----------
    loads
        Loads, or combinations such as ``x4+x5``, each asked about by itself.
    designs
        Designs, the baseline first; None: all command designs.
    load
        A load that both sides carry, such as the crisis in which a headquarters is lost.
    incidents, zone
        As :meth:`~renkei.Study.compare` takes them.
    replications, seed, processes, out, progress, worlds
        As :meth:`~renkei.Study.run` takes them.

    Raises
    ------
    InputError
        If a name is unknown, or a load is none.
    RunError
        If every replication of a design failed.
    """
    from renkei.api.simulating import simulated
    from renkei.study.running import RunOptions
    from renkei.study.stressing import bad_days

    sizes = (zone,) if isinstance(zone, str) else zone
    asked = bad_days(study._opened, loads, designs, load=load, incidents=incidents, zone=sizes)
    given = None if worlds is None else str(worlds)
    options = RunOptions(replications, seed, processes, out=Path(out), worlds=given)
    return StressTest(asked, simulated(asked.question, options, progress=progress))
