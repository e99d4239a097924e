"""The workflow of a response under a design: plain data, a tree of steps with their causes.

Leaves are steps that take time at a headquarters, on a channel or at a unit; inner nodes put them
in sequence, side by side, by chance, or in rounds. A branch may also be launched and awaited later:
a nation's forces move on its own decision while its staff goes on to agree with the partner. Every
step names its actor and its cause: the rule of doctrine and the line of the scenario.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from renkei._base.errors import Location
from renkei.scenario.model.common import ForceSelection, Precedence
from renkei.scenario.model.incidents import Consumption
from renkei.scenario.quantities.quantity import Quantity


class StepKind(StrEnum):
    """The kind of a step; also the cause to which its time is attributed."""

    DETECTION = "detection"
    MESSAGE = "message"
    TRANSLATION = "translation"
    HANDLING = "handling"
    ADJUDICATION = "adjudication"
    ASSESS = "assess"
    PLAN = "plan"
    BOARD = "board"
    DECISION = "decision"
    ESCALATION = "escalation"
    APPROVAL = "approval"
    REQUEST = "request"
    COORDINATION = "coordination"
    ORDER = "order"
    FORCES_REQUEST = "request for forces"
    CLEARANCE = "clearance"
    ALLOCATION = "allocation"
    PREPARATION = "preparation"
    TRANSIT = "transit"
    ON_STATION = "on station"
    RECOVERY = "recovery"
    TASK = "task"
    RELEASE = "release"
    ISSUE = "issue"
    TRANSPORT = "transport"
    REPAIR = "repair"
    HOURS = "working hours"
    BUILD_UP = "build-up"


DECISIONS = frozenset({StepKind.DECISION, StepKind.APPROVAL, StepKind.ESCALATION})
"""Steps of those who decide: their work, and the time that passes until they have decided."""


class GateKind(StrEnum):
    """The kind of wait of a step."""

    BOARD = "board"
    CHANNEL = "channel"


@dataclass(frozen=True)
class StepGate:
    """The wait of a step: the next meeting of a board, or the hours of a channel; by its id."""

    kind: GateKind
    id: str


@dataclass(frozen=True)
class Cause:
    """The cause of a step.

    Parameters
    ----------
    rule
        The rule of doctrine, such as ``report-path``; see ``doctrine.rules.RULES``.
    path
        Path of the cause in the scenario, such as ``authorities.jp-mso.approvals.mod``.
    location
        Place of the cause in the files; None for a scenario made in Python.
    """

    rule: str
    path: str
    location: Location | None = None


@dataclass(frozen=True)
class Step:
    """A leaf: a step that takes time.

    Parameters
    ----------
    id
        Stable within the workflow and *the same under every design* for the same task
        (``assess/JPN``), so that the same incident has the same luck everywhere.
    kind
        What it is.
    actor
        Headquarters that does the step (the sender, for a message); empty for units.
    cell
        Cell of the actor whose team does the work; None if the step needs no team.
    to
        Receiver, for a message.
    duration
        Duration without load [h]; None if the unit determines it (notice, transit).
    factor
        Second quantity (tempo of the headquarters) that multiplies the duration.
    gate
        Board or hours of a channel that the step waits for; None: none.
    around
        Steps of a message on a channel that may be lost, by another way; empty: it waits.
    text
        One line for people.
    """

    id: str
    kind: StepKind
    actor: str
    text: str
    cause: Cause
    nation: str | None = None
    cell: str | None = None
    to: str | None = None
    duration: Quantity | None = None
    factor: Quantity | None = None
    gate: StepGate | None = None
    around: tuple[Node, ...] = ()

    @property
    def board(self) -> str | None:
        """Board whose meeting the step is the wait for, or None."""
        return self._gate(GateKind.BOARD)

    @property
    def channel(self) -> str | None:
        """Channel outside whose hours the step cannot begin, or None."""
        return self._gate(GateKind.CHANNEL)

    def _gate(self, kind: GateKind) -> str | None:
        return self.gate.id if self.gate is not None and self.gate.kind is kind else None


@dataclass(frozen=True)
class Do:
    """Do one step."""

    step: Step


@dataclass(frozen=True)
class Sequence:
    """Do the parts one after another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Parallel:
    """Do the parts side by side; go on when all are done."""

    parts: tuple[Node, ...]
    text: str = ""


@dataclass(frozen=True)
class Launch:
    """Start a branch and go on at once; the :class:`Gather` at the end waits for it.

    A launch stands only in a place that is passed exactly once: never below a choice or in rounds.
    """

    branch: Node


@dataclass(frozen=True)
class Beside:
    """Start a branch and go on at once; only the :class:`Gather` at the end waits for it.

    It stands where a launch may stand, and no force waits for it.
    """

    branch: Node


