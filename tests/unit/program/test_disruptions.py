"""Losses of headquarters, cells and channels: each case worked out by hand, in minutes.

Without a loss: the fleet learns of it at 12:00 and reports by a message of 5 min; joint works
30 min and has decided at 12:35; it writes the order (15 min), a message takes 5 min, and the fleet
makes it its own (15 min): ordered at 13:10.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.variants import merged, variant

from renkei.doctrine import check
from renkei.engine import run
from renkei.engine.twin import twin
from renkei.program.compiling.compiler import compile_design

DAY = "2025-04-09T"
AS_USUAL = {"decided": 35, "ordered": 70}


def minutes(folder: Path, disruption: dict[str, Any], **changes: Any) -> dict[str, float]:
    """Return the milestones of the one incident [min after the event], by kernel and twin alike."""
    lost = {} if not disruption else {"disruptions": {"loss": disruption}}
    document = variant(folder, **lost, **changes)
    check(document)
    program = compile_design(document, document.design_ids[0])
    fast, slow = (engine.replicate(program, 1, 0, trace=True) for engine in (run, twin))
    assert np.array_equal(fast.trace, slow.trace)
    assert fast.segments.tobytes() == slow.segments.tobytes()
    assert fast.stations.tobytes() == slow.stations.tobytes()
    (row,) = fast.incidents.after_h
    return {
        name: round(60 * value, 3)
        for name, value in zip(program.milestones, row, strict=True)
        if not np.isnan(value)
    }


def joint(begins: str, lasts: str = "6 h", **more: Any) -> dict[str, Any]:
    return {"headquarters": "joint", "from": DAY + begins, "for": lasts, **more}


def some(found: dict[str, float], expected: dict[str, float]) -> bool:
    return {name: found.get(name) for name in expected} == expected


FLEET = {"successor": "fleet", "after": "2 h"}


@pytest.mark.parametrize(
    ("disruption", "expected"),
    [
        ({}, AS_USUAL),
        # Ten minutes of work are done; the other twenty follow at 18:15.
        (joint("12:15"), {"decided": 6 * 60 + 35, "ordered": 6 * 60 + 70}),
        # The fleet begins anew at 14:15: decided 14:45, order written by it 15:00, message 15:05,
        # made its own 15:20.
        (joint("12:15", **FLEET), {"decided": 165, "ordered": 200}),
        # In the gap the report waits at joint until 13:00, then the fleet decides.
        (joint("11:00", **FLEET), {"decided": 90, "ordered": 125}),
        # From the takeover on the fleet holds authority and command: no message, one order.
        (joint("08:00", **FLEET), {"decided": 30, "ordered": 45}),
        # It began under the fleet and stays with it: handed back at 12:10 or never, it is the same.
        (joint("08:00", "250 min", **FLEET), {"decided": 30, "ordered": 45}),
        # Handed back before: as usual.
        (joint("08:00", "4 h", **FLEET), AS_USUAL),
        # The fleet begins anew at 12:15, and goes on with that when joint is back at 12:20; the
        # order is joint's again.
        (
            joint("12:10", "10 min", successor="fleet", after="5 min"),
            {"decided": 45, "ordered": 80},
        ),
        # The decision has ended at 12:35: what is lost then is the order.
        (joint("12:35"), {"decided": 35, "ordered": 6 * 60 + 70}),
        # Only the cell: the same where it is the only one.
        (
            {"cell": "joint.operations", "from": DAY + "12:15", "for": "6 h"},
            {"decided": 6 * 60 + 35, "ordered": 6 * 60 + 70},
        ),
        (
            {"cell": "joint.operations", "from": DAY + "12:15", "for": "6 h", **FLEET},
            {"decided": 165, "ordered": 200},
        ),
    ],
)
def test_a_headquarters_is_lost(
    tmp_path: Path, disruption: dict[str, Any], expected: dict[str, float]
) -> None:
    assert some(minutes(tmp_path, disruption), expected)


@pytest.mark.parametrize(
    ("disruption", "decided"),
    [
        ({}, 125),
        # Time that passes until the decision: ten minutes of two hours were over at 12:15.
        (joint("12:15"), 6 * 60 + 125),
        # The fleet begins anew at 14:15.
        (joint("12:15", **FLEET), 15 + 120 + 120),
    ],
)
def test_time_in_which_a_headquarters_decides_stands_still_or_begins_anew(
    tmp_path: Path, disruption: dict[str, Any], decided: float
) -> None:
    authority = {"arn": {"work": None, "decision": "2 h"}}
    found = minutes(tmp_path, disruption, authorities=authority)
    assert found["decided"] == decided


@pytest.mark.parametrize(
    ("disruption", "decided"),
    [
        ({}, 2 * 60 + 30),
        # The meeting at 14:00 is held when joint is back, at 18:00, or as soon as the fleet has
        # taken over, at 15:00.
        (joint("13:00", "5 h"), 6 * 60 + 30),
        (joint("13:00", "5 h", **FLEET), 3 * 60 + 30),
        # The fleet holds the boards of joint: what begins in the takeover waits for 14:00 too.
        (joint("08:00", "10 h", **FLEET), 2 * 60 + 30),
    ],
)
def test_a_meeting_in_a_loss_is_held_after_it(
    tmp_path: Path, disruption: dict[str, Any], decided: float
) -> None:
    board = {"headquarters": "joint", "days": ["wed", "thu"], "times": ["14:00"]}
    assert minutes(tmp_path, disruption, boards={"board": board})["decided"] == decided


PARTNER = {"responses": {"escort": {"nations": {"BOR": {"role": "partner"}}}},
           "authorities": {"bor": {"nation": "BOR", "categories": ["sea"], "holder": "ally",
                                   "work": "30 min"}}}  # fmt: skip
"""Fleet to joint 5 min, handled there 10 min, by phone to the ally 10 min: 12:25; decided 12:55."""

OTHER_WAY = {"embassy": {"name": "Embassy", "nation": "ARN", "place": "harbour",
                         "cells": {"operations": {"teams": 1}}}}  # fmt: skip
LONGER = {"channels": {
    "to-embassy": {"between": ["joint", "embassy"], "kind": "remote", "delay": "20 min"},
    "from-embassy": {"between": ["embassy", "ally"], "kind": "remote", "delay": "20 min"},
}}  # fmt: skip
"""By the embassy: 20 min, handled 10 min, 20 min."""


def phone(begins: str, lasts: str = "6 h", **more: Any) -> dict[str, Any]:
    return {"channels": ["phone"], "from": DAY + begins, "for": lasts, **more}


@pytest.mark.parametrize(
    ("disruption", "decided"),
    [
        ({}, 55),
        # Five of ten minutes on the way at 12:20; the rest from 18:20 on.
        (phone("12:20"), 6 * 60 + 55),
        # From 13:20 on it is sent again by the embassy: there at 14:10.
        (phone("12:20", after="1 h"), 80 + 50 + 30),
        # What begins in the loss, once that is known, goes by the embassy at once.
        (phone("08:00", "10 h", after="1 h"), 5 + 10 + 50 + 30),
        # Also if it is back at 12:30, which nobody knows at 12:15.
        (phone("08:00", "270 min", after="1 h"), 5 + 10 + 50 + 30),
    ],
)
def test_a_channel_is_lost(tmp_path: Path, disruption: dict[str, Any], decided: float) -> None:
    changes = merged({"headquarters": OTHER_WAY}, merged(dict(LONGER), dict(PARTNER)))
    assert minutes(tmp_path, disruption, **changes)["decided.BOR"] == decided


def test_without_another_way_messages_wait_for_the_channel(tmp_path: Path) -> None:
    found = minutes(tmp_path, phone("08:00", "6 h", after="1 h"), **PARTNER)
    assert found["decided.BOR"] == 2 * 60 + 10 + 30  # open again at 14:00


def cut(begins: str, lasts: str = "6 h", **more: Any) -> dict[str, Any]:
    return {"cut_off": ["strait"], "from": DAY + begins, "for": lasts, **more}


SATELLITE = {"after": "1 h", "substitute": "20 min"}


@pytest.mark.parametrize(
    ("disruption", "expected"),
    [
        ({}, AS_USUAL),
        # The report waits for the net until 14:00, and arrives at 14:05.
        (cut("08:00"), {"decided": 155, "ordered": 190}),
        # Two of five minutes are over at 12:02; the rest from 18:02 on.
        (cut("12:02"), {"decided": 6 * 60 + 35, "ordered": 6 * 60 + 70}),
        # The order is written at 12:50 and waits until 18:40; it takes 5 min, and 15 at the fleet.
        (cut("12:40"), {"decided": 35, "ordered": 7 * 60}),
        # By satellite there at 12:20, decided 12:50, written 13:05, there 13:25.
        (cut("08:00", "10 h", **SATELLITE), {"decided": 50, "ordered": 100}),
        # Sent again at 13:02, there 13:22, decided 13:52, written 14:07, there 14:27.
        (cut("12:02", **SATELLITE), {"decided": 112, "ordered": 162}),
        # Restored at 12:30: the order goes by the net again.
        (cut("08:00", "270 min", **SATELLITE), {"decided": 50, "ordered": 85}),
        # It is the same which side of the cut is named.
        (cut("08:00", cut_off=["harbour"]), {"decided": 155, "ordered": 190}),
    ],
)
def test_places_are_cut_off(
    tmp_path: Path, disruption: dict[str, Any], expected: dict[str, float]
) -> None:
    """The fleet is at the strait: the net to it is lost, whatever channels a design has."""
    away = {"fleet": {"place": "strait"}}
    assert some(minutes(tmp_path, disruption, headquarters=away), expected)


def test_channels_to_places_that_are_cut_off_are_lost_too(tmp_path: Path) -> None:
    away = merged({"headquarters": {"ally": {"place": "strait"}}}, dict(PARTNER))
    # To joint 5 min, handled 10, by satellite 20, decided after 30.
    found = minutes(tmp_path, cut("08:00", "10 h", **SATELLITE), **away)
    assert found["decided.BOR"] == 65
    assert found["decided.ARN"] == 35  # between the two of the harbour nothing is lost


def test_units_are_under_the_successor_of_their_superior(tmp_path: Path) -> None:
    """The ships are the fleet's; it is lost, and joint commands them: no order of the fleet."""
    lost = {"headquarters": "fleet", "from": DAY + "08:00", "for": "10 h",
            "successor": "joint", "after": "1 h"}  # fmt: skip
    # Joint learns of it itself, decides in 30 min, writes the order in 15.
    assert some(minutes(tmp_path, lost), {"reported": 0, "decided": 30, "ordered": 45})


