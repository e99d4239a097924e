"""A scenario under study: checked, changed, run, compared, explained.

Takes an opened scenario; each question is a method that gives an object of another file of this
package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.api import courses, exporting, guarding, selecting, understanding, validating
from renkei.api.shown import Shown
from renkei.api.values import as_typed, phrases

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei._base.errors import Problem
    from renkei.api.findings import Findings
    from renkei.program.machine.policy import Policy
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.study.source import Opened


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
        extended = variant(self.document, design, as_typed(changes), name)
        policies = dict(self._opened.policies)
        if design in policies:
            policies[name] = policies[design]
        self._opened = Opened.of(extended, default_cache(), self._opened.laid, policies)
        return self

    def with_policy(self, design: str, policy: Policy, *, name: str) -> Study:
        """Add a design in which a function of yours chooses the units that are sent.

        Parameters
        ----------
        design
            Design from which the new one takes everything else.
        policy
            Called with a :class:`~renkei.program.machine.policy.Request` whenever a request for
            platforms can be filled; returns how many of each candidate go, or None to wait. One
            that is written in a notebook or in the script itself runs in one process; in a module
            that is imported, in all.
        name
            Identifier of the new design.

        Raises
        ------
        InputError
            If no such design exists.
        ValueError
            If a design has this name, or the source of the policy cannot be read.
        """
        from renkei._base.cache import default_cache
        from renkei.program.machine.policy import policy_digest, policy_name
        from renkei.study.source import Opened
        from renkei.study.variants import namesake

        if name in self.designs:
            raise ValueError(f"name: there is a design `{name}`; another name expected")
        says = f"{design} with the policy {policy_name(policy)} ({policy_digest(policy)[:12]})"
        extended = namesake(self.document, design, name, says)
        policies = {**self._opened.policies, name: policy}
        self._opened = Opened.of(extended, default_cache(), self._opened.laid, policies)
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
        from renkei.api.simulating import simulated
        from renkei.study.question import Question
        from renkei.study.running import RunOptions
        from renkei.study.until import read_time

        question = Question(
            self._opened,
            designs,
            until=phrases(until),
            focus=None if focus is None else phrases(focus),
            given=given,
            past=past,
        )
        options = RunOptions(
            replications,
            seed,
            processes,
            scheduler,
            nominal,
            Path(out),
            seconds=None if time is None else read_time(time, "time"),
            worlds=_name(worlds),
        )
        return simulated(question, options, progress=progress)

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
        focus: str | Sequence[str] | None = None,
        given: str | None = None,
        past: str | None = None,
    ) -> Findings:
        """Simulate what a written question asks for, and answer it.

        Parameters
        ----------
        question
            Name of one of the scenario's ``questions``, or a YAML file that holds one.
        replications, until, time, seed, processes, out, progress, focus, given, past
            As :meth:`run` takes them. With ``focus`` the question names no other incident type.

        Raises
        ------
        InputError
            If the question cannot be found or read, names something that does not exist, or an
            incident type that is not in focus.
        RunError
            If every replication of a design failed.
        """
        from renkei.api.findings import Findings
        from renkei.api.simulating import simulated
        from renkei.study.asking import question_of
        from renkei.study.running import RunOptions
        from renkei.study.until import read_time

        asked = question_of(
            self._opened,
            str(question),
            until=phrases(until),
            focus=[focus] if isinstance(focus, str) else focus,
            given=given,
            past=past,
        )
        seconds = None if time is None else read_time(time, "time")
        options = RunOptions(replications, seed, processes, out=Path(out), seconds=seconds)
        return Findings(asked, simulated(asked, options, progress=progress))

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

        focus = results.record.focus
        question = Question(
            self._opened,
            results.designs if designs is None else designs,
            incidents,
            phrases(zone),
            over,
            phrases(until),
            focus=None if focus is None else focus.incidents,
            given=None if focus is None else focus.given,
        )
        return Findings(question, results)

    # Each of these questions stands in the file of its answer.
    explain = courses.explain
    trace = courses.trace
    best = selecting.best
    by_source = guarding.by_source
    stress = guarding.stress
    drivers = understanding.drivers
    confirm = understanding.confirm
    flips = understanding.flips
    worth = understanding.worth
    validate = validating.validate
    calibrate = validating.calibrate
    export = exporting.export_scenario

    def order_of_battle_svg(self, design: str | None = None, *, phase: int = 1) -> str:
        """Return the order of battle with military symbols as an SVG, as ``renkei show --svg``.

        Parameters
        ----------
        design
            Design, whose changes are marked; None: the baseline.
        phase
            Phase of the design, from 1.

        Raises
        ------
        InputError
            If there is no such design or phase.
        RunError
            If the extra ``figures`` is not installed.
        """
        from renkei.report.drawings.sheets import order_of_battle_svg

        return order_of_battle_svg(self.document, *self._phase(design, phase)).decode()

    def map_svg(self, design: str | None = None, *, phase: int = 1) -> str:
        """Return headquarters and bases on a map as an SVG, as ``renkei show --map``.

        Parameters
        ----------
        design
            Design; None: the baseline.
        phase
            Phase of the design, from 1.

        Raises
        ------
        InputError
            If there is no such design or phase, or the scenario has no places.
        RunError
            If the extra ``figures`` is not installed.
        """
        from renkei.report.drawings.sheets import map_svg

        return map_svg(self.document, *self._phase(design, phase)).decode()

    def _phase(self, design: str | None, phase: int) -> tuple[str, int]:
        from renkei.study.choosing import design_of
        from renkei.study.explaining import phase_of

        chosen = design_of(self.document, design)
        phase_of(self.document.design(chosen), phase)
        return chosen, phase

    def __repr__(self) -> str:
        return (
            f"<Study of {self.name}: {len(self.designs)} designs ({self.baseline} is the "
            f"baseline), {len(self.incidents)} incident types>"
        )

    def _page(self) -> RenderableType:
        from renkei.report.scenario.summary import inventory, render_inventory

        return render_inventory(self.name, inventory(self.document, self.designs))


def _name(worlds: str | Path | None) -> str | None:
    return None if worlds is None else str(worlds)
