"""Responses as they happened, as parts of the page's document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import LANGUAGES, speaking, tr
from renkei.report.page.document import Course, Lane, Milestone, Named, Response, Step
from renkei.report.responses.followed import lane_of_followed, sentence
from renkei.report.said import Said, both, named
from renkei.report.step_kinds import cause_words
from renkei.report.wording import milestone_words
from renkei.study.following import MEDIAN, SLOW_TENTH

if TYPE_CHECKING:
    from renkei.report.responses.swimlane import Swimlane
    from renkei.study.following import Followed, Picked, Tracer


def responses(
    tracer: Tracer,
    incidents: Sequence[str],
    designs: Sequence[str],
    names: Mapping[str, Said],
) -> tuple[Response, ...]:
    """Return the median and the slowest-tenth incident of some types, under the designs.

    Parameters
    ----------
    tracer
        Follows the incidents of the results.
    incidents
        Types, in the order in which they are offered.
    designs
        Designs under which each is followed, with the same luck; the first picks the incident.
    names
        Names of incident types.
    """
    found = []
    for incident in incidents:
        for which in (MEDIAN, SLOW_TENTH):
            one = _response(tracer, incident, which, designs, names)
            if one is not None:
                found.append(one)
    return tuple(found)


def _response(
    tracer: Tracer, incident: str, which: str, designs: Sequence[str], names: Mapping[str, Said]
) -> Response | None:
    from renkei._base.errors import InputError

    first, *others = designs
    try:
        picked = tracer.pick(incident, first, which)
    except InputError:  # it never happened, or nobody ever answered it
        return None
    followed = [tracer.follow(picked, first)]
    for other in others:
        try:
            same = tracer.same(picked, other)
        except InputError:  # this design meets other incidents
            continue
        followed.append(tracer.follow(same, other))
    scenario = followed[0].phase.scenario
    return Response(
        id=f"{incident}/{picked.id}",
        incident=Named(id=incident, name=names[incident]),
        how=both(lambda: _how(picked)),
        place=named(scenario.places[picked.place].name, picked.place),
        arrived_h=picked.arrived_h,
        moment=both(lambda: _moment(followed[0])),
        milestone=Named(id=picked.milestone, name=both(lambda: milestone_words(picked.milestone))),
        deadline_h=followed[0].deadline_h,
        courses=tuple(_course(one) for one in followed),
    )


def _how(picked: Picked) -> str:
    words = {MEDIAN: tr("the median"), SLOW_TENTH: tr("of the slowest tenth the quickest")}
    return tr("{how} of {of}", how=words.get(picked.how, picked.id), of=f"{picked.of:,}")


def _moment(followed: Followed) -> str:
    from renkei.report.responses.followed import local_moment

    moment = local_moment(followed.phase.scenario.time, followed.picked.arrived_h)
    days = tr("Mon Tue Wed Thu Fri Sat Sun").split()
    return f"{moment:%Y-%m-%d} {days[moment.weekday()]} {moment:%H:%M %Z}"


def _course(followed: Followed) -> Course:
    lanes: dict[str, Swimlane] = {}
    for language in LANGUAGES:
        with speaking(language):
            lanes[language] = lane_of_followed(followed, whole=True)
    en, ja = lanes["en"], lanes["ja"]
    scenario = followed.phase.scenario

    def nation(lane: str) -> str | None:
        headquarters = scenario.headquarters.get(lane)
        return headquarters.nation if headquarters is not None else lane.removeprefix("units-")

    milestone = followed.picked.milestone
    return Course(
        design=followed.design.id,
        answered_h=followed.picked.answered_h,
        sentence=both(lambda: sentence(followed)),
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
                closed_h=one.closed_h,
                on_path=milestone in one.decides,
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