def test_routine_work_waits_and_is_not_taken_over(tmp_path: Path) -> None:
    """A task of 3 h in the only team holds a decision up; the successor has no part of it."""
    routine = {"rate": "200 / day", "work": "3 h", "precedence": "FLASH"}
    busy = {"joint": {"cells": {"operations": {"teams": 1, "background": routine}}}}
    lost = joint("00:00", "20 d", successor="fleet", after="0 h") | {"from": "2025-04-01T00:00"}
    assert minutes(tmp_path, lost, headquarters=busy)["decided"] == 30


def test_the_time_of_a_takeover_is_that_of_the_world(tmp_path: Path) -> None:
    """Work of 12:05 is lost at 12:15 and begins anew after the time that this world has drawn."""
    after = {"value": "2 h", "range": ["1 h", "4 h"], "source": "guess"}
    lost = {"loss": joint("12:15", "5 d", successor="fleet", after=after)}
    document = variant(tmp_path, disruptions=lost)
    program = compile_design(document, document.design_ids[0])
    slot = program.slots.index("disruptions.loss.after")
    decided = program.milestones.index("decided")
    drawn = set()
    for number in range(6):
        result = run.replicate(program, 1, number)
        hours = result.world[slot]
        drawn.add(hours)
        assert result.incidents.after_h[0, decided] == pytest.approx(0.25 + hours + 0.5, abs=1e-9)
    assert len(drawn) == 6
    assert all(1.0 <= hours <= 4.0 for hours in drawn)


def test_what_begins_is_derived_by_the_takeover_of_its_world(tmp_path: Path) -> None:
    """An incident at 12:00, the takeover between 10 and 14 o'clock: before it waits for it."""
    after = {"value": "2 h", "range": ["0 h", "4 h"], "source": "guess"}
    lost = {"loss": joint("10:00", "5 d", successor="fleet", after=after)}
    document = variant(tmp_path, disruptions=lost)
    program = compile_design(document, document.design_ids[0])
    slot = program.slots.index("disruptions.loss.after")
    decided = program.milestones.index("decided")
    both = set()
    for number in range(12):
        result = run.replicate(program, 1, number)
        hours = result.world[slot]
        late = hours > 2.0
        both.add(bool(late))
        # Else the report comes at 12:05, and waits at joint until the takeover.
        expected = 0.5 if not late else max(hours - 2.0, 5 / 60) + 0.5
        assert result.incidents.after_h[0, decided] == pytest.approx(expected, abs=1e-9)
    assert both == {True, False}
