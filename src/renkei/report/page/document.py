"""The data of the page as one document, with a schema.

What for: the page draws what stands here and computes nothing; others may draw it another way. The
schema is `spec/page.schema.json`. Times are in hours, shares from 0 to 1, moments in hours since
hour 0 of the run. A text stands in both languages. Columns of figures are those of their CSV.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from renkei.report.figures.figure import Figure, Part
from renkei.report.said import Said

Verdict = Literal["baseline", "better", "worse", "equivalent", "undecided", "too few"]


class Named(Part):
    """An identifier of the scenario with its name."""

    id: str
    name: Said


class Design(Named):
    """A design that is compared.

    ``summary`` is its first sentence of description; ``price`` its cost against the baseline.
    """

    baseline: bool
    summary: Said
    price: Said


class Scenario(Named):
    """The scenario of the run, and how many of its numbers rest on what."""

    description: Said
    numbers: int
    sourced: int
    guesses: int
    unverified: int
    zone: Annotated[str, Field(description="Time zone of the clock, as `Asia/Tokyo`.")]
    start: Annotated[str, Field(description="Day of hour 0, as `2025-04-01`.")]


class Judged(Part):
    """A measure of one design, and its paired difference to the baseline.

    Without a difference: ``None``. A value that is not finite (a median that most never reach) is
    ``None`` too.
    """

    design: str
    verdict: Verdict
    value: float | None
    low: float | None
    high: float | None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None


class Finding(Part):
    """A measure that differs, or was asked: its rows by design, the baseline first.

    ``unit`` is ``h`` (hours) or ``1`` (a share).
    """

    incident: Named
    measure: Said
    metric: str
    milestone: str
    unit: Literal["h", "1"]
    better_is: Literal["more", "less"]
    rows: tuple[Judged, ...]


class Answer(Part):
    """What was found, in the order in which people ask.

    ``levels`` says what the levels do not mean; ``few`` how few incidents make the difference;
    ``alike``, ``undecided`` and ``rare`` name the incident types that do not differ, are open, or
    were too few; ``supply`` says what differs in readiness and supply; ``why`` are sentences, the
    most important first; ``turns`` says what would turn
    the first verdict round, and which ranges drive it.
    """

    title: Said
    question: Said | None
    levels: Said
    few: Said | None
    findings: tuple[Finding, ...]
    more: Said | None
    alike: Said | None
    undecided: Said | None
    rare: Said | None
    supply: Said | None
    why: tuple[Said, ...]
    turns: Said | None
    method: Said


class Step(Part):
    """A step of a response: who did what, from when, for how long, and what of it was a wait.

    ``lane`` and ``to`` are lanes; ``on_path`` whether the answer waited for it; ``rule`` and
    ``where`` the rule of doctrine and the line of the scenario that made it.
    """

    id: str
    kind: str
    kind_name: Said
    lane: str
    to: str | None
    who: Said
    what: Said
    start_h: float
    hours: float
    queue_h: float
    closed_h: float
    on_path: bool
    rule: str
    where: str


class Milestone(Named):
    """A milestone of a response, and when it was reached, in hours from the event."""

    hours: float


class Lane(Named):
    """A line of the swimlane: a headquarters, or the units of a nation."""

    nation: str | None


class Course(Part):
    """One response under one design."""

    design: str
    answered_h: float | None
    sentence: Said
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    milestones: tuple[Milestone, ...]


class Response(Part):
    """One incident as it happened, under one design or several with the same luck."""

    id: str
    incident: Named
    how: Said
    place: Said
    arrived_h: float
    moment: Said
    milestone: Named
    deadline_h: float
    courses: tuple[Course, ...]


class Act(Part):
    """A step of a response as doctrine has it, without its times; fields as of a step.

    ``who`` and ``what`` are places in ``texts``.
    """

    id: str
    kind: str
    lane: str
    to: str | None
    who: int
    what: int
    rule: str
    where: str


class KeptCourse(Part):
    """One response under one design: a column for each field of its steps, in their order.

    ``acts`` are places in ``acts`` of the responses, ``lanes`` identifiers of lanes; ``on_path``
    are the places of the steps that the answer waited for; ``milestones`` [h from the event].
    """

    design: str
    answered_h: float | None
    sentence: Said
    lanes: tuple[str, ...]
    acts: tuple[int, ...]
    start_h: tuple[float, ...]
    hours: tuple[float, ...]
    queue_h: tuple[float, ...]
    closed_h: tuple[float, ...]
    on_path: tuple[int, ...]
    milestones: dict[str, float]


class KeptResponse(Part):
    """One incident that is kept, under one design or several with the same luck.

    ``how`` says which of its type it is, by the time under the first design.
    """

    id: str
    incident: Named
    how: Said
    place: Said
    arrived_h: float
    moment: Said
    milestone: Named
    deadline_h: float
    courses: tuple[KeptCourse, ...]


class KeptResponses(Part):
    """The responses that are kept as they happened; what many of them share stands once.

    ``picked_by`` is the design by whose times they were picked; ``note`` says which are kept.
    """

    picked_by: str
    note: Said
    texts: tuple[Said, ...]
    kinds: dict[str, Said]
    milestones: dict[str, Said]
    lanes: tuple[Lane, ...]
    acts: tuple[Act, ...]
    kept: tuple[KeptResponse, ...]


class Post(Named):
    """A headquarters or a unit in the order of battle.

    ``sidc`` is its symbol: digits of MIL-STD-2525D or letters of 2525C; ``place`` where it stands.
    """

    kind: Literal["headquarters", "unit"]
    nation: str | None
    sidc: str
    detail: Said
    place: str | None


class Relation(Part):
    """A command relationship of a phase. ``changed``: the baseline has none like it.

    ``missions`` are the decision categories for which alone it holds, empty: for all; ``only`` says
    them in words, by the incident types that are decided so.
    """

    superior: str
    subordinate: str
    type: str
    missions: tuple[str, ...]
    only: Said | None
    changed: bool


class Phase(Part):
    """A phase of a design and its relationships; ``gone`` are those that only the baseline has."""

    name: Said
    from_h: float
    relations: tuple[Relation, ...]
    gone: tuple[Relation, ...]


class Organisation(Part):
    """The order of battle under one design."""

    design: str
    posts: tuple[Post, ...]
    phases: tuple[Phase, ...]


class Place(Named):
    """A place of the map."""

    latitude: float
    longitude: float


class Movement(Part):
    """A unit on an incident: the moments of their way, in hours since hour 0.

    They make ready from ``ordered_h``, move from ``departed_h``, stay from ``arrived_h`` to
    ``left_h`` and are home at ``home_h``; ``None`` where the run ended before.
    """

    unit: str
    origin: str
    destination: str
    incident: str
    ordered_h: float
    departed_h: float | None
    arrived_h: float | None
    left_h: float | None
    home_h: float | None


class Message(Part):
    """A report, order or question on its way between headquarters."""

    sender: str
    receiver: str
    kind: str
    kind_name: Said
    sent_h: float
    received_h: float
    incident: str


class Occurred(Part):
    """An incident of the replay, with the moments of its milestones, in hours since hour 0."""

    id: str
    incident: str
    place: str
    from_h: float
    until_h: float | None
    milestones: dict[str, float]


class Replay(Part):
    """A stretch of one replication under one design, for the map."""

    design: str
    incidents: tuple[Occurred, ...]
    movements: tuple[Movement, ...]
    messages: tuple[Message, ...]


class Map(Part):
    """Places, and the same stretch of one replication under one or two designs.

    ``land`` are the rings of the land in view, longitude and latitude by turns in hundredths of a
    degree: the first point, then the step to each next one.
    """

    land: tuple[tuple[int, ...], ...]
    milestones: tuple[Named, ...]
    places: tuple[Place, ...]
    replication: int | None
    from_h: float
    until_h: float
    replays: tuple[Replay, ...]


class Assumption(Part):
    """A number of the scenario: its value and range with unit, and what it rests on."""

    path: str
    value: str
    range: str
    source: str
    standing: Literal["sourced", "unverified", "guess", "choice", "none"]
    confidence: str


class Annex(Part):
    """Method, provenance, the command that made it, assumptions, sources."""

    method: tuple[Said, ...]
    provenance: tuple[tuple[Said, Said | str], ...]
    command: str
    assumptions: tuple[Assumption, ...]
    sources: dict[str, str]


class Page(Part):
    """The whole page."""

    version: Literal[2] = 2
    scenario: Scenario
    designs: tuple[Design, ...]
    incidents: tuple[Named, ...]
    answer: Answer
    figures: tuple[Figure, ...]
    responses: KeptResponses | None
    organisations: tuple[Organisation, ...]
    map: Map | None
    annex: Annex
