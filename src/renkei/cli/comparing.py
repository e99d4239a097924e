"""What ``compare`` asks, and the answer printed: the steps between arguments and report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from renkei.cli import inputs, zones
from renkei.cli.output import FAILED, IMPRECISE, message, show, show_folder, show_json

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Deadline, Explanation, Zone
    from renkei.analysis.statistics.verdicts import Correction
    from renkei.cli.experiment import Experiment
    from renkei.cli.naming import Naming
    from renkei.report.responses.comparison import Labels
    from renkei.results import Results
    from renkei.results.provenance import QuestionRecord
    from renkei.scenario import Document
    from renkei.study.source import Opened


CORRECTION: Correction = "holm"
"""Correction of what is asked together."""

MILESTONES = ("decided", "agreed", "settled", "on-station", "first-on-station")
"""Milestones that a zone may be given for, besides those of the deadlines."""


class Question:
    """Designs, incident types, precision and indifference, checked against the scenario.

    Parameters
    ----------
    opened
        The scenario.
    designs, incidents
        Comma-separated identifiers; None: all. The first design is the baseline.
    half_width
        Wanted half-width of the differences in the probability; None: whatever comes.
    sizes
        Sizes that count as no difference, as :mod:`renkei.cli.zones` reads them.
    all_types
        Print a table also of incident types in which no difference can be told.
    all_measures
        Print that, and units, stocks and docks in which none can be told.
    over
        What weighs the same in every answer: worlds or incidents.

    Raises
    ------
    InputError
        If a name is unknown or a size cannot be read.
    """

    def __init__(
        self,
        opened: Opened,
        designs: str | None,
        incidents: str | None,
        half_width: str | None,
        sizes: Sequence[str],
        all_types: bool = False,
        all_measures: bool = False,
        over: str = "worlds",
    ) -> None:
        self.opened = opened
        self.designs = _designs(opened, designs)
        self.all_types = all_types or all_measures or incidents is not None
        self.all_measures = all_measures
        self._limits = _limits(opened, incidents)
        self.over = zones.over(over)
        milestones = (*MILESTONES, *(milestone for milestone, *_ in self._limits.values()))
        self._zones = zones.zones(sizes, milestones)
        self.half_width = (
            None
            if half_width is None
            else zones.size("--half-width", half_width, "fraction").mean()
        )

    @property
    def document(self) -> Document:
        """The scenario, which is loaded when first asked for."""
        return self.opened.document

    @cached_property
    def deadlines(self) -> dict[str, Deadline]:
        """Deadline of each incident type asked for."""
        from renkei.analysis import Deadline  # late: nothing is analysed before the first part

        return {name: Deadline(*limit) for name, limit in self._limits.items()}

    @cached_property
    def zone(self) -> Zone:
        """Differences that count as none, of times in hours."""
        return self._zone(hours=0.5)

    @cached_property
    def zone_of_days(self) -> Zone:
        """Differences that count as none, of times in days."""
        return self._zone(hours=24.0)

    def _zone(self, hours: float) -> Zone:
        from renkei.analysis import Zone

        return Zone(**{"hours": hours, **self._zones})

    def compared(self, results: Results) -> Comparison:
        """Return the designs compared."""
        from renkei.analysis import compare

        return compare(
            results,
            self.deadlines,
            baseline=self.designs[0],
            zone=self.zone,
            correction=CORRECTION,
            over=self.over,
            followed_h=self.naming.drain_h,
        )

    def answer(self, experiment: Experiment, *, json: bool, quiet: bool) -> int:
        """Run the experiment and print the comparison; return the exit code."""
        from renkei.analysis.responses.loads import notes as notes_on_cells
        from renkei.cli.failures import failures_data, show_failures
        from renkei.cli.notes import grouped, tell
        from renkei.cli.sustaining import compared_section
        from renkei.report.responses.comparison import (
            comparison_data,
            render_closing,
            render_comparison,
            render_summary,
        )

        # Without incidents there is no deadline whose probability could be precise.
        precision = self.precision if self._limits else None
        results = experiment.run(
            quiet=quiet,
            precision=precision,
            question=self.record,
            stops=self.half_width is not None,
        )
        comparison = self.compared(results)
        labels = self.labels()
        why = self.why(results, comparison, labels)
        left = compared_section(
            self.naming,
            results,
            comparison,
            {**labels.incidents, **labels.designs},
            self.zone_of_days,
            all_measures=self.all_measures,
            json=json,
        )
        of_cells = notes_on_cells(results, self.designs)
        if json:
            data = comparison_data(comparison, labels)
            last = {"failed": failures_data(results), "folder": str(results.folder)}
            show_json({**data, **left.data, "notes": of_cells, "why": why, **last})
        else:
            show(render_comparison(comparison, labels, all_types=self.all_types))
            show(render_summary(comparison, labels))
            left.show()
            show(render_closing(why, comparison))
            show_folder(results.folder)
        warnings = grouped(comparison.warnings, whole=self.all_measures)
        tell([*warnings, *of_cells, *left.notes], whole=self.all_measures, quiet=quiet)
        precise = self._precise(results, quiet=quiet)
        if show_failures(results):
            return FAILED
        return 0 if precise else IMPRECISE

    def record(self) -> QuestionRecord:
        """Return what is asked, for the record beside the answer."""
        from renkei.analysis.statistics.estimation import CONFIDENCE
        from renkei.results.provenance import DeadlineRecord, QuestionRecord

        return QuestionRecord(
            baseline=self.designs[0],
            designs=list(self.designs),
            deadlines={
                name: DeadlineRecord(milestone=one.milestone, hours=one.hours)
                for name, one in self.deadlines.items()
            },
            method={
                "confidence": CONFIDENCE,
                "zone": self.zone.words(),
                "zone of readiness and supply": self.zone_of_days.words(),
                "correction": CORRECTION,
                "over": self.over,
            },
        )

    @cached_property
    def naming(self) -> Naming:
        """What things are called, and how the designs are laid out."""
        from renkei.cli.naming import naming

        return naming(self.opened, self.designs, self.deadlines)

    def labels(self) -> Labels:
        """Return the names and deadlines in words."""
        return self.naming.labels

    def why(self, results: Results, comparison: Comparison, labels: Labels) -> dict[str, list[str]]:
        """Return sentences on why each design differs, those that differ most first."""
        from renkei.analysis import explain

        names = {
            **self.naming.headquarters,
            **labels.incidents,
            **labels.designs,
        }
        found = [explain(results, comparison, design, labels=names) for design in self.designs[1:]]
        found.sort(key=lambda one: -_weight(one))
        return {one.design: list(one.sentences) for one in found}

    def precision(self, results: Results) -> tuple[str, bool]:
        """Return the worst half-width so far in words, and whether it is small enough to stop."""
        from renkei.analysis import HalfWidth, current_precision

        now = current_precision(results, self.deadlines, self.designs[0], over=self.over)
        enough = self.half_width is not None and HalfWidth(
            self.deadlines, self.half_width, self.designs[0], over=self.over
        )(results)
        return f"± {100 * now.worst:.1f} points at worst ({now.incident})", enough

    def _precise(self, results: Results, *, quiet: bool) -> bool:
        if self.half_width is None or not self.deadlines:
            return True
        from renkei.analysis import current_precision

        now = current_precision(results, self.deadlines, self.designs[0], over=self.over)
        if now.worst <= self.half_width:
            return True
        needed = now.needed(self.half_width)
        advice = f"; about {needed} replications should do: --reps {needed}" if needed else ""
        message(
            f"renkei: the half-width is {100 * now.worst:.1f} points ({now.incident}, "
            f"{now.design}), not the {100 * self.half_width:.1f} asked for{advice}",
            quiet=quiet,
        )
        return False


def _designs(document: Opened, wanted: str | None) -> list[str]:
    """Return the designs, the baseline first."""
    if wanted is None:
        others = [design for design in document.design_ids if design != document.baseline]
        return [document.baseline, *others]
    return inputs.designs_of(document, wanted)


def _limits(opened: Opened, wanted: str | None) -> dict[str, tuple[str, float, float]]:
    """Return milestone, deadline and end of the run [h] of the incident types asked for."""
    known = opened.facts.deadlines
    names = list(known) if wanted is None else _names(wanted)
    if wanted is not None and not names:
        raise inputs.bad_argument(
            "--incidents", f"`{wanted}`, which names none", f"one of: {', '.join(known)}"
        )
    return {inputs.one_of("--incidents", name, known): known[name] for name in names}


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _weight(explanation: Explanation) -> float:
    """Return how far the design is from the baseline in what can be told, in hours."""
    return max(
        (abs(fact.value) for fact in explanation.facts if fact.kind == "difference"), default=0.0
    )
