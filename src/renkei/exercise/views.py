"""What a seat and the instructor see, as documents with a schema.

What for: the pages of an exercise draw what stands here and compute nothing. A seat's view holds
what has been delivered to its headquarters and may be seen by its nation, and nothing else: it is
made by leaving in, never by leaving out. Times are in hours since hour 0 of the exercise. A text
stands in both languages; what people wrote stands as they wrote it.
"""

from __future__ import annotations

from typing import Literal

from renkei.report.figures.figure import Part
from renkei.report.page.document import (
    Course,
    Map,
    Message,
    Movement,
    Named,
    Occurred,
    Organisation,
)
from renkei.report.said import Said

Outcome = Literal["go-on", "agree", "counter", "refuse", "put-off"]
"""What a person makes of a task: it is done; agreed or another round; refused."""

Precedence = Literal["flash", "immediate", "priority", "routine"]


class Clock(Part):
    """The clock of the exercise.

    ``start`` is hour 0 as local time in ``zone``, ISO 8601; ``ends_h`` the end of the exercise;
    ``speed`` hours of the exercise in an hour; ``stands`` why it stands: nobody started it, the
    instructor, a person's task (jump; the instructor alone is told so), a discussion, the end.
    ``starts_in_s`` is the real time until a scheduled start [s].
    """

    now_h: float
    ends_h: float
    start: str
    zone: str
    running: bool
    speed: float
    stands: Literal["", "not started", "paused", "decision", "frozen", "over"]
    starts_in_s: float | None = None


class SeatName(Named):
    """A seat: a headquarters or one cell of it, and who is in it; ``person`` is empty for a bot.

    ``zone`` is the time zone of the place of the headquarters; empty: that of the exercise.
    """

    nation: str
    headquarters: str
    cell: str | None
    person: str
    connected: bool
    zone: str = ""


class Candidate(Part):
    """A unit that could be sent: platforms free as last reported to this headquarters.

    ``arrives_h`` is the planning value of the time from the order until it is there [h].
    """

    unit: str
    name: Said
    free: int
    distance_nmi: float
    arrives_h: float


class Force(Part):
    """A force that a decision sends: how many platforms, and of which units they may be."""

    id: str
    name: Said
    count: int
    candidates: tuple[Candidate, ...]


class Option(Part):
    """A way to finish a task, with what the doctrine makes of it.

    ``until_h`` is the sitting to which a paper is put off.
    """

    id: Outcome
    name: Said
    explains: Said
    until_h: float | None = None


class Task(Part):
    """Work that waits for a person in this seat.

    ``kind`` is the kind of step (``decision``, ``approval``, ``coordination`` …). ``since_h`` is
    when it came to the headquarters, ``begun_h`` when a team took it up (None: it waits for a
    team); ``usual_h`` the planning value of the work; ``due_h`` the deadline of the incident.
    ``claimed_by`` is who in the headquarters has it in hand. ``board`` is the board before which
    the paper is, or (``begun_h`` None) for which it waits; ``sits_h`` the hour of that sitting.
    """

    id: str
    seat: str
    headquarters: str
    cell: str | None
    kind: str
    kind_name: Said
    text: Said
    incident: str | None
    incident_name: Said | None
    place: str | None
    precedence: Precedence
    since_h: float
    begun_h: float | None
    usual_h: float
    due_h: float | None
    options: tuple[Option, ...]
    forces: tuple[Force, ...]
    claimed_by: str | None
    board: Said | None = None
    sits_h: float | None = None


class Item(Part):
    """Something that was delivered to the headquarters, or sent by it.

    ``subject`` is made by the model, or what a person wrote in both languages alike; ``text`` is a
    person's, as written. ``as_of_h`` is when its content was true. ``owner`` is the nation whose it
    is, ``released_to`` the other nations that may see it; ``may_release_to``: nations to which this
    seat may release it. ``received_h`` is None while it is under way: only the sender sees it then.
    """

    id: str
    kind: Literal["report", "order", "request", "answer", "message", "inject", "question", "note"]
    sender: str
    receivers: tuple[str, ...]
    subject: Said
    text: str
    incident: str | None
    precedence: Precedence
    sent_h: float
    received_h: float | None
    as_of_h: float
    owner: str
    released_to: tuple[str, ...]
    may_release_to: tuple[str, ...]
    reply_to: str | None
    read: bool


