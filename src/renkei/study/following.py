"""One incident of a result, followed: who did what, when, and what it waited for.

What for: a response as it happened, instead of a mean. Takes a result folder, an incident type and
which of its incidents; gives a :class:`Followed`. The replication is run again from the inputs that
the folder keeps, by the same kernel, so that nothing needs to be stored beforehand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei.results.tables import milestone_column
from renkei.study.choosing import bad_argument, one_of
from renkei.study.kept import focus_in, kept_results, programs_of

if TYPE_CHECKING:
    from renkei.doctrine.workflow import Step
    from renkei.engine.focus import Focus
    from renkei.engine.following import CourseTaken
    from renkei.engine.replication import Floats
    from renkei.engine.worlds import WorldSource
    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.scenario import ResolvedDesign, ResolvedPhase
    from renkei.scenario.model.document import Scenario
    from renkei.study.source import Opened

MEDIAN, SLOWEST, SLOW_TENTH = "median", "slowest", "slow-tenth"
QUICKEST, UNANSWERED = "quickest", "unanswered"

_SHARES = {QUICKEST: 0.0, MEDIAN: 0.5, SLOW_TENTH: 0.9, SLOWEST: 1.0}
"""Share of the incidents that were answered sooner."""

_ID = re.compile(r"(\d+)/(\d+)$")


@dataclass(frozen=True)
class Picked:
    """An incident of a result: its id, moment [h] and place, and why it was picked.

    ``answered_h`` is the time to ``milestone``, None where it was not reached; ``of`` counts the
    incidents of the type among which it was picked, ``never`` those that never reached it.
    """

    incident: str
    replication: int
    ordinal: int
    place: str
    arrived_h: float
    milestone: str
    answered_h: float | None
    outcome: str
    of: int
    never: int
    how: str

    @property
    def id(self) -> str:
        """The replication, and the number of the incident within its type: ``12/3``."""
        return f"{self.replication}/{self.ordinal}"


@dataclass(frozen=True)
class FollowedStep:
    """A step as it was taken, times in hours since the incident.

    ``step`` is None for what doctrine has no step for, such as the time an incident stays open.
    """

    id: str
    kind: str
    headquarters: str
    cell: str
    nation: str
    unit: str | None
    text: str
    rule: str
    where: str
    step: Step | None
    began_h: float
    queue_h: float
    closed_h: float
    busy_h: float
    decides: tuple[str, ...]

    @property
    def hours(self) -> float:
        """Time from the moment when it could begin to its end [h]."""
        return self.queue_h + self.closed_h + self.busy_h


@dataclass(frozen=True)
class Followed:
    """One response as it happened under one design."""

    picked: Picked
    design: ResolvedDesign
    phase: ResolvedPhase
    milestones: dict[str, float]
    deadline_h: float
    over: bool
    steps: tuple[FollowedStep, ...]


@dataclass(frozen=True)
class _Again:
    """What it takes to run a replication again."""

    program: Program
    seed: int
    luck: int
    source: str
    nominal: bool
    given: Floats | None


class Tracer:
    """Follows incidents of a result folder.

    Parameters
    ----------
    results
        As opened.
    typed
        Whether names were typed on a command line, so that errors name its arguments.
    opened
        The scenario that was run, where it is open already.
    """

    def __init__(
        self, results: Results, *, typed: bool = False, opened: Opened | None = None
    ) -> None:
        self.results = results
        self._typed = typed
        self._opened = opened
        self._derived: dict[tuple[str, str, float, str], dict[tuple[str, str], Step]] = {}
        self._programs: dict[str, Program] = {}
        self._tags: dict[str, dict[int, dict[str, Any]]] = {}

    def _argument(self, name: str) -> str:
        if not self._typed:
            return name
        return "INCIDENT" if name == "incident" else f"--{name}"

    @cached_property
    def source(self) -> Opened:
        """The scenario that was run, from the inputs in the folder."""
        return self._opened or kept_results(self.results.folder)[0]

    @property
    def incidents(self) -> list[str]:
        """Incident types of the results; their background load is none."""
        return [name for name in self.results.incidents if name in self.source.facts.deadlines]

    def counted(self, design: str) -> int:
        """Return how many incidents of all these types were counted under a design."""
        import polars as pl

        rows = self.results.scan("incidents", design).filter(
            pl.col("counted"), pl.col("incident").is_in(self.incidents)
        )
        return int(rows.select(pl.len()).collect().item())

    def pick(
        self, incident: str, design: str, which: str = MEDIAN, milestone: str | None = None
    ) -> Picked:
        """Return the incident to follow.

        Parameters
        ----------
        incident
            Incident type.
        design
            Design under which it is picked.
        which
            ``quickest``, ``median``, ``slow-tenth`` (the quickest of the slowest tenth) or
            ``slowest`` by the time to the milestone; ``unanswered``: the first that never reached
            it; or an id such as ``12/3``.
        milestone
            Milestone; None: the one that the deadline of the type is for.

        Raises
        ------
        InputError
            If a name is unknown, or no such incident was counted.
        """
        import polars as pl

        one_of(self._argument("design"), design, self.results.designs)
        one_of(self._argument("incident"), incident, self.incidents)
        milestone = milestone or self.source.facts.deadlines[incident][0]
        one_of(self._argument("milestone"), milestone, self.results.milestones)
        column = milestone_column(milestone)
        rows = (
            self.results.scan("incidents", design)
            .filter(pl.col("incident") == incident, pl.col("counted"))
            .collect()
        )
        if rows.is_empty():
            raise bad_argument(
                self._argument("incident"),
                Phrase(
                    "`{incident}`, which did not happen in {design}",
                    incident=incident,
                    design=design,
                ),
                Phrase("a type that happened in these replications, or more replications"),
            )
        reached = rows.filter(pl.col(column).is_not_null())
        key = _ID.match(which)
        if key is not None:
            found = rows.filter(
                pl.col("replication") == int(key[1]), pl.col("ordinal") == int(key[2])
            )
            if found.is_empty():
                ids = rows.select("replication", "ordinal").head(5).rows()
                raise bad_argument(
                    self._argument("id"),
                    Phrase(
                        "`{which}`, which is no counted incident of `{incident}`",
                        which=which,
                        incident=incident,
                    ),
                    Phrase(
                        "REPLICATION/NUMBER, such as {ids}",
                        ids=", ".join(f"{r}/{n}" for r, n in ids),
                    ),
                )
        elif which == UNANSWERED:
            found = rows.filter(pl.col(column).is_null()).sort("replication", "ordinal").head(1)
            if found.is_empty():
                raise bad_argument(
                    self._argument("id"),
                    Phrase(
                        "`{which}`, but every `{incident}` reached `{milestone}`",
                        which=which,
                        incident=incident,
                        milestone=milestone,
                    ),
                    Phrase("one of: {value}", value=", ".join(_SHARES)),
                )
        else:
            one_of(self._argument("id"), which, (*_SHARES, UNANSWERED))
            if reached.is_empty():
                raise bad_argument(
                    self._argument("milestone"),
                    Phrase(
                        "`{milestone}`, which no `{incident}` reached under {design}",
                        milestone=milestone,
                        incident=incident,
                        design=design,
                    ),
                    Phrase("one of: {value}", value=", ".join(self.results.milestones)),
                )
            ordered = reached.sort(column, "replication", "ordinal")
            place = min(int(_SHARES[which] * ordered.height), ordered.height - 1)
            found = ordered.slice(place, 1)
        row = found.row(0, named=True)
        return _picked(row, milestone, rows.height, rows.height - reached.height, which)

    def same(self, picked: Picked, design: str, argument: str = "against") -> Picked:
        """Return the same incident under another design: the same moment, with the same luck.

        Raises
        ------
        InputError
            If the design is unknown, or the incident did not happen under it.
        """
        one_of(self._argument(argument), design, self.results.designs)
        other = self.pick(picked.incident, design, picked.id, picked.milestone)
        return replace(other, how=picked.how, of=picked.of, never=picked.never)

    def follow(self, picked: Picked, design: str) -> Followed:
        """Run the replication of an incident again, and return what happened in it.

        Raises
        ------
        ResultsError
            If this version of Renkei does not run what the results were made from.
        """
        from renkei.engine.following import follow

        run = self._again(design, picked)
        course = follow(
            run.program,
            run.seed,
            run.luck,
            run.source,
            picked.ordinal,
            picked.arrived_h,
            run.nominal,
            run.given,
        )
        _agree(picked, course, self.results)
        return self._followed(picked, design, course)

    def stretch(
        self, replication: int, design: str, from_h: float, until_h: float
    ) -> list[Followed]:
        """Return all that happened in a stretch of a replication, in order of arrival.

        These are the counted incidents that came from ``from_h`` on, as far as they were by
        ``until_h``. Replications in focus hold one incident only: use :meth:`follow`.
        """
        import polars as pl

        from renkei.engine.following import Wanted, follow_all

        rows = (
            self.results.scan("incidents", design)
            .filter(
                pl.col("counted"),
                pl.col("replication") == replication,
                pl.col("incident").is_in(self.incidents),
                pl.col("arrived_h") >= from_h,
                pl.col("arrived_h") <= until_h,
            )
            .collect()
            .sort("arrived_h", "incident", "ordinal")
        )
        found = []
        for row in rows.iter_rows(named=True):
            milestone = self.source.facts.deadlines[row["incident"]][0]
            found.append(_picked(row, milestone, rows.height, 0, ""))
        if not found:
            return []
        run = self._again(design, found[0])
        wanted = [Wanted(one.incident, one.ordinal, one.arrived_h) for one in found]
        courses = follow_all(
            run.program, run.seed, run.luck, wanted, until_h, run.nominal, run.given
        )
        return [
            self._followed(one, design, course) for one, course in zip(found, courses, strict=True)
        ]

    def _again(self, design: str, picked: Picked) -> _Again:
        """Return what it takes to run the replication of an incident again."""
        from renkei.engine.focused import focused_program, in_focus

        record = self.results.record
        if design not in self._programs:
            self._programs |= programs_of(self.source, self.results, [design])
        program = self._programs[design]
        source, given = picked.incident, self._given(design, picked.replication)
        luck = picked.replication
        if self._worlds is not None:
            luck = self._worlds.luck(luck)
        if self._focus is not None:
            program, given = focused_program(
                program,
                self._focus,
                record.seed,
                luck,
                nominal=record.nominal,
                given=given,
            )
            source = in_focus(source)
        return _Again(program, record.seed, luck, source, record.nominal, given)

    def _followed(self, picked: Picked, design: str, course: CourseTaken) -> Followed:
        chosen = self.source.document.design(design)
        phase = chosen.at(picked.arrived_h)
        incident = phase.scenario.incidents[picked.incident]
        return Followed(
            picked,
            chosen,
            phase,
            course.milestones,
            phase.scenario.responses[incident.response].deadline.mean(),
            course.over,
            self._steps(
                design,
                phase.scenario,
                course,
                self._known(picked.incident, design, phase.from_h, picked.place),
            ),
        )

    def _known(
        self, incident: str, design: str, from_h: float, place: str
    ) -> dict[tuple[str, str], Step]:
        """Return the steps that doctrine derives for an incident, by their id and actor."""
        from renkei.study.explaining import explained

        key = (incident, design, from_h, place)
        if key not in self._derived:
            chosen = self.source.document.design(design)
            plan = explained(self.source.document, incident, chosen, chosen.at(from_h), place)
            self._derived[key] = {
                (one.step.id, one.step.actor): one.step for one in plan.course.steps
            }
        return self._derived[key]

    @cached_property
    def _worlds(self) -> WorldSource | None:
        """Where the replications have their worlds from; None: each draws its own."""
        from renkei.study.worlds import worlds_of

        kept = self.results.record.worlds
        if kept is None:
            return None
        wanted = kept.kind if kept.file is None else str(self.results.folder / kept.file.file)
        return worlds_of(self.source, wanted).worlds

    @cached_property
    def _focus(self) -> Focus | None:
        """What the replications hold, where they are focused."""
        return focus_in(self.results)

    def _given(self, design: str, replication: int) -> Floats | None:
        if self._worlds is None:
            return None
        program, seed = self.source.program(design), self.results.record.seed
        return self._worlds.given(program, seed, replication)

    def _steps(
        self,
        design: str,
        scenario: Scenario,
        course: CourseTaken,
        known: dict[tuple[str, str], Step],
    ) -> tuple[FollowedStep, ...]:
        if design not in self._tags:
            rows = self.results.scan("steps", design).collect()
            self._tags[design] = {row["tag"]: row for row in rows.iter_rows(named=True)}
        found = []
        for taken in course.steps:
            tag = self._tags[design][taken.tag]
            unit = scenario.units.get(taken.pool) if taken.pool is not None else None
            found.append(
                FollowedStep(
                    id=tag["step"] or tag["name"],
                    kind=tag["kind"] or "",
                    headquarters=tag["headquarters"] or "",
                    cell=tag["cell"] or "",
                    nation=tag["nation"] or (unit.nation if unit is not None else ""),
                    unit=taken.pool,
                    text=tag["text"] or tag["name"],
                    rule=tag["rule"] or "",
                    where=tag["where"] or "",
                    step=known.get((tag["step"] or "", tag["headquarters"] or "")),
                    began_h=taken.began_h,
                    queue_h=taken.queue_h,
                    closed_h=taken.closed_h,
                    busy_h=taken.busy_h,
                    decides=taken.decides,
                )
            )
        return tuple(found)


def _picked(row: dict[str, object], milestone: str, of: int, never: int, how: str) -> Picked:
    return Picked(
        incident=str(row["incident"]),
        replication=int(row["replication"]),  # type: ignore[call-overload]
        ordinal=int(row["ordinal"]),  # type: ignore[call-overload]
        place=str(row["place"]),
        arrived_h=float(row["arrived_h"]),  # type: ignore[arg-type]
        milestone=milestone,
        answered_h=row[milestone_column(milestone)],  # type: ignore[arg-type]
        outcome=str(row["outcome"]),
        of=of,
        never=never,
        how=how,
    )


def _agree(picked: Picked, course: CourseTaken, results: Results) -> None:
    """Stop where the replication run again differs from what was stored."""
    again = course.milestones.get(picked.milestone)
    if picked.answered_h is None and results.record.focus is not None:
        return  # it is followed further than the replication was, which may reach it
    if again != picked.answered_h:
        raise ResultsError(
            Phrase(
                "{folder}: `{milestone}` of {incident} {id} was stored as "
                "{answered_h} h; run again it is {again} h. The results come "
                "from another kernel or machine: run the scenario again.",
                folder=results.folder,
                milestone=picked.milestone,
                incident=picked.incident,
                id=picked.id,
                answered_h=picked.answered_h,
                again=again,
            )
        )
