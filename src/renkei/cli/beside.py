"""The option --exercise of compare: an exercise as one more run beside the designs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.cli.output import show

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.question import Question


class ExerciseBeside:
    """An exercise that is to stand beside the designs; its file is read at once.

    Raises
    ------
    InputError, ResultsError
        If the file is none, is open elsewhere, or is of another scenario.
    """

    def __init__(self, path: Path, question: Question) -> None:
        from renkei.exercise.beside import check_same
        from renkei.server.starting import kept_exercise

        self._exercise, self._question = kept_exercise(path), question
        check_same(self._exercise, question, "--exercise")

    def data(self, results: Results) -> dict[str, Any]:
        """Return it as plain data."""
        from renkei.exercise.beside import beside
        from renkei.report.responses.one_run import one_run_data

        found = beside(self._exercise, self._question, results)
        return {"name": found.name, "people": found.people, "rows": one_run_data(found.rows)}

    def show(self, results: Results) -> None:
        """Print its table."""
        from renkei.exercise.beside import beside
        from renkei.report.responses.one_run import render_one_run

        found = beside(self._exercise, self._question, results)
        show("")
        show(render_one_run(found.rows, self._question.naming.labels, found.name, found.people))
