"""Times that are equal compare as equal: the clock of whole microseconds."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from renkei._base.errors import RunError
from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.clock import MOST_HOURS, on_clock, ticked
from renkei.scenario.quantities.distributions import Constant

CLASSES = 4


class Bench:
    """An assembler with shorthands for programs without randomness."""

    def __init__(self, horizon: float = 1000.0) -> None:
        self.asm = Assembler(horizon, 0.0, 0.0, ["done"], ["done"], ["here"])

    def delay(self, hours: float) -> None:
        self.asm.delay(self.asm.distribution(Constant(hours)), "delay")

    def close(self, name: str, entry: int, times, **options) -> None:
        self.asm.mark("done")
        self.asm.finish()
        self.asm.end()
        self.asm.source(name, [[entry]], Arrivals(times=times), **options)

    def done(self) -> list[float]:
        """Return the hours from arrival to the end, the same from kernel and twin."""
        program = self.asm.build()
        result, twin = (run(program, 1, 0).incidents for run in (replicate, reference.replicate))
        np.testing.assert_array_equal(result.after_h, twin.after_h)
        return result.after_h[:, 0].tolist()


def test_a_tenth_and_two_tenths_meet_a_board_at_three_tenths() -> None:
    bench = Bench()
    gate = bench.asm.gate("board", [0.3, 10.0])
    entry = bench.asm.here()
    bench.delay(0.1)
    bench.delay(0.2)  # as floats 0.30000000000000004: the next board
    bench.asm.gate_wait(gate)
    bench.close("paper", entry, [0.0])
    assert bench.done() == [0.3]


def test_work_that_ends_exactly_at_closing_is_done_that_day() -> None:
    bench = Bench()
    office = bench.asm.calendar("office", [0.0, 24.0], [0.3, 24.3])
    cell = bench.asm.station("cell", bench.asm.constant(1), calendar=office)
    entry = bench.asm.here()
    for hours in (0.1, 0.2):
        bench.asm.work(cell, bench.asm.distribution(Constant(hours)), "work")
    bench.close("paper", entry, [0.0])
    assert bench.done() == [0.3]


def test_an_incident_of_the_moment_at_which_a_phase_begins_is_of_that_phase() -> None:
    bench = Bench()
    before = bench.asm.here()
    bench.delay(1.0)
    after = bench.asm.here()
    bench.asm.mark("done")
    bench.asm.finish()
    bench.asm.end()
    bench.asm.source("a", [[before], [after]], Arrivals(times=[0.1 + 0.2]), phase_times=[0.0, 0.3])
    assert bench.done() == [0.0]


def test_a_deadline_met_exactly_is_met_whenever_the_incident_arrives() -> None:
    bench = Bench(horizon=200_000.0)
    entry = bench.asm.here()
    bench.delay(1 / 3)
    arrivals = [0.1, 7 / 3, 100.1, 99_999.9, 199_998.7]
    bench.close("a", entry, arrivals)
    assert bench.done() == [on_clock(20 / 60)] * len(arrivals)


def _by_hand(
    jobs: list[tuple[int, int, int]], teams: int, opens: list[tuple[int, int]], interrupts: int
) -> list[int]:
    """Return the minutes at which jobs (arrival, class, work) end, minute by minute.

    A first-come first-served line for each class before some teams; nobody works while closed.
    Who is of a class up to ``interrupts`` stops the least urgent work when no team is free, of
    several the last begun, which then is the first of its class.
    """
    left = [work for _, _, work in jobs]
    ends = [0] * len(jobs)
    lines: list[list[int]] = [[] for _ in range(CLASSES)]
    working: list[int] = []
    for now in range(opens[-1][1] + 1):
        for job in [job for job in working if left[job] == 0]:
            ends[job] = now
            working.remove(job)
        for job in [i for i, (arrival, _, _) in enumerate(jobs) if arrival == now]:
            lines[jobs[job][1]].append(job)
        if not any(first <= now < end for first, end in opens):
            continue
        while any(lines):
            urgent = next(k for k in range(CLASSES) if lines[k])
            if len(working) == teams:
                worst = max(jobs[job][1] for job in working)
                if urgent > interrupts or worst <= urgent:
                    break
                stopped = [job for job in working if jobs[job][1] == worst][-1]
                working.remove(stopped)
                lines[worst].insert(0, stopped)
            working.append(lines[urgent].pop(0))
        for job in working:
            left[job] -= 1
    return ends


@pytest.mark.parametrize("interrupts", [None, 0, 1, 2])
@pytest.mark.parametrize("seed", range(8))
def test_whole_minutes_agree_with_a_program_of_whole_minutes(
    seed: int, interrupts: int | None
) -> None:
    """Every end to the minute, also where many things fall into the same one."""
    rng = random.Random(seed)
    teams = rng.choice([1, 2, 3])
    opens = [(day * 240, day * 240 + rng.choice([80, 160])) for day in range(60)]
    # Arrivals of one minute belong to one class: what comes first within it is another question.
    minutes = sorted(rng.sample(range(2400), 60))
    jobs = [(m, rng.randrange(CLASSES), rng.choice([7, 20, 20, 40])) for m in minutes]
    bench = Bench(horizon=240.0)
    hours = np.array(opens, float) / 60
    office = bench.asm.calendar("office", hours[:, 0], hours[:, 1])
    cell = bench.asm.station(
        "cell", bench.asm.constant(teams), calendar=office, interrupts=interrupts
    )
    for i, (minute, rank, work) in enumerate(jobs):
        entry = bench.asm.here()
        bench.asm.work(cell, bench.asm.distribution(Constant(work / 60)), "work")
        bench.close(f"job {i:02d}", entry, [minute / 60], precedence=rank)
    ends = _by_hand(jobs, teams, opens, -1 if interrupts is None else interrupts)
    assert all(ends)
    expected = [
        float(Fraction(end - arrival, 60)) for end, (arrival, _, _) in zip(ends, jobs, strict=True)
    ]
    assert bench.done() == expected


def test_open_time_before_an_interval_is_an_exact_sum() -> None:
    bench = Bench(horizon=3000.0)
    opens = np.arange(0.0, 3000.0, 0.3)
    bench.asm.calendar("short", opens, opens + 0.1)
    entry = bench.asm.here()
    bench.close("a", entry, [0.0])
    clocked = ticked(bench.asm.build())
    spans = clocked.closes - clocked.opens
    assert clocked.open_before.tolist() == [
        float(sum(map(int, spans[:i]))) for i in range(len(spans))
    ]


def test_a_run_beyond_the_exact_clock_is_refused() -> None:
    bench = Bench(horizon=MOST_HOURS + 1000.0)
    entry = bench.asm.here()
    bench.close("a", entry, [0.0])
    with pytest.raises(RunError, match="285 years"):
        replicate(bench.asm.build(), 1, 0)


@pytest.mark.parametrize("first", ["watch", "work"])
def test_work_that_ends_as_the_watch_changes_gives_its_team_to_the_new_watch(first: str) -> None:
    """Two teams until hour 8, then one: of the two that wait, one begins at 8 and one at 9.

    Whether the change or the end of the work was listed first.
    """
    bench = Bench()
    cell = bench.asm.station(
        "cell", bench.asm.constant(2), schedule=[(8.0, bench.asm.constant(1))]
    )  # fmt: skip
    hours = [1.0, 7.0] if first == "watch" else [8.0]
    for n, (at, work) in enumerate([(0.0, hours), (0.0, hours), (1.0, [1.0]), (1.0, [1.0])]):
        entry = bench.asm.here(f"{n}")
        for k, span in enumerate(work):
            bench.asm.work(cell, bench.asm.distribution(Constant(span)), f"{n} {k}")
        bench.close(f"{n}", entry, [at], precedence=0 if n < 2 else 3)
    assert bench.done() == [8.0, 8.0, 8.0, 9.0]


def test_work_that_ends_at_closing_leaves_the_next_to_the_night_shift() -> None:
    """Two by day, one by night, closing at 8: of the two that wait one begins at 8, one at 9."""
    bench = Bench()
    day = bench.asm.calendar("day", [0.0, 24.0], [8.0, 32.0])
    two, one = bench.asm.constant(2), bench.asm.constant(1)
    cell = bench.asm.station("cell", two, calendar=day, off_teams=one)
    for n, (at, work) in enumerate([(0.0, 8.0), (0.0, 8.0), (1.0, 1.0), (1.0, 1.0)]):
        entry = bench.asm.here(f"{n}")
        bench.asm.work(cell, bench.asm.distribution(Constant(work)), f"{n}")
        bench.close(f"{n}", entry, [at])
    assert bench.done() == [8.0, 8.0, 8.0, 9.0]


@pytest.mark.parametrize(("warm_up_h", "joined", "wait_h"), [(0.0, 2, 2.0), (5.0, 1, 0.0)])
def test_interrupted_work_of_the_warm_up_does_not_wait_within_the_window(
    warm_up_h: float, joined: int, wait_h: float
) -> None:
    """Begun at 4, stopped from 6 to 8 for a flash message: it joined in a warm-up of 5 h."""
    asm = Assembler(100.0, warm_up_h, 0.0, ["done"], [], ["here"])
    cell = asm.station("cell", asm.constant(1), interrupts=0)
    for name, at, hours, precedence in (("routine", 4.0, 4.0, 3), ("flash", 6.0, 2.0, 0)):
        entry = asm.here(name)
        asm.work(cell, asm.distribution(Constant(hours)), name)
        asm.end()
        asm.source(name, [[entry]], Arrivals(times=[at]), precedence=precedence)
    program = asm.build()
    for engine in (replicate, reference.replicate):
        row = engine(program, 1, 0).stations[0]
        assert (row[4], row[5]) == (wait_h, joined)
