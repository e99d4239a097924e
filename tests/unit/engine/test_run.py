"""Single features of the engine on programs small enough to follow by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from renkei._base.errors import RunError
from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.stepping import Stepper
from renkei.engine.twin import twin as reference
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.blocks import Op
from renkei.scenario.quantities.distributions import Constant, Exponential


class Bench:
    """An assembler with shorthands for programs without randomness."""

    def __init__(self, horizon: float = 1000.0, milestones: str = "done", places: int = 1) -> None:
        names = milestones.split()
        self.asm = Assembler(horizon, 0.0, 0.0, names, names, [f"place {i}" for i in range(places)])

    def dist(self, hours: float):
        return self.asm.distribution(Constant(hours))

    def teams(self, name: str, n: float, **options):
        return self.asm.station(name, self.asm.constant(n), **options)

    def work(self, station, hours: float, tag: str = "work", **options) -> None:
        self.asm.work(station, self.dist(hours), "work", self.asm.tag(tag), **options)

    def delay(self, hours: float, tag: str = "delay") -> None:
        self.asm.delay(self.dist(hours), "delay", self.asm.tag(tag))

    def close(self) -> None:
        self.asm.mark("done")
        self.asm.finish()
        self.asm.end()

    def times(self, name: str, entry: int, times, **options) -> None:
        self.asm.source(name, [[entry] * len(self.asm.places)], Arrivals(times=times), **options)

    def run(self) -> Replication:
        program = self.asm.build()
        result = replicate(program, 1, 0)
        twin = reference.replicate(program, 1, 0)
        np.testing.assert_array_equal(result.incidents.milestones, twin.incidents.milestones)
        np.testing.assert_array_equal(result.segments, twin.segments)
        return result

    def done(self) -> list[float]:
        return self.run().incidents.milestones[:, 0].tolist()


def hours(program_result: Replication, bench: Bench, tag: str, milestone: int = 0) -> list[float]:
    names = [row[0] for row in bench.asm.build().tags]
    return program_result.segments[milestone, names.index(tag)].tolist()


def test_flash_goes_before_routine_and_classes_are_served_in_order() -> None:
    bench = Bench()
    station = bench.teams("cell", 1)
    entry = bench.asm.here()
    bench.work(station, 10.0)
    bench.close()
    bench.times("a routine", entry, [0.0, 1.0, 2.0], precedence=3)
    bench.times("b flash", entry, [3.0, 4.0], precedence=0)
    assert bench.done() == [10.0, 40.0, 50.0, 20.0, 30.0]


def test_waiting_and_working_hours_are_told_apart() -> None:
    bench = Bench()
    days = np.arange(0.0, 2400.0, 24.0)
    station = bench.teams("cell", 1, calendar=bench.asm.calendar("o", days + 8, days + 16))
    entry = bench.asm.here()
    bench.work(station, 6.0)
    bench.close()
    bench.times("a", entry, [8.0, 9.0])
    result = bench.run()
    # The second waits 5 h, works 14 to 16 and 8 to 12.
    assert result.incidents.milestones[:, 0].tolist() == [14.0, 36.0]
    assert hours(result, bench, "work") == [5.0, 16.0, 12.0]
    busy, queue, capacity, served, wait, joined = result.stations[0]
    assert (busy, queue, served, wait, joined) == (12.0, 5.0, 2.0, 5.0, 2.0)
    assert capacity == 42 * 8  # open hours before hour 1000


def test_teams_of_a_later_phase_and_of_build_up() -> None:
    bench = Bench()
    asm = bench.asm
    grows = [(asm.constant(2.0), asm.constant(0.5)), (asm.constant(10.0), asm.constant(1.0))]
    station = bench.teams("cell", 2, build_up=grows, schedule=[(100.0, asm.constant(4))])
    entry = asm.here()
    asm.activate([station])
    bench.work(station, 20.0)
    bench.close()
    bench.times("a", entry, [0.0, 0.0, 0.0, 200.0, 200.0, 200.0])
    # One team from hour 2, two from 10; then of four teams: two from 202, all from 210.
    assert bench.done() == [22.0, 30.0, 42.0, 222.0, 222.0, 230.0]


def test_rooms_turn_the_third_away() -> None:
    bench = Bench()
    asm = bench.asm
    station = bench.teams("cell", 1, rooms=2)
    entry, balk = asm.here(), asm.label()
    bench.work(station, 5.0, balk=balk)
    bench.close()
    asm.place_label(balk)
    asm.fail("full")
    asm.end()
    bench.times("a", entry, [0.0, 0.0, 0.0])
    result = bench.run()
    assert result.incidents.outcome.tolist() == [1, 1, 2]


def test_a_join_takes_the_path_of_the_last_child_needed() -> None:
    for need, expected in ((None, "slow"), (1, "quick")):
        bench = Bench()
        asm = bench.asm
        quick, slow = asm.label(), asm.label()
        entry = asm.here()
        asm.fork([quick, slow], need)
        bench.close()
        for label, time in ((quick, 1.0), (slow, 3.0)):
            asm.place_label(label)
            bench.delay(time, "slow" if label == slow else "quick")
            asm.end()
        bench.times("a", entry, [0.0])
        result = bench.run()
        other = "quick" if expected == "slow" else "slow"
        assert hours(result, bench, expected)[2] == result.incidents.milestones[0, 0]
        assert hours(result, bench, other) == [0.0, 0.0, 0.0]


def pooled(bench: Bench, size: int, count: int, how: str = "wait") -> int:
    asm = bench.asm
    n = len(asm.places)
    pool = asm.pool(
        "squadron", asm.constant(size), None, bench.dist(1.0), None, asm.constant(10.0), [20.0] * n
    )
    entry, route, failed = asm.here(), asm.label(), asm.label()
    asm.allocate([[(pool, route)]] * n, count, how, failed, asm.tag("allocation"))
    bench.close()
    asm.place_label(route)
    asm.notice("notice")
    asm.transit("out")
    asm.signal()
    bench.delay(10.0)
    asm.release()
    asm.end()
    asm.place_label(failed)
    asm.fail("short")
    asm.end()
    return entry


def test_platforms_wait_fail_or_go_with_less() -> None:
    for how, expected in (
        ("wait", [3.0, 16.0, 29.0]),
        ("less", [3.0, 3.0, 16.0]),
        ("fail", [3.0, None, None]),
    ):
        bench = Bench()
        bench.times("a", pooled(bench, 3, 2, how), [0.0, 0.0, 0.0])
        assert bench.done() == pytest.approx(
            [np.nan if t is None else t for t in expected], nan_ok=True
        )
    bench = Bench()
    bench.times("a", pooled(bench, 3, 4), [0.0])
    assert bench.run().incidents.outcome.tolist() == [2]  # never enough: fails at once


def test_urgent_requests_are_served_first_and_pools_keep_books() -> None:
    bench = Bench()
    entry = pooled(bench, 2, 2)
    bench.times("a routine", entry, [0.0, 1.0], precedence=3)
    bench.times("b flash", entry, [2.0], precedence=0)
    result = bench.run()
    assert result.incidents.milestones[:, 0].tolist() == [3.0, 29.0, 16.0]
    busy, capacity, allocations, short = result.pools[0]
    assert (busy, capacity, allocations, short) == (39.0 * 2, 2000.0, 6.0, 2.0)


def test_marks_and_outcomes() -> None:
    bench = Bench(milestones="done last")
    asm = bench.asm
    entry = asm.here()
    again = asm.here()
    bench.delay(2.0)
    asm.mark("done")
    asm.mark_last("last")
    asm.repeat(asm.constant(0.0), "again", again)
    asm.end()
    bench.times("a", entry, [0.5])
    rows = replicate(asm.build(), 1, 0).incidents
    assert rows.milestones.tolist() == [[2.5, 998.5]]
    assert rows.outcome.tolist() == [0]


def test_a_world_is_the_same_for_any_program_that_has_the_path() -> None:
    def world(paths: list[str], nominal: bool = False) -> dict[str, float]:
        bench = Bench()
        for path in paths:
            bench.asm.slot(path, 2.0, 1.0, 6.0)
        bench.times("a", bench.asm.here(), [0.0])
        bench.asm.end()
        program = bench.asm.build()
        values = replicate(program, 3, 5, nominal).world
        return dict(zip(program.slots, values.tolist(), strict=True))

    assert world(["a", "b"])["b"] == world(["b", "z"])["b"]
    assert world(["a", "b"])["a"] != world(["a", "b"])["b"]
    assert world(["a"], nominal=True) == {"a": 2.0}


def test_the_mean_over_worlds_is_what_is_stated() -> None:
    """Source: (low + 2 middle + high) / 4 of the piecewise linear world; 4,000 worlds, z = 4."""
    bench = Bench()
    bench.asm.slot("a", 2.0, 1.0, 4.0, middle=1.5)  # (1 + 3 + 4) / 4
    bench.times("a", bench.asm.here(), [0.0])
    bench.asm.end()
    program = bench.asm.build()
    assert replicate(program, 3, 0, nominal=True).world.tolist() == [2.0]
    worlds = [float(replicate(program, 3, number).world[0]) for number in range(4000)]
    error = np.std(worlds, ddof=1) / np.sqrt(len(worlds))
    assert error < 0.02
    assert abs(np.mean(worlds) - 2.0) < 4.0 * error
    assert abs(np.mean(np.array(worlds) < 1.5) - 0.5) < 4.0 * 0.5 / np.sqrt(len(worlds))
    twin = reference.replicate(program, 3, 7)
    assert twin.world.tolist() == replicate(program, 3, 7).world.tolist()


def test_a_loop_without_time_stops_loudly() -> None:
    bench = Bench()
    asm = bench.asm
    entry = asm.here("spin")
    asm.jump(entry)
    bench.times("a", entry, [7.0])
    expected = "a loop takes no time: replication 4, time 7 h, block 0 (after label `spin`), seed 9"
    with pytest.raises(RunError, match=re.escape(expected)):
        replicate(asm.build(), 9, 4)


def test_a_token_must_not_die_with_platforms() -> None:
    bench = Bench()
    asm = bench.asm
    pool = asm.pool("p", asm.constant(1), None, bench.dist(1.0), None, asm.constant(1.0), [0.0])
    entry, route = asm.here(), asm.label()
    asm.allocate([[(pool, route)]], 1)
    asm.end()
    asm.place_label(route)
    asm.end()
    bench.times("a", entry, [0.0])
    with pytest.raises(RunError, match="ends while it holds platforms"):
        replicate(asm.build(), 1, 0)


def test_nobody_is_lost_and_no_platform_either() -> None:
    asm = Assembler(2000.0)
    station = asm.station("cell", asm.constant(3))
    pool = asm.pool(
        "p",
        asm.constant(4),
        None,
        asm.distribution(Exponential(1.0)),
        None,
        asm.constant(5.0),
        [9.0],
    )
    entry, route, parts = asm.here(), asm.label(), [asm.label(), asm.label()]
    asm.fork(parts)
    asm.allocate([[(pool, route)]], 2)
    asm.end()
    for k, part in enumerate(parts):
        asm.place_label(part)
        asm.work(station, asm.distribution(Exponential(2.0)), f"part {k}")
        asm.end()
    asm.place_label(route)
    asm.notice("notice")
    asm.transit("out")
    asm.release()
    asm.end()
    asm.source(
        "s", [[entry]], Arrivals(rate=asm.slot("rate", 0.3), intensity=([0.0, 1800.0], [1.0, 0.0]))
    )
    program = asm.build()
    stepper = Stepper(program, 1, 0)
    for time in range(0, 1900, 50):
        stepper.advance(float(time))
        view = stepper.stations()[0]
        assert view.busy <= view.teams
        assert 0 <= stepper.pools()[0].free <= 4
        assert stepper.tokens_in_progress() >= len(stepper.incidents_in_progress())
    stepper.advance(1999.0)
    assert stepper.pools()[0].free == 4
    assert stepper.tokens_in_progress() == 0
    assert stepper.incidents_in_progress() == ()


def test_an_outcome_from_outside_is_taken_and_its_time_is_on_the_path() -> None:
    bench = Bench()
    asm = bench.asm
    yes, no = asm.label("yes"), asm.label("no")
    entry = asm.here()
    outlets = [(yes, asm.constant(1.0)), (no, asm.constant(0.0))]
    asm.decide("approve", asm.tag("minister"), bench.dist(9.0), outlets, external=True)
    asm.place_label(yes)
    bench.close()
    asm.place_label(no)
    asm.fail("refused")
    asm.end()
    bench.times("a", entry, [5.0, 6.0])
    stepper = Stepper(asm.build(), 1, 0)
    first = stepper.advance_to_decision()
    second = stepper.advance_to_decision()
    assert (first.since_h, second.since_h) == (5.0, 6.0)
    assert first.tag[0] == "minister"
    assert stepper.advance_to_decision(20.0) is None
    saved = stepper.snapshot()
    for choice in (0, 1):
        stepper.restore(saved)
        stepper.inject(first, choice)
        result = stepper.result()
        assert result.incidents.outcome.tolist() == [1 + choice, 0]
        assert result.segments.sum() == (15.0 if choice == 0 else 0.0)
    with pytest.raises(ValueError, match="is not pending"):
        stepper.inject(first, 0)


@pytest.mark.parametrize("code", [len(Op), 62])
@pytest.mark.parametrize("engine", [replicate, reference.replicate], ids=["kernel", "twin"])
def test_a_kind_that_an_engine_does_not_know_stops_loudly(engine, code: int) -> None:
    """A kind that is declared and then forgotten would else be a block that does nothing."""
    bench = Bench()
    entry = bench.asm.here("here it is")
    bench.asm.finish()
    bench.close()
    bench.times("a", entry, [7.0])
    program = bench.asm.build()
    blocks = program.blocks.copy()
    blocks["op"][blocks["op"] == Op.FINISH] = code
    with pytest.raises(RunError, match="of a kind that the engine does not know"):
        engine(replace(program, blocks=blocks), 1, 0)


def test_the_codes_of_kinds_fit_the_bits_in_which_the_kernel_looks_them_up() -> None:
    assert max(Op) < 63
