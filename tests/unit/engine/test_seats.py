"""Work and delays that wait for a person: when they end is said from outside."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from renkei.engine.columns import STATIONS
from renkei.engine.kernel.state import Noted
from renkei.engine.stepping import Stepper
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.blocks import Op
from renkei.program.machine.clock import TICKS
from renkei.program.textbook.queueing import queue
from renkei.scenario.quantities.distributions import Constant, Exponential


def _one_desk(teams: float = 1.0, hours: float = 3.0) -> Stepper:
    """Return three incidents at 1, 2 and 3 h, each with work at one desk and a delay of an hour."""
    asm = Assembler(1000.0, 0.0, 0.0, ["done"], ["done"], ["here"])
    entry = asm.here()
    station = asm.station("desk", asm.constant(teams))
    asm.work(station, asm.distribution(Constant(hours)), "work", asm.tag("desk"))
    asm.delay(asm.distribution(Constant(1.0)), "way", asm.tag("way"))
    asm.mark("done")
    asm.finish()
    asm.end()
    asm.source("a", [[entry]], Arrivals(times=[1.0, 2.0, 3.0]))
    return Stepper(asm.build(), 1, 0, journal=True, reasons=("refused",))


def _rows(stepper: Stepper, op: Op) -> list[int]:
    return np.flatnonzero(stepper.program.blocks["op"] == op).tolist()


def test_a_person_holds_a_team_until_the_work_is_done() -> None:
    """By hand: work of the first from 1 h to 9 h, so that the second begins at 9 h."""
    stepper = _one_desk()
    stepper.staff(_rows(stepper, Op.WORK))
    first = stepper.advance_to_decision()
    assert first is not None
    assert (first.since_h, first.begun_h, stepper.now) == (1.0, 1.0, 1.0)
    stepper.advance(9.0)
    assert [one.since_h for one in stepper.queued()] == [2.0, 3.0]
    assert stepper.stations()[0].busy == 1
    stepper.end(first)
    second = stepper.advance_to_decision(9.0)
    assert second is not None
    assert (second.ordinal, second.since_h, second.begun_h) == (1, 2.0, 9.0)
    stepper.unstaff(_rows(stepper, Op.WORK))  # 3 h of work from 9 h; the third from 12 h to 15 h
    found = stepper.result()
    assert found.incidents.after_h[:, 0].tolist() == [9.0, 11.0, 13.0]
    assert STATIONS.split(found.stations)["queue_h"][0] == 7.0 + 9.0


def test_what_a_bot_takes_over_ends_when_it_would_have_or_now() -> None:
    stepper = _one_desk(teams=3.0)
    stepper.staff(_rows(stepper, Op.WORK))
    stepper.advance(4.5)
    first, second, third = stepper.pending
    for one in (first, second, third):
        stepper.leave(one)  # drawn ends: 4, 5 and 6 h; the first is past
    assert stepper.result().incidents.after_h[:, 0].tolist() == [4.5, 4.0, 4.0]


def test_a_delay_waits_for_a_person_too() -> None:
    stepper = _one_desk(teams=3.0)
    stepper.staff(_rows(stepper, Op.DELAY))
    stepper.advance(8.0)
    first, second, third = stepper.pending  # since 4, 5 and 6 h
    stepper.end(first)
    stepper.leave(second)
    stepper.leave(third)
    assert stepper.result().incidents.after_h[:, 0].tolist() == [7.0, 6.0, 5.0]


def test_a_refusal_fails_the_incident_and_frees_the_team() -> None:
    stepper = _one_desk()
    stepper.staff(_rows(stepper, Op.WORK))
    first = stepper.advance_to_decision()
    stepper.refuse(first, "refused")
    stepper.unstaff(_rows(stepper, Op.WORK))
    found = stepper.result()
    assert found.incidents.outcome.tolist() == [2, 1, 1]
    assert stepper.program.reasons[0] == "refused"
    assert found.incidents.after_h[1:, 0].tolist() == [4.0, 6.0]


def test_an_added_incident_is_one_more_and_leaves_the_others_as_they_are() -> None:
    plain = _one_desk(teams=9.0).result()
    stepper = _one_desk(teams=9.0)
    stepper.advance(2.5)
    assert stepper.add_incident("a", stepper.program.places[0]) == 2
    found = stepper.result()
    assert sorted(found.incidents.arrived_h.tolist()) == [1.0, 2.0, 2.5, 3.0]
    assert set(plain.incidents.milestones[:, 0]) < set(found.incidents.milestones[:, 0])


def test_a_saved_state_is_gone_on_with_elsewhere() -> None:
    stepper = _one_desk()
    stepper.staff(_rows(stepper, Op.WORK))
    first = stepper.advance_to_decision()
    saved = pickle.loads(pickle.dumps(stepper.snapshot()))
    stepper.advance(5.0)
    stepper.end(first)
    stepper.unstaff(_rows(stepper, Op.WORK))
    expected = stepper.result()
    other = _one_desk()
    other.restore(saved)
    other.advance(5.0)
    other.end(other.pending[0])
    other.unstaff(_rows(other, Op.WORK))
    assert np.array_equal(other.result().incidents.milestones, expected.incidents.milestones)


def test_the_journal_tells_each_step_once_in_any_slices() -> None:
    """By hand: work of 3 h one after the other from 1 h on, then an hour; noted as they go."""
    whole = _one_desk()
    whole.advance(100.0)
    expected = whole.noted()
    stepper, found = _one_desk(), []
    for hour in range(0, 20):
        stepper.advance(float(hour))
        found.append(stepper.noted())
    rows = np.concatenate(found)
    assert rows.tobytes() == expected.tobytes()
    tags = [tag[0] for tag in stepper.program.tags]
    steps = rows[rows["kind"] == Noted.STEP]
    told = [
        (tags[row["what"]], int(row["ordinal"]), row["since"] / TICKS, row["until"] / TICKS)
        for row in steps
    ]
    assert told == [
        ("desk", 0, 1.0, 4.0),
        ("way", 0, 4.0, 5.0),
        ("desk", 1, 4.0, 7.0),
        ("way", 1, 7.0, 8.0),
        ("desk", 2, 7.0, 10.0),
        ("way", 2, 10.0, 11.0),
    ]
    reached = rows[rows["kind"] == Noted.MILESTONE]
    assert (reached["until"] / TICKS).tolist() == [5.0, 8.0, 11.0]


@pytest.mark.parametrize("number", range(3))
def test_futures_differ_and_are_repeatable(number: int) -> None:
    program = queue(0.8, Exponential(1.0), horizon_h=200.0, warm_up_h=0.0)
    stepper = Stepper(program, 1, 0)
    stepper.advance(50.0)
    saved = stepper.snapshot()
    stepper.new_luck(number)
    one = stepper.result().stations
    stepper.restore(saved)
    stepper.new_luck(number)
    assert np.array_equal(stepper.result().stations, one)
    stepper.restore(saved)
    stepper.new_luck(number + 1)
    assert not np.array_equal(stepper.result().stations, one)
