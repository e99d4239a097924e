"""The expected course of a workflow without load: when each step would start and end.

Means of the best values, no queues, all cells in working hours, boards and channel hours by their
mean wait from a random moment of the week. Parallel branches end with the later one (of the
means), choices count with their probability, rounds with their mean number. Without variance, with
choices and rounds certain, the last milestone is exactly what the simulation gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from renkei.doctrine.planning import Option, options, planned, step_hours
from renkei.doctrine.rhythm import mean_closed_wait_h, mean_wait_h
from renkei.doctrine.workflow import (
    Aside,
    Await,
    Choice,
    Dispatch,
    Do,
    Launch,
    Linger,
    Node,
    Parallel,
    Reach,
    Rounds,
    Sequence,
    Step,
    Workflow,
)
from renkei.scenario.model.document import Scenario


@dataclass(frozen=True)
class TimedStep:
    """A step with its expected times.

    Parameters
    ----------
    step
        The step.
    start_h, hours
        Expected start after the event, and duration [h]; within rounds, of the first round.
    probability
        Probability that the step is taken at all.
    rounds
        Mean number of times it is done once taken.
    unit
        The unit that would go, for steps of units.
    aside
        Whether nothing waits for it.
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


def expected_course(scenario: Scenario, workflow: Workflow, place: str | None = None) -> Course:
    """Return the expected course of a workflow without load.

    Parameters
    ----------
    scenario
        Explicit scenario of the phase from which the workflow was derived.
    workflow
        The workflow.
    place
        Where the incident happens; default: its most frequent place.
    """
    if place is None:
        places = scenario.incidents[workflow.incident].places
        place = max(sorted(places), key=lambda name: places[name].weight)
    walk = _Walk(scenario, place)
    walk.visit(workflow.root, 0.0)
    walk.course.steps.sort(key=lambda timed: timed.start_h)
    return walk.course


class _Walk:
    def __init__(self, scenario: Scenario, place: str) -> None:
        self.scenario = scenario
        self.place = place
        self.course = Course()
        self.launched_end_h = 0.0
        self.probability = 1.0
        self.rounds = 1.0
        self.aside = False

    def visit(self, node: Node, start_h: float) -> float:
        """Record the steps below ``node`` from ``start_h`` on; return when it ends."""
        match node:
            case Do(step):
                return self._step(step, start_h)
            case Sequence(parts):
                for part in parts:
                    start_h = self.visit(part, start_h)
                return start_h
            case Parallel(parts):
                return max(self.visit(part, start_h) for part in parts)
            case Launch(branch):
                self.launched_end_h = max(self.launched_end_h, self.visit(branch, start_h))
                return start_h
            case Aside(branch):
                self.aside = True
                self.visit(branch, start_h)
                self.aside = False
                return start_h
            case Await():
                return max(start_h, self.launched_end_h)
            case Choice():
                return self._choice(node, start_h)
            case Rounds(agreement=agreement, body=body):
                return self._rounds(planned(self.scenario, agreement), body, start_h)
            case Reach(milestone, nation):
                self._reach(milestone, nation, start_h)
                return start_h
            case Dispatch():
                return self._dispatch(node, start_h)
            case Linger(durations):
                return start_h + max(planned(self.scenario, quantity) for quantity, _ in durations)
            case _:
                return start_h

    def _step(
        self, step: Step, start_h: float, hours: float | None = None, unit: str | None = None
    ) -> float:
        if hours is None:
            hours = step_hours(self.scenario, step.duration, step.factor) + self._gate_hours(step)
        self.course.steps.append(
            TimedStep(step, start_h, hours, self.probability, self.rounds, unit, self.aside)
        )
        return start_h + hours

    def _gate_hours(self, step: Step) -> float:
        if step.gate is None:
            return 0.0
        table, identifier, *_ = step.gate.split(".")
        if table == "boards":
            board = self.scenario.boards[identifier]
            return mean_wait_h(tuple(board.days), tuple(board.times))
        hours = self.scenario.hours[self.scenario.channels[identifier].hours]
        return mean_closed_wait_h(tuple(hours.days), hours.open, hours.close)

    def _choice(self, choice: Choice, start_h: float) -> float:
        outer = self.probability
        share = min(planned(self.scenario, choice.probability), 1.0)
        end_h = 0.0
        for part, weight in ((choice.then, share), (choice.otherwise, 1.0 - share)):
            self.probability = outer * weight
            end_h += weight * self.visit(part, start_h)
        self.probability = outer
        return end_h

    def _rounds(self, agreement: float, body: Node, start_h: float) -> float:
        outer = self.rounds
        self.rounds = outer / agreement
        end_h = self.visit(body, start_h)
        self.rounds = outer
        return start_h + (end_h - start_h) / agreement

    def _reach(self, milestone: str, nation: str | None, hours: float) -> None:
        if nation is not None:
            self.course.nation_milestones[milestone, nation] = hours
            return
        milestones = self.course.milestones
        milestones[milestone] = max(milestones.get(milestone, 0.0), hours)

    def _dispatch(self, dispatch: Dispatch, start_h: float) -> float:
        """Follow the units that would be there first, as many as the response needs."""
        ends = []
        for option in _chosen(self.scenario, dispatch, self.place):
            moment = self._step(dispatch.allocation, start_h, 0.0, option.unit)
            moment = self.visit(option.route.steps, moment)
            moment = self._step(dispatch.preparation, moment, option.notice_h, option.unit)
            milestones = self.course.milestones
            milestones["departed"] = min(milestones.get("departed", moment), moment)
            moment = self._step(dispatch.transit, moment, option.transit_h, option.unit)
            milestones["first-on-station"] = min(milestones.get("first-on-station", moment), moment)
            ends.append(moment)
        return max(ends, default=start_h)


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
