"""A replication as C2SIM messages: the initialization, an order for each task, and reports.

Takes an order of battle and the courses of a replication; gives the files by name, in order of
time. A unit may be away at several places at once, so that what is ordered and reports is a
detachment of it, a unit of its own in the initialization. A task begins when the detachment leaves,
is in progress once it is there, and is complete when it starts back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from renkei._base.language import Phrase
from renkei.interop.exchange.c2sim.dialects import Dialect
from renkei.interop.exchange.c2sim.format import written
from renkei.interop.exchange.c2sim.upgrading import made
from renkei.interop.exchange.c2sim.writing import message, point, uuid_of, zulu
from renkei.interop.exchange.courses import DetachmentCourse, Passage, Replicated
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.xml_reading import XmlElement

_MOVE = "MOVE"
_STARTED, _IN_PROGRESS, _COMPLETE = "TASKSTRT", "TASKINPRG", "TASKCMPLT"


@dataclass(frozen=True)
class _Sent:
    """A message in the making, in order of time; at one moment orders come before reports."""

    moment: datetime
    is_report: bool
    detachment: str
    kind: str
    body: XmlElement


def messages(
    forces: OrderOfBattle, replicated: Replicated, dialect: Dialect, losses: Losses
) -> dict[str, bytes]:
    """Return the files by name."""
    by_id = {one.id: one for one in forces.formations}
    ids = {}
    detached = []
    for place, course in enumerate(replicated.courses):
        unit = by_id[course.unit]
        ids[place] = f"{unit.id}.d{place + 1}"
        detached.append(_detachment(ids[place], course, unit))
    whole = replace(forces, formations=(*forces.formations, *detached))
    note = replicated.note
    files = {"000000-initialization.xml": written(None, None, whole, dialect, losses, note)}
    if replicated.happenings:
        why = Phrase("the format has tasks and what is seen, not incidents and milestones")
        losses.add(Fate.LOST, "", Phrase("incidents and milestones"), why)
    sent = [
        one
        for place, course in enumerate(replicated.courses)
        for one in _course(ids[place], course, by_id[course.unit], forces.name, note)
    ]
    sent.sort(key=lambda one: (one.moment, one.is_report, one.detachment))
    for number, one in enumerate(sent):
        name = f"{number + 1:06d}-{zulu(one.moment).replace(':', '')}-{one.kind}.xml"
        body = made("DomainMessageBody", one.body)
        files[name] = message(forces.name, body, dialect, one.moment, f"{note} {name}", note)
    return files


def _detachment(id_: str, course: DetachmentCourse, unit: Formation) -> Formation:
    return replace(
        unit,
        id=id_,
        name=f"{unit.name}: {course.name}",
        superior=unit.id,
        relation="OPCON",
        relations=(),
        position=course.home,
        personnel=None,
        speed_kt=None,
        equipment=(),
        supplies=(),
        moves=(),
    )


def _course(
    id_: str, course: DetachmentCourse, unit: Formation, name: str, note: str
) -> Iterator[_Sent]:
    """Yield the messages of a detachment; ``note`` tells the replication from others."""
    mine = uuid_of(name, id_)
    sender = uuid_of(name, unit.superior or unit.id)
    task = ""
    for number, leg in enumerate(course.legs):
        if leg.departed is None:
            continue
        if not leg.is_return:
            task = uuid_of(name, f"{note} task {id_}.{number}")
            yield _Sent(leg.departed, False, id_, "order", _order(leg, task, sender, mine))
        status = _COMPLETE if leg.is_return else _STARTED
        ends: list[tuple[datetime | None, Position, str]] = [
            (leg.departed, leg.points[0], status),
            (leg.arrived, leg.points[-1], "" if leg.is_return else _IN_PROGRESS),
        ]
        for moment, position, code in ends:
            if moment is not None:
                key = uuid_of(name, f"{note} report {id_}.{number}.{code or 'home'}")
                body = _report(moment, position, mine, sender, key, task if code else "", code)
                yield _Sent(moment, True, id_, "report", body)


def _order(leg: Passage, task: str, sender: str, receiver: str) -> XmlElement:
    assert leg.departed is not None
    return made(
        "OrderBody",
        made("FromSender", text=sender),
        made("ToReceiver", text=receiver),
        made("IssuedTime", made("IsoDateTime", text=zulu(leg.departed))),
        made("OrderID", text=uuid_of(task, "order")),
        made(
            "Task",
            made(
                "ManeuverWarfareTask",
                made("Location", point(leg.points[-1])),
                made("Name", text=leg.title),
                made("UUID", text=task),
                made("PerformingEntity", text=receiver),
                made("StartTime", _time(leg.departed)),
                made("TaskActionCode", text=_MOVE),
            ),
        ),
    )


def _report(
    moment: datetime, position: Position, mine: str, to: str, key: str, task: str, code: str
) -> XmlElement:
    contents = [
        made(
            "PositionReportContent",
            made("TimeOfObservation", _time(moment)),
            made("Location", point(position)),
            made("SubjectEntity", text=mine),
        )
    ]
    if code:
        contents.append(
            made(
                "TaskStatus",
                made("TimeOfObservation", _time(moment)),
                made("CurrentTask", text=task),
                made("TaskStatusCode", text=code),
            )
        )
    return made(
        "ReportBody",
        made("FromSender", text=mine),
        made("ToReceiver", text=to),
        *(made("ReportContent", one) for one in contents),
        made("ReportID", text=key),
        made("ReportingEntity", text=mine),
    )


def _time(moment: datetime) -> XmlElement:
    return made("DateTime", made("IsoDateTime", text=zulu(moment)))