class KnownIncident(Part):
    """An incident as the headquarters knows it: what was reached, as of the last word of it.

    ``answered_h`` is when that was reached which the deadline is for; None: not yet, or not known.
    """

    id: str
    incident: str
    name: Said
    place: str
    happened_h: float
    known_h: float
    as_of_h: float
    deadline_h: float | None
    milestones: dict[str, float]
    over: bool
    answered_h: float | None = None


class Reach(Part):
    """A headquarters to which this seat can send: the way and how long it usually takes [h].

    ``needs_release``: it is another nation's, and what is sent must be released first.
    """

    headquarters: str
    hours: float
    needs_release: bool


class SeatView(Part):
    """All that a seat sees. ``event`` is the number of its last notice.

    ``items`` and ``done`` are the newest, in the order in which they came, or went; ``older_items``
    counts the items that are left out.
    """

    version: Literal[1] = 1
    exercise: Named
    event: int
    clock: Clock
    me: SeatName
    may_ask_ahead: bool
    colleagues: tuple[SeatName, ...]
    tasks: tuple[Task, ...]
    done: tuple[DoneTask, ...]
    items: tuple[Item, ...]
    older_items: int = 0
    incidents: tuple[KnownIncident, ...]
    movements: tuple[Movement, ...]
    messages: tuple[Message, ...]
    occurred: tuple[Occurred, ...]
    reaches: tuple[Reach, ...]


class OlderItems(Part):
    """Items of a seat that came, or went, before one of them, in order.

    ``older_items`` counts those before these.
    """

    items: tuple[Item, ...]
    older_items: int


class DoneTask(Part):
    """A task that was finished: by a person, or by a bot (``by`` is empty)."""

    id: str
    headquarters: str
    kind: str
    kind_name: Said
    text: Said
    incident: str | None
    begun_h: float
    done_h: float
    outcome: Outcome
    by: str


class Ground(Part):
    """What does not change: names, places, order of battle, land, kinds; sent once to a seat.

    ``begins_h`` is the begin [h since hour 0 of the scenario], as phases of the order of battle are
    counted.
    """

    version: Literal[1] = 1
    begins_h: float = 0.0
    exercise: Named
    briefing: Said
    nations: tuple[Named, ...]
    incidents: tuple[Named, ...]
    milestones: tuple[Named, ...]
    organisation: Organisation
    map: Map | None


class Line(Part):
    """A line of the master events list.

    ``at_h`` is its time, or ``when`` its condition as it is written, ``when_name`` as it is read;
    ``state`` what became of it; ``fired_h`` when. ``creates`` names an incident type that it brings
    about, at ``place``.
    """

    id: str
    at_h: float | None
    when: str
    when_name: Said | None = None
    kind: Literal["message", "incident"]
    sender: str
    receivers: tuple[str, ...]
    subject: str
    text: str
    creates: str | None
    place: str | None
    objective: str
    expected: str
    contingency: bool
    state: Literal["planned", "approved", "fired", "skipped"]
    fired_h: float | None


class SeatLoad(SeatName):
    """A seat as the instructor sees it: its tasks, the oldest of them, and those that are late."""

    open_tasks: int
    waiting_tasks: int
    late_tasks: int
    oldest_h: float | None
    done_tasks: int
    code: str


class Note(Part):
    """A note of the instructor, pinned to a moment."""

    id: str
    at_h: float
    text: str


