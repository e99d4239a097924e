"""C2SIM orders and reports of a replication: who, what, when, against the schemas."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import etree
from tests.unit.interop.exchange.test_c2sim import named, valid
from tests.unit.interop.exchange.test_relations import FORMATIONS

from renkei.interop.exchange.c2sim.dialects import Dialect
from renkei.interop.exchange.c2sim.messages import messages
from renkei.interop.exchange.courses import Happening, Passage, Replicated, Sent, detachments
from renkei.interop.exchange.forces import OrderOfBattle, Position, Side
from renkei.interop.exchange.losses import Fate, Losses

HOME, THERE = Position(139.5, 35.5), Position(141.0, 38.0)
START = datetime(2030, 1, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def sent(begins: float, back: datetime | None) -> Sent:
    """Four hours out, six there, four back; the last may be after the end."""
    out = Passage((HOME, THERE), at(begins), at(begins + 4), "Help", is_return=False)
    home = Passage((THERE, HOME), at(begins + 10), back, "Home", is_return=True)
    return Sent("frigate", HOME, out, home, back)


FORCES = OrderOfBattle(
    *("Test -- a", "", date(2030, 1, 1), True, date(2030, 2, 1), "UTC"),
    (Side("AAA", "A-land"),),
    FORMATIONS,
)
MOVING = Replicated(
    detachments([sent(0, at(14)), sent(20, None)], "detachment {number}"),
    (Happening(START, "Fire", "harbour", THERE),),
    "one course --- no forecast",
)


@pytest.fixture(scope="module", params=["1.0.2", "2.0.0-cwix2026"])
def written(request: pytest.FixtureRequest) -> tuple[str, dict[str, bytes], Losses]:
    losses = Losses("f")
    return request.param, messages(FORCES, MOVING, Dialect(request.param), losses), losses


def test_every_message_keeps_the_schema(written) -> None:
    dialect, files, _ = written
    assert all(valid(content, dialect) for content in files.values())
    assert all(b"<!-- one course - - - no forecast -->" in content for content in files.values())


def test_messages_stand_in_order_of_time(written) -> None:
    assert [*written[1]] == [
        "000000-initialization.xml",
        *("000001-2030-01-01T000000Z-order.xml", "000002-2030-01-01T000000Z-report.xml"),
        *("000003-2030-01-01T040000Z-report.xml", "000004-2030-01-01T100000Z-report.xml"),
        *("000005-2030-01-01T140000Z-report.xml", "000006-2030-01-01T200000Z-order.xml"),
        *("000007-2030-01-01T200000Z-report.xml", "000008-2030-01-02T000000Z-report.xml"),
        "000009-2030-01-02T060000Z-report.xml",
    ]


def value(content: bytes, name: str) -> str:
    (found,) = named(content, name)
    return str(found.text)


def test_an_order_goes_to_a_detachment_that_exists(written) -> None:
    _, files, _ = written
    first, *others = files.values()
    units = {one.findtext("{*}Name"): one.findtext("{*}UUID") for one in named(first, "Unit")}
    detachment = units["Frigate: detachment 1"]
    (unit,) = [one for one in named(first, "Unit") if one.findtext("{*}UUID") == detachment]
    assert unit.findtext(".//{*}Superior") == units["Frigate"]
    order = others[0]
    assert (value(order, "FromSender"), value(order, "ToReceiver")) == (
        *(units["Task-Force"], detachment),
    )
    assert value(order, "PerformingEntity") == detachment
    assert (value(order, "Longitude"), value(order, "Latitude")) == ("141.0", "38.0")
    assert (value(order, "TaskActionCode"), value(order, "OrderID")) != ("", "")


def test_reports_say_where_it_is_and_how_far_the_task(written) -> None:
    _, files, _ = written
    tasks = [value(one, "UUID") for name, one in files.items() if name.endswith("order.xml")]
    assert len({*tasks}) == 2
    said = []
    for name, content in files.items():
        if name.endswith("report.xml"):
            status = named(content, "TaskStatusCode")
            task = named(content, "CurrentTask")
            place = value(content, "Latitude")
            said.append((status[0].text if status else "", place,
                         tasks.index(str(task[0].text)) if task else None))  # fmt: skip
    assert said == [
        *(("TASKSTRT", "35.5", 0), ("TASKINPRG", "38.0", 0), ("TASKCMPLT", "38.0", 0)),
        ("", "35.5", None),  # home again
        *(("TASKSTRT", "35.5", 1), ("TASKINPRG", "38.0", 1), ("TASKCMPLT", "38.0", 1)),
    ]


def test_ids_of_messages_differ_and_incidents_are_said_to_be_lost(written) -> None:
    _, files, losses = written
    keys = [
        str(one.text)
        for content in files.values()
        for name in ("ReportID", "OrderID", "MessageID")
        for one in named(content, name)
    ]
    assert len({*keys}) == len(keys)
    lost = [str(one.what) for one in losses if one.fate is Fate.LOST]
    assert "incidents and milestones" in lost
    again = messages(FORCES, MOVING, Dialect(written[0]), Losses("f"))
    assert again == files
    assert etree.fromstring(files["000000-initialization.xml"]) is not None
