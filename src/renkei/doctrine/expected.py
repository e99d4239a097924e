"""The expected course of a workflow without load: the start and end of each step.

Means of the best values, no queues, from a moment that may be any of the year. Working hours, work
that rests while a cell is closed, channel hours, boards and the build-up of a headquarters are
waited for: for each moment of the year at which it may begin, so that what waited for the morning
does not wait for it again, and then the mean is taken. Parallel branches end with the later one
(of the means of what varies), choices count with their probability, rounds with how often they are
held. Without variance, with choices certain, the last milestone is exactly the mean of the
simulation over incidents that come at any time, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei.doctrine.moments import Moments, latest, weighted
from renkei.doctrine.options import Option, options
from renkei.doctrine.planning import planned
from renkei.doctrine.waits import Leg, Opening, leg_of
from renkei.doctrine.workflow import (
    Activate,
    Aside,
    Beside,
    Cause,
    Choice,
    Dispatch,
    Do,
    Gather,
    Launch,
    Linger,
    Node,
    Parallel,
    Reach,
    Rounds,
    Sequence,
    Step,
    StepKind,
    Workflow,
)
from renkei.scenario.model.document import Scenario

if TYPE_CHECKING:
    from renkei._base.errors import Location

_LEAST_H = 1e-6
"""Waits below this are none: rounding of sums."""

_MOST_ROUNDS = 60
"""Rounds that are followed one by one; those beyond are taken to be as long as the last."""

_RARE = 1e-6
"""Share of cases below which further rounds are not followed one by one."""


@dataclass(frozen=True)
class TimedStep:
    """A step with its expected times.

    Parameters
    ----------
    step
        The step.
    start_h, hours
        Expected start after the event, and duration [h]; within rounds, of the first round. The
        duration of work excludes waits: each wait is a step of its own, before or after the work.
    probability
        Probability that the step is taken at all.
    rounds
        Mean number of times that the step is done once taken.
    unit
        The unit that would go, for steps of units.
    aside
        Whether nothing waits for the step.
    """

    step: Step
    start_h: float
    hours: float
    probability: float = 1.0
    rounds: float = 1.0
    unit: str | None = None
    aside: bool = False


@dataclass
class Course:
    """The expected course of a workflow: its steps in order of start, and its milestones [h]."""

    steps: list[TimedStep] = field(default_factory=list)
    milestones: dict[str, float] = field(default_factory=dict)
    nation_milestones: dict[tuple[str, str], float] = field(default_factory=dict)


def expected_course(
    scenario: Scenario,
    workflow: Workflow,
    place: str | None = None,
    locate: Callable[[str], Location | None] = lambda path: None,
) -> Course:
    """Return the expected course of a workflow without load.

    Parameters
    ----------
    scenario
        Explicit scenario of the phase from which the workflow was derived.
    workflow
        The workflow.
    place
        Where the incident happens; default: its most frequent place.
    locate
        From a path in the scenario to its line, for the hours that steps wait for.
    """
    if place is None:
        places = scenario.incidents[workflow.incident].places
        place = max(sorted(places), key=lambda name: places[name].weight)
    walk = _Walk(scenario, place, locate)
    walk.visit(workflow.root, Moments())
    course = walk.course
    course.steps.sort(key=lambda timed: timed.start_h)
    course.milestones = {name: at.mean for name, at in walk.milestones.items()}
    course.nation_milestones = {name: at.mean for name, at in walk.nation_milestones.items()}
    return course


class _Walk:
    def __init__(
        self, scenario: Scenario, place: str, locate: Callable[[str], Location | None]
    ) -> None:
        self.scenario = scenario
        self.place = place
        self.locate = locate
        self.course = Course()
        self.milestones: dict[str, Moments] = {}
        self.nation_milestones: dict[tuple[str, str], Moments] = {}
        self.launched: list[Moments] = []
        self.beside: list[Moments] = []
        self.activated: dict[str, Moments] = {}
        self.probability = 1.0
        self.rounds = 1.0
        self.aside = False
        self.records = True

    def visit(self, node: Node, start: Moments) -> Moments:
        """Record the steps below ``node`` from ``start`` on; return when it ends."""
        match node:
            case Do(step):
                return self._step(step, start)
            case Sequence(parts):
                for part in parts:
                    start = self.visit(part, start)
                return start
            case Parallel(parts):
                return reduce(latest, [self.visit(part, start) for part in parts])
            case Launch(branch):
                self.launched.append(self.visit(branch, start))
                return start
            case Aside(branch):
                self.aside = True
                self.visit(branch, start)
                self.aside = False
                return start
            case Beside(branch):
                self.beside.append(self.visit(branch, start))
                return start
            case Gather(then):
                ends = [start, *self.beside]
                if self.launched:
                    ends.append(self.visit(then, reduce(latest, self.launched)))
                return reduce(latest, ends)
            case Choice():
                return self._choice(node, start)
            case Rounds(agreement=agreement, body=body):
                return self._rounds(planned(self.scenario, agreement), body, start)
            case Reach(milestone, nation):
                self._reach(milestone, nation, start)
                return start
            case Activate(headquarters):
                self.activated[headquarters] = start
                return start
            case Dispatch():
                return self._dispatch(node, start)
            case Linger(stays):
                longest = max(planned(self.scenario, stay) for _, stay in stays)
                return start.after(longest)

    # Steps and what they wait for

    def _step(self, step: Step, start: Moments) -> Moments:
        leg = leg_of(self.scenario, step)
        ready = self._built_up(step, start)
        begun, done = leg.begun(ready), leg.done(ready)
        if step.board is not None:
            self._record(step, start, done)  # the step is the wait
            return done
        if leg.opening is not None:
            self._wait(step, leg.opening, ready, begun)
        worked = begun.after(leg.hours)
        self._record(step, begun, worked)
        if leg.opening is not None and leg.opening.rests:
            self._rest(step, leg, worked, done)
        return done

    def _built_up(self, step: Step, start: Moments) -> Moments:
        """Return when an improvised headquarters has its first teams, if later."""
        if step.cell is None:
            return start
        growth = self.scenario.headquarters[step.actor].build_up
        if growth is None or step.actor not in self.activated:
            return start
        there = (each for each in growth if planned(self.scenario, each.share) > 0.0)
        first = next(there, None)
        if first is None:
            return start
        ready = latest(start, self.activated[step.actor].after(planned(self.scenario, first.after)))
        path = f"headquarters.{step.actor}.build_up"
        text = Phrase("waits until its first teams are there")
        self._waits(step, "build-up", StepKind.BUILD_UP, text, ("activation", path), (start, ready))
        return ready

    def _wait(self, step: Step, opening: Opening, ready: Moments, begun: Moments) -> None:
        """Record the wait for working hours before a step."""
        text = Phrase("waits for its hours (`{hours}`)", hours=opening.name)
        if step.cell is None:
            text = Phrase("waits for the hours of the channel (`{hours}`)", hours=opening.name)
        why = (_rule(step), opening.path)
        self._waits(step, "opening", StepKind.HOURS, text, why, (ready, begun))

    def _rest(self, step: Step, leg: Leg, worked: Moments, done: Moments) -> None:
        """Record the time for which a step rests while its cell is closed."""
        assert leg.opening is not None
        text = Phrase("rests outside its hours (`{hours}`)", hours=leg.opening.name)
        why = (_rule(step), leg.opening.path)
        self._waits(step, "rest", StepKind.HOURS, text, why, (worked, done))

    def _waits(
        self,
        step: Step,
        name: str,
        kind: StepKind,
        text: str,
        why: tuple[str, str],
        span: tuple[Moments, Moments],
    ) -> None:
        if span[1].mean - span[0].mean < _LEAST_H:
            return
        rule, path = why
        wait = replace(
            step,
            id=f"{step.id}/{name}",
            kind=kind,
            to=None,
            text=text,
            cause=Cause(rule, path, self.locate(path)),
            duration=None,
            factor=None,
            gate=None,
        )
        self._record(wait, *span)

    def _record(self, step: Step, start: Moments, end: Moments, unit: str | None = None) -> None:
        if self.records:
            self.course.steps.append(
                TimedStep(
                    step,
                    start.mean,
                    end.mean - start.mean,
                    self.probability,
                    self.rounds,
                    unit,
                    self.aside,
                )
            )

    # Choices, rounds, milestones, forces

    def _choice(self, choice: Choice, start: Moments) -> Moments:
        outer = self.probability
        share = min(planned(self.scenario, choice.probability), 1.0)
        ends = []
        for part, weight in ((choice.then, share), (choice.otherwise, 1.0 - share)):
            self.probability = outer * weight
            ends.append((weight, self.visit(part, start)))
        self.probability = outer
        return weighted(ends)

    def _rounds(self, agreement: float, body: Node, start: Moments) -> Moments:
        """Follow the rounds one after the other, each with the probability that it is held."""
        outer, records = self.rounds, self.records
        self.rounds = outer / agreement
        end = self.visit(body, start)
        self.rounds, self.records = outer, False
        ends, held = [(agreement, end)], 1.0 - agreement
        before = start
        while held > _RARE and len(ends) < _MOST_ROUNDS:
            if end.pieces is start.pieces:  # no round waits for anything: all are alike
                break
            before, end = end, self.visit(body, end)
            ends.append((held * agreement, end))
            held *= 1.0 - agreement
        self.records = records
        # Those that are left take the mean number of rounds more, each as long as the last.
        ends.append((held, end.after((end.mean - before.mean) / agreement)))
        return weighted(ends)

    def _reach(self, milestone: str, nation: str | None, at: Moments) -> None:
        if not self.records:
            return
        if nation is not None:
            self.nation_milestones[milestone, nation] = at
            return
        known = self.milestones.get(milestone)
        self.milestones[milestone] = at if known is None else latest(known, at)

    def _first(self, milestone: str, at: Moments) -> None:
        known = self.milestones.get(milestone)
        if known is None or at.mean < known.mean:
            self.milestones[milestone] = at

    def _dispatch(self, dispatch: Dispatch, start: Moments) -> Moments:
        """Follow the units that would be there first, as many as the response needs."""
        ends = []
        for option in _chosen(self.scenario, dispatch, self.place):
            self._record(dispatch.allocation, start, start, option.unit)
            ordered = self.visit(option.route.steps, start)
            ready = ordered.after(option.notice_h)
            self._record(dispatch.preparation, ordered, ready, option.unit)
            if dispatch.clearance is not None:
                cleared = ordered.after(option.clearance_h)
                self._record(dispatch.clearance, ordered, cleared, option.unit)
            departed = ordered.after(option.ready_h)
            self._first("departed", departed)
            there = departed.after(option.transit_h)
            self._record(dispatch.transit, departed, there, option.unit)
            self._first("first-on-station", there)
            ends.append(there)
        return reduce(latest, ends, start)


def _rule(step: Step) -> str:
    return "working-hours" if step.cell is not None else "channel-hours"


def _chosen(scenario: Scenario, dispatch: Dispatch, place: str) -> list[Option]:
    chosen, still = [], dispatch.count
    for option in options(scenario, dispatch, place):
        unit = scenario.units[option.unit]
        share = planned(scenario, unit.availability) if unit.availability is not None else 1.0
        ready = int(planned(scenario, unit.platforms) * share + 0.5)
        if still > 0 and ready > 0:
            chosen.append(option)
            still -= ready
    return chosen
