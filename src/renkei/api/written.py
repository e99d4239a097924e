"""Studies that are written down, for Python and notebooks.

Takes a study file; gives a :class:`FiledStudy`: its plan, and when it is run a :class:`WriteUp`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.api.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from renkei.report.writeup.outputs import OutputPages
    from renkei.results import Results
    from renkei.study.question import Question
    from renkei.study.running import RunOptions
    from renkei.study.writeup.making import MadeStudy
    from renkei.study.writeup.planning import StudyPlan
    from renkei.study.writeup.reading import WrittenStudy


def open_study(study: str | Path) -> FiledStudy:
    """Open a study file: a question with its runs, outputs and page.

    Parameters
    ----------
    study
        Name of a packaged study, path of a study file, or of a folder with ``study.yaml``.

    Raises
    ------
    InputError
        With every problem of the file, its page and its scenario, each with its line.
    """
    from renkei.study.writeup.packaged import find_study
    from renkei.study.writeup.reading import read_study

    return FiledStudy(read_study(find_study(str(study))))


class FiledStudy(Shown):
    """A study file, checked: its page says what it will run.

    Parameters
    ----------
    written
        The study.
    """

    def __init__(self, written: WrittenStudy) -> None:
        self._written = written

    @property
    def name(self) -> str:
        """The question in a line."""
        return self._written.file.name.en

    @property
    def runs(self) -> list[str]:
        """Names of the runs."""
        return list(self._written.file.runs)

    @property
    def outputs(self) -> list[str]:
        """Names of the outputs."""
        return list(self._written.file.outputs)

    def plan(
        self,
        *,
        only: Sequence[str] | None = None,
        processes: int | None = None,
        out: str | Path = "results",
    ) -> dict[str, Any]:
        """Return what a run would do: what exists, what is missing, and about how long it takes.

        Parameters
        ----------
        only, processes, out
            As :meth:`run` takes them.

        Raises
        ------
        InputError
            If a name is unknown.
        """
        from renkei.report.writeup.plan import plan_data

        return plan_data(self._plan(only, processes, out))

    def _plan(
        self,
        only: Sequence[str] | None = None,
        processes: int | None = None,
        out: str | Path = "results",
    ) -> StudyPlan:
        from renkei.study.writeup.planning import plan_of

        return plan_of(self._written, out=Path(out), only=only, processes=processes)

    def run(
        self,
        *,
        only: Sequence[str] | None = None,
        to: str | Path | None = None,
        processes: int | None = None,
        scheduler: str | None = None,
        out: str | Path = "results",
        progress: bool = True,
    ) -> WriteUp:
        """Simulate what is missing, and make every output and the page.

        The same call again makes the same bytes; more replications in the file extend the results.

        Parameters
        ----------
        only
            Names of runs and outputs; None: all, and the page.
        to
            Folder for page, outputs and record; None: nothing is written.
        processes, scheduler, out, progress
            As :meth:`renkei.Study.run` takes them.

        Raises
        ------
        InputError
            If a name is unknown, a place of the page names nothing, or a file is in the way.
        RunError
            If every replication of a design failed, or an output cannot be made of so few.
        """
        from renkei.api.simulating import simulated
        from renkei.report.writeup.files import written
        from renkei.study.writeup.filing import file_study
        from renkei.study.writeup.making import make

        def simulate(question: Question, options: RunOptions) -> Results:
            return simulated(question, options, progress=progress)

        made = make(
            self._written,
            simulate,
            out=Path(out),
            only=only,
            processes=processes,
            scheduler=scheduler,
        )
        outputs, files, page = written(made)
        if to is not None:
            file_study(made, files, page, Path(to))
        return WriteUp(made, outputs, None if page is None else files[page].decode())

    def __repr__(self) -> str:
        return f"<FiledStudy: {self.name} ({len(self.runs)} runs, {len(self.outputs)} outputs)>"

    def _page(self) -> RenderableType:
        from renkei.report.writeup.plan import render_plan

        return render_plan(self._plan())


class WriteUp(Shown):
    """A study that was run: its page and outputs.

    Parameters
    ----------
    made
        Results and contents.
    outputs
        The outputs for readers.
    markdown
        The page; None: it has none, or only a part was made.
    """

    def __init__(
        self, made: MadeStudy, outputs: Mapping[str, OutputPages], markdown: str | None
    ) -> None:
        self._made = made
        self._outputs = outputs
        self.markdown = markdown

    @property
    def results(self) -> Mapping[str, Results]:
        """Results of each run."""
        return self._made.results

    @property
    def data(self) -> dict[str, dict[str, Any]]:
        """Each output as plain data."""
        return {name: one.data for name, one in self._outputs.items()}

    def frame(self, output: str) -> pl.DataFrame:
        """Return the rows of an output as a frame.

        Raises
        ------
        InputError
            If the study has no such output, or only a part without it was made.
        """
        import polars as pl

        from renkei.study.choosing import one_of

        rows = self._outputs[one_of("output", output, self._outputs)].rows
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        return f"<WriteUp of {self._made.study.file.name.en}: {', '.join(self._outputs)}>"

    def _page(self) -> RenderableType:
        from rich.text import Text

        if self.markdown is not None:
            return Text(self.markdown)
        return Text("\n".join(one.page for one in self._outputs.values()))