@dataclass(frozen=True)
class Gather:
    """Do ``then`` once every branch launched before has come, side by side with the rest.

    The next node begins when both are done, and what goes on beside them: a force is on station
    when it has arrived, not when the staffs have stopped talking.
    """

    then: Node


@dataclass(frozen=True)
class Aside:
    """Start a branch that loads staffs, and for which nothing waits."""

    branch: Node


@dataclass(frozen=True)
class Choice:
    """Do ``then`` with a probability, else ``otherwise``, which may be empty."""

    id: str
    probability: Quantity
    then: Node
    cause: Cause
    otherwise: Sequence = Sequence(())


@dataclass(frozen=True)
class Rounds:
    """Repeat the body until a round ends in agreement."""

    id: str
    agreement: Quantity
    body: Node
    cause: Cause


@dataclass(frozen=True)
class Reach:
    """Record a milestone; ``nation`` for a milestone of one nation."""

    milestone: str
    nation: str | None = None


@dataclass(frozen=True)
class Activate:
    """Activate an improvised headquarters for as long as the incident runs."""

    headquarters: str
    cause: Cause


@dataclass(frozen=True)
class OrderRoute:
    """The way of an order to some of the units that could go.

    ``steps`` run from the sender of the force to the lowest headquarters above the units, with a
    request for forces first if the sender does not hold them.
    """

    id: str
    units: tuple[str, ...]
    steps: Sequence


@dataclass(frozen=True)
class Dispatch:
    """Order one force of the response: allocate platforms, send the order, move, stay, return.

    The platforms come from the units that can be there first by planning values, through the
    route of each unit.
    """

    requirement: str
    nation: str
    capability: str
    count: int
    when_short: str
    routes: tuple[OrderRoute, ...]
    allocation: Step
    preparation: Step
    transit: Step
    on_station: Step
    recovery: Step
    consumes: tuple[tuple[str, Consumption], ...] = ()
    """Items that each platform takes along, by identifier."""
    overtaking: bool = False
    """Whether other requests may overtake this one while it waits for platforms."""
    gives_up_after: Quantity | None = None
    """Longest wait for platforms; None: it waits on."""
    goes_on_without: bool = False
    """Whether the response goes on after it gives up the force; else it has failed."""
    selection: ForceSelection = ForceSelection.QUICKEST
    clearance: Step | None = None
    """Time until others give leave to go, from the order on, while the unit makes ready."""


@dataclass(frozen=True)
class Linger:
    """Keep the incident open for the longest time on station of the forces that have come."""

    stays: tuple[tuple[str, Quantity], ...]
    """Force and time on station."""


Node = (
    Do
    | Sequence
    | Parallel
    | Launch
    | Gather
    | Aside
    | Beside
    | Choice
    | Rounds
    | Reach
    | Activate
    | Dispatch
    | Linger
)


@dataclass(frozen=True)
class SideLoad:
    """Questions that recur while the incident runs; they load staffs and block no step."""

    id: str
    every: Quantity
    steps: Sequence
    precedence: Precedence
    cause: Cause


@dataclass(frozen=True)
class Workflow:
    """The workflow of one incident type, first learnt of by ``detected_by``, in one phase."""

    incident: str
    response: str
    detected_by: str
    precedence: Precedence
    root: Sequence
    side_loads: tuple[SideLoad, ...] = ()
    deciders: dict[str, str] = field(default_factory=dict)
    """Decider of each deciding nation."""


def sequence(*parts: Node | list[Node]) -> Sequence:
    """Return a flat sequence of nodes and lists of nodes."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, list):
            flat += part
        elif isinstance(part, Sequence):
            flat += part.parts
        else:
            flat.append(part)
    return Sequence(tuple(flat))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below ``node`` (order routes of a dispatch included)."""
    match node:
        case Sequence(parts) | Parallel(parts):
            return parts
        case Launch(branch=branch) | Aside(branch=branch) | Beside(branch=branch):
            return (branch,)
        case Gather(then=then):
            return (then,)
        case Choice(then=then, otherwise=otherwise):
            return (then, otherwise)
        case Rounds(body=body):
            return (body,)
        case Dispatch(routes=routes):
            return tuple(route.steps for route in routes)
        case _:
            return ()


def launches(node: Node) -> int:
    """Return the number of branches launched below ``node``."""
    return isinstance(node, Launch) + sum(launches(child) for child in children(node))


def besides(node: Node) -> int:
    """Return the number of branches below ``node`` that go on beside it."""
    return isinstance(node, Beside) + sum(besides(child) for child in children(node))


def steps(node: Node) -> Iterator[Step]:
    """Yield every step below ``node`` in order."""
    match node:
        case Do(step):
            yield step
        case Dispatch():
            yield node.allocation
            for child in children(node):
                yield from steps(child)
            if node.clearance is not None:
                yield node.clearance
            yield from (node.preparation, node.transit, node.on_station, node.recovery)
        case _:
            for child in children(node):
                yield from steps(child)