class DeskView(Part):
    """What the instructor sees: everything."""

    version: Literal[1] = 1
    exercise: Named
    event: int
    clock: Clock
    seats: tuple[SeatLoad, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    incidents: tuple[KnownIncident, ...]
    movements: tuple[Movement, ...]
    messages: tuple[Message, ...]
    occurred: tuple[Occurred, ...]
    tasks: tuple[Task, ...]


class Response(Part):
    """An incident so far, as this viewer knows it: the swimlane of the steps that it knows."""

    incident: KnownIncident
    course: Course


class Outlook(Part):
    """What a look ahead says of an open incident, for one option of a decision or for none.

    ``in_time`` is the share of the futures that answer it in time, with a 95 % interval; quantiles
    of the time to ``milestone`` [h since the event]: a tenth, half, nine tenths of the futures.
    """

    incident: str
    name: Said
    option: Outcome | None
    option_name: Said | None
    milestone: Named
    futures: int
    in_time: float | None
    low: float | None
    high: float | None
    q10_h: float | None
    q50_h: float | None
    q90_h: float | None


class LookAhead(Part):
    """A look ahead from a moment."""

    at_h: float
    futures: int
    outlooks: tuple[Outlook, ...]


class Spread(Part):
    """How long a step took in simulated runs of the same exercise [h]: five quantiles."""

    runs: int
    q05_h: float
    q25_h: float
    q50_h: float
    q75_h: float
    q95_h: float


class ReviewedTask(DoneTask):
    """A task that a person finished, beside the same step done by staffs of the model.

    ``took_h`` is from when a team took it up until it was finished; ``quicker`` the share of
    simulated steps that took less time; ``wrote`` is what the person wrote. Of a paper that was
    taken up by a board ``took_h`` is from the sitting on, and ``stay_h`` from when the paper came
    to the board: that is what stands beside the simulated stays.
    """

    seat: str
    took_h: float
    stay_h: float | None = None
    wrote: str
    simulated: Spread | None
    quicker: float | None


class PathStep(Part):
    """A step on the way to the answer of an incident; ``by`` is the person who did it, or empty."""

    who: Said
    what: Said
    kind_name: Said
    start_h: float
    queue_h: float
    closed_h: float
    busy_h: float
    by: str


class ReviewedIncident(Part):
    """An incident as it really was, what decided how long it took, and how it compares.

    ``answered_h`` is from the event to ``milestone``; ``in_time`` None while it is open. In
    the review of a nation both are None where no word of the answer has reached it. ``path`` are
    the steps that the answer, or what was reached last, waited for, those of people named.
    ``simulated`` says how the same incidents went in simulated runs of the same day; ``quicker``
    the share of these that answered sooner.
    """

    incident: KnownIncident
    course: Course
    milestone: Named
    answered_h: float | None
    in_time: bool | None
    path: tuple[PathStep, ...]
    simulated: Outlook | None
    quicker: float | None


class ReviewedLine(Line):
    """A line with what its receivers did in the hours after, and people on its incident."""

    tasks: tuple[str, ...]
    sent: tuple[str, ...]


class Review(Part):
    """The after-action review: joint for the instructor, or of one nation for its seats.

    ``nation`` is empty for the joint one. ``runs`` counts the simulated runs.
    """

    version: Literal[1] = 1
    exercise: Named
    nation: str
    clock: Clock
    runs: int
    tasks: tuple[ReviewedTask, ...]
    incidents: tuple[ReviewedIncident, ...]
    lines: tuple[ReviewedLine, ...]
    notes: tuple[Note, ...]
    seats: tuple[SeatName, ...]


class SeatHour(Part):
    """The expected load of a seat in an hour of the exercise: tasks that come, and hours of work.

    ``lines`` are the lines that fire in that hour and reach the seat.
    """

    seat: str
    hour: int
    tasks: float
    work_h: float
    lines: tuple[str, ...]


class Rehearsal(Part):
    """What an exercise would ask of its seats, played by bots many times.

    ``collisions`` are pairs of lines that reach one seat within half an hour.
    """

    version: Literal[1] = 1
    exercise: Named
    runs: int
    hours: tuple[SeatHour, ...]
    collisions: tuple[tuple[str, str, str], ...]


class Notice(Part):
    """A notice to a viewer that something changed. ``n`` counts this viewer's notices from 1.

    The page then asks for its view again; a notice says only what kind of thing it is of.
    """

    n: int
    kind: Literal["clock", "task", "item", "incident", "movement", "seats", "lines", "note", "over"]
    id: str
    at_h: float


SeatView.model_rebuild()
