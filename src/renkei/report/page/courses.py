"""Responses as they happened, as parts of the page's document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import LANGUAGES, speaking, tr
from renkei.doctrine.workflow import StepKind
from renkei.report.page.document import Course, Lane, Milestone, Named, Response, Step
from renkei.report.responses.followed import lane_of_followed, sentence
from renkei.report.responses.swimlane import lane_of
from renkei.report.said import Said, both, named
from renkei.report.step_kinds import cause_words
from renkei.report.wording import milestone_name
from renkei.study.following import MEDIAN, QUICKEST, SLOW_TENTH, SLOWEST, UNANSWERED
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.report.responses.swimlane import LaneRow, Swimlane
    from renkei.scenario.model.document import Scenario
    from renkei.study.explaining import Explained
    from renkei.study.following import Followed, Picked, Tracer


def responses(
    tracer: Tracer,
    incident: str,
    picks: Sequence[str],
    designs: Sequence[str],
    name: Said,
) -> tuple[Response, ...]:
    """Return incidents of a type as they happened, under the designs; each incident once.

    Parameters
    ----------
    tracer
        Follows the incidents of the results.
    incident
        Type.
    picks
        Which incidents, as :meth:`~renkei.study.following.Tracer.pick` takes them.
    designs
        Designs under which each is followed, with the same luck; the first picks the incident.
    name
        Name of the type.
    """
    found: dict[str, Response] = {}
    for which in picks:
        one = _response(tracer, incident, which, designs, name)
        if one is not None:
            found.setdefault(one.id, one)
    return tuple(found.values())


def _response(
    tracer: Tracer, incident: str, which: str, designs: Sequence[str], name: Said
) -> Response | None:
    from renkei._base.errors import InputError

    first, *others = designs
    try:
        picked = tracer.pick(incident, first, which)
    except InputError:  # there is none such
        return None
    followed = [tracer.follow(picked, first)]
    for other in others:
        try:
            same = tracer.same(picked, other)
        except InputError:  # this design meets other incidents
            continue
        followed.append(tracer.follow(same, other))
    return followed_response(followed, name)


def followed_response(followed: Sequence[Followed], name: Said | None = None) -> Response:
    """Return one incident as it happened, under one design or several with the same luck."""
    first = followed[0]
    picked, scenario = first.picked, first.phase.scenario
    incident = picked.incident
    name = name or named(scenario.incidents[incident].name, incident)
    return Response(
        id=f"{incident}/{picked.id}",
        incident=Named(id=incident, name=name),
        how=both(lambda: _how(picked)),
        place=named(scenario.places[picked.place].name, picked.place),
        arrived_h=picked.arrived_h,
        moment=both(lambda: _moment(first)),
        milestone=_milestone(picked.milestone, scenario),
        deadline_h=first.deadline_h,
        courses=tuple(_followed(one) for one in followed),
    )


def expected_response(explained: Sequence[Explained]) -> Response:
    """Return the expected course of a response under one design or several, without load.

    Its moment is none: times count from an event at a random moment of the year. What nothing waits
    for is not on the path; the rest may be, as chance decides.
    """
    first = explained[0]
    scenario, incident = first.phase.scenario, first.workflow.incident
    answer = scenario.responses[first.workflow.response]
    return Response(
        id=incident,
        incident=Named(id=incident, name=named(scenario.incidents[incident].name, incident)),
        how=Said(en="", ja=""),
        place=named(scenario.places[first.place].name, first.place),
        arrived_h=0.0,
        moment=Said(en="", ja=""),
        milestone=_milestone(answer.deadline_for, scenario),
        deadline_h=answer.deadline.mean(),
        courses=tuple(_expected(one, answer.deadline_for) for one in explained),
    )


def _milestone(id_: str, scenario: Scenario) -> Named:
    return Named(id=id_, name=both(lambda: milestone_name(id_, scenario)))


def _how(picked: Picked) -> str:
    """Return which of its type an incident is, by the time to its milestone."""
    answered, never = picked.of - picked.never, f"{picked.never:,}"
    if picked.how == UNANSWERED:
        one = picked.never == 1
        return (
            tr("the only one not answered")
            if one
            else tr("the first of {never} not answered", never=never)
        )
    if picked.how in (QUICKEST, MEDIAN, SLOW_TENTH, SLOWEST) and answered == 1:
        return tr("the only one answered")
    of = f"{answered:,}"
    words = {
        QUICKEST: tr("the quickest of {of}", of=of),
        MEDIAN: tr("the median of {of}", of=of),
        SLOW_TENTH: tr("where the slowest tenth of {of} begins", of=of),
        SLOWEST: tr("the slowest of {of}", of=of),
    }
    return words.get(picked.how, picked.id)


def _moment(followed: Followed) -> str:
    from renkei.report.responses.followed import local_moment

    moment = local_moment(followed.phase.scenario.time, followed.picked.arrived_h)
    days = tr("Mon Tue Wed Thu Fri Sat Sun").split()
    return f"{moment:%Y-%m-%d} {days[moment.weekday()]} {moment:%H:%M %Z}"


def _followed(followed: Followed) -> Course:
    milestone = followed.picked.milestone
    return _course(
        followed.design.id,
        lambda: lane_of_followed(followed, whole=True),
        followed.phase.scenario,
        answered_h=followed.picked.answered_h,
        said=both(lambda: sentence(followed, name_of(followed.design.name, followed.design.id))),
        on_path=lambda row: milestone in row.decides,
    )


def _expected(explained: Explained, milestone: str) -> Course:
    return _course(
        explained.design.id,
        lambda: lane_of(explained),
        explained.phase.scenario,
        answered_h=explained.course.milestones.get(milestone),
        said=Said(en="", ja=""),
        on_path=lambda row: not row.aside,
    )


def _course(
    design: str,
    lane: Callable[[], Swimlane],
    scenario: Scenario,
    *,
    answered_h: float | None,
    said: Said,
    on_path: Callable[[LaneRow], bool],
) -> Course:
    """Return a swimlane as a course; ``lane`` makes it in the language of the context."""
    lanes: dict[str, Swimlane] = {}
    for language in LANGUAGES:
        with speaking(language):
            lanes[language] = lane()
    en, ja = lanes["en"], lanes["ja"]

    def nation(lane: str) -> str | None:
        headquarters = scenario.headquarters.get(lane)
        return headquarters.nation if headquarters is not None else lane.removeprefix("units-")

    return Course(
        design=design,
        answered_h=answered_h,
        sentence=said,
        lanes=tuple(
            Lane(id=key, name=Said(en=name, ja=ja.lanes.get(key, name)), nation=nation(key))
            for key, name in en.lanes.items()
        ),
        steps=tuple(
            Step(
                id=one.id,
                kind=one.kind,
                kind_name=_kind(one.kind),
                lane=one.lane,
                to=one.to,
                who=Said(en=one.who, ja=other.who),
                what=Said(en=one.what, ja=other.what),
                start_h=one.start_h,
                hours=one.hours,
                queue_h=one.queue_h,
                # An expected wait for working hours is a step of its own.
                closed_h=one.hours if one.kind == StepKind.HOURS else one.closed_h,
                on_path=on_path(one),
                rule=one.rule,
                where=one.where,
            )
            for one, other in zip(en.rows, ja.rows, strict=True)
        ),
        milestones=tuple(
            Milestone(id=key, name=Said(en=en.names[key], ja=ja.names[key]), hours=hours)
            for key, hours in en.milestones.items()
        ),
    )


def _kind(kind: str) -> Said:
    return both(lambda: cause_words(kind))
