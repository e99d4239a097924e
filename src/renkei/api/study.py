"""A scenario under study: checked, changed, run, compared, explained.

Takes a packaged name, a path, or the text of a scenario; gives a :class:`Study`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.api.shown import Shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei._base.errors import Problem
    from renkei.api.findings import Findings, ResponseCourse, ResponseTaken
    from renkei.api.guarding import BySource
    from renkei.api.selecting import Best
    from renkei.api.understanding import Understanding
    from renkei.api.validating import ParameterFit, Validation
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.study.question import Question
    from renkei.study.running import RunOptions
    from renkei.study.source import Opened


def open(
    scenario: str | Path,
    *,
    horizon: str | None = None,
    warm_up: str | None = None,
    set: Mapping[str, Any] | None = None,
) -> Study:
    """Open a scenario.

    Parameters
    ----------
    scenario
        Name of a packaged scenario (``japan``), path of a file or folder, or the YAML text itself,
        which has more than one line.
    horizon, warm_up
        Replace the values of ``time``, written as in a scenario.
    set
        Values laid over the scenario and all its designs, by path, written as in YAML:
        ``{"parameters.political-time": 2}``.

    Raises
    ------
    InputError
        With every problem found.
    """
    from renkei._base.cache import default_cache
    from renkei.study.library import find
    from renkei.study.source import Opened

    laid = [f"{path}={_written(value)}" for path, value in (set or {}).items()]
    if isinstance(scenario, str) and "\n" in scenario:
        if horizon or warm_up or laid:
            raise ValueError("horizon, warm_up and set are for files: write them into the text")
        from renkei.scenario import parse_scenario

        return Study(Opened.of(parse_scenario(scenario), default_cache()))
    period = {"horizon": horizon, "warm_up": warm_up}
    return Study(Opened(find(str(scenario)), default_cache(), period, laid))


class Study(Shown):
    """A scenario with its designs, and those that were added to it here.

    Parameters
    ----------
    opened
        The scenario.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    @property
    def name(self) -> str:
        """Display name of the scenario."""
        return self._opened.facts.name

    @property
    def designs(self) -> list[str]:
        """Designs in the order of declaration, then those added here."""
        return self._opened.design_ids

    @property
    def baseline(self) -> str:
        """Design that the others are compared with."""
        return self._opened.baseline

    @property
    def incidents(self) -> list[str]:
        """Incident types."""
        return list(self._opened.facts.deadlines)

    @property
    def document(self) -> Document:
        """The scenario as loaded: all declarations, with their places in the files."""
        return self._opened.document

    def check(self) -> list[Problem]:
        """Check everything: every response under every design. Return the warnings.

        Raises
        ------
        InputError
            With every problem found, at once.
        """
        from renkei.doctrine import cautions

        self._opened.check()
        return cautions(self.document, self.designs, self._opened.compiled.derivations)

    def with_(self, design: str, changes: Mapping[str, Any], *, name: str) -> Study:
        """Add a design that differs from another in some values; return this study.

        Parameters
        ----------
        design
            Design from which the new one takes all other values.
        changes
            Values by path, written as in YAML: ``{"headquarters.usfj.cells.plans.teams": 6}``. They
            hold from the first day to the last, whatever the phases of the other design say.
        name
            Identifier of the new design.

        Raises
        ------
        InputError
            If no such design or path exists, or the language refuses a value.
        ValueError
            If nothing is changed, or a design has this name.
        """
        from renkei._base.cache import default_cache
        from renkei.study.source import Opened
        from renkei.study.variants import variant

        if not changes:
            raise ValueError("changes: at least one path and value expected")
        if name in self.designs:
            raise ValueError(f"name: there is a design `{name}`; another name expected")
        words = [f"{path}={_written(value)}" for path, value in changes.items()]
        extended = variant(self.document, design, words, name)
        self._opened = Opened.of(extended, default_cache(), self._opened.laid)
        return self

    def run(
        self,
        designs: Sequence[str] | None = None,
        *,
        replications: int | None = None,
        until: str | Sequence[str] = (),
        time: str | None = None,
        seed: int | None = None,
        processes: int | None = None,
        scheduler: str | None = None,
        nominal: bool = False,
        worlds: str | Path | None = None,
        out: str | Path = "results",
        progress: bool = True,
        focus: str | Sequence[str] | None = None,
        given: str | None = None,
        past: str | None = None,
    ) -> Results:
        """Simulate the missing replications of designs, and return the results.

        The same call again goes on from what exists; more replications extend it.

        Parameters
        ----------
        designs
            Designs, or combinations such as ``d1+m1``; None: all.
        replications, seed
            None: those of the scenario. With ``until`` the most, 10,000 if None.
        until
            What the run is to reach: ``"halfwidth 2 points of p(in time, large-disaster)"``, of
            levels or of ``difference in`` a measure, or ``"decided"``: every comparison asked.
            Give the same to :meth:`compare`. The progress line says what is expected.
        time
            Time for the run, as ``"10 min"``: as many replications as fit.
        processes
            None: all cores. More than one are spawned, so that a script needs the usual
            ``if __name__ == "__main__":``; a notebook does not.
        scheduler
            Address of a Dask scheduler, in the place of processes.
        nominal
            Best values only, instead of worlds drawn from the ranges.
        worlds
            Where the values of the ranges come from: a CSV file of factor by row, ``latin``,
            ``sobol``, or a list that the scenario has, such as ``calibrated``; None: each from a
            draw of its own.
        out
            Folder that holds result folders.
        progress
            Whether a line shows the progress.
        focus
            Rare incident types: each replication holds one, in turn, at a random moment, and ends
            with its response.
        given
            With ``focus``: conditions on that moment, as ``"night and weekend"``.
        past
            With ``focus``: how long incidents and side loads have come before that moment;
            ``"start"``: since the start, as in a long run; None: for as long as the warm-up.

        Raises
        ------
        InputError
            If a design is unknown or contradicts itself, or a focus or condition makes no sense.
        RunError
            If every replication of a design failed.
        """
        from renkei.study.question import Question
        from renkei.study.running import RunOptions
        from renkei.study.until import read_time

        kinds = [focus] if isinstance(focus, str) else focus
        phrases = (until,) if isinstance(until, str) else until
        question = Question(
            self._opened, designs, until=phrases, focus=kinds, given=given, past=past
        )
        options = RunOptions(
            replications,
            seed,
            processes,
            scheduler,
            nominal,
            Path(out),
            seconds=None if time is None else read_time(time, "time"),
            worlds=None if worlds is None else str(worlds),
        )
        return self._run(question, options, progress=progress)

    def _run(self, question: Question, options: RunOptions, *, progress: bool) -> Results:
        from renkei.report.precision import forecast_words, look_words
        from renkei.report.terminal import Terminal
        from renkei.study.goal import Goal
        from renkei.study.progress import ProgressLine
        from renkei.study.running import processes_for, simulate

        self._opened.check(question.designs)
        console = Terminal(stderr=True, markup=False, emoji=False, highlight=False)
        line = ProgressLine(console, look_words, forecast_words, quiet=not progress)
        with processes_for(options) as pool, line as follower:
            return simulate(
                self._opened,
                question.designs,
                options,
                pool=pool,
                follower=follower,
                goal=Goal(question) if question.until.phrases else None,
                question=question.record,
                focus=question.focus,
            )

    def ask(
        self,
        question: str | Path,
        *,
        replications: int | None = None,
        until: str | Sequence[str] = (),
        time: str | None = None,
        seed: int | None = None,
        processes: int | None = None,
        out: str | Path = "results",
        progress: bool = True,
    ) -> Findings:
        """Simulate what a written question asks for, and answer it.

        Parameters
        ----------
        question
            Name of one of the scenario's ``questions``, or a YAML file that holds one.
        replications, until, time, seed, processes, out, progress
            As :meth:`run` takes them.

        Raises
        ------
        InputError
            If the question cannot be found or read, or names something that does not exist.
        RunError
            If every replication of a design failed.
        """
        from renkei.api.findings import Findings
        from renkei.study.asking import question_of
        from renkei.study.running import RunOptions
        from renkei.study.until import read_time

        phrases = (until,) if isinstance(until, str) else until
        asked = question_of(self._opened, str(question), until=phrases)
        seconds = None if time is None else read_time(time, "time")
        options = RunOptions(replications, seed, processes, out=Path(out), seconds=seconds)
        return Findings(asked, self._run(asked, options, progress=progress))

    def compare(
        self,
        results: Results,
        designs: Sequence[str] | None = None,
        *,
        incidents: Sequence[str] | None = None,
        zone: str | Sequence[str] = (),
        over: str = "worlds",
        until: str | Sequence[str] = (),
    ) -> Findings:
        """Compare designs on the same incidents.

        Parameters
        ----------
        results
            Results that :meth:`run` returned.
        designs
            Designs, the baseline first; None: all of the results.
        incidents
            Incident types; None: all.
        zone
            Differences up to this count as none: ``"2 h"``, ``"10 %"``, ``"in-time=2 %"``.
        over
            Unit that weighs the same in every answer: ``worlds`` or ``incidents``.
        until
            What the run was to reach, as :meth:`run` took it. After ``"decided"`` intervals and
            verdicts hold at all looks together, since the results themselves ended the run.

        Raises
        ------
        InputError
            If a name is unknown or a size cannot be read.
        """
        from renkei.api.findings import Findings
        from renkei.study.question import Question

        sizes = (zone,) if isinstance(zone, str) else zone
        wanted = results.designs if designs is None else designs
        phrases = (until,) if isinstance(until, str) else until
        focus = results.record.focus
        question = Question(
            self._opened,
            wanted,
            incidents,
            sizes,
            over,
            phrases,
            focus=None if focus is None else focus.incidents,
            given=None if focus is None else focus.given,
        )
        return Findings(question, results)

    def by_source(
        self,
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
            Results that :meth:`run` returned.
        designs, incidents
            As :meth:`compare` takes them.
        wider
            Power by which the ratio of each end of a range to its median grows.
        processes, progress
            As :meth:`run` takes them.

        Raises
        ------
        InputError
            If a name is unknown.
        ValueError
            If the results are of worlds that were given, or ``wider`` is not more than 1.
        """
        from renkei.api.guarding import BySource
        from renkei.report.precision import forecast_words, look_words
        from renkei.report.terminal import Terminal
        from renkei.study.guards import guarded
        from renkei.study.progress import ProgressLine
        from renkei.study.question import Question
        from renkei.study.running import RunOptions, processes_for, simulate

        if results.record.worlds is not None:
            raise ValueError("results: those of independent draws expected")
        question = Question(
            self._opened, results.designs if designs is None else designs, incidents
        )
        many = results.replications(results.designs[0])
        options = RunOptions(many, results.record.seed, processes, out=results.folder.parent)
        console = Terminal(stderr=True, markup=False, emoji=False, highlight=False)

        def again(asked: Question) -> Results:
            line = ProgressLine(console, look_words, forecast_words, quiet=not progress)
            with processes_for(options) as pool, line:
                return simulate(asked.opened, asked.designs, options, pool=pool, follower=line)

        return BySource(guarded(question, results, again, wider), question.naming.labels)

    def best(
        self,
        measure: str,
        designs: Sequence[str] | None = None,
        *,
        levers: Sequence[str] = (),
        zone: str | Sequence[str] = (),
        replications: int | None = None,
        seed: int | None = None,
        processes: int | None = None,
        out: str | Path = "results",
        progress: bool = True,
    ) -> Best:
        """Select the best design by one measure, with fewer replications for the worse ones.

        Parameters
        ----------
        measure
            ``"p(in time, large-disaster)"``, ``"mean(decided)"``; without a type all together.
        designs
            Designs, or combinations such as ``d1+m1``; None: all.
        levers
            Designs of which every combination is laid on each of the designs.
        zone
            Difference worth finding: if the best design is better than each other by this much, it
            is selected with at least 95 % probability.
        replications
            The most of a design; None: 10,000.
        seed, processes, out, progress
            As :meth:`run` takes them.

        Raises
        ------
        InputError
            If a name or size makes no sense, or the measure is a quantile.
        RunError
            If every replication of a design failed.
        """
        from renkei.api.selecting import Best
        from renkei.report.precision import forecast_words, look_words
        from renkei.report.terminal import Terminal
        from renkei.study.best import contest_of
        from renkei.study.progress import ProgressLine
        from renkei.study.running import MOST, RunOptions, processes_for, simulate

        sizes = (zone,) if isinstance(zone, str) else zone
        options = RunOptions(replications or MOST, seed, processes, out=Path(out))
        contest = contest_of(self._opened, measure, designs, levers, sizes, replications or MOST)
        question = contest.question
        self._opened.check(question.designs)
        console = Terminal(stderr=True, markup=False, emoji=False, highlight=False)
        line = ProgressLine(console, look_words, forecast_words, quiet=not progress)
        with processes_for(options) as pool, line as follower:
            contest.watcher = follower
            results = simulate(
                self._opened,
                question.designs,
                options,
                pool=pool,
                follower=follower,
                pace=contest,
                question=question.record,
            )
        return Best(contest, results)

    def drivers(
        self,
        results: Results,
        design: str | None = None,
        *,
        against: str | None = None,
        incident: str | None = None,
        measure: str = "in-time",
    ) -> Understanding:
        """Find the ranges of the scenario that a result depends on; nothing is simulated.

        Parameters
        ----------
        results
            Results that :meth:`run` returned.
        design
            Design; None: the first of the results.
        against
            Take the difference from this design, world by world.
        incident
            Incident type; None: all together.
        measure
            ``in-time``, or a milestone (its mean time; with ``-reached`` the share that reached
            it).

        Raises
        ------
        InputError
            If a name is unknown.
        RunError
            If too few replications had such an incident, or the designs met different ones.
        """
        from renkei.api.understanding import Understanding
        from renkei.report.understanding.drivers import drivers_data, render_drivers
        from renkei.study.kept import design_in
        from renkei.study.understanding import Inquiry

        own = design_in(results, design, "design")
        designs = [own] if against is None else [design_in(results, against, "against"), own]
        inquiry = Inquiry(self._opened, results, designs, incident, measure)
        found = inquiry.drivers()
        return Understanding(
            "drivers", drivers_data(inquiry, found), lambda: render_drivers(inquiry, found)
        )

    def flips(
        self,
        results: Results,
        design: str | None = None,
        *,
        against: str | None = None,
        incident: str | None = None,
        measure: str = "in-time",
    ) -> Understanding:
        """Find the conditions in which a verdict between two designs would be the opposite.

        Parameters
        ----------
        results
            Results that :meth:`run` returned.
        design, against
            Design and baseline; None: the second and the first of the results.
        incident, measure
            As :meth:`drivers` takes them.

        Raises
        ------
        InputError
            If a name is unknown.
        RunError
            If too few replications had such an incident, or the designs met different ones.
        """
        from renkei.api.understanding import Understanding
        from renkei.report.understanding.flips import flips_data, render_flips
        from renkei.study.kept import pair_in
        from renkei.study.understanding import Inquiry

        designs = pair_in(results, design, against, "design", "against")
        inquiry = Inquiry(self._opened, results, designs, incident, measure)
        found = inquiry.flips()
        best = inquiry.best(found)
        return Understanding(
            "flips", flips_data(inquiry, found, best), lambda: render_flips(inquiry, found, best)
        )

    def worth(
        self,
        results: Results,
        designs: Sequence[str] | None = None,
        *,
        incident: str | None = None,
        measure: str = "in-time",
    ) -> Understanding:
        """Find which guess to check first: what knowing it is worth for the choice of a design.

        Parameters
        ----------
        results
            Results that :meth:`run` returned.
        designs
            Designs to choose from; None: all of the results.
        incident, measure
            As :meth:`drivers` takes them.

        Raises
        ------
        InputError
            If a name is unknown.
        RunError
            If too few replications had such an incident, or the designs met different ones.
        """
        from renkei.api.understanding import Understanding
        from renkei.report.understanding.worth import render_worth, worth_data
        from renkei.study.kept import several_in
        from renkei.study.understanding import Inquiry

        chosen = several_in(results, designs, "designs")
        inquiry = Inquiry(self._opened, results, chosen, incident, measure)
        found = inquiry.worth()
        return Understanding(
            "worth", worth_data(inquiry, found), lambda: render_worth(inquiry, found)
        )

    def validate(
        self,
        design: str | None = None,
        *,
        replications: int | None = None,
        seed: int | None = None,
        processes: int | None = None,
        worlds: str | Path | None = None,
        out: str | Path = "results",
        progress: bool = True,
        lang: str = "en",
    ) -> Validation:
        """Compare the model with the recorded clocks of the scenario.

        Parameters
        ----------
        design
            Compare all clocks under this design; None: each under that of its time.
        replications, seed, processes, worlds, out, progress
            As :meth:`run` takes them. Rare types happen more often, in runs of their own.
        lang
            Language of names, ``en`` or ``ja``.

        Raises
        ------
        InputError
            If the scenario records no clocks, or the design is unknown.
        RunError
            If every replication of a design failed.
        """
        from renkei.analysis.recorded.measuring import measure
        from renkei.api.validating import Validation
        from renkei.report.recorded.validation import Validated
        from renkei.study.choosing import one_of
        from renkei.study.recorded import records, scores

        one_of("lang", lang, ("en", "ja"))
        told = records(self._opened, design)
        results = Study(told.opened).run(
            told.designs,
            replications=replications,
            seed=seed,
            processes=processes,
            worlds=worlds,
            out=out,
            progress=progress,
        )
        measured = measure(results, told.clocks, told.runs)
        found = Validated(told, measured, scores(measured), str(results.folder))
        return Validation(found, lang)

    def calibrate(
        self,
        parameters: Sequence[str] | None = None,
        *,
        replications: int | None = None,
        seed: int | None = None,
        processes: int | None = None,
        out: str | Path = "results",
        progress: bool = True,
        lang: str = "en",
    ) -> ParameterFit:
        """Fit shared parameters to the recorded clocks that are for fitting.

        The method is approximate Bayesian computation; the page of what is returned names its
        steps. The scenario is not changed.

        Parameters
        ----------
        parameters
            Identifiers; None: those that the scenario marks ``fitted``.
        replications, seed, processes, out, progress
            As :meth:`run` takes them. Each replication draws one world.
        lang
            Language of names, ``en`` or ``ja``.

        Raises
        ------
        InputError
            If the scenario records no clocks for fitting, or a parameter is unknown or has no
            range.
        RunError
            If too few worlds have an incident for each clock.
        """
        from renkei.api.validating import ParameterFit
        from renkei.study.calibrating import calibrated, free_parameters
        from renkei.study.choosing import one_of
        from renkei.study.recorded import records

        one_of("lang", lang, ("en", "ja"))
        told = records(self._opened)
        names = free_parameters(told, parameters)
        told = told.of_side("fit")
        results = Study(told.opened).run(
            told.designs,
            replications=replications,
            seed=seed,
            processes=processes,
            out=out,
            progress=progress,
        )
        return ParameterFit(calibrated(told, results, names), told, str(results.folder), lang)

    def explain(
        self,
        incident: str,
        design: str | None = None,
        *,
        against: str | None = None,
        at: str | None = None,
        phase: int = 1,
        lang: str = "en",
    ) -> ResponseCourse:
        """Explain who does what in a response, when and why, without load.

        Parameters
        ----------
        incident
            Incident type.
        design
            Design; None: the baseline.
        against
            A second design, side by side.
        at
            Place; None: the most frequent.
        phase
            Phase of the design, from 1.
        lang
            Language of names, ``en`` or ``ja``.

        Raises
        ------
        InputError
            If a name is unknown, or doctrine lacks what the response needs.
        """
        from renkei.api.findings import ResponseCourse
        from renkei.study.choosing import design_of, known_design, one_of
        from renkei.study.explaining import explained, phase_of

        document = self.document
        chosen = document.design(design_of(document, design))
        shown = phase_of(chosen, phase)
        first = explained(document, incident, chosen, shown, at)
        one_of("lang", lang, ("en", "ja"))
        if against is None:
            return ResponseCourse(first, lang=lang)
        other = document.design(known_design("against", against, document))
        then = other.at(shown.from_h)
        return ResponseCourse(first, explained(document, incident, other, then, at), lang)

    def trace(
        self,
        results: Results,
        incident: str,
        design: str | None = None,
        *,
        against: str | None = None,
        which: str = "median",
        milestone: str | None = None,
        lang: str = "en",
    ) -> ResponseTaken:
        """Show one response as it happened: who did what, when, and what it waited for.

        Parameters
        ----------
        results
            Results of :meth:`run`; the replication is run again from what their folder keeps.
        incident
            Incident type.
        design
            Design; None: the first of the results.
        against
            A second design, under which the same incident has the same luck.
        which
            ``"median"`` or ``"slowest"`` by the milestone, or an id such as ``"12/3"``: incident 3
            of replication 12.
        milestone
            Milestone; None: the one that the deadline of the type is for.
        lang
            Language of names, ``en`` or ``ja``.

        Raises
        ------
        InputError
            If a name is unknown, or no such incident happened.
        ResultsError
            If the results come from another version or machine.
        """
        from renkei.api.findings import ResponseTaken
        from renkei.study.choosing import one_of
        from renkei.study.following import Tracer

        one_of("lang", lang, ("en", "ja"))
        tracer = Tracer(results)
        first = design or results.designs[0]
        picked = tracer.pick(incident, first, which, milestone)
        followed = [tracer.follow(picked, first)]
        if against is not None:
            followed.append(tracer.follow(tracer.same(picked, against), against))
        return ResponseTaken(followed, lang)

    def __repr__(self) -> str:
        return (
            f"<Study of {self.name}: {len(self.designs)} designs ({self.baseline} is the "
            f"baseline), {len(self.incidents)} incident types>"
        )

    def _page(self) -> RenderableType:
        from renkei.report.scenario.summary import inventory, render_inventory

        return render_inventory(self.name, inventory(self.document, self.designs))


def _written(value: Any) -> str:
    """Return a value as YAML has it: text as it is, the rest as JSON, which YAML reads."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
