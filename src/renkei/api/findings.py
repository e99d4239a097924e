"""The findings of a study: designs compared with a baseline.

Takes results and the question; gives plain data by attribute, frames, and pages.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import polars as pl

from renkei._base.language import Language, Phrase
from renkei.api import courses, exporting, understanding
from renkei.api.shown import Shown
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair as alt
    from rich.console import RenderableType

    from renkei.analysis import (
        Caution,
        Comparison,
        Explanation,
        Row,
        Sustained,
        SustainedExplanation,
        SustainedRow,
    )
    from renkei.api.courses import ResponseTaken
    from renkei.api.understanding import Understanding
    from renkei.report.figures.drawing import Theme
    from renkei.report.figures.making import Figures
    from renkei.results import Results
    from renkei.study.goal import Look
    from renkei.study.question import Question


class Findings(Shown):
    """Designs compared with a baseline: responses, readiness, supply, and causes.

    Parameters
    ----------
    question
        The question.
    results
        The results of the run.
    """

    def __init__(self, question: Question, results: Results) -> None:
        self.question = question
        self.results = results
        self._opened = question.opened

    @property
    def designs(self) -> list[str]:
        """Designs compared, the baseline first."""
        return list(self.question.designs)

    @property
    def _sustains(self) -> bool:
        """Whether readiness and supply are a question to these results."""
        return self.question.in_focus is None and self.question.naming.sustains

    @cached_property
    def responses(self) -> Comparison:
        """Responses to incidents: one row for each incident type, design and metric."""
        return self.question.compared(self.results)

    @cached_property
    def sustainment(self) -> Sustained:
        """Readiness and supply together, as they are judged together.

        Raises
        ------
        ResultsError
            If each replication holds one incident in focus: such results have no levels.
        """
        return self.question.sustained(self.results)

    @property
    def readiness(self) -> Sustained:
        """Readiness, maintenance and yards."""
        return self.sustainment.of("readiness", "maintenance", "facility")

    @property
    def supply(self) -> Sustained:
        """Stocks, production lines and contracts."""
        return self.sustainment.of("stock", "line", "contract")

    @cached_property
    def reasons(self) -> list[Explanation]:
        """The causes of each design's differences in responses: facts with intervals.

        Those of the incident types that the page names first come first.
        """
        from renkei.report.responses.groups import named_first

        asked = bool(self.question.words)
        first = named_first(self.responses, self.question.naming.labels, asked=asked)
        return self.question.explained(self.results, self.responses, first)

    @cached_property
    def reasons_of_sustainment(self) -> list[SustainedExplanation]:
        """The causes of each design's differences in readiness and supply: facts with intervals."""
        if not self._sustains:
            return []
        return self.question.explained_sustainment(self.sustainment)

    @cached_property
    def reached(self) -> Look:
        """How far the results are from what the run was to reach: half-widths, decisions."""
        from renkei.study.goal import Goal

        return Goal(self.question).look(self.results)

    @cached_property
    def sentences(self) -> dict[str, list[str]]:
        """The reasons in English sentences, by design, those that differ most first."""
        of_sustainment = self._of_sustainment
        return {
            design: [*own, *of_sustainment.get(design, [])]
            for design, own in self._of_responses.items()
        }

    @cached_property
    def method(self) -> str:
        """The method of the verdicts, in English sentences."""
        from renkei.report.method import responses_method, sustainment_method

        said = [responses_method(self.responses)]
        if self._sustains:
            said.append(sustainment_method(self.sustainment))
        return " ".join(said)

    @cached_property
    def _of_responses(self) -> Mapping[str, Sequence[str]]:
        from renkei.report.why import responses_why

        return responses_why(self.reasons, self.responses, self.question.naming)

    @cached_property
    def _of_sustainment(self) -> dict[str, list[str]]:
        from renkei.report.why import sustainment_why

        sustained = self.reasons_of_sustainment
        return sustainment_why(sustained, self.reasons, self.responses, self.question.naming)

    @cached_property
    def cautions(self) -> list[Caution]:
        """Cautions for the reader besides the numbers: on samples, cells, and the run's end."""
        from renkei.analysis.responses import loads

        if self.question.in_focus is not None:
            return list(self.responses.cautions)
        of_cells = loads.cautions(self.results, self.question.designs)
        of_sustainment = self.sustainment.cautions if self._sustains else ()
        return [*self.responses.cautions, *of_cells, *of_sustainment]

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """Rows better or worse than the baseline: ``of``, ``design``, ``measure``, ``verdict``.

        Each row has the difference, its interval and its unit; rows that are equivalent or
        undecided, and those of the baseline, are left out.
        """
        rows: list[Row | SustainedRow] = [*self.responses.rows]
        if self._sustains:
            rows += self.sustainment.rows
        return pl.DataFrame(
            [_told(row) for row in rows if row.verdict in ("better", "worse")],
            schema={
                "of": pl.String,
                "design": pl.String,
                "measure": pl.String,
                "verdict": pl.String,
                "difference": pl.Float64,
                "low": pl.Float64,
                "high": pl.Float64,
                "unit": pl.String,
            },
            orient="row",
        )

    def _pair(self, design: str | None) -> tuple[str, str | None]:
        """Return a design and the one that it is compared with; None: there is only one."""
        if len(self.designs) == 1 and design in (None, self.designs[0]):
            return self.designs[0], None
        return one_of("design", design or self.designs[1], self.designs[1:]), self.designs[0]

    def drivers(
        self, incident: str | None = None, design: str | None = None, *, measure: str = "in-time"
    ) -> Understanding:
        """Find the ranges that the difference of a design from the baseline depends on.

        Parameters
        ----------
        incident
            Incident type; None: all together.
        design
            Design; None: the second of the comparison. Of one design alone: its level.
        measure
            As :meth:`~renkei.Study.drivers` takes it, whose errors these are.
        """
        own, base = self._pair(design)
        return understanding.drivers(
            self, self.results, own, against=base, incident=incident, measure=measure
        )

    def confirm(
        self,
        method: str = "morris",
        incident: str | None = None,
        design: str | None = None,
        *,
        factors: Sequence[str] | None = None,
        points: int | None = None,
        measure: str = "in-time",
        processes: int | None = None,
        progress: bool = True,
    ) -> Understanding:
        """Confirm by a designed experiment the ranges that a difference depends on.

        Parameters
        ----------
        method, factors, points, processes, progress
            As :meth:`~renkei.Study.confirm` takes them, whose errors these are.
        incident, design, measure
            As :meth:`drivers` takes them.
        """
        own, base = self._pair(design)
        return understanding.confirm(
            self,
            self.results,
            method,
            own,
            factors=factors,
            points=points,
            against=base,
            incident=incident,
            measure=measure,
            processes=processes,
            progress=progress,
        )

    def flips(
        self, incident: str | None = None, design: str | None = None, *, measure: str = "in-time"
    ) -> Understanding:
        """Find the conditions in which the verdict on a design would be the opposite.

        Parameters
        ----------
        incident, design, measure
            As :meth:`drivers` takes them; the errors are those of :meth:`~renkei.Study.flips`.
        """
        own, base = self._pair(design)
        return understanding.flips(
            self, self.results, own, against=base, incident=incident, measure=measure
        )

    def worth(self, incident: str | None = None, *, measure: str = "in-time") -> Understanding:
        """Find which guess to check first for the choice between the designs compared.

        Parameters
        ----------
        incident, measure
            As :meth:`drivers` takes them; the errors are those of :meth:`~renkei.Study.worth`.
        """
        return understanding.worth(
            self, self.results, self.designs, incident=incident, measure=measure
        )

    def trace(
        self,
        incident: str,
        design: str | None = None,
        *,
        which: str = "median",
        milestone: str | None = None,
        lang: Language | None = None,
    ) -> ResponseTaken:
        """Show one response under the baseline and, with the same luck, under a design.

        Parameters
        ----------
        incident
            Incident type.
        design
            Design; None: the second of the comparison.
        which, milestone, lang
            As :meth:`~renkei.Study.trace` takes them, whose errors these are.
        """
        own, base = self._pair(design)
        first, against = (own, None) if base is None else (base, own)
        return courses.trace(
            self,
            self.results,
            incident,
            first,
            against=against,
            which=which,
            milestone=milestone,
            lang=lang,
        )

    def figure(
        self,
        name: str,
        of: str | None = None,
        *,
        lang: Language | None = None,
        theme: Theme = "light",
    ) -> alt.TopLevelMixin:
        """Return a figure as an Altair chart, as the page and ``renkei plot`` draw it.

        Parameters
        ----------
        name
            ``times``, ``differences``, ``causes``, ``headquarters``, ``cells``, ``capable``,
            ``taken-away`` or ``stocks``.
        of
            Incident type, measure, unit or stock; None: the first.
        lang
            ``en`` or ``ja``; None: the language of the session.
        theme
            ``light`` or ``dark``.

        Raises
        ------
        InputError
            If a name is unknown, or these results have nothing to show.
        """
        import altair as alt

        from renkei._base.language import LANGUAGES, spoken
        from renkei.report.figures.drawing import whole_spec

        made = self._figures.make(one_of("name", name, self._figures.ids))
        if made is None:
            raise bad_argument(
                "name",
                Phrase("`{name}`, of which these results have nothing", name=name),
                Phrase("another"),
            )
        variants = {one.id: one for one in made.choices}
        chosen = variants[one_of("of", of or made.choices[0].id, variants)]
        language = spoken() if lang is None else cast("Language", one_of("lang", lang, LANGUAGES))
        chart: alt.TopLevelMixin = alt.Chart.from_dict(whole_spec(made, chosen, language, theme))
        return chart

    export = exporting.export_replication
    describe = exporting.describe

    def report(self, out: str | Path | None = None) -> Path:
        """Write the page for a browser, as ``renkei report`` does, and return its file.

        Parameters
        ----------
        out
            File; None: ``report.html`` in the folder of the results.

        Raises
        ------
        ResultsError
            If the file cannot be written.
        """
        from renkei.report.page.making import page
        from renkei.report.page.writing import PAGE, write_page

        file = self.results.folder / PAGE if out is None else Path(out)
        write_page(page(self.question, self.results, self.responses), file)
        return file

    @cached_property
    def _figures(self) -> Figures:
        from renkei.report.figures.making import Figures

        return Figures(self.question, self.results, self.responses)

    def __repr__(self) -> str:
        told = self.verdicts["verdict"]
        better, worse = (int((told == word).sum()) for word in ("better", "worse"))
        return (
            f"<Findings: {', '.join(self.designs[1:])} against {self.designs[0]}; "
            f"{better} measures better, {worse} worse>"
        )

    @property
    def tables(self) -> FindingsTables:
        """The tables behind the page: each incident type, readiness and supply, the method."""
        return FindingsTables(self)

    def _page(self) -> RenderableType:
        from renkei.analysis.responses.focused import held
        from renkei.report.responses.answer import render_answer
        from renkei.report.responses.focused import focus_words
        from renkei.report.sustainment.comparison import differing
        from renkei.report.understanding.first import lines_on_first

        naming = self.question.naming
        supply = differing(self.sustainment, naming.names) if self._sustains else ()
        told = ""
        if self.question.in_focus is not None:
            found = held(self.results, list(self.question.deadlines), self.designs)
            told = focus_words(found, naming.labels, self.question.given)
        words = self.question.words
        on_first = lines_on_first(self.question, self.results, self.responses)
        return render_answer(
            self.responses, naming, self._of_responses, supply, told, words, on_first
        )


class FindingsTables(Shown):
    """The tables of a comparison, as text and as static HTML.

    Parameters
    ----------
    findings
        What was found.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def __repr__(self) -> str:
        return f"<FindingsTables of {self.findings!r}>"

    def _page(self) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        from renkei.report.responses.comparison import (
            render_closing,
            render_comparison,
            render_summary,
        )
        from renkei.report.sustainment.comparison import render_sustained

        found = self.findings
        naming = found.question.naming
        parts: list[RenderableType] = [
            render_comparison(found.responses, naming.labels),
            render_summary(found.responses, naming.labels),
        ]
        if found._sustains:
            said = found._of_sustainment
            parts += [Text(), render_sustained(found.sustainment, naming.names, said)]
        return Group(*parts, render_closing(found._of_responses, found.responses))


def _told(row: Row | SustainedRow) -> tuple[object, ...]:
    from renkei.analysis import Row

    ends = (row.difference, row.diff_low, row.diff_high)
    if isinstance(row, Row):
        return (row.incident, row.design, row.metric, row.verdict, *ends, row.unit)
    name = f"{row.measure.domain}: {row.measure.name}"
    return (row.measure.subject, row.design, name, row.verdict, *ends, row.measure.unit)
